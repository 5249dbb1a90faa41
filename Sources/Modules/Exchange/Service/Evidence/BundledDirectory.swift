// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Synchronization
import TUF

/// The signed directory of a bundle, followed as a node follows it: nothing counts that does not hang on the root.
struct BundledDirectory: Sendable {
  private let bundle: EvidenceBundle
  private let client: TUFClient
  private let trusted: TUFTrusted
  /// The roots that are there, by version.
  let roots: [(version: Int, file: Data)]

  /// - Throws: ``EvidenceFault/directory`` when something in it is not believed.
  init(_ bundle: EvidenceBundle) async throws(EvidenceFault) {
    let folder = EvidenceBundle.directory
    self.bundle = bundle
    roots = try Self.roots(of: bundle, in: folder + "metadata/")
    guard let first = roots.first else { throw .directory }
    client = TUFClient(shippedRoot: first.file, store: BundledStore(), expiry: .timestampWarns) { [members = bundle.members] path, _ in
      members[folder + path]
    }
    do { trusted = try await client.refresh(at: bundle.directoryAt) } catch { throw .directory }
  }

  /// The roots by the version that each says of itself, which its name has to be: under another name one could stand beside the chain and be taken
  /// for a part of it.
  private static func roots(of bundle: EvidenceBundle, in folder: String) throws(EvidenceFault) -> [(version: Int, file: Data)] {
    struct Root: Decodable {
      struct Signed: Decodable { let version: Int }
      let signed: Signed
    }
    var roots: [(version: Int, file: Data)] = []
    for name in bundle.names(in: folder) where name.hasSuffix("root.json") {
      guard let file = bundle.members[name], let version = (try? JSONDecoder().decode(Root.self, from: file))?.signed.version,
        name == "\(folder)\(version).root.json"
      else { throw .directory }
      roots.append((version, file))
    }
    return roots.sorted { $0.version < $1.version }
  }

  /// The version of the directory.
  var version: Int { trusted.snapshot.version }
  /// The version of the newest root.
  var rootVersion: Int { trusted.root.version }

  /// What the directory says of an authority's keys.
  /// - Throws: ``EvidenceFault/directory`` when its State does not vouch for it.
  func peer(_ name: AuthorityName) async throws(EvidenceFault) -> Peer {
    do {
      let path = StatePart.path(of: name)
      let targets = try await client.targets(of: name.state.code, in: trusted)
      guard let target = targets.first(where: { $0.path == path }) else { throw EvidenceFault.directory }
      let entry = try EntryDocument.read(try await client.fetch(target))
      guard entry.authority == name, let peer = try KnownEntry(entry, expiresAt: .distantFuture).peer(at: bundle.directoryAt) else {
        throw EvidenceFault.directory
      }
      return peer
    } catch {
      throw .directory
    }
  }
}

/// What was read from a bundle, in memory.
private final class BundledStore: TUFStore {
  private let kept = Mutex<[TUFKept: Data]>([:])

  func read(_ item: TUFKept) async throws -> Data? { kept.withLock { $0[item] } }

  func commit(_ changes: [TUFChange]) async throws {
    kept.withLock { kept in
      for change in changes {
        switch change {
        case .write(let item, let data): kept[item] = data
        case .remove(let item): kept[item] = nil
        }
      }
    }
  }
}
