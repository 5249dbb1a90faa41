// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Kernel
import Storage
import Testing
import Web

@Suite("Verification campaigns") struct VerificationTests {
  static let url = "/directory/verification"

  /// Starts a campaign and gives its address.
  func start(_ site: DirectorySite, kind: String = "", group: String = "") async throws -> String {
    let reply = try await site.post(Self.url, [("due", "2026-12-24"), ("kind", kind), ("group", group)], as: "anna")
    #expect(reply.status == .seeOther)
    return try #require(reply.headers[.location])
  }

  func stages(_ site: DirectorySite) async throws -> [String: Int] {
    let rows = try await site.database.rows(SQL("SELECT stage, COUNT(*) AS n FROM campaignEntry GROUP BY stage"))
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("stage"), try $0.integer("n")) })
  }

  func answer(_ site: DirectorySite, _ entry: String, _ outcome: String, version: Int, of: Int = 1, as officer: String = "anna")
    async throws
    -> DirectorySite.Reply
  {
    let form = [("version", "\(version)"), ("entry", "\(of)"), ("outcome", outcome), ("remark", "Letter 7")]
    return try await site.post("\(entry)/answer", form, from: entry, as: officer)
  }

  @Test("Every valid authority is asked once; an ended one is not")
  func everybody() async throws {
    try await DirectorySite.with { site in
      _ = try await start(site)
      // 18 entries, of which the one of Florinia ended in 2025.
      #expect(try await stages(site) == ["asked": 17])
      let events = try await EventLog(site.database).page(limit: 1000).filter { $0.kind == "directory.verificationAsked" }
      #expect(events.count == 17)
      #expect(!events.contains { $0.facts["state"] == .value(.text("XF")) })
    }
  }

  @Test("A kind or a group narrows whom is asked; a choice that asks nobody and a day in the past are refused")
  func narrowed() async throws {
    try await DirectorySite.with { site in
      _ = try await start(site, kind: "extradition")
      #expect(try await stages(site) == ["asked": 3])
      let nobody = try await site.post(Self.url, [("due", "2026-12-24"), ("group", "WEOG")], as: "anna")
      #expect(nobody.status == .unprocessableContent && nobody.body.contains("Nobody would be asked"))
      let past = try await site.post(Self.url, [("due", "2026-11-23")], as: "anna")
      #expect(past.status == .unprocessableContent && past.body.contains("is past"))
      #expect(DirectorySite.values(in: past.body).contains { $0 == ("due", "2026-11-23") })
      #expect(try await site.post(Self.url, [("due", "soon")], as: "anna").status == .unprocessableContent)
      #expect(try await stages(site) == ["asked": 3])
    }
  }

  @Test("A confirmation makes a new version with today as the day of the last confirmation, and the entry is not stale any more")
  func confirm() async throws {
    try await DirectorySite.with { site in
      let doria = "00000000-0000-4000-8000-000000000031"
      let entry = "\(try await start(site))/authorities/\(doria)"
      #expect(try await site.get("/directory/authorities/\(doria)").body.contains("not confirmed for more than a year"))
      let reply = try await answer(site, entry, "confirmed", version: 1)
      #expect(reply.headers[.location] == entry)
      let authority = try #require(try await site.store.snapshot().authorities.first { $0.id.description == doria })
      #expect(authority.lastVerified == DirectorySite.today)
      #expect(try await site.get("/directory/authorities/\(doria)").body.contains("not confirmed for more than a year") == false)
      let kinds = try await EventLog(site.database).events(of: EventSubject("authority", doria)).map(\.kind)
      #expect(
        kinds == [
          "directory.authorityImported", "directory.verificationAsked", "directory.verificationAnswered", "directory.authorityChanged",
        ])
      #expect(try await stages(site) == ["asked": 16, "confirmed": 1])
      let again = try await answer(site, entry, "confirmed", version: 2, of: 2)
      #expect(again.status == .conflict && again.body.contains("is recorded already"))
    }
  }

  @Test("Changes told lead to the entry's edit pages; the entry itself stays as it is until they are entered")
  func changed() async throws {
    try await DirectorySite.with { site in
      let entry = "\(try await start(site))/authorities/\(borealia)"
      let reply = try await answer(site, entry, "changed", version: 1)
      #expect(reply.headers[.location] == "/directory/authorities/\(borealia)/edit")
      let authority = try #require(try await site.store.snapshot().authorities.first { $0.id.description == borealia })
      #expect(authority.lastVerified != DirectorySite.today)
    }
  }

  @Test("Who has not answered is reminded; a late answer replaces that none came, and nothing else can be replaced")
  func remind() async throws {
    try await DirectorySite.with { site in
      let campaign = try await start(site, kind: "extradition")
      let (one, other) = (
        "\(campaign)/authorities/00000000-0000-4000-8000-000000000012", "\(campaign)/authorities/00000000-0000-4000-8000-000000000032"
      )
      #expect(try await answer(site, one, "noAnswer", version: 1).status == .seeOther)
      #expect(try await site.post("\(campaign)/remind", [], from: campaign, as: "anna").status == .seeOther)
      #expect(try await site.post("\(other)/remind", [], from: other, as: "boris").status == .seeOther)
      #expect(try await stages(site) == ["reminded": 2, "noAnswer": 1])
      let events = try await EventLog(site.database).page(limit: 1000).filter { $0.kind == "directory.verificationReminded" }
      #expect(events.map { $0.facts["reminder"] } == [.value(.integer(1)), .value(.integer(1)), .value(.integer(2))])
      #expect(try await site.post("\(one)/remind", [], from: one, as: "anna").status == .conflict)
      #expect(try await answer(site, one, "confirmed", version: 2).status == .seeOther)
      #expect(try await stages(site) == ["reminded": 2, "confirmed": 1])
      let page = try await site.get("\(campaign)?stage=reminded", as: "anna").body
      #expect(page.matches(of: /authorities\/0000/).count == 2)
    }
  }

  @Test("Nobody confirms an entry that was changed after the page was opened, and of two answers at once one is refused")
  func atOnce() async throws {
    try await DirectorySite.with { site in
      let entry = "\(try await start(site))/authorities/\(borealia)"
      let edit = "/directory/authorities/\(borealia)/edit/contact"
      let values = DirectorySite.values(in: try await site.get(edit, as: "boris").body).filter { $0.0 != "hours" } + [("hours", "Always")]
      #expect(try await site.post(edit, values, as: "boris").status == .seeOther)
      let late = try await answer(site, entry, "confirmed", version: 1, of: 1)
      #expect(late.status == .conflict && late.body.contains("Somebody else has changed this meanwhile"))
      #expect(DirectorySite.values(in: late.body).contains { $0 == ("remark", "Letter 7") })
      #expect(try await answer(site, entry, "noAnswer", version: 1, as: "boris").status == .seeOther)
      #expect(try await answer(site, entry, "changed", version: 1).status == .conflict)
      #expect(try await answer(site, entry, "nothing", version: 2).status == .unprocessableContent)
    }
  }

  @Test(
    "The text is in the authority's language, or in the one that is chosen",
    arguments: [
      ("00000000-0000-4000-8000-000000000021", "", "Madame, Monsieur,"), ("00000000-0000-4000-8000-000000000031", "", "Estimados colegas:"),
      ("00000000-0000-4000-8000-000000000041", "", "الزملاء الأعزاء"), ("00000000-0000-4000-8000-000000000004", "", "Dear colleagues,"),
      ("00000000-0000-4000-8000-000000000031", "?in=ru", "Уважаемые коллеги!"),
      ("00000000-0000-4000-8000-000000000001", "?in=zh", "尊敬的同事"),
    ])
  func text(authority: String, query: String, greeting: String) async throws {
    try await DirectorySite.with { site in
      let page = try await site.get("\(try await start(site))/authorities/\(authority)\(query)", as: "anna").body
      #expect(page.contains(greeting))
      #expect(!page.contains("⟦"))
    }
  }

  @Test("The campaign's pages are complete in six languages", arguments: Language.allCases)
  func pages(language: Language) async throws {
    try await DirectorySite.with { site in
      let campaign = try await start(site)
      for page in [Self.url, campaign, "\(campaign)/authorities/\(borealia)"] {
        let shown = try await site.get("\(page)?lang=\(language.rawValue)", as: "anna")
        #expect(shown.status == .ok && !shown.body.contains("⟦"), "\(page)")
      }
    }
  }

  @Test("The start page tells an officer who verifies of stale entries and of campaigns past their day, and nobody else")
  func home() async throws {
    try await DirectorySite.with { site in
      _ = try await start(site)
      let today = try await site.get("/", as: "anna").body
      #expect(today.contains("2 valid entries not confirmed for 12 months"))
      #expect(!today.contains("lacks answers"))
      let later = try DirectorySite(database: site.database, store: site.store, now: DirectorySite.noon(DirectorySite.today.adding(31)))
      #expect(try await later.get("/", as: "anna").body.contains("1 verification campaign lacks answers"))
      #expect(try await later.get("/", as: "reader").body.contains("lacks answers") == false)
    }
  }

  @Test("Only officers who may verify see a campaign")
  func permission() async throws {
    try await DirectorySite.with { site in
      let campaign = try await start(site)
      for page in [Self.url, campaign, "\(campaign)/authorities/\(borealia)"] {
        let refused = try await site.get(page, as: "reader")
        #expect(refused.status == .forbidden, "\(page)")
      }
      let missing = try await site.get("\(Self.url)/\(borealia)", as: "anna")
      #expect(missing.status == .notFound)
    }
  }
}
