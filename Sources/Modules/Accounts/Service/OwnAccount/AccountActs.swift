// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// Why a change of one's own account is refused.
enum CannotChangeAccount: String, Problem, Equatable, CaseIterable {
  /// The present password is wrong.
  case wrongPassword = "accounts.wrong-password"
  /// The time zone is not known.
  case unknownZone = "accounts.unknown-zone"
  /// A token needs a name by which it is known again.
  case tokenNameMissing = "accounts.token-name-missing"
  /// A token's name is longer than a line of the list of tokens takes.
  case tokenNameTooLong = "accounts.token-name-too-long"
  /// A token ends on a day from tomorrow to a year from now.
  case tokenEndWrong = "accounts.token-end-wrong"

  var code: ProblemCode { ProblemCode(rawValue: rawValue) }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { self == .tokenNameTooLong ? ["limit": "\(Self.longestTokenName)"] : [:] }

  /// The longest name of a token, in characters.
  static let longestTokenName = 100

  var fields: [FieldProblem] {
    let field =
      switch self {
      case .wrongPassword: "password"
      case .unknownZone: "zone"
      case .tokenNameMissing, .tokenNameTooLong: "tokenName"
      case .tokenEndWrong: "endsOn"
      }
    return [FieldProblem(field: field, code: code, details: details)]
  }
}

extension Accounts {
  /// Makes sure that it is the officer, before something is changed with which they prove themselves.
  ///
  /// Passwords and codes are counted apart: a right password must not let anybody go on guessing codes.
  /// - Parameter code: the present code or a recovery code; only looked at where there is a second factor.
  /// - Returns: what uses the code up, to be committed with the change.
  /// - Throws: ``CannotChangeAccount/wrongPassword``, ``SecondFactorRefused/presentCodeWrong``, ``CannotSignIn/locked(minutes:)``.
  func prove(_ officer: Officer, password: String, code: String?, at instant: Date) async throws -> [SQL] {
    try await prove(officer, password: password, at: instant)
    let credentials = try await store.credentials(of: officer.id)
    guard credentials.contains(where: { $0.kind == .totp }) else { return [] }
    try await count("code:\(officer.id)", .account, at: instant)
    guard let used = try await use(code ?? "", of: officer.id, credentials, at: instant) else { throw SecondFactorRefused.presentCodeWrong }
    _ = try await store.database.change(store.forgetting("code:\(officer.id)"))
    return [used.statement]
  }

  /// Makes sure of the present password; once it is right, earlier failures are forgotten, whatever else is refused.
  /// - Throws: ``CannotChangeAccount/wrongPassword``, ``CannotSignIn/locked(minutes:)``.
  func prove(_ officer: Officer, password: String, at instant: Date) async throws {
    let subject = "password:\(officer.id)"
    try await count(subject, .account, at: instant)
    let kept = try await store.credentials(of: officer.id).first { $0.kind == .password }?.secret
    let isRight = password.utf8.count <= PasswordRule.maximumBytes ? try await hasher.verify(password, against: kept) : false
    guard isRight else { throw CannotChangeAccount.wrongPassword }
    _ = try await store.database.change(store.forgetting(subject))
  }

  /// Makes a token with which a program acts for an officer.
  /// - Parameter end: until when it works, UTC.
  /// - Throws: ``CannotChangeAccount/tokenNameTooLong``.
  func makeToken(named name: String, of officer: ID<Officer>, until end: Date, by actor: EventActor) async throws -> FreshToken {
    guard name.count <= CannotChangeAccount.longestTokenName else { throw CannotChangeAccount.tokenNameTooLong }
    let token = FreshToken()
    let kept = AccountStore.APIToken(
      id: ID<AccountStore.APIToken>().description, officer: officer, name: name, createdAt: now(), endsAt: end)
    try await store.database.commit(
      Commit(
        [store.creating(kept, tokenHash: token.hash)],
        events: [event("accounts.tokenCreated", of: officer, by: actor, facts: ["token": .text(kept.id)])]))
    return token
  }

  /// Makes a token from the command line, for a program that runs without a person.
  /// - Parameter days: how many days it works, 1 to 366.
  /// - Throws: ``CannotAdminister/noSuchOfficer``; problems with the codes `accounts.token-end-wrong` for other numbers of days
  ///   and `accounts.token-name-too-long`.
  public func makeToken(named name: String, signInName: String, days: Int) async throws -> String {
    guard let officer = try await store.officer(named: signInName) else { throw CannotAdminister.noSuchOfficer }
    guard (1...366).contains(days) else { throw CannotChangeAccount.tokenEndWrong }
    let end = now().addingTimeInterval(Double(days) * 86_400)
    return try await makeToken(named: name, of: officer.id, until: end, by: .operatorAtConsole).text
  }
}

extension AccountPages {
  @Sendable func changePreferences(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    var officer = try await load(call)
    let zone = form["zone"]
    guard zone.map({ TimeZone(identifier: $0) != nil }) ?? true else {
      return try await refused(call, form, CannotChangeAccount.unknownZone, "preferences")
    }
    var changed = officer.value
    changed.language = form["language"].flatMap { Language(rawValue: $0) }
    changed.zone = zone
    officer = Versioned(changed, version: officer.version)
    let commit = Commit(
      [try accounts.store.writing(changed, over: officer.version)],
      events: [accounts.event("accounts.preferencesChanged", of: changed.id, by: call.actor)])
    do {
      try await accounts.store.database.commit(commit)
    } catch is StaleWrite {
      return try await refused(call, form, CannotAdminister.changedSinceSeen, "preferences")
    }
    // The language chosen on a page would otherwise hide the officer's own.
    let cookies = changed.language.map { [Cookie("language", $0.rawValue, lifetime: 31_536_000)] } ?? [Cookie("language", "", lifetime: 0)]
    return .redirect(to: "/account", notice: Message("accounts.saved"), cookies: cookies)
  }

  private func refused(_ call: Call<SignedIn>, _ form: FormData, _ problem: any Problem, _ about: String) async throws -> Answer {
    .page(
      try await page(call, typed: form, errors: FormErrors(problem, in: call.words), about: about), status: problem.kind.status)
  }

  @Sendable func changePassword(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let officer = try await load(call).value
    do {
      try await accounts.prove(officer, password: form.raw("password"), at: call.now)
      let new = try await accounts.kept(form.raw("newPassword"), repeated: form.raw("repeatedPassword"), for: officer)
      try await accounts.store.database.commit(
        Commit(
          [accounts.store.setting(.password, of: officer.id, to: new, at: call.now)]
            + accounts.store.endingAccess(of: officer.id, but: call.who.signIn),
          events: [accounts.event("accounts.passwordChanged", of: officer.id, by: call.actor)]))
    } catch let problem as any Problem {
      return try await refused(call, form, problem, "password")
    }
    return .redirect(to: "/account", notice: Message("accounts.passwordChanged"))
  }

  @Sendable func endSignIn(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try await call.form()["signIn"] ?? ""
    let officer = try call.officerID()
    try await accounts.store.database.commit(
      Commit(
        [accounts.store.ending(signIn: id, of: officer)], events: [accounts.event("accounts.signInRevoked", of: officer, by: call.actor)]))
    return .redirect(to: "/account", notice: Message("accounts.signInEnded"))
  }

  @Sendable func makeToken(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let name = form["tokenName"] else { return try await refused(call, form, CannotChangeAccount.tokenNameMissing, "token") }
    guard let day = form["endsOn"].flatMap({ CalendarDay($0) }), day > call.today, day <= call.today.adding(Days(366)) else {
      return try await refused(call, form, CannotChangeAccount.tokenEndWrong, "token")
    }
    let seconds = Double(call.today.days(to: day).count) * 86_400
    do {
      let token = try await accounts.makeToken(
        named: name, of: try call.officerID(), until: call.now.addingTimeInterval(seconds), by: call.actor)
      return .page(try await page(call, token: token))
    } catch let problem as CannotChangeAccount {
      return try await refused(call, form, problem, "token")
    }
  }

  @Sendable func revokeToken(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try await call.form()["token"] ?? ""
    let officer = try call.officerID()
    try await accounts.store.database.commit(
      Commit(
        [accounts.store.revoking(apiToken: id, of: officer)],
        events: [accounts.event("accounts.tokenRevoked", of: officer, by: call.actor, facts: ["token": .text(id)])]))
    return .redirect(to: "/account", notice: Message("accounts.tokenRevoked"))
  }
}
