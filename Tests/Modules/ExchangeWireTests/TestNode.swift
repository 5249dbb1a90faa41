// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Logging
import NIOCore
import Synchronization
import Testing

/// The keys of a node of the tests.
struct TestKeys: OwnKeys {
  let authority: AuthorityName
  let signing = SigningKey()
  let opening = DecryptionKey()
  let shown: NodeCertificate

  init(_ name: String) throws {
    authority = try #require(AuthorityName(name))
    shown = try NodeCertificate.selfSigned(for: authority, host: "localhost", at: .now)
  }

  func signatureKey() -> VerificationKey { signing.verificationKey }
  func signature(for bytes: Data) throws -> Data { try signing.key.signature(for: bytes) }
  func decryptionKey(_ thumbprint: Thumbprint) -> DecryptionKey? { opening.encryptionKey.thumbprint == thumbprint ? opening : nil }
  func certificate() -> NodeCertificate { shown }

  /// The entry that the directory has of it.
  func entry(port: Int, status: DirectoryKey.Status = .active, pins: Set<Data>? = nil) throws -> Peer {
    let key = signing.verificationKey
    let entry = DirectoryKey(
      thumbprint: try #require(DigestOf(bytes: key.thumbprint.bytes)), authority: authority, notBefore: .now.addingTimeInterval(-3600),
      expiresAt: .now.addingTimeInterval(86_400), status: status)
    let sealing = PeerEncryptionKey(
      key: opening.encryptionKey, notBefore: .now.addingTimeInterval(-3600), expiresAt: .now.addingTimeInterval(86_400))
    return Peer(
      name: authority, endpoint: try #require(URL(string: "https://localhost:\(port)")),
      signatureKeys: [PeerSignatureKey(key: key, entry: entry)], encryptionKeys: [sealing], certificatePins: pins ?? [shown.pin])
  }
}

/// A copy of the directory that a test writes.
final class TestDirectory: PeerDirectory {
  private let entries = Mutex<[AuthorityName: Peer]>([:])

  func put(_ peer: Peer) { entries.withLock { $0[peer.name] = peer } }
  func remove(_ name: AuthorityName) { entries.withLock { $0[name] = nil } }

  func copy() -> DirectoryCopy? {
    let end = Date.now.addingTimeInterval(86_400)
    return DirectoryCopy(version: 1, timestampExpiresAt: end, snapshotExpiresAt: end, targetsExpiresAt: end)
  }
  func peer(_ name: AuthorityName) -> Peer? { entries.withLock { $0[name] } }
  func peers() -> [Peer] { entries.withLock { $0.values.sorted { $0.name < $1.name } } }
  func refresh() {}
}

/// A listener that runs for the length of a test.
struct RunningNode: Sendable {
  let keys: TestKeys
  let directory: TestDirectory
  let port: Int
  let endpoint: Peer
}

let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// Runs a listener and tells the body where; its own entry and those of the callers are in its directory.
func withListener<Result: Sendable>(
  _ keys: TestKeys, callers: [TestKeys], routes: [WireRoute], patience: WirePatience = WirePatience(),
  now: @escaping @Sendable () -> Date = { Date() }, onRefusal: @escaping @Sendable (ExchangeProblem) -> Void = { _ in },
  _ body: @escaping @Sendable (RunningNode) async throws -> Result
) async throws -> Result {
  let directory = TestDirectory()
  for caller in callers { directory.put(try caller.entry(port: 1)) }
  let (ports, told) = AsyncStream<Int>.makeStream()
  let listener = WireListener(
    host: "127.0.0.1", port: 0, keys: keys, directory: directory, routes: routes, logger: quiet, patience: patience, now: now,
    onRefusal: onRefusal, onListening: { told.yield($0) })
  return try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask {
      try await listener.run()
      return nil
    }
    group.addTask {
      for await port in ports {
        let endpoint = try keys.entry(port: port)
        directory.put(endpoint)
        return try await body(RunningNode(keys: keys, directory: directory, port: port, endpoint: endpoint))
      }
      return nil
    }
    defer { group.cancelAll() }
    while let result = try await group.next() { if let result { return result } }
    throw CancellationError()
  }
}

/// A client that is closed when the body has ended.
func withClient<Result>(
  _ keys: some OwnKeys, now: @escaping @Sendable () -> Date = { Date() }, _ body: (WireClient) async throws -> Result
) async throws -> Result {
  let client = WireClient(keys: keys, logger: quiet, now: now)
  do {
    let result = try await body(client)
    await client.shutdown()
    return result
  } catch {
    await client.shutdown()
    throw error
  }
}

/// What a listener's handlers were given.
final class Heard: Sendable {
  private let seen = Mutex<[WireCall]>([])
  var calls: [WireCall] { seen.withLock { $0 } }
  func note(_ call: WireCall) { seen.withLock { $0.append(call) } }

  /// Takes messages and gives their content back.
  var inbox: WireRoute {
    WireRoute("POST", "/v1/inbox") { call in
      self.note(call)
      return WireAnswer(status: 200, fields: ["content-type": "application/jose"], content: .bytes(call.content))
    }
  }
}

/// The certificate of one authority with the signature key of another.
struct MixedKeys: OwnKeys {
  let certificateOf: TestKeys
  let keyOf: TestKeys

  var authority: AuthorityName { certificateOf.authority }
  func signatureKey() -> VerificationKey { keyOf.signatureKey() }
  func signature(for bytes: Data) throws -> Data { try keyOf.signature(for: bytes) }
  func decryptionKey(_ thumbprint: Thumbprint) -> DecryptionKey? { nil }
  func certificate() -> NodeCertificate { certificateOf.certificate() }
}
