// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Localisation
import Logging
import NIOCore
import Storage
import Synchronization
import Web

/// A site of a few addresses, one for each thing that the gate and the answers must get right.
struct TestSite: Sendable {
  /// Read once: it never changes.
  private static let catalogue = Result { try Catalogue(folders: [Assets.strings]) }

  let site: Site
  let log: TestLog

  /// - Parameter isSecure: whether browsers reach the node by HTTPS.
  init(isSecure: Bool = false, proxy: String? = nil) throws {
    let log = TestLog()
    self.log = log
    var logger = Logger(label: "test") { _ in log }
    logger.logLevel = .debug
    site = Site(
      modules: [Module(name: "test", routes: Self.pages + Self.answers, strings: Assets.strings)],
      identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: false), catalogue: try Self.catalogue.get(),
      formKey: Data(repeating: 7, count: 32), settings: .init(isSecure: isSecure, proxy: proxy, logger: logger), signIn: Self.signIn)
  }

  /// The cookies `anna` and `again` are two sign-ins of one officer; with `down` the database does not answer.
  private static let signIn: SignInResolver = { presented in
    if presented.cookie == "down" || presented.bearer == "down" { throw DatabaseUnavailable("closed") }
    if let bearer = presented.bearer {
      guard bearer == "token" else { return nil }
      return SignedIn(officer: "anna", name: "Anna", permissions: ["test.write"], zone: .gmt, signIn: "token", byToken: true)
    }
    guard let cookie = presented.cookie, ["anna", "again"].contains(cookie) else { return nil }
    return SignedIn(officer: "anna", name: "Anna", permissions: ["test.write"], language: .fr, zone: .gmt, signIn: cookie)
  }

  private static let pages: [Route] = [
    .publicPage(.get, "/sign-in", because: "test") { _ in .page(Page("Sign in") { "" }) },
    .page(.get, "/note", needs: "test.write") { call in .page(Page("Note") { form(call, to: "/note", submit: "Save") { "" } }) },
    .page(.post, "/note", needs: "test.write", records: ["test.noted"]) { call in
      .redirect(to: "/saved", cookies: [Cookie("text", try await call.form()["text"] ?? "")])
    },
    .publicPage(.get, "/open", because: "test") { call in .page(Page("Open") { form(call, to: "/open", submit: "Send") { call.path } }) },
    .publicPage(.post, "/open", because: "test", changesNothing: true) { _ in .empty },
    .publicPage(.get, "/broken", because: "test") { _ in throw DatabaseUnavailable("closed") },
    .publicPage(.post, "/broken", because: "test", changesNothing: true) { _ in throw DatabaseUnavailable("closed") },
  ]

  private static let answers: [Route] = [
    .publicPage(.get, "/address", because: "test") { call in .json(["address": call.address]) },
    .publicPage(.get, "/file", because: "test") { _ in .file(Data("a".utf8), type: "text/csv", name: "a b\".csv") },
    .publicPage(.get, "/document", because: "test") { _ in .document("<!doctype html>") },
    .publicAPI(.get, "/api/open", because: "test", APIOperation(id: "open", "Answers.", answers: [])) { call in
      .json(["who": call.who?.name ?? "nobody"])
    },
  ]

  struct Reply: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: String

    /// The token of the page's form, as a browser would send it back.
    var token: String {
      body.matches(of: /name="formToken" value="([^"]+)"/).last.map { String($0.1).replacing("&#43;", with: "+") } ?? ""
    }
    var cookies: [String] { headers[values: .setCookie] }
  }

  func send(
    _ method: HTTPRequest.Method, _ uri: String, cookie: String? = nil, fields: [String: String] = [:], form: [(String, String)] = [],
    _ kind: TestingSetup = .router
  ) async throws -> Reply {
    var headers: HTTPFields = [.acceptLanguage: "en"]
    if let cookie { headers[.cookie] = cookie }
    for (name, value) in fields { if let name = HTTPField.Name(name) { headers[name] = value } }
    let sent = headers
    let body = method == .post ? ByteBuffer(string: String(FormData(form).query.dropFirst())) : nil
    return try await Application(router: site.router(), configuration: .init(address: .hostname("127.0.0.1", port: 0))).test(kind) {
      client in
      try await client.execute(uri: uri, method: method, headers: sent, body: body) {
        Reply(status: $0.status, headers: $0.headers, body: String(buffer: $0.body))
      }
    }
  }

  func get(_ uri: String, cookie: String? = nil, fields: [String: String] = [:]) async throws -> Reply {
    try await send(.get, uri, cookie: cookie, fields: fields)
  }

  func post(_ uri: String, _ form: [(String, String)], cookie: String? = nil, fields: [String: String] = [:]) async throws -> Reply {
    try await send(.post, uri, cookie: cookie, fields: fields, form: form)
  }
}

/// Keeps what was logged.
final class TestLog: LogHandler, Sendable {
  private let kept = Mutex<[String]>([])
  var lines: [String] { kept.withLock { $0 } }

  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .debug }
    set {}
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata?["status"] ?? "")") }
  }
}
