// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import Kernel
import Storage
import TOTP

extension Accounts {
  /// What follows a right password.
  enum NextStep: Sendable {
    /// Signed in; the token for the cookie.
    case signedIn(FreshToken)
    /// The code of the second factor is due; the token for the cookie stands for the first step alone.
    case code(FreshToken)
  }

  /// Where an attempt comes from.
  struct Source: Sendable {
    let address: String
    let browser: String
  }

  /// The longest name that is counted as it was typed, in bytes; no account has a longer one.
  private static let longestCounted = 64
  /// The longest description of a browser that is shown in the list of sign-ins.
  private static let longestBrowser = 200

  /// The first step: name and password.
  /// - Throws: ``CannotSignIn``, which never tells whether the account exists.
  func signIn(_ name: String, _ password: String, from source: Source) async throws -> NextStep {
    let instant = now()
    let plain = Officer.plain(name)
    // Whatever is typed is counted, but not kept at any length.
    let counted = "account:\(plain.utf8.count > Self.longestCounted ? FreshToken.hash(plain) : plain)"
    let before = try await count("address:\(source.address)", .address, at: instant)
    try await count(counted, .account, at: instant)
    let officer = try await store.officer(named: plain)
    let credentials = try await officer.asyncFlatMap { try await self.store.credentials(of: $0.id) } ?? []
    let kept = credentials.first { $0.kind == .password }?.secret
    let isRight = password.utf8.count <= PasswordRule.maximumBytes ? try await hasher.verify(password, against: kept) : false
    guard isRight, let officer, officer.standing == .active else {
      let subject = officer?.id.description ?? "unknown"
      try await store.database.commit(
        Commit(events: [NewEvent("accounts.signInRefused", of: EventSubject("officer", subject), at: instant, by: .visitor)]))
      throw CannotSignIn.wrong
    }
    let needsCode = credentials.contains { $0.kind == .totp }
    let token = FreshToken()
    // Others' failures from this address stay counted: with one account of their own somebody could guess at all others for ever.
    var statements = [
      store.starting(signIn(officer.id, needsCode ? .code : .complete, source, instant), tokenHash: token.hash),
      store.takingBack("address:\(source.address)", countedAt: instant, before: before),
    ]
    var events: [NewEvent] = []
    if !needsCode {
      statements.append(store.forgetting(counted))
      statements.append(store.forgettingSignIns(startedBefore: instant.addingTimeInterval(-Self.absoluteEnd)))
      events.append(event("accounts.signedIn", of: officer.id, by: .officer(officer.id.description), facts: ["factors": .integer(1)]))
    }
    try await store.database.commit(Commit(statements, events: events))
    return needsCode ? .code(token) : .signedIn(token)
  }

  /// The second step: a code of the authenticator app, or a recovery code.
  /// - Parameter cookie: what the first step gave.
  /// - Throws: ``CannotSignIn``.
  func signIn(code typed: String, cookie: String, from source: Source) async throws -> FreshToken {
    let instant = now()
    let hash = FreshToken.hash(cookie)
    guard let pending = try await store.signIn(tokenHash: hash), pending.stage == .code,
      instant.timeIntervalSince(pending.startedAt) < Self.codeEnd, let officer = try await store.officer(pending.officer)?.value,
      officer.standing == .active
    else { throw CannotSignIn.tooLate }
    try await count("code:\(officer.id)", .account, at: instant)
    let credentials = try await store.credentials(of: officer.id)
    guard let used = try await use(typed, of: officer.id, credentials, at: instant) else {
      try await store.database.commit(Commit(events: [event("accounts.signInRefused", of: officer.id, by: .visitor)]))
      throw CannotSignIn.wrongCode
    }
    // A new token at each step: one that somebody planted in the browser before is worth nothing afterwards.
    let token = FreshToken()
    let statements =
      [
        used.statement, store.ending(tokenHash: hash),
        store.starting(signIn(officer.id, .complete, source, instant), tokenHash: token.hash),
        store.forgetting("account:\(officer.signInName)"), store.forgetting("code:\(officer.id)"),
        store.forgettingSignIns(startedBefore: instant.addingTimeInterval(-Self.absoluteEnd)),
      ]
    do {
      try await store.database.commit(
        Commit(
          statements,
          events: [
            event(
              used.isRecovery ? "accounts.recoveryCodeUsed" : "accounts.signedIn", of: officer.id, by: .officer(officer.id.description),
              facts: ["factors": .integer(2)])
          ]))
    } catch is StaleWrite {
      throw CannotSignIn.wrongCode
    }
    return token
  }

  /// Looks a code up: one of the authenticator app, or a recovery code.
  /// - Returns: what uses it up; `nil` when it is wrong.
  func use(
    _ typed: String, of officer: ID<Officer>, _ credentials: [AccountStore.Credential], at instant: Date
  ) async throws -> (statement: SQL, isRecovery: Bool)? {
    if let (totp, lastUsed) = authenticator(of: officer, in: credentials), let step = totp.verify(typed, at: instant, after: lastUsed) {
      return (store.using(step: step, of: officer), false)
    }
    let hash = FreshToken.hash("\(officer):\(RecoveryCode.plain(typed))")
    guard let code = credentials.first(where: { $0.kind == .recovery && $0.secret == hash }) else { return nil }
    return (store.usingRecovery(code.id, of: officer), true)
  }

  /// Ends the sign-in behind a cookie.
  func signOut(cookie: String, of officer: ID<Officer>) async throws {
    try await store.database.commit(
      Commit(
        [store.ending(tokenHash: FreshToken.hash(cookie))],
        events: [event("accounts.signedOut", of: officer, by: .officer(officer.description))]))
  }

  private func signIn(_ officer: ID<Officer>, _ stage: AccountStore.SignIn.Stage, _ source: Source, _ instant: Date) -> AccountStore.SignIn
  {
    let browser = source.browser.count > Self.longestBrowser ? "\(source.browser.prefix(Self.longestBrowser))…" : source.browser
    return AccountStore.SignIn(
      id: ID<AccountStore.SignIn>().description, officer: officer, stage: stage, startedAt: instant, seenAt: instant,
      address: source.address, browser: browser)
  }

  /// Counts an attempt as failed until it succeeds.
  /// - Returns: the failures before this attempt.
  /// - Throws: ``CannotSignIn/locked(minutes:)``.
  @discardableResult
  func count(_ subject: String, _ scope: FailedAttempts.Scope, at instant: Date) async throws -> FailedAttempts {
    let before = try await store.failures(subject)
    if let until = before.lockedUntil(scope), until > instant { throw locked(until, instant) }
    let counted = try await store.counting(subject, scope, at: instant)
    // Attempts that came at the same time have used up what was free.
    guard counted <= FailedAttempts.free(scope) || counted <= before.count + 1 else {
      throw locked(FailedAttempts(count: counted, last: instant).lockedUntil(scope) ?? instant, instant)
    }
    return before
  }

  private func locked(_ until: Date, _ instant: Date) -> CannotSignIn {
    .locked(minutes: max(1, Int((until.timeIntervalSince(instant) / 60).rounded(.up))))
  }
}

extension Optional {
  fileprivate func asyncFlatMap<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}
