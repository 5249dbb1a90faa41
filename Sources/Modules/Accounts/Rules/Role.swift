// SPDX-License-Identifier: Apache-2.0

/// The two kinds of node, which have different roles.
public enum NodeKind: String, Hashable, Sendable, CaseIterable {
  /// A State's central authority.
  case centralAuthority
  /// The secretariat of the expert meeting.
  case secretariat
}

/// What an officer is there for; it decides what the officer may do.
public enum Role: String, Codable, Hashable, Sendable, CaseIterable {
  /// Writes requests.
  case drafter
  /// Approves requests that others wrote.
  case approver
  /// Carries out what other States ask.
  case executingOfficer
  /// Looks into the compartment of international protection and checks the protection of persons.
  case protectionOfficer
  /// Looks into the compartment of special investigative techniques.
  case techniquesOfficer
  /// A court, prosecutor or police unit that carries out single tasks and sees nothing else.
  case executingAuthority
  /// Keeps the authority's own entries in the directory.
  case directoryEditor
  /// Keeps the directory of all States.
  case directoryKeeper
  /// Collects and releases statistics.
  case statisticsOfficer
  /// Keeps the results of country reviews.
  case reviewOfficer
  /// Services the meetings.
  case meetingOfficer
  /// Speaks for a delegation at a meeting: asks for the floor, gives in statements.
  case delegate
  /// Keeps the accounts; sees no case.
  case administrator
  /// Sees who did and who read what, and changes nothing; not what cases say.
  case auditor

  /// The kinds of node that have the role.
  public var nodes: Set<NodeKind> {
    switch self {
    case .drafter, .approver, .executingOfficer, .protectionOfficer, .techniquesOfficer, .executingAuthority, .directoryEditor:
      [.centralAuthority]
    case .directoryKeeper, .statisticsOfficer, .reviewOfficer, .meetingOfficer, .delegate: [.secretariat]
    case .administrator, .auditor: [.centralAuthority, .secretariat]
    }
  }

  /// What the role may do, by the names of permissions.
  public var permissions: Set<String> {
    switch self {
    case .drafter:
      [
        "writing.read", "writing.draft", "casework.read", "casework.register", "casework.decide", "casework.execute",
        "casework.file", "casework.restrict", "directory.readRestricted",
        "statistics.readReturns", "statistics.report",
      ]
    case .approver:
      [
        "writing.read", "writing.approve", "casework.read", "casework.register", "casework.decide", "casework.confirm",
        "casework.file", "casework.retain", "casework.restrict", "directory.readRestricted", "exchange.read", "exchange.operate",
        "statistics.read", "statistics.readReturns", "statistics.report", "statistics.approveReturn",
      ]
    case .executingOfficer: ["writing.read", "casework.read", "casework.execute", "casework.file", "directory.readRestricted"]
    case .protectionOfficer: ["casework.read", "casework.protection", "directory.readRestricted"]
    case .techniquesOfficer: ["casework.read", "casework.techniques", "directory.readRestricted"]
    case .executingAuthority: ["casework.task"]
    case .directoryEditor:
      ["directory.readRestricted", "directory.editAuthority", "directory.import", "directory.verify", "directory.editTreaty"]
    // Whoever keeps the directory of a secretariat looks after its node's messages too; they are about figures alone.
    case .directoryKeeper:
      [
        "directory.readRestricted", "directory.editAuthority", "directory.import", "directory.verify", "directory.editTreaty",
        "exchange.read", "exchange.operate",
      ]
    case .statisticsOfficer: ["statistics.release", "statistics.collect", "directory.readRestricted", "exchange.read"]
    case .reviewOfficer:
      [
        "reviews.read", "reviews.edit", "reviews.publish", "directory.readRestricted", "contributions.read", "contributions.submit",
        "contributions.moderate", "contributions.publish",
      ]
    case .meetingOfficer:
      [
        "meetings.read", "meetings.edit", "meetings.service", "reviews.read", "directory.readRestricted", "contributions.read",
        "contributions.submit", "contributions.moderate", "contributions.publish",
      ]
    case .delegate: ["meetings.desk", "contributions.submit"]
    case .administrator: ["accounts.administer"]
    case .auditor:
      [
        "audit.read", "exchange.read", "writing.read", "meetings.read", "reviews.read", "contributions.read", "statistics.read",
        "directory.readRestricted",
      ]
    }
  }

  /// Whether a password alone is not enough: what the role can do is hard to undo.
  /// - Source: practice (two factors for those who approve and who administer)
  public var needsSecondFactor: Bool { self == .approver || self == .administrator }

  /// The roles of one kind of node, in the order in which forms list them.
  public static func roles(on node: NodeKind) -> [Role] { allCases.filter { $0.nodes.contains(node) } }
}
