// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import NIOCore
import Storage
import Synchronization
import TestKit
import Testing

/// Two nodes with databases and vaults of their own: one offers files, the other fetches them.
struct FileWorld: Sendable {
  let folder: URL
  let database: any Database
  var sender: TestKeys
  let receiver: TestKeys
  var message = MessageID(at: .now, random: .random(in: 0...(.max)))
  let owner = KeyOwner(type: "case", id: "one")
  let vault: FileVault
  let keys: DataKeys
  let incoming: IncomingFiles
  let sealed: SealedFiles
  let endings = Endings()

  /// What was attested.
  final class Endings: Sendable {
    private let seen = Mutex<[Evidence]>([])
    var all: [Evidence] { seen.withLock { $0 } }
    func note(_ evidence: Evidence) { seen.withLock { $0.append(evidence) } }
  }

  init(_ folder: URL, _ database: any Database) throws {
    self.folder = folder
    self.database = database
    sender = try TestKeys("XA.central")
    receiver = try TestKeys("XB.central")
    keys = DataKeys(database: database, store: try KeyRingFile(folder.appending(path: "keys"), at: .now))
    vault = FileVault(folder: folder.appending(path: "vault"), database: database, keys: keys)
    incoming = IncomingFiles(folder: folder.appending(path: "incoming"), reserve: 0)
    sealed = SealedFiles(folder: folder.appending(path: "sealed"), database: database, vault: vault)
  }

  static let migrations = DataKeys.migrations + FileVault.migrations + Mail.migrations + TransferTables.migrations

  /// Puts content into the sender's vault and gives the payload that a message offers it by.
  func offer(_ content: Data) async throws -> [Payload] {
    let file = try incoming.begin(expecting: content.count)
    try file.write(ArraySlice(content))
    try file.finish()
    let kept = try await vault.store(file, under: try await keys.keyMadeOnce(for: owner, at: .now), at: .now)
    return try await seal(kept.sha256)
  }

  /// Seals a file of the sender's vault for the message.
  func seal(_ sha256: String) async throws -> [Payload] {
    let file = MessageDraft.File(
      ownerKind: owner.type, ownerID: owner.id, sha256: sha256, name: "disk.E01", media: "application/octet-stream")
    return try await sealed.seal(
      MessageDraft(
        id: message, conversation: ConversationID(at: .now, random: 1), to: receiver.authority, service: "urn:comity:loop:1", act: "loop",
        files: [file]))
  }

  func manifest(_ payloads: [Payload], signed: String? = nil, later: TimeInterval = 0) throws -> VerifiedMessage {
    let now = Date.now
    let second = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded())
    let manifest = try Manifest(
      id: message, conversation: ConversationID(at: now, random: 1), from: sender.authority, to: receiver.authority,
      service: try #require(WireURN("urn:comity:loop:1")), act: try #require(ActName("loop")),
      place: try #require(ChainPlace(sequence: 1, predecessor: nil)), issuedAt: second,
      expiresAt: second.addingTimeInterval(7 * 86_400 + later), payloads: payloads, directoryVersion: 1)
    let digest = signed.flatMap { DigestOf<SignedMessage>(String(repeating: $0, count: 64)) } ?? DigestOf(of: Data("\(message)".utf8))
    return VerifiedMessage(manifest: manifest, signed: digest, receivedAt: now)
  }

  func fetched(
    _ policy: FetchedFiles.Policy = .init(consent: .above(bytes: 1 << 30)), free: Int64 = .max,
    now: @escaping @Sendable () -> Date = { Date() }
  ) -> FetchedFiles {
    FetchedFiles(
      database: database, keys: keys, vault: vault, policy: policy, free: { free }, now: now,
      ended: { [endings] _, evidence in
        endings.note(evidence)
        return Commit()
      })
  }

  func puller(_ files: FetchedFiles, _ client: WireClient, _ directory: TestDirectory) -> FilePuller {
    FilePuller(
      files: files, folder: folder.appending(path: "pulled"), transport: client, directory: directory, logger: quiet,
      pause: .milliseconds(20), noting: .zero)
  }
}

/// Runs a body in a world of files.
func withFiles(_ engine: TestDatabases = .sqlite, _ body: (FileWorld) async throws -> Void) async throws {
  try await withTemporaryFolder { folder in
    try await engine.with(FileWorld.migrations) { try await body(FileWorld(folder, $0)) }
  }
}

@Suite("Files of a draft that two processes seal") struct TwiceSealedTests {
  /// The row of the message that another process made of the draft.
  private func signed(_ message: MessageID, with payloads: [Payload], in world: FileWorld) -> Commit {
    Commit(
      [
        SQL(
          """
          INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, service, act, sequence, issuedAt, expiresAt, at,
            state, files) VALUES ($1, 'out', 'XA.central', 'XB.central', $2, $2, 'urn:comity:loop:1', 'try', 1, 1, 2, 1, 'queued', 1)
          """, [String(repeating: "a", count: 64).sql, "\(message)".sql])
      ] + world.sealed.kept(message, payloads))
  }

  private func isKept(_ payload: Payload, in world: FileWorld) async throws -> Bool {
    let row = try await world.database.row(SQL("SELECT 1 AS one FROM sealedFile WHERE sealed = $1", [payload.blob.hex.sql]))
    return row != nil && FileManager.default.fileExists(atPath: world.folder.appending(path: "sealed/\(payload.blob.hex)").path)
  }

  @Test("A process that slept while another made the draft a message discards none of that message's files", arguments: TestDatabases.all)
  func late(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let payloads = try await world.offer(noise(1_000))
      try await world.database.commit(signed(world.message, with: payloads, in: world))
      // It wakes up, and seals what it was to seal; or finds that the draft breaks a rule.
      _ = try await world.seal(payloads[0].digest.hex)
      try await world.sealed.discard(world.message)
      #expect(try await isKept(payloads[0], in: world))
      try await world.sealed.release(world.message)
      #expect(try await !isKept(payloads[0], in: world))
    }
  }

  @Test("A message is not committed that names files which another process has discarded", arguments: TestDatabases.all)
  func early(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let payloads = try await world.offer(noise(1_000))
      try await world.sealed.discard(world.message)
      await #expect(throws: StaleWrite.self) {
        try await world.database.commit(signed(world.message, with: payloads, in: world))
      }
    }
  }
}

/// Bytes that no compression and no repetition makes alike.
func noise(_ count: Int) -> Data {
  guard count > 0 else { return Data() }
  // The zeros of any length under a key that nobody keeps.
  let sealed = try? ChaChaPoly.seal(Data(count: count), using: SymmetricKey(size: .bits256))
  return sealed.map { Data($0.ciphertext) } ?? Data()
}

@Suite("Files between two nodes", .serialized) struct FileTests {
  /// A route that does something to the answers of another.
  private func altering(_ route: WireRoute, _ change: @escaping @Sendable (WireCall, WireAnswer) async throws -> WireAnswer) -> WireRoute {
    WireRoute("GET", "/v1/blobs/") { call in try await change(call, try await route.answer(call)) }
  }

  @Test(
    "A file of up to three pieces arrives as it was, is in the vault, and its delivery is attested once", arguments: TestDatabases.all,
    [0, 1, 40 << 20])
  func arrives(engine: TestDatabases, size: Int) async throws {
    try await withFiles(engine) { world in
      let content = noise(size)
      let message = try world.manifest(try await world.offer(content))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        try await withClient(world.receiver) { client in
          let puller = world.puller(files, client, node.directory)
          await puller.work()
          await puller.work()
        }
      }
      let file = try #require(try await files.files(of: world.sender.authority, world.message).first)
      #expect(file.transfer.state == .verified)
      let open = try #require(try await files.open(file))
      var read = Data()
      while read.count < open.size { read.append(try await open.read(at: read.count, upTo: 4 << 20)) }
      #expect(read == content)
      // It is kept as it came: what stands in the vault is what was sealed for the message.
      let kept = try await world.database.row(
        SQL("SELECT sealed FROM vaultFile WHERE ownerType = 'exchangeMessage' AND sha256 = $1", [open.sha256.sql]))
      #expect(try kept?.text("sealed") == file.transfer.payload.blob.hex)
      #expect(world.endings.all == [.delivery(files: [file.transfer.payload.digest])])
      #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder.appending(path: "pulled").path).isEmpty)
    }
  }

  @Test("After an interruption another process goes on with what is missing alone")
  func resumes() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(70 << 20)))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      let asked = Mutex<[String]>([])
      let isBroken = Mutex(true)
      let route = altering(world.sealed.route) { call, answer in
        let range = call.fields["range"] ?? "list"
        asked.withLock { $0.append(range) }
        // The line breaks whenever the fourth piece is asked for.
        if range.hasPrefix("bytes=\(3 * 16_777_216)-"), isBroken.withLock({ $0 }) { throw CancellationError() }
        return answer
      }
      try await withListener(world.sender, callers: [world.receiver], routes: [route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
        let before = try #require(try await files.files(of: world.sender.authority, world.message).first)
        guard case .pulling(let map) = before.transfer.state else {
          Issue.record("not under way")
          return
        }
        #expect(!map.has(3) && !map.missing.isEmpty && map.missing.count < map.count)
        isBroken.withLock { $0 = false }
        let first = asked.withLock { $0.count }
        try await withClient(world.receiver) { await world.puller(world.fetched(), $0, node.directory).work() }
        #expect(asked.withLock { $0.count } - first == map.missing.count)
        let after = try #require(try await files.files(of: world.sender.authority, world.message).first)
        #expect(after.transfer.state == .verified)
      }
    }
  }

  @Test("A piece that comes wrong five times ends the file, and that is attested")
  func wrongPiece() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(20 << 20)))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      let route = altering(world.sealed.route) { call, answer in
        guard call.fields["range"]?.hasPrefix("bytes=16777216-") == true, case .file(let url, let range) = answer.content else {
          return answer
        }
        var bytes = try Data(contentsOf: url)[Int(range.lowerBound)..<Int(range.upperBound)]
        bytes[bytes.startIndex] ^= 1
        return WireAnswer(status: 206, fields: answer.fields.filter { $0.key != "content-digest" }, content: .bytes(Data(bytes)))
      }
      try await withListener(world.sender, callers: [world.receiver], routes: [route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
      }
      let file = try #require(try await files.files(of: world.sender.authority, world.message).first)
      #expect(file.transfer.state == .failed(.badSegment))
      #expect(world.endings.all == [.nonDelivery(.notAsSigned)])
      #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder.appending(path: "pulled").path).isEmpty)
    }
  }

  @Test("While one authority does not answer and has more than 200 offers, the files of another arrive", .timeLimit(.minutes(2)))
  func slowAuthority() async throws {
    try await withFiles { world in
      var other = world
      other.sender = try TestKeys("XC.central")
      let files = world.fetched()
      let (payloads, content) = (try await world.offer(noise(1000)), noise(2000))
      for _ in 0..<201 {
        var one = world
        one.message = MessageID(at: .now.addingTimeInterval(-60), random: .random(in: 0...(.max)))
        try await world.database.commit(try await files.offered(try one.manifest(payloads)))
      }
      other.message = MessageID(at: .now, random: .random(in: 0...(.max)))
      try await world.database.commit(try await files.offered(try other.manifest(try await other.offer(content))))
      let (asked, ask) = AsyncStream<Void>.makeStream()
      let (ends, end) = AsyncStream<Void>.makeStream()
      let slow = altering(world.sealed.route) { _, answer in
        ask.yield()
        for await _ in ends {}
        return answer
      }
      try await withListener(world.sender, callers: [world.receiver], routes: [slow]) { [other] one in
        try await withListener(other.sender, callers: [world.receiver], routes: [world.sealed.route]) { two in
          one.directory.put(two.endpoint)
          try await withClient(world.receiver) { client in
            let running = Task { [puller = world.puller(files, client, one.directory)] in try await puller.run() }
            for await _ in asked { break }
            while try await files.files(of: other.sender.authority, other.message).first?.transfer.state != .verified {
              await Task.yield()
            }
            // The other's round is not over yet: nothing of it has come.
            #expect(world.endings.all.count == 1)
            end.finish()
            running.cancel()
            _ = await running.result
          }
        }
      }
    }
  }

  @Test("A list of pieces that is not the one that was signed is not believed, and nothing is fetched")
  func wrongList() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(1000)))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      let ranges = Mutex(0)
      let route = altering(world.sealed.route) { call, answer in
        if call.fields["range"] != nil { ranges.withLock { $0 += 1 } }
        return call.path.hasSuffix("/segments") ? WireAnswer(status: 200, content: .bytes(Data(repeating: 1, count: 32))) : answer
      }
      try await withListener(world.sender, callers: [world.receiver], routes: [route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
      }
      #expect(ranges.withLock { $0 } == 0)
      #expect(world.endings.all.isEmpty)
    }
  }

  @Test("Pieces that are those of the tree and open to something else than was signed are not kept")
  func otherContent() async throws {
    try await withFiles { world in
      let real = try await world.offer(noise(1000))[0]
      let claimed = try Payload(
        name: real.name, media: real.media, size: real.size, digest: try #require(DigestOf(String(repeating: "b", count: 64))),
        sealedSize: real.segments.length, blob: real.blob, each: real.segments.each, tree: real.tree, key: real.key)
      let files = world.fetched()
      try await world.database.commit(try await files.offered(try world.manifest([claimed])))
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
      }
      #expect(try await files.files(of: world.sender.authority, world.message).first?.transfer.state == .failed(.digestDiffers))
      #expect(world.endings.all == [.nonDelivery(.notAsSigned)])
    }
  }

  @Test("Without consent, quota or room nothing is fetched; consent lets it come, a refusal is attested")
  func deciding() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(1000)))
      let files = world.fetched(.init(consent: .always))
      try await world.database.commit(try await files.offered(message))
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        try await withClient(world.receiver) { client in
          await world.puller(files, client, node.directory).work()
          let waiting = try await files.files(of: world.sender.authority, world.message)
          #expect(waiting.map(\.transfer.state) == [.offered])
        }
      }
      let (poor, full) = (world.fetched(.init(quota: 1000)), world.fetched(free: 1000))
      await #expect(throws: CannotTransfer.quota) { try await poor.consent(.officer, to: world.sender.authority, world.message) }
      await #expect(throws: CannotTransfer.noRoom) { try await full.consent(.officer, to: world.sender.authority, world.message) }
      try await files.refuse(world.sender.authority, world.message)
      #expect(world.endings.all == [.nonDelivery(.refusedByOfficer)])
      await #expect(throws: CannotTransfer.alreadyDecided) { try await files.consent(.officer, to: world.sender.authority, world.message) }
    }
  }

  @Test("A file whose message's time has ended is given up")
  func late() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(1000)))
      let files = world.fetched(now: { .now.addingTimeInterval(8 * 86_400) })
      try await world.database.commit(try await files.offered(message))
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
      }
      #expect(world.endings.all == [.nonDelivery(.notFetched)])
    }
  }

  @Test("What rots on this node's disk is fetched again, and is not laid at the sender's door")
  func rottenDisk() async throws {
    try await withFiles { world in
      let message = try world.manifest(try await world.offer(noise(33 << 20)))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      let asked = Mutex<[String]>([])
      let isBroken = Mutex(true)
      let route = altering(world.sealed.route) { call, answer in
        guard let range = call.fields["range"] else { return answer }
        // The line breaks once all others are noted.
        if range.hasPrefix("bytes=33554432-"), isBroken.withLock({ $0 }) {
          while case .pulling(let map)? = try await files.files(of: world.sender.authority, world.message).first?.transfer.state,
            map.missing != [2]
          { await Task.yield() }
          throw CancellationError()
        }
        asked.withLock { $0.append(range) }
        return answer
      }
      try await withListener(world.sender, callers: [world.receiver], routes: [route]) { node in
        try await withClient(world.receiver) { client in
          await world.puller(files, client, node.directory).work()
          // Meanwhile a byte of one of them becomes another.
          let part = world.folder.appending(path: "pulled").appending(path: "\(message.signed.hex)-0.part")
          let disk = try FileHandle(forUpdating: part)
          try disk.seek(toOffset: 20_000_000)
          let byte = try #require(try disk.read(upToCount: 1)?.first)
          try disk.seek(toOffset: 20_000_000)
          try disk.write(contentsOf: Data([byte ^ 1]))
          try disk.close()
          isBroken.withLock { $0 = false }
          for _ in 1...2 { await world.puller(files, client, node.directory).work() }
        }
      }
      #expect(asked.withLock { $0.count { $0.hasPrefix("bytes=16777216-") } } == 2)
      #expect(asked.withLock { $0.count } == 4)
      let file = try #require(try await files.files(of: world.sender.authority, world.message).first)
      #expect(file.transfer.state == .verified)
    }
  }

  @Test("A file is sealed, sent and taken in memory that does not grow with it")
  func constantMemory() async throws {
    try await withFiles { world in
      let pieces = 256
      let file = try world.incoming.begin(expecting: pieces << 20)
      for _ in 0..<pieces { try file.write(ArraySlice(noise(1 << 20))) }
      try file.finish()
      let kept = try await world.vault.store(file, under: try await world.keys.keyMadeOnce(for: world.owner, at: .now), at: .now)
      let before = try Memory.peakFromNow()
      let message = try world.manifest(try await world.seal(kept.sha256))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(message))
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
      }
      #expect(try await files.files(of: world.sender.authority, world.message).first?.transfer.state == .verified)
      // Both sides are in this process.
      #expect(try Memory.peak() - before < 128 << 20)
    }
  }

  @Test("Other authorities than the message's are told what is told of a file that is not there; so is everybody after release")
  func onlyForTheReceiver() async throws {
    try await withFiles { world in
      let payload = try await world.offer(noise(1000))[0]
      let other = try TestKeys("XC.central")
      let paths = ["/v1/blobs/\(payload.blob)", "/v1/blobs/\(payload.blob)/segments", "/v1/blobs/\(String(repeating: "a", count: 64))"]
      try await withListener(world.sender, callers: [world.receiver, other], routes: [world.sealed.route]) { node in
        func answers(_ keys: TestKeys) async throws -> [Int?] {
          try await withClient(keys) { client in
            var answers: [Int?] = []
            for path in paths + ["\(paths[0])/x", "/v1/blobs/../keys"] {
              answers.append(await client.ask(WireQuestion(method: "GET", path: path), of: node.endpoint).status)
            }
            return answers
          }
        }
        #expect(try await answers(other) == [404, 404, 404, 404, 404])
        #expect(try await answers(world.receiver) == [200, 200, 404, 404, 404])
        try await world.sealed.release(world.message)
        #expect(try await answers(world.receiver) == [404, 404, 404, 404, 404])
        #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder.appending(path: "sealed").path).isEmpty)
      }
    }
  }

  @Test("curl takes the ranges that it asks for, signed by another program, and that program believes each")
  func curl() async throws {
    try await withFiles { world in
      let payload = try await world.offer(noise(20 << 20))[0]
      let sealed = try Data(contentsOf: world.folder.appending(path: "sealed").appending(path: payload.blob.hex))
      let end = sealed.count
      let cases: [(String, Range<Int>)] = [
        ("0-16777215", 0..<16_777_216), ("16777216-", 16_777_216..<end), ("-5", end - 5..<end), ("7-7", 7..<8),
      ]
      try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
        let program = OtherProgram(keys: world.receiver, node: node, folder: world.folder)
        for (asked, range) in cases {
          let got = try await program.ask(
            "curl", ["range": asked, "path": "/v1/blobs/\(payload.blob)", "into": world.folder.appending(path: "got").path])
          #expect(got["status"] as? Int == 206, "\(got)")
          #expect(got["range"] as? String == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(end)")
          #expect(got["digest"] as? String == SHA256.hash(data: sealed[range]).map { String(format: "%02x", $0) }.joined())
          #expect(got["etag"] as? String == "\"\(payload.blob)\"")
          #expect(got["believed"] as? Bool == true, "\(got)")
        }
      }
    }
  }
}

/// The memory of this process as the system counts it.
enum Memory {
  /// Forgets the highest that was, and gives what is in use.
  static func peakFromNow() throws -> Int {
    try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    return try peak()
  }

  /// The most that was in use since it was forgotten.
  static func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").compactMap { Int($0) }.first) << 10
  }
}
