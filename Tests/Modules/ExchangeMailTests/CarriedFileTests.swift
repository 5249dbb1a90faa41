// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Storage
import TestKit
import Testing

@Suite("Files that a stick brings") struct CarriedFileTests {
  /// Borealia's side, with a quota of its own, and what Arcadia's messages offer there.
  private struct Place {
    let sticks: TestSticks
    let files: FetchedFiles
    let bundles: Bundles
    let folder: URL

    init(_ sticks: TestSticks, quota: Int64) throws {
      self.sticks = sticks
      let borealia = sticks.pair.borealia
      let keys = DataKeys(
        database: borealia.database, store: try KeyRingFile(sticks.folder.appending(path: "ring"), at: sticks.pair.clock.now))
      let vault = FileVault(folder: sticks.folder.appending(path: "vault"), database: borealia.database, keys: keys)
      files = FetchedFiles(
        database: borealia.database, keys: keys, vault: vault, policy: .init(quota: quota), free: { .max }, ended: { _, _ in Commit() })
      folder = sticks.folder.appending(path: "carried")
      bundles = Bundles(
        mail: borealia.mail,
        sealed: SealedFiles(folder: sticks.folder.appending(path: "sealed"), database: borealia.database, vault: vault),
        carried: CarriedFiles(folder: folder, files: files))
    }

    /// A message of Arcadia takes effect that offers a file; what stands for it, sealed.
    func offer(_ number: Int, size: Int) async throws -> (blob: BlobID, sealed: Data, message: MessageID) {
      let length = try #require(SealedLength.sealed(of: Int64(size)))
      let sealed = Data(repeating: UInt8(number), count: Int(length))
      let blob = try #require(BlobID(bytes: Array(SHA256.hash(data: sealed))))
      let payload = try Payload(
        name: try PayloadName("a.pdf"), media: try #require(MediaType("application/pdf")), size: Int64(size),
        digest: try #require(DigestOf(TestFiles.digest)), sealedSize: length, blob: blob, each: .short,
        tree: try #require(DigestOf(TestFiles.digest)), key: try #require(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58))))
      let plain = try sticks.pair.manifest(number)
      let manifest = try Manifest(
        id: plain.id, conversation: plain.conversation, from: plain.from, to: plain.to, service: plain.service, act: plain.act,
        place: plain.place, issuedAt: plain.issuedAt, expiresAt: plain.expiresAt, payloads: [payload],
        directoryVersion: plain.directoryVersion)
      let message = VerifiedMessage(
        manifest: manifest, signed: DigestOf(of: Data("\(plain.id)".utf8)), receivedAt: sticks.pair.clock.now)
      try await sticks.pair.borealia.database.commit(try await files.offered(message))
      return (blob, sealed, plain.id)
    }

    func take(_ parts: [(blob: BlobID, sealed: Data, message: MessageID)]) async throws -> [BundleOutcome] {
      try await sticks.take(try sticks.made(parts.map { (.file($0.blob), $0.sealed) }), at: bundles)
    }

    var here: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }
  }

  @Test(
    "They count against the quota before an officer is asked; one beyond it is not taken, and a refused one leaves the disk at once",
    arguments: TestDatabases.all)
  func quota(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      let place = try Place(sticks, quota: 3_000)
      let author = sticks.pair.arcadia.name
      let (one, two) = (try await place.offer(1, size: 2_000), try await place.offer(2, size: 2_000))
      #expect(try await place.take([one, two]) == [.taken, .noRoom])
      #expect(place.here == ["\(one.blob).age"])
      #expect(try await place.files.room(for: author).used == Int64(one.sealed.count))
      // Brought again it is counted once, and a damaged copy of it changes nothing.
      #expect(try await place.take([one]) == [.taken])
      #expect(try await place.files.room(for: author).used == Int64(one.sealed.count))
      // Its own room is no reason against it.
      try await place.files.refuse(author, one.message)
      try await place.bundles.carried.tidyUp(before: .distantPast)
      #expect(place.here.isEmpty)
      #expect(try await place.files.room(for: author).used == 0)
      #expect(try await place.take([one, two]) == [.notWanted, .taken])
      try await place.files.consent(.officer, to: author, two.message)
      #expect(try await place.files.room(for: author).used == Int64(two.sealed.count))
    }
  }

  @Test("A copy that is damaged takes no room", arguments: TestDatabases.all)
  func damaged(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      let place = try Place(sticks, quota: 3_000)
      let one = try await place.offer(1, size: 2_000)
      var bytes = try sticks.made([(.file(one.blob), one.sealed)])
      let range = try #require(bytes.range(of: one.sealed))
      bytes[range.lowerBound + 9] ^= 1
      #expect(try await sticks.take(bytes, at: place.bundles) == [.damaged])
      #expect(place.here.isEmpty)
      #expect(try await place.files.room(for: sticks.pair.arcadia.name).used == 0)
    }
  }

  @Test("While the directory has expired none is taken; the same stick brings it later")
  func stale() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      let place = try Place(sticks, quota: 1 << 30)
      let one = try await place.offer(1, size: 2_000)
      sticks.pair.directory.expire(at: sticks.pair.clock.now)
      #expect(try await place.take([one]) == [.putOff(.directoryStale)])
      #expect(place.here.isEmpty)
      sticks.pair.directory.expire(at: sticks.pair.clock.now.addingTimeInterval(86_400))
      #expect(try await place.take([one]) == [.taken])
    }
  }
}
