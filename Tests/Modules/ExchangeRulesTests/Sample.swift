// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
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

  /// Whether something happens that happens so often in a hundred.
  mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Values for tests: fictional authorities, digests that are told apart by a number.
enum Sample {
  static let now = Date(timeIntervalSince1970: 1_795_000_000)

  static func arcadia() throws -> AuthorityName { try #require(AuthorityName("XA.central")) }
  static func borealia() throws -> AuthorityName { try #require(AuthorityName("XB.central")) }

  static func digest<Subject>(_ number: Int) throws -> DigestOf<Subject> {
    var generator = Seeded(UInt64(bitPattern: Int64(number)))
    return try #require(DigestOf(bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
  }

  static func id(_ number: Int, at instant: Date = now) -> MessageID { MessageID(at: instant, random: UInt128(UInt64(number))) }

  static func payload(_ number: Int, size: Int64 = 1_000, name: String? = nil) throws -> Payload {
    try Payload(
      name: try PayloadName(name ?? "file-\(number).pdf"), media: try #require(MediaType("application/pdf")), size: size,
      digest: try digest(number), sealedSize: try #require(SealedLength.sealed(of: size)), blob: try digest(10_000 + number),
      each: .short, tree: try digest(20_000 + number), key: try key())
  }

  static func key() throws -> FileKey {
    try #require(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58)))
  }

  static func manifest(
    _ number: Int = 1, from: String = "XA.central", to: String = "XB.central", act: String = "request", sequence: Int = 1,
    predecessor: DigestOf<SignedMessage>? = nil, answers: MessageID? = nil, issuedAt: Date = now, life: TimeInterval = 7 * 86_400,
    payloads: [Payload] = []
  ) throws -> Manifest {
    try Manifest(
      id: id(number, at: issuedAt), conversation: ConversationID(at: issuedAt, random: 7), answers: answers,
      from: try #require(AuthorityName(from)), to: try #require(AuthorityName(to)), service: try #require(WireURN("urn:comity:mla:1")),
      act: try #require(ActName(act)), place: try #require(ChainPlace(sequence: sequence, predecessor: predecessor)), issuedAt: issuedAt,
      expiresAt: issuedAt.addingTimeInterval(life), payloads: payloads, directoryVersion: 41)
  }

  static func directoryKey(of authority: String = "XA.central", status: DirectoryKey.Status = .active) throws -> DirectoryKey {
    DirectoryKey(
      thumbprint: try digest(99), authority: try #require(AuthorityName(authority)), notBefore: now.addingTimeInterval(-86_400),
      expiresAt: now.addingTimeInterval(90 * 86_400), status: status)
  }

  static func acceptance(at instant: Date = now) throws -> Evidence {
    .relayAcceptance(RelayAcceptance(sealed: try digest(5), directoryVersion: 41, receivedAt: instant, logProof: "proof"))
  }

  /// A receipt of the other authority for a message.
  static func receipt(_ evidence: Evidence, for head: SentHead) -> Receipt {
    Receipt(message: head.id, signed: head.signed, from: head.to, to: head.from, issuedAt: now, evidence: evidence)
  }

  static func verified(_ evidence: Evidence, for head: SentHead) throws -> VerifiedReceipt {
    try receipt(evidence, for: head).verified(for: head, signer: head.to, standing: .relied)
  }
}
