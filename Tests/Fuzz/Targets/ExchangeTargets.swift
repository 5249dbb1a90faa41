// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Kernel

@testable import ExchangeService

/// What nodes write to each other and what is in their directory.
extension FuzzTarget {
  static let exchange = [
    FuzzTarget("manifest", seeds: manifestSeeds, check: manifest),
    FuzzTarget("receipt", seeds: receiptSeeds, check: receipt),
    FuzzTarget("entry", seeds: { [try EntryDocument.write(entry())] }, check: entry),
    FuzzTarget("succession", seeds: { [try succession().file()] }, check: succession),
    FuzzTarget(
      "state-part",
      seeds: {
        let signer = try Signer(name: "Example", key: signingKey())
        let part = try StatePart(
          state: known(StateCode("XA")), entries: [entry()], succession: succession(), signer: signer,
          at: Date(timeIntervalSince1970: 1_800_000_000))
        return [try part.file()]
      }, check: statePart),
    FuzzTarget(
      "sealed-lines",
      seeds: {
        [
          SealedLines.question([Data("a.b".utf8), Data("c.d".utf8)], kept: [try digest(6)]),
          SealedLines.content([SealedLines.line(.schema), Data("+".utf8), Data("a.b".utf8)]),
        ]
      }, check: sealedLines),
    FuzzTarget("restricted-part", seeds: { [restrictedPart()] }, check: restrictedPart),
    FuzzTarget(
      "restricted-pointer", seeds: { [try RestrictedPart(reading: restrictedPart()).pointer.file()] }, check: restrictedPointer),
    FuzzTarget("segments", seeds: { [Data([3]) + Data(repeating: 8, count: 96)] }, check: segments),
    FuzzTarget(
      "problem-details", seeds: { [ExchangeProblem.schema, .orderFork].map { ProblemDetails.content($0) } }, check: problemDetails),
  ]

  private static func known<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Broken("a seed is wrong") }
    return value
  }

  private static let start = Date(timeIntervalSince1970: 1_800_000_000)

  private static func digest<Subject>(_ byte: UInt8) throws -> DigestOf<Subject> {
    try known(DigestOf(bytes: Array(repeating: byte, count: 32)))
  }

  /// A part with a salt that is always the same, which no node would write.
  private static func restrictedPart() -> Data {
    let salt = Base64URL.text(Data(repeating: 3, count: 32))
    let written = Data(#"{"b64":"\#(Base64URL.text(Data("{}".utf8)))","salt":"\#(salt)","state":"XA","v":1}"#.utf8)
    return written + Data(repeating: UInt8(ascii: " "), count: RestrictedPart.step - written.count)
  }

  /// What is read is kept as it came, and its pointer leads back to it and to nothing else.
  @Sendable private static func restrictedPart(_ data: Data) throws -> Bool {
    guard let part = try? RestrictedPart(reading: data) else { return false }
    try demand(part.file == data, "a part was read and is other bytes")
    let read = try again("a part by its pointer") { try RestrictedPart.read(data, as: part.pointer) }
    try demand(read == part, "a part by its pointer is another one")
    try demand((try? RestrictedPart.read(data + data, as: part.pointer)) == nil, "a part is read by another's pointer")
    return true
  }

  @Sendable private static func restrictedPointer(_ data: Data) throws -> Bool {
    guard let pointer = try? RestrictedPointer(reading: data) else { return false }
    let read = try again("a pointer that was written") { try RestrictedPointer(reading: pointer.file()) }
    try demand(read == pointer, "a pointer that was written is another one")
    return true
  }

  /// What a question of several brings has one spelling, and an answer speaks of as many texts as it has lines.
  @Sendable private static func sealedLines(_ data: Data) throws -> Bool {
    if let (texts, kept) = SealedLines.question(data) {
      try demand(SealedLines.question(texts, kept: kept) == data, "a question of several has another spelling")
    }
    guard let lines = SealedLines.lines(data) else { return false }
    try demand(SealedLines.outcomes(data, count: lines.count)?.count == lines.count, "an answer speaks of another number of texts")
    try demand(lines.allSatisfy { SealedLines.line(SealedLines.texts($0)) == $0 }, "signed texts are joined otherwise")
    return true
  }

  @Sendable private static func manifestSeeds() throws -> [Data] {
    let payload = try Payload(
      name: PayloadName("annex 1.pdf"), media: known(MediaType("application/pdf")), size: 1_000, digest: digest(1),
      sealedSize: known(SealedLength.sealed(of: 1_000)), blob: digest(2), each: known(SegmentLength.allCases.first), tree: digest(3),
      key: known(FileKey("AGE-SECRET-KEY-1" + String(repeating: "Q", count: 58))))
    let document = try MessageDocument(
      schema: known(WireURN("urn:comity:schema:a:1")), media: known(MediaType("application/json")), content: Data("{}".utf8))
    let whole = try Manifest(
      id: MessageID(at: start, random: 1), conversation: ConversationID(at: start, random: 2), answers: MessageID(at: start, random: 3),
      from: known(AuthorityName("XA.central")), to: known(AuthorityName("XB.central")), service: known(WireURN("urn:comity:mla:1")),
      act: known(ActName("request")), place: known(ChainPlace(sequence: 2, predecessor: digest(4))), issuedAt: start,
      expiresAt: start.addingTimeInterval(86_400), document: document, payloads: [payload], directoryVersion: 3, checkpoint: "a\n7\n")
    return [ManifestJSON.bytes(whole)]
  }

  @Sendable private static func receiptSeeds() throws -> [Data] {
    let evidence: [Evidence] = [
      .submissionAcceptance(logIndex: 3), .submissionRejection(.documentTooLong),
      .relayAcceptance(RelayAcceptance(sealed: try digest(5), directoryVersion: 4, receivedAt: start, logProof: "c2sp\n")),
      .relayRejection(.orderFork, receivedAt: start), .relayFailure(tries: 4, last: .noAnswer), .relayFailure(tries: 0, last: nil),
      .delivery(files: [try digest(6)]), .nonDelivery(.notFetched), .retrieval(role: "executing-officer"),
    ]
    return try evidence.map {
      ReceiptJSON.bytes(
        Receipt(
          message: MessageID(at: start, random: 1), signed: try digest(7), from: try known(AuthorityName("XB.central")),
          to: try known(AuthorityName("XA.central")), issuedAt: start, evidence: $0))
    }
  }

  private static func entry() throws -> DirectoryEntry {
    func key(_ use: EntryKey.Use, _ name: Data, _ bytes: Data?, _ status: DirectoryKey.Status) throws -> EntryKey {
      try known(
        EntryKey(
          use: use, name: known(DigestOf(bytes: Array(name))), bytes: bytes, notBefore: start, expiresAt: start.addingTimeInterval(86_400),
          status: status))
    }
    let (signing, sealing) = (try signingKey().verificationKey, try decryptionKey().encryptionKey)
    let keys = [
      try key(.signature, signing.thumbprint.bytes, signing.bytes, .active),
      try key(.encryption, sealing.thumbprint.bytes, sealing.bytes, .superseded(at: start)),
      try key(.certificate, Data(repeating: 1, count: 32), nil, .compromised(since: start)),
    ]
    return try known(
      DirectoryEntry(
        authority: known(AuthorityName("XA.central")), endpoint: "https://a.example:8443", keys: keys, leastProfile: 1, languages: ["en"]))
  }

  private static func succession() throws -> SuccessionDocument {
    var document = SuccessionDocument(state: try known(StateCode("XA")))
    let next = try SigningKey(bytes: Data(repeating: 8, count: 32))
    try document.add(next.verificationKey, after: signingKey(), at: start)
    return document
  }

  @Sendable private static func manifest(_ data: Data) throws -> Bool {
    guard let manifest = try? ManifestJSON.read(data) else { return false }
    let written = ManifestJSON.bytes(manifest)
    let read = try again("a manifest that was written") { try ManifestJSON.read(written) }
    try demand(read == manifest && ManifestJSON.bytes(read) == written, "a manifest that was written is another one")
    return true
  }

  @Sendable private static func receipt(_ data: Data) throws -> Bool {
    guard let receipt = try? ReceiptJSON.read(data) else { return false }
    let written = ReceiptJSON.bytes(receipt)
    let read = try again("a receipt that was written") { try ReceiptJSON.read(written) }
    try demand(read == receipt && ReceiptJSON.bytes(read) == written, "a receipt that was written is another one")
    return true
  }

  @Sendable private static func entry(_ data: Data) throws -> Bool {
    guard let entry = try? EntryDocument.read(data) else { return false }
    let read = try again("an entry that was written") { try EntryDocument.read(EntryDocument.write(entry)) }
    try demand(read == entry, "an entry that was written is another one")
    return true
  }

  @Sendable private static func succession(_ data: Data) throws -> Bool {
    guard let document = try? SuccessionDocument(data) else { return false }
    let read = try again("a succession that was written") { try SuccessionDocument(document.file()) }
    try demand(read == document, "a succession that was written is another one")
    let found = document.verified(from: try signingKey().verificationKey)
    try demand(found.count <= SuccessionDocument.limit, "more keys than statements")
    return true
  }

  @Sendable private static func statePart(_ data: Data) throws -> Bool {
    guard let part = try? StatePart(data) else { return false }
    let read = try again("a part that was written") { try StatePart(part.file()) }
    try demand(try read.file() == part.file(), "a part that was written is another one")
    return true
  }

  @Sendable private static func segments(_ data: Data) throws -> Bool {
    guard let (count, bytes) = split(data), let list = SegmentList(bytes, count: count) else { return false }
    try demand(list.count == count && list.tree != nil, "a list of pieces has another length")
    for number in 0..<list.count { try demand(list[number] == bytes.dropFirst(number * 32).prefix(32), "a piece is another one") }
    return true
  }

  @Sendable private static func problemDetails(_ data: Data) throws -> Bool {
    guard let problem = ProblemDetails.problem(in: data) else { return false }
    try demand(ProblemDetails.problem(in: ProblemDetails.content(problem)) == problem, "a problem that was written is another one")
    return true
  }
}
