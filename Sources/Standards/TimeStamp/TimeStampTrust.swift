// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// Whose time stamps are believed.
public struct TimeStampTrust: Sendable {
  private let roots: [Certificate]
  let others: [Certificate]
  /// The policies under which a stamp may be made; `nil` for any.
  let policies: Set<String>?

  /// Names the roots that are trusted, and certificates that a stamp may leave out, each in DER.
  /// - Throws: ``TimeStampFault/malformedCertificate``.
  public init(roots: [Data], others: [Data] = [], policies: Set<String>? = nil) throws(TimeStampFault) {
    do {
      self.roots = try roots.map { try Certificate(derEncoded: Array($0)) }
      self.others = try others.map { try Certificate(derEncoded: Array($0)) }
    } catch {
      throw .malformedCertificate
    }
    self.policies = policies
  }

  /// Checks that a certificate is for stamping time, was valid at the time and hangs on a root.
  func check(_ certificate: Certificate, among certificates: [Certificate], at time: Date) async throws(TimeStampFault) {
    guard StampingPolicy.isForStampingAlone(certificate) else { throw .notForTimeStamping }
    guard certificate.notValidBefore <= time, time <= certificate.notValidAfter else { throw .certificateNotValidThen }
    var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
      RFC5280Policy(fixedExpiryValidationTime: time)
      StampingPolicy()
    }
    let result = await verifier.validate(leaf: certificate, intermediates: CertificateStore(certificates + others))
    guard case .validCertificate = result else { throw .untrusted }
  }
}

/// What a chain must be beyond what RFC 5280 wants.
private struct StampingPolicy: VerifierPolicy {
  let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [.X509ExtensionID.extendedKeyUsage]

  func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
    guard let leaf = chain.first, Self.isForStampingAlone(leaf) else { return .failsToMeetPolicy(reason: "not for stamping time") }
    // What a root says of itself is not looked at: it is trusted because somebody trusts it.
    for certificate in chain.dropLast() {
      if certificate.signatureAlgorithm == .sha1WithRSAEncryption { return .failsToMeetPolicy(reason: "signed with SHA-1") }
      guard let usage = try? certificate.extensions.extendedKeyUsage else { continue }
      if !usage.contains(.timeStamping), !usage.contains(.any) { return .failsToMeetPolicy(reason: "issuer not for stamping time") }
    }
    return .meetsPolicy
  }

  /// The extension that says so is critical and names nothing else (RFC 3161, section 2.3), and the key may sign.
  static func isForStampingAlone(_ certificate: Certificate) -> Bool {
    guard let usage = certificate.extensions[oid: .X509ExtensionID.extendedKeyUsage], usage.critical,
      let purposes = try? ExtendedKeyUsage(usage), purposes.count == 1, purposes.contains(.timeStamping)
    else { return false }
    guard certificate.extensions[oid: .X509ExtensionID.keyUsage] != nil else { return true }
    guard let keyUsage = try? certificate.extensions.keyUsage else { return false }
    return keyUsage.digitalSignature || keyUsage.nonRepudiation
  }
}
