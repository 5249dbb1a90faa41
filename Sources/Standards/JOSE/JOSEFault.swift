// SPDX-License-Identifier: Apache-2.0

/// Why a signed or sealed text, or a key, was refused; never with what was found in it.
public enum JOSEFault: Error, Hashable, Sendable {
  /// A member of a header or a key that is known by name and not allowed.
  public enum Member: String, Hashable, Sendable, CaseIterable {
    /// Extensions that must be understood; there are none.
    case critical = "crit"
    /// Compression.
    case compression = "zip"
    /// An address from which a key is to be loaded.
    case keySetAddress = "jku"
    /// A key that comes along.
    case embeddedKey = "jwk"
    /// An address from which a certificate is to be loaded.
    case certificateAddress = "x5u"
    /// Certificates that come along.
    case certificates = "x5c"
    /// The SHA-1 digest of a certificate.
    case certificateDigest = "x5t"
    /// The SHA-256 digest of a certificate.
    case certificateDigest256 = "x5t#S256"
    /// A payload that is not encoded.
    case unencodedPayload = "b64"
    /// What the sender adds to the derivation of the key.
    case senderInformation = "apu"
    /// What the recipient adds to the derivation of the key.
    case recipientInformation = "apv"
    /// The private half where the public one is asked for.
    case privateHalf = "d"
  }

  /// It is larger than allowed.
  case tooLarge
  /// It has more or fewer parts than the compact form has.
  case wrongParts
  /// A part is not base64url in its one spelling.
  case notCanonicalBase64URL
  /// The header, or the key, is no JSON object as strict reading wants it: text is UTF-8, nothing stands after the object.
  case malformedJSON
  /// A member stands twice.
  case duplicateMember
  /// A member that must be there is not.
  case missingMember
  /// A member that is not allowed; `nil` for one that has no name here.
  case memberNotAllowed(Member?)
  /// A member has another type than it must.
  case malformedMember
  /// The algorithm is not the one that the key is for.
  case wrongAlgorithm
  /// The content is not encrypted with A256GCM.
  case wrongEncryption
  /// The text is of another type than is asked for, or of none.
  case wrongType
  /// The key is not one of 32 bytes on the curve asked for.
  case malformedKey
  /// The key is a point of small order: with it anybody could sign, or read.
  case lowOrderPoint
  /// The text names another key.
  case wrongKey
  /// The signature does not fit.
  case badSignature
  /// The text was changed, or sealed for another key.
  case cannotOpen
}
