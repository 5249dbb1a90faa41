// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import SwiftASN1
import X509

@testable import TimeStamp

/// An authority that stamps what it is told, rightly or wrongly.
struct SampleAuthority {
  /// What it does, right unless a test says otherwise.
  struct Conduct {
    var time = SampleAuthority.now
    var fraction = 0.0
    var policy: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 99999, 1]
    var digest: Data?
    var nonce: Data?
    var leavesOutNonce = false
    var version = 1
    var signers = 1
    var criticalExtension = false
    var contentType: ASN1ObjectIdentifier = Known.timeStamp
    var signedContentType: ASN1ObjectIdentifier = Known.timeStamp
    var messageDigest: Data?
    var certificateDigest: Data?
    var leavesOut: Set<TimeStampFault.Attribute> = []
    var repeats: TimeStampFault.Attribute?
    var sendsCertificate = true
    var alongside: [Data] = []
    var signsWithoutAttributes = false
    var unsortedAttributes = false
    var namesKeyByIdentifier = false
    var signatureAlgorithm: ASN1ObjectIdentifier?
    var status = 0
  }

  static let now = Date(timeIntervalSince1970: 1_795_000_000)
  let root: Certificate
  /// The one between root and authority, when there is one.
  let issuer: Certificate?
  let certificate: Certificate
  private let key: SampleKey

  init(
    key: SampleKey = .p256(P256.Signing.PrivateKey()), usages: [ExtendedKeyUsage.Usage] = [.timeStamping],
    isCritical: Bool = true, mayCertifyAlone: Bool = false, until end: Date = now + 86400, issuerExtensions: Certificate.Extensions? = nil
  ) throws {
    self.key = key
    let rootKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let rootName = try DistinguishedName { CommonName("Example root") }
    root = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: rootKey.publicKey, notValidBefore: Self.now - 86400 * 365,
      notValidAfter: Self.now + 86400 * 365, issuer: rootName, subject: rootName,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(keyCertSign: true))
      }, issuerPrivateKey: rootKey)
    let issuerKey = issuerExtensions == nil ? rootKey : Certificate.PrivateKey(P256.Signing.PrivateKey())
    let issuerName = try DistinguishedName { CommonName(issuerExtensions == nil ? "Example root" : "Example issuer") }
    issuer = try issuerExtensions.map {
      try Certificate(
        version: .v3, serialNumber: .init(), publicKey: issuerKey.publicKey, notValidBefore: Self.now - 86400 * 365,
        notValidAfter: Self.now + 86400 * 365, issuer: rootName, subject: issuerName, extensions: $0, issuerPrivateKey: rootKey)
    }
    let usage = try ExtendedKeyUsage(usages)
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.certified.publicKey, notValidBefore: Self.now - 86400, notValidAfter: end,
      issuer: issuerName,
      subject: DistinguishedName { CommonName("Example authority") },
      extensions: Certificate.Extensions {
        Critical(KeyUsage(digitalSignature: !mayCertifyAlone, keyCertSign: mayCertifyAlone))
        if isCritical { Critical(usage) } else { usage }
        SubjectKeyIdentifier(hash: key.certified.publicKey)
      }, issuerPrivateKey: issuerKey)
  }

  func trust(policies: Set<String>? = nil, others: [Data] = []) throws -> TimeStampTrust {
    try TimeStampTrust(roots: [try Self.encoded(root)], others: others, policies: policies)
  }

  static func encoded(_ certificate: Certificate) throws -> Data {
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    return Data(serializer.serializedBytes)
  }

  /// The answer to a request.
  func answer(_ request: TimeStampRequest, _ change: (inout Conduct) -> Void = { _ in }) throws -> Data {
    var conduct = Conduct()
    change(&conduct)
    let token = try token(for: request, conduct)
    return try Self.sequence { answer in
      try answer.appendConstructedNode(identifier: .sequence) { try $0.serialize(conduct.status) }
      answer.serializeRawBytes(token)
    }
  }

  /// The stamp alone.
  func token(for request: TimeStampRequest, _ conduct: Conduct) throws -> Data {
    let content = try info(for: request, conduct)
    let signer = try signer(of: content, conduct)
    let sent = try (conduct.sendsCertificate ? [Self.encoded(certificate)] : []) + conduct.alongside
    return try Self.sequence { outer in
      try outer.serialize(Known.signedData)
      try outer.appendConstructedNode(identifier: .tag(0)) { explicit in
        try explicit.appendConstructedNode(identifier: .sequence) { signed in
          try signed.serialize(3)
          signed.appendConstructedNode(identifier: .set) { _ in }
          try signed.appendConstructedNode(identifier: .sequence) { inner in
            try inner.serialize(conduct.contentType)
            try inner.appendConstructedNode(identifier: .tag(0)) { try $0.serialize(ASN1OctetString(contentBytes: ArraySlice(content))) }
          }
          if !sent.isEmpty {
            signed.appendConstructedNode(identifier: .tag(0)) { set in
              for one in sent { set.serializeRawBytes(one) }
            }
          }
          signed.appendConstructedNode(identifier: .set) { set in
            for _ in 0..<conduct.signers { set.serializeRawBytes(signer) }
          }
        }
      }
    }
  }

  private func info(for request: TimeStampRequest, _ conduct: Conduct) throws -> Data {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: conduct.time)
    let time = try GeneralizedTime(
      year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0, hours: parts.hour ?? 0, minutes: parts.minute ?? 0,
      seconds: parts.second ?? 0, fractionalSeconds: conduct.fraction)
    return try Self.sequence { info in
      try info.serialize(conduct.version)
      try info.serialize(conduct.policy)
      try info.appendConstructedNode(identifier: .sequence) { imprint in
        try imprint.appendConstructedNode(identifier: .sequence) { try $0.serialize(Known.sha256) }
        try imprint.serialize(ASN1OctetString(contentBytes: ArraySlice(conduct.digest ?? request.digest)))
      }
      try info.serialize(4711)
      try info.serialize(time)
      try info.appendConstructedNode(identifier: .sequence) { accuracy in
        try accuracy.serialize(1)
        try accuracy.serializeOptionalImplicitlyTagged(500, withIdentifier: .tag(0))
      }
      if !conduct.leavesOutNonce { try info.serialize(ArraySlice(conduct.nonce ?? request.nonce)) }
      if conduct.criticalExtension {
        try info.appendConstructedNode(identifier: .tag(1)) { extensions in
          try extensions.appendConstructedNode(identifier: .sequence) { one in
            try one.serialize([1, 2, 3] as ASN1ObjectIdentifier)
            try one.serialize(true)
            try one.serialize(ASN1OctetString(contentBytes: []))
          }
        }
      }
    }
  }

  private func signer(of content: Data, _ conduct: Conduct) throws -> Data {
    let isEd25519 = key.isEd25519
    let digest = isEd25519 ? Data(SHA512.hash(data: content)) : Data(SHA256.hash(data: content))
    var attributes = try [
      (TimeStampFault.Attribute.contentType, Self.attribute(Known.contentType) { try $0.serialize(conduct.signedContentType) }),
      (
        .messageDigest,
        Self.attribute(Known.messageDigest) { try $0.serialize(ASN1OctetString(contentBytes: ArraySlice(conduct.messageDigest ?? digest))) }
      ),
      (.signingCertificate, try signingCertificate(conduct)),
    ].filter { !conduct.leavesOut.contains($0.0) }
    if let twice = attributes.first(where: { $0.0 == conduct.repeats }) { attributes.append(twice) }
    var sorted = attributes.map { Array($0.1) }.sorted { $0.lexicographicallyPrecedes($1) }
    if conduct.unsortedAttributes { sorted.reverse() }
    let inside = sorted.flatMap { $0 }
    let signed = try Self.constructed(.set) { $0.serializeRawBytes(inside) }
    let signature = try key.sign(conduct.signsWithoutAttributes ? content : signed)
    return try Self.sequence { signer in
      try signer.serialize(conduct.namesKeyByIdentifier ? 3 : 1)
      if conduct.namesKeyByIdentifier {
        let identifier = SubjectKeyIdentifier(hash: key.certified.publicKey).keyIdentifier
        try signer.serializeOptionalImplicitlyTagged(ASN1OctetString(contentBytes: identifier), withIdentifier: .tag(0))
      } else {
        try signer.appendConstructedNode(identifier: .sequence) { named in
          try named.serialize(certificate.issuer)
          try named.serialize(certificate.serialNumber.bytes)
        }
      }
      try signer.appendConstructedNode(identifier: .sequence) { try $0.serialize(isEd25519 ? Known.sha512 : Known.sha256) }
      if !conduct.signsWithoutAttributes { signer.appendConstructedNode(identifier: .tag(0)) { $0.serializeRawBytes(inside) } }
      try signer.appendConstructedNode(identifier: .sequence) {
        try $0.serialize(conduct.signatureAlgorithm ?? (isEd25519 ? Known.ed25519 : Known.ecdsaWithSHA256))
      }
      try signer.serialize(ASN1OctetString(contentBytes: ArraySlice(signature)))
    }
  }

  private func signingCertificate(_ conduct: Conduct) throws -> Data {
    let digest = try conduct.certificateDigest ?? Data(SHA256.hash(data: Self.encoded(certificate)))
    return try Self.attribute(Known.signingCertificateV2) { value in
      try value.appendConstructedNode(identifier: .sequence) { list in
        try list.appendConstructedNode(identifier: .sequence) { one in
          try one.appendConstructedNode(identifier: .sequence) { try $0.serialize(ASN1OctetString(contentBytes: ArraySlice(digest))) }
        }
      }
    }
  }

  private static func attribute(_ type: ASN1ObjectIdentifier, _ value: (inout DER.Serializer) throws -> Void) throws -> Data {
    try sequence { attribute in
      try attribute.serialize(type)
      try attribute.appendConstructedNode(identifier: .set) { try value(&$0) }
    }
  }

  static func sequence(_ body: (inout DER.Serializer) throws -> Void) throws -> Data { try constructed(.sequence, body) }

  private static func constructed(_ identifier: ASN1Identifier, _ body: (inout DER.Serializer) throws -> Void) throws -> Data {
    var serializer = DER.Serializer()
    try serializer.appendConstructedNode(identifier: identifier, body)
    return Data(serializer.serializedBytes)
  }
}

/// A key of an authority.
enum SampleKey {
  case p256(P256.Signing.PrivateKey)
  case ed25519(Curve25519.Signing.PrivateKey)

  var isEd25519: Bool { if case .ed25519 = self { true } else { false } }

  var certified: Certificate.PrivateKey {
    switch self {
    case .p256(let key): Certificate.PrivateKey(key)
    case .ed25519(let key): Certificate.PrivateKey(key)
    }
  }

  func sign(_ bytes: Data) throws -> Data {
    switch self {
    case .p256(let key): try key.signature(for: bytes).derRepresentation
    case .ed25519(let key): try key.signature(for: bytes)
    }
  }
}
