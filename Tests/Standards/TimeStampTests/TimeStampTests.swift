// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import SwiftASN1
import Testing
import X509

@testable import TimeStamp

@Suite("Time stamps") struct TimeStampTests {
  private let digest = Data(SHA256.hash(data: Data("what was there".utf8)))

  private func verify(
    _ change: (inout SampleAuthority.Conduct) -> Void = { _ in }, by authority: SampleAuthority, policy: String? = nil
  ) async throws -> TimeStamp {
    let request = try TimeStampRequest(digest: digest, policy: policy)
    let token = try TimeStampToken(response: authority.answer(request, change))
    return try await token.verified(answering: request, trust: authority.trust())
  }

  @Test("A stamp by an authority that is trusted says when, how exactly, under which number and policy", arguments: [false, true])
  func verified(isEd25519: Bool) async throws {
    let authority = try SampleAuthority(key: isEd25519 ? .ed25519(.init()) : .p256(.init()))
    let stamp = try await verify({ $0.fraction = 0.25 }, by: authority, policy: "1.3.6.1.4.1.99999.1")
    #expect(stamp.time == SampleAuthority.now + 0.25)
    #expect(stamp.accuracy == .milliseconds(1500))
    #expect(stamp.serialNumber == Data([0x12, 0x67]))
    #expect(stamp.policy == "1.3.6.1.4.1.99999.1")
  }

  @Test("A request is new each time, and what is no digest or no policy is not asked for")
  func requests() throws {
    let requests = try (0..<100).map { _ in try TimeStampRequest(digest: digest) }
    #expect(Set(requests.map(\.nonce)).count == 100)
    #expect(requests.allSatisfy { $0.nonce.count == 8 && $0.nonce[0] > 0 && $0.nonce[0] < 0x80 })
    // Version, SHA-256 with the digest, nonce, and that the certificate is asked for (RFC 3161, section 2.4.1).
    let request = try TimeStampRequest(digest: digest, nonce: Data([1, 2, 3, 4, 5, 6, 7, 8]), policy: nil)
    let expected =
      "3041" + "020101" + "302f" + "300b" + "0609608648016503040201" + "0420" + hex(digest) + "0208" + "0102030405060708" + "0101ff"
    #expect(hex(request.bytes) == expected)
    #expect(throws: TimeStampFault.malformedDigest) { try TimeStampRequest(digest: digest.dropLast()) }
    #expect(throws: TimeStampFault.malformedPolicy) { try TimeStampRequest(digest: digest, policy: "1.x") }
  }

  private func hex(_ bytes: Data) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

  @Test("A stamp that was kept is believed without its request, as of its time, after the certificate has ended")
  func kept() async throws {
    let authority = try SampleAuthority(until: SampleAuthority.now + 1)
    let request = try TimeStampRequest(digest: digest)
    let bytes = try TimeStampToken(response: authority.answer(request)).bytes
    let stamp = try await TimeStampToken(bytes).verified(of: digest, trust: authority.trust())
    #expect(stamp.time == SampleAuthority.now)
    let late = try TimeStampToken(response: authority.answer(request) { $0.time = SampleAuthority.now + 2 })
    await #expect(throws: TimeStampFault.certificateNotValidThen) { try await late.verified(of: digest, trust: authority.trust()) }
    let early = try TimeStampToken(response: authority.answer(request) { $0.time = SampleAuthority.now - 86401 })
    await #expect(throws: TimeStampFault.certificateNotValidThen) { try await early.verified(of: digest, trust: authority.trust()) }
  }

  private static let wrong: [(TimeStampFault, @Sendable (inout SampleAuthority.Conduct) -> Void)] = [
    (.wrongDigest, { $0.digest = Data(count: 32) }), (.malformed, { $0.digest = Data(count: 31) }),
    (.wrongNonce, { $0.nonce = Data([1, 2, 3, 4, 5, 6, 7, 8]) }), (.wrongNonce, { $0.leavesOutNonce = true }),
    (.wrongVersion, { $0.version = 2 }), (.unknownCriticalExtension, { $0.criticalExtension = true }),
    (.severalSigners, { $0.signers = 0 }), (.severalSigners, { $0.signers = 2 }),
    (.notATimeStamp, { $0.contentType = [1, 2, 840, 113549, 1, 7, 1] }),
    (.wrongAttribute(.contentType), { $0.signedContentType = [1, 2, 840, 113549, 1, 7, 1] }),
    (.wrongAttribute(.messageDigest), { $0.messageDigest = Data(count: 32) }),
    (.wrongAttribute(.signingCertificate), { $0.certificateDigest = Data(count: 32) }),
    (.missingAttribute(.contentType), { $0.leavesOut = [.contentType] }),
    (.missingAttribute(.messageDigest), { $0.leavesOut = [.messageDigest] }),
    (.missingAttribute(.signingCertificate), { $0.leavesOut = [.signingCertificate] }), (.malformed, { $0.repeats = .contentType }),
    (.malformed, { $0.repeats = .signingCertificate }), (.malformed, { $0.unsortedAttributes = true }),
    (.missingAttribute(.contentType), { $0.signsWithoutAttributes = true }), (.noSignerCertificate, { $0.sendsCertificate = false }),
    (.unsupportedAlgorithm, { $0.signatureAlgorithm = Known.ecdsaWithSHA384 }),
    (.unsupportedAlgorithm, { $0.signatureAlgorithm = [1, 2, 3] }),
    (.badSignature, { $0.signatureAlgorithm = [1, 2, 840, 113549, 1, 1, 11] }), (.refused(nil), { $0.status = 2 }),
    (.refused(nil), { $0.status = 5 }),
  ]

  @Test("Each thing that an authority gets wrong has a refusal of its own", arguments: wrong.indices)
  func wrongConduct(index: Int) async throws {
    let (fault, change) = Self.wrong[index]
    let authority = try SampleAuthority()
    await #expect(throws: fault) { try await verify(change, by: authority) }
  }

  @Test("A policy that was not asked for, or is not trusted, is refused")
  func policies() async throws {
    let authority = try SampleAuthority()
    await #expect(throws: TimeStampFault.wrongPolicy) { try await verify(by: authority, policy: "1.2.3.4") }
    let request = try TimeStampRequest(digest: digest)
    let token = try TimeStampToken(response: authority.answer(request))
    await #expect(throws: TimeStampFault.wrongPolicy) {
      try await token.verified(of: digest, trust: authority.trust(policies: ["1.2.3.4"]))
    }
    _ = try await token.verified(of: digest, trust: authority.trust(policies: ["1.3.6.1.4.1.99999.1"]))
  }

  @Test("The certificate may be named by its key, and may be known here instead of coming along")
  func certificates() async throws {
    let authority = try SampleAuthority()
    _ = try await verify({ $0.namesKeyByIdentifier = true }, by: authority)
    let request = try TimeStampRequest(digest: digest)
    let token = try TimeStampToken(response: authority.answer(request) { $0.sendsCertificate = false })
    let other = try SampleAuthority.encoded(authority.certificate)
    _ = try await token.verified(answering: request, trust: authority.trust(others: [other]))
    #expect(throws: TimeStampFault.malformedCertificate) { try TimeStampTrust(roots: [other.dropLast()]) }
  }

  @Test("A certificate that is not for stamping alone, or says so without meaning it, is refused; so is another root's")
  func trust() async throws {
    for authority in try [
      SampleAuthority(isCritical: false), SampleAuthority(usages: [.timeStamping, .emailProtection]),
      SampleAuthority(usages: [.serverAuth]),
      SampleAuthority(usages: [.any]), SampleAuthority(mayCertifyAlone: true),
    ] {
      await #expect(throws: TimeStampFault.notForTimeStamping) { try await verify(by: authority) }
    }
    let (authority, other) = (try SampleAuthority(), try SampleAuthority())
    let request = try TimeStampRequest(digest: digest)
    let token = try TimeStampToken(response: authority.answer(request))
    await #expect(throws: TimeStampFault.untrusted) { try await token.verified(answering: request, trust: other.trust()) }
    await #expect(throws: TimeStampFault.untrusted) {
      try await token.verified(answering: request, trust: other.trust(others: [SampleAuthority.encoded(authority.root)]))
    }
    await #expect(throws: TimeStampFault.untrusted) { try await token.verified(answering: request, trust: TimeStampTrust(roots: [])) }
  }

  @Test("A stamp that brings more certificates than any chain needs is refused before a chain is searched for")
  func crowd() async throws {
    let authority = try SampleAuthority()
    let root = try SampleAuthority.encoded(authority.root)
    _ = try await verify({ $0.alongside = Array(repeating: root, count: 5) }, by: authority)
    await #expect(throws: TimeStampFault.tooLarge) {
      try await verify({ $0.alongside = Array(repeating: root, count: 6) }, by: authority)
    }
  }

  @Test("A certificate that cannot be read is passed over when another one signed, and is missed when it is the signer's")
  func unreadable() async throws {
    let authority = try SampleAuthority()
    let none = Data([0x30, 0x03, 0x02, 0x01, 0x01])
    _ = try await verify({ $0.alongside = [none] }, by: authority)
    await #expect(throws: TimeStampFault.noSignerCertificate) {
      try await verify(
        {
          $0.sendsCertificate = false
          $0.alongside = [none]
        }, by: authority)
    }
  }

  /// A stamp under an issuer that says this of itself beyond that it is one.
  private func stampUnderIssuer(saying more: [Certificate.Extension]) async throws {
    let constraints = try Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)).makeCertificateExtension()
    let authority = try SampleAuthority(issuerExtensions: Certificate.Extensions([constraints] + more))
    let issuer = try SampleAuthority.encoded(try #require(authority.issuer))
    _ = try await verify({ $0.alongside = [issuer] }, by: authority)
  }

  @Test("An issuer between root and authority must be one that may sign certificates and issue for stamping, and say so readably")
  func issuers() async throws {
    let signs = try Critical(KeyUsage(keyCertSign: true)).makeCertificateExtension()
    let stamps = try ExtendedKeyUsage([ExtendedKeyUsage.Usage.timeStamping]).makeCertificateExtension()
    for more in [[], [signs], [signs, stamps]] as [[Certificate.Extension]] { try await stampUnderIssuer(saying: more) }
    let nothing = ArraySlice([0x05, 0x00] as [UInt8])
    let refused = [
      try Critical(KeyUsage(digitalSignature: true)).makeCertificateExtension(),
      try ExtendedKeyUsage([ExtendedKeyUsage.Usage.serverAuth]).makeCertificateExtension(),
      Certificate.Extension(oid: .X509ExtensionID.extendedKeyUsage, critical: false, value: nothing),
      Certificate.Extension(oid: .X509ExtensionID.keyUsage, critical: false, value: nothing),
    ]
    for one in refused { await #expect(throws: TimeStampFault.untrusted) { try await stampUnderIssuer(saying: [one]) } }
  }

  @Test("Every byte that is changed is noticed, or belongs to what proves nothing: what is proven stays the same")
  func altered() async throws {
    let authority = try SampleAuthority()
    let request = try TimeStampRequest(digest: digest)
    let answer = try authority.answer(request)
    let trust = try authority.trust()
    let proven = try await TimeStampToken(response: answer).verified(answering: request, trust: trust)
    var unnoticed = 0
    for place in answer.indices {
      var changed = answer
      changed[place] ^= 1 << (place % 8)
      do {
        let stamp = try await TimeStampToken(response: changed).verified(answering: request, trust: trust)
        #expect(stamp == proven)
        unnoticed += 1
      } catch {
        // By its type every refusal is a fault of time stamps.
      }
    }
    // Of the answer's own status, and of version numbers, a few bits say the same.
    #expect(unnoticed < answer.count / 50)
  }

  @Test("An answer with something after its end, cut short, too long or empty is refused")
  func malformed() throws {
    let authority = try SampleAuthority()
    let request = try TimeStampRequest(digest: digest)
    let answer = try authority.answer(request)
    for length in 0..<answer.count { #expect(throws: TimeStampFault.malformed) { try TimeStampToken(response: answer.prefix(length)) } }
    #expect(throws: TimeStampFault.malformed) { try TimeStampToken(response: answer + [0]) }
    #expect(throws: TimeStampFault.tooLarge) { try TimeStampToken(response: answer, limit: answer.count - 1) }
    #expect(throws: TimeStampFault.self) { try TimeStampToken(answer) }
    let granted = try SampleAuthority.sequence { answer in try answer.appendConstructedNode(identifier: .sequence) { try $0.serialize(0) } }
    #expect(throws: TimeStampFault.noToken) { try TimeStampToken(response: granted) }
  }
}
