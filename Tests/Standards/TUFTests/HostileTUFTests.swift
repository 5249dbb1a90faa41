// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import Testing

@testable import TUF

@Suite("TUF client: hostile repositories") struct HostileTUFTests {
  private let server = Scratch()
  private let store = Scratch()

  /// A client that has followed an honest repository, whose versions stand at 5.
  private func following(expiry: TUFExpiry = .stops) async throws -> (Forge, TUFClient) {
    var forge = try Forge.withState(server.url)
    try forge.writeRoot()
    forge.timestamp.version = 5
    forge.snapshot.version = 5
    forge.edit("targets") { $0.version = 5 }
    forge.edit("XA") { $0.version = 5 }
    try forge.write()
    let client = try forge.client(store.url, expiry: expiry)
    let trusted = try await client.refresh(at: now)
    _ = try await client.find("authorities/XA/entry.json", in: trusted)
    return (forge, client)
  }

  /// Checks that an update is refused for this reason, that nothing is kept of it, and that the client goes on with an honest repository.
  private func refuses(
    _ fault: TUFFault, _ client: TUFClient, honest: Forge, at moment: Date = now, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try kept(store.url)
    await #expect(throws: fault, sourceLocation: sourceLocation) { try await client.refresh(at: moment) }
    #expect(try kept(store.url) == before, sourceLocation: sourceLocation)
    var next = honest
    next.raise("targets", "XA")
    try next.write()
    #expect(try await client.refresh(at: now).timestamp.version == 6, sourceLocation: sourceLocation)
  }

  // MARK: Rollback

  @Test("An older timestamp is refused") func timestampRollback() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.timestamp.version = 4
    try forge.write()
    try await refuses(.rollback(role: "timestamp", trusted: 5, found: 4), client, honest: honest)
  }

  @Test("A newer timestamp that names an older snapshot is refused") func snapshotRollback() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.timestamp.version = 6
    forge.snapshot.version = 4
    try forge.write()
    try await refuses(.rollback(role: "snapshot", trusted: 5, found: 4), client, honest: honest)
  }

  @Test("A newer snapshot that names older targets is refused, also for a role that is delegated", arguments: ["targets", "XA"])
  func targetsRollback(role: String) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise()
    forge.edit(role) { $0.version = 4 }
    try forge.write()
    // The timestamp before it is good, and is not kept: or no later update would find its snapshot (CVE-2025-2888, CVE-2022-29173).
    try await refuses(.rollback(role: "\(role).json", trusted: 5, found: 4), client, honest: honest)
  }

  @Test("A role that was listed must stay listed") func delisted() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise()
    forge.unlisted = ["XA"]
    try forge.write()
    try await refuses(.notInSnapshot(role: "XA.json"), client, honest: honest)
  }

  @Test("What was trusted before counts after a new start as well (CVE-2022-29173)") func restarted() async throws {
    let (honest, _) = try await following()
    var forge = honest
    forge.timestamp.version = 4
    try forge.write()
    try await refuses(.rollback(role: "timestamp", trusted: 5, found: 4), try forge.client(store.url), honest: honest)
  }

  @Test("A timestamp of the same version with other content changes nothing") func sameVersion() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.snapshot.version = 6
    try forge.write()
    #expect(try await client.refresh(at: now).snapshot.version == 5)
  }

  // MARK: Freeze

  @Test("A timestamp that has expired ends the work, or is told to whoever may go on") func expiredTimestamp() async throws {
    let (honest, client) = try await following()
    let later = now + day
    let before = try kept(store.url)
    await #expect(throws: TUFFault.expired(role: "timestamp", since: later)) { try await client.refresh(at: later) }
    #expect(try kept(store.url) == before)
    let tolerant = try honest.client(store.url, expiry: .timestampWarns)
    let trusted = try await tolerant.refresh(at: later)
    #expect(trusted.expired == [TUFTrusted.Expired(role: .timestamp, since: later)])
    #expect(try await tolerant.find("authorities/XA/entry.json", in: trusted) != nil)
    #expect(try await tolerant.refresh(at: later - 1).expired.isEmpty)
  }

  @Test("A new timestamp that has expired is not kept by whoever stops at it") func newExpiredTimestamp() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise()
    forge.timestamp.expires = now
    try forge.write()
    try await refuses(.expired(role: "timestamp", since: now), client, honest: honest)
  }

  @Test(
    "A snapshot that has expired ends the work, also for those who only warn of timestamps",
    arguments: [TUFExpiry.stops, .timestampWarns])
  func expiredSnapshot(expiry: TUFExpiry) async throws {
    let (honest, client) = try await following(expiry: expiry)
    var forge = honest
    forge.raise()
    forge.snapshot.expires = now
    try forge.write()
    try await refuses(.expired(role: "snapshot", since: now), client, honest: honest)
  }

  @Test("Targets that have expired end the work") func expiredTargets() async throws {
    let (honest, client) = try await following(expiry: .timestampWarns)
    var forge = honest
    forge.raise("targets")
    forge.edit("targets") { $0.expires = now }
    try forge.write()
    try await refuses(.expired(role: "targets", since: now), client, honest: honest)
  }

  @Test("A State's role that has expired is refused and not kept (CVE-2026-6967)") func expiredDelegate() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise("XA")
    forge.edit("XA") { $0.expires = now }
    try forge.write()
    let trusted = try await client.refresh(at: now)
    let before = try kept(store.url)
    await #expect(throws: TUFFault.expired(role: "XA", since: now)) { try await client.find("authorities/XA/entry.json", in: trusted) }
    #expect(try kept(store.url) == before)
  }

  // MARK: Mix and match

  @Test("A snapshot, targets or a State's role of another time under the right name are refused", arguments: ["snapshot", "targets", "XA"])
  func mixed(role: String) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise("targets", "XA")
    try forge.write()
    let old = try #require(try TUFFolder(server.url).read(forge.metadata(role, 5), limit: 1 << 20))
    try forge.put(forge.metadata(role, 6), old + Data(" ".utf8))
    let before = try kept(store.url)
    await #expect(throws: TUFFault.self) {
      let trusted = try await client.refresh(at: now)
      _ = try await client.find("authorities/XA/entry.json", in: trusted)
    }
    let after = try kept(store.url)
    #expect(after["role-XA.json"] == before["role-XA.json"])
    if role != "XA" { #expect(after == before) }
  }

  @Test(
    "Another file of the same version, signed by the right key, is not the one that is listed",
    arguments: ["snapshot", "targets", "XA"])
  func otherContent(role: String) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise("targets", "XA")
    var other = forge
    if role == "snapshot" { other.snapshot.expires += 60 } else { other.edit(role) { $0.expires += 60 } }
    try other.write()
    let file = try #require(try TUFFolder(server.url).read(forge.metadata(role, 6), limit: 1 << 20))
    try forge.write()
    try forge.put(forge.metadata(role, 6), file)
    await #expect(throws: TUFFault.wrongDigest(name: role)) {
      let trusted = try await client.refresh(at: now)
      _ = try await client.find("authorities/XA/entry.json", in: trusted)
    }
  }

  @Test("Without digests, versions alone must fit: a file of another version is refused", arguments: ["snapshot", "targets", "XA"])
  func mixedWithoutDigests(role: String) async throws {
    var (forge, client) = try await following()
    forge.tellsDigests = false
    forge.raise("targets", "XA")
    try forge.write()
    let old = try #require(try TUFFolder(server.url).read(forge.metadata(role, 5), limit: 1 << 20))
    try forge.put(forge.metadata(role, 6), old)
    await #expect(throws: TUFFault.wrongVersion(role: role, expected: 6, found: 5)) {
      let trusted = try await client.refresh(at: now)
      _ = try await client.find("authorities/XA/entry.json", in: trusted)
    }
  }

  @Test("Metadata of one kind is not taken for another, though the same key signs both") func wrongKind() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise()
    try forge.write()
    let timestamp = try #require(try TUFFolder(server.url).read(forge.metadata("snapshot", 6), limit: 1 << 20))
    try forge.put("metadata/timestamp.json", timestamp)
    try await refuses(.malformed("timestamp._type"), client, honest: honest)
  }

  // MARK: Signatures

  @Test("One key counts once: twice in the list of signatures, and under two ids") func oneKeyTwice() throws {
    let one = try signer(41)
    let payload = Data("payload".utf8)
    let signature = try one.sign(payload)
    #expect(TUFAuthority([one.publicKey, one.publicKey], threshold: 2).count([signature, signature], over: payload) == 1)
    // The same key with a member more has another id, and the id is its own.
    let value = try #require(twin(of: one.publicKey))
    #expect(value.id != one.publicKey.id)
    #expect(value.publicKey == one.publicKey.publicKey)
    let both = [signature, TUFSignature(keyID: value.id, signature: signature.signature)]
    #expect(TUFAuthority([one.publicKey, value], threshold: 2).count(both, over: payload) == 1)
  }

  private func twin(of key: TUFKey) -> TUFKey? {
    guard case .object(let members) = key.value.content else { return nil }
    let more = members + [.init(name: "x-second", position: .init(line: 1, column: 1), value: .text("more"))]
    guard let canonical = try? TUFCanonical.bytes(.init(.object(more))) else { return nil }
    return try? TUFKey(.init(.object(more)), listedAs: TUFFileInfo(of: canonical).hashes["sha256"] ?? "")
  }

  @Test("Targets with one signature of two are refused, also when a key of another role signs as the second")
  func threshold() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise("targets")
    forge.targets.signers = [honest.targets.signers[0], honest.snapshot.signers[0]]
    try forge.write()
    try await refuses(.tooFewSignatures(role: "targets", found: 1, needed: 2), client, honest: honest)
  }

  @Test("Another State's key does not sign for a State") func otherState() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise("XA")
    forge.roles["XA"]?.signers = [try signer(51)]
    try forge.write()
    let trusted = try await client.refresh(at: now)
    await #expect(throws: TUFFault.tooFewSignatures(role: "XA", found: 0, needed: 1)) {
      try await client.find("authorities/XA/entry.json", in: trusted)
    }
  }

  @Test("Timestamp and snapshot that another key signed are refused", arguments: ["timestamp", "snapshot"])
  func wrongKey(role: String) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.raise()
    if role == "timestamp" { forge.timestamp.signers = [try signer(99)] } else { forge.snapshot.signers = [try signer(99)] }
    try forge.write()
    try await refuses(.tooFewSignatures(role: role, found: 0, needed: 1), client, honest: honest)
  }

  // MARK: Roots

  @Test(
    "A root must be signed by enough of the keys before it and by enough of its own",
    arguments: [([4, 5], 0), ([1, 4, 5], 1), ([1, 2], 0), ([1, 2, 4], 1)] as [([UInt8], Int)])
  func rootSignatures(signers: [UInt8], found: Int) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.root.version = 2
    forge.root[.root] = authority([try signer(4), try signer(5)], 2)
    try forge.writeRoot(by: signers.map { try signer($0) })
    await #expect(throws: TUFFault.tooFewSignatures(role: "root", found: found, needed: 2)) { try await client.refresh(at: now) }
    #expect(try kept(store.url)["root-2.json"] == nil)
    try forge.writeRoot(by: [1, 2, 4, 5].map { try signer($0) })
    #expect(try await client.refresh(at: now).root.version == 2)
  }

  @Test("A root that skips a version is refused, and nothing of it is kept (CVE-2025-2885)") func skippedRoot() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.root.version = 3
    try forge.writeRoot(under: 2)
    await #expect(throws: TUFFault.wrongVersion(role: "root", expected: 2, found: 3)) { try await client.refresh(at: now) }
    #expect(try Set(kept(store.url).keys.filter { $0.hasPrefix("root") }) == ["root.json", "root-1.json"])
  }

  @Test("A root without the one before it is not seen") func gap() async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.root.version = 3
    try forge.writeRoot()
    #expect(try await client.refresh(at: now).root.version == 1)
  }

  @Test("The root that is trusted, given again under the next name, ends the chain and no more") func sameRoot() async throws {
    let (honest, client) = try await following()
    try honest.writeRoot(under: 2)
    #expect(try await client.refresh(at: now).root.version == 1)
    #expect(try kept(store.url)["root-2.json"] == nil)
  }

  @Test("A shipped root that its own keys have not signed is refused, and nothing is kept") func shippedRoot() async throws {
    let forge = try Forge.withState(server.url)
    try forge.writeRoot(by: [try signer(1)])
    try forge.write()
    let client = try forge.client(store.url)
    await #expect(throws: TUFFault.tooFewSignatures(role: "root", found: 1, needed: 2)) { try await client.refresh(at: now) }
    #expect(try kept(store.url).isEmpty)
  }

  @Test("After keys were stolen and versions raised to the end, new keys bring the clients back", arguments: ["timestamp", "snapshot"])
  func fastForward(role: String) async throws {
    let (honest, client) = try await following()
    var attack = honest
    attack.timestamp.version = 1 << 40
    attack.snapshot.version = 1 << 40
    try attack.write()
    _ = try await client.refresh(at: now)
    var forge = honest
    forge.raise()
    try forge.write()
    await #expect(throws: TUFFault.rollback(role: "timestamp", trusted: 1 << 40, found: 6)) { try await client.refresh(at: now) }
    forge.root.version = 2
    if role == "timestamp" { forge.timestamp.signers = [try signer(32)] } else { forge.snapshot.signers = [try signer(22)] }
    forge.root[.timestamp] = authority(forge.timestamp.signers, 1)
    forge.root[.snapshot] = authority(forge.snapshot.signers, 1)
    try forge.writeRoot()
    try forge.write()
    let trusted = try await client.refresh(at: now)
    #expect(trusted.timestamp.version == 6)
    #expect(trusted.snapshot.version == 6)
  }

  // MARK: Endless data, delegations

  @Test(
    "A file without end is read to its limit and refused",
    arguments: ["metadata/2.root.json", "metadata/timestamp.json", "metadata/6.snapshot.json"])
  func endless(path: String) async throws {
    let (honest, client) = try await following()
    var forge = honest
    forge.tellsDigests = false
    forge.raise()
    try forge.write()
    let file = server.url.appending(path: path)
    try? FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: URL(filePath: "/dev/zero"))
    let limits = TUFLimits()
    let limit = path.contains("root") ? limits.root : path.contains("timestamp") ? limits.timestamp : limits.snapshot
    await #expect(throws: TUFFault.tooLong(path: path, limit: limit)) { try await client.refresh(at: now) }
  }

  @Test("A file whose length is listed beyond the limit is refused, not read so far", arguments: ["snapshot", "targets"])
  func listedTooLong(role: String) async throws {
    let forge = try Forge.withState(server.url)
    try forge.writeRoot()
    try forge.write()
    var limits = TUFLimits()
    if role == "snapshot" { limits.snapshot = 10 } else { limits.targets = 10 }
    let client = try forge.client(store.url, limits: limits)
    await #expect(throws: TUFFault.tooLong(path: "metadata/1.\(role).json", limit: 10)) { try await client.refresh(at: now) }
  }

  @Test("A path that Unicode takes for the one asked for is another target: the sign for kelvin is no K") func kelvin() async throws {
    var forge = try Forge(server.url)
    try forge.add("\u{212A}", Data("kelvin".utf8), to: "targets")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    #expect(try await client.find("K", in: client.refresh(at: now)) == nil)
  }

  @Test("A target without end, longer, shorter or altered is refused") func alteredTarget() async throws {
    let (forge, client) = try await following()
    let trusted = try await client.refresh(at: now)
    let target = try #require(try await client.find("authorities/XA/entry.json", in: trusted))
    let file = server.url.appending(path: "targets/\(target.name)")
    let length = Forge.entry.count
    func becomes(_ data: Data?, _ fault: TUFFault) async throws {
      try FileManager.default.removeItem(at: file)
      if let data {
        try forge.put("targets/\(target.name)", data)
      } else {
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: URL(filePath: "/dev/zero"))
      }
      await #expect(throws: fault) { try await client.fetch(target) }
    }
    try await becomes(nil, .tooLong(path: "targets/\(target.name)", limit: length))
    try await becomes(Forge.entry + Data("x".utf8), .tooLong(path: "targets/\(target.name)", limit: length))
    try await becomes(Forge.entry.dropLast(), .wrongLength(name: target.path, expected: length, found: length - 1))
    try await becomes(Data(Forge.entry.reversed()), .wrongDigest(name: target.path))
    try await becomes(Forge.entry.dropLast(length), .wrongLength(name: target.path, expected: length, found: 0))
  }

  @Test("A target that claims to be larger than anything allowed is not fetched") func giant() async throws {
    var (forge, _) = try await following()
    forge.raise("XA")
    try forge.add("authorities/XA/entry.json", Data(count: 2000), to: "XA")
    try forge.write()
    var limits = TUFLimits()
    limits.target = 1999
    let client = try forge.client(store.url, limits: limits)
    let target = try #require(try await client.find("authorities/XA/entry.json", in: client.refresh(at: now)))
    await #expect(throws: TUFFault.tooLong(path: "targets/\(target.name)", limit: 1999)) { try await client.fetch(target) }
  }

  @Test("Roles that delegate in a circle are asked once each") func circle() async throws {
    var forge = try Forge(server.url)
    try forge.delegate("a", to: [try signer(41)], patterns: ["*"], isTerminating: false)
    try forge.delegate("b", to: [try signer(42)], patterns: ["*"], isTerminating: false, in: "a")
    try forge.delegate("a", to: [try signer(41)], patterns: ["*"], isTerminating: false, in: "b")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    #expect(try await client.find("x", in: client.refresh(at: now)) == nil)
  }

  @Test("A chain of more roles than are allowed is given up") func longChain() async throws {
    var forge = try Forge(server.url)
    var parent = "targets"
    for number in 0..<12 {
      try forge.delegate("r\(number)", to: [try signer(41)], patterns: ["*"], isTerminating: false, in: parent)
      parent = "r\(number)"
    }
    try forge.add("x", Data("x".utf8), to: parent)
    try forge.writeRoot()
    try forge.write()
    var limits = TUFLimits()
    limits.roles = 12
    let client = try forge.client(store.url, limits: limits)
    let trusted = try await client.refresh(at: now)
    await #expect(throws: TUFFault.tooManyRoles(limit: 12)) { try await client.find("x", in: trusted) }
    limits.roles = 13
    #expect(try await forge.client(store.url, limits: limits).find("x", in: trusted)?.role == "r11")
  }

  @Test("A role that speaks of paths it was not given is not heard, nor are those it leaves such paths to") func outside() async throws {
    var forge = try Forge.withState(server.url)
    try forge.delegate("XB", to: [try signer(51)], patterns: ["authorities/XB/*"])
    try forge.add("authorities/XA/entry.json", Data("false".utf8), to: "XB")
    try forge.delegate("XB-office", to: [try signer(52)], patterns: ["authorities/XA/*"], in: "XB")
    try forge.add("authorities/XA/other.json", Data("false".utf8), to: "XB-office")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    let trusted = try await client.refresh(at: now)
    #expect(try await client.find("authorities/XA/entry.json", in: trusted)?.role == "XA")
    #expect(try await client.find("authorities/XA/other.json", in: trusted) == nil)
    #expect(try await client.targets(of: "XB", in: trusted).isEmpty)
  }

  @Test("A name of a role that would lead out of the folder stays one name") func roleNames() async throws {
    var forge = try Forge(server.url)
    try forge.delegate("../../out", to: [try signer(41)], patterns: ["x"])
    try forge.add("x", Data("x".utf8), to: "../../out")
    try forge.writeRoot()
    try forge.write()
    let client = try forge.client(store.url)
    #expect(try await client.find("x", in: client.refresh(at: now))?.role == "../../out")
    #expect(try kept(store.url).keys.contains("role-..%2F..%2Fout.json"))
    await #expect(throws: TUFFault.unsafePath("../x")) { try await client.find("../x", in: client.refresh(at: now)) }
  }

  @Test("A kept file that somebody has changed is told, not passed over", arguments: ["root.json", "timestamp.json", "snapshot.json"])
  func damagedStore(name: String) async throws {
    let (_, client) = try await following()
    let file = store.url.appending(path: name)
    var data = try Data(contentsOf: file)
    data[data.count / 2] ^= 1
    try data.write(to: file)
    await #expect(throws: TUFFault.storeDamaged(name)) { try await client.refresh(at: now) }
  }
}
