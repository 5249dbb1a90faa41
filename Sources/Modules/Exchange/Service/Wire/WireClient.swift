// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
public import ExchangeRules
public import Foundation
import HTTPSignatures
import HTTPTypes
import JOSE
public import Logging
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
public import ServiceLifecycle
import Synchronization

/// Calls other nodes, every call signed, every answer believed only when its signature is bound to the call.
public final class WireClient: PeerTransport, Service {
  private let keys: any OwnKeys
  private let connections: ClientConnections
  private let clock = Mutex((watch: ClockWatch(), heardAt: Date.distantPast))
  private let logger: Logger
  private let now: @Sendable () -> Date

  /// Seconds for a whole question that is answered in memory.
  private static let patience: Int64 = 120
  /// The slowest line that a file is fetched over, in bytes a second.
  private static let slowest: Int64 = 8 << 10

  /// Prepares to call.
  ///
  /// ``run()`` or ``shutdown()`` must be called before it goes away.
  public init(keys: any OwnKeys, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }) {
    self.keys = keys
    self.logger = logger
    self.now = now
    connections = ClientConnections(keys: keys)
  }

  /// Waits until the node stops, then closes the connections.
  public func run() async throws {
    try? await gracefulShutdown()
    await shutdown()
  }

  /// Closes the connections.
  public func shutdown() async { await connections.close() }

  /// Asks, and takes the whole answer into memory.
  public func ask(_ question: WireQuestion, of peer: Peer) async -> WireOutcome {
    let whole = Mutex(Data())
    let outcome = await exchange(question, peer, limit: WireLimits.content, seconds: Self.patience) { piece in
      whole.withLock { $0.append(piece) }
    }
    guard case .answered(let status, let fields, let told) = outcome else { return outcome }
    return .answered(status: status, fields: fields, content: told.isEmpty ? whole.withLock { $0 } : told)
  }

  /// Asks for bytes that are given on as they come.
  ///
  /// They are what the other node signed only when it ends with ``WireOutcome/answered(status:fields:content:)``; bytes are given on for the
  /// statuses 200 and 206 alone, what other answers carry is in the outcome.
  public func fetch(
    _ question: WireQuestion, of peer: Peer, limit: Int, into take: @Sendable (Data) async throws -> Void
  ) async -> WireOutcome {
    await exchange(question, peer, limit: limit, seconds: 60 + Int64(limit) / Self.slowest, take)
  }

  private func exchange(
    _ question: WireQuestion, _ peer: Peer, limit: Int, seconds: Int64, _ take: @Sendable (Data) async throws -> Void
  ) async -> WireOutcome {
    guard isClockBelieved() else {
      logger.error("nothing is signed: two other nodes find this one's clock wrong by more than five minutes")
      return .noAnswer(retryAfter: nil)
    }
    do {
      let signed = try await signed(question, to: peer)
      let client = try await connections.client(for: peer)
      let end = ContinuousClock.now + .seconds(seconds)
      let response = try await client.execute(Self.request(signed, question.content), timeout: .seconds(seconds))
      return try await reading(response, of: signed, from: peer, limit: limit, until: end, take)
    } catch {
      logger.info("a node did not answer", metadata: ["authority": "\(peer.name)", "error": "\(type(of: error))"])
      return .noAnswer(retryAfter: nil)
    }
  }

  /// Whether this node's clock is not found wrong by two others.
  ///
  /// What they said holds for five minutes of that clock, so that one that was set right is asked about again and nobody has to start the node anew.
  private func isClockBelieved() -> Bool {
    let now = now()
    return clock.withLock { clock in
      if !clock.watch.maySign, abs(now.timeIntervalSince(clock.heardAt)) > TimeInterval(WireProfile.window) { clock.watch = ClockWatch() }
      return clock.watch.maySign
    }
  }

  /// Whether this node's clock is not found wrong by two others.
  public func maySign() async -> Bool { isClockBelieved() }

  /// What was heard of the clocks of others, the newest of each.
  public func clocks() -> ClockWatch { clock.withLock { $0.watch } }

  private func hear(_ signature: AnswerSignature, from peer: Peer) {
    let now = now()
    clock.withLock { clock in
      clock.watch.hear(signature.madeAt, from: peer.name, at: now)
      clock.heardAt = now
    }
  }

  private func signed(_ question: WireQuestion, to peer: Peer) async throws -> HTTPRequest {
    guard let authority = WireProfile.authority(of: peer.endpoint), let method = HTTPRequest.Method(question.method) else {
      throw UnusableEntry()
    }
    var request = HTTPRequest(method: method, scheme: "https", authority: authority, path: question.path)
    for (name, value) in question.fields { if let name = HTTPField.Name(name) { request.headerFields[name] = value } }
    if !question.content.isEmpty { request.headerFields[.contentDigest] = ContentDigest.field(for: question.content) }
    let parameters = WireProfile.parameters(by: try await keys.signatureKey().thumbprint, at: now())
    return try await HTTPSignature.signing(request, as: parameters, for: WireProfile.requests()) { [keys] in
      try await keys.signature(for: $0)
    }
  }

  private static func request(_ signed: HTTPRequest, _ content: Data) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: "https://\(signed.authority ?? "")\(signed.path ?? "/")")
    request.method = HTTPMethod(rawValue: signed.method.rawValue)
    request.headers.add(name: "host", value: signed.authority ?? "")
    for field in signed.headerFields { request.headers.add(name: field.name.canonicalName, value: field.value) }
    if !content.isEmpty { request.body = .bytes(ByteBuffer(data: content)) }
    return request
  }

  private func reading(
    _ response: HTTPClientResponse, of request: HTTPRequest, from peer: Peer, limit: Int, until end: ContinuousClock.Instant,
    _ take: @Sendable (Data) async throws -> Void
  ) async throws -> WireOutcome {
    let received = try ReceivedHead(response.headers, status: Int(response.status.code))
    let isProblem = received.fields["content-type"] == WireProfile.problemType
    let signature = received.signature(answering: request, of: peer, at: now())
    if let signature { hear(signature, from: peer) }
    let isStreamed = [200, 206].contains(received.status) && !isProblem
    guard signature?.isTimely == true || !isStreamed else { return .noAnswer(retryAfter: nil) }
    var digest = ContentDigest()
    var told = Data()
    var count = 0
    for try await piece in response.body {
      count += piece.readableBytes
      // However lively the pieces are: one byte at a time would never end.
      guard ContinuousClock.now < end else { return .noAnswer(retryAfter: nil) }
      guard count <= (isStreamed ? limit : ProblemDetails.limit) else { return .noAnswer(retryAfter: nil) }
      // The bytes stay where they came; of a large file nothing is copied.
      let bytes = Data(buffer: piece, byteTransferStrategy: .noCopy)
      digest.take(bytes)
      if isStreamed { try await take(bytes) } else { told.append(bytes) }
    }
    if let signature { guard (try? signature.verified.check(digest)) != nil else { return .noAnswer(retryAfter: received.retryAfter) } }
    return outcome(received, told, signature, isProblem: isProblem)
  }

  private func outcome(_ received: ReceivedHead, _ told: Data, _ signature: AnswerSignature?, isProblem: Bool) -> WireOutcome {
    if isProblem, let problem = ProblemDetails.problem(in: told) {
      // An answer of another time than this node's is believed in one thing: that the clocks differ.
      let isSigned = signature.map { $0.isTimely || problem == .clockSkew } ?? false
      return .problem(problem, isSigned: isSigned, retryAfter: received.retryAfter)
    }
    guard let signature, signature.isTimely, received.status < 500 else { return .noAnswer(retryAfter: received.retryAfter) }
    return .answered(status: received.status, fields: received.fields, content: told)
  }
}

/// The directory's entry has no address that can be called, or the question no method that is one.
struct UnusableEntry: Error {}
