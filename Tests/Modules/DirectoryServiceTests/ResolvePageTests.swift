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

@Suite("Whom to write to, on a page") struct ResolvePageTests {
  static let url = "/directory/resolve"

  @Test(
    "A State, a purpose and a day give the authority, its channel, its languages and why, in every language", arguments: Language.allCases)
  func found(language: Language) async throws {
    try await DirectorySite.with { site in
      let page = try await site.get("\(Self.url)?state=XB&lang=\(language.rawValue)")
      #expect(page.status == .ok && !page.body.contains("⟦"))
      #expect(page.body.contains("/directory/authorities/\(borealia)") && page.body.contains("UNCAC 46(14)"))
      let none = try await site.get("\(Self.url)?state=AT&purpose=extradition&lang=\(language.rawValue)")
      #expect(none.status == .ok && !none.body.contains("⟦"))
    }
  }

  @Test("A State with territories offers them; urgency, purpose and a territory that nobody knows change what is told")
  func asked() async throws {
    try await DirectorySite.with { site in
      let whole = try await site.get("\(Self.url)?state=XC").body
      #expect(whole.contains("<option value=\"Southern Isles\" dir=\"auto\">") && whole.contains("It is named for the whole State."))
      let isles = try await site.get("\(Self.url)?state=XC&territory=Southern+Isles").body
      #expect(
        isles.contains("It is named for this territory.") && isles.contains("<option value=\"Southern Isles\" selected dir=\"auto\">"))
      #expect(try await site.get("\(Self.url)?state=XC&territory=Northern+Isles").body.contains("knows no authority for this territory"))
      #expect(try await site.get("\(Self.url)?state=XC&urgent=yes").body.contains("through INTERPOL"))
      #expect(try await !site.get("\(Self.url)?state=XB").body.contains("name=\"territory\""))
      #expect(try await site.get("\(Self.url)?state=AT&purpose=extradition").body.contains("No authority is known"))
    }
  }

  @Test("Pages of States and of the legal basis lead to it, and the basis is found for the purpose that is asked for")
  func doors() async throws {
    try await DirectorySite.with { site in
      #expect(try await site.get("/directory").body.contains("href=\"/directory/resolve\""))
      #expect(try await site.get("/directory/states/XB").body.contains("href=\"/directory/resolve?state=XB\""))
      let basis = try await site.get("/directory/basis?from=XA&to=XB&purpose=extradition&on=2026-11-24").body
      #expect(basis.contains("/directory/resolve?state=XB&amp;purpose=extradition"))
      var file = DirectoryFile()
      let states = try ["XA", "XB"].map { try #require(StateCode($0)) }
      let from = try #require(CalendarDay("2010-01-01"))
      file.treaties.treaties = [
        Treaty(
          id: ID(), title: LocalText([.en: "Extradition treaty of 2010"]), scope: [.extradition],
          parties: states.map { .init(state: $0, inForceFrom: from) })
      ]
      try await site.store.take(file, at: Date(), by: .operatorAtConsole)
      #expect(try await site.get("/directory/basis?from=XA&to=XB&purpose=extradition").body.contains("Extradition treaty of 2010"))
      #expect(try await !site.get("/directory/basis?from=XA&to=XB").body.contains("Extradition treaty of 2010"))
    }
  }

  @Test("With requirements kept for authorities a visitor learns neither channel nor languages nor a reason that tells them")
  func restricted() async throws {
    try await DirectorySite.with { site in
      var file = DirectoryFile(authorities: try await site.store.snapshot().authorities.filter { $0.id.description == borealia })
      file.authorities[0].requirements.channels = [.diplomatic]
      file.authorities[0].restrictedFields.insert(.requirements)
      try await site.store.take(file, at: DirectorySite.noon(DirectorySite.today.adding(-1)), by: .operatorAtConsole)
      for door in ["\(Self.url)?state=XB", "/directory/basis?from=XA&to=XB"] {
        let visitor = try await site.get(door).body
        #expect(!visitor.contains("diplomatic channel") && visitor.contains("The directory does not know the channel"), "\(door)")
        let reader = try await site.get(door, as: "reader").body
        #expect(reader.contains("through the diplomatic channel"), "\(door)")
      }
      let api = "/api/directory/resolve?state=XB"
      let answer = try await site.get(api).body
      #expect(answer.contains("\"channel\":\"direct\"") && answer.contains("languagesNotKnown") && !answer.contains("acceptedLanguages"))
      #expect(try await site.get(api, token: "reader").body.contains("\"channel\":\"diplomatic\""))
    }
  }

  @Test(
    "What cannot be read in an address is told beside its field",
    arguments: [
      ("/directory/basis?from=XA&to=XB&on=2026-02-30", "on", "cannot be read"), ("/directory/basis?from=XA&to=XA", "to", "two different"),
      ("/directory/basis?from=ZZ&to=XA", "from", "cannot be read"),
      ("/directory/basis?from=XA&to=XB&purpose=x", "purpose", "cannot be read"),
      ("/directory/states/XB?on=foo", "on", "cannot be read"), ("/directory/states/XB?on=2027-01-01", "on", "still to come"),
      ("/directory/authorities/\(borealia)?on=foo", "on", "cannot be read"), ("/directory?kind=nonsense", "kind", "cannot be read"),
      ("/directory?group=MARS", "group", "cannot be read"), ("/directory?party=x", "party", "cannot be read"),
      ("/directory/resolve?state=ZZ", "state", "cannot be read"), ("/directory/resolve?state=XB&on=x", "on", "cannot be read"),
      ("/directory/bridge?from=XA&to=XA", "to", "two different"),
      ("/directory/bridge?from=XA&to=XB&measure=spying", "measure", "cannot be"),
      ("/directory/coverage?on=foo", "on", "cannot be read"), ("/directory/treaties?on=foo", "on", "cannot be read"),
      ("/directory/treaties?state=ZZ", "state", "cannot be read"),
    ])
  func badQuery(address: String, field: String, words: String) async throws {
    try await DirectorySite.with { site in
      let page = try await site.get(address)
      #expect(page.status == .unprocessableContent)
      #expect(page.body.contains("href=\"#field-\(field)\"") && page.body.contains(words))
      #expect(!page.body.contains("class=\"panel ok\""))
    }
  }
}

@Suite("A State's page") struct StatePageTests {
  @Test("What is restricted today is not shown as of a day on which it was public, to visitors")
  func restrictedSince() async throws {
    try await DirectorySite.with { site in
      var file = DirectoryFile(authorities: try await site.store.snapshot().authorities.filter { $0.state.code == "XA" })
      let email = try #require(file.authorities.first { $0.id.description == arcadia }?.email)
      for index in file.authorities.indices { file.authorities[index].restrictedFields = [.telephone, .email] }
      try await site.store.take(file, at: DirectorySite.noon(DirectorySite.today.adding(-1)), by: .operatorAtConsole)
      for page in ["/directory/states/XA", "/directory/states/XA?on=2026-11-10"] {
        let visitor = try await site.get(page).body
        #expect(!visitor.contains("555 0101") && !visitor.contains(email), "\(page)")
        let reader = try await site.get(page, as: "reader").body
        #expect(reader.contains("555 0101") && reader.contains("authorities only"), "\(page)")
      }
    }
  }

  @Test("Ended and second periods of participation stand on the page with their days")
  func periods() async throws {
    try await DirectorySite.with { site in
      let state = try #require(StateCode("XF"))
      func period(_ deposited: String, _ inForce: String, _ ended: String?) throws -> Participation {
        Participation(
          state: state, instrument: .accession, depositedOn: try #require(CalendarDay(deposited)),
          inForceOn: try #require(CalendarDay(inForce)), endedOn: try ended.map { try #require(CalendarDay($0)) })
      }
      var file = DirectoryFile(states: [.init(state: state, regionalGroup: .none)])
      file.participation = [try period("2010-01-01", "2010-01-31", "2020-06-30"), try period("2026-11-01", "2026-12-01", nil)]
      try await site.store.take(file, at: Date(), by: .operatorAtConsole)
      let page = try await site.get("/directory/states/XF").body
      for words in ["Ended", "30 June 2020", "deposited; in force from 1 December 2026"] { #expect(page.contains(words), "\(words)") }
      #expect(!page.contains("not a party"))
      let between = try await site.get("/directory/states/XF?on=2023-01-01").body
      #expect(between.contains("not a party") && between.contains("30 June 2020"))
    }
  }

  @Test("Former names stand on the page with their last days, and as of a day before them the State has its name of that day")
  func names() async throws {
    try await DirectorySite.with { site in
      let now = try await site.get("/directory/states/TR").body
      #expect(now.contains("<h1>Türkiye</h1>") && now.contains("Turkey (until 31 May 2022)"))
      #expect(try await site.get("/directory/states/TR?on=2022-05-31").body.contains("<h1>Turkey</h1>"))
      #expect(try await site.get("/directory/states/TR?on=2022-06-01").body.contains("<h1>Türkiye</h1>"))
      // In Russian the name has not changed.
      #expect(try await !site.get("/directory/states/TR?lang=ru").body.contains("(до 31"))
      #expect(try await !site.get("/directory/states/AT").body.contains("Former names"))
    }
  }

  @Test("Further annexes and remarks of a measure stand on the card")
  func measures() async throws {
    try await DirectorySite.with { site in
      var file = DirectoryFile(authorities: try await site.store.snapshot().authorities.filter { $0.id.description == arcadia })
      var asks = MeasureRequirement(measure: .bankRecords)
      (asks.extraAnnexes, asks.remarks) = ([.affidavit], "Name the branch of the bank.")
      file.authorities[0].requirements.set(asks, for: .bankRecords)
      try await site.store.take(file, at: Date(), by: .operatorAtConsole)
      let card = try await site.get("/directory/authorities/\(arcadia)").body
      #expect(card.contains("Name the branch of the bank.") && card.contains("sworn statement"))
    }
  }

  @Test("No text of an entry can end a line of its business card, and a web address stands as it is")
  func card() async throws {
    try await DirectorySite.with { site in
      var file = DirectoryFile(authorities: try await site.store.snapshot().authorities.filter { $0.id.description == arcadia })
      file.authorities[0].address = "Street 1\r\nTEL:+999 9 999\rNOTE:x\nEND:VCARD\u{2028}BEGIN:VCARD"
      file.authorities[0].website = "https://justice.example/a,b;c"
      try await site.store.take(file, at: Date(), by: .operatorAtConsole)
      let card = try await site.get("/directory/authorities/\(arcadia)/card.vcf").body
      let lines = card.replacing("\r\n ", with: "").unicodeScalars.split(whereSeparator: { "\r\n\u{2028}".unicodeScalars.contains($0) })
        .map { String($0) }
      #expect(lines.count { $0.hasPrefix("TEL:") || $0.hasPrefix("NOTE") } == 0)
      #expect(lines.count { $0 == "END:VCARD" } == 1 && lines.count { $0 == "BEGIN:VCARD" } == 1)
      #expect(lines.contains { $0.hasPrefix("ADR:;;Street 1\\nTEL:+999 9 999\\nNOTE:x\\nEND:VCARD\\nBEGIN:VCARD;") })
      #expect(lines.contains("URL:https://justice.example/a,b;c"))
    }
  }
}
