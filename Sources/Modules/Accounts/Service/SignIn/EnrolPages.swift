// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// Why an enrolment link leads nowhere.
enum CannotEnrol: Problem, Equatable {
  /// The link was used, replaced by a newer one, or is too old.
  case linkUsed

  var code: ProblemCode { "accounts.link-used" }
  var kind: ProblemKind { .missing }
}

extension Accounts {
  /// Makes the link with which an officer sets a password; earlier links stop working.
  func enrolmentLink(for officer: ID<Officer>, by actor: EventActor) async throws -> String {
    let token = FreshToken()
    try await store.database.commit(
      Commit(
        store.enrolling(officer, tokenHash: token.hash, until: now().addingTimeInterval(Self.enrolmentEnd)),
        events: [event("accounts.enrolmentLinkMade", of: officer, by: actor)]))
    return "\(publicAddress)/enrol/\(token.text)"
  }

  /// Checks a new password and says what is kept of it.
  /// - Throws: ``PasswordRefused``.
  func kept(_ password: String, repeated: String, for officer: Officer) async throws -> String {
    try PasswordRule.check(password, signInName: officer.signInName, common: common)
    guard password == repeated else { throw PasswordRefused.notRepeated }
    return try await hasher.hash(password)
  }
}

/// The page behind an enrolment link, on which an officer sets a password.
struct EnrolPages: Sendable {
  let accounts: Accounts

  private func officer(_ call: Call<SignedIn?>) async throws -> (Officer, hash: String) {
    let hash = FreshToken.hash(call.parameters["code"] ?? "")
    guard let enrolment = try await accounts.store.enrolment(tokenHash: hash), enrolment.endsAt > call.now,
      let officer = try await accounts.store.officer(enrolment.officer)?.value, officer.standing == .active
    else { throw CannotEnrol.linkUsed }
    return (officer, hash)
  }

  @Sendable func show(_ call: Call<SignedIn?>) async throws -> Answer { .page(page(try await officer(call).0, call, .none)) }

  private func page(_ officer: Officer, _ call: Call<SignedIn?>, _ errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("accounts.setPassword"), hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words("accounts.setPasswordFor", ["name": .text(officer.name)]) }
      facts([(words("accounts.signInName"), tag("code", .dir("ltr")) { officer.signInName })])
      form(call, to: "/enrol/\(call.parameters["code"] ?? "")", submit: words("accounts.setPassword"), errors: errors) {
        passwordFields(words, errors)
      }
    }
  }

  @Sendable func enrol(_ call: Call<SignedIn?>) async throws -> Answer {
    let (officer, hash) = try await officer(call)
    let form = try await call.form()
    do {
      let kept = try await accounts.kept(form.raw("newPassword"), repeated: form.raw("repeatedPassword"), for: officer)
      do {
        try await accounts.store.database.commit(
          Commit(
            [
              accounts.store.usingEnrolment(tokenHash: hash),
              accounts.store.setting(.password, of: officer.id, to: kept, at: call.now),
            ] + accounts.store.endingAccess(of: officer.id),
            events: [accounts.event("accounts.passwordChanged", of: officer.id, by: .officer(officer.id.description))]))
      } catch is StaleWrite {
        throw CannotEnrol.linkUsed
      }
    } catch let problem as PasswordRefused {
      return .page(page(officer, call, FormErrors(problem, in: call.words)), status: .unprocessableContent)
    }
    return .redirect(to: "/sign-in", notice: Message("accounts.passwordSet"))
  }
}

/// The two fields of a new password.
@HTMLBuilder func passwordFields(_ words: Words, _ errors: FormErrors) -> [HTML] {
  Field("newPassword", words("accounts.newPassword"), hint: words("accounts.newPasswordHint"), errors: errors).line(
    type: "password", width: "medium", autocomplete: "new-password", direction: nil)
  Field("repeatedPassword", words("accounts.repeatedPassword"), errors: errors).line(
    type: "password", width: "medium", autocomplete: "new-password", direction: nil)
}
