// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SwiftASN1

/// A time stamp as an authority gave it, read but not yet believed.
public struct TimeStampToken: Hashable, Sendable {
  /// The media type of the answer in which it comes (RFC 3161, section 3.4).
  public static let responseMediaType = "application/timestamp-reply"
  /// The largest answer that is read unless told otherwise, in bytes.
  public static let largest = 64 << 10

  /// The stamp to be kept.
  public let bytes: Data
  private let info: TimeStampInfo
  private let signed: SignedStamp

  /// Reads a stamp that was kept.
  /// - Throws: ``TimeStampFault``.
  public init(_ bytes: Data, limit: Int = TimeStampToken.largest) throws(TimeStampFault) {
    guard bytes.count <= limit else { throw .tooLarge }
    try self.init(node: NodeReader.loose(bytes))
  }

  /// Reads an answer.
  /// - Throws: ``TimeStampFault``; ``TimeStampFault/refused(_:)`` when the authority did not stamp.
  public init(response: Data, limit: Int = TimeStampToken.largest) throws(TimeStampFault) {
    guard response.count <= limit else { throw .tooLarge }
    var reader = try NodeReader(NodeReader.loose(response))
    try Self.checkStatus(reader.node(.sequence))
    guard let token = reader.any() else { throw .noToken }
    try reader.end()
    try self.init(node: token)
  }

  private init(node: ASN1Node) throws(TimeStampFault) {
    signed = try SignedStamp(node)
    info = try TimeStampInfo(NodeReader.strict(signed.content))
    bytes = Data(node.encodedBytes)
  }

  private static func checkStatus(_ node: ASN1Node) throws(TimeStampFault) {
    var reader = try NodeReader(node)
    let status = try reader.value(Int.self)
    _ = reader.optional(.sequence)
    let reasons = try reader.optional(.bitString).map { (node) throws(TimeStampFault) in try NodeReader.value(node, ASN1BitString.self) }
    try reader.end()
    // Granted as asked for, or with changes, which the checks of the stamp find.
    guard status != 0, status != 1 else { return }
    let bits = Array(reasons?.bytes ?? [])
    throw .refused(
      TimeStampFault.Refusal.allCases.first { reason in
        let (byte, bit) = reason.rawValue.quotientAndRemainder(dividingBy: 8)
        return bits.count > byte && bits[byte] >> (7 - bit) & 1 == 1
      })
  }

  /// What the stamp proves, when it answers this request.
  /// - Throws: ``TimeStampFault``.
  public func verified(answering request: TimeStampRequest, trust: TimeStampTrust) async throws(TimeStampFault) -> TimeStamp {
    guard info.nonce == request.nonce else { throw .wrongNonce }
    if let policy = request.policy { guard info.policy == policy else { throw .wrongPolicy } }
    return try await verified(of: request.digest, trust: trust)
  }

  /// What a stamp that was kept proves of a SHA-256: that it was known at the time.
  ///
  /// Chain and certificates are looked at as of the stamped time: a certificate that has ended since does not take the stamp with it.
  /// - Throws: ``TimeStampFault``.
  public func verified(of digest: Data, trust: TimeStampTrust) async throws(TimeStampFault) -> TimeStamp {
    guard info.digest == digest else { throw .wrongDigest }
    if let policies = trust.policies { guard policies.contains(info.policy) else { throw .wrongPolicy } }
    let certificate = try signed.signingCertificate(among: trust.others)
    try await trust.check(certificate, among: signed.certificates, at: info.time)
    return TimeStamp(time: info.time, accuracy: info.accuracy, serialNumber: info.serialNumber, policy: info.policy)
  }
}

/// What an authority that is trusted has stated.
public struct TimeStamp: Hashable, Sendable {
  /// The time.
  public let time: Date
  /// How far the time may be from the true one; `nil` when the authority does not say.
  public let accuracy: Duration?
  /// The number of the stamp, the most significant byte first.
  public let serialNumber: Data
  /// The policy under which it was made, in numbers with full stops.
  public let policy: String
}
