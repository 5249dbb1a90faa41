// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
import Foundation
import Keys
import Storage
import TestKit
import Testing

@testable import Files

/// A vault with a database and a folder of its own.
struct VaultPlace {
  static let start = Date(timeIntervalSince1970: 1_800_000_000)
  let folder: URL
  let database: any Database
  let keys: DataKeys
  let vault: FileVault
  let incoming: IncomingFiles

  static func with(
    _ engine: TestDatabases, scan: [String] = [], quota: Int = .max, _ body: @escaping (VaultPlace) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let store = try KeyRingFile(folder.appending(path: "keys.ring"), at: start)
      try await engine.with(DataKeys.migrations + FileVault.migrations) { database in
        let keys = DataKeys(database: database, store: store)
        let vault = FileVault(
          folder: folder.appending(path: "vault"), database: database, keys: keys, scanner: VirusScanner(scan, timeout: .seconds(20)),
          quota: quota)
        let incoming = IncomingFiles(folder: folder.appending(path: "incoming"), reserve: 0)
        try await body(VaultPlace(folder: folder, database: database, keys: keys, vault: vault, incoming: incoming))
      }
    }
  }

  func owner(_ id: String = "c1") async throws -> DataKey {
    let owner = KeyOwner(type: "case", id: id)
    if let key = try? await keys.key(of: owner) { return key }
    let (key, statement) = try await keys.make(for: owner, at: Self.start)
    try await database.commit(Commit([statement]))
    return key
  }

  func arrived(_ content: Data) throws -> IncomingFile {
    let file = try incoming.begin(expecting: content.count)
    for start in stride(from: 0, to: content.count, by: 50_000) {
      try file.write(Array(content[start..<min(content.count, start + 50_000)])[...])
    }
    try file.finish()
    return file
  }

  /// The files in the vault's folder.
  var blobs: [String] {
    let walk = FileManager.default.enumerator(atPath: folder.appending(path: "vault").path)
    return (walk?.allObjects as? [String] ?? []).filter { $0.count > 3 }
  }

  /// Every byte that stands in the folder, key store, database and all.
  func raw(_ body: (String, Data) throws -> Void) throws {
    let walk = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
    for case let url as URL in walk where (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
      try body(url.lastPathComponent, try Data(contentsOf: url))
    }
  }
}

func hexadecimal(_ content: Data) -> String { SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined() }

@Suite("The vault of files") struct FileVaultTests {
  static let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })

  @Test(
    "A file is kept under a case's key and any part of it can be read; its content is nowhere on the disk", arguments: TestDatabases.all)
  func kept(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let canary = "CANARY-7f3a-the-witness-is-Ada"
      var content = Self.content
      for offset in [0, 65_520, 131_000] { content.replaceSubrange(offset..<(offset + canary.utf8.count), with: Data(canary.utf8)) }
      let key = try await place.owner()
      let arriving = try place.arrived(content)
      try place.raw { name, bytes in #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(name) while it arrives") }
      let kept = try await place.vault.store(arriving, under: key, at: VaultPlace.start)
      #expect(kept.sha256 == hexadecimal(content) && kept.size == content.count && kept.scan == .notScanned)
      #expect(place.blobs == ["\(kept.blob.prefix(2))/\(kept.blob)"])
      #expect(try hexadecimal(Data(contentsOf: place.vault.url(of: kept.blob))) == kept.blob)
      var seen = 0
      try place.raw { name, bytes in
        seen += 1
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(name)")
        #expect(
          bytes.range(of: arriving.identity.bytes) == nil && bytes.range(of: Data(arriving.identity.secretText.utf8)) == nil, "\(name)")
      }
      #expect(seen >= 2)
      let open = try await place.vault.open(try #require(try await place.vault.file(kept.sha256, of: key.owner)))
      #expect(try await open.read(at: 0, upTo: .max) == content)
      #expect(try await open.read(at: 131_000, upTo: canary.utf8.count) == Data(canary.utf8))
    }
  }

  @Test(
    "A file counts only with the commit that names it: one that never comes leaves no row, and the sweep takes the file",
    arguments: TestDatabases.all)
  func orphan(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let key = try await place.owner()
      let named = try await place.vault.store(place.arrived(Self.content), under: key, at: VaultPlace.start)
      let (left, _) = try await place.vault.keep(place.arrived(Data("left".utf8)), under: key, at: VaultPlace.start)
      #expect(try await place.vault.file(left.sha256, of: key.owner) == nil)
      #expect(place.blobs.count == 2)
      #expect(try await place.vault.sweep(before: Date(timeIntervalSinceNow: -60)) == 0)
      #expect(try await place.vault.sweep(before: Date(timeIntervalSinceNow: 60)) == 1)
      #expect(place.blobs.map { $0.suffix(64) } == [named.blob.suffix(64)])
    }
  }

  @Test(
    "A file that is given to another owner is read under that owner's key alone and stands on the disk once; content that is there already stays",
    arguments: TestDatabases.all)
  func moved(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let (one, two) = (try await place.owner("c1"), try await place.owner("c2"))
      let kept = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start)
      let moving = try await place.vault.moving(kept, to: two, at: VaultPlace.start)
      try await place.database.commit(Commit(moving))
      #expect(try await place.vault.file(kept.sha256, of: one.owner) == nil)
      let moved = try #require(try await place.vault.file(kept.sha256, of: two.owner))
      #expect(moved.blob == kept.blob && place.blobs.count == 1)
      #expect(try await place.vault.open(moved).read(at: 0, upTo: .max) == Self.content)
      // Given away already: whoever planned it too is told so.
      await #expect(throws: StaleWrite.self) { try await place.database.commit(Commit(moving)) }
      let again = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start)
      try await place.database.commit(Commit(try await place.vault.moving(again, to: two, at: VaultPlace.start)))
      #expect(try await place.vault.file(kept.sha256, of: two.owner)?.blob == kept.blob)
      #expect(try await place.vault.sweep(before: Date(timeIntervalSinceNow: 60)) == 1 && place.blobs.count == 1)
    }
  }

  @Test("The same content is kept once for a case, and once more for another case under another key", arguments: TestDatabases.all)
  func twice(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let (one, two) = (try await place.owner("c1"), try await place.owner("c2"))
      let first = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start)
      let again = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start.addingTimeInterval(9))
      #expect(again.blob == first.blob)
      #expect(try await place.vault.file(first.sha256, of: one.owner)?.keptAt == VaultPlace.start.addingTimeInterval(9))
      let other = try await place.vault.store(place.arrived(Self.content), under: two, at: VaultPlace.start)
      #expect(other.blob != first.blob && place.blobs.count == 2)
      // Lost on the disk and brought again.
      try FileManager.default.removeItem(at: place.vault.url(of: first.blob))
      await #expect(throws: FileProblem.damaged) { try await place.vault.open(first) }
      _ = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start)
      let back = try #require(try await place.vault.file(first.sha256, of: one.owner))
      #expect(try await place.vault.open(back).read(at: 0, upTo: .max) == Self.content)
    }
  }

  @Test("A shredded case's files are gone from the disk, and a copy of one made before opens no more", arguments: TestDatabases.all)
  func shredded(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let (one, two) = (try await place.owner("c1"), try await place.owner("c2"))
      let kept = try await place.vault.store(place.arrived(Self.content), under: one, at: VaultPlace.start)
      let stays = try await place.vault.store(place.arrived(Self.content), under: two, at: VaultPlace.start)
      let copy = try Data(contentsOf: place.vault.url(of: kept.blob))
      let event = NewEvent("case.shredded", of: EventSubject("case", "c1"), at: VaultPlace.start, by: .program)
      try await place.vault.shred(one.owner, at: VaultPlace.start, with: Commit(events: [event]))
      #expect(try await place.vault.files(of: one.owner).isEmpty)
      #expect(place.blobs.map { $0.suffix(64) } == [stays.blob.suffix(64)])
      try copy.write(to: place.vault.url(of: kept.blob))
      await #expect(throws: KeyProblem.destroyed) { try await place.vault.open(kept) }
      await #expect(throws: StaleWrite.self) { try await place.vault.shred(one.owner, at: VaultPlace.start) }
      #expect(try await place.vault.open(stays).read(at: 0, upTo: .max) == Self.content)
    }
  }

  @Test("What goes with a shredded case goes in the same commit, and an owner that had no key never gets one", arguments: TestDatabases.all)
  func shreddedTogether(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let (one, two, three) = (try await place.owner("c1"), try await place.owner("m1"), try await place.owner("m2"))
      let never = KeyOwner(type: "case", id: "m3")
      for owner in [one, two] { _ = try await place.vault.store(place.arrived(Self.content), under: owner, at: VaultPlace.start) }
      try await place.database.commit(Commit([place.keys.destroying(three.owner, at: VaultPlace.start)]))
      let refused = Commit([SQL("UPDATE vaultFile SET sha256 = sha256 WHERE ownerId = 'nobody'", mustChange: 1)])
      await #expect(throws: StaleWrite.self) {
        try await place.vault.shred(one.owner, and: [two.owner], at: VaultPlace.start, with: refused)
      }
      #expect(place.blobs.count == 2)
      try await place.vault.shred(one.owner, and: [two.owner, three.owner, never], at: VaultPlace.start)
      #expect(place.blobs.isEmpty)
      for owner in [one.owner, two.owner, three.owner, never] {
        await #expect(throws: KeyProblem.destroyed) { try await place.keys.keyMadeOnce(for: owner, at: VaultPlace.start) }
      }
    }
  }

  @Test("A file that was changed, exchanged or cut on the disk, or whose row was exchanged, is not given out")
  func tampered() async throws {
    try await VaultPlace.with(.sqlite) { place in
      let key = try await place.owner()
      let one = try await place.vault.store(place.arrived(Self.content), under: key, at: VaultPlace.start)
      let two = try await place.vault.store(place.arrived(Data("other".utf8)), under: key, at: VaultPlace.start)
      let url = place.vault.url(of: one.blob)
      let sound = try Data(contentsOf: url)
      try sound.prefix(sound.count - 1).write(to: url)
      await #expect(throws: FileProblem.damaged) { try await place.vault.open(one) }
      try Data(contentsOf: place.vault.url(of: two.blob)).write(to: url)
      await #expect(throws: FileProblem.damaged) { try await place.vault.open(one) }
      var changed = sound
      changed[sound.count - 100_000] ^= 1
      try changed.write(to: url)
      let open = try await place.vault.open(one)
      await #expect(throws: FileProblem.damaged) { try await open.read(at: 0, upTo: .max) }
      try sound.write(to: url)
      _ = try await place.database.change(
        SQL("UPDATE vaultFile SET identity = $1, sealed = $2 WHERE sha256 = $3", [two.identity.sql, two.blob.sql, one.sha256.sql]))
      let exchanged = try #require(try await place.vault.file(one.sha256, of: key.owner))
      await #expect(throws: KeyProblem.damaged) { try await place.vault.open(exchanged) }
    }
  }

  @Test("Files that nobody names and nobody has brought since go, the others stay", arguments: TestDatabases.all)
  func removed(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let store = FileStore(place.vault, for: KeyOwner(type: "module", id: "writing"), now: { VaultPlace.start })
      var digests: [String] = []
      for text in ["abc", "def"] { digests.append(try await store.keep(place.arrived(Data(text.utf8))).sha256) }
      #expect(try await store.remove(except: [], untouchedSince: VaultPlace.start) == 0)
      #expect(try await store.remove(except: [digests[0]], untouchedSince: VaultPlace.start.addingTimeInterval(1)) == 1)
      #expect(try await store.holds(digests[0]))
      #expect(try await !store.holds(digests[1]))
      #expect(try await store.open(digests[1]) == nil)
      #expect(try await store.content(of: digests[0], upTo: 3) == Data("abc".utf8))
      #expect(try await store.content(of: digests[0], upTo: 2) == nil)
      #expect(place.blobs.count == 1)
    }
  }

  @Test("What earlier versions kept plain is sealed and its plain form removed; a file that is not what its name says stays")
  func adopted() async throws {
    try await VaultPlace.with(.sqlite) { place in
      let plain = place.folder.appending(path: "writing")
      let digest = hexadecimal(Self.content)
      let home = plain.appending(path: String(digest.prefix(2)))
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      try Self.content.write(to: home.appending(path: digest))
      let wrong = home.appending(path: String(repeating: "a", count: 64))
      try Data("x".utf8).write(to: wrong)
      let store = FileStore(place.vault, for: KeyOwner(type: "module", id: "writing"), now: { VaultPlace.start })
      #expect(try await store.adopt(plain, through: place.incoming) == 1)
      #expect(try await store.adopt(plain, through: place.incoming) == 0)
      #expect(try await store.content(of: digest, upTo: .max) == Self.content)
      #expect(
        !FileManager.default.fileExists(atPath: home.appending(path: digest).path) && FileManager.default.fileExists(atPath: wrong.path))
    }
  }

  @Test("A disk without room for a file and its reserve takes no byte of it, and one that fills meanwhile takes no more")
  func full() async throws {
    try await withTemporaryFolder { folder in
      let space = try #require(DiskSpace(folder))
      let reserve = (Double(space.free) - Double(100 << 20)) / Double(space.total)
      let incoming = IncomingFiles(folder: folder.appending(path: "incoming"), reserve: reserve)
      #expect { try incoming.begin(expecting: 4 << 30) } throws: { ($0 as? FileFailure)?.isFull == true }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "incoming").path).isEmpty)
      _ = try incoming.begin(expecting: 1)
      // The reserve is more than there is: the next look at the disk, 64 MiB later, ends the file.
      let url = folder.appending(path: "file")
      let descriptor = Foundation.open(url.path, O_RDWR | O_CREAT, 0o600)
      let file = try IncomingFile(
        url: url, descriptor: descriptor, checkingRoom: { () throws(FileFailure) in throw FileFailure("keep", ENOSPC) })
      let piece = [UInt8](repeating: 1, count: 8 << 20)
      for _ in 0..<8 { try file.write(piece[...]) }
      #expect { try file.write(piece[...]) } throws: { ($0 as? FileFailure)?.isFull == true }
    }
  }

  @Test("An owner's files have a quota, which what is kept uses up, also beyond four GiB", arguments: TestDatabases.all)
  func quota(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine, quota: 250_000) { place in
      let key = try await place.owner()
      #expect(try await place.vault.room(for: key.owner) == 250_000)
      _ = try await place.vault.store(place.arrived(Self.content), under: key, at: VaultPlace.start)
      #expect(try await place.vault.room(for: key.owner) == 50_000)
      #expect(try await place.vault.room(for: KeyOwner(type: "case", id: "c2")) == 250_000)
      _ = try await place.database.change(SQL("UPDATE vaultFile SET sealedSize = $1, size = $2", [(6 << 30).sql, (5 << 30).sql]))
      #expect(try await place.vault.room(for: key.owner) == 0)
    }
  }

  @Test(
    "An age file that somebody else made is kept as it came, under the owner's key, and goes with the last of the owners that have it",
    arguments: TestDatabases.all)
  func adopted(engine: TestDatabases) async throws {
    try await VaultPlace.with(engine) { place in
      let identity = AgeIdentity()
      let sealed = try AgeSealer.seal(Self.content, for: [identity.recipient])
      let url = place.folder.appending(path: "received")
      try sealed.write(to: url)
      let elsewhere = SealedElsewhere(
        url: url, blob: hexadecimal(sealed), blobSize: sealed.count, identity: identity, sha256: hexadecimal(Self.content),
        size: Self.content.count)
      for name in ["c1", "c2", "c1"] {
        let (_, statement) = try await place.vault.adopt(elsewhere, under: try await place.owner(name), at: VaultPlace.start)
        try await place.database.commit(Commit([statement]))
      }
      try FileManager.default.removeItem(at: url)
      #expect(place.blobs == ["\(hexadecimal(sealed).prefix(2))/\(hexadecimal(sealed))"])
      try await place.vault.shred(KeyOwner(type: "case", id: "c1"), at: VaultPlace.start)
      let file = try #require(try await place.vault.file(hexadecimal(Self.content), of: KeyOwner(type: "case", id: "c2")))
      let open = try await place.vault.open(file)
      #expect(try await open.read(at: 0, upTo: open.size) == Self.content)
      try await place.vault.shred(KeyOwner(type: "case", id: "c2"), at: VaultPlace.start)
      #expect(place.blobs.isEmpty)
    }
  }
}
