// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import Kernel
import Synchronization
import TUF

/// A copy of the published directory that whoever checks a bundle brings: it knows what came after the bundle was made.
public struct EvidenceDirectory: Sendable {
  let read: @Sendable (_ path: String) -> Data?

  /// Reads files by paths such as `metadata/timestamp.json`; `nil` for one that is not there.
  public init(read: @escaping @Sendable (_ path: String) -> Data?) { self.read = read }

  /// Reads a folder that has `metadata` and `targets` as they are published.
  public static func folder(_ folder: URL) -> EvidenceDirectory {
    EvidenceDirectory { try? Data(contentsOf: folder.appending(path: $0)) }
  }
}

/// The signed directory of a bundle, or a later one, followed as a node follows it: nothing counts that does not hang on the root.
struct BundledDirectory: Sendable {
  /// The moment as of which it is believed.
  let moment: Date
  private let client: TUFClient
  private let trusted: TUFTrusted
  private let store: BundledStore
  private let asked: AskedPaths
  /// The roots that are there, by version.
  let roots: [(version: Int, file: Data)]

  /// - Throws: ``EvidenceFault/directory`` when something in it is not believed, ``EvidenceFault/directoryEnded`` when it had ended by then.
  init(_ bundle: EvidenceBundle, at moment: Date) async throws(EvidenceFault) {
    let folder = EvidenceBundle.directory
    roots = try Self.roots(of: bundle, in: folder + "metadata/")
    guard let first = roots.first else { throw .directory }
    let (store, asked) = (BundledStore(), AskedPaths())
    client = TUFClient(shippedRoot: first.file, store: store, expiry: .timestampWarns) { [members = bundle.members] path, _ in
      asked.note(folder + path)
      return members[folder + path]
    }
    asked.note("\(folder)metadata/\(first.version).root.json")
    trusted = try await Self.followed(client, at: moment)
    (self.moment, self.store, self.asked) = (moment, store, asked)
  }

  /// Goes on from a bundle's directory to a later one: one that is older, or hangs on another root, is refused.
  init(_ later: EvidenceDirectory, after earlier: BundledDirectory, at moment: Date) async throws(EvidenceFault) {
    let store = BundledStore(earlier.store)
    client = TUFClient(shippedRoot: Data(), store: store, expiry: .timestampWarns) { path, _ in later.read(path) }
    trusted = try await Self.followed(client, at: moment)
    (self.moment, self.store, asked, roots) = (moment, store, AskedPaths(), [])
  }

  private static func followed(_ client: TUFClient, at moment: Date) async throws(EvidenceFault) -> TUFTrusted {
    do {
      return try await client.refresh(at: moment)
    } catch TUFFault.expired {
      throw .directoryEnded
    } catch TUFFault.rollback {
      throw .olderDirectory
    } catch {
      throw .directory
    }
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
  /// Until when somebody has confirmed that it is the newest.
  var confirmedUntil: Date { trusted.timestamp.expires }
  /// Whether nobody had confirmed at its moment that it is the newest.
  var isUnconfirmed: Bool { !trusted.expired.isEmpty }
  /// The members of the bundle that were read of it.
  var read: Set<String> { asked.all }

  /// What the directory says of an authority's keys.
  /// - Throws: ``EvidenceFault/directory`` when its State does not vouch for it.
  func peer(_ name: AuthorityName) async throws(EvidenceFault) -> Peer {
    do {
      let path = StatePart.path(of: name)
      let targets = try await client.targets(of: name.state.code, in: trusted)
      guard let target = targets.first(where: { $0.path == path }) else { throw EvidenceFault.directory }
      let entry = try EntryDocument.read(try await client.fetch(target))
      guard entry.authority == name, let peer = try KnownEntry(entry, expiresAt: .distantFuture).peer(at: moment) else {
        throw EvidenceFault.directory
      }
      return peer
    } catch {
      throw .directory
    }
  }
}

/// The paths that were asked for.
private final class AskedPaths: Sendable {
  private let paths = Mutex<Set<String>>([])

  func note(_ path: String) { paths.withLock { _ = $0.insert(path) } }
  var all: Set<String> { paths.withLock { $0 } }
}

/// What was read from a bundle, in memory.
private final class BundledStore: TUFStore {
  private let kept: Mutex<[TUFKept: Data]>

  init(_ other: BundledStore? = nil) {
    let known = other?.kept.withLock { $0 } ?? [:]
    kept = Mutex(known)
  }

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
