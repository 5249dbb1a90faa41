// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Testing

/// Numbers that look random and are the same in every run with one seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Manifests and receipts as JSON, sealed and signed") struct CodecTests {
  static func digest<Subject>(_ seed: inout Seeded) throws -> DigestOf<Subject> {
    try #require(DigestOf(bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &seed) }))
  }

  static func payload(_ number: Int, _ seed: inout Seeded) throws -> Payload {
    let size = Int64.random(in: 0...40_000_000, using: &seed)
    return try Payload(
      name: try PayloadName("annex-\(number) \u{0645}\u{0644}\u{0641}.pdf"), media: try #require(MediaType("application/pdf")), size: size,
      digest: try digest(&seed), sealedSize: try #require(SealedLength.sealed(of: size)), blob: try digest(&seed),
      each: try #require(SegmentLength.allCases.randomElement(using: &seed)), tree: try digest(&seed),
      key: try #require(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58))))
  }

  static func manifest(_ seed: inout Seeded) throws -> Manifest {
    let issued = Date(timeIntervalSince1970: Double(Int.random(in: 1_700_000_000...1_900_000_000, using: &seed)))
    let sequence = Int.random(in: 1...3, using: &seed)
    let content = Data((0..<Int.random(in: 0...500, using: &seed)).map { _ in UInt8.random(in: 0...255, using: &seed) })
    let document = try MessageDocument(
      schema: try #require(WireURN("urn:comity:schema:a:1")), media: try #require(MediaType("application/json")), content: content)
    var payloads: [Payload] = []
    for number in 0..<Int.random(in: 0...4, using: &seed) { payloads.append(try payload(number, &seed)) }
    let predecessor: DigestOf<SignedMessage> = try digest(&seed)
    return try Manifest(
      id: MessageID(at: issued, random: UInt128(seed.next())), conversation: ConversationID(at: issued, random: UInt128(seed.next())),
      answers: Bool.random(using: &seed) ? MessageID(at: issued, random: 1) : nil, from: try #require(AuthorityName("XA.central")),
      to: try #require(AuthorityName("XB.central")), service: try #require(WireURN("urn:comity:mla:1")),
      act: try #require(ActName("request")),
      place: try #require(ChainPlace(sequence: sequence, predecessor: sequence == 1 ? nil : predecessor)), issuedAt: issued,
      expiresAt: issued.addingTimeInterval(Double(Int.random(in: 1...2_592_000, using: &seed))),
      document: Bool.random(using: &seed) ? document : nil, payloads: payloads, directoryVersion: Int.random(in: 1...99, using: &seed),
      checkpoint: Bool.random(using: &seed) ? "xa.example/log\n7\n\u{2014} \"key\"\n" : nil)
  }

  @Test("Every manifest that is written is read as it was")
  func manifests() throws {
    for number in 0..<300 {
      var seed = Seeded(UInt64(number))
      let manifest = try Self.manifest(&seed)
      #expect(try ManifestJSON.read(ManifestJSON.bytes(manifest)) == manifest)
    }
  }

  @Test("A manifest that lacks a member, has one more or one twice is refused, at every depth")
  func members() throws {
    var seed = Seeded(5)
    var manifest = try Self.manifest(&seed)
    while manifest.payloads.isEmpty || manifest.document == nil { manifest = try Self.manifest(&seed) }
    let text = String(decoding: ManifestJSON.bytes(manifest), as: UTF8.self)
    let names = text.matches(of: /"([a-z0-9]+)":/)
    #expect(names.count > 30)
    for name in names {
      let renamed = text.replacingCharacters(in: name.range, with: "\"\(name.1)x\":")
      #expect(throws: ExchangeProblem.schema) { try ManifestJSON.read(Data(renamed.utf8)) }
      let more = text.replacingCharacters(in: name.range, with: "\"more\":1,\"\(name.1)\":")
      #expect(throws: ExchangeProblem.schema) { try ManifestJSON.read(Data(more.utf8)) }
      let twice = text.replacingCharacters(in: name.range, with: "\"\(name.1)\":0,\"\(name.1)\":")
      #expect(throws: ExchangeProblem.schema) { try ManifestJSON.read(Data(twice.utf8)) }
    }
  }

  @Test("A manifest cut off or with one byte changed never reads as the same, and never ends the program")
  func changedBytes() throws {
    var seed = Seeded(9)
    let manifest = try Self.manifest(&seed)
    let bytes = ManifestJSON.bytes(manifest)
    for place in bytes.indices {
      #expect(throws: ExchangeProblem.self) { try ManifestJSON.read(bytes.prefix(place)) }
      var changed = bytes
      changed[place] ^= UInt8.random(in: 1...127, using: &seed)
      if let read = try? ManifestJSON.read(changed) { #expect(read != manifest) }
    }
  }

  @Test("Numbers have one spelling, another version of the profile is told as such")
  func numbers() throws {
    var seed = Seeded(3)
    let text = String(decoding: ManifestJSON.bytes(try Self.manifest(&seed)), as: UTF8.self)
    for other in ["1.0", "1e0", "01", "-1", "\"1\"", "true"] {
      #expect(throws: ExchangeProblem.schema) { try ManifestJSON.read(Data(text.replacing("\"v\":1", with: "\"v\":\(other)").utf8)) }
    }
    #expect(throws: ExchangeProblem.profile) { try ManifestJSON.read(Data(text.replacing("\"v\":1", with: "\"v\":2").utf8)) }
  }

  @Test("Every receipt that is written is read as it was, and one with members of another kind is refused")
  func receipts() throws {
    var seed = Seeded(7)
    let now = TestClock.start
    let evidence: [Evidence] = [
      .submissionAcceptance(logIndex: 3), .submissionRejection(.documentTooLong),
      .relayAcceptance(RelayAcceptance(sealed: try Self.digest(&seed), directoryVersion: 4, receivedAt: now, logProof: "c2sp\n\u{2014}\n")),
      .relayRejection(.orderFork, receivedAt: now), .relayFailure(tries: 4, last: .noAnswer), .relayFailure(tries: 0, last: nil),
      .relayFailure(tries: 1, last: .problem(.quota)), .delivery(files: [try Self.digest(&seed), try Self.digest(&seed)]),
      .delivery(files: []), .nonDelivery(.notFetched), .retrieval(role: "executing-officer"),
    ]
    var texts: [String] = []
    for evidence in evidence {
      let receipt = Receipt(
        message: MessageID(at: now, random: 1), signed: try Self.digest(&seed), from: try #require(AuthorityName("XB.central")),
        to: try #require(AuthorityName("XA.central")), issuedAt: now, evidence: evidence)
      let bytes = ReceiptJSON.bytes(receipt)
      #expect(try ReceiptJSON.read(bytes) == receipt)
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    for text in texts {
      for act in Set(evidence.map(\.act)) where !text.contains("\"act\":\"\(act)\"") {
        let other = text.replacing(/"act":"[a-z-]+"/, with: "\"act\":\"\(act)\"")
        #expect(throws: ExchangeProblem.schema) { try ReceiptJSON.read(Data(other.utf8)) }
      }
    }
  }

  @Test("Sealed texts have the lengths of a few steps, and what is opened is what was signed")
  func padding() async throws {
    let keys = TestKeys(authority: try #require(AuthorityName("XB.central")))
    var lengths: Set<Int> = []
    for length in [1, 100, 4_095, 4_096, 4_097, 16_384, 16_385, 65_537, 262_144, 262_145, 524_289, 778_240] {
      let text = Data(repeating: UInt8(ascii: "a"), count: length)
      let sealed = try SealedText.message.seal(text, for: keys.decryption.encryptionKey)
      #expect(sealed.count <= 1 << 20)
      lengths.insert(sealed.count)
      #expect(try await SealedText.message.open(sealed, with: keys) == text)
    }
    #expect(lengths.count == SealedText.steps.count)
    #expect(throws: ExchangeProblem.tooLarge) {
      try SealedText.message.seal(Data(repeating: 0x61, count: 778_241), for: keys.decryption.encryptionKey)
    }
  }

  @Test("A receipt is no message, and what is sealed for a key that is not here is told so")
  func types() async throws {
    let keys = TestKeys(authority: try #require(AuthorityName("XB.central")))
    let sealed = try SealedText.receipt.seal(Data("a".utf8), for: keys.decryption.encryptionKey)
    await #expect(throws: ExchangeProblem.profile) { try await SealedText.message.open(sealed, with: keys) }
    let foreign = try SealedText.message.seal(Data("a".utf8), for: DecryptionKey().encryptionKey)
    await #expect(throws: ExchangeProblem.unknownKey) { try await SealedText.message.open(foreign, with: keys) }
    let signed = try CompactJWS.sign(Data("{}".utf8), type: SealedText.receipt.type, with: keys.signing)
    let entry = try keys.entry()
    #expect(throws: ExchangeProblem.profile) { try SealedText.message.verified(signed, by: entry) }
  }
}
