// SPDX-License-Identifier: Apache-2.0
public import AccountsRules
import Foundation
public import Kernel
import Storage
import TOTP

/// Why the administration cannot do something.
public enum CannotAdminister: String, Problem, Equatable, CaseIterable {
  /// There is no such account.
  case noSuchOfficer = "accounts.no-such-officer"
  /// Somebody else changed the account meanwhile.
  case changedSinceSeen = "accounts.changed-since-seen"
  /// The node has an administrator already; ask that one.
  case administratorExists = "accounts.administrator-exists"

  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: rawValue) }
  /// The kind.
  public var kind: ProblemKind { self == .noSuchOfficer ? .missing : .conflict }
}

extension Accounts {
  /// Keeps a new account.
  /// - Throws: `CannotKeepOfficer` with everything that is wrong.
  func create(_ officer: Officer, by actor: EventActor) async throws -> Officer {
    let checked = try officer.checked(on: node, beside: try await store.officers())
    do {
      try await store.database.commit(
        Commit(
          [try store.writing(checked, over: nil)],
          events: [event("accounts.officerCreated", of: checked.id, by: actor, facts: Self.facts(checked))]))
    } catch is UniqueViolation {
      throw CannotKeepOfficer(faults: [.signInNameTaken])
    }
    return checked
  }

  /// Keeps what was changed of an account; a suspended officer is signed out at once, with all programs.
  /// - Throws: `CannotKeepOfficer` with everything that is wrong; ``CannotAdminister/changedSinceSeen``.
  func change(_ officer: Officer, over version: Int, by actor: EventActor) async throws {
    for _ in 0..<5 {
      // Two administrators who demote each other at one instant would each find the other still there.
      let register = try await store.registerVersion()
      let others = try await store.officers().filter { $0.id != officer.id }
      let checked = try officer.checked(on: node, beside: others)
      var statements = [store.advancingRegister(over: register), try store.writing(checked, over: version)]
      if checked.standing == .suspended { statements += store.endingAccess(of: checked.id) }
      do {
        _ = try await store.database.commit(
          Commit(statements, events: [event("accounts.officerChanged", of: checked.id, by: actor, facts: Self.facts(checked))]))
        return
      } catch is StaleWrite {
        guard try await store.officer(officer.id)?.version == version else { break }
      } catch is UniqueViolation {
        throw CannotKeepOfficer(faults: [.signInNameTaken])
      }
    }
    throw CannotAdminister.changedSinceSeen
  }

  private static func facts(_ officer: Officer) -> [String: EventValue] {
    [
      "name": .personal(officer.name), "signInName": .personal(officer.signInName), "roles": .list(officer.roles.map(\.rawValue)),
      "standing": .text(officer.standing.rawValue),
    ]
  }

  /// Makes the node's first administrator, from the command line.
  /// - Returns: the link with which the administrator sets a password.
  /// - Throws: ``CannotAdminister/administratorExists`` when there is an active one.
  public func createAdministrator(name: String, signInName: String) async throws -> String {
    let present = try await store.officers()
    guard !present.contains(where: { $0.roles.contains(.administrator) && $0.standing == .active }) else {
      throw CannotAdminister.administratorExists
    }
    let officer = try await create(
      Officer(id: ID<Officer>(), name: name, signInName: signInName, roles: [.administrator]), by: .operatorAtConsole)
    return try await enrolmentLink(for: officer.id, by: .operatorAtConsole)
  }

  /// Makes a new enrolment link for an account, from the command line: for an administrator who lost everything.
  /// - Throws: ``CannotAdminister/noSuchOfficer``.
  public func enrolmentLink(signInName: String, resettingSecondFactor: Bool) async throws -> String {
    guard let officer = try await store.officer(named: signInName) else { throw CannotAdminister.noSuchOfficer }
    if resettingSecondFactor { try await resetSecondFactor(of: officer.id, by: .operatorAtConsole) }
    return try await enrolmentLink(for: officer.id, by: .operatorAtConsole)
  }

  /// Takes the second factor away, so that the officer can set up another; ends all sign-ins and tokens.
  func resetSecondFactor(of officer: ID<Officer>, by actor: EventActor) async throws {
    try await store.database.commit(
      Commit(
        [store.removing(.totp, of: officer), store.removing(.recovery, of: officer)] + store.endingAccess(of: officer),
        events: [event("accounts.secondFactorReset", of: officer, by: actor)]))
  }

  /// Lets an officer try again at once after too many failures.
  func liftLockOut(of officer: Officer, by actor: EventActor) async throws {
    try await store.database.commit(
      Commit(
        [
          store.forgetting("account:\(officer.signInName)"), store.forgetting("code:\(officer.id)"),
          store.forgetting("password:\(officer.id)"),
        ],
        events: [event("accounts.lockOutLifted", of: officer.id, by: actor)]))
  }

  /// An officer of a demonstration node: fictional, with a known password and, where a second factor is due, a known secret.
  public struct Demonstrated: Sendable {
    /// The officer's name.
    public let name: String
    /// What to type to sign in.
    public let signInName: String
    /// The password.
    public let password: String
    /// The roles.
    public let roles: Set<Role>
    /// The secret of the authenticator app in base32, for roles that need a second factor.
    public let secret: String?

    /// Describes a demonstration officer.
    public init(name: String, signInName: String, password: String, roles: Set<Role>, secret: String? = nil) {
      self.name = name
      self.signInName = signInName
      self.password = password
      self.roles = roles
      self.secret = secret
    }
  }

  /// The name of an officer by the account's id; `nil` when there is no such account.
  public func name(of id: String) async throws -> String? {
    guard let id = ID<Officer>(id) else { return nil }
    return try await store.officer(id)?.value.name
  }

  /// Whether there is an account with an id whose officer can sign in.
  public func isActive(_ id: String) async throws -> Bool {
    guard let id = ID<Officer>(id) else { return false }
    return try await store.officer(id)?.value.standing == .active
  }

  /// The ids and the names of all officers.
  public func names() async throws -> [(id: String, name: String)] {
    try await store.officers().map { ($0.id.description, $0.name) }
  }

  /// The id and the name of the officer with a sign-in name.
  public func identity(of signInName: String) async throws -> (id: String, name: String)? {
    try await store.officer(named: signInName).map { ($0.id.description, $0.name) }
  }

  /// The same, when the officer has a role.
  public func identity(of signInName: String, holding role: Role) async throws -> (id: String, name: String)? {
    guard let officer = try await store.officer(named: signInName), officer.roles.contains(role) else { return nil }
    return (officer.id.description, officer.name)
  }

  /// Fills a node without accounts with demonstration officers; one that has accounts keeps what it has.
  public func fillDemonstration(_ officers: [Demonstrated]) async throws {
    guard try await store.officers().isEmpty else { return }
    var beside: [Officer] = []
    var statements: [SQL] = []
    var events: [NewEvent] = []
    // The administrator first: without one no other account may be.
    for described in officers.sorted(by: { $0.roles.contains(.administrator) && !$1.roles.contains(.administrator) }) {
      let officer = try Officer(
        id: ID<Officer>(), name: described.name, signInName: described.signInName, roles: described.roles
      ).checked(on: node, beside: beside)
      beside.append(officer)
      statements.append(try store.writing(officer, over: nil))
      statements.append(store.setting(.password, of: officer.id, to: try await hasher.hash(published: described.password), at: now()))
      if let secret = described.secret.flatMap({ Base32.decode($0) }) {
        statements.append(store.setting(.totp, of: officer.id, to: try sealing.seal(secret, owner: officer.id.description), at: now()))
      }
      events.append(event("accounts.officerCreated", of: officer.id, by: .operatorAtConsole, facts: Self.facts(officer)))
    }
    try await store.database.commit(Commit(statements, events: events))
  }
}
