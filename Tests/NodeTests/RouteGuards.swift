// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Node
import Testing
import Web

@Suite("The doors of the house") struct RouteGuards {
  @Test("The browser tests walk every page of the site, and no page that is gone")
  func walked() async throws {
    let list = try JSONDecoder().decode(BrowserPages.self, from: pagesFile())
    let paths = list.walked.values.flatMap { $0 }.map { String($0.prefix { $0 != "?" }) }
    let routes = try await House.authority.site.routes.filter { $0.method == .get }
    for route in routes where !route.isAPI && !route.path.hasPrefix("/assets/") && list.notWalked[route.path] == nil {
      #expect(paths.contains { matches(route.path, $0) }, "Tests/Browser/pages.json has no \(route.path)")
    }
    for path in paths where path != "/nowhere" { #expect(routes.contains { matches($0.path, path) }, "there is no \(path)") }
    for path in list.notWalked.keys { #expect(routes.contains { $0.path == path }, "there is no \(path)") }
  }

  @Test("The browser tests walk every page that a secretariat's node has alone, and no page that is gone")
  func walkedOfSecretariat() async throws {
    let list = try JSONDecoder().decode(BrowserPages.self, from: pagesFile("pages-secretariat.json"))
    let paths = list.walked.values.flatMap { $0 }.map { String($0.prefix { $0 != "?" }) }
    let shared = Set(try await House.authority.site.routes.map(\.path))
    let routes = try await House.secretariat.site.routes.filter { $0.method == .get }
    for route in routes where !shared.contains(route.path) && !route.isAPI && list.notWalked[route.path] == nil {
      #expect(paths.contains { matches(route.path, $0) }, "Tests/Browser/pages-secretariat.json has no \(route.path)")
    }
    for path in paths { #expect(routes.contains { matches($0.path, path) }, "there is no \(path)") }
    for path in list.notWalked.keys { #expect(routes.contains { $0.path == path }, "there is no \(path)") }
  }

  @Test("Every permission that a route or a menu asks for is given to some role")
  func permissions() async throws {
    let given = Role.allCases.reduce(into: Set<String>()) { $0.formUnion($1.permissions) }
    let modules = try await House.modules
    for route in modules.flatMap(\.routes) {
      guard case .permission(let needed) = route.access else { continue }
      #expect(given.contains(needed.rawValue), "\(route.path) needs \(needed.rawValue), which no role has")
    }
    for item in modules.flatMap(\.navigation) {
      if let needed = item.permission { #expect(given.contains(needed.rawValue), "\(item.url)") }
    }
  }

  private struct Entry: Decodable {
    var provision: String
    var kind: String
    var enforced_by: [String]
    var seen_to_by: String?
  }

  @Test("A rule of the Convention that asks for a check is cited by one, or says which part of the program sees to it, and not both")
  func enforcement() async throws {
    let body = try await TestBrowser(House.authority).get("/api/convention/rules").body
    let rules = try JSONDecoder().decode([Entry].self, from: Data(body.utf8))
    #expect(rules.count > 100)
    for rule in rules {
      if rule.kind == "validation" {
        #expect(rule.enforced_by.isEmpty == (rule.seen_to_by != nil), "\(rule.provision) \(rule.enforced_by)")
      }
      guard let part = rule.seen_to_by, part != "casework" else { continue }
      // What a part sees to by its shape, it cites where the shape is declared.
      let place = rule.provision.dropFirst("UNCAC ".count).prefix { $0 != ")" }
      let sources =
        try GuardTests.sources(under: "Sources/Modules/\(part.capitalized)") + GuardTests.sources(under: "Sources/Platform/Instruments")
      let isCited = try sources.contains { try String(contentsOf: $0, encoding: .utf8).contains(place) }
      #expect(isCited, "\(part) never cites \(rule.provision)")
    }
  }
}
