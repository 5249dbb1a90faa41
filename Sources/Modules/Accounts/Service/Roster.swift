// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Kernel

/// The officers who can sign in, for other modules: who is there to do something.
public struct Roster: Sendable {
  /// One officer.
  public struct Entry: Sendable {
    /// The identifier.
    public let id: String
    /// The officer's name.
    public let name: String
    /// The name of the unit; empty for none.
    public let unit: String
    /// What the officer may do once both factors that the roles need are there.
    public let permissions: Set<String>
  }

  /// The officers, by name.
  public let officers: [Entry]
  /// The names of all units.
  public let units: [String]
}

extension Accounts {
  /// The officers who can sign in, and the units.
  public func roster() async throws -> Roster {
    let units = try await store.units()
    let names = Dictionary(units.map { ($0.id, $0.name) }) { first, _ in first }
    let officers = try await store.officers().filter { $0.standing == .active }.sorted { $0.name < $1.name }.map { officer in
      Roster.Entry(
        id: officer.id.description, name: officer.name, unit: officer.unit.flatMap { names[$0] } ?? "", permissions: officer.permissions)
    }
    return Roster(officers: officers, units: units.map(\.name))
  }
}
