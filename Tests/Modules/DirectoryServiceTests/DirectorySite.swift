// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Instruments
import Kernel
import Localisation
import Logging
import NIOCore
import Storage
import TestKit
import Testing
import Web

/// The directory's pages on a SQLite file of their own, with officers who are recognised by a cookie or token of their name.
struct DirectorySite: Sendable {
  /// What the officers of the tests may do: `anna` and `boris` everything, `reader` sees restricted fields, `clerk` nothing.
  static let officers: [String: Set<Permission>] = [
    "anna": everything, "boris": everything, "reader": ["directory.readRestricted"], "importer": ["directory.import"], "clerk": [],
  ]
  static let everything: Set<Permission> = [
    "directory.readRestricted", "directory.editAuthority", "directory.verify", "directory.import", "directory.editTreaty",
  ]
  static let today = CalendarDay("2026-11-24") ?? .earliest

  /// Read once: it never changes, and reading it takes longer than most tests.
  static let catalogue = Result { try Catalogue(folders: [Assets.strings, BuiltInDirectory.strings]) }

  let database: any Database
  let store: DirectoryStore
  let site: Site

  /// Runs a test on a new site that holds the fictional directory.
  /// - Parameter signed: what a State tells authorities alone, as the exchange would have it.
  static func with(
    now: Date = noon(today), signed: @escaping @Sendable (StateCode) async throws -> Data? = { _ in nil },
    _ body: (DirectorySite) async throws -> Void
  ) async throws {
    try await TestDatabases.sqlite.with(DirectoryStore.migrations) { database in
      let store = try DirectoryStore(database: database)
      try await store.take(try BuiltInDirectory.fictional(), at: noon(today.adding(-30)), by: .operatorAtConsole)
      try await body(try DirectorySite(database: database, store: store, now: now, signed: signed))
    }
  }

  init(
    database: any Database, store: DirectoryStore, now: Date,
    signed: @escaping @Sendable (StateCode) async throws -> Data? = { _ in nil }
  ) throws {
    self.database = database
    self.store = store
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let catalogue = try Self.catalogue.get()
    site = Site(
      modules: [.directory(store, enforcement: { _ in [:] }, catalogue: catalogue, signed: signed)],
      identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: true), catalogue: catalogue,
      formKey: Data(repeating: 7, count: 32), settings: .init(now: { now }, logger: logger),
      signIn: { presented in
        guard let name = presented.cookie ?? presented.bearer, let permissions = Self.officers[name] else { return nil }
        return SignedIn(
          officer: name, name: name, permissions: permissions, zone: .gmt, signIn: "sign-in of \(name)", byToken: presented.bearer != nil)
      })
  }

  static func noon(_ day: CalendarDay) -> Date { Date(timeIntervalSince1970: Double(day.ordinal) * 86_400 + 43_200) }

  struct Reply: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: String
  }

  func get(_ uri: String, as officer: String? = nil, token: String? = nil) async throws -> Reply {
    try await send(.get, uri, fields(officer, token), "")
  }

  /// Sends a form of a page, with that page's token.
  func post(_ uri: String, _ form: [(String, String)], from page: String? = nil, as officer: String) async throws -> Reply {
    let shown = try await get(page ?? uri, as: officer).body
    let match = try #require(shown.firstMatch(of: /name="formToken" value="([^"]+)"/))
    let body = FormData([("formToken", String(match.1))] + form).query.dropFirst()
    var fields = fields(officer, nil)
    fields[.contentType] = "application/x-www-form-urlencoded"
    return try await send(.post, uri, fields, String(body))
  }

  private func fields(_ officer: String?, _ token: String?) -> HTTPFields {
    var fields: HTTPFields = [:]
    if let officer { fields[.cookie] = "signIn=\(officer)" }
    if let token { fields[.authorization] = "Bearer \(token)" }
    return fields
  }

  private func send(_ method: HTTPRequest.Method, _ uri: String, _ fields: HTTPFields, _ body: String) async throws -> Reply {
    try await Application(router: site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: fields, body: body.isEmpty ? nil : ByteBuffer(string: body)) {
        Reply(status: $0.status, headers: $0.headers, body: String(buffer: $0.body))
      }
    }
  }

  /// The values that the form on a page holds, so that a test sends back what a browser would.
  static func values(in page: String) -> [(String, String)] {
    let inputs = page.matches(of: /<input type="(text|url|hidden|date|checkbox|radio)"[^>]*>/).compactMap { match -> (String, String)? in
      let tag = String(match.0)
      guard let name = tag.firstMatch(of: /name="([^"]*)"/)?.1, !["formToken"].contains(name) else { return nil }
      if ["checkbox", "radio"].contains(match.1), !tag.contains(" checked") { return nil }
      return (String(name), unescape(tag.firstMatch(of: /value="([^"]*)"/).map { String($0.1) } ?? ""))
    }
    let areas = page.matches(of: /<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)<\/textarea>/).map { (String($0.1), unescape(String($0.2))) }
    let selects = page.matches(of: /<select[^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/).map { match in
      (String(match.1), unescape(String(match.2).firstMatch(of: /value="([^"]*)" selected/).map { String($0.1) } ?? ""))
    }
    return inputs + areas + selects
  }

  private static func unescape(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
      .replacing("&amp;", with: "&")
  }
}

/// Central authority of Borealia for mutual legal assistance; two of its fields are for authorities only.
let borealia = "00000000-0000-4000-8000-000000000011"
/// Central authority of Arcadia for mutual legal assistance.
let arcadia = "00000000-0000-4000-8000-000000000001"
