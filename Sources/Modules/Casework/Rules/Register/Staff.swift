// SPDX-License-Identifier: Apache-2.0

/// The officers who can sign in, and the units: whom a request can be given to, who may be let to it, and whether anybody can move it.
public struct Staff: Hashable, Sendable {
  /// One officer who can sign in.
  public struct Member: Hashable, Sendable {
    /// The identifier.
    public let id: String
    /// The officer's name.
    public let name: String
    /// The unit; empty for the central authority, which sees the requests of all units.
    public let unit: String
    /// What the officer may do, by the names under which it is asked for.
    public let rights: Set<String>

    /// Describes an officer.
    public init(id: String, name: String, unit: String, rights: Set<String>) {
      self.id = id
      self.name = name
      self.unit = unit
      self.rights = rights
    }
  }

  /// The officers, by name.
  public let members: [Member]
  /// The units by name.
  public let units: [String]

  /// Describes the officers of a node.
  public init(members: [Member], units: [String]) {
    self.members = members
    self.units = units
  }

  /// The officers who may do something.
  public func who(may right: String) -> [Member] { members.filter { $0.rights.contains(right) } }

  /// The officers who may do one of some things.
  public func having(_ rights: Set<String>) -> [Member] {
    members.filter { !$0.rights.isDisjoint(with: rights) }
  }

  /// The officers who see a request of a unit that is not restricted.
  public func seeing(unit: String) -> [Member] { members.filter { $0.unit.isEmpty || $0.unit == unit } }

  /// The stages of a direction at which no act can be done by anybody.
  /// - Parameters:
  ///   - stages: each stage with the rights that the acts ask for which it permits.
  public func stagesWithoutMover(_ stages: [(stage: String, rights: Set<String>)]) -> [String] {
    stages.filter { !$0.rights.isEmpty && having($0.rights).isEmpty }.map(\.stage)
  }

  /// The units of which somebody can move the requests; `nil` when an officer of the central authority can move all of them.
  public func unitsWithMover(_ rights: Set<String>) -> Set<String>? {
    let movers = having(rights)
    return movers.contains { $0.unit.isEmpty } ? nil : Set(movers.map(\.unit))
  }

  /// Whether the proposals of a request wait in vain: each could be confirmed by none but its own proposer.
  /// - Parameters:
  ///   - proposers: who made the proposals.
  ///   - unit: the unit of the request.
  ///   - granted: the officers who may see it, for a restricted one; `nil` otherwise.
  ///   - right: what confirming asks for.
  public func leavesUnconfirmed(proposers: [String], unit: String, granted: Set<String>?, right: String) -> Bool {
    let confirmers = (granted.map { granted in members.filter { granted.contains($0.id) } } ?? seeing(unit: unit))
      .filter { $0.rights.contains(right) }
    return !proposers.isEmpty && proposers.allSatisfy { proposer in !confirmers.contains { $0.id != proposer } }
  }
}
