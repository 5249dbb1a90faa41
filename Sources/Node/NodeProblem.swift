// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What keeps a node from starting.
public enum NodeProblem: Problem, Equatable {
  /// A member of the node's file is missing or has no usable value; `nodes/README.md` lists them.
  case unreadableConfiguration(member: String)
  /// The database's address begins with neither `sqlite:` nor `postgres://`.
  case unknownDatabase
  /// A key of the node cannot be read or written in the data folder.
  case noKey
  /// Sample data may only go into a node whose file says `demonstration: true`.
  case notADemonstration
  /// The program's own data, the Convention or the names of States, cannot be read: install it again.
  case damagedInstallation

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unreadableConfiguration: "node.unreadable-configuration"
    case .unknownDatabase: "node.unknown-database"
    case .noKey: "node.no-key"
    case .notADemonstration: "node.not-a-demonstration"
    case .damagedInstallation: "node.damaged-installation"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadableConfiguration, .unknownDatabase: .invalid
    case .noKey, .damagedInstallation: .unavailable
    case .notADemonstration: .conflict
    }
  }

  /// The member's name.
  public var details: [String: String] {
    if case .unreadableConfiguration(let member) = self { return ["member": member] }
    return [:]
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [NodeProblem] = [
    .unreadableConfiguration(member: "port"), .unknownDatabase, .noKey, .notADemonstration, .damagedInstallation,
  ]
}
