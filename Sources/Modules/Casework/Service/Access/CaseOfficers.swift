// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules

/// The officers of the node as casework needs them; accounts keep them, Node passes them in.
public struct CaseOfficers: Sendable {
  /// Those who can sign in, by name, and the units.
  let staff: @Sendable () async throws -> Staff
  /// The name of an account, of a suspended officer too.
  let name: @Sendable (String) async throws -> String?

  /// Passes them in.
  public init(staff: @escaping @Sendable () async throws -> Staff, name: @escaping @Sendable (String) async throws -> String?) {
    self.staff = staff
    self.name = name
  }
}

extension [Staff.Member] {
  /// Their accounts.
  var ids: Set<String> { Set(map(\.id)) }
}
