// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Storage
import Synchronization
import Testing

/// A clock that goes when it is told to.
final class TestClock: Sendable {
  static let start = Date(timeIntervalSince1970: 1_795_000_000)
  private let instant = Mutex(start)

  var now: Date { instant.withLock { $0 } }
  func pass(_ seconds: TimeInterval) { instant.withLock { $0.addTimeInterval(seconds) } }
}

/// The keys of a fictional authority, in memory.
struct TestKeys: OwnKeys {
  let authority: AuthorityName
  let signing = SigningKey()
  let decryption = DecryptionKey()

  func signatureKey() async throws -> VerificationKey { signing.verificationKey }
  func signature(for bytes: Data) async throws -> Data { try signing.key.signature(for: bytes) }
  func decryptionKey(_ thumbprint: Thumbprint) async throws -> DecryptionKey? {
    thumbprint == decryption.encryptionKey.thumbprint ? decryption : nil
  }
  func certificate() async throws -> NodeCertificate { NodeCertificate(certificate: "", privateKey: "", pin: Data()) }

  /// What the directory has of the authority.
  func entry(_ status: DirectoryKey.Status = .active) throws -> Peer {
    let (from, until) = (TestClock.start.addingTimeInterval(-86_400), TestClock.start.addingTimeInterval(400 * 86_400))
    let key = DirectoryKey(
      thumbprint: try #require(DigestOf(bytes: Array(signing.verificationKey.thumbprint.bytes))), authority: authority, notBefore: from,
      expiresAt: until, status: status)
    return Peer(
      name: authority, endpoint: try #require(URL(string: "https://\(authority).example")),
      signatureKeys: [PeerSignatureKey(key: signing.verificationKey, entry: key)],
      encryptionKeys: [PeerEncryptionKey(key: decryption.encryptionKey, notBefore: from, expiresAt: until)], certificatePins: [])
  }
}

/// A directory whose copy can go stale and whose entries can change.
final class TestDirectory: PeerDirectory {
  struct State {
    var entries: [AuthorityName: Peer] = [:]
    /// What the next fetching brings.
    var news: [AuthorityName: Peer] = [:]
    var snapshotExpiresAt = TestClock.start.addingTimeInterval(1_000 * 86_400)
    var fetched = 0
  }
  let state = Mutex(State())

  func copy() async throws -> DirectoryCopy? {
    state.withLock {
      DirectoryCopy(
        version: 41, timestampExpiresAt: $0.snapshotExpiresAt, snapshotExpiresAt: $0.snapshotExpiresAt,
        targetsExpiresAt: $0.snapshotExpiresAt)
    }
  }
  func peer(_ name: AuthorityName) async throws -> Peer? { state.withLock { $0.entries[name] } }
  func peers() async throws -> [Peer] { state.withLock { $0.entries.values.sorted { $0.name < $1.name } } }
  func refresh() async throws {
    state.withLock {
      $0.fetched += 1
      $0.entries.merge($0.news) { _, new in new }
    }
  }

  func set(_ peer: Peer) { state.withLock { $0.entries[peer.name] = peer } }
  func remove(_ name: AuthorityName) { state.withLock { _ = $0.entries.removeValue(forKey: name) } }
  func expire(at instant: Date) { state.withLock { $0.snapshotExpiresAt = instant } }
}

/// The network between the nodes of a test: it can lose questions and answers, and put other answers in their place.
final class TestNetwork: Sendable {
  enum Fault: Sendable {
    case loseQuestion
    case loseAnswer
    case answer(WireOutcome)
  }
  private let handlers = Mutex<[AuthorityName: WireHandler]>([:])
  private let faults = Mutex<[Fault]>([])
  private let asked = Mutex<[String]>([])
  private let clockIsBelieved = Mutex(true)

  /// Whether other nodes find the clocks of these right.
  var isClockBelieved: Bool {
    get { clockIsBelieved.withLock { $0 } }
    set { clockIsBelieved.withLock { $0 = newValue } }
  }

  func connect(_ name: AuthorityName, _ handler: @escaping WireHandler) { handlers.withLock { $0[name] = handler } }
  /// What goes wrong with the next questions, in order.
  func fail(_ next: Fault...) { faults.withLock { $0 = next } }
  func failAlways(_ fault: Fault, _ count: Int) { faults.withLock { $0 = Array(repeating: fault, count: count) } }
  /// The paths that were asked, in order.
  var paths: [String] { asked.withLock { $0 } }

  func ask(_ question: WireQuestion, from: AuthorityName, of peer: AuthorityName, at now: Date) async -> WireOutcome {
    asked.withLock { $0.append(question.path) }
    let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    switch fault {
    case .loseQuestion: return .noAnswer(retryAfter: nil)
    case .answer(let outcome): return outcome
    case .loseAnswer, nil: break
    }
    guard let handler = handlers.withLock({ $0[peer] }) else { return .noAnswer(retryAfter: nil) }
    let call = WireCall(
      from: from, method: question.method, path: question.path, fields: question.fields, content: question.content, receivedAt: now)
    let outcome: WireOutcome
    do {
      let answer = try await handler(call)
      guard case .bytes(let content) = answer.content else { return .noAnswer(retryAfter: nil) }
      outcome = .answered(status: answer.status, fields: answer.fields, content: content)
    } catch let problem as ExchangeProblem {
      outcome = .problem(problem, isSigned: true, retryAfter: nil)
    } catch {
      outcome = .noAnswer(retryAfter: nil)
    }
    if case .loseAnswer = fault { return .noAnswer(retryAfter: nil) }
    return outcome
  }
}

/// The way of one node into the network of a test.
struct TestTransport: PeerTransport {
  let own: AuthorityName
  let network: TestNetwork
  let clock: TestClock

  func ask(_ question: WireQuestion, of peer: Peer) async -> WireOutcome {
    await network.ask(question, from: own, of: peer.name, at: clock.now)
  }
  func fetch(
    _ question: WireQuestion, of peer: Peer, limit: Int, into take: @Sendable (Data) async throws -> Void
  ) async -> WireOutcome {
    .noAnswer(retryAfter: nil)
  }
  func maySign() async -> Bool { network.isClockBelieved }
}

/// The files of one node's messages: their rows are real, their bytes are nowhere.
struct TestFiles: Sendable {
  let database: any Database
  let clock: TestClock
  /// What sealing meets, in place of the files.
  let trouble = TestAuthority.Mutable<(any Error)?>(nil)
  /// What sealing waits for before it begins.
  let gate = TestAuthority.Mutable<(@Sendable () async -> Void)?>(nil)
  /// The drafts whose files were to be sealed.
  let asked = TestAuthority.Mutable<[MessageDraft]>([])
  /// Whether files can be released; without it the process ends before it comes to that.
  let canRelease = TestAuthority.Mutable(true)

  static let digest = String(repeating: "5", count: 64)
  static let file = MessageDraft.File(ownerKind: "case", ownerID: "one", sha256: digest, name: "a.pdf", media: "application/pdf")

  var parts: MessageFiles {
    MessageFiles(
      seal: { draft in
        asked.value.append(draft)
        await gate.value?()
        if let trouble = trouble.value { throw trouble }
        let blob = Array(SHA256.hash(data: Data("\(draft.id)".utf8)))
        let payload = try Payload(
          name: try PayloadName(Self.file.name), media: try #require(MediaType(Self.file.media)), size: 10,
          digest: try #require(DigestOf(Self.digest)), sealedSize: try #require(SealedLength.sealed(of: 10)),
          blob: try #require(BlobID(bytes: Data(blob))), each: .short, tree: try #require(DigestOf(Self.digest)),
          key: try #require(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58))))
        try await database.commit(
          Commit([
            SQL("DELETE FROM sealedFile WHERE message = $1", ["\(draft.id)".sql]),
            SQL(
              "INSERT INTO sealedFile (sealed, size, each, segments, message, authority, madeAt) VALUES ($1, 10, 1, $2, $3, $4, $5)",
              [payload.blob.hex.sql, Data([0]).sql, "\(draft.id)".sql, "\(draft.to)".sql, clock.now.sql]),
          ]))
        return [payload]
      }, offered: { _ in Commit() },
      release: { message in
        guard canRelease.value else { throw TestAuthority.Trouble() }
        try await database.commit(Commit([SQL("DELETE FROM sealedFile WHERE message = $1", ["\(message)".sql])]))
      })
  }

  /// How many sealed files wait to be fetched.
  func count() async throws -> Int { try await database.rows(SQL("SELECT 1 AS one FROM sealedFile")).count }
}
