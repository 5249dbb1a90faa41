// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Node
import Storage
import Testing
import Web
import WritingRules

@Suite("The walls of the house") struct GuardTests {
  /// Every address that anybody may use; a new one is added here on purpose or not at all.
  static let publicPaths: Set<String> = [
    "/", "/accessibility", "/api", "/api/convention/rules", "/api/directory/authorities", "/api/directory/bridge", "/api/directory/parties",
    "/api/directory/resolve", "/api/openapi.json", "/assets/icon.svg", "/assets/letter.css", "/convention", "/convention/:article",
    "/directory", "/directory/authorities/:authority", "/directory/authorities/:authority/card.vcf",
    "/directory/authorities/:authority/history", "/directory/basis", "/directory/bridge", "/directory/coverage", "/directory/coverage.csv",
    "/directory/export.csv", "/directory/export.json", "/directory/states/:state", "/directory/treaties", "/directory/treaties/:treaty",
    "/enrol/:code", "/sign-in", "/sign-in/code",
  ]

  @Test("A route has a permission or stands on the short public list with its reason")
  func permissions() async throws {
    for route in try await demonstrationNode().site.routes {
      guard case .everybody(let reason) = route.access else { continue }
      #expect(Self.publicPaths.contains(route.path) || route.path.hasPrefix("/assets/comity-"), "\(route.path)")
      #expect(!reason.isEmpty, "\(route.path)")
    }
  }

  @Test("A route that changes something names the facts it records")
  func events() async throws {
    for route in try await demonstrationNode().site.routes where route.mayChange { #expect(!route.records.isEmpty, "\(route.path)") }
  }

  @Test("Every key has words in six languages")
  func words() throws { #expect(try Node.words().gaps.isEmpty) }

  @Test("Every problem has words in six languages and a legal source that resolves")
  func problems() async throws {
    let catalogue = try Node.words()
    let problems =
      try await demonstrationNode().modules.flatMap(\.problems) + NodeProblem.examples + WebProblem.examples + DocumentProblem.examples + [
        NotReady(findings: [])
      ]
    #expect(!problems.isEmpty)
    for problem in problems {
      for language in Language.allCases {
        let said = catalogue.words(language).problem(problem)
        #expect(!(said.title + said.detail + said.action).contains("⟦"), "\(problem.code.rawValue) \(language)")
      }
      if let sourced = problem as? any SourcedProblem { #expect(Instruments.builtIn.resolves(sourced.source), "\(problem.code.rawValue)") }
    }
  }

  @Test("Every rule of readiness cites a source that resolves")
  func sources() {
    for rule in Readiness.rules { #expect(Instruments.builtIn.resolves(rule.source), "\(rule.code) \(rule.source)") }
  }

  @Test("Migrations are numbered without a gap")
  func migrations() async throws {
    for module in try await demonstrationNode().modules {
      #expect(module.migrations.map(\.number) == Array(1..<(module.migrations.count + 1)), "\(module.name)")
    }
  }

  static func sources(under folder: String) throws -> [URL] {
    let walk = try #require(FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil))
    return walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  @Test("Rules never read a clock, a file, the network or a locale, and import nothing above them")
  func rulesArePure() throws {
    let forbidden = ["Date()", "Date.now", "FileManager", "URLSession", "Locale.current", "print("]
    let allowed: Set<String> = ["Foundation", "Kernel", "Instruments", "DirectoryRules"]
    for url in try Self.sources(under: "Sources/Modules") where url.path.contains("/Rules/") {
      let text = try String(contentsOf: url, encoding: .utf8)
      for word in forbidden { #expect(!text.contains(word), "\(url.lastPathComponent): \(word)") }
      for match in text.matches(of: /(?m)^(?:public )?import (\w+)/) {
        #expect(allowed.contains(String(match.1)), "\(url.lastPathComponent): \(match.1)")
      }
    }
  }

  @Test("A service imports no other module's service")
  func servicesMeetInNode() throws {
    for url in try Self.sources(under: "Sources/Modules") where url.path.contains("/Service/") {
      let own = url.pathComponents[(url.pathComponents.firstIndex(of: "Modules") ?? 0) + 1]
      for match in try String(contentsOf: url, encoding: .utf8).matches(of: /(?m)^(?:public )?import (\w+)Service$/) {
        #expect(String(match.1) == own, "\(url.lastPathComponent)")
      }
    }
  }

  @Test("GRDB and libpq are each imported by one target alone")
  func drivers() throws {
    for url in try Self.sources(under: "Sources") {
      let text = try String(contentsOf: url, encoding: .utf8)
      if text.contains("import GRDB") { #expect(url.path.contains("/StorageSQLite/")) }
      if text.contains("import CPQ") { #expect(url.path.contains("/StoragePostgres/")) }
    }
  }

  @Test("No folder is called Utils, Helpers, Manager, Common or Base")
  func names() throws {
    let banned: Set<String> = ["Utils", "Helpers", "Manager", "Common", "Base"]
    for url in try Self.sources(under: "Sources") { #expect(banned.isDisjoint(with: url.pathComponents), "\(url.path)") }
  }
}
