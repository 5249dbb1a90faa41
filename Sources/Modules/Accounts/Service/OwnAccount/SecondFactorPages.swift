// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import TOTP
import Web

/// Setting up the authenticator app, and the recovery codes that come with it.
struct SecondFactorPages: Sendable {
  let accounts: Accounts

  private func officer(_ call: Call<SignedIn>) async throws -> Officer {
    guard let officer = try await accounts.store.officer(try call.officerID())?.value else { throw WebProblem.notFound }
    return officer
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await officer(call)
    return .page(try await page(officer, TOTP.freshSecret(), call, .none))
  }

  private func page(_ officer: Officer, _ secret: Data, _ call: Call<SignedIn>, _ errors: FormErrors) async throws -> Page {
    let replaces = try await accounts.store.credentials(of: officer.id).contains { $0.kind == .totp }
    let words = call.words
    let text = Base32.encode(secret)
    let groups = stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
    // Sealed, so that the form can carry the new secret without anybody choosing a weak one.
    let sealed = try accounts.sealing.seal(secret, owner: "pending:\(officer.id)")
    let address = TOTP(secret: secret).address(issuer: accounts.issuer, account: officer.signInName)
    return Page(
      words("accounts.secondFactorSetUp"), trail: [.init(words("accounts.account"), "/account")], hasErrors: !errors.isEmpty
    ) {
      tag("ol") {
        tag("li") { words("accounts.totpOpen") }
        tag("li") {
          words("accounts.totpSecret")
          " "
          tag("code", .dir("ltr")) { groups }
        }
        tag("li") {
          words("accounts.totpAddress")
          " "
          tag("code", .dir("ltr")) { address }
        }
        tag("li") { words("accounts.totpConfirm") }
      }
      form(
        call, to: "/account/second-factor", submit: words("accounts.secondFactorConfirm"), errors: errors,
        cancel: (words("accounts.account"), "/account")
      ) {
        hiddenField("sealed", sealed)
        Field("code", words("accounts.newCode"), errors: errors).line(width: "medium", autocomplete: "off", direction: "ltr")
        Field("password", words("accounts.presentPassword"), errors: errors).line(
          type: "password", width: "medium", autocomplete: "current-password", direction: nil)
        if replaces {
          Field("presentCode", words("accounts.presentCode"), hint: words("accounts.presentCodeHint"), errors: errors).line(
            width: "medium", autocomplete: "one-time-code", direction: "ltr")
        }
      }
    }
  }

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await officer(call)
    let form = try await call.form()
    guard let secret = accounts.sealing.open(form.raw("sealed"), owner: "pending:\(officer.id)") else {
      return .redirect(to: "/account/second-factor")
    }
    do {
      // A session alone must not be enough: whoever finds a browser open would make the account theirs.
      let proof = try await accounts.prove(officer, password: form.raw("password"), code: form["presentCode"], at: call.now)
      guard let step = TOTP(secret: secret).verify(form["code"] ?? "", at: call.now, after: nil) else {
        throw SecondFactorRefused.codeDoesNotFit
      }
      return .page(recoveryPage(try await keep(secret, usedAt: step, of: officer, proof, call), call))
    } catch let problem as any Problem {
      return .page(try await page(officer, secret, call, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  /// Keeps the new secret in place of the present one, with fresh recovery codes.
  /// - Parameter proof: what uses up the present code.
  private func keep(
    _ secret: Data, usedAt step: Int64, of officer: Officer, _ proof: [SQL], _ call: Call<SignedIn>
  ) async throws -> [String] {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.fresh() }
    let store = accounts.store
    let recovery = codes.enumerated().map { index, code in
      store.setting(
        .recovery, id: "\(index)", of: officer.id, to: FreshToken.hash("\(officer.id):\(RecoveryCode.plain(code))"), at: call.now)
    }
    let changes = [
      store.setting(.totp, of: officer.id, to: try accounts.sealing.seal(secret, owner: officer.id.description), at: call.now),
      store.using(step: step, of: officer.id), store.removing(.recovery, of: officer.id),
      store.endingSignIns(of: officer.id, but: call.who.signIn),
    ]
    do {
      try await store.database.commit(
        Commit(
          proof + changes + recovery, events: [accounts.event("accounts.secondFactorSetUp", of: officer.id, by: call.actor)]))
    } catch is StaleWrite {
      throw SecondFactorRefused.presentCodeWrong
    }
    return codes
  }

  private func recoveryPage(_ codes: [String], _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(words("accounts.recoveryCodes"), trail: [.init(words("accounts.account"), "/account")]) {
      tag("p", .css("lead")) { words("accounts.recoveryMeans") }
      tag("p") { words("accounts.shownOnce") }
      tag("ul") { for code in codes { tag("li") { tag("code", .dir("ltr")) { code } } } }
      tag("p") { link("/", words("accounts.goOn"), .css("button")) }
    }
  }
}

/// Why a second factor is not set up.
enum SecondFactorRefused: String, Problem, Equatable, CaseIterable {
  /// The new code does not fit the secret shown.
  case codeDoesNotFit = "accounts.code-does-not-fit"
  /// The code of the second factor that is to be replaced is wrong or was used before.
  case presentCodeWrong = "accounts.present-code-wrong"

  var code: ProblemCode { ProblemCode(rawValue: rawValue) }
  var kind: ProblemKind { .invalid }
  var fields: [FieldProblem] { [FieldProblem(field: self == .codeDoesNotFit ? "code" : "presentCode", code: code)] }
}
