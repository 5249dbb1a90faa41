// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import Synchronization
import TestKit
import Testing

/// Python's ssl, http-message-signatures and curl as peers, well-behaved and hostile.
@Suite("A node on the wire and other programs") struct WirePeerTests {
  private func meet(
    patience: WirePatience = WirePatience(), _ deed: String
  ) async throws -> (answer: [String: Any], calls: [WireCall], refusals: [String]) {
    let refusals = Mutex<[String]>([])
    let (arcadia, borealia, heard) = (try TestKeys("XA.central"), try TestKeys("XB.central"), Heard())
    let answer = try await withTemporaryFolder { folder in
      try await withListener(
        borealia, callers: [arcadia], routes: [heard.inbox], patience: patience,
        onRefusal: { problem in refusals.withLock { $0.append(problem.rawValue) } }
      ) { node in
        Answer(members: try await OtherProgram(keys: arcadia, node: node, folder: folder).ask(deed))
      }
    }
    return (answer.members, heard.calls, refusals.withLock { $0 })
  }

  private struct Answer: @unchecked Sendable { let members: [String: Any] }

  @Test("A call that another program signs is taken, and that program believes the answer")
  func good() async throws {
    let (answer, calls, _) = try await meet("good")
    #expect(answer["status"] as? Int == 200)
    #expect(answer["believed"] as? Bool == true, "\(answer)")
    #expect(calls.map(\.content) == [Data("sealed".utf8)])
  }

  @Test(
    "What is not signed as the profile wants is refused, with the problem and without being heard, and counted once",
    arguments: [
      ("unsigned", 401, "signature"), ("wrong-digest", 401, "signature"), ("no-digest", 401, "signature"),
      ("little-covered", 401, "signature"),
      ("other-tag", 401, "signature"), ("other-authority", 401, "signature"), ("compressed", 415, "media"), ("query", 400, "schema"),
      ("too-long", 413, "too-large"),
    ])
  func refused(deed: String, status: Int, problem: String) async throws {
    let (answer, calls, refusals) = try await meet(deed)
    #expect(refusals == [problem])
    #expect(answer["status"] as? Int == status, "\(answer)")
    #expect(answer["problem"] as? String == problem)
    // An answer can be bound to the question only where the question is signed.
    #expect(answer["believed"] as? Bool == true || deed == "unsigned", "\(answer)")
    #expect(calls.isEmpty)
  }

  @Test("A call that comes twice is taken once")
  func replayed() async throws {
    let (answer, calls, _) = try await meet("replayed")
    #expect((answer["first"] as? [String: Any])?["status"] as? Int == 200)
    #expect((answer["second"] as? [String: Any])?["problem"] as? String == "signature")
    #expect(calls.count == 1)
  }

  @Test("Heads beyond the limit end the connection or are refused unsigned", arguments: ["big-head", "many-fields", "long-path"])
  func heads(deed: String) async throws {
    let (answer, calls, _) = try await meet(deed)
    #expect([0, 400].contains(answer["status"] as? Int), "\(answer)")
    #expect(calls.isEmpty)
  }

  @Test("Content that never ends is cut off")
  func endless() async throws {
    let (answer, calls, _) = try await meet("chunked")
    #expect(try #require(answer["seconds"] as? Double) < 20)
    #expect(calls.isEmpty)
  }

  @Test("Who is silent or drips loses the connection", arguments: ["silent", "slow-head", "slow-content"])
  func slow(deed: String) async throws {
    let (answer, calls, _) = try await meet(patience: WirePatience(head: 2, content: 2, piece: 2), deed)
    #expect(try #require(answer["seconds"] as? Double) < 15)
    #expect(calls.isEmpty)
  }

  @Test("Older TLS and callers without a certificate get nowhere", arguments: ["tls12", "nameless"])
  func noConnection(deed: String) async throws {
    let (answer, calls, _) = try await meet(deed)
    #expect(answer["refused"] != nil || answer["status"] as? Int == 0, "\(answer)")
    #expect(calls.isEmpty)
  }

  @Test("An authority has four connections; a fifth is refused until one is closed")
  func crowd() async throws {
    let (answer, _, _) = try await meet("crowd")
    #expect(answer["first"] as? [Int] == [200, 200, 200, 200])
    #expect(answer["fifth"] as? Int == 0)
    #expect(answer["sixth"] as? Int == 200)
  }
}
