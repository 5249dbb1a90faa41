// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("What an authority signs keeps the rules of the profile") struct ManifestTests {
  private func manifest(
    id: MessageID? = nil, conversation: ConversationID? = nil, from: String = "XA.central", to: String = "XB.central",
    issuedAt: Date = Sample.now, expiresAt: Date? = nil, payloads: [Payload] = [], directory: Int = 1, answers: MessageID? = nil
  ) throws -> Manifest {
    try Manifest(
      id: id ?? Sample.id(1), conversation: conversation ?? ConversationID(at: Sample.now, random: 7), answers: answers,
      from: try #require(AuthorityName(from)), to: try #require(AuthorityName(to)), service: try #require(WireURN("urn:comity:mla:1")),
      act: try #require(ActName("request")), place: try #require(ChainPlace(sequence: 1, predecessor: nil)), issuedAt: issuedAt,
      expiresAt: expiresAt ?? issuedAt.addingTimeInterval(86_400), payloads: payloads, directoryVersion: directory)
  }

  @Test("Each limit holds at its edge and is refused beyond it")
  func edges() throws {
    let day: TimeInterval = 86_400
    #expect(try manifest(expiresAt: Sample.now.addingTimeInterval(30 * day)).payloads.isEmpty)
    #expect(throws: ManifestProblem.life) { try manifest(expiresAt: Sample.now.addingTimeInterval(30 * day + 1)) }
    #expect(throws: ManifestProblem.life) { try manifest(expiresAt: Sample.now) }
    #expect(throws: ManifestProblem.wholeSeconds) { try manifest(issuedAt: Sample.now.addingTimeInterval(0.5)) }
    #expect(throws: ManifestProblem.wholeSeconds) { try manifest(issuedAt: Date(timeIntervalSince1970: -1)) }
    #expect(throws: ManifestProblem.toItself) { try manifest(to: "XA.central") }
    #expect(throws: ManifestProblem.answersItself) { try manifest(answers: Sample.id(1)) }
    #expect(throws: ManifestProblem.directoryVersion) { try manifest(directory: 0) }
    #expect(try manifest(id: Sample.id(1, at: Sample.now.addingTimeInterval(300))).id.madeAt > Sample.now)
    #expect(throws: ManifestProblem.idTime) { try manifest(id: Sample.id(1, at: Sample.now.addingTimeInterval(301))) }
    #expect(throws: ManifestProblem.idTime) { try manifest(id: Sample.id(1, at: Sample.now.addingTimeInterval(-30 * day - 1))) }
    #expect(throws: ManifestProblem.conversationTime) {
      try manifest(conversation: ConversationID(at: Sample.now.addingTimeInterval(301), random: 1))
    }
    #expect(try manifest(conversation: ConversationID(at: Sample.now.addingTimeInterval(-900 * day), random: 1)).answers == nil)
  }

  @Test("A thousand files are taken, one more is not, and no two have one name or one content")
  func files() throws {
    let thousand = try (1...1_000).map { try Sample.payload($0) }
    #expect(try manifest(payloads: thousand).payloads.count == 1_000)
    #expect(throws: ManifestProblem.tooManyPayloads) { try manifest(payloads: thousand + [try Sample.payload(1_001)]) }
    #expect(throws: ManifestProblem.namedTwice) {
      try manifest(payloads: [try Sample.payload(1, name: "Disk.e01"), try Sample.payload(2, name: "disk.E01")])
    }
    #expect(throws: ManifestProblem.blobTwice) {
      try manifest(payloads: [try Sample.payload(1, name: "a"), try Sample.payload(1, name: "b")])
    }
  }

  @Test("A document of 256 KiB is taken, one byte more travels as a file")
  func documents() throws {
    let schema = try #require(WireURN("urn:comity:schema:mla-request:1"))
    let media = try #require(MediaType("application/json"))
    #expect(try MessageDocument(schema: schema, media: media, content: Data(count: 262_144)).content.count == 262_144)
    #expect(throws: ManifestProblem.documentTooLong) { try MessageDocument(schema: schema, media: media, content: Data(count: 262_145)) }
    #expect(ManifestProblem.documentTooLong.told == .tooLarge)
    #expect(ManifestProblem.life.told == .schema)
  }

  @Test("The first message of a conversation has no predecessor, every other has one")
  func places() throws {
    #expect(ChainPlace(sequence: 1, predecessor: nil) != nil)
    #expect(ChainPlace(sequence: 2, predecessor: nil) == nil)
    #expect(ChainPlace(sequence: 1, predecessor: try Sample.digest(1)) == nil)
    #expect(ChainPlace(sequence: 0, predecessor: nil) == nil)
    #expect(ChainPlace(sequence: .max, predecessor: try Sample.digest(1)) == nil)
  }

  @Test("Names on the wire have one way to be written")
  func wireNames() {
    for text in ["urn:comity:mla:1", "urn:comity:schema:mla-request:1"] { #expect(WireURN(text)?.text == text) }
    for text in ["", "urn:", "urn:a", "urn::a", "urn:comity:MLA", "http://a", "urn:a b:c", "urn:a:" + String(repeating: "a", count: 128)] {
      #expect(WireURN(text) == nil, "\(text)")
    }
    for text in ["a/b", "application/vnd.comity+json"] { #expect(MediaType(text)?.text == text) }
    for text in ["", "a", "a/", "/b", "a/b/c", "A/b", "a/b; c=d", "a/*", "a /b"] { #expect(MediaType(text) == nil, "\(text)") }
    for text in ["", "Request", "1st", "a b", "-a", String(repeating: "a", count: 65)] { #expect(ActName(text) == nil, "\(text)") }
  }

  @Test("The key of a file does not show itself where values are written out")
  func keys() throws {
    let key = try Sample.key()
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\(try Sample.payload(1))"] { #expect(!text.contains("AGE-SECRET"), "\(text)") }
    #expect(key.secret.hasPrefix("AGE-SECRET-KEY-1"))
    for text in ["", "AGE-SECRET-KEY-1", key.secret.lowercased(), key.secret + "Q", String(key.secret.dropLast()) + "B"] {
      #expect(FileKey(text) == nil)
    }
  }
}

@Suite("Lengths of sealed files and of their pieces") struct LengthTests {
  /// Measured with Debian's age 1.1.1, `age -r` with one X25519 recipient; it creates no file for an empty one, so that 0 is from its Go source's rule.
  @Test(
    "The length of a sealed file is the one that age makes",
    arguments: [(0, 200), (1, 201), (65_535, 65_735), (65_536, 65_736), (65_537, 65_753), (131_072, 131_288), (3_000_001, 3_000_921)])
  func sealed(plain: Int64, expected: Int64) {
    #expect(SealedLength.sealed(of: plain) == expected)
    #expect(SealedLength.fits(plain: plain, sealed: expected))
    #expect(!SealedLength.fits(plain: plain, sealed: expected - 1))
    #expect(!SealedLength.fits(plain: plain + 70_000, sealed: expected))
  }

  @Test("Lengths that no file has are refused and overflow nothing")
  func absurd() {
    #expect(SealedLength.body(of: -1) == nil)
    #expect(SealedLength.sealed(of: .max) == nil)
    #expect(!SealedLength.fits(plain: .max, sealed: 1))
    #expect(!SealedLength.fits(plain: 1, sealed: .min))
    #expect(Segments(of: 0, each: .short) == nil)
    #expect(Segments(of: -5, each: .short) == nil)
    #expect(Segments(of: .max, each: .long) == nil)
  }

  @Test("The pieces cover the file without gap or overlap, at most 4,096, and the shortest length that suffices is chosen")
  func pieces() throws {
    var generator = Seeded(3)
    let edges: [Int64] = [1, 16_777_215, 16_777_216, 16_777_217, 68_719_476_736, 68_719_476_737, 274_877_906_944, 1_099_511_627_776]
    for length in edges + (0..<200).map({ _ in Int64.random(in: 1...1_099_511_627_776, using: &generator) }) {
      let each = try #require(SegmentLength.suitable(for: length))
      let segments = try #require(Segments(of: length, each: each))
      #expect(segments.count <= 4_096)
      var end: Int64 = 0
      for number in 0..<segments.count {
        let bytes = try #require(segments.bytes(of: number))
        #expect(bytes.lowerBound == end && !bytes.isEmpty && bytes.count <= Int(each.rawValue))
        end = bytes.upperBound
      }
      #expect(end == length)
      #expect(segments.bytes(of: segments.count) == nil && segments.bytes(of: -1) == nil)
    }
    #expect(SegmentLength.suitable(for: 68_719_476_736) == .short)
    #expect(SegmentLength.suitable(for: 68_719_476_737) == .medium)
    #expect(SegmentLength.suitable(for: 274_877_906_945) == .long)
    #expect(SegmentLength.suitable(for: 1_099_511_627_777) == nil)
  }

  @Test(
    "A safe name is taken in every script",
    arguments: [
      "disk.E01", "证据.pdf", "доказательство №1.pdf", "دليل.pdf", "می‌خواهم.pdf", "a b.txt", "console.txt", "été.pdf",
      "..a".replacing("..", with: "_"),
    ])
  func safe(text: String) throws { #expect(try PayloadName(text).text == text) }

  @Test(
    "A name that is a path, hides something or means something to a system is refused, with the reason",
    arguments: [
      ("", UnsafeName.empty), ("../a", .path), ("a/b", .path), ("a\\b", .path), ("c:a", .path), ("a\u{0}b", .unseen), ("a\nb", .unseen),
      ("a\u{202E}gpj.exe", .unseen), ("a\u{2066}b", .unseen), ("a\u{200B}b", .unseen), ("a\u{FEFF}b", .unseen), ("a\u{E000}b", .unseen),
      ("a\u{2028}b", .unseen), (".", .edge), ("..", .edge), (".profile", .edge), ("a.", .edge), (" a", .edge), ("a\u{A0}", .edge),
      ("a\u{200D}", .edge), ("CON", .device), ("nul.txt", .device), ("Com1.tar.gz", .device), ("e\u{301}te\u{301}.pdf", .notComposed),
      (String(repeating: "é", count: 128), .tooLong),
    ])
  func unsafe(text: String, reason: UnsafeName) { #expect(throws: reason) { try PayloadName(text) } }
}
