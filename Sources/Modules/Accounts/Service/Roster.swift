// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Kernel

/// The officers who can sign in, for other modules: who is there to do something.
public struct Roster: Sendable {
  /// One officer.
  public struct Entry: Sendable {
    /// The identifier.
    public let id: String
    /// The name of the unit; empty for none.
    public let unit: String
    /// What the officer may do once both factors that the roles need are there.
    public let permissions: Set<String>
  }

  /// The officers.
  public let officers: [Entry]
  /// The names of all units.
  public let units: [String]
}

extension Accounts {
  /// The officers who can sign in, and the units.
  public func roster() async throws -> Roster {
    let units = try await store.units()
    let officers = try await store.officers().filter { $0.standing == .active }.map { officer in
      Roster.Entry(
        id: officer.id.description, unit: units.first { $0.id == officer.unit }?.name ?? "", permissions: officer.permissions)
    }
    return Roster(officers: officers, units: units.map(\.name))
  }
}
