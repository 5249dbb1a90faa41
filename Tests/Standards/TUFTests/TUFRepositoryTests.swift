// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TUF

/// A repository as it is run: officers of several States sign the root, each State its own role, a server snapshot and timestamp.
private struct Ceremony {
  let officers: [TUFSigner]
  let editors: [TUFSigner]
  var snapshot: TUFSigner
  var timestamp: TUFSigner
  var repository: TUFRepository

  /// The first root, not signed yet.
  static func root(_ officers: [TUFSigner], _ editors: [TUFSigner], _ snapshot: TUFSigner, _ timestamp: TUFSigner) -> TUFRoot {
    TUFRoot(
      version: 1, expires: now + 365 * day, root: authority(officers, 3), timestamp: authority([timestamp], 1),
      snapshot: authority([snapshot], 1), targets: authority(editors, 2))
  }

  init() throws {
    officers = try (1...5).map { try signer($0) }
    editors = try (11...13).map { try signer($0) }
    snapshot = try signer(21)
    timestamp = try signer(31)
    let root = try officers[1...3].reduce(TUFSigned(Self.root(officers, editors, snapshot, timestamp))) { try $0.signed(by: $1) }
    let targets = try editors[..<2].reduce(TUFSigned(TUFTargets(version: 1, expires: now + 90 * day))) { try $0.signed(by: $1) }
    repository = try TUFRepository(root: root, targets: targets)
  }

  mutating func publish(to folder: URL) throws {
    let files = try repository.publish(
      snapshotExpires: now + 7 * day, snapshotSigners: [snapshot], timestampExpires: now + day, timestampSigners: [timestamp])
    try TUFFolder(folder).write(files)
  }

  /// What one State signs about itself.
  static func entry(_ state: String, _ text: String, version: Int = 1) -> TUFTargets {
    TUFTargets(version: version, expires: now + 365 * day, targets: ["authorities/\(state)/entry.json": TUFTargetInfo(of: Data(text.utf8))])
  }

  mutating func add(_ state: String, by key: TUFSigner, _ text: String) throws {
    var targets = repository.targets.body
    targets.version += 1
    targets.delegate(
      TUFDelegation(name: state, authority: authority([key], 1), patterns: ["authorities/\(state)/*"], isTerminating: true))
    try repository.take(targets: editors[1...].reduce(TUFSigned(targets)) { try $0.signed(by: $1) })
    try repository.take(
      role: state, TUFSigned(Self.entry(state, text)).signed(by: key), files: ["authorities/\(state)/entry.json": Data(text.utf8)])
  }

  mutating func change(_ change: (inout TUFTargets) -> Void) throws {
    var targets = repository.targets.body
    targets.version += 1
    change(&targets)
    try repository.take(targets: editors[1...].reduce(TUFSigned(targets)) { try $0.signed(by: $1) })
  }

  func client(_ server: URL, _ store: URL) throws -> TUFClient {
    let folder = TUFFolder(server)
    let shipped = try #require(try folder.read("metadata/1.root.json", limit: 1 << 20))
    return TUFClient(shippedRoot: shipped, store: TUFFolder(store)) { try folder.read($0, limit: $1) }
  }
}

@Suite("TUF publisher: ceremonies, delegations, rotation and revocation") struct TUFRepositoryTests {
  private let server = Scratch()
  private let store = Scratch()

  private func read(_ state: String, _ client: TUFClient) async throws -> String? {
    let trusted = try await client.refresh(at: now)
    guard let target = try await client.find("authorities/\(state)/entry.json", in: trusted) else { return nil }
    return String(decoding: try await client.fetch(target), as: UTF8.self)
  }

  @Test("A root goes from officer to officer as a file; two signatures of three do not do, the third does") func ceremony() throws {
    let officers = try (1...5).map { try signer($0) }
    let root = Ceremony.root(officers, [try signer(11), try signer(12)], try signer(21), try signer(31))
    var file = try TUFSigned(root).file
    for officer in officers[..<2] { file = try TUFSigned<TUFRoot>(file).signed(by: officer).file }
    let targets = try TUFSigned(TUFTargets(version: 1, expires: now + day)).signed(by: signer(11)).signed(by: signer(12))
    #expect(throws: TUFFault.tooFewSignatures(role: "root", found: 2, needed: 3)) {
      try TUFRepository(root: TUFSigned(file), targets: targets)
    }
    // One officer signs again, one signs a copy of his own at the same time.
    file = try TUFSigned<TUFRoot>(file).signed(by: officers[0]).file
    let copy = try TUFSigned(root).signed(by: officers[4])
    let whole = try TUFSigned<TUFRoot>(file).joined(with: copy)
    #expect(whole.signatures.count == 3)
    #expect(throws: Never.self) { try TUFRepository(root: whole, targets: targets) }
    var other = root
    other.expires = now + day
    #expect(throws: TUFFault.malformed("signed")) { try whole.joined(with: TUFSigned(other)) }
  }

  @Test("States are added one by one, each vouching for itself, and a change of one is seen by clients") func states() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    let client = try ceremony.client(server.url, store.url)
    #expect(try await read("XA", client) == "arcadia 1")
    try ceremony.add("XB", by: signer(42), "borealia 1")
    let next = try TUFSigned(Ceremony.entry("XA", "arcadia 2", version: 2)).signed(by: signer(41))
    try ceremony.repository.take(role: "XA", next, files: ["authorities/XA/entry.json": Data("arcadia 2".utf8)])
    try ceremony.publish(to: server.url)
    #expect(try await read("XA", client) == "arcadia 2")
    #expect(try await read("XB", client) == "borealia 1")
  }

  @Test("A repository is read from its folder again and goes on from there") func reading() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    let folder = TUFFolder(server.url)
    ceremony.repository = try TUFRepository { try folder.read($0, limit: 1 << 20) }
    try ceremony.add("XB", by: signer(42), "borealia 1")
    try ceremony.publish(to: server.url)
    #expect(ceremony.repository.timestamp?.body.version == 2)
    try folder.write(ceremony.repository.stamp(expires: now + 2 * day, signers: [ceremony.timestamp]))
    let client = try ceremony.client(server.url, store.url)
    #expect(try await client.refresh(at: now + day).timestamp.version == 3)
    #expect(try await read("XB", client) == "borealia 1")
    var root = ceremony.repository.root.body
    root.version = 2
    root[.targets] = authority([try signer(66)], 1)
    let forged = try TUFSigned(root).signed(by: signer(66)).file
    try folder.write([TUFRepository.File(path: "metadata/2.root.json", data: forged)])
    #expect(throws: TUFFault.tooFewSignatures(role: "root", found: 0, needed: 3)) {
      try TUFRepository { try folder.read($0, limit: 1 << 20) }
    }
  }

  @Test("A repository in which somebody has changed timestamp, snapshot or targets is not opened again") func tampered() throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    let (folder, thief, keys) = (TUFFolder(server.url), try signer(66), (ceremony.snapshot, ceremony.timestamp))
    let (snapshot, timestamp) = (try #require(ceremony.repository.snapshot), try #require(ceremony.repository.timestamp))
    func refuses(_ fault: TUFFault, _ changed: [String: Data], sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(throws: fault, sourceLocation: sourceLocation) {
        try TUFRepository { try changed[$0] ?? folder.read($0, limit: 1 << 20) }
      }
    }
    func listing(_ body: TUFSnapshot, by signer: TUFSigner) throws -> [String: Data] {
      let file = try TUFSigned(body).signed(by: signer).file
      let stamp = TUFTimestamp(version: 1, expires: now + day, snapshot: TUFListed(version: body.version, file: TUFFileInfo(of: file)))
      return ["metadata/1.snapshot.json": file, "metadata/timestamp.json": try TUFSigned(stamp).signed(by: keys.1).file]
    }
    let stolen = try TUFSigned(timestamp.body).signed(by: thief).file
    refuses(.tooFewSignatures(role: "timestamp", found: 0, needed: 1), ["metadata/timestamp.json": stolen])
    refuses(.tooFewSignatures(role: "snapshot", found: 0, needed: 1), try listing(snapshot.body, by: thief))
    let targets = ceremony.repository.targets.file
    let entry = try #require(ceremony.repository.roles["XA"]).file
    for (role, path, file) in [("snapshot", "1.snapshot", snapshot.file), ("targets", "2.targets", targets), ("XA", "1.XA", entry)] {
      let fault = TUFFault.wrongLength(name: role, expected: file.count, found: file.count + 1)
      refuses(fault, ["metadata/\(path).json": file + Data(" ".utf8)])
    }
    var listed = snapshot.body.listed
    listed["targets.json"] = TUFListed(version: 3, file: TUFFileInfo(of: targets))
    var files = try listing(TUFSnapshot(version: 1, expires: now + day, listed: listed), by: keys.0)
    files["metadata/3.targets.json"] = targets
    refuses(.wrongVersion(role: "targets", expected: 3, found: 2), files)
  }

  @Test("After an end of the work between a new root and its timestamp the repository is opened and goes on", arguments: [true, false])
  func endBetween(isTimestamp: Bool) async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    var root = ceremony.repository.root.body
    root.version = 2
    if isTimestamp { ceremony.timestamp = try signer(32) } else { ceremony.snapshot = try signer(22) }
    root[.timestamp] = authority([ceremony.timestamp], 1)
    root[.snapshot] = authority([ceremony.snapshot], 1)
    try ceremony.repository.take(root: ceremony.officers[..<3].reduce(TUFSigned(root)) { try $0.signed(by: $1) })
    let files = try ceremony.repository.publish(
      snapshotExpires: now + 7 * day, snapshotSigners: [ceremony.snapshot], timestampExpires: now + day,
      timestampSigners: [ceremony.timestamp])
    let folder = TUFFolder(server.url)
    try folder.write(Array(files.dropLast()))
    ceremony.repository = try TUFRepository { try folder.read($0, limit: 1 << 20) }
    #expect(ceremony.repository.root.body.version == 2)
    #expect(ceremony.repository.snapshot?.body.version == 1)
    try ceremony.publish(to: server.url)
    #expect(try await read("XA", ceremony.client(server.url, store.url)) == "arcadia 1")
  }

  @Test("Clients in the middle of a publication see the old state whole until the timestamp is there") func atomic() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    try ceremony.add("XB", by: signer(42), "borealia 1")
    let files = try ceremony.repository.publish(
      snapshotExpires: now + 7 * day, snapshotSigners: [ceremony.snapshot], timestampExpires: now + day,
      timestampSigners: [ceremony.timestamp])
    let folder = TUFFolder(server.url)
    let client = try ceremony.client(server.url, store.url)
    for file in files.dropLast() {
      try folder.write([file])
      #expect(try await client.refresh(at: now).snapshot.version == 1)
      #expect(try await read("XA", client) == "arcadia 1")
    }
    try folder.write([try #require(files.last)])
    #expect(files.last?.path == "metadata/timestamp.json")
    #expect(try await read("XB", client) == "borealia 1")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: server.url.path).allSatisfy { !$0.contains("/.") })
  }

  @Test("Each role's keys are changed, and clients of any age follow", arguments: TUFRole.allCases)
  func rotation(role: TUFRole) async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    let client = try ceremony.client(server.url, store.url)
    _ = try await client.refresh(at: now)
    var root = ceremony.repository.root.body
    root.version = 2
    var signers = Array(ceremony.officers[..<3])
    switch role {
    case .root:
      root[.root] = authority([ceremony.officers[0]] + (try (6...8).map { try signer($0) }), 3)
      signers += try (6...7).map { try signer($0) }
    case .timestamp:
      ceremony.timestamp = try signer(32)
      root[.timestamp] = authority([ceremony.timestamp], 1)
    case .snapshot:
      ceremony.snapshot = try signer(22)
      root[.snapshot] = authority([ceremony.snapshot], 1)
    case .targets:
      root[.targets] = authority(Array(ceremony.editors[1...]), 2)
    }
    try ceremony.repository.take(root: signers.reduce(TUFSigned(root)) { try $0.signed(by: $1) })
    if role == .targets { try ceremony.change { _ in } }
    try ceremony.publish(to: server.url)
    #expect(try await read("XA", client) == "arcadia 1")
    #expect(try await client.refresh(at: now).root.version == 2)
    let late = Scratch()
    #expect(try await read("XA", ceremony.client(server.url, late.url)) == "arcadia 1")
  }

  @Test("A State's key is changed by whoever delegates, and the old key signs nothing any more") func stateKey() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.publish(to: server.url)
    let client = try ceremony.client(server.url, store.url)
    #expect(try await read("XA", client) == "arcadia 1")
    let new = authority([try signer(43)], 1)
    try ceremony.change { $0.delegate(TUFDelegation(name: "XA", authority: new, patterns: ["authorities/XA/*"], isTerminating: true)) }
    #expect(throws: TUFFault.tooFewSignatures(role: "XA", found: 0, needed: 1)) { try ceremony.publish(to: server.url) }
    let next = try TUFSigned(Ceremony.entry("XA", "arcadia 2", version: 2))
    let files = ["authorities/XA/entry.json": Data("arcadia 2".utf8)]
    let old = try next.signed(by: signer(41))
    #expect(throws: TUFFault.tooFewSignatures(role: "XA", found: 0, needed: 1)) {
      try ceremony.repository.take(role: "XA", old, files: files)
    }
    try ceremony.repository.take(role: "XA", next.signed(by: signer(43)), files: files)
    try ceremony.publish(to: server.url)
    #expect(try await read("XA", client) == "arcadia 2")
  }

  @Test("A State that is revoked is found no more; its file stays listed, and it can come back with a higher version alone")
  func revocation() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    try ceremony.add("XB", by: signer(42), "borealia 1")
    try ceremony.publish(to: server.url)
    let client = try ceremony.client(server.url, store.url)
    #expect(try await read("XA", client) == "arcadia 1")
    try ceremony.change { $0.revoke("XA") }
    try ceremony.publish(to: server.url)
    #expect(try await read("XA", client) == nil)
    #expect(try await read("XB", client) == "borealia 1")
    #expect(ceremony.repository.snapshot?.body["XA"]?.version == 1)
    #expect(throws: TUFFault.unknownRole("XA")) {
      try ceremony.repository.take(role: "XA", TUFSigned(Ceremony.entry("XA", "a", version: 2)).signed(by: signer(41)))
    }
    #expect(throws: TUFFault.rollback(role: "XA", trusted: 1, found: 1)) { try ceremony.add("XA", by: signer(41), "arcadia again") }
  }

  @Test("Stolen online keys: new keys and versions counted anew bring clients back") func recovery() async throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    for _ in 0..<4 { try ceremony.publish(to: server.url) }
    let client = try ceremony.client(server.url, store.url)
    #expect(try await client.refresh(at: now).snapshot.version == 4)
    var root = ceremony.repository.root.body
    root.version = 2
    ceremony.timestamp = try signer(32)
    root[.timestamp] = authority([ceremony.timestamp], 1)
    try ceremony.repository.take(root: ceremony.officers[2...].reduce(TUFSigned(root)) { try $0.signed(by: $1) })
    #expect(throws: TUFFault.keysStand(role: "snapshot")) { try ceremony.repository.forgetVersions() }
    root.version = 3
    ceremony.snapshot = try signer(22)
    root[.snapshot] = authority([ceremony.snapshot], 1)
    try ceremony.repository.take(root: ceremony.officers[2...].reduce(TUFSigned(root)) { try $0.signed(by: $1) })
    try ceremony.repository.forgetVersions()
    try ceremony.publish(to: server.url)
    #expect(try await client.refresh(at: now).snapshot.version == 1)
    #expect(try await read("XA", client) == "arcadia 1")
  }

  @Test("What a client would refuse is not taken: too few signatures, old versions, other content, paths of others") func refused() throws {
    var ceremony = try Ceremony()
    try ceremony.add("XA", by: signer(41), "arcadia 1")
    let targets = ceremony.repository.targets.body
    #expect(throws: TUFFault.rollback(role: "targets", trusted: 2, found: 2)) {
      try ceremony.repository.take(targets: ceremony.editors.reduce(TUFSigned(targets)) { try $0.signed(by: $1) })
    }
    var root = ceremony.repository.root.body
    root.version = 3
    #expect(throws: TUFFault.wrongVersion(role: "root", expected: 2, found: 3)) {
      try ceremony.repository.take(root: ceremony.officers.reduce(TUFSigned(root)) { try $0.signed(by: $1) })
    }
    let next = try TUFSigned(Ceremony.entry("XA", "arcadia 2", version: 2)).signed(by: signer(41))
    let path = "authorities/XA/entry.json"
    #expect(throws: TUFFault.notAvailable(path: path)) { try ceremony.repository.take(role: "XA", next) }
    #expect(throws: TUFFault.wrongDigest(name: path)) {
      try ceremony.repository.take(role: "XA", next, files: [path: Data("arcadia 3".utf8)])
    }
    let foreign = try TUFSigned(Ceremony.entry("XB", "x", version: 2)).signed(by: signer(41))
    #expect(throws: TUFFault.outsideDelegation(role: "XA", path: "authorities/XB/entry.json")) {
      try ceremony.repository.take(role: "XA", foreign)
    }
    try ceremony.change { $0.delegate(TUFDelegation(name: "XB", authority: authority([], 1), patterns: [], isTerminating: true)) }
    #expect(throws: TUFFault.notInSnapshot(role: "XB")) {
      try ceremony.repository.publish(snapshotExpires: now, snapshotSigners: [], timestampExpires: now, timestampSigners: [])
    }
    try ceremony.change { $0.revoke("XB") }
    #expect(throws: TUFFault.tooFewSignatures(role: "snapshot", found: 0, needed: 1)) {
      try ceremony.repository.publish(
        snapshotExpires: now, snapshotSigners: [ceremony.timestamp], timestampExpires: now, timestampSigners: [ceremony.timestamp])
    }
  }
}
