// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import SwiftASN1
import X509

/// A certificate that a node shows to other nodes: signed by itself, since they know it by its key alone.
struct OwnCertificate: Sendable {
  let certificate: String
  let privateKey: String
  let pin: DigestOf<PublicKey>

  /// Makes a key of P-256, which every TLS library takes for certificates, and its certificate.
  static func fresh(for authority: AuthorityName, endpoint: String, from begin: Date, until end: Date) throws -> OwnCertificate {
    let key = P256.Signing.PrivateKey()
    let subject = try DistinguishedName { CommonName(authority.description) }
    let host = URL(string: endpoint)?.host() ?? ""
    let isName = host.contains { $0.isLetter } && !host.contains(":")
    let extensions = try Certificate.Extensions {
      Critical(BasicConstraints.notCertificateAuthority)
      Critical(KeyUsage(digitalSignature: true))
      try ExtendedKeyUsage([.serverAuth, .clientAuth])
      if isName { SubjectAlternativeNames([.dnsName(host)]) }
    }
    let own = Certificate.PrivateKey(key)
    // Nodes judge by the dates of the directory; a certificate that is a day older hurts nobody whose clock is a little slow.
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: own.publicKey, notValidBefore: begin.addingTimeInterval(-86_400),
      notValidAfter: end, issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
      issuerPrivateKey: own)
    guard let pin = DigestOf<PublicKey>(bytes: Array(SHA256.hash(data: key.publicKey.derRepresentation))) else {
      throw TrustProblem.noSuchKey
    }
    return OwnCertificate(certificate: try certificate.serializeAsPEM().pemString, privateKey: key.pemRepresentation, pin: pin)
  }
}
