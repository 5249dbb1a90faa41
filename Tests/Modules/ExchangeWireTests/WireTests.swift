// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import ExchangeService
import Foundation
import Synchronization
import Testing

/// A question with some content.
func message(_ content: Data = Data("sealed".utf8), path: String = "/v1/inbox") -> WireQuestion {
  WireQuestion(method: "POST", path: path, fields: ["content-type": "application/jose"], content: content)
}

extension WireOutcome {
  var status: Int? { if case .answered(let status, _, _) = self { status } else { nil } }
  var content: Data? { if case .answered(_, _, let content) = self { content } else { nil } }
  var problem: ExchangeProblem? { if case .problem(let problem, _, _) = self { problem } else { nil } }
  var isSigned: Bool? { if case .problem(_, let isSigned, _) = self { isSigned } else { nil } }
  var isNone: Bool { if case .noAnswer = self { true } else { false } }
}

@Suite("Two nodes on the wire") struct WireTests {
  let arcadia: TestKeys
  let borealia: TestKeys

  init() throws {
    arcadia = try TestKeys("XA.central")
    borealia = try TestKeys("XB.central")
  }

  @Test("A signed question over TLS is answered with what the handler said, and the handler knows who asked")
  func talk() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      let outcome = try await withClient(arcadia) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.status == 200)
      #expect(outcome.content == Data("sealed".utf8))
      #expect(heard.calls.map(\.from) == [arcadia.authority])
      #expect(heard.calls.first?.fields["content-type"] == "application/jose")
    }
  }

  @Test("Many more questions than connections go over one pool, and each has its own answer")
  func many() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      let peer = node.endpoint
      try await withClient(arcadia) { client in
        await withTaskGroup(of: Bool.self) { group in
          for number in 0..<60 {
            group.addTask { await client.ask(message(Data("\(number)".utf8)), of: peer).content == Data("\(number)".utf8) }
          }
          var right = 0
          for await isRight in group where isRight { right += 1 }
          #expect(right == 60)
        }
      }
      #expect(heard.calls.count == 60)
    }
  }

  @Test("A problem that a handler throws is told signed, with the code and nothing else")
  func problem() async throws {
    let route = WireRoute("POST", "/v1/inbox") { _ in throw ExchangeProblem.orderFork }
    try await withListener(borealia, callers: [arcadia], routes: [route]) { [arcadia] node in
      let outcome = try await withClient(arcadia) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.problem == .orderFork)
      #expect(outcome.isSigned == true)
    }
  }

  @Test("Of another error nothing is told, and it counts as no answer")
  func failure() async throws {
    let route = WireRoute("POST", "/v1/inbox") { _ in throw CancellationError() }
    try await withListener(borealia, callers: [arcadia], routes: [route]) { [arcadia] node in
      let outcome = try await withClient(arcadia) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.isNone)
    }
  }

  @Test("A path that nobody answers is told to be empty, signed")
  func emptyPath() async throws {
    try await withListener(borealia, callers: [arcadia], routes: []) { [arcadia] node in
      let outcome = try await withClient(arcadia) { await $0.ask(message(path: "/v1/elsewhere"), of: node.endpoint) }
      #expect(outcome.status == 404)
    }
  }

  @Test("A caller whose certificate is not in the directory gets no connection, and nothing is heard of it")
  func unknownCertificate() async throws {
    let heard = Heard()
    let stranger = try TestKeys("XC.central")
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { node in
      let outcome = try await withClient(stranger) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.isNone)
      #expect(heard.calls.isEmpty)
    }
  }

  @Test("A node that shows another key than the directory has is sent nothing")
  func wrongPin() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia, borealia] node in
      let other = try borealia.entry(port: node.port, pins: [Data(repeating: 7, count: 32)])
      let started = ContinuousClock.now
      try await withClient(arcadia) { client in
        for _ in 0..<20 { #expect(await client.ask(message(), of: other).isNone) }
        // The same client with the right pin: the refusals before have broken nothing.
        #expect(await client.ask(message(), of: node.endpoint).status == 200)
      }
      #expect(heard.calls.count == 1)
      // Each refusal waits for nothing: a wait for a connection would be 15 seconds.
      #expect(ContinuousClock.now - started < .seconds(150))
    }
  }

  @Test("A key that the directory does not have for the owner of the certificate is unknown")
  func foreignKey() async throws {
    let heard = Heard()
    let stranger = try TestKeys("XC.central")
    try await withListener(borealia, callers: [arcadia, stranger], routes: [heard.inbox]) { [arcadia] node in
      // Arcadia's certificate with a signature by a key that is another authority's.
      let mixed = MixedKeys(certificateOf: arcadia, keyOf: stranger)
      let outcome = try await withClient(mixed) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.problem == .unknownKey)
      #expect(heard.calls.isEmpty)
    }
  }

  @Test("A key that is reported as compromised signs no call any more")
  func compromisedKey() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      node.directory.put(try arcadia.entry(port: 1, status: .compromised(since: .now.addingTimeInterval(-60))))
      let outcome = try await withClient(arcadia) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.problem == .revokedKey)
      #expect(heard.calls.isEmpty)
    }
  }

  @Test("An authority that leaves the directory is refused on the connection that it has")
  func leftDirectory() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      try await withClient(arcadia) { client in
        #expect(await client.ask(message(), of: node.endpoint).status == 200)
        node.directory.remove(arcadia.authority)
        #expect(await client.ask(message(), of: node.endpoint).problem == .unknownKey)
      }
      #expect(heard.calls.count == 1)
    }
  }

  @Test("A caller whose clock is ten minutes wrong is told so, and the answer is believed in that", arguments: [-600.0, 600.0])
  func wrongClock(off: TimeInterval) async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      let outcome = try await withClient(arcadia, now: { Date().addingTimeInterval(off) }) {
        await $0.ask(message(), of: node.endpoint)
      }
      #expect(outcome.problem == .clockSkew)
      #expect(outcome.isSigned == true)
      #expect(heard.calls.isEmpty)
    }
  }

  @Test("Two other nodes that find the clock wrong stop the signing, until it is set")
  func clockOfTwo() async throws {
    let cordilia = try TestKeys("XC.central")
    try await withListener(borealia, callers: [arcadia], routes: []) { [arcadia] one in
      try await withListener(cordilia, callers: [arcadia], routes: []) { other in
        let off = Mutex(600.0)
        try await withClient(arcadia, now: { Date().addingTimeInterval(off.withLock { $0 }) }) { client in
          #expect(await client.ask(message(), of: one.endpoint).problem == .clockSkew)
          #expect(await client.ask(message(), of: other.endpoint).problem == .clockSkew)
          #expect(await client.ask(message(), of: one.endpoint).isNone)
          off.withLock { $0 = 0 }
          #expect(await client.ask(message(), of: one.endpoint).status == 404)
        }
      }
    }
  }

  @Test("Content beyond the limit is refused and its sender told")
  func tooMuchContent() async throws {
    let heard = Heard()
    try await withListener(borealia, callers: [arcadia], routes: [heard.inbox]) { [arcadia] node in
      try await withClient(arcadia) { client in
        let whole = Data(repeating: 65, count: WireLimits.content)
        #expect(await client.ask(message(whole), of: node.endpoint).content == whole)
        #expect(await client.ask(message(whole + [65]), of: node.endpoint).problem == .tooLarge)
      }
      #expect(heard.calls.count == 1)
    }
  }

  @Test(
    "An answer that is compressed, has too long a head, more than the limit or another digest counts as none",
    arguments: ["content-encoding", "x-long", "longer", "content-digest"])
  func badAnswers(fault: String) async throws {
    let route = WireRoute("POST", "/v1/inbox") { call in
      switch fault {
      case "content-encoding": WireAnswer(status: 200, fields: [fault: "gzip"], content: .bytes(call.content))
      case "x-long": WireAnswer(status: 200, fields: [fault: String(repeating: "a", count: 20 << 10)], content: .bytes(call.content))
      case "longer": WireAnswer(status: 200, content: .bytes(Data(repeating: 1, count: WireLimits.content + 1)))
      default: WireAnswer(status: 200, fields: [fault: "sha-256=:\(Data(count: 32).base64EncodedString()):"], content: .bytes(call.content))
      }
    }
    try await withListener(borealia, callers: [arcadia], routes: [route]) { [arcadia] node in
      let outcome = try await withClient(arcadia) { await $0.ask(message(), of: node.endpoint) }
      #expect(outcome.isNone)
    }
  }

  @Test("An answer is believed only when a key of the authority that was asked signed it")
  func answerByAnother() async throws {
    let impostor = MixedKeys(certificateOf: borealia, keyOf: try TestKeys("XC.central"))
    let heard = Heard()
    let directory = TestDirectory()
    directory.put(try arcadia.entry(port: 1))
    let (ports, told) = AsyncStream<Int>.makeStream()
    let listener = WireListener(
      host: "127.0.0.1", port: 0, keys: impostor, directory: directory, routes: [heard.inbox], logger: quiet,
      onListening: { told.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await listener.run() }
      for await port in ports {
        let peer = try borealia.entry(port: port)
        directory.put(peer)
        let outcome = try await withClient(arcadia) { await $0.ask(message(), of: peer) }
        #expect(outcome.isNone)
        break
      }
      group.cancelAll()
    }
    #expect(heard.calls.count == 1)
  }
}
