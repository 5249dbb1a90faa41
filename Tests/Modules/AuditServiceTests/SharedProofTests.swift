// SPDX-License-Identifier: Apache-2.0
import AuditService
import Foundation
import MerkleLog
import Storage
import TestKit
import Testing

@Suite("Proofs that share a checkpoint") struct SharedProofTests {
  @Test(
    "Many events proved at once have few checkpoints, and each proof holds against the one that it carries", arguments: TestDatabases.all)
  func many(_ engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let before = try await checkpoints(log)
      let shared = SharedProofs(log.audit) { TestLog.instant }
      let proofs = try await withThrowingTaskGroup(of: (Int, String).self) { group in
        for number in 0..<100 {
          group.addTask {
            let index = Int(try await log.database.commit(Commit(events: [TestLog.event(1_000 + number)])).eventIndices[0])
            return (index, try await shared.proof(of: index))
          }
        }
        return try await group.reduce(into: [(Int, String)]()) { $0.append($1) }
      }
      #expect(Set(proofs.map(\.0)).count == 100)
      let key = try #require(try await log.audit.publicKey())
      for (index, text) in proofs {
        let proof = try #require(InclusionProof(text: text))
        let event = try #require(try await EventLog(log.database).checked(after: Int64(index) - 1, limit: 1).first)
        let holds = try proof.proves(.leaf(event.bytes), by: [key])
        #expect(holds && proof.index == index)
      }
      #expect(try await checkpoints(log) - before < 100)
    }
  }

  @Test("An event that is not there fails alone", arguments: TestDatabases.all)
  func absent(_ engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let shared = SharedProofs(log.audit) { TestLog.instant }
      let there = Task { try await shared.proof(of: 299) }
      let absent = Task { try await shared.proof(of: 5_000) }
      await #expect(throws: AuditProblem.noSuchEvent) { try await absent.value }
      let text = try await there.value
      #expect(!text.isEmpty)
    }
  }

  private func checkpoints(_ log: TestLog) async throws -> Int {
    try await log.database.row(SQL("SELECT count(*) AS n FROM auditCheckpoint"))?.integer("n") ?? 0
  }
}
