// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Kernel
import Storage
import TUF
import TestKit
import Testing

@testable import ExchangeService

@Suite("Following the signed directory") struct FollowerTests {
  /// Runs a test with a secretariat, two States and a node that follows.
  private func with(
    _ engine: TestDatabases = .sqlite, _ body: (Ceremony, SampleState, any Database, Clock) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(DirectoryMigrations.all) { database in
        let ceremony = try Ceremony(in: folder)
        let state = try SampleState("XA")
        try ceremony.begin([state.part(), SampleState("XB").part()])
        try await body(ceremony, state, database, Clock(start + 60))
      }
    }
  }

  private func kinds(_ database: any Database) async throws -> [String] {
    try await database.rows(SQL("SELECT kind FROM event ORDER BY eventIndex")).map { try $0.text("kind") }
  }

  @Test("A node learns authorities, keys and pins, and knows until when its copy is good", arguments: TestDatabases.all)
  func following(engine: TestDatabases) async throws {
    try await with(engine) { ceremony, state, database, clock in
      let follower = try ceremony.follower(database, at: clock)
      #expect(try await follower.copy() == nil)
      try await follower.refresh()
      let copy = try #require(try await follower.copy())
      #expect(copy.version == 1)
      #expect(copy.standing(at: clock.now) == .fresh)
      #expect(copy.standing(at: start + 2 * day) == .unconfirmed)
      #expect(copy.standing(at: start + 8 * day) == .stale)
      #expect(try await follower.peers().map(\.name.description) == ["XA.central", "XB.central"])
      let peer = try #require(try await follower.peer(state.name))
      let own = state.ring.keys
      #expect(peer.signatureKeys.map(\.entry.thumbprint) == own.filter { $0.use == .signature }.map(\.name))
      #expect(peer.encryptionKey(at: clock.now)?.bytes == own.first { $0.use == .encryption }?.bytes)
      #expect(peer.certificatePins == Set(own.filter { $0.use == .certificate }.compactMap(\.name.bytes)))
      // A second process, or the next start, reads the same without the network.
      let later = DirectoryFollower(database: database, shippedRoot: Data(), fetch: { _, _ in nil }, now: { clock.now })
      #expect(try await later.peer(state.name)?.certificatePins == peer.certificatePins)
      #expect(try await kinds(database) == ["exchange.directoryFollowed", "exchange.stateKeyRelied", "exchange.stateKeyRelied"])
    }
  }

  @Test("An authority is found by a certificate from when it is valid until its State's part ends, without reading the copy again")
  func foundByPin() async throws {
    try await with { ceremony, state, database, clock in
      let old = try #require(state.ring.keys.first { $0.use == .certificate }?.name.bytes)
      var state = state
      try state.ring.rotate(.certificate, from: start + 20 * day, at: start)
      let new = try #require(state.ring.keys.last?.name.bytes)
      _ = try ceremony.publisher.take([], [state.part(at: start + 60)], online: ceremony.online, at: start + 60)
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      let revision = try await follower.current().revision
      func found(_ pin: Data) async throws -> [String] { try await follower.peers(showing: pin).map(\.name.description) }
      #expect(try await found(old) == ["XA.central"])
      #expect(try await found(new) == [])
      #expect(try await found(Data(count: 32)) == [])
      clock.now = start + 20 * day
      #expect(try await found(new) == ["XA.central"])
      clock.now = start + 400 * day
      #expect(try await found(new) == [])
      #expect(try await follower.current().revision == revision)
    }
  }

  @Test("An older directory is refused, told once, and what was believed stays")
  func rollback() async throws {
    try await with { ceremony, state, database, clock in
      let old = ceremony.folder.appending(path: "old")
      try FileManager.default.copyItem(at: ceremony.publisher.folder, to: old)
      clock.now = start + day
      _ = try ceremony.publisher.take([], [state.part(at: clock.now)], online: ceremony.online, at: clock.now)
      try await ceremony.follower(database, at: clock).refresh()
      let attacked = try ceremony.follower(database, at: clock, from: old)
      for _ in 1...2 { await #expect(throws: TrustProblem.directoryRefused(role: "timestamp")) { try await attacked.refresh() } }
      #expect(try await attacked.copy()?.version == 2)
      #expect(try await attacked.peer(state.name) != nil)
      #expect(try await attacked.current().refusal == "rollback timestamp")
      #expect(try await kinds(database).filter { $0 == "exchange.directoryRefused" }.count == 1)
      try await ceremony.follower(database, at: clock).refresh()
      #expect(try await ceremony.follower(database, at: clock).current().refusal == nil)
    }
  }

  @Test("A directory that is not renewed goes stale, and a node that is kept from what is new is told so")
  func frozen() async throws {
    try await with { ceremony, _, database, clock in
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      clock.now = start + 2 * day
      try await follower.refresh()
      #expect(try await follower.copy()?.standing(at: clock.now) == .unconfirmed)
      clock.now = start + 8 * day
      await #expect(throws: TrustProblem.directoryRefused(role: "snapshot")) { try await follower.refresh() }
      #expect(try await follower.copy()?.standing(at: clock.now) == .stale)
      _ = try ceremony.publisher.renew(online: ceremony.online, at: clock.now)
      try await follower.refresh()
      #expect(try await follower.copy()?.standing(at: clock.now) == .fresh)
    }
  }

  @Test("A State's key that follows the earlier one by its signature is relied upon, also by a node that missed the one in between")
  func succession() async throws {
    try await with { ceremony, first, database, clock in
      var state = first
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      for step in 1...2 {
        clock.now = start + Double(step) * day
        try state.replaceKey(signedByOld: true, at: clock.now)
        let part = try state.part(at: clock.now)
        _ = try ceremony.publisher.take(
          [ceremony.list(admitting: [part], at: clock.now)], [part], online: ceremony.online, at: clock.now)
      }
      try await follower.refresh()
      let known = try await follower.current().states.first { $0.state == state.code }
      #expect(known?.key == state.signer.key.verificationKey)
      #expect(known?.relied.ground == .succession)
      #expect(try await follower.peer(state.name) != nil)
    }
  }

  @Test("A key that the secretariat put in a State's place is held: nothing of that State counts until somebody has compared it")
  func heldKey() async throws {
    try await with { ceremony, first, database, clock in
      var state = first
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      clock.now = start + day
      try state.replaceKey(signedByOld: false, at: clock.now)
      state.ring = try ring("XA.central", at: clock.now)
      let part = try state.part(at: clock.now)
      _ = try ceremony.publisher.take([ceremony.list(admitting: [part], at: clock.now)], [part], online: ceremony.online, at: clock.now)
      try await follower.refresh()
      try await follower.refresh()
      #expect(try await follower.peer(state.name) == nil)
      #expect(try await follower.peers().map(\.name.description) == ["XB.central"], "the other State is not touched")
      let offered = try #require(try await follower.current().states.first { $0.state == state.code }?.offered)
      #expect(offered.key == state.signer.key.verificationKey)
      #expect(try await kinds(database).filter { $0 == "exchange.stateKeyHeld" }.count == 1)
      await #expect(throws: TrustProblem.fingerprintDiffers) {
        try await follower.accept(state.code, fingerprint: first.signer.card.fingerprint.description, by: .operatorAtConsole)
      }
      try await follower.accept(state.code, fingerprint: state.signer.card.fingerprint.description, by: .operatorAtConsole)
      #expect(try await follower.peer(state.name) == nil, "what the earlier key said does not count either")
      try await follower.refresh()
      let peer = try #require(try await follower.peer(state.name))
      #expect(peer.signatureKeys.map(\.entry.thumbprint) == state.ring.keys.filter { $0.use == .signature }.map(\.name))
    }
  }

  @Test("A State that was taken out and comes back under another key is held as well")
  func backUnderAnotherKey() async throws {
    try await with { ceremony, first, database, clock in
      var state = first
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      #expect(try await follower.current().listed.contains(state.code))
      clock.now = start + day
      _ = try ceremony.publisher.take(
        [ceremony.list(admitting: [], removing: [state.code], at: clock.now)], [], online: ceremony.online, at: clock.now)
      try await follower.refresh()
      #expect(try await follower.peer(state.name) == nil)
      // The directory has it no more, though its key is remembered.
      let known = try await follower.current()
      #expect(!known.listed.contains(state.code) && known.states.contains { $0.state == state.code })
      clock.now = start + 2 * day
      try state.replaceKey(signedByOld: false, at: clock.now)
      let part = try state.part(at: clock.now)
      _ = try ceremony.publisher.take([ceremony.list(admitting: [part], at: clock.now)], [part], online: ceremony.online, at: clock.now)
      try await follower.refresh()
      #expect(try await follower.peer(state.name) == nil)
      #expect(try await follower.current().states.first { $0.state == state.code }?.offered != nil)
      #expect(try await follower.current().listed.contains(state.code))
    }
  }

  @Test("A compromised key is told as such, a compromised certificate is no pin any more, and nothing is sealed for a compromised key")
  func revokedKeys() async throws {
    try await with { ceremony, first, database, clock in
      var state = first
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      clock.now = start + 2 * day
      let old = state.ring.keys
      for key in old { _ = try state.ring.revoke(key.name, since: start + day, at: clock.now) }
      // No signer of the secretariat is needed for what a State says of its own keys.
      _ = try ceremony.publisher.take([], [state.part(at: clock.now)], online: ceremony.online, at: clock.now)
      try await follower.refresh()
      let peer = try #require(try await follower.peer(state.name))
      let signature = try #require(peer.signatureKeys.first)
      #expect(signature.entry.standing(signedAt: start, receivedAt: start + day - 1) == .relied)
      #expect(signature.entry.standing(signedAt: start, receivedAt: start + day) == .compromised(since: start + day))
      #expect(peer.encryptionKeys.count == 1)
      #expect(peer.encryptionKey(at: clock.now)?.bytes != old.first { $0.use == .encryption }?.bytes)
      #expect(peer.certificatePins.isDisjoint(with: old.compactMap(\.name.bytes)))
      #expect(peer.certificatePins.count == 1)
    }
  }

  @Test("A State that was given the paths of another cannot speak for it")
  func foreignPaths() async throws {
    try await with { ceremony, state, database, clock in
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      clock.now = start + day
      let thief = try Signer(name: "thief")
      let stolen = try EntryDocument.write(try #require(try ring("XA.central", at: clock.now).entry))
      let path = StatePart.path(of: state.name)
      var repository = try #require(try ceremony.publisher.repository())
      var list = repository.targets.body
      list.version += 1
      let own = try #require(list.delegation(to: "XA"))
      list.revoke("XA")
      let patterns = [StatePart.pattern(of: state.code)]
      list.delegate(
        TUFDelegation(name: "XQ", authority: TUFAuthority([thief.tuf.publicKey], threshold: 1), patterns: patterns, isTerminating: true))
      list.delegate(own)
      try repository.take(targets: ceremony.targets.prefix(2).reduce(TUFSigned(list)) { try $0.signed(by: $1.tuf) })
      let body = TUFTargets(version: 1, expires: start + 99 * day, targets: [path: TUFTargetInfo(of: stolen)])
      try repository.take(role: "XQ", TUFSigned(body).signed(by: thief.tuf), files: [path: stolen])
      // The State's own part is as it was.
      try TUFFolder(ceremony.publisher.folder).write(
        repository.publish(
          snapshotExpires: start + 8 * day, snapshotSigners: [ceremony.online.tuf], timestampExpires: start + 2 * day,
          timestampSigners: [ceremony.online.tuf]))
      try await follower.refresh()
      #expect(try await follower.copy()?.version == 2)
      #expect(try await follower.peers().map(\.name.description) == ["XB.central"])
      #expect(try await follower.current().states.map(\.state.code) == ["XA", "XB"], "nobody relies on the key of XQ")
    }
  }

  @Test("One State's part that cannot be read keeps nobody from the others and from what was known of it")
  func unreadablePart() async throws {
    try await with { ceremony, first, database, clock in
      let follower = try ceremony.follower(database, at: clock)
      try await follower.refresh()
      clock.now = start + day
      let path = StatePart.path(of: first.name)
      let bytes = Data("{}".utf8)
      let body = TUFTargets(
        version: Int(clock.now.timeIntervalSince1970), expires: start + 99 * day, targets: [path: TUFTargetInfo(of: bytes)])
      var repository = try #require(try ceremony.publisher.repository())
      try repository.take(role: "XA", TUFSigned(body).signed(by: first.signer.tuf), files: [path: bytes])
      try TUFFolder(ceremony.publisher.folder).write(
        repository.publish(
          snapshotExpires: start + 8 * day, snapshotSigners: [ceremony.online.tuf], timestampExpires: start + 2 * day,
          timestampSigners: [ceremony.online.tuf]))
      try await follower.refresh()
      #expect(try await follower.copy()?.version == 2)
      #expect(try await follower.peers().count == 2)
      #expect(try await kinds(database).last == "exchange.statePartRefused")
    }
  }

  @Test("Of two processes that follow at once none puts back what the other has kept", arguments: TestDatabases.all)
  func twoProcesses(engine: TestDatabases) async throws {
    try await with(engine) { ceremony, _, database, clock in
      let slow = try await FollowedFiles(database)
      try await ceremony.follower(database, at: clock).refresh()
      await #expect(throws: StaleWrite.self) { try await slow.commit([.write(.timestamp, Data("older".utf8))]) }
      #expect(try await ceremony.follower(database, at: clock).copy()?.version == 1)
    }
  }
}
