// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Kernel
import Storage
import Testing
import Web

@Suite("Treaty register") struct TreatyPagesTests {
  /// The treaty between Arcadia and Caledon of 1 May 2012.
  static let caledon = "/directory/treaties/00000000-0000-4000-8000-000000000901"

  func basis(_ site: DirectorySite, _ from: String, _ to: String, on day: CalendarDay = DirectorySite.today) async throws -> LegalBasis {
    let (one, other) = (try #require(StateCode(from)), try #require(StateCode(to)))
    return try await site.store.snapshot().legalBasis(from: one, to: other, for: .mutualLegalAssistance, on: day)
  }

  @Test("The list can be narrowed to a party and a day")
  func list() async throws {
    try await DirectorySite.with { site in
      func found(_ query: String) async throws -> Int {
        try await site.get("/directory/treaties\(query)").body.matches(of: /href="\/directory\/treaties\/[0-9a-f-]{36}"/).count
      }
      #expect(try await found("") == 2)
      #expect(try await found("?state=XC") == 1)
      #expect(try await found("?state=XB") == 0)
      #expect(try await found("?on=2010-01-01") == 1)
      #expect(try await found("?state=XA&on=2008-12-31") == 0)
      let page = try await site.get(Self.caledon)
      #expect(page.status == .ok && page.body.contains("Requests through the diplomatic channel alone."))
      #expect(!page.body.contains("Edit the treaty"))
    }
  }

  @Test("A new treaty feeds the legal basis from the day it binds both States")
  func new() async throws {
    try await DirectorySite.with { site in
      let values = [
        ("title.fr", "Traité d’entraide"), ("scope", "mutualLegalAssistance"), ("party.0.state", "XA"),
        ("party.0.inForceFrom", "2026-11-01"),
        ("party.1.state", "XB"), ("party.1.inForceFrom", "2026-11-20"), ("party.1.reservations", "None yet"),
      ]
      let reply = try await site.post("/directory/treaties/new", values, as: "anna")
      #expect(reply.status == .seeOther)
      guard case .otherTreaty(let treaty, let besides) = try await basis(site, "XA", "XB").mode else {
        Issue.record("the treaty is not found")
        return
      }
      #expect(besides && treaty.title[.fr] == "Traité d’entraide" && treaty.parties[1].reservations == "None yet")
      let before = try #require(CalendarDay("2026-11-19"))
      #expect(try await basis(site, "XA", "XB", on: before).mode == .convention)
      let events = try await EventLog(site.database).events(of: EventSubject("treaty", treaty.id.description))
      #expect(events.map(\.kind) == ["directory.treatyChanged"])
    }
  }

  @Test(
    "A treaty that cannot be saved is refused with its field",
    arguments: [
      ("title.en", "", "Give the title"), ("scope", "", "Say what the treaty covers."), ("party.1.state", "", "Name at least two parties."),
      ("party.1.inForceTo", "2011-01-01", "The last day is before the first."), ("party.1.inForceFrom", "", "cannot be read"),
      ("party.1.inForceFrom", "soon", "cannot be read"), ("party.1.state", "XQ", "cannot be read"),
    ])
  func refused(field: String, value: String, words: String) async throws {
    try await DirectorySite.with { site in
      var values = [
        ("title.en", "Treaty"), ("scope", "extradition"), ("party.0.state", "XA"), ("party.0.inForceFrom", "2012-01-01"),
        ("party.1.state", "XB"),
        ("party.1.inForceFrom", "2012-01-01"),
      ].filter { $0.0 != field }
      values.append((field, value))
      let reply = try await site.post("/directory/treaties/new", values, as: "anna")
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(words) && !reply.body.contains("⟦"))
    }
  }

  @Test("A treaty is changed over the version that was seen; both versions are kept")
  func edit() async throws {
    try await DirectorySite.with { site in
      let url = "\(Self.caledon)/edit"
      let values = DirectorySite.values(in: try await site.get(url, as: "anna").body)
      #expect(try await site.post(url, values, as: "anna").headers[.location] == Self.caledon)
      #expect(try await site.database.rows(SQL("SELECT version FROM registerVersion WHERE kind = 'treaty'")).count == 2)
      let ended = values.filter { $0.0 != "party.1.inForceTo" } + [("party.1.inForceTo", "2026-06-30")]
      #expect(try await site.post(url, ended, as: "anna").status == .seeOther)
      #expect(try await basis(site, "XA", "XC").mode == .convention)
      let late = try await site.post(url, values, as: "boris")
      #expect(late.status == .conflict)
      #expect(late.body.contains("See the treaty as it is now"))
      let rows = try await site.database.rows(
        SQL("SELECT changedBy FROM registerVersion WHERE id = $1 ORDER BY version", ["00000000-0000-4000-8000-000000000901".sql]))
      #expect(rows.map { $0["changedBy"] } == [.text("console"), .text("anna")])
      #expect(try await site.get(Self.caledon, as: "anna").body.contains("by anna"))
    }
  }

  @Test("Two States agree on paragraphs 9 to 29, and end the agreement again")
  func election() async throws {
    try await DirectorySite.with { site in
      let new = "/directory/elections/new"
      let values = [("first", "XC"), ("second", "XA"), ("from", "2026-01-01"), ("to", "")]
      #expect(try await site.post(new, values, as: "anna").status == .seeOther)
      #expect(try await basis(site, "XA", "XC").appliesParagraphs9To29)
      let twice = try await site.post(new, values.map { $0.0 == "from" ? ("from", "2026-02-01") : $0 }, as: "anna")
      #expect(twice.status == .conflict && twice.body.contains("in the register already"))
      let url = "/directory/elections/XAXC2026-01-01"
      #expect(try await site.post(url, [("version", "1"), ("to", "2026-10-31")], as: "anna").status == .seeOther)
      #expect(try await basis(site, "XA", "XC").appliesParagraphs9To29 == false)
      #expect(try await site.post(url, [("version", "1"), ("to", "")], as: "boris").status == .conflict)
      let kinds = try await EventLog(site.database).events(of: EventSubject("election", "XAXC2026-01-01")).map(\.kind)
      #expect(kinds == ["directory.electionChanged", "directory.electionChanged"])
    }
  }

  @Test(
    "An agreement without a treaty, with one State or with wrong days is refused",
    arguments: [
      ("XA", "XB", "2026-01-01", "", "No treaty binds the two States"), ("XA", "XA", "2026-01-01", "", "Choose two different States."),
      ("XA", "XC", "2026-01-01", "2025-12-31", "The last day is before the first."), ("XA", "XC", "", "", "cannot be read"),
      ("XA", "", "2026-01-01", "", "cannot be read"),
    ])
  func refusedElection(first: String, second: String, from: String, to: String, words: String) async throws {
    try await DirectorySite.with { site in
      let values = [("first", first), ("second", second), ("from", from), ("to", to)]
      let reply = try await site.post("/directory/elections/new", values, as: "anna")
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(words))
    }
  }

  @Test("Who may not edit the register gets no form")
  func permission() async throws {
    try await DirectorySite.with { site in
      for url in ["/directory/treaties/new", "\(Self.caledon)/edit", "/directory/elections/new", "/directory/elections/XAXD2015-01-01"] {
        let refused = try await site.get(url, as: "reader")
        #expect(refused.status == .forbidden, "\(url)")
        let shown = try await site.get(url, as: "anna")
        #expect(shown.status == .ok, "\(url)")
      }
    }
  }
}

@Suite("Coverage and bridge sheet on pages") struct ComparisonPagesTests {
  static let all = "/directory/bridge?from=XA&to=XB&on=2026-11-24&measure=bankRecords&measure=searchAndSeizure"

  @Test("The coverage page keeps fictional States apart, and its table has one row for each group and kind")
  func coverage() async throws {
    try await DirectorySite.with { site in
      let page = try await site.get("/directory/coverage").body
      #expect(page.contains("5 of 6") && page.contains("0 of 198") && page.contains("are in no count above"))
      let rows = try await site.get("/directory/coverage.csv").body.split(separator: "\r\n").map {
        $0.split(separator: ",").map(String.init)
      }
      #expect(rows.first == ["day", "group", "kind", "statesCovered", "states"])
      #expect(rows.contains(["2026-11-24", "FICTIONAL", "mutualLegalAssistance", "5", "6"]))
      #expect(rows.contains(["2026-11-24", "ALL", "prevention", "0", "198"]))
      #expect(try await site.get("/directory/coverage.csv?on=2026-10-24").body.contains("2026-10-24,FICTIONAL,mutualLegalAssistance,0,6"))
    }
  }

  @Test("The sheet shows both States, the basis and the gaps, in six languages", arguments: Language.allCases)
  func bridge(language: Language) async throws {
    try await DirectorySite.with { site in
      let page = try await site.get("\(Self.all)&lang=\(language.rawValue)")
      #expect(page.status == .ok)
      #expect(!page.body.contains("⟦"))
      if language == .en {
        for words in ["The Convention is the basis", "more annexes than usual here", "UNCAC 46(14)", "bank and financial records"] {
          #expect(page.body.contains(words), "\(words)")
        }
      }
    }
  }

  @Test("Programs get the same sheet as codes; values that cannot be read are refused")
  func api() async throws {
    try await DirectorySite.with { site in
      let body = try await site.get("/api" + Self.all).body
      let sheet = try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
      let lines = try #require(sheet["lines"] as? [[String: Any]])
      #expect(sheet["basis"] as? String == "convention")
      #expect(sheet["gaps"] as? Int == lines.count { $0["gap"] != nil })
      #expect(lines.contains { $0["topic"] as? String == "annexes" && $0["gap"] as? String == "moreAnnexes" })
      let itself = try await site.get("/api/directory/bridge?from=XA&to=XA")
      #expect(itself.status == .notFound)
      for query in ["from=XA", "from=xa&to=XB", "from=XA&to=XB&measure=spying", "from=XA&to=XB&on=2026-02-30"] {
        let refused = try await site.get("/api/directory/bridge?\(query)")
        #expect(refused.status == .unprocessableContent, "\(query)")
      }
    }
  }

  @Test("Requirements that are for authorities only are on no visitor's sheet")
  func restricted() async throws {
    try await DirectorySite.with { site in
      let edit = "/directory/authorities/\(borealia)/edit/restricted"
      #expect(try await site.post(edit, [("version", "1"), ("restrictedFields", "requirements")], as: "anna").status == .seeOther)
      let text = "Measures against property worth less than 10,000"
      for door in [Self.all, "/api" + Self.all] {
        let visitor = try await site.get(door)
        #expect(!visitor.body.contains(text), "\(door)")
        let reader = door.hasPrefix("/api") ? try await site.get(door, token: "reader") : try await site.get(door, as: "reader")
        #expect(reader.body.contains(text), "\(door)")
      }
    }
  }
}
