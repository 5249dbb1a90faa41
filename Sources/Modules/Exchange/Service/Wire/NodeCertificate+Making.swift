// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import ExchangeRules
public import Foundation
import NIOSSL
import SwiftASN1
import X509

/// The key of a certificate, as the directory pins it.
enum CertificatePin {
  /// SHA-256 of the SubjectPublicKeyInfo.
  static func of(_ certificate: NIOSSLCertificate) throws -> Data {
    Data(SHA256.hash(data: try certificate.extractPublicKey().toSPKIBytes()))
  }
}

extension NodeCertificate {
  /// Takes a certificate and its key as they were kept.
  /// - Throws: an error when either is not PEM, or when the key is not the certificate's.
  public init(certificate: String, privateKey: String) throws {
    let key = try P256.Signing.PrivateKey(pemRepresentation: privateKey)
    let pin = try CertificatePin.of(NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem))
    guard pin == Self.pin(of: key) else { throw CertificateKeyDiffers() }
    self.init(certificate: certificate, privateKey: privateKey, pin: pin)
  }

  /// Makes a certificate that is signed by its own key (ECDSA on P-256, which every TLS library takes): other nodes know it by the key, so nobody
  /// else has to sign it.
  ///
  /// - Parameters:
  ///   - host: the name under which the node listens; an address is left out of the certificate, since nobody looks at it there.
  ///   - days: how long it says that it is good; how long it is, the directory says.
  public static func selfSigned(
    for authority: AuthorityName, host: String, days: Int = 3650, key: P256.Signing.PrivateKey = P256.Signing.PrivateKey(), at now: Date
  ) throws -> NodeCertificate {
    try selfSigned(for: authority, host: host, from: now, until: now.addingTimeInterval(Double(days) * 86_400), key: key)
  }

  static func selfSigned(
    for authority: AuthorityName, host: String, from begin: Date, until end: Date,
    key: P256.Signing.PrivateKey = P256.Signing.PrivateKey()
  ) throws -> NodeCertificate {
    let name = try DistinguishedName { CommonName(authority.description) }
    let issuer = Certificate.PrivateKey(key)
    let isName = host.contains { $0.isLetter } && !host.contains(":")
    let extensions = try Certificate.Extensions {
      Critical(BasicConstraints.notCertificateAuthority)
      Critical(KeyUsage(digitalSignature: true))
      try ExtendedKeyUsage([.serverAuth, .clientAuth])
      if isName { SubjectAlternativeNames([.dnsName(host)]) }
    }
    // Nodes judge by the dates of the directory; a certificate that is a day older hurts nobody whose clock is a little slow.
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: issuer.publicKey,
      notValidBefore: begin.addingTimeInterval(-86_400), notValidAfter: end, issuer: name, subject: name,
      signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: issuer)
    return NodeCertificate(
      certificate: try certificate.serializeAsPEM().pemString, privateKey: key.pemRepresentation, pin: pin(of: key))
  }

  private static func pin(of key: P256.Signing.PrivateKey) -> Data { Data(SHA256.hash(data: key.publicKey.derRepresentation)) }
}

/// The key that was given is not the one of the certificate.
public struct CertificateKeyDiffers: Error, Hashable, Sendable {
  /// Makes the error.
  public init() {}
}
