// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import Keys
import Storage
import TestKit
import Testing

@Suite("What waits in the outbox") struct WaitingDraftTests {
  private static let document = Data("{\"subject\":\"CANARYSUBJECT\"}".utf8)

  /// A draft with a document and a file whose names stand for those of a case.
  private func draft(_ pair: TestPair, _ number: Int = 1) -> MessageDraft {
    var draft = pair.draft(number, document: Self.document)
    draft.files = [
      .init(ownerKind: "case", ownerID: "one", sha256: TestFiles.digest, name: "CANARYNAME.pdf", media: "application/pdf")
    ]
    return draft
  }

  private func waiting(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT payload FROM outbox")).map { try $0.text("payload") }
  }

  @Test("A draft that waits shows nothing of its document and its files, and goes out whole", arguments: TestDatabases.all)
  func sealed(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      try await pair.arcadia.want(draft(pair), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let kept = try await waiting(pair.arcadia)
      #expect(kept.count == 1)
      for payload in kept {
        for canary in ["CANARY", Self.document.base64EncodedString(), TestFiles.digest] { #expect(!payload.contains(canary)) }
      }
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      pair.clock.pass(10)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
      #expect(pair.arcadia.files.asked.value.map(\.files) == [draft(pair).files])
      #expect(pair.borealia.documents.value == [Self.document])
      #expect(try await waiting(pair.arcadia).isEmpty)
    }
  }

  @Test("A draft that an earlier version of the program left in clear goes out", arguments: TestDatabases.all)
  func before(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let payload = """
        {"id":"\(draft(pair).id)","conversation":"\(TestPair.conversation)","to":"XB.central","service":"urn:comity:mla:1","act":"request",\
        "schema":"urn:comity:schema:test:1","document":"\(Self.document.base64EncodedString())","files":[],"days":7}
        """
      try await pair.arcadia.database.commit(
        Commit(effects: [NewEffect(MessageDraft.effect, payload: payload, notBefore: pair.clock.now)]))
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
      #expect(pair.borealia.documents.value == [Self.document])
    }
  }

  @Test(
    "A draft whose conversation was shredded is given up and its module told, and the drafts of others go out", arguments: TestDatabases.all
  )
  func destroyed(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(draft(pair), at: pair.clock.now)
      let owner = KeyOwner(type: "conversation", id: TestPair.conversation.description)
      try await pair.arcadia.database.commit(Commit([pair.arcadia.dataKeys.destroying(owner, at: pair.clock.now)]))
      var other = pair.draft(2, act: "withdrawal", document: Self.document)
      other.conversation = ConversationID(at: TestClock.start, random: 8)
      try await pair.arcadia.want(other, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await waiting(pair.arcadia).isEmpty)
      #expect(try await pair.arcadia.progress() == ["submission-rejection", "relay-acceptance"])
      #expect(try await pair.borealia.effects() == ["withdrawal"])
      #expect(try await pair.arcadia.failures() == ["gone"])
    }
  }

  @Test("While other nodes find the clock wrong nothing is signed, and it is when they do no more", arguments: TestDatabases.all)
  func wrongClock(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.isClockBelieved = false
      try await pair.arcadia.want(draft(pair), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.arcadia.database.rows(SQL("SELECT signed FROM exchangeMessage")).isEmpty)
      pair.network.isClockBelieved = true
      pair.clock.pass(10)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("A file that is not there any more is told as that", arguments: TestDatabases.all)
  func gone(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.arcadia.files.trouble.value = FileIsGone()
      try await pair.arcadia.want(draft(pair), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.arcadia.failures() == ["gone"])
      #expect(try await pair.arcadia.progress() == ["submission-rejection"])
    }
  }
}
