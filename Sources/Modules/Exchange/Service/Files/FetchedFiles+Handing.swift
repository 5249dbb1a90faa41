// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Files
public import Keys
public import Storage

/// What a module asks whose messages bring files.
extension FetchedFiles {
  /// Whether an officer is asked before files of a message are fetched that are so long together when sealed.
  public func asksOfficer(total bytes: Int64) -> Bool { policy.consent.asksOfficer(total: bytes) }

  /// How much room there is for files of an authority.
  public func room(for authority: AuthorityName) async throws -> TransferRoom {
    TransferRoom(free: free(), used: try await used(by: authority), quota: policy.quota)
  }

  /// The statements that give a verified file to another owner, for the commit that says whose it is; its content is not copied.
  ///
  /// From then on it is read through that owner, and goes with that owner's key. `nil` when it is not here, or was given away before.
  public func handing(_ file: FetchedFile, to key: DataKey) async throws -> [SQL]? {
    guard case .verified = file.transfer.state else { return nil }
    guard let kept = try await vault.file(file.transfer.payload.digest.hex, of: file.owner) else { return nil }
    return try await vault.moving(kept, to: key, at: now())
  }
}
