// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPSignatures
import HTTPTypes
import Hummingbird
import JOSE
import NIOCore
import NIOFoundationCompat
import NIOSSL

/// Looks at a call before anything else does: who it is from, whether it is signed, whether its content is what was signed.
struct CallInspector: Sendable {
  private let gate: PeerGate
  private let keys: any OwnKeys
  private let nonces: NoncesInMemory
  private let startedAt: Int
  private let patience: WirePatience
  private let now: @Sendable () -> Date

  /// The fields that are given on.
  private static let given: [HTTPField.Name] = [.contentType, .range, .ifRange]

  init(gate: PeerGate, keys: any OwnKeys, startedAt: Date, patience: WirePatience, now: @escaping @Sendable () -> Date) {
    self.gate = gate
    self.keys = keys
    self.startedAt = Int(startedAt.timeIntervalSince1970)
    self.patience = patience
    self.now = now
    nonces = NoncesInMemory { Int(now().timeIntervalSince1970) }
  }

  /// The call, once everything about it holds.
  /// - Throws: ``ExchangeProblem``; other errors when the connection broke.
  func call(_ head: HTTPRequest, _ content: RequestBody, on channel: any Channel) async throws -> WireCall {
    let receivedAt = now()
    let (peer, signature) = try await signer(of: head, on: channel, at: receivedAt)
    if let coding = head.headerFields[.contentEncoding], coding.lowercased() != "identity" { throw ExchangeProblem.media }
    if let length = head.headerFields[.contentLength].flatMap({ Int($0) }), length > WireLimits.content { throw ExchangeProblem.tooLarge }
    let bytes = try await Patience.of(patience.content, on: channel) { try await read(content, against: signature) }
    guard let path = head.path, !path.contains("?") else { throw ExchangeProblem.schema }
    return WireCall(
      from: peer.name, method: head.method.rawValue, path: path,
      fields: Dictionary(
        Self.given.compactMap { name in head.headerFields[name].map { (name.canonicalName, $0) } }, uniquingKeysWith: { first, _ in first }),
      content: bytes, receivedAt: receivedAt)
  }

  /// Who signed: an authority that the certificate of the connection belongs to and that the key belongs to.
  private func signer(of head: HTTPRequest, on channel: any Channel, at receivedAt: Date) async throws -> (Peer, VerifiedSignature) {
    let peers = try await callers(on: channel)
    do {
      let message = SignedMessage.request(head)
      let read = try MessageSignature(of: message, tag: WireProfile.tag)
      let thumbprint = Thumbprint(read.parameters.keyID)
      let found = thumbprint.flatMap { name in peers.lazy.compactMap { peer in peer.signatureKey(name).map { (peer, $0) } }.first }
      guard let (peer, key) = found else { throw ExchangeProblem.unknownKey }
      // The nonces of before the start are forgotten: what was signed then could be a repetition.
      guard read.parameters.created >= startedAt else { throw ExchangeProblem.clockSkew }
      let verified = try await HTTPSignature.verify(
        message, policy: WireProfile.requests(for: try await names()), now: Int(receivedAt.timeIntervalSince1970), nonces: nonces,
        key: { _ in key.key.key })
      let signedAt = Date(timeIntervalSince1970: Double(verified.parameters.created))
      if let problem = key.entry.standing(signedAt: signedAt, receivedAt: receivedAt).told { throw problem }
      return (peer, verified)
    } catch let fault as SignatureFault {
      throw ExchangeProblem(fault)
    }
  }

  /// The authorities whose certificate the connection shows, by the directory as it is now.
  ///
  /// The handshake asked the same; since then the directory may have become another, and a session that was taken up again had no handshake.
  private func callers(on channel: any Channel) async throws -> [Peer] {
    guard let certificate = try await channel.nioSSL_peerCertificate().get() else { throw ExchangeProblem.unknownKey }
    let peers = try await gate.peers(showing: try CertificatePin.of(certificate))
    guard let first = peers.first else { throw ExchangeProblem.unknownKey }
    guard gate.connections.admit(channel, of: first.name) else { throw ExchangeProblem.quota }
    return peers
  }

  /// Host and port under which the directory tells others to call this node.
  private func names() async throws -> Set<String> {
    guard let own = try await gate.directory.peer(keys.authority), let name = WireProfile.authority(of: own.endpoint) else { return [] }
    return [name]
  }

  private func read(_ content: RequestBody, against signature: VerifiedSignature) async throws -> Data {
    var bytes = Data()
    for try await piece in content {
      guard bytes.count + piece.readableBytes <= WireLimits.content else { throw ExchangeProblem.tooLarge }
      bytes.append(contentsOf: piece.readableBytesView)
    }
    do {
      try signature.check(content: bytes)
    } catch {
      throw ExchangeProblem.signature
    }
    return bytes
  }
}
