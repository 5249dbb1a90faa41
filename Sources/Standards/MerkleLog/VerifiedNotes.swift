// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The notes that this process verified or signed last: proofs that were made together carry one checkpoint, and it is verified once.
public final class VerifiedNotes: Sendable {
  private struct Known {
    let key: NoteKey
    let note: String
    let checkpoint: Checkpoint
  }

  private let known = Mutex<[Known]>([])

  /// So many are remembered.
  private static let most = 16

  /// Remembers nothing yet.
  public init() {}

  /// The checkpoint of a note that this key has signed; the same bytes are verified once.
  /// - Throws: as ``Checkpoint/verified(_:by:)``.
  public func checkpoint(_ note: String, by key: NoteKey) throws(NoteRefused) -> Checkpoint {
    if let found = known.withLock({ $0.last { $0.note == note && $0.key == key } }) { return found.checkpoint }
    let checkpoint = try Checkpoint.verified(note, by: [key])
    remember(note, checkpoint, by: key)
    return checkpoint
  }

  /// Remembers a note that was just signed with the key.
  public func remember(_ note: String, _ checkpoint: Checkpoint, by key: NoteKey) {
    known.withLock { known in
      if known.count == Self.most { known.removeFirst() }
      known.append(Known(key: key, note: note, checkpoint: checkpoint))
    }
  }
}
