// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
public import Kernel
public import Storage
public import Web
public import WritingRules

extension Casework {
  /// The kinds of facts that ``admits(toDraft:_:)`` records.
  public static let recordedOfDrafts: [EventKind] = [read]

  /// Whether an officer may see the draft that a registered request was made from: once the request is restricted, as the request itself, and
  /// reading it is recorded so.
  public func admits(toDraft draft: ID<Draft>, _ call: Call<SignedIn>) async throws -> Bool {
    let id = ID<RegisteredRequest>(draft.uuid)
    guard try await store.isRestricted(id, for: console) == true else { return true }
    guard try await store.isRestricted(id, for: call.who.reader) == true else { return false }
    try await store.database.commit(Commit(events: [Self.reading(id, .page, by: .officer(call.who.officer), at: call.now)]))
    return true
  }
}
