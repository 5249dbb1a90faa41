// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE

/// What travels between nodes: a signed text within a sealed one.
public enum SealedText: Sendable {
  /// A message.
  case message
  /// A receipt.
  case receipt
  /// The listing of a bundle.
  case listing
  /// What came of several texts: lines (``SealedLines``), not signed as a whole.
  case lines

  /// The type of the signed text, in `typ` of the JWS and `cty` of the JWE.
  public var type: String {
    switch self {
    case .message: "comity-message+jws"
    case .receipt: "comity-receipt+jws"
    case .listing: "comity-bundle+jws"
    case .lines: "vnd.comity.jose-lines"
    }
  }

  /// The media type of the sealed text over HTTP.
  /// - Source: IETF RFC 7515 section 9.2.1
  public static let media = "application/jose"

  /// The lengths to which texts are filled up before they are sealed, in bytes; the last is what a sealed text of 1 MiB has room for.
  ///
  /// The length of a sealed text shows that of its content: whoever watches the wire would tell a refusal from a request by it.
  public static let steps = [4 << 10, 8 << 10, 16 << 10, 64 << 10, 256 << 10, 512 << 10, 760 << 10]

  /// What fills a text up; no compact text has it.
  private static let filling = UInt8(ascii: " ")

  /// Seals a signed text, filled up to the next step.
  /// - Parameter least: the shortest step that is taken.
  /// - Throws: ``ExchangeProblem/tooLarge`` for a text beyond the last step.
  public func seal(_ signed: Data, for key: EncryptionKey, atLeast least: Int = 0) throws -> Data {
    guard let length = Self.steps.first(where: { $0 >= max(least, signed.count) }) else { throw ExchangeProblem.tooLarge }
    var content = Data(capacity: length)
    content.append(signed)
    content.append(Data(repeating: Self.filling, count: length - signed.count))
    return try CompactJWE.seal(content, contentType: type, for: key)
  }

  /// Opens a sealed text and takes the filling away.
  /// - Throws: ``ExchangeProblem``: what the other node is told.
  public func open(_ sealed: Data, with keys: any OwnKeys) async throws -> Data {
    guard sealed.count <= CompactJWE.largest else { throw ExchangeProblem.tooLarge }
    let text: CompactJWE
    do throws(JOSEFault) { text = try CompactJWE(sealed) } catch { throw error.told }
    // The other node's copy of the directory may be older than a change of keys here.
    guard let key = try await keys.decryptionKey(text.keyID) else { throw ExchangeProblem.unknownKey }
    do throws(JOSEFault) {
      let content = try text.open(with: key, contentType: type)
      let length = content.withUnsafeBytes { bytes in (bytes.lastIndex { $0 != Self.filling } ?? -1) + 1 }
      return content.prefix(length)
    } catch {
      throw error.told
    }
  }

  /// What was signed, of a signed text that was verified when it was kept; `nil` when it is not one.
  static func payload(ofKept signed: Data) -> Data? {
    let stop = UInt8(ascii: ".")
    guard let first = signed.firstIndex(of: stop), let last = signed.lastIndex(of: stop), first < last else { return nil }
    // A full stop in between is no character of the part, and the reading of it fails.
    return Base64URL.decode(signed[signed.index(after: first)..<last])
  }

  /// Signs bytes with the own key.
  public func sign(_ payload: Data, with keys: any OwnKeys) async throws -> Data {
    try await CompactJWS.sign(payload, type: type, for: try await keys.signatureKey(), isVouchedFor: keys.vouchesForSignatures) {
      try await keys.signature(for: $0)
    }
  }

  /// Reads a signed text and finds the key in the entry of the authority that is said to have signed.
  /// - Throws: ``ExchangeProblem/unknownKey`` when it has no such key, ``ExchangeProblem/signature`` when the signature does not hold.
  public func verified(_ signed: Data, by peer: Peer?) throws(ExchangeProblem) -> (payload: Data, key: PeerSignatureKey) {
    do throws(JOSEFault) {
      let text = try CompactJWS(signed)
      guard let key = peer?.signatureKey(text.keyID) else { throw JOSEFault.wrongKey }
      return (try text.payload(signedBy: key.key, type: type), key)
    } catch {
      throw error.told
    }
  }
}

extension JOSEFault {
  /// What the other node is told: which of two secret things failed is nobody's business.
  var told: ExchangeProblem {
    switch self {
    case .tooLarge: .tooLarge
    case .wrongAlgorithm, .wrongEncryption, .wrongType: .profile
    case .wrongKey: .unknownKey
    case .badSignature, .cannotOpen, .lowOrderPoint: .signature
    case .wrongParts, .notCanonicalBase64URL, .malformedJSON, .duplicateMember, .missingMember, .memberNotAllowed, .malformedMember,
      .malformedKey:
      .schema
    }
  }
}

extension DigestOf {
  /// The digest of bytes.
  public init(of bytes: Data) {
    let digest = SHA256.hash(data: bytes)
    guard let value = DigestOf(bytes: Array(digest)) else { preconditionFailure("SHA-256 has 32 bytes") }
    self = value
  }
}
