// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Kernel
import Synchronization
import Testing
import Web

/// What a State tells authorities alone through the exchange, on the pages of the directory.
@Suite("Fields for authorities only that another State has signed") struct SignedFieldsTests {
  private static let secret = "+99 5550 CANARY"

  /// What a State keeps from the public: of an entry that is in the directory, and of one that is not.
  private static func file(_ known: CompetentAuthority) throws -> Data {
    var (one, other) = (known, CompetentAuthority(id: ID(), state: known.state, kind: .extradition, originalName: "Bureau of CANARYNAME"))
    one.telephone = secret
    one.requirements.costs = "Ask Officer CANARYCOSTS"
    one.restrictedFields = [.telephone, .requirements]
    other.email = "canary@example.org"
    other.restrictedFields = [.email]
    return try RestrictedFile(of: known.state, in: [one, other]).json()
  }

  private func with(
    _ change: @escaping @Sendable (Data) -> Data = { $0 }, _ body: (DirectorySite, CompetentAuthority) async throws -> Void
  ) async throws {
    let told = Mutex<Data?>(nil)
    let state = try #require(StateCode("XB"))
    try await DirectorySite.with(signed: { asked in asked == state ? told.withLock { $0 } : nil }) { site in
      let known = try #require(try await site.store.snapshot().authorities.first { $0.state == state })
      let data = change(try Self.file(known))
      told.withLock { $0 = data }
      try await body(site, known)
    }
  }

  @Test("An officer who may see such fields sees them with their State's signature; what belongs to no entry here stands with the State")
  func officers() async throws {
    try await with { site, known in
      let card = try await site.get("/directory/authorities/\(known.id)", as: "reader").body
      #expect(card.contains(Self.secret) && card.contains("CANARYCOSTS") && card.contains("Told to authorities alone"))
      #expect(!card.contains("CANARYNAME"))
      let answer = try await site.get("/directory/states/XB", as: "reader")
      #expect(answer.body.contains("CANARYNAME") && answer.body.contains("canary@example.org") && !answer.body.contains(Self.secret))
      #expect(answer.headers[.cacheControl] == "no-store")
    }
  }

  @Test("A visitor or an officer without the permission meets them nowhere, nor any file", arguments: [nil, "clerk"] as [String?])
  func others(officer: String?) async throws {
    try await with { site, known in
      let page = "/directory/authorities/\(known.id)"
      let paths = [
        page, "\(page)/card.vcf", "\(page)/history", "\(page)?on=2026-11-01", "/directory", "/directory/states/XB", "/directory/export.csv",
        "/directory/export.json", "/api/directory/authorities", "/api/directory/resolve?state=XB", "/directory/bridge?from=XA&to=XB",
        "/directory/coverage", "/directory/resolve?state=XB",
      ]
      for path in paths {
        let body = try await site.get(path, as: officer).body
        #expect(!body.contains("CANARY") && !body.contains("canary@") && !body.contains("Told to authorities alone"), "\(path)")
      }
      // What is for everybody stays so, whoever takes it.
      for path in ["/directory/export.json", "/directory/export.csv", "\(page)/card.vcf", "/api/directory/authorities"] {
        #expect(!(try await site.get(path, as: "reader").body.contains("CANARY")), "\(path)")
      }
    }
  }

  @Test("What cannot be read is said to be there and unreadable; another State's file is not shown under this one")
  func unreadable() async throws {
    let changes: [@Sendable (Data) -> Data] = [
      { _ in Data("{}".utf8) }, { Data(String(decoding: $0, as: UTF8.self).replacing("\"XB\"", with: "\"XA\"").utf8) },
      { Data(String(decoding: $0, as: UTF8.self).replacing("\"format\":1", with: "\"format\":2").utf8) },
    ]
    for change in changes {
      try await with(change) { site, known in
        let card = try await site.get("/directory/authorities/\(known.id)", as: "reader").body
        #expect(card.contains("Something for authorities alone cannot be read") && !card.contains("CANARY"))
      }
    }
  }
}
