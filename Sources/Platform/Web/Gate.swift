// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// What every call passes: security fields, addresses that do not exist, one line in the log.
struct Gate: RouterMiddleware {
  typealias Context = SiteContext
  let site: Site

  func handle(
    _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = await refuse(error, request, context)
    }
    secure(&response)
    let took = start.duration(to: .now)
    // The route's pattern instead of the path: addresses carry ids.
    site.settings.logger.debug(
      "answered",
      metadata: [
        "method": "\(request.method)", "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
        "microseconds": "\(took.components.seconds * 1_000_000 + took.components.attoseconds / 1_000_000_000_000)",
      ])
    return response
  }

  private func refuse(_ error: any Error, _ request: Request, _ context: SiteContext) async -> Response {
    let visit = await site.visit(request, context)
    let methods = site.table.methods(of: request.uri.path)
    guard !methods.isEmpty, !methods.contains(request.method), (error as? HTTPError)?.status == .notFound else {
      return visit.refuse(error, route: nil)
    }
    var response = visit.refuse(WebProblem.wrongMethod, route: nil)
    response.status = .methodNotAllowed
    response.headers[.allow] = methods.map(\.rawValue).sorted().joined(separator: ", ")
    return response
  }

  private static let policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

  private func secure(_ response: inout Response) {
    // A file that is given out has a stricter one.
    if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.policy }
    response.headers[.xContentTypeOptions] = "nosniff"
    for (name, value) in [
      ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
      ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ] {
      if let field = HTTPField.Name(name) { response.headers[field] = value }
    }
    if site.settings.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
  }
}
