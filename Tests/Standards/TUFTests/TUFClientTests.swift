// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TUF

/// A store that counts how often a State's role is read.
private actor CountingStore: TUFStore {
  private let folder: TUFFolder
  private(set) var reads = 0

  init(_ folder: TUFFolder) { self.folder = folder }

  func read(_ item: TUFKept) throws -> Data? {
    if item == .role("XA") { reads += 1 }
    return try folder.read(item)
  }

  func commit(_ changes: [TUFChange]) throws { try folder.commit(changes) }
}

@Suite("TUF client: the workflow with an honest repository") struct TUFClientTests {
  private let server = Scratch()
  private let store = Scratch()

  @Test("A new client goes from the shipped root to the entry that a State's own key vouches for") func first() async throws {
    let forge = try Forge.withState(server.url)
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    let trusted = try await client.refresh(at: now)
    #expect(trusted.expired.isEmpty)
    #expect(trusted.firstExpiry.role == .timestamp)
    let target = try #require(try await client.find("authorities/XA/entry.json", in: trusted))
    #expect(target.role == "XA")
    #expect(try await client.fetch(target) == Forge.entry)
    #expect(try await client.targets(of: "XA", in: trusted) == [target])
    #expect(try await client.find("authorities/XB/entry.json", in: trusted) == nil)
    await #expect(throws: TUFFault.unknownRole("XB")) { try await client.targets(of: "XB", in: trusted) }
    let names = try kept(store.url).keys
    #expect(Set(names) == ["root.json", "root-1.json", "timestamp.json", "snapshot.json", "targets.json", "role-XA.json"])
  }

  @Test("All targets of a State are listed though its role is read once") func readOnce() async throws {
    var forge = try Forge.withState(server.url)
    for number in 1...9 { try forge.add("authorities/XA/\(number).json", Data("\(number)".utf8), to: "XA") }
    let shipped = try forge.writeRoot()
    try forge.write()
    let (folder, counting) = (TUFFolder(server.url), CountingStore(TUFFolder(store.url)))
    let client = TUFClient(shippedRoot: shipped, store: counting) { try folder.read($0, limit: $1) }
    let trusted = try await client.refresh(at: now)
    #expect(try await client.targets(of: "XA", in: trusted).count == 10)
    #expect(await counting.reads == 1)
  }

  @Test("What is kept is enough for a start without network, also for a State's role that was looked up before")
  func offline() async throws {
    let forge = try Forge.withState(server.url)
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    await #expect(throws: TUFFault.notAvailable(path: "metadata/timestamp.json")) { try await client.kept(at: now) }
    let trusted = try await client.refresh(at: now)
    _ = try await client.find("authorities/XA/entry.json", in: trusted)
    try FileManager.default.removeItem(at: server.url.appending(path: "metadata"))
    let again = try await client.kept(at: now + 60)
    #expect(again.snapshot == trusted.snapshot)
    #expect(try await client.find("authorities/XA/entry.json", in: again)?.role == "XA")
    await #expect(throws: TUFFault.expired(role: "snapshot", since: now + 7 * day)) {
      try await TUFClient(shippedRoot: Data(), store: TUFFolder(store.url), expiry: .timestampWarns) { _, _ in nil }.kept(at: now + 7 * day)
    }
  }

  @Test("A new version is followed, and one without digests and lengths as well", arguments: [true, false])
  func update(tellsDigests: Bool) async throws {
    var forge = try Forge.withState(server.url)
    forge.tellsDigests = tellsDigests
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    _ = try await client.refresh(at: now)
    forge.raise("XA")
    try forge.add("authorities/XA/entry.json", Data("new".utf8), to: "XA")
    try forge.write()
    let trusted = try await client.refresh(at: now)
    #expect(trusted.snapshot.version == 2)
    let target = try #require(try await client.find("authorities/XA/entry.json", in: trusted))
    #expect(try await client.fetch(target) == Data("new".utf8))
  }

  @Test("An update without anything new changes nothing of what is kept") func unchanged() async throws {
    let forge = try Forge.withState(server.url)
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    _ = try await client.refresh(at: now)
    let before = try kept(store.url)
    let trusted = try await client.refresh(at: now + 60)
    #expect(trusted.timestamp.version == 1)
    #expect(try kept(store.url) == before)
  }

  @Test("Without consistent snapshots the files stand under their plain names") func plainNames() async throws {
    var forge = try Forge(server.url)
    forge.root.consistentSnapshot = false
    try forge.delegate("XA", to: [try signer(41)], patterns: ["authorities/XA/*"])
    try forge.add("authorities/XA/entry.json", Forge.entry, to: "XA")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    let target = try #require(try await client.find("authorities/XA/entry.json", in: client.refresh(at: now)))
    #expect(target.name == "authorities/XA/entry.json")
    #expect(try await client.fetch(target) == Forge.entry)
  }

  @Test("The root is followed one version after the other, each kept, and keys that went on the way sign nothing any more")
  func rootChain() async throws {
    var forge = try Forge.withState(server.url)
    let shipped = try forge.writeRoot()
    var signers = forge.rootSigners
    for version in 2...4 {
      // The oldest of three keys goes, a new one comes: the two that stay sign for both.
      signers = Array(signers.dropFirst()) + [try signer(UInt8(60 + version))]
      forge.root.version = version
      forge.root[.root] = authority(signers, 2)
      try forge.writeRoot(by: Array(signers.dropLast()))
    }
    try forge.write()
    let trusted = try await forge.client(store.url, root: shipped).refresh(at: now)
    #expect(trusted.root.version == 4)
    #expect(try Set(kept(store.url).keys).isSuperset(of: ["root-1.json", "root-2.json", "root-3.json", "root-4.json"]))
  }

  @Test("Roots that have expired on the way do not matter; the last one must not") func expiredRoots() async throws {
    var forge = try Forge.withState(server.url)
    forge.root.expires = now - 1
    let shipped = try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url, root: shipped)
    await #expect(throws: TUFFault.expired(role: "root", since: now - 1)) { try await client.refresh(at: now) }
    forge.root.version = 2
    forge.root.expires = now + 1
    try forge.writeRoot()
    #expect(try await client.refresh(at: now).root.version == 2)
    await #expect(throws: TUFFault.expired(role: "root", since: now + 1)) { try await client.refresh(at: now + 1) }
  }

  @Test("Keys of timestamp, snapshot and targets are changed by a new root, and the client goes over to them")
  func rotation() async throws {
    var forge = try Forge.withState(server.url)
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    _ = try await client.refresh(at: now)
    forge.root.version = 2
    forge.timestamp.signers = [try signer(32)]
    forge.snapshot.signers = [try signer(22)]
    forge.targets.signers = [try signer(13), try signer(14)]
    forge.root[.timestamp] = authority(forge.timestamp.signers, 1)
    forge.root[.snapshot] = authority(forge.snapshot.signers, 1)
    forge.root[.targets] = authority(forge.targets.signers, 2)
    try forge.writeRoot()
    forge.raise("targets")
    try forge.write()
    let trusted = try await client.refresh(at: now)
    #expect(trusted.targets.version == 2)
    #expect(trusted.root[.targets].keys == forge.targets.signers.map(\.publicKey))
  }

  @Test("A key that is only added makes nothing forgotten") func addedKey() async throws {
    var forge = try Forge.withState(server.url)
    try forge.writeRoot()
    forge.timestamp.version = 9
    try forge.write()
    let client = try forge.client(store.url)
    _ = try await client.refresh(at: now)
    forge.root.version = 2
    forge.root[.timestamp] = authority(forge.timestamp.signers + [try signer(32)], 1)
    try forge.writeRoot()
    forge.timestamp.version = 8
    try forge.write()
    await #expect(throws: TUFFault.rollback(role: "timestamp", trusted: 9, found: 8)) { try await client.refresh(at: now) }
  }

  @Test("A role that signs with a threshold of its own needs that many of its keys") func delegatedThreshold() async throws {
    var forge = try Forge(server.url)
    let signers = [try signer(41), try signer(42), try signer(43)]
    try forge.delegate("XA", to: signers, threshold: 2, patterns: ["authorities/XA/*"])
    try forge.add("authorities/XA/entry.json", Forge.entry, to: "XA")
    forge.roles["XA"]?.signers = [signers[0], signers[2]]
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    #expect(try await client.find("authorities/XA/entry.json", in: client.refresh(at: now)) != nil)
    forge.roles["XA"]?.signers = [signers[0]]
    forge.raise("XA")
    try forge.write()
    let trusted = try await client.refresh(at: now)
    await #expect(throws: TUFFault.tooFewSignatures(role: "XA", found: 1, needed: 2)) {
      try await client.find("authorities/XA/entry.json", in: trusted)
    }
  }

  @Test("Roles are asked before their later sisters, and a terminating one ends the search") func order() async throws {
    var forge = try Forge(server.url)
    try forge.delegate("first", to: [try signer(41)], patterns: ["shared/*"], isTerminating: false)
    try forge.delegate("inner", to: [try signer(42)], patterns: ["shared/a"], isTerminating: false, in: "first")
    try forge.delegate("second", to: [try signer(43)], patterns: ["shared/*"], isTerminating: true)
    try forge.delegate("third", to: [try signer(44)], patterns: ["shared/*"], isTerminating: true)
    try forge.add("shared/a", Data("inner".utf8), to: "inner")
    try forge.add("shared/a", Data("second".utf8), to: "second")
    try forge.add("shared/b", Data("second".utf8), to: "second")
    try forge.add("shared/c", Data("third".utf8), to: "third")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    let trusted = try await client.refresh(at: now)
    #expect(try await client.find("shared/a", in: trusted)?.role == "inner")
    #expect(try await client.find("shared/b", in: trusted)?.role == "second")
    #expect(try await client.find("shared/c", in: trusted) == nil)
    #expect(try await client.targets(of: "second", in: trusted).map(\.path) == ["shared/b"])
  }

  @Test("A role whose paths are told by digest speaks of those alone") func hashPrefixes() throws {
    let path = "authorities/XA/entry.json"
    let digest = TUFPath.digest(path)
    let head = "\"_type\":\"targets\",\"spec_version\":\"1.0.33\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\""
    let role = "{\"name\":\"bin\",\"keyids\":[],\"threshold\":1,\"terminating\":false,\"path_hash_prefixes\":[\"\(digest.prefix(3))\"]}"
    let signed = "{\(head),\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[\(role)]}}"
    let read = try TUFSigned<TUFTargets>(Data("{\"signed\":\(signed),\"signatures\":[]}".utf8))
    let delegation = try #require(read.body.delegations.first)
    #expect(delegation.covers(path))
    #expect(!delegation.covers("authorities/XA/entry2.json"))
  }
}
