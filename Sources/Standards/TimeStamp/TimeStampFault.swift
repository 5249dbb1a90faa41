// SPDX-License-Identifier: Apache-2.0

/// Why a time stamp was not believed.
public enum TimeStampFault: Error, Hashable, Sendable {
  /// Why an authority did not stamp.
  /// - Source: RFC 3161, section 2.4.2
  public enum Refusal: Int, Hashable, Sendable, CaseIterable {
    /// It does not know the algorithm.
    case unknownAlgorithm = 0
    /// It does not allow the request.
    case badRequest = 2
    /// It cannot read the request.
    case badFormat = 5
    /// It has no time.
    case timeNotAvailable = 14
    /// It does not stamp under the policy asked for.
    case unacceptedPolicy = 15
    /// It does not know an extension.
    case unacceptedExtension = 16
    /// It cannot give what else was asked for.
    case additionNotAvailable = 17
    /// It is broken.
    case systemFailure = 25
  }

  /// What an authority must sign along with the stamp.
  public enum Attribute: String, Hashable, Sendable, CaseIterable {
    /// That the content is a time stamp.
    case contentType
    /// The digest of the stamp.
    case messageDigest
    /// The digest of its own certificate.
    case signingCertificate
  }

  /// It is larger than allowed, or brings more certificates.
  case tooLarge
  /// It is not encoded as it must be, or something stands after its end.
  case malformed
  /// The digest to be stamped is not one of SHA-256.
  case malformedDigest
  /// The name of a policy is no object identifier.
  case malformedPolicy
  /// A certificate that is to be trusted cannot be read.
  case malformedCertificate
  /// The authority refused; `nil` when it did not say why.
  case refused(Refusal?)
  /// The authority says that it stamped, and gives no stamp.
  case noToken
  /// What is signed is no time stamp.
  case notATimeStamp
  /// The stamp has another version than the one that is known.
  case wrongVersion
  /// The stamp has an extension that must be understood.
  case unknownCriticalExtension
  /// Something else was stamped.
  case wrongDigest
  /// The stamp answers another request.
  case wrongNonce
  /// The stamp was made under a policy that was not asked for, or is not trusted.
  case wrongPolicy
  /// Not exactly one authority signed.
  case severalSigners
  /// The certificate of the authority is not there.
  case noSignerCertificate
  /// An attribute is not signed along, or twice, or with more than one value.
  case missingAttribute(Attribute)
  /// An attribute says something else than is the case.
  case wrongAttribute(Attribute)
  /// An algorithm is not one of those that are trusted here.
  case unsupportedAlgorithm
  /// The signature does not fit.
  case badSignature
  /// The certificate is not for stamping time and for nothing else.
  case notForTimeStamping
  /// The certificate was not valid at the time that is stamped.
  case certificateNotValidThen
  /// No chain of valid certificates leads to a root that is trusted.
  case untrusted
}
