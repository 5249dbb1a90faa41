// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// Whose time stamps are believed.
public struct TimeStampTrust: Sendable {
  /// How many certificates a stamp may bring: more than any chain needs.
  ///
  /// Among certificates of one name and one key the search for a chain tries every order: a dozen would keep it busy for ever.
  static let mostCertificates = 6

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

  /// The certificates of a file, in DER: one in DER, or any number in PEM.
  /// - Throws: ``TimeStampFault/malformedCertificate``.
  public static func certificates(in file: Data) throws(TimeStampFault) -> [Data] {
    do {
      guard let text = String(data: file, encoding: .utf8), text.contains("-----BEGIN") else {
        _ = try Certificate(derEncoded: Array(file))
        return [file]
      }
      let documents = try PEMDocument.parseMultiple(pemString: text)
      guard !documents.isEmpty, documents.allSatisfy({ $0.discriminator == "CERTIFICATE" }) else {
        throw TimeStampFault.malformedCertificate
      }
      return try documents.map { document in
        _ = try Certificate(derEncoded: document.derBytes)
        return Data(document.derBytes)
      }
    } catch {
      throw .malformedCertificate
    }
  }

  /// Checks that a certificate is for stamping time, was valid at the time and hangs on a root.
  func check(_ certificate: Certificate, among certificates: [Certificate], at time: Date) async throws(TimeStampFault) {
    guard certificates.count <= Self.mostCertificates else { throw .tooLarge }
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
    if chain.dropLast().contains(where: { $0.signatureAlgorithm == .sha1WithRSAEncryption }) {
      return .failsToMeetPolicy(reason: "signed with SHA-1")
    }
    guard chain.dropFirst().dropLast().allSatisfy({ Self.mayIssue($0) }) else {
      return .failsToMeetPolicy(reason: "issuer not for stamping time")
    }
    return .meetsPolicy
  }

  /// Whether an issuer may sign certificates and issue for stamping, as far as it says what it is for; what it says and nobody can read is no leave.
  private static func mayIssue(_ issuer: Certificate) -> Bool {
    do {
      if let usage = try issuer.extensions.keyUsage, !usage.keyCertSign { return false }
      guard let purposes = try issuer.extensions.extendedKeyUsage else { return true }
      return purposes.contains(.timeStamping) || purposes.contains(.any)
    } catch {
      return false
    }
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
