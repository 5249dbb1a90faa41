// SPDX-License-Identifier: Apache-2.0
public import Files
public import Foundation
import HTTPTypes
public import Hummingbird
public import Kernel
public import Localisation
public import Logging
import Storage

/// The whole site of a node: its modules' routes behind one gate.
public struct Site: Sendable {
  /// Every route, the site's own included; the guards walk it.
  public let routes: [Route]
  let identity: SiteIdentity
  let navigation: [NavigationItem]
  let catalogue: Catalogue
  let signIn: SignInResolver
  let csrf: CSRF
  let settings: Settings
  let table: RouteTable

  /// What a node sets once for all its pages.
  public struct Settings: Sendable {
    /// The language of visitors whose browser names none of the six.
    public var language: Language
    /// The time zone of visitors.
    public var zone: TimeZone
    /// Whether browsers reach the node by HTTPS: cookies are then marked so and get the `__Host-` prefix.
    public var isSecure: Bool
    /// The address of the proxy in front of the node whose `X-Forwarded-For` is believed; `nil` for none.
    public var proxy: String?
    /// Where files stand while they arrive.
    public var incoming: IncomingFiles
    /// Whether the node's disks have room for new work.
    public var hasRoom: @Sendable () -> Bool
    /// The clock.
    public var now: @Sendable () -> Date
    /// The program's version, for the API description.
    public var version: String
    /// The log; never given personal or case data.
    public var logger: Logger

    /// Settings of a node.
    public init(
      language: Language = .en, zone: TimeZone = .gmt, isSecure: Bool = false, proxy: String? = nil,
      incoming: IncomingFiles = IncomingFiles(folder: FileManager.default.temporaryDirectory.appending(path: "comity-incoming")),
      hasRoom: @escaping @Sendable () -> Bool = { true }, now: @escaping @Sendable () -> Date = { Date() }, version: String = "0",
      logger: Logger
    ) {
      self.language = language
      self.zone = zone
      self.isSecure = isSecure
      self.proxy = proxy
      self.incoming = incoming
      self.hasRoom = hasRoom
      self.now = now
      self.version = version
      self.logger = logger
    }
  }

  /// Builds the site from its modules.
  /// - Parameter formKey: the key of form tokens, 32 random bytes that all processes of a node share.
  public init(
    modules: [Module], identity: SiteIdentity, catalogue: Catalogue, formKey: Data, settings: Settings,
    signIn: @escaping SignInResolver
  ) {
    let own = OwnRoutes(
      identity: identity, home: modules.flatMap(\.home).sorted { $0.order < $1.order },
      offersSignIn: modules.contains { $0.routes.contains { $0.path == "/sign-in" } })
    let routes = own.routes(describing: modules.flatMap(\.routes), version: settings.version) + modules.flatMap(\.routes)
    self.routes = routes
    self.identity = identity
    self.navigation = modules.flatMap(\.navigation).sorted { $0.order < $1.order }
    self.catalogue = catalogue
    self.signIn = signIn
    self.csrf = CSRF(key: formKey)
    self.settings = settings
    self.table = RouteTable(routes)
  }

  /// The router that Hummingbird serves.
  public func router() -> Router<SiteContext> {
    let router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: Gate(site: self))
    for route in routes {
      router.on(RouterPath(route.path), method: route.method) { request, context in
        try await answer(route, request, context)
      }
    }
    return router
  }

  private func answer(_ route: Route, _ request: Request, _ context: SiteContext) async throws -> Response {
    if case .asset(let asset) = route.handler { return asset.response }
    let visit = await visit(request, context)
    do {
      return try await visit.answer(route, request, parameters: context.parameters)
    } catch {
      return visit.refuse(error, route: route)
    }
  }

  /// Looks at a call; a sign-in that cannot be looked up is kept for the answer, so that a refusal is always in somebody's language.
  func visit(_ request: Request, _ context: SiteContext) async -> Visit {
    let presented = Presented(
      cookie: request.cookies[cookieName(Cookie.signInName)]?.value, bearer: Self.bearer(request.headers[.authorization]),
      address: address(request, context))
    let who = await Result { try await signIn(presented) }
    let readable = try? FormData(encoded: request.uri.query ?? "")
    let query = readable ?? FormData()
    let chosen = query["lang"].flatMap { Language(rawValue: $0) }
    let language =
      chosen ?? request.cookies["language"].flatMap { Language(rawValue: $0.value) } ?? (try? who.get())?.language
      ?? Self.accepted(request.headers[.acceptLanguage]) ?? settings.language
    return Visit(
      site: self, request: request, presented: presented, signIn: who, words: catalogue.words(language), query: query,
      isQueryReadable: readable != nil, chosenLanguage: chosen, now: settings.now())
  }

  /// Whether a module gives the page on which officers sign in.
  var offersSignIn: Bool { table.methods(of: "/sign-in").contains(.get) }

  func cookieName(_ name: String) -> String { settings.isSecure ? "__Host-\(name)" : name }

  private func address(_ request: Request, _ context: SiteContext) -> String {
    guard let proxy = settings.proxy, proxy == context.address,
      let name = HTTPField.Name("X-Forwarded-For"), let last = request.headers[name]?.split(separator: ",").last
    else { return context.address }
    return last.trimmingCharacters(in: .whitespaces)
  }

  private static func bearer(_ field: String?) -> String? {
    guard let field, let scheme = field.split(separator: " ").first, scheme.lowercased() == "bearer" else { return nil }
    return String(field.dropFirst(scheme.count)).trimmingCharacters(in: .whitespaces)
  }

  private static func accepted(_ field: String?) -> Language? {
    (field ?? "").split(separator: ",").lazy
      .compactMap { Language(rawValue: String($0.trimmingCharacters(in: .whitespaces).prefix(2)).lowercased()) }.first
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

/// Finds which methods an address has, to tell "no such address" from "not by this method".
struct RouteTable: Sendable {
  private let patterns: [(segments: [Substring], method: HTTPRequest.Method)]

  init(_ routes: [Route]) {
    patterns = routes.map { ($0.path.split(separator: "/"), $0.method) }
  }

  func methods(of path: String) -> [HTTPRequest.Method] {
    let segments = path.split(separator: "/")
    return patterns.filter { pattern in
      pattern.segments.count == segments.count
        && zip(pattern.segments, segments).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }.map(\.method)
  }
}
