// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel

/// What taking in a file would change in the directory.
struct ImportPreview: Sendable {
  /// An entry that would get a new version.
  struct Changed: Sendable {
    let before: CompetentAuthority
    let after: CompetentAuthority
  }

  let new: [CompetentAuthority]
  let changed: [Changed]
  let same: Int
  /// Treaties and elections that are new or differ.
  let treaties: Int
  let elections: Int
  /// States whose group or participation differ from what is known.
  let states: [ChangedState]
  /// Periods of participation that would be gone.
  let removed: [Participation]
  /// A digest of what the directory holds of everything in the file: when it differs, somebody changed something since.
  let seen: String

  /// A State that would be listed anew, or otherwise.
  struct ChangedState: Sendable {
    let before: DirectoryFile.StateRecord?
    let after: DirectoryFile.StateRecord
  }

  /// Whether anything would change.
  var isEmpty: Bool { new.isEmpty && changed.isEmpty && states.isEmpty && treaties + elections == 0 }

  init(of file: DirectoryFile, into held: HeldDirectory) throws {
    let known = held.file
    let entries = Dictionary(known.authorities.map { ($0.id, $0) }) { first, _ in first }
    new = file.authorities.filter { entries[$0.id] == nil }
    changed = file.authorities.compactMap { after in
      entries[after.id].flatMap { before in before == after ? nil : Changed(before: before, after: after) }
    }
    same = file.authorities.count - new.count - changed.count
    treaties = file.treaties.treaties.count { treaty in !known.treaties.treaties.contains(treaty) }
    elections = file.treaties.elections.count { election in !known.treaties.elections.contains(election) }
    states = file.states.compactMap { listed in
      let before = known.record(of: listed.state)
      return file.record(of: listed.state).flatMap { $0 == before ? nil : ChangedState(before: before, after: $0) }
    }
    removed = known.participationRemoved(by: file)
    seen = try held.seen(of: file)
  }
}
