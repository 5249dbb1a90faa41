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
    if let resend = error as? ResendNeeded { return showAgain(resend, route: route) }
    let problem = Self.problem(for: error, logger: site.settings.logger, route: route)
    if route?.isAPI ?? path.hasPrefix("/api/") { return refuseProgram(problem) }
    if case .unauthenticated = problem.kind, request.method == .get, site.offersSignIn {
      let back = FormData([("to", path + query.query)]).query
      return (try? respond(.redirect(to: "/sign-in\(back)"), binding: "", cookies: [])) ?? Response(status: .unauthorized)
    }
    return refusePerson(problem)
  }

  static func problem(for error: any Error, logger: Logger, route: Route?) -> any Problem {
    switch error {
    case let problem as any Problem: return problem
    case let error as HTTPError where error.status == .notFound: return WebProblem.notFound
    case let error as HTTPError where error.status == .contentTooLarge: return WebProblem.tooLarge(limit: FormData.sizeLimit)
    case let error as DatabaseUnavailable:
      logger.error("the database does not answer", metadata: ["route": "\(route?.path ?? "-")", "reason": "\(error.reason)"])
      return WebProblem.unavailable
    case is DatabaseFull:
      logger.error("the disk of the database is full", metadata: ["route": "\(route?.path ?? "-")"])
      return WebProblem.diskFull
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
      if problem as? WebProblem == .secondFactorDue {
        tag("p") { link("/account/second-factor", words("web.problem.setUpSecondFactor"), .css("button")) }
      }
      if let sourced = problem as? any SourcedProblem {
        tag("p", .css("source")) { words("web.problem.source", ["source": .text(words.source(sourced.source))]) }
      }
      tag("p", .css("code")) { problem.code.rawValue }
      tag("p") { link("/", words("web.problem.home")) }
    }
    page.status = problem.kind.status
    return (try? respond(.page(page), binding: who?.signIn ?? "", cookies: [])) ?? Response(status: problem.kind.status)
  }

  /// Nothing that was typed is lost: the form stands here again, ready to be sent.
  private func showAgain(_ resend: ResendNeeded, route: Route?) -> Response {
    let nonce = visitorNonce ?? ID<Visit>().description
    let binding = who?.signIn ?? nonce
    var cookies: [Cookie] = []
    var token = site.csrf.token(for: binding)
    switch resend.reason {
    case .signInEnded, .signInChanged:
      if who == nil { cookies.append(Cookie("visitor", nonce)) }
    case .unavailable(let error):
      _ = Self.problem(for: error, logger: site.settings.logger, route: route)
      // Who sent it may not be known now; the token that came with it will fit again.
      token = resend.form.raw(CSRF.field)
    case .diskFull: break
    }
    let page = Page(words("web.resend.title"), hasErrors: true) {
      tag("p", .css("lead")) { words(resend.reason.words) }
      if case .signInEnded = resend.reason {
        tag("p") { tag("a", .href("/sign-in"), Attribute("target", "_blank"), Attribute("rel", "noopener")) { words("web.frame.signIn") } }
      }
      tag("form", Attribute("method", "post"), Attribute("action", path + query.setting("lang", to: nil).query)) {
        hiddenField(CSRF.field, token)
        keptFields(resend.form)
        tag("p", .css("actions")) { tag("button", Attribute("type", "submit"), .css("button")) { words("web.resend.send") } }
      }
    }
    let status = resend.reason.status
    return (try? respond(.page(page, status: status), binding: binding, cookies: cookies)) ?? Response(status: status)
  }

  private func keptFields(_ form: FormData) -> HTML {
    HTML {
      for pair in form.pairs where pair.name != CSRF.field && !pair.isPassword {
        tag("textarea", .css("kept"), Attribute("name", pair.name), Attribute("aria-label", pair.name), .flag("readonly")) {
          pair.value.hasPrefix("\n") ? "\n" + pair.value : pair.value
        }
      }
    }
  }
}

extension FormData {
  /// Whether it is about a password, which is never shown again: without it the form is not worth sending once more.
  var hasPassword: Bool { pairs.contains(where: \.isPassword) }
}

extension FormData.Pair {
  fileprivate var isPassword: Bool { name.lowercased().contains("password") }
}

/// A form that cannot be taken as it came, through no fault of what was typed: it is shown again to be sent once more.
struct ResendNeeded: Error {
  let form: FormData
  let reason: Reason

  enum Reason {
    /// Nobody is signed in any more.
    case signInEnded
    /// The form's token no longer fits, because the sign-in changed meanwhile.
    case signInChanged
    /// The database did not answer.
    case unavailable(any Error)
    /// The disk is full, or nearly.
    case diskFull

    var words: String {
      switch self {
      case .signInEnded: "web.resend.signInFirst"
      case .signInChanged: "web.resend.ready"
      case .unavailable: "web.resend.unavailable"
      case .diskFull: "web.resend.diskFull"
      }
    }

    var status: HTTPResponse.Status {
      switch self {
      case .signInEnded: .unauthorized
      case .signInChanged: .forbidden
      case .unavailable, .diskFull: .serviceUnavailable
      }
    }
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
