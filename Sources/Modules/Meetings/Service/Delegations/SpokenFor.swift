// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import MeetingsRules
import Storage

extension Meetings {
  /// The States for which a delegate's account speaks, at whatever meeting.
  public func states(spokenForBy officer: String) async throws -> Set<StateCode> {
    let delegations = try await store.delegateAccounts(ofOfficer: officer).map(\.delegation.description)
    return Set(try await store.things(Delegation.self, delegations).compactMap(\.value.state))
  }

  /// The newest meetings with their agendas, the latest first; those that were cancelled are left out.
  public func latest(_ count: Int) async throws -> [Meeting] {
    try await store.database.rows(SQL("SELECT entry FROM meeting ORDER BY firstDay DESC, id DESC LIMIT $1", [count.sql]))
      .map { try KeptEntry.read($0) as Meeting }.filter { $0.standing != .cancelled }
  }
}
