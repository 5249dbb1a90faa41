// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web

/// The pages on which officers sign in and out.
struct SignInPages: Sendable {
  let accounts: Accounts

  /// Where to go after signing in: only within this site.
  static func safe(_ path: String?) -> String {
    // Browsers leave tabs and line ends out of an address and read a backslash as a slash: "/<tab>/host" would lead to the host. Scalars
    // are compared, because a mark that joins the second slash would hide it from a comparison of characters.
    guard let path, path.unicodeScalars.first == "/", path.unicodeScalars.dropFirst().first != "/",
      !path.unicodeScalars.contains(where: { $0 == "\\" || $0.properties.generalCategory == .control })
    else { return "/" }
    return path
  }

  private func source<Who>(_ call: Call<Who>) -> Accounts.Source {
    Accounts.Source(address: call.address, browser: call.header(.userAgent) ?? "")
  }

  @Sendable func show(_ call: Call<SignedIn?>) async throws -> Answer {
    let to = Self.safe(call.query["to"])
    if call.who != nil { return .redirect(to: to) }
    return .page(page(call, name: "", to: to, errors: .none))
  }

  private func page(_ call: Call<SignedIn?>, name: String, to: String, errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("accounts.signIn"), hasErrors: !errors.isEmpty) {
      form(call, to: "/sign-in", submit: words("accounts.signIn"), errors: errors) {
        hiddenField("to", to)
        Field("name", words("accounts.signInName"), value: name, errors: errors).line(
          width: "medium", autocomplete: "username", direction: "ltr")
        Field("password", words("accounts.password"), errors: errors).line(
          type: "password", width: "medium", autocomplete: "current-password", direction: nil)
      }
      tag("p", .css("hint")) { words("accounts.signInHelp") }
    }
  }

  @Sendable func signIn(_ call: Call<SignedIn?>) async throws -> Answer {
    let form = try await call.form()
    let to = Self.safe(form["to"])
    let name = form["name"] ?? ""
    do {
      switch try await accounts.signIn(name, form.raw("password"), from: source(call)) {
      case .signedIn(let token): return try await welcome(call, token, to: to)
      case .code(let token):
        return .redirect(to: "/sign-in/code" + FormData([("to", to)]).query, cookies: [Cookie(Cookie.signInName, token.text)])
      }
    } catch let problem as CannotSignIn {
      return .page(page(call, name: name, to: to, errors: FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  /// Goes on as the officer, in the officer's own language: the one chosen in this browser before was perhaps somebody else's.
  private func welcome(_ call: Call<SignedIn?>, _ token: FreshToken, to: String) async throws -> Answer {
    var cookies = [Cookie(Cookie.signInName, token.text)]
    let who = try await accounts.resolver(Presented(cookie: token.text, bearer: nil, address: call.address))
    if who?.language != nil { cookies.append(Cookie("language", "", lifetime: 0)) }
    return .redirect(to: to, cookies: cookies)
  }

  @Sendable func showCode(_ call: Call<SignedIn?>) async throws -> Answer {
    let to = Self.safe(call.query["to"])
    if call.who != nil { return .redirect(to: to) }
    guard let cookie = call.presented.cookie, try await accounts.store.signIn(tokenHash: FreshToken.hash(cookie)) != nil else {
      return .redirect(to: "/sign-in" + FormData([("to", to)]).query)
    }
    return .page(codePage(call, to: to, errors: .none))
  }

  private func codePage(_ call: Call<SignedIn?>, to: String, errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("accounts.code"), trail: [.init(words("accounts.signIn"), "/sign-in")], hasErrors: !errors.isEmpty) {
      form(call, to: "/sign-in/code", submit: words("accounts.signIn"), errors: errors) {
        hiddenField("to", to)
        Field("code", words("accounts.codeField"), hint: words("accounts.codeHint"), errors: errors).line(
          width: "medium", autocomplete: "one-time-code", direction: "ltr")
      }
    }
  }

  @Sendable func signInWithCode(_ call: Call<SignedIn?>) async throws -> Answer {
    let form = try await call.form()
    let to = Self.safe(form["to"])
    do {
      let token = try await accounts.signIn(code: form["code"] ?? "", cookie: call.presented.cookie ?? "", from: source(call))
      return try await welcome(call, token, to: to)
    } catch CannotSignIn.tooLate {
      return .page(page(call, name: "", to: to, errors: FormErrors(CannotSignIn.tooLate, in: call.words)), status: .unprocessableContent)
    } catch let problem as CannotSignIn {
      return .page(codePage(call, to: to, errors: FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  @Sendable func signOut(_ call: Call<SignedIn>) async throws -> Answer {
    if let cookie = call.presented.cookie { try await accounts.signOut(cookie: cookie, of: try call.officerID()) }
    return .redirect(to: "/", notice: Message("accounts.signedOut"), cookies: [Cookie(Cookie.signInName, "", lifetime: 0)])
  }
}
