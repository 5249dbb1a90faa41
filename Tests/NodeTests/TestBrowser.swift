// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Node
import Storage
import TOTP
import TestKit
import Testing
import Web

/// What a test needs of a browser: it keeps cookies and sends forms with the token that the page gave it.
final class TestBrowser {
  let node: Node
  private var cookies: [String: String] = [:]
  private(set) var status = HTTPResponse.Status.ok
  private(set) var body = ""
  private(set) var location: String?
  /// The statements that the pages visited so far have read with.
  private(set) var queries: [SQL] = []

  init(_ node: Node) { self.node = node }

  var signInCookie: String? { cookies["signIn"] }

  func set(cookie name: String, _ value: String) { cookies[name] = value }

  @discardableResult
  func get(_ uri: String) async throws -> Self { try await send(uri, .get) }

  /// Opens a page and sends one of its forms: the token is taken from the page.
  @discardableResult
  func submit(_ uri: String, _ fields: [(String, String)], from page: String? = nil) async throws -> Self {
    try await get(page ?? uri)
    let token = body.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.1) } ?? ""
    return try await post(uri, [("formToken", unescaped(token))] + fields)
  }

  /// The version that the form of an address on the page carries, as a person who sends that form sends it.
  func version(of address: some StringProtocol) throws -> String {
    let form = try #require(body.components(separatedBy: "<form").first { $0.contains("action=\"\(address)\"") })
    return String(try #require(form.firstMatch(of: /name="version" value="(\d+)"/)).1)
  }

  @discardableResult
  func post(_ uri: String, _ fields: [(String, String)]) async throws -> Self {
    let allowed = CharacterSet.alphanumerics
    let text = fields.map {
      "\($0.0.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")=\($0.1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
    }
    return try await send(uri, .post, body: text.joined(separator: "&"), type: "application/x-www-form-urlencoded")
  }

  @discardableResult
  func send(
    _ uri: String, _ method: HTTPRequest.Method, body text: String? = nil, type: String = "application/json", bearer: String? = nil
  ) async throws -> Self {
    var headers: HTTPFields = [.contentType: type, .acceptLanguage: "en"]
    if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
    if let bearer { headers[.authorization] = "Bearer \(bearer)" }
    let sent = headers
    let record = DatabaseRecord()
    let (status, fields, body) = try await RecordingDatabase.$record.withValue(record) {
      try await Application(router: node.site.router()).test(.router) { client in
        try await client.execute(uri: uri, method: method, headers: sent, body: text.map { ByteBuffer(string: $0) }) {
          ($0.status, $0.headers, String(buffer: $0.body))
        }
      }
    }
    expectDeclared(record.events.map(\.kind), by: uri, method)
    expectCodes(record.events)
    queries += record.queries
    for cookie in fields[values: .setCookie] {
      let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
    }
    self.status = status
    self.body = body
    location = fields[.location]
    return self
  }

  /// Whatever a test does, a route records no fact that it does not name, and one that may change nothing records none.
  private func expectDeclared(_ kinds: [EventKind], by uri: String, _ method: HTTPRequest.Method) {
    let path = String(uri.prefix { $0 != "?" })
    let route = node.site.routes.filter { $0.method == method && matches($0.path, path) }.min {
      $0.path.count { $0 == ":" } < $1.path.count { $0 == ":" }
    }
    for kind in kinds where route?.records.contains(kind) != true {
      Issue.record("\(method) \(route?.path ?? path) records \(kind.rawValue), which it does not name")
    }
  }

  /// Whatever a test does, a leaf of the transparency tree holds codes and digests, never words.
  private func expectCodes(_ events: [NewEvent]) {
    for event in events {
      var texts = [event.kind.rawValue, event.subject.type, event.subject.id]
      for (name, value) in event.facts {
        texts.append(name)
        switch value {
        case .text(let text): texts.append(text)
        case .list(let items): texts += items
        case .integer, .flag, .personal: continue
        }
      }
      for text in texts where !isCode(text) { Issue.record("\(event.kind.rawValue) records \(text), which is no code") }
    }
  }

  private func unescaped(_ text: String) -> String {
    text.replacing("&amp;", with: "&").replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
  }

  /// Signs in as a demonstration officer, with both factors where there are two.
  /// - Parameter offset: seconds by which the officer's clock differs; needed because a code works once.
  @discardableResult
  func signIn(as name: String, offset: TimeInterval = 0, at now: Date = Date()) async throws -> Self {
    guard let officer = Demonstration.officers(of: node.configuration.role).first(where: { $0.signInName == name }) else { return self }
    try await submit("/sign-in", [("name", name), ("password", officer.password)])
    guard let secret = officer.secret.flatMap({ Base32.decode($0) }) else { return self }
    return try await submit("/sign-in/code", [("code", TOTP(secret: secret).code(at: now.addingTimeInterval(offset)))])
  }

  var isSignedIn: Bool { get async throws { try await get("/").body.contains("action=\"/sign-out\"") } }
}

/// Whether an address belongs to a route: `/a/:b` takes `/a/1`.
func matches(_ pattern: String, _ path: String) -> Bool {
  let (names, parts) = (pattern.split(separator: "/"), path.split(separator: "/"))
  return names.count == parts.count && zip(names, parts).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
}
