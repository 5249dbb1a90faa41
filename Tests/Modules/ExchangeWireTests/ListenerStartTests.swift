// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Keys whose certificate cannot be used until a test says so.
final class LateKeys: OwnKeys {
  let keys: TestKeys
  private let isUsable = Mutex(false)

  init(_ keys: TestKeys) { self.keys = keys }

  var authority: AuthorityName { keys.authority }
  func becomeUsable() { isUsable.withLock { $0 = true } }
  func signatureKey() -> VerificationKey { keys.signatureKey() }
  func signature(for bytes: Data) throws -> Data { try keys.signature(for: bytes) }
  func decryptionKey(_ thumbprint: Thumbprint) -> DecryptionKey? { keys.decryptionKey(thumbprint) }
  func certificate() throws -> NodeCertificate {
    guard isUsable.withLock({ $0 }) else { throw TrustProblem.noSuchKey }
    return keys.shown
  }
}

/// Gives on what is logged as an error.
struct ErrorsTold: LogHandler {
  let told: AsyncStream<String>.Continuation
  var logLevel = Logger.Level.error
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { told.yield("\(event.message)") }
}

@Suite("Beginning to listen for other nodes", .timeLimit(.minutes(2))) struct ListenerStartTests {
  private let arcadia: TestKeys
  private let borealia: TestKeys

  init() throws {
    arcadia = try TestKeys("XA.central")
    borealia = try TestKeys("XB.central")
  }

  /// Runs a listener that cannot listen until the cause is taken away, and gives what it told and the answer to the first question then.
  private func first(_ keys: some OwnKeys, port: Int, takingAway cause: @escaping @Sendable () async throws -> Void) async throws -> (
    told: String?, answer: Int?, errors: Int
  ) {
    let directory = TestDirectory()
    directory.put(try arcadia.entry(port: 1))
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let (errors, told) = AsyncStream<String>.makeStream()
    let listener = WireListener(
      host: "127.0.0.1", port: port, keys: keys, directory: directory, routes: [Heard().inbox],
      logger: Logger(label: "test", factory: { _ in ErrorsTold(told: told) }), again: .milliseconds(20),
      onListening: { listening.yield($0) })
    let running = Task { try await listener.run() }
    var all = errors.makeAsyncIterator()
    // Twice: it was tried again while the cause was still there.
    let problem = await all.next()
    let second = await all.next()
    try await cause()
    var found = ports.makeAsyncIterator()
    let peer = try borealia.entry(port: try #require(await found.next()))
    directory.put(peer)
    let answer = try await withClient(arcadia) { await $0.ask(message(), of: peer).status }
    running.cancel()
    _ = await running.result
    return (problem, answer, second == problem ? 2 : 1)
  }

  @Test("A listener whose certificate cannot be used tells so, goes on, and listens once it can be used")
  func certificate() async throws {
    let keys = LateKeys(borealia)
    let found = try await first(keys, port: 0) { keys.becomeUsable() }
    #expect(found.told == "other nodes cannot call this one: its certificate cannot be used")
    #expect(found.errors == 2 && found.answer == 200)
  }

  @Test("A listener whose port is taken tells so, goes on, and listens once the port is free")
  func port() async throws {
    let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
    let found = try await first(borealia, port: try #require(other.localAddress?.port)) { try await other.close() }
    #expect(found.told == "other nodes cannot call this one: its port for them cannot be listened on")
    #expect(found.errors == 2 && found.answer == 200)
  }
}
