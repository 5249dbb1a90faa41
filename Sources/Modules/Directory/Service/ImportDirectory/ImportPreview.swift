// SPDX-License-Identifier: Apache-2.0
import Crypto
import DirectoryRules
import Foundation
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
  let states: Int

  /// Whether anything would change.
  var isEmpty: Bool { new.isEmpty && changed.isEmpty && treaties + elections + states == 0 }

  init(of file: DirectoryFile, into known: DirectoryFile, versions: [String: Int]) {
    let entries = Dictionary(known.authorities.map { ($0.id, $0) }) { first, _ in first }
    new = file.authorities.filter { entries[$0.id] == nil }
    changed = file.authorities.compactMap { after in
      entries[after.id].flatMap { before in before == after ? nil : Changed(before: before, after: after) }
    }
    same = file.authorities.count - new.count - changed.count
    treaties = file.treaties.treaties.count { treaty in !known.treaties.treaties.contains(treaty) }
    elections = file.treaties.elections.count { election in !known.treaties.elections.contains(election) }
    let keys = file.authorities.map(\.id.description) + file.treaties.treaties.map(\.id.description)
    let held = (keys + file.treaties.elections.map { DirectoryStore.key(of: $0) }).sorted().map { "\($0) \(versions[$0] ?? 0)\n" }
    seen = SHA256.hash(data: Data(held.joined().utf8)).prefix(16).map { String($0, radix: 16) }.joined(separator: "-")
    states = file.states.count { listed in
      !known.states.contains(listed)
        || file.participation.filter { $0.state == listed.state } != known.participation.filter { $0.state == listed.state }
    }
  }

  /// A digest of the versions that the directory holds of everything in the file: when it differs, somebody changed something since.
  let seen: String
}
