// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import SwiftASN1
import X509

/// A time stamp with the signature of its authority, as CMS has it.
///
/// swift-certificates verifies CMS only around plain data, so that the parts are taken apart here; keys and signatures are its own.
/// - Source: RFC 5652, section 5; RFC 5816
struct SignedStamp: Hashable, Sendable {
  let content: [UInt8]
  let certificates: [Certificate]
  private let signer: Signer

  /// The one who signed.
  private struct Signer: Hashable, Sendable {
    let issuerAndSerialNumber: [UInt8]?
    let keyIdentifier: [UInt8]?
    let digestAlgorithm: ASN1ObjectIdentifier
    let attributes: [ASN1ObjectIdentifier: [ASN1Node]]
    /// The attributes in the encoding that is signed.
    let attributeBytes: [UInt8]
    let signatureAlgorithm: ASN1ObjectIdentifier
    let signature: [UInt8]
  }

  init(_ node: ASN1Node) throws(TimeStampFault) {
    var info = try NodeReader(node)
    guard try info.value(ASN1ObjectIdentifier.self) == Known.signedData else { throw .notATimeStamp }
    var reader = try NodeReader(NodeReader.tagged(try info.node(.tag(0)), 0))
    try info.end()
    guard try reader.value(Int.self) == 3 else { throw .wrongVersion }
    _ = try reader.node(.set)
    content = try Self.content(reader.node(.sequence))
    certificates = try reader.optional(.tag(0)).map { (node) throws(TimeStampFault) in try Self.certificates(node) } ?? []
    _ = reader.optional(.tag(1))
    let signers = try NodeReader.all(reader.node(.set), .set)
    try reader.end()
    guard signers.count == 1 else { throw .severalSigners }
    signer = try Self.signer(signers[0])
  }

  private static func content(_ node: ASN1Node) throws(TimeStampFault) -> [UInt8] {
    var reader = try NodeReader(node)
    guard try reader.value(ASN1ObjectIdentifier.self) == Known.timeStamp else { throw .notATimeStamp }
    let content = try NodeReader.octets(NodeReader.tagged(try reader.node(.tag(0)), 0))
    try reader.end()
    return content
  }

  /// Certificates of X.509; those of other kinds are of no use here, nor are those that cannot be read.
  private static func certificates(_ node: ASN1Node) throws(TimeStampFault) -> [Certificate] {
    var certificates: [Certificate] = []
    for node in try NodeReader.all(node, .tag(0)) where node.identifier == .sequence {
      // Nobody has signed what else lies in the set: whether anything is missing, the search for the signer and for the chain will tell.
      if let certificate = try? Certificate(derEncoded: Array(node.encodedBytes)) { certificates.append(certificate) }
    }
    return certificates
  }

  private static func signer(_ node: ASN1Node) throws(TimeStampFault) -> Signer {
    var reader = try NodeReader(node)
    let version = try reader.value(Int.self)
    let named = reader.optional(.sequence)
    let keyed = try named == nil ? NodeReader.value(reader.node(.tag(0)), ASN1OctetString.self, .tag(0)) : nil
    guard version == (named == nil ? 3 : 1) else { throw .malformed }
    let digestAlgorithm = try Algorithm(reader.node(.sequence)).identifier
    guard let attributes = reader.optional(.tag(0)) else { throw .missingAttribute(.contentType) }
    // What is signed begins with the tag of a set, not with the one that stands here.
    let attributeBytes = [0x31] + attributes.encodedBytes.dropFirst()
    let signatureAlgorithm = try Algorithm(reader.node(.sequence)).identifier
    let signature = try NodeReader.octets(reader.node(.octetString))
    _ = reader.optional(.tag(1))
    try reader.end()
    return Signer(
      issuerAndSerialNumber: named.map { Array($0.encodedBytes) }, keyIdentifier: keyed.map { Array($0.bytes) },
      digestAlgorithm: digestAlgorithm, attributes: try Self.attributes(attributeBytes), attributeBytes: attributeBytes,
      signatureAlgorithm: signatureAlgorithm, signature: signature)
  }

  private static func attributes(_ bytes: [UInt8]) throws(TimeStampFault) -> [ASN1ObjectIdentifier: [ASN1Node]] {
    var attributes: [ASN1ObjectIdentifier: [ASN1Node]] = [:]
    let nodes = try NodeReader.all(NodeReader.strict(bytes), .set)
    // What is signed has one encoding, in which the members of a set stand in order.
    guard zip(nodes, nodes.dropFirst()).allSatisfy({ $0.encodedBytes.lexicographicallyPrecedes($1.encodedBytes) }) else { throw .malformed }
    for node in nodes {
      var reader = try NodeReader(node)
      let type = try reader.value(ASN1ObjectIdentifier.self)
      guard attributes.updateValue(try NodeReader.all(reader.node(.set), .set), forKey: type) == nil else { throw .malformed }
      try reader.end()
    }
    return attributes
  }

  /// The certificate of the signer, when everything that was signed along is true and the signature fits.
  ///
  /// Who the signer is, is asked elsewhere.
  func signingCertificate(among others: [Certificate]) throws(TimeStampFault) -> Certificate {
    guard let certificate = (certificates + others).first(where: { isOfSigner($0) }) else { throw .noSignerCertificate }
    let type = try NodeReader.value(attribute(Known.contentType, .contentType), ASN1ObjectIdentifier.self)
    guard type == Known.timeStamp else { throw .wrongAttribute(.contentType) }
    let digest = try NodeReader.value(attribute(Known.messageDigest, .messageDigest), ASN1OctetString.self)
    guard try Array(digest.bytes) == Self.hash(content, signer.digestAlgorithm) else { throw .wrongAttribute(.messageDigest) }
    try checkSigningCertificate(certificate)
    let fits = certificate.publicKey.isValidSignature(
      signer.signature, for: signer.attributeBytes, signatureAlgorithm: try signatureAlgorithm)
    guard fits else { throw .badSignature }
    return certificate
  }

  private func isOfSigner(_ certificate: Certificate) -> Bool {
    if let keyIdentifier = signer.keyIdentifier {
      return (try? certificate.extensions.subjectKeyIdentifier)?.keyIdentifier.elementsEqual(keyIdentifier) ?? false
    }
    return (try? Self.issuerAndSerialNumber(of: certificate)) == signer.issuerAndSerialNumber
  }

  private static func issuerAndSerialNumber(of certificate: Certificate) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(certificate.issuer)
      try coder.serialize(certificate.serialNumber.bytes)
    }
    return serializer.serializedBytes
  }

  private func attribute(_ identifier: ASN1ObjectIdentifier, _ name: TimeStampFault.Attribute) throws(TimeStampFault) -> ASN1Node {
    guard let values = signer.attributes[identifier], values.count == 1 else { throw .missingAttribute(name) }
    return values[0]
  }

  /// The first digest in the attribute is that of the signer's certificate, so that no other certificate with the same key can take its place.
  private func checkSigningCertificate(_ certificate: Certificate) throws(TimeStampFault) {
    var reader = try NodeReader(attribute(Known.signingCertificateV2, .signingCertificate))
    guard let first = try NodeReader.all(reader.node(.sequence), .sequence).first else { throw .missingAttribute(.signingCertificate) }
    var identifier = try NodeReader(first)
    let algorithm = try identifier.optional(.sequence).map { (node) throws(TimeStampFault) in try Algorithm(node).identifier }
    let digest = try identifier.value(ASN1OctetString.self)
    var serializer = DER.Serializer()
    do { try serializer.serialize(certificate) } catch { throw .malformed }
    guard try Array(digest.bytes) == Self.hash(serializer.serializedBytes, algorithm ?? Known.sha256) else {
      throw .wrongAttribute(.signingCertificate)
    }
  }

  private static func hash(_ bytes: [UInt8], _ algorithm: ASN1ObjectIdentifier) throws(TimeStampFault) -> [UInt8] {
    switch algorithm {
    case Known.sha256: Array(SHA256.hash(data: bytes))
    case Known.sha384: Array(SHA384.hash(data: bytes))
    case Known.sha512: Array(SHA512.hash(data: bytes))
    default: throw .unsupportedAlgorithm
    }
  }

  /// The algorithm of the signature; its digest must be the one that the signer names.
  private var signatureAlgorithm: Certificate.SignatureAlgorithm {
    get throws(TimeStampFault) {
      typealias RSA = ASN1ObjectIdentifier.AlgorithmIdentifier
      switch (signer.signatureAlgorithm, signer.digestAlgorithm) {
      case (RSA.rsaEncryption, Known.sha256), (RSA.sha256WithRSAEncryption, Known.sha256): return .sha256WithRSAEncryption
      case (RSA.rsaEncryption, Known.sha384), (RSA.sha384WithRSAEncryption, Known.sha384): return .sha384WithRSAEncryption
      case (RSA.rsaEncryption, Known.sha512), (RSA.sha512WithRSAEncryption, Known.sha512): return .sha512WithRSAEncryption
      case (Known.ecdsaWithSHA256, Known.sha256): return .ecdsaWithSHA256
      case (Known.ecdsaWithSHA384, Known.sha384): return .ecdsaWithSHA384
      case (Known.ecdsaWithSHA512, Known.sha512): return .ecdsaWithSHA512
      // RFC 8419, section 3.1
      case (Known.ed25519, Known.sha512): return .ed25519
      default: throw .unsupportedAlgorithm
      }
    }
  }
}
