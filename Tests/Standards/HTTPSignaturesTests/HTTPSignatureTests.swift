// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import HTTPSignatures

@Suite("Signatures of HTTP messages") struct HTTPSignatureTests {
  private let key = Curve25519.Signing.PrivateKey()
  private let nonces = NoncesInMemory { Sample.now }

  @discardableResult
  private func verify(
    _ message: SignedMessage, policy: SignaturePolicy = Sample.requests, now: Int = Sample.now
  ) async throws(SignatureFault) -> VerifiedSignature {
    let known = key.publicKey
    return try await HTTPSignature.verify(message, policy: policy, now: now, nonces: nonces) { $0 == "node-a" ? known : nil }
  }

  @Test("A request that is signed is believed, once")
  func request() async throws {
    let request = try Sample.signedRequest(by: key)
    let verified = try await verify(.request(request))
    #expect(verified.components == [.method, .authority, .path, .query, .contentType, .contentDigest])
    #expect(verified.parameters.keyID == "node-a")
    try verified.check(content: Sample.content)
    #expect(throws: SignatureFault.wrongContentDigest) { try verified.check(content: Sample.content + [0]) }
    #expect(throws: SignatureFault.wrongContentDigest) { try verified.check(content: Data()) }
    await #expect(throws: SignatureFault.replayed) { try await verify(.request(request)) }
  }

  @Test("A response is believed as the answer to the one request that it was made for")
  func response() async throws {
    let request = try Sample.signedRequest(by: key)
    var response = Sample.response()
    try HTTPSignature.sign(&response, to: request, as: Sample.parameters(), for: Sample.responses) { try key.signature(for: $0) }
    let verified = try await verify(.response(response, to: request), policy: Sample.responses)
    #expect(verified.components == [.status, .requestSignature, .contentType, .contentDigest])
    try verified.check(content: Sample.answer)
    let other = try Sample.signedRequest(by: key)
    await #expect(throws: SignatureFault.badSignature) { try await verify(.response(response, to: other), policy: Sample.responses) }
    await #expect(throws: SignatureFault.absentComponent(.requestSignature)) {
      try await verify(.response(response, to: Sample.request()), policy: Sample.responses)
    }
    var changed = response
    changed.status = .accepted
    await #expect(throws: SignatureFault.badSignature) { try await verify(.response(changed, to: request), policy: Sample.responses) }
  }

  @Test("A request without content needs no digest, and content that comes with it all the same is not believed")
  func withoutContent() async throws {
    var request = HTTPRequest(method: .get, scheme: "https", authority: "node-b.example", path: "/v1/blobs/00")
    try HTTPSignature.sign(&request, as: Sample.parameters(), for: Sample.requests) { try key.signature(for: $0) }
    let verified = try await verify(.request(request))
    #expect(verified.components == [.method, .authority, .path, .query])
    try verified.check(content: Data())
    #expect(throws: SignatureFault.noContentDigest) { try verified.check(content: Sample.content) }
  }

  @Test("The example of RFC 9421, appendix B.2.6: the same text is signed, and the same signature is made and fits")
  func rfc9421() throws {
    let key = try Curve25519.Signing.PrivateKey(
      rawRepresentation: try #require(Data(base64Encoded: "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=")))
    #expect(key.publicKey.rawRepresentation.base64EncodedString() == "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
    var request = HTTPRequest(method: .post, scheme: "https", authority: "example.com", path: "/foo?param=Value&Pet=dog")
    request.headerFields[.date] = "Tue, 20 Apr 2021 02:07:55 GMT"
    request.headerFields[.contentType] = "application/json"
    request.headerFields[.contentLength] = "18"
    let inner =
      #"("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#
    let signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    let member = try #require(try SignatureFields.read(input: "sig-b26=\(inner)", signature: "sig-b26=:\(signature):")["sig-b26"])
    let base = try SignatureFields.base(.request(request), try member.components(), parameters: try SignatureFields.text(member.list))
    #expect(
      String(decoding: base, as: UTF8.self) == """
        "date": Tue, 20 Apr 2021 02:07:55 GMT
        "@method": POST
        "@path": /foo
        "@authority": example.com
        "content-type": application/json
        "content-length": 18
        "@signature-params": \(inner)
        """)
    #expect(key.publicKey.isValidSignature(member.signature, for: base))
    #expect(try key.signature(for: base).base64EncodedString() == signature)
  }

  @Test("A change of anything that is covered, and of the signature itself, is noticed")
  func altered() async throws {
    let request = try Sample.signedRequest(by: key)
    let changes: [(inout HTTPRequest) -> Void] = [
      { $0.method = .put }, { $0.path = "/v1/outbox?x=1&y=%C3%A9" }, { $0.path = "/v1/inbox?x=2&y=%C3%A9" },
      { $0.path = "/v1/inbox?x=1&y=%c3%a9" }, { $0.path = "/v1/inbox" }, { $0.authority = "node-c.example:8443" },
      { $0.authority = "node-b.example" }, { $0.headerFields[.contentType] = "text/plain" },
      { $0.headerFields[.contentDigest] = ContentDigest.field(for: Data()) },
      { $0.headerFields.append(HTTPField(name: .contentType, value: "text/plain")) },
    ]
    for change in changes {
      var changed = request
      change(&changed)
      await #expect(throws: SignatureFault.badSignature) { try await verify(.request(changed)) }
    }
    for name in [HTTPField.Name.signature, .signatureInput] {
      let value = Array(try #require(request.headerFields[name]).utf8)
      for place in value.indices {
        var bytes = value
        bytes[place] ^= 1
        var changed = request
        changed.headerFields[name] = String(decoding: bytes, as: UTF8.self)
        await #expect(throws: SignatureFault.self) { try await verify(.request(changed)) }
      }
    }
    // After all that was refused, the nonce is still new: what is not believed is not remembered.
    #expect(await nonces.count == 0)
    try await verify(.request(request))
  }

  @Test("What does not belong to the message as signed does not matter: spelling of host, port that the scheme implies, other fields")
  func unaltered() async throws {
    var request = try Sample.signedRequest(by: key)
    request.authority = "NODE-B.EXAMPLE:8443"
    request.headerFields[.userAgent] = "other"
    try await verify(.request(request))
    func value(_ component: SignedComponent, _ scheme: String, _ authority: String) throws -> String {
      try SignedMessage.request(HTTPRequest(method: .get, scheme: scheme, authority: authority, path: "/?")).value(of: component)
    }
    #expect(try value(.authority, "https", "A.example:443") == "a.example")
    #expect(try value(.authority, "http", "a.example:443") == "a.example:443")
    #expect(try value(.query, "https", "a.example") == "?")
    for target in ["*", "https://a.example/", "", "/a#b", nil] as [String?] {
      let request = HTTPRequest(method: .get, scheme: "https", authority: "a.example", path: target)
      #expect(throws: SignatureFault.absentComponent(.path)) { try SignedMessage.request(request).value(of: .path) }
    }
  }

  @Test("A request that was made for another receiver is refused though its signature fits; signing does not ask whose name it is")
  func otherReceiver() async throws {
    var request = HTTPRequest(method: .get, scheme: "https", authority: "Node-C.example:443", path: "/")
    try HTTPSignature.sign(&request, as: Sample.parameters(), for: Sample.requests) { try key.signature(for: $0) }
    let signed = SignedMessage.request(request)
    await #expect(throws: SignatureFault.wrongAuthority) { try await verify(signed) }
    // What is not believed is not remembered.
    #expect(await nonces.count == 0)
    try await verify(signed, policy: .requests(tag: "example-v1", authorities: ["node-c.example"]))
  }

  @Test("A host whose name Unicode alone takes for another's is no host: the sign for kelvin does not become a k")
  func kelvin() {
    let request = HTTPRequest(method: .get, scheme: "https", authority: "ban\u{212A}.example", path: "/")
    #expect(throws: SignatureFault.absentComponent(.authority)) { try SignedMessage.request(request).value(of: .authority) }
  }

  @Test(
    "Each time that is outside its bounds has a refusal of its own",
    arguments: [
      (-300, 300, nil), (-301, 300, SignatureFault.tooOld), (300, 300, nil), (301, 300, .fromTheFuture), (-200, 199, .expired),
      (-200, 200, nil),
      (0, 301, .lifeOutOfRange), (0, 0, .lifeOutOfRange), (0, -5, .lifeOutOfRange),
    ] as [(Int, Int, SignatureFault?)])
  func times(since now: Int, life: Int, fault: SignatureFault?) async throws {
    let created = Sample.now + now
    let inner =
      Self.covered + ";created=\(created);expires=\(created + life);nonce=\"\(SignatureNonce())\";keyid=\"node-a\";tag=\"example-v1\""
    let request = try Sample.signed(Sample.request(), inner: inner, by: key)
    if let fault {
      await #expect(throws: fault) { try await verify(.request(request)) }
    } else {
      try await verify(.request(request))
    }
  }

  private static let covered = #"("@method" "@authority" "@path" "@query" "content-type" "content-digest")"#
  private static let said =
    ";created=1795000000;expires=1795000300;nonce=\"00112233445566778899aabbccddeeff\";keyid=\"node-a\";tag=\"example-v1\""

  @Test(
    "Each thing wrong with a signature that fits has a refusal of its own",
    arguments: [
      (covered, said, nil),
      (covered, said + ";alg=\"ed25519\"", nil),
      (covered, said + ";alg=\"hmac-sha256\"", .wrongAlgorithm),
      (covered, said + ";alg=ed25519", .wrongAlgorithm),
      (covered, said + ";context=\"a\"", .unknownParameter),
      (covered, said.replacing("created=1795000000;", with: ""), .missingParameter(.created)),
      (covered, said.replacing("expires=1795000300;", with: ""), .missingParameter(.expires)),
      (covered, said.replacing("nonce=\"00112233445566778899aabbccddeeff\";", with: ""), .missingParameter(.nonce)),
      (covered, said.replacing("keyid=\"node-a\";", with: ""), .missingParameter(.keyID)),
      (covered, said.replacing(";tag=\"example-v1\"", with: ""), .noSuchTag),
      (covered, said.replacing("example-v1", with: "example-v2"), .noSuchTag),
      (covered, said.replacing("\"node-a\"", with: "\"node-z\""), .unknownKey),
      (covered, said.replacing("\"node-a\"", with: "\"\""), .malformedParameter(.keyID)),
      (covered, said.replacing("1795000000", with: "1795000000.0"), .malformedParameter(.created)),
      (covered, said.replacing("1795000000", with: "-1"), .malformedParameter(.created)),
      (covered, said.replacing("00112233445566778899aabbccddeeff", with: "00112233445566778899AABBCCDDEEFF"), .malformedParameter(.nonce)),
      (covered, said.replacing("00112233445566778899aabbccddeeff", with: "0011"), .malformedParameter(.nonce)),
      (covered.replacing("\"@method\" ", with: ""), said, .uncoveredComponent(.method)),
      (covered.replacing(" \"@authority\"", with: ""), said, .uncoveredComponent(.authority)),
      (covered.replacing(" \"@path\"", with: ""), said, .uncoveredComponent(.path)),
      (covered.replacing(" \"@query\"", with: ""), said, .uncoveredComponent(.query)),
      (covered.replacing(" \"content-type\"", with: ""), said, .uncoveredComponent(.contentType)),
      (covered.replacing(" \"content-digest\"", with: ""), said, .uncoveredComponent(.contentDigest)),
      ("()", said, .uncoveredComponent(.method)),
    ] as [(String, String, SignatureFault?)])
  func faults(covered: String, said: String, fault: SignatureFault?) async throws {
    let request = try Sample.signed(Sample.request(), inner: covered + said, by: key)
    if let fault {
      await #expect(throws: fault) { try await verify(.request(request)) }
    } else {
      try await verify(.request(request))
    }
  }

  @Test(
    "A field that is not spelt as it must be, or names what nobody knows, is refused",
    arguments: [
      (#"sig1=("@method" "@method")"#, SignatureFault.repeatedComponent),
      (#"sig1=("@method";req "@method";req)"#, .repeatedComponent),
      (#"sig1=("@target-uri")"#, .unknownComponent),
      (#"sig1=("@signature-params")"#, .unknownComponent),
      (#"sig1=("Content-Type")"#, .unknownComponent),
      (#"sig1=("content type")"#, .unknownComponent),
      (#"sig1=("content-digest";key="sha-256")"#, .unknownComponent),
      (#"sig1=("content-type";sf)"#, .unknownComponent),
      (#"sig1=("content-type";bs)"#, .unknownComponent),
      (#"sig1=("content-type";tr)"#, .unknownComponent),
      (#"sig1=("content-type";req=?0)"#, .unknownComponent),
      (#"sig1=(content-type)"#, .malformedField),
      (#"sig1=("@method""#, .malformedField),
      (#"sig1="@method""#, .malformedField),
      (#"sig1=( "@method" )"#, .malformedField),
      (#"sig2=("@method")"#, .unsigned),
      (#"sig1=("@method"),  sig2=("@method")"#, .malformedField),
      (#"sig1=("@method");tag="example-v1", sig1=("@path")"#, .malformedField),
      (#"sig1=("@method");tag="a";tag="example-v1""#, .malformedField),
      ("", .malformedField),
    ])
  func fields(input: String, fault: SignatureFault) {
    let signature = "sig1=:\(Data(count: 64).base64EncodedString()):"
    let tagged = input.contains("tag") || !input.hasSuffix(")") ? input : input + ";tag=\"example-v1\""
    #expect(throws: fault) { try MessageSignature(input: tagged, signature: signature, tag: "example-v1") }
  }

  @Test("A signature whose base64 has a second spelling, or another length, is refused")
  func signatureBytes() {
    let input = "sig1=" + Self.covered + Self.said
    let whole = Data(count: 64).base64EncodedString()
    #expect(throws: Never.self) { try MessageSignature(input: input, signature: "sig1=:\(whole):", tag: "example-v1") }
    for (signature, fault) in [
      ("sig1=:\(whole.dropLast(3))B==:", SignatureFault.malformedField), ("sig1=:\(Data(count: 63).base64EncodedString()):", .badSignature),
      ("sig1=\"\(whole)\"", .malformedField), ("sig1=:\(whole):;a", .malformedField), ("sig2=:\(whole):", .unsigned),
      ("sig1=:\(whole):, sig2=:\(whole):", .unsigned),
    ] {
      #expect(throws: fault) { try MessageSignature(input: input, signature: signature, tag: "example-v1") }
    }
  }

  @Test("The signature with the tag is found among others, and two with it are too many")
  func several() async throws {
    var request = try Sample.signedRequest(by: key)
    let (input, signature) = (request.headerFields[.signatureInput] ?? "", request.headerFields[.signature] ?? "")
    let proxy = Data(count: 64).base64EncodedString()
    request.headerFields[.signatureInput] = input + #", proxy=("@method";req "forwarded");tag="proxy""#
    request.headerFields[.signature] = signature + ", proxy=:\(proxy):"
    try await verify(.request(request))
    request.headerFields[.signatureInput] = input + ", sig2=" + input.dropFirst(5)
    request.headerFields[.signature] = signature + ", sig2=:\(proxy):"
    await #expect(throws: SignatureFault.severalWithTag) { try await verify(.request(request)) }
  }

  @Test("What cannot be signed is not signed: signed already, a component that is not there, times that no receiver takes")
  func signing() throws {
    let sign: (Data) throws -> Data = { try key.signature(for: $0) }
    var request = try Sample.signedRequest(by: key)
    #expect(throws: SignatureFault.alreadySigned) {
      try HTTPSignature.sign(&request, as: Sample.parameters(), for: Sample.requests, signature: sign)
    }
    var response = Sample.response()
    #expect(throws: SignatureFault.absentComponent(.requestSignature)) {
      try HTTPSignature.sign(&response, to: Sample.request(), as: Sample.parameters(), for: Sample.responses, signature: sign)
    }
    var late = try Sample.request()
    #expect(throws: SignatureFault.lifeOutOfRange) {
      try HTTPSignature.sign(&late, as: Sample.parameters(expires: Sample.now + 301), for: Sample.requests, signature: sign)
    }
    #expect(throws: SignatureFault.noSuchTag) {
      try HTTPSignature.sign(&late, as: Sample.parameters(tag: "a"), for: Sample.requests, signature: sign)
    }
  }

  @Test("An unsigned message, an unknown key and a memory that cannot be asked are told apart")
  func others() async throws {
    await #expect(throws: SignatureFault.unsigned) { try await verify(.request(Sample.request())) }
    let request = try Sample.signedRequest(by: key)
    await #expect(throws: SignatureFault.unknownKey) {
      try await HTTPSignature.verify(.request(request), policy: Sample.requests, now: Sample.now, nonces: nonces) { _ in nil }
    }
    await #expect(throws: SignatureFault.badSignature) {
      try await HTTPSignature.verify(.request(request), policy: Sample.requests, now: Sample.now, nonces: nonces) { _ in
        Curve25519.Signing.PrivateKey().publicKey
      }
    }
    let known = key.publicKey
    await #expect(throws: SignatureFault.nonceMemoryUnavailable) {
      try await HTTPSignature.verify(.request(request), policy: Sample.requests, now: Sample.now, nonces: BrokenMemory()) { _ in known }
    }
  }

  @Test("Nonces are kept by key until they are valid no longer, and are never the same")
  func nonceMemory() async {
    let clock = Clock()
    let memory = NoncesInMemory { clock.now }
    let nonce = SignatureNonce()
    #expect(await memory.remember(nonce, of: "a", until: 300))
    #expect(await memory.remember(nonce, of: "b", until: 300))
    #expect(await !memory.remember(nonce, of: "a", until: 300))
    clock.now = 300
    #expect(await !memory.remember(nonce, of: "a", until: 300))
    clock.now = 400
    #expect(await memory.remember(SignatureNonce(), of: "a", until: 700))
    #expect(await memory.count == 1)
    let many = (0..<1000).map { _ in SignatureNonce() }
    #expect(Set(many).count == 1000)
    #expect(many.allSatisfy { SignatureNonce($0.description) == $0 })
  }

  @Test("A nonce whose time has passed is refused, and a clock that was set back does not put off the forgetting")
  func clockSetBack() async {
    let clock = Clock()
    clock.now = 1000
    let memory = NoncesInMemory { clock.now }
    #expect(await !memory.remember(SignatureNonce(), of: "a", until: 999))
    #expect(await memory.count == 0)
    #expect(await memory.remember(SignatureNonce(), of: "a", until: 1000))
    clock.now = 100
    #expect(await memory.remember(SignatureNonce(), of: "a", until: 150))
    clock.now = 200
    #expect(await memory.remember(SignatureNonce(), of: "a", until: 300))
    #expect(await memory.count == 2)
  }

  /// A clock that stands where it is put; the test alone moves it.
  private final class Clock: @unchecked Sendable {
    var now = 0
  }
}
