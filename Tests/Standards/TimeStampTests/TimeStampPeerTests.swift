// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import PeerKit
import Testing
import TimeStamp

/// A time-stamp authority by `openssl ts` in a folder of its own.
private struct OpenSSLAuthority {
  static let program = "/usr/bin/openssl"
  let folder: URL

  /// What its key is, as `openssl req` is told.
  enum Key: String, CaseIterable, Sendable {
    case rsa = "rsa:2048"
    case p256 = "ec:P-256"
    case p384 = "ec:P-384"

    var arguments: [String] {
      let parts = rawValue.split(separator: ":").map(String.init)
      return parts[0] == "rsa" ? ["-newkey", rawValue] : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:\(parts[1])"]
    }
  }

  private static let configuration = """
    [req]
    distinguished_name=name
    [name]
    [root]
    basicConstraints=critical,CA:true
    keyUsage=critical,keyCertSign,cRLSign
    subjectKeyIdentifier=hash
    [authority]
    basicConstraints=critical,CA:false
    keyUsage=critical,digitalSignature
    extendedKeyUsage=critical,timeStamping
    [tsa]
    default_tsa=plain
    [plain]
    serial=serial
    crypto_device=builtin
    signer_cert=authority.pem
    signer_key=authority.key
    signer_digest=sha256
    default_policy=1.3.6.1.4.1.99999.1
    other_policies=1.3.6.1.4.1.99999.2
    digests=sha256
    accuracy=secs:1,millisecs:500,microsecs:100
    clock_precision_digits=3
    ordering=yes
    tsa_name=yes
    ess_cert_id_chain=no
    ess_cert_id_alg=sha256
    """

  /// Makes root and authority; `change` alters the configuration.
  init(in folder: URL, key: Key, change: (String) -> String = { $0 }) throws {
    self.folder = folder
    try change(Self.configuration).write(to: folder.appending(path: "configuration"), atomically: true, encoding: .utf8)
    try "01\n".write(to: folder.appending(path: "serial"), atomically: true, encoding: .utf8)
    let request = ["req", "-nodes", "-config", "configuration"] + key.arguments
    try run(
      request + ["-x509", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Example root", "-days", "10", "-extensions", "root"])
    try run(request + ["-keyout", "authority.key", "-out", "authority.csr", "-subj", "/CN=Example authority"])
    try run([
      "x509", "-req", "-in", "authority.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "5", "-extfile",
      "configuration", "-extensions", "authority", "-out", "authority.pem",
    ])
  }

  @discardableResult
  func run(_ arguments: [String]) throws -> Data { try #require(try Peer.run(Self.program, arguments, folder: folder), "\(arguments)") }

  func trust() throws -> TimeStampTrust { try TimeStampTrust(roots: [run(["x509", "-in", "root.pem", "-outform", "DER"])]) }

  func answer(_ request: Data) throws -> Data {
    try request.write(to: folder.appending(path: "request"))
    return try run(["ts", "-reply", "-queryfile", "request", "-config", "configuration"])
  }
}

@Suite("Time stamps and other programs") struct TimeStampPeerTests {
  private let digest = Data(SHA256.hash(data: Data("what was there".utf8)))

  @Test(
    "openssl stamps what is asked for here, it is believed here, and openssl and rfc3161-client verify it for the request made here",
    arguments: OpenSSLAuthority.Key.allCases, ["sha256", "sha384", "sha512"])
  fileprivate func stampedThere(key: OpenSSLAuthority.Key, signerDigest: String) async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: key) {
        $0.replacing("signer_digest=sha256", with: "signer_digest=\(signerDigest)")
      }
      for policy in [nil, "1.3.6.1.4.1.99999.2"] {
        let before = Date.now
        let request = try TimeStampRequest(digest: digest, policy: policy)
        let response = try authority.answer(request.bytes)
        let token = try TimeStampToken(response: response)
        let stamp = try await token.verified(answering: request, trust: authority.trust())
        #expect(stamp.policy == policy ?? "1.3.6.1.4.1.99999.1")
        #expect(stamp.accuracy == .microseconds(1_500_100))
        #expect(abs(stamp.time.timeIntervalSince(before)) < 60)
        try response.write(to: folder.appending(path: "response"))
        try token.bytes.write(to: folder.appending(path: "token"))
        try authority.run(["ts", "-verify", "-queryfile", "request", "-in", "response", "-CAfile", "root.pem"])
        // What is kept is what openssl takes as a stamp without the answer around it.
        try authority.run(["ts", "-verify", "-queryfile", "request", "-in", "token", "-token_in", "-CAfile", "root.pem"])
        let root = try String(contentsOf: folder.appending(path: "root.pem"), encoding: .utf8)
        let other = Data(SHA256.hash(data: Data("something else".utf8)))
        let answers = try Peer.ask(
          "timestamp_peer",
          [digest, other].map {
            [
              "do": "verify", "response": response.base64EncodedString(), "root": root, "digest": $0.base64EncodedString(),
              "nonce": request.nonce.base64EncodedString(),
            ]
          })
        #expect(answers[0].value == "verified", "\(answers[0].refused ?? "")")
        #expect(answers[1].value == nil)
        let next = try TimeStampRequest(digest: digest)
        await #expect(throws: TimeStampFault.wrongNonce) { try await token.verified(answering: next, trust: authority.trust()) }
        await #expect(throws: TimeStampFault.wrongDigest) { try await token.verified(of: other, trust: authority.trust()) }
      }
    }
  }

  @Test("openssl reads the request as it was meant")
  func read() async throws {
    try await Peer.inFolder { folder in
      let request = try TimeStampRequest(digest: digest, policy: "1.3.6.1.4.1.99999.2")
      try request.bytes.write(to: folder.appending(path: "request"))
      let output = try Peer.run("/usr/bin/openssl", ["ts", "-query", "-in", "request", "-text"], folder: folder)
      let text = String(decoding: try #require(output), as: UTF8.self)
      for line in ["Version: 1", "Hash Algorithm: sha256", "Policy OID: 1.3.6.1.4.1.99999.2", "Certificate required: yes"] {
        #expect(text.contains(line))
      }
      #expect(text.contains("Nonce: 0x" + request.nonce.map { String(format: "%02X", $0) }.joined()))
    }
  }

  @Test("A request by rfc3161-client, stamped by openssl, is believed here for its digest")
  func askedThere() async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: .p256)
      let questions = (0..<max(3, Peer.rounds / 10)).map {
        ["do": "request", "content": Data("document \($0)".utf8).base64EncodedString()]
      }
      for (index, answer) in try Peer.ask("timestamp_peer", questions).enumerated() {
        let text = try #require(answer.value, "\(answer.refused ?? "")")
        let request = try #require(Data(base64Encoded: text))
        let token = try TimeStampToken(response: authority.answer(request))
        _ = try await token.verified(of: Data(SHA256.hash(data: Data("document \(index)".utf8))), trust: authority.trust())
      }
    }
  }

  @Test("openssl sends its chain in an order of its own, and is believed all the same")
  func chain() async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: .rsa) { $0 + "\ncerts=root.pem\n" }
      let request = try TimeStampRequest(digest: digest)
      _ = try await TimeStampToken(response: authority.answer(request.bytes)).verified(answering: request, trust: authority.trust())
    }
  }

  @Test("What openssl refuses is a refusal with its reason")
  func refused() async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: .p256)
      let request = try TimeStampRequest(digest: digest, policy: "1.2.3.4")
      let answer = try authority.answer(request.bytes)
      #expect(throws: TimeStampFault.refused(.unacceptedPolicy)) { try TimeStampToken(response: answer) }
      let broken = try authority.answer(request.bytes.dropLast(3))
      #expect(throws: TimeStampFault.refused(.badFormat)) { try TimeStampToken(response: broken) }
      let other = folder.appending(path: "other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      let strict = try OpenSSLAuthority(in: other, key: .p256) { $0.replacing("digests=sha256", with: "digests=sha512") }
      let unknown = try strict.answer(TimeStampRequest(digest: digest).bytes)
      #expect(throws: TimeStampFault.refused(.unknownAlgorithm)) { try TimeStampToken(response: unknown) }
    }
  }

  @Test("A stamp that names its certificate by SHA-1 alone is refused")
  func oldNaming() async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: .p256) { $0.replacing("ess_cert_id_alg=sha256", with: "ess_cert_id_alg=sha1") }
      let request = try TimeStampRequest(digest: digest)
      let token = try TimeStampToken(response: authority.answer(request.bytes))
      await #expect(throws: TimeStampFault.missingAttribute(.signingCertificate)) {
        try await token.verified(answering: request, trust: authority.trust())
      }
    }
  }

  @Test("Bytes of openssl's answer that are changed are noticed, or prove the same")
  func altered() async throws {
    try await Peer.inFolder { folder in
      let authority = try OpenSSLAuthority(in: folder, key: .p256)
      let request = try TimeStampRequest(digest: digest)
      let answer = try authority.answer(request.bytes)
      let trust = try authority.trust()
      let proven = try await TimeStampToken(response: answer).verified(answering: request, trust: trust)
      for _ in 0..<(Peer.rounds * 20) {
        var changed = answer
        changed[Int.random(in: answer.indices)] ^= 1 << Int.random(in: 0..<8)
        do {
          let stamp = try await TimeStampToken(response: changed).verified(answering: request, trust: trust)
          #expect(stamp == proven)
        } catch {
          // By its type every refusal is a fault of time stamps.
        }
      }
    }
  }
}
