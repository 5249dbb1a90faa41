// SPDX-License-Identifier: Apache-2.0
import AuditRules
import AuditService
import Foundation
import MerkleLog
import Storage
import StorageSQLite
import TestKit
import Testing

@Suite("Tampering with the tree, its checkpoints and whole databases is found") struct CheckpointTamperingTests {
  @Test("A kept node of the tree, and the kept right edge", arguments: TestDatabases.all)
  func tree(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let other = TreeHash.empty.bytes
      _ = try await log.database.change(SQL("UPDATE auditNode SET hash = $1 WHERE level = 8 AND position = 0", [other.sql]))
      #expect(try await log.findings() == [.nodeDiffers(level: 8, position: 0)])
      // 280 has three bits: three peaks.
      _ = try await log.database.change(SQL("UPDATE auditTree SET peaks = $1", [(other + other + other).sql]))
      #expect(try await log.findings() == [.treeDiffers(size: 280), .nodeDiffers(level: 8, position: 0)])
    }
  }

  @Test("A checkpoint's text, its root, and all checkpoints deleted", arguments: TestDatabases.all)
  func checkpoints(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      _ = try await log.database.change(SQL("UPDATE auditCheckpoint SET root = $1 WHERE size = 100", [TreeHash.empty.bytes.sql]))
      #expect(try await log.findings() == [.checkpointAltered(size: 100)])
      _ = try await log.database.change(SQL("UPDATE auditCheckpoint SET note = replace(note, '100', '101') WHERE size = 100"))
      #expect(try await log.findings() == [.notSigned(size: 100)])
      _ = try await log.database.change(SQL("DELETE FROM auditCheckpoint"))
      #expect(try await log.findings() == [.checkpointsGone(size: 280)])
    }
  }

  @Test("A checkpoint that somebody signed with a key of their own", arguments: TestDatabases.all)
  func foreignKey(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let forger = try #require(NoteSigner(name: "arcadia.example/log", seed: Data(repeating: 9, count: 32)))
      let said = try #require(Checkpoint(text: try SignedNote(log.kept.note).text))
      let forged = try said.signed(by: forger).note
      _ = try await log.database.change(SQL("UPDATE auditCheckpoint SET note = $1 WHERE size = 280", [forged.sql]))
      #expect(try await log.findings() == [.notSigned(size: 280)])
      #expect(try await log.audit.verify(trusting: [forger.publicKey]).isIntact)
      #expect(try await log.findings(against: [KeptCheckpoint(name: "forged", note: forged)]).contains(.keptNotSigned(name: "forged")))
    }
  }

  @Test("Events, tree and checkpoints cut off together: only what is kept outside the database tells", arguments: TestDatabases.all)
  func cutOffTogether(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let earlier = try await log.database.rows(SQL("SELECT note FROM auditCheckpoint WHERE size = 100"))[0].text("note")
      let tree = try #require(Checkpoint(text: try SignedNote(earlier).text))
      // What a tree of 100 events looked like, taken from another log with the same events.
      try await withTemporaryFolder { folder in
        try await engine.with(AuditLog.migrations) { other in
          try await TestLog.append(0..<100, to: other)
          _ = try await TestLog.audit(other, in: folder).checkpoint(at: TestLog.instant)
          let peaks = try await other.rows(SQL("SELECT peaks FROM auditTree"))[0].blob("peaks")
          try await log.tamper(
            SQL("DELETE FROM event WHERE eventIndex >= 100"), SQL("UPDATE eventHead SET next = 100"), SQL("DELETE FROM auditNode"),
            SQL("DELETE FROM auditCheckpoint WHERE size > 100"), SQL("UPDATE auditTree SET size = 100, peaks = $1", [peaks.sql]))
        }
      }
      #expect(tree.size == 100)
      // The personal digests of the other log have other salts, so its right edge is not quite this one's: that shows as well.
      #expect(
        try await log.findings(against: [log.kept]).filter { $0.code == "olderThanKept" } == [
          .olderThanKept(name: "kept", found: 100, size: 280), .olderThanKept(name: "log.checkpoint", found: 100, size: 280),
        ])
    }
  }

  @Test("Everything rewritten and signed anew with the node's own key: a checkpoint kept elsewhere tells", arguments: TestDatabases.all)
  func signedAnew(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let other = try await log.bytes(of: 150, replacing: "\"n\":150", with: "\"n\":151")
      try await log.tamper(
        TestLog.rewriting(150, to: other), SQL("DELETE FROM auditNode"), SQL("DELETE FROM auditCheckpoint"), SQL("DELETE FROM auditTree"))
      try await withTemporaryFolder { folder in
        let forger = TestLog.audit(log.database, in: folder)
        _ = try await forger.checkpoint(at: TestLog.instant)
        #expect(try await forger.verify().isIntact)
        #expect(try await forger.verify(against: [log.kept]).findings == [.keptDiffers(name: "kept", size: 280)])
      }
    }
  }

  @Test("An old backup that was restored, and one that has gone on since, are found by a kept checkpoint")
  func oldBackup() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(file: folder.appending(path: "node.sqlite"))
      try await database.migrate(AuditLog.migrations)
      let audit = TestLog.audit(database, in: folder)
      try await TestLog.append(0..<40, to: database)
      _ = try await audit.checkpoint(at: TestLog.instant)
      try await database.backup(to: folder.appending(path: "old.sqlite"))
      try await TestLog.append(40..<60, to: database)
      let kept = KeptCheckpoint(name: "kept", note: try #require(try await audit.checkpoint(at: TestLog.instant)).note)
      try await database.close()
      let restored = try SQLiteDatabase(file: folder.appending(path: "old.sqlite"))
      // The data folder was not restored: what is kept beside the key is newer than the copy.
      let again = TestLog.audit(restored, in: folder)
      #expect(try await again.verify().findings == [.olderThanKept(name: "log.checkpoint", found: 40, size: 60)])
      await #expect(throws: AuditProblem.olderThanKept(found: 40, size: 60)) { try await again.checkpoint(at: TestLog.instant) }
      let elsewhere = TestLog.audit(restored, in: folder.appending(path: "elsewhere"))
      try FileManager.default.createDirectory(at: folder.appending(path: "elsewhere"), withIntermediateDirectories: true)
      #expect(try await elsewhere.verify().isIntact)
      #expect(try await elsewhere.verify(against: [kept]).findings == [.olderThanKept(name: "kept", found: 40, size: 60)])
      try await TestLog.append(100..<140, to: restored)
      _ = try await elsewhere.checkpoint(at: TestLog.instant)
      #expect(try await elsewhere.verify(against: [kept]).findings == [.keptDiffers(name: "kept", size: 60)])
      try await restored.close()
    }
  }

  @Test("After a restore on purpose the log goes on, and what was lost is recorded and kept aside", arguments: TestDatabases.all)
  func acceptedRestore(engine: TestDatabases) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(AuditLog.migrations) { database in
        let audit = TestLog.audit(database, in: folder)
        await #expect(throws: AuditProblem.nothingToAccept) { try await audit.acceptRestore(at: TestLog.instant) }
        try await TestLog.append(0..<10, to: database)
        _ = try await audit.checkpoint(at: TestLog.instant)
        await #expect(throws: AuditProblem.nothingToAccept) { try await audit.acceptRestore(at: TestLog.instant) }
        let signer = try #require(NoteSigner(name: "arcadia.example/log", seed: TestLog.seed))
        let lost = try Checkpoint(origin: "arcadia.example/log", size: 25, root: .leaf(Data("lost".utf8))).signed(by: signer).note
        try Data(lost.utf8).write(to: folder.appending(path: "log.checkpoint"))
        let aside = try await audit.acceptRestore(at: TestLog.instant)
        #expect(try String(contentsOf: aside, encoding: .utf8) == lost)
        #expect(try await audit.verify().isIntact)
        let event = try #require(try await EventLog(database).page(after: 9, limit: 1).first)
        #expect(event.kind == "audit.restoreAccepted")
        #expect(event.facts["size"] == .value(.integer(25)))
        // Who kept the lost checkpoint still finds that this log does not go on from it.
        try await TestLog.append(100..<140, to: database)
        #expect(try await audit.verify(against: [KeptCheckpoint(name: "k", note: lost)]).findings == [.keptDiffers(name: "k", size: 25)])
      }
    }
  }
}

@Suite("Checkpoints and proofs") struct CheckpointTests {
  @Test("No checkpoint without events, none again without new ones, each signed and kept beside the key", arguments: TestDatabases.all)
  func signing(engine: TestDatabases) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(AuditLog.migrations) { database in
        let audit = TestLog.audit(database, in: folder)
        #expect(try await audit.checkpoint(at: TestLog.instant) == nil)
        try await TestLog.append(0..<3, to: database)
        let signed = try #require(try await audit.checkpoint(at: TestLog.instant))
        #expect(try await audit.checkpoint(at: TestLog.instant.addingTimeInterval(60)) == signed)
        let key = try #require(try await audit.publicKey())
        let said = try Checkpoint.verified(signed.note, by: [key])
        #expect(said.size == 3 && said.origin == "arcadia.example/log")
        #expect(try String(contentsOf: folder.appending(path: "log.checkpoint"), encoding: .utf8) == signed.note)
      }
    }
  }

  @Test("Two processes that sign at once make one tree", arguments: TestDatabases.all)
  func twice(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let signed = try await withThrowingTaskGroup(of: SignedCheckpoint?.self) { group in
        for _ in 0..<4 { group.addTask { try await log.audit.checkpoint(at: TestLog.instant) } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1?.note ?? "") }
      }
      #expect(signed.count == 1)
      #expect(try await log.audit.verify().isIntact)
    }
  }

  @Test("Nothing is signed over a row that was edited, one that is gone, or a tree that was changed", arguments: TestDatabases.all)
  func refusal(engine: TestDatabases) async throws {
    let changes = [
      "UPDATE event SET byId = 'x' WHERE eventIndex = 284", "DELETE FROM event WHERE eventIndex = 290", "DELETE FROM auditCheckpoint",
      "UPDATE auditTree SET origin = 'other.example/log'", "UPDATE auditCheckpoint SET note = '' WHERE size = 280",
    ]
    for change in changes {
      try await TestLog.with(engine) { log in
        try await log.tamper(SQL(change))
        await #expect(throws: AuditProblem.broken, "\(change)") { try await log.audit.checkpoint(at: TestLog.instant) }
      }
    }
  }

  @Test("Every event up to the checkpoint is proved to whoever has the key alone, and the later ones not yet", arguments: TestDatabases.all)
  func inclusion(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let key = try #require(try await log.audit.publicKey())
      for index in 0..<TestLog.second {
        let proof = try #require(InclusionProof(text: try await log.audit.proof(of: index)))
        #expect(try proof.proves(.leaf(try await log.bytes(of: index)), by: [key]), "\(index)")
      }
      await #expect(throws: AuditProblem.notYetSigned) { try await log.audit.proof(of: TestLog.second) }
      await #expect(throws: AuditProblem.noSuchEvent) { try await log.audit.proof(of: TestLog.all) }
      await #expect(throws: AuditProblem.noSuchEvent) { try await log.audit.proof(of: -1) }
    }
  }

  @Test("No proof is given of an event that was edited", arguments: TestDatabases.all)
  func noProof(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(TestLog.rewriting(7, to: try await log.bytes(of: 8)))
      await #expect(throws: AuditProblem.broken) { try await log.audit.proof(of: 7) }
    }
  }

  @Test("The tree is proved to go on from any earlier size", arguments: TestDatabases.all)
  func consistency(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      var roots = [TreeHash.empty]
      var tree = GrowingTree()
      for index in 0..<TestLog.second {
        tree.append(.leaf(try await log.bytes(of: index)))
        roots.append(tree.root)
      }
      for (old, new) in [(0, 280), (1, 280), (100, 280), (256, 280), (255, 257), (99, 100), (280, 280)] {
        let proof = try await log.audit.consistency(from: old, to: new).proof.compactMap { TreeHash(base64: $0) }
        #expect(ProofCheck.extends(from: old, root: roots[old], to: new, root: roots[new], by: proof), "\(old) \(new)")
      }
      for (old, new) in [(5, 4), (-1, 4), (4, 281)] {
        await #expect(throws: AuditProblem.badSizes) { try await log.audit.consistency(from: old, to: new) }
      }
    }
  }

  @Test("The published log has the layout of tlog-tiles, appears whole and overwrites nothing")
  func export() async throws {
    try await TestLog.with(.sqlite) { log in
      let folder = log.folder.appending(path: "published")
      #expect(try await log.audit.export(to: folder) == TestLog.second)
      func read(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }
      let leaves = try read("tile/0/000") + read("tile/0/001.p/24")
      var tree = GrowingTree()
      for start in stride(from: 0, to: leaves.count, by: 32) { tree.append(try #require(TreeHash(leaves[start..<start + 32]))) }
      let key = try #require(NoteKey(String(decoding: try read("key"), as: UTF8.self).trimmingCharacters(in: .newlines)))
      let said = try Checkpoint.verified(String(decoding: try read("checkpoint"), as: UTF8.self), by: [key])
      #expect(said.size == 280 && said.root == tree.root)
      #expect(try read("checkpoints/100").count > 100 && read("checkpoints/280") == read("checkpoint"))
      #expect(try read("tile/1/000.p/1").count == 32)
      #expect(try read("tile/entries/001.p/24").dropFirst(2).prefix(2) == Data("{\"".utf8))
      await #expect(throws: AuditProblem.folderExists(path: folder.path)) { try await log.audit.export(to: folder) }
      try await log.tamper(TestLog.rewriting(7, to: try await log.bytes(of: 8)))
      await #expect(throws: AuditProblem.broken) { try await log.audit.export(to: log.folder.appending(path: "again")) }
      let left = try FileManager.default.contentsOfDirectory(atPath: log.folder.path)
      #expect(!left.contains { $0.contains("again") })
    }
  }
}
