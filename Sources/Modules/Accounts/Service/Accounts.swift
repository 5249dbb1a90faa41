// SPDX-License-Identifier: Apache-2.0
public import AccountsRules
public import Foundation
import Kernel
public import Storage
import TOTP
public import Web

/// The officers of a node: who may sign in, with what, and what each may do.
public struct Accounts: Sendable {
  let store: AccountStore
  let hasher: PasswordHasher
  let sealing: Sealing
  let node: NodeKind
  let issuer: String
  let zone: TimeZone
  let publicAddress: String
  let now: @Sendable () -> Date
  let common: Set<String>

  /// A sign-in ends after this long without a call.
  public static let idleEnd: TimeInterval = 8 * 3600
  /// A sign-in ends after this long in any case.
  public static let absoluteEnd: TimeInterval = 12 * 3600
  /// After the password the code must follow within this long.
  public static let codeEnd: TimeInterval = 10 * 60
  /// A link with which an officer sets a password works this long.
  public static let enrolmentEnd: TimeInterval = 7 * 24 * 3600

  /// Opens the accounts of a node.
  /// - Parameters:
  ///   - key: 32 bytes under which the secrets of authenticator apps are sealed.
  ///   - issuer: the name that authenticator apps show.
  ///   - zone: the time zone of officers who chose none.
  ///   - publicAddress: the address of the node, for enrolment links.
  public init(
    database: any Database, key: Data, node: NodeKind, issuer: String, zone: TimeZone, publicAddress: String,
    hasher: PasswordHasher = PasswordHasher(), now: @escaping @Sendable () -> Date
  ) {
    store = AccountStore(database: database)
    self.hasher = hasher
    sealing = Sealing(key: key)
    self.node = node
    self.issuer = issuer
    self.zone = zone
    self.publicAddress = publicAddress
    self.now = now
    common = Self.commonPasswords
  }

  private static let commonPasswords: Set<String> = {
    let url = Bundle.module.bundleURL.appending(path: "Data").appending(path: "common-passwords.txt")
    let lines = (try? String(contentsOf: url, encoding: .utf8))?.split(separator: "\n") ?? []
    return Set(lines.filter { !$0.hasPrefix("#") }.map { PasswordRule.folded(String($0)) })
  }()

  /// The folder of the module's words.
  public static let strings = Bundle.module.bundleURL.appending(path: "Strings")

  /// Tells the site who stands behind a cookie or a token.
  public var resolver: SignInResolver {
    { presented in
      if let bearer = presented.bearer { return try await self.officer(bearing: bearer) }
      guard let cookie = presented.cookie else { return nil }
      return try await self.officer(showing: cookie)
    }
  }

  private func officer(showing cookie: String) async throws -> SignedIn? {
    let hash = FreshToken.hash(cookie)
    guard let signIn = try await store.signIn(tokenHash: hash), signIn.stage == .complete else { return nil }
    let instant = now()
    let isOver = instant.timeIntervalSince(signIn.seenAt) > Self.idleEnd || instant.timeIntervalSince(signIn.startedAt) > Self.absoluteEnd
    guard !isOver else { return nil }
    // Once a minute is enough to tell an idle browser from a busy one.
    if instant.timeIntervalSince(signIn.seenAt) > 60 {
      // On a full disk an officer can still read what is there.
      do { _ = try await store.database.change(store.touching(tokenHash: hash, at: instant)) } catch is DatabaseFull {}
    }
    return try await describe(signIn.officer, signIn: signIn.id, byToken: false)
  }

  private func officer(bearing token: String) async throws -> SignedIn? {
    guard let found = try await store.apiToken(tokenHash: FreshToken.hash(token)), found.endsAt > now() else { return nil }
    return try await describe(found.officer, signIn: found.id, byToken: true)
  }

  private func describe(_ id: ID<Officer>, signIn: String, byToken: Bool) async throws -> SignedIn? {
    guard let officer = try await store.officer(id)?.value, officer.standing == .active else { return nil }
    let hasSecondFactor = try await store.credentials(of: id).contains { $0.kind == .totp }
    let permissions = byToken ? officer.permissionsByToken : officer.permissions(hasSecondFactor: hasSecondFactor)
    let unit = try await officer.unit.asyncMap { unit in try await store.units().first { $0.id == unit }?.name } ?? nil
    return SignedIn(
      officer: id.description, name: officer.name, unit: unit ?? "",
      permissions: Set(permissions.map { Permission(rawValue: $0) }), language: officer.language,
      zone: officer.zone.flatMap { TimeZone(identifier: $0) } ?? zone, signIn: signIn, byToken: byToken,
      isSecondFactorDue: !byToken && officer.needsSecondFactor && !hasSecondFactor)
  }

  func event(
    _ kind: EventKind, of officer: ID<Officer>, by actor: EventActor, facts: [String: EventValue] = [:]
  ) -> NewEvent {
    NewEvent(kind, of: EventSubject("officer", officer.description), at: now(), by: actor, facts: facts)
  }

  func authenticator(of officer: ID<Officer>, in credentials: [AccountStore.Credential]) -> (TOTP, lastUsed: Int64?)? {
    guard let kept = credentials.first(where: { $0.kind == .totp }), let secret = sealing.open(kept.secret, owner: officer.description)
    else { return nil }
    return (TOTP(secret: secret), kept.lastUsed)
  }
}

extension Optional {
  fileprivate func asyncMap<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}

extension Call where Who == SignedIn {
  /// The account behind the call.
  func officerID() throws -> ID<Officer> {
    guard let id = ID<Officer>(who.officer) else { throw WebProblem.notFound }
    return id
  }

  var actor: EventActor { .officer(who.officer) }
}
