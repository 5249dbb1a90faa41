// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Storage
import Testing
import Web

@Suite("Editing an authority") struct EditAuthorityTests {
  static let page = "/directory/authorities/\(borealia)"

  /// The form of a page as a browser would send it back, with some values changed.
  func form(_ site: DirectorySite, _ uri: String, as officer: String, _ changes: [String: String] = [:]) async throws -> [(String, String)]
  {
    let values = DirectorySite.values(in: try await site.get(uri, as: officer).body)
    return values.filter { changes[$0.0] == nil } + changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  func entry(_ site: DirectorySite, _ id: String = borealia) async throws -> CompetentAuthority {
    try #require(try await site.store.snapshot().authorities.first { $0.id.description == id })
  }

  @Test("Every section and measure sent back as it was shown changes nothing")
  func roundTrip() async throws {
    try await DirectorySite.with { site in
      let before = try await entry(site)
      let pages =
        ["identity", "contact", "channels", "basis", "costs", "networks", "restricted", "end"].map { "\(Self.page)/edit/\($0)" }
        + ["takeEvidence", "videoHearing", "searchAndSeizure", "bankRecords", "returnAssets"].map { "\(Self.page)/measures/\($0)" }
      for page in pages {
        let reply = try await site.post(page, try await form(site, page, as: "anna"), as: "anna")
        #expect(reply.status == .seeOther, "\(page)")
        #expect(try await entry(site) == before, "\(page)")
      }
      let versions = try await site.database.rows(SQL("SELECT version FROM authorityVersion WHERE id = $1", [borealia.sql]))
      #expect(versions.count == 1)
    }
  }

  @Test("A change is a new version with its officer, its fields and its event")
  func change() async throws {
    try await DirectorySite.with { site in
      let url = "\(Self.page)/edit/channels"
      let values = try await form(site, url, as: "anna", ["requirements.otherLanguages": "Borealian", "requirements.encryption": "no"])
      #expect(try await site.post(url, values, as: "anna").status == .seeOther)
      let changed = try await entry(site)
      #expect(changed.requirements.otherLanguages == "Borealian")
      #expect(changed.requirements.encryption == .no)
      let rows = try await site.database.rows(SQL("SELECT changedBy FROM authorityVersion WHERE id = $1 ORDER BY version", [borealia.sql]))
      #expect(rows.map { $0["changedBy"] } == [.text("console"), .text("anna")])
      let events = try await EventLog(site.database).events(of: EventSubject("authority", borealia))
      #expect(events.map(\.kind) == ["directory.authorityImported", "directory.authorityChanged"])
      #expect(events.last?.facts["fields"] == .value(.list(["requirements.encryption", "requirements.otherLanguages"])))
      let history = try await site.get("\(Self.page)/history", as: "anna").body
      #expect(history.contains("Borealian") && history.contains("by anna") && history.contains("by the command line"))
    }
  }

  @Test(
    "A field that cannot be saved is named, and what was typed stays",
    arguments: [
      ("identity", "originalName", " ", "Give the name of the authority."),
      ("identity", "validTo", "2014-12-31", "The last day is before the first."),
      ("identity", "lastVerified", "2026-12-01", "This day is still to come."),
      ("identity", "validFrom", "2026-02-30", "This value is missing or cannot be read."),
      ("contact", "website", "javascript:alert(1)", "A web address begins with"),
      ("contact", "email", "nobody", "An e-mail address has the form"),
      ("contact", "zone", "Mars/Olympus", "This is not a time zone"),
      ("costs", "requirements.typicalMonths.to", "3", "the shorter time first"),
      ("costs", "requirements.typicalMonths", "soon", "This value is missing or cannot be read."),
      ("networks", "requirements.links", "ftp://law.example", "A web address begins with"),
      ("basis", "requirements.conventionForExtradition.conditions", "", "Say what the conditions are."),
      ("channels", "requirements.languages", "xx", "This value is missing or cannot be read."),
    ])
  func refused(section: String, field: String, value: String, words: String) async throws {
    try await DirectorySite.with { site in
      let before = try await entry(site)
      let url = "\(Self.page)/edit/\(section)"
      let reply = try await site.post(url, try await form(site, url, as: "anna", [field: value]), as: "anna")
      #expect(reply.status == .unprocessableContent)
      #expect(reply.body.contains(words), "\(field)")
      #expect(!reply.body.contains("⟦"))
      if !value.isEmpty, value != " ", value != "xx" {
        #expect(DirectorySite.values(in: reply.body).contains { $0.0 == field && $0.1 == value })
      }
      #expect(try await entry(site) == before)
    }
  }

  @Test("Of two officers who save at once neither loses anything: the second sees the change and keeps what was typed")
  func atOnce() async throws {
    try await DirectorySite.with { site in
      let contact = "\(Self.page)/edit/contact"
      let anna = try await form(site, contact, as: "anna", ["address": "1 New Street"])
      let boris = try await form(site, contact, as: "boris", ["hours": "Always"])
      #expect(try await site.post(contact, anna, as: "anna").status == .seeOther)
      let refused = try await site.post(contact, boris, as: "boris")
      #expect(refused.status == .conflict)
      #expect(refused.body.contains("Another officer has changed this entry"))
      #expect(refused.body.contains("1 New Street"))
      #expect(DirectorySite.values(in: refused.body).contains { $0 == ("hours", "Always") })
      #expect(try await entry(site).address == "1 New Street")
      #expect(try await entry(site).hours != "Always")
      // What was typed goes again with the version that was seen meanwhile.
      let again = DirectorySite.values(in: refused.body).filter { $0.0 != "address" } + [("address", "1 New Street")]
      #expect(try await site.post(contact, again, as: "boris").status == .seeOther)
      #expect(try await entry(site).address == "1 New Street")
      #expect(try await entry(site).hours == "Always")
    }
  }

  @Test("Of many officers who save the same version at the same instant exactly one is accepted, and the others are told")
  func sameInstant() async throws {
    try await DirectorySite.with { site in
      let contact = "\(Self.page)/edit/contact"
      let seen = try await form(site, contact, as: "anna")
      let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
        for number in 0..<8 {
          let values = seen.filter { $0.0 != "hours" } + [("hours", "Hours \(number)")]
          let officer = number.isMultiple(of: 2) ? "anna" : "boris"
          group.addTask { try await site.post(contact, values, as: officer).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == .seeOther } == 1)
      #expect(statuses.count { $0 == .conflict } == 7)
      let versions = try await site.database.rows(SQL("SELECT version FROM authorityVersion WHERE id = $1", [borealia.sql]))
      #expect(versions.count == 2)
    }
  }

  @Test("A measure is entered and taken out; one that is its own alternative is refused")
  func measures() async throws {
    try await DirectorySite.with { site in
      let url = "\(Self.page)/measures/trafficData"
      let values = [("version", "1"), ("available", "conditions"), ("available.conditions", "Within 90 days"), ("orderedBy", "court")]
      #expect(try await site.post(url, values, as: "anna").status == .seeOther)
      let asks = try #require(try await entry(site).requirements.requirement(for: .trafficData))
      #expect(asks.available == .conditions("Within 90 days"))
      #expect(asks.orderedBy == .court)
      let same = try await site.post(url, [("version", "2"), ("alternative", "trafficData")], as: "anna")
      #expect(same.status == .unprocessableContent)
      #expect(same.body.contains("Choose another measure than this one."))
      #expect(try await site.post(url, [("version", "2")], as: "anna").status == .seeOther)
      #expect(try await entry(site).requirements.requirement(for: .trafficData) == nil)
    }
  }

  @Test("A new authority is entered; without name and kind it is refused; in a State that is not listed there is no such page")
  func new() async throws {
    try await DirectorySite.with { site in
      let url = "/directory/states/XF/authorities/new"
      let empty = try await site.post(url, [("territory", "North")], as: "anna")
      #expect(empty.status == .unprocessableContent)
      #expect(DirectorySite.values(in: empty.body).contains { $0 == ("territory", "North") })
      let unnamed = try await site.post(url, [("kind", "prevention")], as: "anna")
      #expect(unnamed.body.contains("Give the name of the authority."))
      let made = try await site.post(
        url, [("kind", "prevention"), ("originalName", "Integrity Office"), ("name.fr", "Bureau")], as: "anna")
      #expect(made.status == .seeOther)
      let found = try #require(try await site.store.snapshot().authorities.first { $0.originalName == "Integrity Office" })
      #expect(found.state.code == "XF" && found.kind == .prevention && found.name[.fr] == "Bureau")
      #expect(made.headers[.location] == "/directory/authorities/\(found.id)/edit")
      #expect(try await site.get("/directory/states/XQ/authorities/new", as: "anna").status == .notFound)
    }
  }

  @Test("An ended authority stays in the directory and is not valid any more")
  func end() async throws {
    try await DirectorySite.with { site in
      let url = "\(Self.page)/edit/end"
      let values = try await form(site, url, as: "anna", ["validTo": "2026-11-23"])
      #expect(try await site.post(url, values, as: "anna").status == .seeOther)
      #expect(try await site.get(Self.page).body.contains("not valid today"))
    }
  }

  @Test("Who may not edit gets no page and no change", arguments: ["reader", "clerk"])
  func permission(officer: String) async throws {
    try await DirectorySite.with { site in
      for url in [
        "\(Self.page)/edit", "\(Self.page)/edit/contact", "\(Self.page)/measures/bankRecords", "/directory/states/XF/authorities/new",
      ] {
        let refused = try await site.get(url, as: officer)
        #expect(refused.status == .forbidden, "\(url)")
        #expect(try await site.get(url).status == .unauthorized, "\(url)")
      }
      #expect(try await site.get("\(Self.page)/edit/nothing", as: "anna").status == .notFound)
      #expect(try await site.get("\(Self.page)/measures/nothing", as: "anna").status == .notFound)
    }
  }
}

@Suite("Fields for authorities only") struct RestrictedFieldTests {
  static let secret = "+999 2 555 0000"

  /// Every address where a visitor could meet an entry.
  static let doors = [
    "/directory", "/directory/states/XB", "/directory/authorities/\(borealia)", "/directory/authorities/\(borealia)?on=2026-11-23",
    "/directory/states/XB?on=2026-11-23", "/directory/authorities/\(borealia)/history", "/directory/authorities/\(borealia)/card.vcf",
    "/directory/export.csv", "/directory/export.json", "/api/directory/authorities", "/api/directory/authorities?state=XB",
    "/api/directory/resolve?state=XB", "/directory/basis?from=XA&to=XB", "/directory/resolve?state=XB",
  ]

  @Test("A visitor or an officer without the permission meets a restricted field nowhere", arguments: [nil, "clerk"] as [String?])
  func neverLeaks(officer: String?) async throws {
    try await DirectorySite.with { site in
      for door in Self.doors {
        let reply = try await site.get(door, as: officer)
        #expect(reply.status == .ok, "\(door)")
        #expect(!reply.body.contains(Self.secret) && !reply.body.contains("555 0111"), "\(door)")
      }
    }
  }

  @Test("An officer who may read them sees them marked on the pages, and a program gets them with that officer's token")
  func seen() async throws {
    try await DirectorySite.with { site in
      let card = try await site.get("/directory/authorities/\(borealia)", as: "reader").body
      #expect(card.contains(Self.secret) && card.contains("authorities only"))
      let state = try await site.get("/directory/states/XB", as: "reader").body
      #expect(state.contains("555 0111") && state.contains("authorities only"))
      #expect(try await site.get("/api/directory/authorities", token: "reader").body.contains(Self.secret))
      #expect(try await site.get("/api/directory/resolve?state=XB", token: "reader").body.contains(Self.secret))
      // What leaves the node as a public file stays public whoever takes it.
      for file in ["/directory/export.csv", "/directory/export.json", "/directory/authorities/\(borealia)/card.vcf"] {
        #expect(try await site.get(file, as: "reader").body.contains(Self.secret) == false, "\(file)")
      }
    }
  }

  @Test("A field restricted later is not shown in the versions from before")
  func restrictedLater() async throws {
    try await DirectorySite.with { site in
      let url = "/directory/authorities/\(arcadia)/edit/restricted"
      #expect(try await site.get("/directory/authorities/\(arcadia)?on=2026-11-23").body.contains("+999 1 555 0101"))
      #expect(try await site.post(url, [("version", "1"), ("restrictedFields", "telephone")], as: "anna").status == .seeOther)
      for page in ["", "?on=2026-11-23", "/history"] {
        let seen = try await site.get("/directory/authorities/\(arcadia)\(page)").body
        #expect(!seen.contains("+999 1 555 0101") && !seen.contains("Fields shown to authorities only"), "\(page)")
      }
      let then = "/api/directory/authorities?state=XA&on=2026-11-23"
      #expect(try await site.get(then).body.contains("+999 1 555 0101") == false)
      #expect(try await site.get(then, token: "reader").body.contains("+999 1 555 0101"))
      #expect(try await site.get("/directory/authorities/\(arcadia)?on=2026-11-23", as: "reader").body.contains("+999 1 555 0101"))
    }
  }
}

@Suite("The directory as of a day") struct AsOfTests {
  @Test("A card and a State page show what the directory said at the end of a day")
  func asOf() async throws {
    try await DirectorySite.with { site in
      let url = "/directory/authorities/\(arcadia)/edit/contact"
      var values = DirectorySite.values(in: try await site.get(url, as: "anna").body).filter { $0.0 != "telephone" }
      values.append(("telephone", "+999 1 777 7777"))
      #expect(try await site.post(url, values, as: "anna").status == .seeOther)
      for page in ["/directory/authorities/\(arcadia)", "/directory/states/XA"] {
        #expect(try await site.get(page).body.contains("+999 1 777 7777"), "\(page)")
        let then = try await site.get("\(page)?on=2026-11-23").body
        #expect(then.contains("+999 1 555 0101") && !then.contains("+999 1 777 7777"), "\(page)")
        #expect(then.contains("As the directory was on 23 November 2026"))
      }
      let api = "/api/directory/authorities?state=XA"
      #expect(try await site.get(api).body.contains("+999 1 777 7777"))
      #expect(try await site.get("\(api)&on=2026-11-23").body.contains("+999 1 555 0101"))
      #expect(try await site.get("\(api)&on=2026-10-24").body == "[]")
      #expect(try await site.get("\(api)&on=2026-02-30").status == .unprocessableContent)
      // The entries came in on 25 October 2026.
      let before = try await site.get("/directory/authorities/\(arcadia)?on=2026-10-24").body
      #expect(before.contains("On that day this entry was not in the directory."))
      #expect(try await site.get("/directory/authorities/\(arcadia)?on=2026-10-25").body.contains("+999 1 555 0101"))
    }
  }

  @Test("The list shows only States with entries that nobody confirmed for twelve months when that is asked for")
  func stale() async throws {
    try await DirectorySite.with { site in
      let body = try await site.get("/directory?stale=yes").body
      let codes = body.matches(of: /href="\/directory\/states\/([A-Z]{2})"/).map { String($0.1) }
      #expect(Set(codes) == ["XC", "XD"])
    }
  }
}
