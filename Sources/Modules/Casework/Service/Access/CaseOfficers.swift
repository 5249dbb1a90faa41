// SPDX-License-Identifier: Apache-2.0

/// The officers of the node as casework needs them; accounts keep them, Node passes them in.
public struct CaseOfficers: Sendable {
  /// An officer who can sign in.
  public struct Known: Sendable, Hashable {
    /// The account's id.
    public let id: String
    /// The officer's name.
    public let name: String
    /// The name of the officer's unit; empty for the central authority.
    public let unit: String
    /// What the officer's roles allow.
    public let permissions: Set<String>

    /// Describes an officer.
    public init(id: String, name: String, unit: String, permissions: Set<String>) {
      self.id = id
      self.name = name
      self.unit = unit
      self.permissions = permissions
    }
  }

  /// Those who can sign in, by name.
  let active: @Sendable () async throws -> [Known]
  /// The name of an account, of a suspended officer too.
  let name: @Sendable (String) async throws -> String?
  /// The names of the units.
  let units: @Sendable () async throws -> [String]

  /// Passes them in.
  public init(
    active: @escaping @Sendable () async throws -> [Known], name: @escaping @Sendable (String) async throws -> String?,
    units: @escaping @Sendable () async throws -> [String]
  ) {
    self.active = active
    self.name = name
    self.units = units
  }
}

extension [CaseOfficers.Known] {
  /// Those whose roles allow something.
  func who(may permission: String) -> [CaseOfficers.Known] { filter { $0.permissions.contains(permission) } }

  /// Their accounts.
  var ids: Set<String> { Set(map(\.id)) }
}
