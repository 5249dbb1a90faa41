// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import ExchangeRules
import Foundation
import NIOCore
import NIOSSL

/// The other node showed a certificate whose key is not in the directory.
struct WrongPin: Error {}

/// The connections to other nodes: a pool for each, with the certificates that the directory pins on either side.
actor ClientConnections {
  private struct Pool {
    let pins: Set<Data>
    let own: Data
    let client: HTTPClient
  }

  private let keys: any OwnKeys
  private var pools: [AuthorityName: Pool] = [:]
  private var isClosed = false

  init(keys: any OwnKeys) { self.keys = keys }

  /// The pool for an authority, made anew when a certificate of either side has become another.
  func client(for peer: Peer) async throws -> HTTPClient {
    let certificate = try await keys.certificate()
    guard !isClosed else { throw HTTPClientError.alreadyShutdown }
    if let pool = pools[peer.name] {
      if pool.pins == peer.certificatePins, pool.own == certificate.pin { return pool.client }
      pools[peer.name] = nil
      // What is under way there ends as if the line had broken: it was with a key that counts no longer.
      Task { try? await pool.client.shutdown() }
    }
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try Self.configuration(certificate, peer.certificatePins))
    pools[peer.name] = Pool(pins: peer.certificatePins, own: certificate.pin, client: client)
    return client
  }

  /// Closes all connections; nothing is called afterwards.
  func close() async {
    isClosed = true
    let closing = pools.values.map(\.client)
    pools = [:]
    for client in closing { try? await client.shutdown() }
  }

  private static func configuration(_ certificate: NodeCertificate, _ pins: Set<Data>) throws -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv13
    tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8)).map { .certificate($0) }
    tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.privateKey.utf8), format: .pem))
    // Nodes are known by the keys in the directory and not by who issued a certificate: the pin is compared before anything is sent.
    tls.certificateVerification = .none
    tls.trustRoots = .certificates([])
    var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow, decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .seconds(15), read: .seconds(60), write: .seconds(60))
    configuration.connectionPool = .init(
      idleTimeout: .seconds(Int64(WireLimits.headPatience) - 10), concurrentHTTP1ConnectionsPerHostSoftLimit: WireLimits.connections)
    // Whoever asks tries again by a plan of its own.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.http1_1ConnectionDebugInitializer = { channel in Self.check(channel, pins) }
    return configuration
  }

  /// Fails a connection to a node whose key is not pinned, after the handshake, which proved that it has the key, and before the pool has it.
  ///
  /// The library has no other way in for this, so `WireTests` hold it to the order: a node with a wrong key is sent nothing.
  private static func check(_ channel: any Channel, _ pins: Set<Data>) -> EventLoopFuture<Void> {
    channel.eventLoop.flatSubmitNow {
      do {
        let handler = try channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        guard let shown = handler.peerCertificate, pins.contains(try CertificatePin.of(shown)) else { throw WrongPin() }
        return channel.eventLoop.makeSucceededVoidFuture()
      } catch {
        channel.close(promise: nil)
        return channel.eventLoop.makeFailedFuture(error)
      }
    }
  }
}

extension EventLoop {
  /// Does something on the loop, at once when it is the present one: between a check and what follows it nothing may happen.
  fileprivate func flatSubmitNow(_ body: @escaping @Sendable () -> EventLoopFuture<Void>) -> EventLoopFuture<Void> {
    inEventLoop ? body() : flatSubmit(body)
  }
}
