// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// TLS 1.3 with this node's certificate; the certificate may be replaced while the node runs.
final class WireIdentity: Sendable {
  private let current: Mutex<(pin: Data, context: NIOSSLContext)>

  init(_ certificate: NodeCertificate) throws { current = Mutex((certificate.pin, try Self.context(certificate))) }

  /// What the next connection begins with.
  var context: NIOSSLContext { current.withLock { $0.context } }

  /// Takes another certificate, if it is another.
  func show(_ certificate: NodeCertificate) throws {
    guard current.withLock({ $0.pin != certificate.pin }) else { return }
    let context = try Self.context(certificate)
    current.withLock { $0 = (certificate.pin, context) }
  }

  private static func context(_ certificate: NodeCertificate) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.certificate.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(certificate.privateKey.utf8), format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    tls.minimumTLSVersion = .tlsv13
    // A certificate is demanded; whether it is one of the directory's is asked by the gate, which replaces the chain to a root.
    tls.certificateVerification = .noHostnameVerification
    tls.trustRoots = .certificates([])
    tls.applicationProtocols = ["http/1.1"]
    return try NIOSSLContext(configuration: tls)
  }
}

/// Who may call: authorities whose entry in the directory has the key of the certificate that they show.
struct PeerGate: Sendable {
  let directory: any PeerDirectory
  let connections: WireConnections
  let logger: Logger

  /// The authorities whose node may show a certificate; usually one.
  func peers(showing pin: Data) async throws -> [Peer] { try await directory.peers(showing: pin) }

  /// Whether a connection is taken on, by the certificate that was shown.
  func admits(_ certificate: NIOSSLCertificate?, on channel: any Channel) async -> Bool {
    guard let certificate, let pin = try? CertificatePin.of(certificate) else { return false }
    do {
      guard let peer = try await peers(showing: pin).first else {
        logger.notice("a connection with a certificate that is not in the directory was refused")
        return false
      }
      guard connections.admit(channel, of: peer.name) else {
        logger.notice("an authority has as many connections as it may", metadata: ["authority": "\(peer.name)"])
        return false
      }
      return true
    } catch {
      logger.error("the directory cannot be read", metadata: ["error": "\(type(of: error))"])
      return false
    }
  }
}

/// A connection of another node: TLS first, then HTTP.
struct WireChannel: ServerChildChannel {
  let base: HTTP1Channel
  let identity: WireIdentity
  let gate: PeerGate

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    channel.eventLoop.makeCompletedFuture {
      let handler = NIOSSLServerHandler(
        context: identity.context,
        customVerificationCallback: { [gate] certificates, promise in
          promise.completeWithTask { await gate.admits(certificates.first, on: channel) ? .certificateVerified : .failed }
        })
      try channel.pipeline.syncOperations.addHandler(handler)
    }.flatMap { [base] in base.setup(channel: channel, logger: logger) }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
