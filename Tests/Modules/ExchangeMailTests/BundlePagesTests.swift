// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Storage
import TestKit
import Testing

@Suite("The page of bundles") struct BundlePagesTests {
  private func site(_ authority: TestAuthority, _ sticks: TestSticks, _ bundles: Bundles) throws -> MessageSite {
    let own = sticks.folder.appending(path: "\(authority.name)")
    let keys = DataKeys(database: authority.database, store: try KeyRingFile(own.appending(path: "ring"), at: sticks.pair.clock.now))
    let incoming = IncomingFiles(folder: own.appending(path: "incoming"), reserve: 0)
    let vault = FileVault(folder: own.appending(path: "vault"), database: authority.database, keys: keys)
    return try MessageSite(
      authority, bundles: BundleDesk(bundles: bundles, vault: vault, incoming: incoming, keys: keys), incoming: incoming,
      now: sticks.pair.clock.now)
  }

  @Test("Officers without a command line take a bundle out, bring it in on the other side and take the answer home")
  func bothWays() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      try await sticks.signed(1)
      let here = try site(sticks.pair.arcadia, sticks, sticks.arcadia)
      let there = try site(sticks.pair.borealia, sticks, sticks.borealia)
      let page = "/exchange/bundles"
      #expect(try await here.get(page).body.contains("<code dir=\"ltr\" class=\"name\">XB.central</code>"))
      let stick = try await here.download("\(page)/export", [("to", "XB.central"), ("files", "yes")], from: page)
      #expect(stick.status == 200)
      let taken = try await there.upload(stick.body, named: "bundle", to: "\(page)/import", from: page)
      #expect(taken.status == 200 && taken.body.contains("Bundle of XA.central") && taken.body.contains("Is here; its receipt says so"))
      #expect(try await sticks.pair.borealia.effects() == ["request"])
      let answer = try await there.download("\(page)/export", [("to", "XA.central"), ("files", "yes")], from: page)
      #expect(try await here.upload(answer.body, named: "bundle", to: "\(page)/import", from: page).status == 200)
      #expect(try await sticks.state() == "delivered")
      // What stood in the vault on its way is gone, and so are its keys.
      for authority in [sticks.pair.arcadia, sticks.pair.borealia] {
        #expect(try await authority.database.rows(SQL("SELECT 1 AS one FROM vaultFile")).isEmpty)
        let folders = FileManager.default.enumerator(
          at: sticks.folder.appending(path: "\(authority.name)/vault"), includingPropertiesForKeys: [.isRegularFileKey])
        let left = (folders?.allObjects as? [URL] ?? []).filter {
          (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
        }
        #expect(left.isEmpty)
      }
    }
  }

  @Test("What cannot be taken is said beside the form, in six languages, and readers have no page")
  func refused() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      let here = try site(sticks.pair.arcadia, sticks, sticks.arcadia)
      let page = "/exchange/bundles"
      let garbage = try await here.upload(Data("no bundle".utf8), named: "bundle", to: "\(page)/import", from: page)
      #expect(garbage.status == 422 && garbage.body.contains("The file is no bundle"))
      #expect(try await here.upload(Data(), named: "other", to: "\(page)/import", from: page).body.contains("No file was chosen"))
      let nothing = try await here.download("\(page)/export", [("to", "XB.central")], from: page)
      #expect(nothing.status == 422 && String(decoding: nothing.body, as: UTF8.self).contains("Nothing waits"))
      for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        let (status, body) = try await here.get(page, in: language)
        #expect(status == 200 && !body.contains("⟦"), "\(language)")
      }
      #expect(try await here.get(page, as: "reader").status == 403)
    }
  }
}
