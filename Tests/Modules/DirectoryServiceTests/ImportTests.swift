// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Kernel
import Storage
import Testing
import Web

@Suite("Taking in a directory file") struct ImportTests {
  static let url = "/directory/import"
  static let today = DirectorySite.today

  func rows(_ site: DirectorySite) async throws -> Int {
    try await site.database.rows(SQL("SELECT id FROM authorityVersion")).count
  }

  func check(_ site: DirectorySite, _ text: String, _ format: String, as officer: String = "anna") async throws -> DirectorySite.Reply {
    try await site.post(Self.url, [("format", format), ("text", text)], as: officer)
  }

  /// Confirms what a preview shows.
  func confirm(_ site: DirectorySite, _ preview: String, as officer: String = "anna") async throws -> DirectorySite.Reply {
    try await site.post("\(Self.url)/confirm", DirectorySite.values(in: preview), from: Self.url, as: officer)
  }

  @Test("Everything exported on the page comes back without loss and changes nothing", arguments: ["csv", "json"])
  func roundTrip(format: String) async throws {
    try await DirectorySite.with { site in
      let before = try await site.store.file()
      let export = try await site.get("\(Self.url)/all.\(format)", as: "anna").body
      #expect(export.contains(RestrictedFieldTests.secret))
      let preview = try await check(site, export, format)
      #expect(preview.status == .ok && preview.body.contains("The directory holds all of this already."))
      #expect(try await site.store.file() == before)
      #expect(try await rows(site) == 18)
    }
  }

  @Test("An empty node that takes in another node's file holds the same", arguments: ["csv", "json"])
  func otherNode(format: String) async throws {
    try await DirectorySite.with { site in
      let export = try await site.get("\(Self.url)/all.\(format)", as: "anna").body
      let reader = DirectoryImport(today: Self.today, listed: Set(try BuiltInDirectory.all().states.map(\.state)))
      let file = try reader.read(Data(export.utf8), as: try #require(DirectoryFormat(rawValue: format)))
      #expect(file.authorities.sorted { $0.id < $1.id } == (try BuiltInDirectory.fictional().authorities.sorted { $0.id < $1.id }))
      if format == "json" { #expect(file.treaties == (try BuiltInDirectory.fictional().treaties)) }
    }
  }

  @Test("A changed and a new row are shown before anything is taken in, then both are there with their officer")
  func preview() async throws {
    try await DirectorySite.with { site in
      var authorities = try await site.store.snapshot().authorities
      let index = try #require(authorities.firstIndex { $0.id.description == arcadia })
      authorities[index].telephone = "+999 1 000 0000"
      let austria = try #require(StateCode("AT"))
      authorities.append(CompetentAuthority(id: ID(), state: austria, kind: .prevention, originalName: "Büro"))
      let preview = try await check(site, try AuthoritiesCSV.text(authorities), "csv")
      #expect(preview.status == .ok)
      for words in ["+999 1 555 0101", "+999 1 000 0000", "Büro"] { #expect(preview.body.contains(words), "\(words)") }
      #expect(try await rows(site) == 18)
      #expect(try await confirm(site, preview.body).headers[.location] == "/directory")
      #expect(try await rows(site) == 20)
      let known = try await site.store.snapshot().authorities
      #expect(known.contains { $0.state == austria } && known.contains { $0.telephone == "+999 1 000 0000" })
      let by = try await site.database.rows(SQL("SELECT changedBy FROM authorityVersion WHERE id = $1 AND version = 2", [arcadia.sql]))
      #expect(by.map { $0["changedBy"] } == [.text("anna")])
    }
  }

  @Test("A table with wrong rows is refused row by row, the text stays, and nothing is taken in")
  func wrongTable() async throws {
    try await DirectorySite.with { site in
      let text = try AuthoritiesCSV.text(try BuiltInDirectory.fictional().authorities)
        .replacing(",XF,,mutualLegalAssistance,", with: ",XQ,,mutualLegalAssistance,")
        .replacing("2025-01-10", with: "2027-01-10").replacing("https://justice.elysia.example", with: "justice.elysia")
        .replacing("cooperation@florinia.example", with: "nobody")
      let refused = try await check(site, text, "csv")
      #expect(refused.status == .unprocessableContent)
      for words in [
        "5 things are wrong", "Nothing was taken in.", "State and kind of an entry stay", "The directory does not list this State.",
        "This day is still to come.",
        "A web address begins with", "An e-mail address has the form",
      ] { #expect(refused.body.contains(words), "\(words)") }
      #expect(DirectorySite.values(in: refused.body).contains { $0.0 == "text" && $0.1.contains("justice.elysia") })
      #expect(try await rows(site) == 18)
      // The last row stands in line 19: the heading is line 1.
      let faults = #expect(throws: DirectoryImport.Refused.self) {
        _ = try DirectoryImport(today: Self.today, listed: Set(try BuiltInDirectory.all().states.map(\.state))).read(
          Data(text.utf8), as: .csv)
      }
      let places = faults?.faults.map { "\($0.line) \($0.field) \($0.reason)" } ?? []
      #expect(places.contains("19 state unknown-state") && places.contains("15 lastVerified verified-in-future"))
      #expect(faults?.faults.first { $0.field == "email" }?.column == (AuthoritiesCSV.headings.firstIndex(of: "email") ?? 0) + 1)
    }
  }

  @Test("Every wrong element of a JSON file is told by line, column and path, not the first alone")
  func wrongJSON() throws {
    let text = """
      {"format": 1, "states": [{"state": "XA", "regionalGroup": "MARS"}], "participation": [],
       "authorities": [
        {"id": "00000000-0000-4000-8000-000000000001", "state": "XA", "kind": "prevention", "originalName": "A", "phone": "1"},
        {"id": "00000000-0000-4000-8000-000000000002", "state": "XA", "kind": "preventing", "originalName": "B"},
        {"id": "00000000-0000-4000-8000-000000000002", "state": "XA", "kind": "prevention", "originalName": "C",
         "validFrom": "2026-02-01", "validTo": "2026-01-01"}
       ],
       "treaties": {"treaties": [
        {"id": "00000000-0000-4000-8000-000000000901", "title": {}, "scope": ["extradition"], "parties": []}
       ], "elections": [{"states": ["XA"], "from": "2026-01-01"}]}}
      """
    let reader = DirectoryImport(today: Self.today, listed: [])
    let refused = #expect(throws: DirectoryImport.Refused.self) { _ = try reader.read(Data(text.utf8), as: .json) }
    let found = refused?.faults.map { "\($0.line) \($0.field) \($0.reason)" } ?? []
    #expect(
      found == [
        "1 states[0].regionalGroup wrong-value", "3 authorities[0].phone unknown-member", "4 authorities[1].kind wrong-value",
        "5 authorities[2].id duplicate-id", "6 authorities[2].validTo ends-before-it-begins",
        "9 treaties.treaties[0].title.en missing-title", "9 treaties.treaties[0].parties.0.state missing-parties",
        "10 treaties.elections[0].states same-state",
      ])
    #expect(refused?.faults[1].column == 108)
    for broken in ["", "[1,", "{\"format\": 1}", "\u{FEFF}{}"] {
      #expect(throws: DirectoryImport.Refused.self, "\(broken)") { _ = try reader.read(Data(broken.utf8), as: .json) }
    }
  }

  @Test("What another officer changed between the check and the confirmation is not overwritten unseen")
  func meanwhile() async throws {
    try await DirectorySite.with { site in
      var authorities = try await site.store.snapshot().authorities
      let index = try #require(authorities.firstIndex { $0.id.description == arcadia })
      authorities[index].unit = "New unit"
      let preview = try await check(site, try AuthoritiesCSV.text(authorities), "csv")
      let edit = "/directory/authorities/\(arcadia)/edit/contact"
      let values = DirectorySite.values(in: try await site.get(edit, as: "boris").body).filter { $0.0 != "hours" } + [("hours", "Always")]
      #expect(try await site.post(edit, values, as: "boris").status == .seeOther)
      let refused = try await confirm(site, preview.body)
      #expect(refused.status == .conflict)
      #expect(refused.body.contains("Somebody else has changed this meanwhile") && refused.body.contains("Always"))
      let entry = try await site.store.snapshot().authorities.first { $0.id.description == arcadia }
      #expect(entry?.hours == "Always" && entry?.unit != "New unit")
      #expect(try await confirm(site, refused.body).status == .seeOther)
    }
  }

  @Test("An officer who may import but not read restricted fields does not learn them from the preview, and cannot export them")
  func restricted() async throws {
    try await DirectorySite.with { site in
      var authorities = try await site.store.snapshot().authorities
      let index = try #require(authorities.firstIndex { $0.id.description == borealia })
      authorities[index].telephone = "+999 2 000 0000"
      authorities[index].contactAtAnyHour = nil
      let preview = try await check(site, try AuthoritiesCSV.text(authorities), "csv", as: "importer")
      #expect(preview.status == .ok)
      #expect(!preview.body.contains(RestrictedFieldTests.secret) && !preview.body.contains("555 0111"))
      for path in ["all.csv", "all.json"] {
        let refused = try await site.get("\(Self.url)/\(path)", as: "importer")
        #expect(refused.status == .forbidden, "\(path)")
      }
      let clerk = try await site.get(Self.url, as: "clerk")
      #expect(clerk.status == .forbidden)
    }
  }

  @Test("A form without a format is refused with what was pasted", arguments: Language.allCases)
  func noFormat(language: Language) async throws {
    try await DirectorySite.with { site in
      let refused = try await site.post(
        "\(Self.url)?lang=\(language.rawValue)", [("text", "id,state"), ("format", "")], from: Self.url, as: "anna")
      #expect(refused.status == .unprocessableContent && !refused.body.contains("⟦"))
      #expect(DirectorySite.values(in: refused.body).contains { $0 == ("text", "id,state") })
      let wrong = try await site.post(
        "\(Self.url)?lang=\(language.rawValue)", [("text", "id,state\r\nx"), ("format", "csv")], from: Self.url, as: "anna")
      #expect(wrong.status == .unprocessableContent && !wrong.body.contains("⟦"))
    }
  }
}
