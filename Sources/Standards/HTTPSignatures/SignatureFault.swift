// SPDX-License-Identifier: Apache-2.0

/// Why a message was not believed; never with what was found in it.
public enum SignatureFault: Error, Hashable, Sendable {
  /// `Signature-Input` or `Signature` is not there, or one of them has no member of the label of the other.
  case unsigned
  /// A field is not spelt as RFC 9651 writes it.
  case malformedField
  /// No signature has the tag that is asked for.
  case noSuchTag
  /// More than one signature has the tag.
  case severalWithTag
  /// A component is named that is not known, or with a parameter that is not known.
  case unknownComponent
  /// A component is covered twice.
  case repeatedComponent
  /// The message does not have a component that the signature covers, or has it in a form that cannot be signed.
  case absentComponent(SignedComponent)
  /// The policy wants a component covered that is not.
  case uncoveredComponent(SignedComponent)
  /// A parameter is not known.
  case unknownParameter
  /// A parameter that must be there is not.
  case missingParameter(SignatureParameter)
  /// A parameter has another form than it must.
  case malformedParameter(SignatureParameter)
  /// The signature is not Ed25519.
  case wrongAlgorithm
  /// It was made longer ago than the window allows.
  case tooOld
  /// It was made in what is the future here.
  case fromTheFuture
  /// It is valid no longer.
  case expired
  /// It is valid for longer than is allowed, or ends before it begins.
  case lifeOutOfRange
  /// Nobody knows the key.
  case unknownKey
  /// The signature does not fit.
  case badSignature
  /// It was made for another receiver.
  case wrongAuthority
  /// The nonce was seen before, or would be forgotten at once.
  case replayed
  /// The nonces that were seen cannot be looked up.
  case nonceMemoryUnavailable
  /// The digest of the content is not there, or of another kind than SHA-256.
  case noContentDigest
  /// The content has another digest.
  case wrongContentDigest
  /// The message is signed already.
  case alreadySigned
}

/// The parameters of a signature.
public enum SignatureParameter: String, Hashable, Sendable, CaseIterable {
  /// When it was made.
  case created
  /// Until when it is valid.
  case expires
  /// What makes it the only one.
  case nonce
  /// By whose key it was made.
  case keyID = "keyid"
  /// What it was made for.
  case tag
  /// How it was made; may be left out.
  case algorithm = "alg"
}
