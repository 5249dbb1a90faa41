// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Storage
import TestKit
import Testing

@Suite("What is kept of offered files", .serialized) struct FetchedFileTests {
  private func fetch(_ world: FileWorld, _ files: FetchedFiles) async throws {
    try await withListener(world.sender, callers: [world.receiver], routes: [world.sealed.route]) { node in
      try await withClient(world.receiver) { await world.puller(files, $0, node.directory).work() }
    }
  }

  private func content(_ file: FetchedFile?, _ files: FetchedFiles) async throws -> Data {
    let known = try #require(file)
    let open = try #require(try await files.open(known))
    return try await open.read(at: 0, upTo: open.size)
  }

  @Test("Neither the name of a file nor the digest of its content stands in the table in clear", arguments: TestDatabases.all)
  func sealed(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let payloads = try await world.offer(Data("CANARYCONTENT".utf8))
      let files = world.fetched()
      try await world.database.commit(try await files.offered(try world.manifest(payloads)))
      let row = try #require(try await world.database.row(SQL("SELECT * FROM fetchedFile")))
      let columns = ["signed", "authority", "message", "owner", "sealed", "tree", "state"]
      let texts = try columns.map { try row.text($0) } + [String(decoding: try row.blob("offer"), as: UTF8.self)]
      for text in texts { for secret in ["disk.E01", payloads[0].digest.hex] { #expect(!text.contains(secret)) } }
      let file = try #require(try await files.files(of: world.sender.authority, world.message).first)
      #expect(file.transfer.payload == payloads[0])
    }
  }

  @Test("Two messages under one identifier keep their files apart, and the first answers to the identifier", arguments: TestDatabases.all)
  func twice(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let (first, second) = (Data("one".utf8), Data("another".utf8))
      let files = world.fetched()
      for (content, signed, later) in [(first, "b", 0.0), (second, "a", 60)] {
        let message = try world.manifest(try await world.offer(content), signed: signed, later: later)
        try await world.database.commit(try await files.offered(message))
        try await fetch(world, files)
      }
      let known = try await files.files(of: world.sender.authority, world.message)
      #expect(known.count == 1)
      #expect(try await content(known.first, files) == first)
      let other = try #require(DigestOf<SignedMessage>(String(repeating: "a", count: 64)))
      #expect(try await content(try await files.files(of: other).first, files) == second)
      #expect(world.endings.all.count == 2)
    }
  }

  @Test("What an earlier version of the program kept in clear is sealed, and goes on where it was", arguments: TestDatabases.all)
  func earlier(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let payload = try #require(try await world.offer(Data("CANARYCONTENT".utf8)).first)
      let (author, signed) = (world.sender.authority, String(repeating: "c", count: 64))
      let owner = KeyOwner(type: "exchangeMessage", id: "\(author) \(world.message)")
      let key = try await world.keys.keyMadeOnce(for: owner, at: .now)
      let secret = try key.seal(payload.key.secret, at: Cell("fetchedFile", row: "\(author) \(world.message) 0", "secret"))
      try await world.database.commit(
        Commit([
          SQL(
            """
            INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, service, act, issuedAt, expiresAt, at, state,
              files) VALUES ($1, 'in', $2, $2, $3, $3, 'urn:comity:loop:1', 'loop', 1, 1, 1, 'effective', 1)
            """, [signed.sql, "\(author)".sql, "\(world.message)".sql]),
          SQL(
            """
            INSERT INTO fetchedFileEarlier (authority, message, number, name, media, size, sha256, sealed, sealedSize, each, tree, secret, total,
              endsAt, state, detail, version) VALUES ($1, $2, 0, 'disk.E01', 'application/octet-stream', $3, $4, $5, $6, $7, $8, $9, $6, $10,
              'consented', 'officer', 4)
            """,
            [
              "\(author)".sql, "\(world.message)".sql, .integer(payload.size), payload.digest.hex.sql, payload.blob.hex.sql,
              .integer(payload.segments.length), .integer(payload.segments.each.rawValue), payload.tree.hex.sql, secret.sql,
              Date.now.addingTimeInterval(86_400).sql,
            ]),
        ]))
      let files = world.fetched()
      for _ in 1...2 { try await files.sealEarlier() }
      #expect(try await world.database.rows(SQL("SELECT name FROM fetchedFileEarlier")).isEmpty)
      let moved = try #require(try await files.files(of: author, world.message).first)
      #expect(moved.transfer.state == .consented(.officer) && moved.transfer.payload == payload && moved.signed.hex == signed)
      try await fetch(world, files)
      #expect(try await content(try await files.files(of: author, world.message).first, files) == Data("CANARYCONTENT".utf8))
    }
  }

  @Test("Pieces of a file that nobody fetches any more are removed, and those of one under way stay")
  func left() async throws {
    try await withFiles { world in
      let folder = world.folder.appending(path: "pulled")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let files = world.fetched()
      try await world.database.commit(try await files.offered(try world.manifest(try await world.offer(noise(10)), signed: "a")))
      try await world.database.commit(Commit([SQL("UPDATE fetchedFile SET state = 'pulling', pieces = $1", [Data([0]).sql])]))
      let names = ["\(String(repeating: "a", count: 64))-0.part", "\(String(repeating: "b", count: 64))-0.part"]
      for name in names { try noise(5).write(to: folder.appending(path: name)) }
      try await withClient(world.receiver) { try await world.puller(files, $0, TestDirectory()).tidyUp() }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [names[0]])
    }
  }

  @Test(
    "What was fetched counts against the quota as long as the vault has it, under whatever owner, and no longer",
    arguments: TestDatabases.all)
  func quota(_ engine: TestDatabases) async throws {
    try await withFiles(engine) { world in
      let payloads = try await world.offer(noise(1000))
      let length = payloads[0].segments.length
      let files = world.fetched(.init(consent: .above(bytes: 1 << 30), quota: length + 10))
      let author = world.sender.authority
      try await world.database.commit(try await files.offered(try world.manifest(payloads)))
      try await fetch(world, files)
      #expect(try await files.room(for: author).used == length)

      var second = world
      second.message = MessageID(at: .now, random: .random(in: 0...(.max)))
      try await world.database.commit(try await files.offered(try second.manifest(try await second.offer(noise(1000)))))
      await #expect(throws: CannotTransfer.quota) { try await files.consent(.officer, to: author, second.message) }

      // A case takes it over: it is still here. Then the case is shredded.
      let owner = KeyOwner(type: "case", id: "two")
      let file = try #require(try await files.files(of: author, world.message).first)
      let key = try await world.keys.keyMadeOnce(for: owner, at: .now)
      let handing = try #require(try await files.handing(file, to: key))
      try await world.database.commit(Commit(handing))
      #expect(try await files.room(for: author).used == length)
      try await world.vault.shred(owner, at: .now)
      #expect(try await files.room(for: author).used == 0)
      try await files.tidyUp()
      try await files.consent(.officer, to: author, second.message)
      #expect(try await files.room(for: author).used == length)
    }
  }

  @Test("Unless told otherwise a node asks an officer before it fetches the smallest file")
  func asks() async throws {
    try await withFiles { world in
      let files = world.fetched(.init())
      #expect(files.asksOfficer(total: 1))
      try await world.database.commit(try await files.offered(try world.manifest(try await world.offer(noise(1)))))
      try await fetch(world, files)
      #expect(try await files.files(of: world.sender.authority, world.message).map(\.transfer.state) == [.offered])
    }
  }
}
