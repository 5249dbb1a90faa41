// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Node
import StatisticsRules
import Storage
import Testing
import Web
import WritingRules

@Suite("The walls of the house") struct GuardTests {
  /// Every address that anybody may use; a new one is added here on purpose or not at all.
  static let publicPaths: Set<String> = [
    "/", "/accessibility", "/api", "/api/convention/rules", "/api/directory/authorities", "/api/directory/bridge", "/api/directory/parties",
    "/api/directory/resolve", "/api/openapi.json", "/convention", "/convention/:article",
    "/directory", "/directory/authorities/:authority", "/directory/authorities/:authority/card.vcf",
    "/directory/authorities/:authority/history", "/directory/basis", "/directory/bridge", "/directory/resolve", "/directory/coverage",
    "/directory/coverage.csv",
    "/exchange/directory", "/exchange/seen", "/exchange/directory/metadata/:file", "/exchange/directory/targets/authorities/:state/:file",
    "/exchange/directory/targets/:file",
    "/directory/export.csv", "/directory/export.json", "/directory/states/:state", "/directory/treaties", "/directory/treaties/:treaty",
    "/api/mandates", "/api/meetings", "/api/meetings/:meeting", "/api/meetings/:meeting/documents",
    "/api/meetings/:meeting/report", "/api/meetings/:meeting/sessions", "/enrol/:code", "/meetings",
    "/meetings/:meeting", "/meetings/:meeting/agenda", "/meetings/:meeting/agenda.akn.xml", "/meetings/:meeting/agenda/file",
    "/meetings/:meeting/bundle.zip", "/meetings/:meeting/event.ics", "/meetings/:meeting/event.jsonld",
    "/meetings/:meeting/items/:item", "/meetings/:meeting/meeting.yaml", "/meetings/:meeting/participants",
    "/meetings/:meeting/progress-note", "/meetings/:meeting/progress-note.csv", "/meetings/:meeting/report",
    "/meetings/:meeting/report.akn.xml",
    "/meetings/:meeting/report/file", "/meetings/:meeting/speakers", "/meetings/:meeting/statements",
    "/meetings/:meeting/statements/:statement/file", "/meetings/calendar.ics", "/meetings/documents", "/meetings/documents/:document",
    "/meetings/documents/:document/files/:sha256", "/meetings/feeds/:token/calendar.ics", "/meetings/mandates",
    "/meetings/mandates.csv", "/meetings/mandates/:mandate", "/sign-in", "/sign-in/code", "/statistics", "/statistics/releases/:release",
    "/statistics/releases/:release/file", "/statistics/releases/:release/tables/:table", "/statistics/releases/:release/tables/:table/file",
    "/api/reviews/counts", "/api/reviews/findings", "/api/reviews/records/:kind", "/api/reviews/records/:kind/:key", "/reviews",
    "/reviews/articles/:article", "/reviews/export", "/reviews/export/file", "/reviews/papers", "/reviews/papers/:paper",
    "/reviews/records/:kind", "/reviews/records/:kind/:key", "/reviews/states/:state", "/reviews/themes/:theme",
    "/api/contributions/assistance", "/api/contributions/calls", "/api/contributions/laws", "/api/contributions/published",
    "/api/contributions/tools", "/contributions", "/contributions/assistance", "/contributions/assistance/:entry",
    "/contributions/calls/:call", "/contributions/calls/:call/paper/file", "/contributions/laws", "/contributions/laws.csv",
    "/contributions/laws/:law", "/contributions/laws/:law/file", "/contributions/published", "/contributions/published/:contribution",
    "/contributions/published/:contribution/files/:sha256", "/contributions/tools", "/contributions/tools.csv",
  ]

  @Test("A route has a permission or stands on the short public list with its reason")
  func permissions() async throws {
    for route in try await House.both.flatMap(\.site.routes) {
      guard case .everybody(let reason) = route.access else { continue }
      let isAsset = route.path.wholeMatch(of: /\/assets\/[a-z]+(-[a-z]{2}-[a-z]{2})?-[0-9a-f]{12}\.[a-z]+/) != nil
      #expect(isAsset || Self.publicPaths.contains(route.path), "\(route.path)")
      #expect(!reason.isEmpty, "\(route.path)")
    }
  }

  @Test("A route that changes something names the facts it records")
  func events() async throws {
    for route in try await House.both.flatMap(\.site.routes) where route.mayChange {
      #expect(!route.records.isEmpty, "\(route.path)")
    }
  }

  @Test("Every key has words in six languages")
  func words() throws { #expect(try Node.words().gaps.isEmpty) }

  @Test("Every problem has words in six languages and a legal source that resolves")
  func problems() async throws {
    let catalogue = try Node.words()
    let problems =
      try await House.modules.flatMap(\.problems) + NodeProblem.examples + WebProblem.examples + DocumentProblem.examples
      + DisclosureProblem.examples + [NotReady(findings: [])]
    #expect(!problems.isEmpty)
    for problem in problems {
      for language in Language.allCases {
        let said = catalogue.words(language).problem(problem)
        #expect(!(said.title + said.detail + said.action).contains("⟦"), "\(problem.code.rawValue) \(language)")
        for field in problem.fields {
          let beside = catalogue.words(language).fieldProblem(field)
          #expect(!beside.isEmpty && !beside.contains("⟦"), "\(problem.code.rawValue) \(field.code.rawValue) \(language)")
        }
      }
      if let sourced = problem as? any SourcedProblem { #expect(Instruments.builtIn.resolves(sourced.source), "\(problem.code.rawValue)") }
    }
  }

  @Test("Every rule of readiness cites a source that resolves")
  func sources() {
    for rule in Readiness.rules { #expect(Instruments.builtIn.resolves(rule.source), "\(rule.code) \(rule.source)") }
  }

  @Test("Every practice that is cited has its words in six languages, and its English words are its name")
  func practices() async throws {
    let catalogue = try Node.words()
    let problems = try await House.modules.flatMap(\.problems).compactMap { ($0 as? any SourcedProblem)?.source }
    let sources = Set(Readiness.rules.map(\.source) + [ReadinessRule.underOtherTreaty] + problems)
    var cited = 0
    for source in sources {
      guard case .practice(let whose) = source, let key = source.practiceKey else { continue }
      cited += 1
      for language in Language.allCases { #expect(catalogue.words(language).contains(key), "\(language) \(key)") }
      #expect(catalogue.words(.en)(key) == whose)
      #expect(catalogue.words(.fr).source(source).hasPrefix("pratique ("))
    }
    #expect(cited >= 20)
  }

  @Test("Migrations are numbered without a gap")
  func migrations() async throws {
    for module in try await House.modules {
      for (name, migrations) in Dictionary(grouping: module.migrations, by: \.module) {
        #expect(migrations.map(\.number) == Array(1..<(migrations.count + 1)), "\(name)")
        #expect(name == module.name || name.hasPrefix("\(module.name)."), "\(name)")
      }
    }
  }

  static func sources(under folder: String) throws -> [URL] {
    let walk = try #require(FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil))
    return walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  @Test("Rules never read a clock, a file, the network or a locale, and import nothing above them")
  func rulesArePure() throws {
    let forbidden = ["Date()", "Date.now", "FileManager", "URLSession", "Locale.current", "print("]
    let allowed: Set<String> = ["Foundation", "Kernel", "Instruments", "DirectoryRules", "ExchangeRules", "WritingRules"]
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

  @Test("GRDB, libpq and Clp are each imported by one target alone")
  func drivers() throws {
    for url in try Self.sources(under: "Sources") {
      let text = try String(contentsOf: url, encoding: .utf8)
      if text.contains("import GRDB") { #expect(url.path.contains("/StorageSQLite/")) }
      if text.contains("import CClp") { #expect(url.path.contains("/LinearProgram/")) }
      if text.contains("import CPQ") { #expect(url.path.contains("/StoragePostgres/")) }
    }
  }

  @Test("No folder is called Utils, Helpers, Manager, Common or Base")
  func names() throws {
    let banned: Set<String> = ["Utils", "Helpers", "Manager", "Common", "Base"]
    for url in try Self.sources(under: "Sources") { #expect(banned.isDisjoint(with: url.pathComponents), "\(url.path)") }
  }
}
