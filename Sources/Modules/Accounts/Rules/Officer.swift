// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// A part of the authority to which officers belong.
public struct OrganisationUnit: Codable, Hashable, Sendable {
  /// The unit's identifier.
  public let id: ID<OrganisationUnit>
  /// Its name, as the authority writes it.
  public var name: String

  /// Names a unit.
  public init(id: ID<OrganisationUnit>, name: String) {
    self.id = id
    self.name = name
  }
}

/// A person who works with the node.
public struct Officer: Codable, Hashable, Sendable {
  /// Whether the officer can sign in.
  public enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// Can sign in.
    case active
    /// Cannot sign in; what the officer did stays.
    case suspended
  }

  /// The officer's identifier, which the event log uses.
  public let id: ID<Officer>
  /// The name that colleagues read.
  public var name: String
  /// What the officer types to sign in: small letters, digits, points, hyphens and @.
  public var signInName: String
  /// The officer's unit, where the authority has units.
  public var unit: ID<OrganisationUnit>?
  /// The officer's roles, in the order of the role matrix.
  public private(set) var roles: [Role]
  /// The officer's own language, if chosen.
  public var language: Language?
  /// The officer's own IANA time zone, if chosen.
  public var zone: String?
  /// Whether the officer can sign in.
  public var standing: Standing

  /// Describes an officer; ``checked(on:takenNames:)`` tells whether it can be kept so.
  public init(id: ID<Officer>, name: String, signInName: String, unit: ID<OrganisationUnit>? = nil, roles: Set<Role>) {
    self.id = id
    self.name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    self.signInName = Self.plain(signInName)
    self.unit = unit
    self.roles = Role.allCases.filter(roles.contains)
    standing = .active
  }

  /// Gives the officer other roles.
  public mutating func set(_ roles: Set<Role>) { self.roles = Role.allCases.filter(roles.contains) }

  /// A sign-in name as it is kept and compared: small letters, nothing around it.
  public static func plain(_ name: String) -> String { name.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() }

  /// What the officer may do once both factors that the roles need are there.
  public var permissions: Set<String> { roles.reduce(into: []) { $0.formUnion($1.permissions) } }

  /// Whether one of the roles needs a second factor.
  public var needsSecondFactor: Bool { roles.contains(where: \.needsSecondFactor) }

  /// What a signed-in officer may do now: nothing while a second factor is due and missing, so that it can only be set up.
  public func permissions(hasSecondFactor: Bool) -> Set<String> {
    needsSecondFactor && !hasSecondFactor ? [] : permissions
  }

  /// What a program may do with a token of the officer: nothing that needs a second factor, since a token is only one.
  public var permissionsByToken: Set<String> {
    roles.filter { !$0.needsSecondFactor }.reduce(into: []) { $0.formUnion($1.permissions) }
  }
}

/// Why an officer's account cannot be kept as it was described.
public struct CannotKeepOfficer: Problem, Equatable {
  /// One thing that is wrong.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// An account needs a name that colleagues can read.
    case nameMissing = "accounts.name-missing"
    /// A sign-in name has 2 to 64 small letters, digits, points, hyphens, underscores or @.
    case signInNameInvalid = "accounts.sign-in-name-invalid"
    /// Another account has this sign-in name.
    case signInNameTaken = "accounts.sign-in-name-taken"
    /// An account without a role could do nothing.
    case roleMissing = "accounts.role-missing"
    /// The role does not exist on this kind of node.
    case roleElsewhere = "accounts.role-elsewhere"
    /// An auditor has no other role: nobody audits their own work.
    case auditorWithOthers = "accounts.auditor-with-others"
    /// Without an active administrator nobody could let anybody in.
    case lastAdministrator = "accounts.last-administrator"

    var field: String {
      switch self {
      case .nameMissing: "name"
      case .signInNameInvalid, .signInNameTaken: "signInName"
      case .roleMissing, .roleElsewhere, .auditorWithOthers, .lastAdministrator: "roles"
      }
    }
  }

  /// Everything that is wrong.
  public let faults: [Fault]
  /// The stable name.
  public var code: ProblemCode { "accounts.cannot-keep-officer" }
  /// The kind.
  public var kind: ProblemKind { .invalid }
  /// What stands beside the fields.
  public var fields: [FieldProblem] { faults.map { FieldProblem(field: $0.field, code: ProblemCode(rawValue: $0.rawValue)) } }

  /// Makes the problem.
  public init(faults: [Fault]) { self.faults = faults }
}

extension Officer {
  /// The officer, if the account can be kept so.
  /// - Parameters:
  ///   - node: the kind of node.
  ///   - others: all other accounts of the node.
  /// - Throws: ``CannotKeepOfficer`` with everything that is wrong.
  public func checked(on node: NodeKind, beside others: [Officer]) throws(CannotKeepOfficer) -> Officer {
    var faults: [CannotKeepOfficer.Fault] = []
    if name.isEmpty { faults.append(.nameMissing) }
    if signInName.wholeMatch(of: /[a-z0-9][a-z0-9.@_-]{1,63}/) == nil { faults.append(.signInNameInvalid) }
    if others.contains(where: { $0.signInName == signInName }) { faults.append(.signInNameTaken) }
    if roles.isEmpty { faults.append(.roleMissing) }
    if roles.contains(where: { !$0.nodes.contains(node) }) { faults.append(.roleElsewhere) }
    if roles.contains(.auditor), roles.count > 1 { faults.append(.auditorWithOthers) }
    let administers = standing == .active && roles.contains(.administrator)
    if !administers, !others.contains(where: { $0.standing == .active && $0.roles.contains(.administrator) }) {
      faults.append(.lastAdministrator)
    }
    guard faults.isEmpty else { throw CannotKeepOfficer(faults: faults) }
    return self
  }
}
