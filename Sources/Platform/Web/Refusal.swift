// SPDX-License-Identifier: Apache-2.0
public import HTTPTypes
import Hummingbird
import Instruments
public import Kernel
import Localisation
import Logging
import NIOCore
import Storage

/// A problem as programs get it (RFC 9457).
struct ProblemBody: Encodable, Sendable {
  let type: String
  let title: String
  let status: Int
  let detail: String
  let code: String
  let action: String
  let source: String?
  let fields: [Field]?

  struct Field: Encodable, Sendable {
    let field: String
    let code: String
    let message: String
  }
}

extension Visit {
  /// The one place where an error becomes an answer.
  func refuse(_ error: any Error, route: Route?) -> Response {
    if let resend = error as? ResendNeeded { return showAgain(resend.form) }
    let problem = Self.problem(for: error, logger: site.settings.logger, route: route)
    if route?.isAPI ?? request.uri.path.hasPrefix("/api/") { return refuseProgram(problem) }
    if case .unauthenticated = problem.kind, request.method == .get, site.offersSignIn {
      let back = FormData([("to", request.uri.path + query.query)]).query
      return (try? respond(.redirect(to: "/sign-in\(back)"), binding: "", cookies: [])) ?? Response(status: .unauthorized)
    }
    return refusePerson(problem)
  }

  static func problem(for error: any Error, logger: Logger, route: Route?) -> any Problem {
    switch error {
    case let problem as any Problem: return problem
    case let error as HTTPError where error.status == .notFound: return WebProblem.notFound
    case let error as HTTPError where error.status == .contentTooLarge: return WebProblem.tooLarge(limit: FormData.sizeLimit)
    default:
      // The kind of error alone: its description could carry what an officer typed.
      let reference = String(ID<Visit>().description.prefix(8))
      logger.error(
        "a call failed by a defect",
        metadata: ["reference": "\(reference)", "route": "\(route?.path ?? "-")", "kind": "\(type(of: error))"])
      return WebProblem.defect(reference: reference)
    }
  }

  private func refuseProgram(_ problem: any Problem) -> Response {
    let said = words.problem(problem)
    let status = problem.kind.status
    let fields = problem.fields.map {
      ProblemBody.Field(field: $0.field, code: $0.code.rawValue, message: words.fieldProblem($0))
    }
    let body = ProblemBody(
      type: "/problems/\(problem.code.rawValue)", title: said.title, status: status.code, detail: said.detail,
      code: problem.code.rawValue, action: said.action, source: (problem as? any SourcedProblem).map { "\($0.source)" },
      fields: fields.isEmpty ? nil : fields)
    var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
    if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    let buffer = (try? Self.json(body)) ?? ByteBuffer()
    return Response(status: status, headers: headers, body: .init(byteBuffer: buffer))
  }

  private func refusePerson(_ problem: any Problem) -> Response {
    let said = words.problem(problem)
    var page = Page(said.title) {
      tag("p", .css("lead")) { said.detail }
      tag("p") { said.action }
      if let sourced = problem as? any SourcedProblem {
        tag("p", .css("source")) { words("web.problem.source", ["source": .text(words.source(sourced.source))]) }
      }
      tag("p", .css("code")) { problem.code.rawValue }
      tag("p") { link("/", words("web.problem.home")) }
    }
    page.status = problem.kind.status
    return (try? respond(.page(page), binding: who?.signIn ?? "", cookies: [])) ?? Response(status: problem.kind.status)
  }

  /// Nothing that was typed is lost when a sign-in ends meanwhile: the form stands here again, ready to be sent.
  private func showAgain(_ form: FormData) -> Response {
    let nonce = request.cookies[site.cookieName("visitor")]?.value ?? ID<Visit>().description
    let binding = who?.signIn ?? nonce
    let page = Page(words("web.resend.title"), hasErrors: true) {
      tag("p", .css("lead")) { words(who == nil ? "web.resend.signInFirst" : "web.resend.ready") }
      if who == nil {
        tag("p") { tag("a", .href("/sign-in"), Attribute("target", "_blank"), Attribute("rel", "noopener")) { words("web.frame.signIn") } }
      }
      tag("form", Attribute("method", "post"), Attribute("action", request.uri.path)) {
        hiddenField(CSRF.field, site.csrf.token(for: binding))
        for pair in form.pairs where pair.name != CSRF.field && !pair.name.lowercased().contains("password") {
          tag("textarea", .css("kept"), Attribute("name", pair.name), Attribute("aria-label", pair.name), .flag("readonly")) {
            pair.value.hasPrefix("\n") ? "\n" + pair.value : pair.value
          }
        }
        tag("p", .css("actions")) { tag("button", Attribute("type", "submit"), .css("button")) { words("web.resend.send") } }
      }
    }
    let cookies = who == nil ? [Cookie("visitor", nonce)] : []
    return (try? respond(.page(page, status: .forbidden), binding: binding, cookies: cookies)) ?? Response(status: .forbidden)
  }
}

extension ProblemKind {
  /// The HTTP status that stands for the kind.
  public var status: HTTPResponse.Status {
    switch self {
    case .invalid: .unprocessableContent
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .missing: .notFound
    case .conflict: .conflict
    case .limited: .tooManyRequests
    case .unavailable: .serviceUnavailable
    }
  }
}
