// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import ExchangeRules
public import Files
public import Foundation
public import Keys
public import Storage

/// What casework asks about the files that messages of other authorities bring.
public struct FilesOfOthers: Sendable {
  /// The files of a message, in their order.
  public let offered: @Sendable (AuthorityName, MessageID) async throws -> [OfferedFile]
  /// How much room there is for files of an authority.
  public let room: @Sendable (AuthorityName) async throws -> TransferRoom
  /// Whether an officer is asked for files that are so long together when sealed.
  public let asksOfficer: @Sendable (Int64) -> Bool
  /// An officer agrees that the files of a message are fetched, with what that brings about; throws `CannotTransfer`.
  public let consent: @Sendable (AuthorityName, MessageID, Commit) async throws -> Void
  /// An officer does not want them, with what that brings about; throws `CannotTransfer`.
  public let refuse: @Sendable (AuthorityName, MessageID, Commit) async throws -> Void
  /// The statements that give a verified file, by its place, to the owner of a key; `nil` when that was done before.
  public let handing: @Sendable (AuthorityName, MessageID, Int, DataKey) async throws -> [SQL]?
  /// A verified file, by its place, to be read before it is given to anybody; `nil` while it is not here.
  public let open: @Sendable (AuthorityName, MessageID, Int) async throws -> OpenFile?
  /// An officer has opened a file of a message: its authority is told, once.
  public let opened: @Sendable (AuthorityName, MessageID) async throws -> Void

  /// Passes it in.
  public init(
    offered: @escaping @Sendable (AuthorityName, MessageID) async throws -> [OfferedFile],
    room: @escaping @Sendable (AuthorityName) async throws -> TransferRoom, asksOfficer: @escaping @Sendable (Int64) -> Bool,
    consent: @escaping @Sendable (AuthorityName, MessageID, Commit) async throws -> Void,
    refuse: @escaping @Sendable (AuthorityName, MessageID, Commit) async throws -> Void,
    handing: @escaping @Sendable (AuthorityName, MessageID, Int, DataKey) async throws -> [SQL]?,
    open: @escaping @Sendable (AuthorityName, MessageID, Int) async throws -> OpenFile?,
    opened: @escaping @Sendable (AuthorityName, MessageID) async throws -> Void
  ) {
    self.offered = offered
    self.room = room
    self.asksOfficer = asksOfficer
    self.consent = consent
    self.refuse = refuse
    self.handing = handing
    self.open = open
    self.opened = opened
  }

  /// How it begins with the files of a message that takes effect; `nil` for one without.
  func brought(by manifest: Manifest) -> BroughtFiles? {
    guard !manifest.payloads.isEmpty else { return nil }
    let total = manifest.payloads.reduce(Int64(0)) { sum, payload in
      let (added, overflow) = sum.addingReportingOverflow(payload.segments.length)
      return overflow ? .max : added
    }
    return asksOfficer(total) ? .asked : .unasked
  }
}

/// A file that a message of another authority offers, as far as it has come.
public struct OfferedFile: Sendable {
  /// Its place among the files of the message, from 0.
  public let number: Int
  /// What is offered and how far it has come.
  public let transfer: Transfer
  /// After this it is not fetched any more.
  public let endsAt: Date

  /// Tells how far a file has come.
  public init(number: Int, transfer: Transfer, endsAt: Date) {
    self.number = number
    self.transfer = transfer
    self.endsAt = endsAt
  }

  /// What the case keeps of it once it is here.
  var content: CaseFile.Content {
    let payload = transfer.payload
    return .init(name: payload.name.text, mediaType: payload.media.text, sha256: payload.digest.hex, size: Int(payload.size))
  }

  /// Whether nothing more comes of it.
  var hasEnded: Bool {
    switch transfer.state {
    case .verified, .refused, .failed: true
    case .offered, .consented, .pulling: false
    }
  }

  /// The code of how far it has come.
  var code: String {
    switch transfer.state {
    case .offered: "offered"
    case .consented: "agreed"
    case .pulling: "fetching"
    case .verified: "verified"
    case .refused: "refused"
    case .failed: "failed"
    }
  }
}
