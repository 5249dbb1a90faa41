// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import JOSE
import Kernel
import Synchronization
import TUF

/// The published directory as the secretariat's own node goes by it: read from the folder, checked as every client checks it, and read anew as soon
/// as something is published. Whoever was taken out of it is nobody from that moment on.
public actor PublishedDirectory: PeerDirectory {
  private let folder: URL
  private let now: @Sendable () -> Date
  private let store = StoreInMemory()
  private var known: (stamp: Stamp, content: Content?)?

  /// One state of the folder: the timestamp is written last.
  private struct Stamp: Equatable {
    let file: UInt64
    let changed: Date
    let size: Int
  }

  /// What the folder says.
  private struct Content: Sendable {
    var copy: DirectoryCopy
    var entries: [AuthorityName: KnownEntry] = [:]
    var holders: [Data: [AuthorityName]] = [:]
    var secretariat: (name: AuthorityName, entry: KnownEntry)?
    var pointers: [StateCode: RestrictedPointer] = [:]
  }

  /// Names the folder with `metadata` and `targets`.
  public init(folder: URL, now: @escaping @Sendable () -> Date = { Date() }) {
    self.folder = folder
    self.now = now
  }

  /// Until when what is published is good; `nil` while nothing is, or nothing that a client would believe.
  public func copy() async throws -> DirectoryCopy? { try await content()?.copy }

  /// The entry of an authority, or of the secretariat itself.
  public func peer(_ name: AuthorityName) async throws -> Peer? {
    guard let content = try await content() else { return nil }
    let own = content.secretariat.flatMap { $0.name == name ? $0.entry : nil }
    return (own ?? content.entries[name])?.peer(at: now())
  }

  /// Who the secretariat is: this node.
  public func secretariat() async throws -> AuthorityName? { try await content()?.secretariat?.name }

  /// The entries of authorities that count now; the secretariat's is none of them.
  public func peers() async throws -> [Peer] {
    guard let content = try await content() else { return [] }
    return content.entries.keys.sorted().compactMap { content.entries[$0]?.peer(at: now()) }
  }

  /// The authorities of States in force whose node may show a certificate.
  public func peers(showing pin: Data) async throws -> [Peer] {
    guard let content = try await content() else { return [] }
    let holders = (content.holders[pin] ?? []).compactMap { content.entries[$0]?.peer(at: now()) }
    return holders.filter { $0.certificatePins.contains(pin) }
  }

  /// Looks at the folder; there is nothing to fetch.
  public func refresh() async throws { _ = try await content() }

  /// The names of the keys that the secretariat's entry has, for ``KeptOwnKeys``.
  public func publishedKeys() async throws -> Set<DigestOf<PublicKey>> { Set(try await content()?.secretariat?.entry.keys ?? []) }

  /// Which parts for authorities alone belong to what is published, by State.
  func pointers() async throws -> [StateCode: RestrictedPointer] { try await content()?.pointers ?? [:] }

  // MARK: Reading

  private func content() async throws -> Content? {
    guard let stamp = stamp() else { return nil }
    if let known, known.stamp == stamp { return known.content }
    // What no client would believe opens no door either. It is looked at again when something else is published.
    let read: Content?
    do {
      read = try await self.read()
    } catch is TUFFault {
      read = nil
    } catch is TrustProblem {
      read = nil
    }
    known = (stamp, read)
    return read
  }

  private func stamp() -> Stamp? {
    let path = folder.appending(path: "metadata/timestamp.json").path
    guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    return Stamp(
      file: (found[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0, changed: found[.modificationDate] as? Date ?? .distantPast,
      size: (found[.size] as? NSNumber)?.intValue ?? 0)
  }

  private func read() async throws -> Content {
    let files = TUFFolder(folder)
    guard let first = try files.read("metadata/1.root.json", limit: 1 << 20) else { throw TrustProblem.notPublished }
    let client = TUFClient(shippedRoot: first, store: store, expiry: .timestampWarns) { try files.read($0, limit: $1) }
    let trusted = try await client.refresh(at: now())
    let reading = StateReading(client: client, store: store, trusted: trusted)
    let targetsExpire = min(trusted.targets.expires, trusted.root.expires)
    var content = Content(
      copy: DirectoryCopy(
        version: trusted.snapshot.version, timestampExpiresAt: trusted.timestamp.expires, snapshotExpiresAt: trusted.snapshot.expires,
        targetsExpiresAt: targetsExpire))
    for delegation in trusted.targets.delegations {
      guard let state = StateCode(delegation.name), state.code == delegation.name else { continue }
      // What is wrong with one State's part keeps nobody from the others.
      do {
        let (entries, expiresAt) = try await reading.entries(of: state)
        for (authority, bytes) in entries {
          let entry = try KnownEntry(EntryDocument.read(bytes), expiresAt: expiresAt)
          content.entries[authority] = entry
          for certificate in entry.certificates { content.holders[certificate.pin, default: []].append(authority) }
        }
        if let pointer = try await reading.pointer(of: state) { content.pointers[state] = try RestrictedPointer(reading: pointer) }
      } catch is TUFFault {
      } catch is TrustProblem {
      } catch is JOSEFault {}
    }
    if let bytes = try await reading.secretariat() {
      let entry = try SecretariatEntry.read(bytes)
      content.secretariat = (entry.authority, try KnownEntry(entry, expiresAt: targetsExpire))
    }
    return content
  }
}

/// What a client trusts while the process lasts: a folder that went back is refused as long.
final class StoreInMemory: TUFStore {
  private let kept = Mutex<[TUFKept: Data]>([:])

  func read(_ item: TUFKept) -> Data? { kept.withLock { $0[item] } }

  func commit(_ changes: [TUFChange]) {
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
