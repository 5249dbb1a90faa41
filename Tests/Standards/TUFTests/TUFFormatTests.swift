// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import StrictJSON
import Testing

@testable import TUF

@Suite("TUF: canonical bytes, keys, moments, patterns and the form of metadata") struct TUFFormatTests {
  @Test(
    "Values have the canonical bytes that the reference implementation gives them",
    arguments: [
      ("\"\"", "\"\""), ("[1, 2, 3]", "[1,2,3]"), ("[]", "[]"), ("{\"A\": [99]}", "{\"A\":[99]}"),
      ("{\"y\":2,\"x\":3}", "{\"x\":3,\"y\":2}"),
      ("{\"x\":3,\"y\":null}", "{\"x\":3,\"y\":null}"),
      ("[true,false,-7]", "[true,false,-7]"), ("9007199254740991", "9007199254740991"),
      // Only quotation mark and backslash are escaped, everything else goes out as it is, a line feed too.
      ("\"a\\\"b\\\\c\\n\\u00e9/\"", "\"a\\\"b\\\\c\n\u{E9}/\""),
      // By code points: the emoji comes after the private use character, which UTF-16 would put the other way round.
      ("{\"\\ud83d\\ude00\":1,\"\\uf8ff\":2,\"a\":3,\"B\":4}", "{\"B\":4,\"a\":3,\"\u{F8FF}\":2,\"\u{1F600}\":1}"),
    ])
  func canonical(written: String, expected: String) throws {
    #expect(try TUFCanonical.bytes(StrictJSON.parse(Data(written.utf8))) == Data(expected.utf8))
  }

  @Test(
    "A number that is not whole, or that not every reader can hold, has no canonical bytes",
    arguments: ["1.5", "1e2", "-0", "1.0", "9007199254740992", "-9007199254740992", "92233720368547758080"])
  func fractions(written: String) throws {
    let value = try StrictJSON.parse(Data(written.utf8))
    #expect(throws: TUFFault.malformed("a number that is not whole or too large")) { try TUFCanonical.bytes(value) }
  }

  @Test(
    "Keys have the ids that stand in the examples of the specification",
    arguments: [
      (
        "72378e5bc588793e58f81c8533da64a2e8f1565c1fcc7f253496394ffc52542c",
        "1bf1c6e3cdd3d3a8420b19199e27511999850f4b376c4547b2f32fba7e80fca3"
      ),
      (
        "68ead6e54a43f8f36f9717b10669d1ef0ebb38cee6b05317669341309f1069cb",
        "135c2f50e57ff11e744d234a62cebad8c38daf399604a7655661cc9199c69164"
      ),
      (
        "66dd78c5c2a78abc6fc6b267ff1a8017ba0e8bfc853dd97af351949bba021275",
        "cb3fbd83df4ba2471a736b065650878280964a98843ec13b457a99b2a21cc3b4"
      ),
      (
        "01c61f8dc7d77fcef973f4267927541e355e8ceda757e2c402818dad850f856e",
        "66676daa73bdfb4804b56070c8927ae491e2a6c2314f05b854dea94de8ff6bfc"
      ),
    ])
  func keyIDs(key: String, id: String) throws {
    let bytes = try #require(Data(hex: key))
    #expect(TUFKey(publicKey: bytes)?.id == id)
  }

  @Test(
    "Moments are read in one form, and written as they are read",
    arguments: ["2030-01-01T00:00:00Z", "2028-02-29T23:59:59Z", "1969-12-31T23:59:59Z"])
  func moments(text: String) throws {
    let moment = try #require(TUFTime.read(text))
    #expect(TUFTime.write(moment) == text)
  }

  @Test("A known moment has its seconds") func seconds() {
    #expect(TUFTime.read("2030-01-01T00:00:00Z") == Date(timeIntervalSince1970: 1_893_456_000))
    #expect(TUFTime.write(Date(timeIntervalSince1970: 1_893_456_000.9)) == "2030-01-01T00:00:00Z")
  }

  @Test(
    "What is no moment is refused",
    arguments: [
      "", "2030-01-01", "2030-01-01T00:00:00", "2030-01-01T00:00:00.0Z", "2030-01-01T00:00:00+00:00", "2030-02-30T00:00:00Z",
      "2029-02-29T00:00:00Z", "2030-13-01T00:00:00Z", "2030-00-01T00:00:00Z", "2030-01-00T00:00:00Z", "2030-01-01T24:00:00Z",
      "2030-01-01T00:60:00Z", "2030-01-01T00:00:60Z",
      "2030-01-01t00:00:00Z", "2030-01-01 00:00:00Z", "+030-01-01T00:00:00Z",
    ])
  func noMoments(text: String) { #expect(TUFTime.read(text) == nil) }

  @Test(
    "Patterns fit the paths of the specification's examples and no others",
    arguments: [
      ("targets/*.tgz", "targets/foo.tgz", true), ("targets/*.tgz", "targets/bar.tgz", true), ("targets/*.tgz", "targets/foo.txt", false),
      ("foo-version-?.tgz", "foo-version-2.tgz", true), ("foo-version-?.tgz", "foo-version-a.tgz", true),
      ("foo-version-?.tgz", "foo-version-alpha.tgz", false), ("*.tgz", "foo.tgz", true), ("*.tgz", "targets/foo.tgz", false),
      ("foo.tgz", "foo.tgz", true), ("foo.tgz", "foo.tgz2", false), ("authorities/XA/*", "authorities/XA/entry.json", true),
      ("authorities/XA/*", "authorities/XB/entry.json", false), ("authorities/XA/*", "authorities/XA/a/b.json", false), ("*", "", true),
      ("a*b*c", "aXbYc", true), ("a*b*c", "aXbY", false), ("**a", "bba", true), ("", "", true), ("?", "", false),
    ])
  func patterns(pattern: String, path: String, fits: Bool) { #expect(TUFPath.fits(path, pattern) == fits) }

  @Test("A pattern of many stars costs no more than its length allows") func stars() {
    #expect(!TUFPath.fits(String(repeating: "a", count: 1000), String(repeating: "a*", count: 500) + "b"))
  }

  @Test(
    "A path that leads out of a folder or needs escapes is no target's",
    arguments: ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "a%2fb", "a?b", "a#b", "a b", "é", "a\u{0}", "a\nb"])
  func unsafe(path: String) { #expect(!TUFPath.isTarget(path)) }

  private static let head = "\"spec_version\":\"1.0.33\",\"version\":1,\"expires\":\"2030-01-01T00:00:00Z\""

  private static func file(_ signed: String, signatures: String = "[]") -> Data {
    Data("{\"signed\":\(signed),\"signatures\":\(signatures)}".utf8)
  }

  @Test(
    "What is not in the form of a timestamp is none",
    arguments: [
      "", "{", "[]", "{}", "{\"signed\":{}}", "{\"signatures\":[]}",
      "{\"signed\":{\"_type\":\"timestamp\",\(head),\"meta\":{\"snapshot.json\":{\"version\":1}}},\"signatures\":[]} ,",
    ])
  func envelopes(text: String) { #expect(throws: TUFFault.self) { try TUFSigned<TUFTimestamp>(Data(text.utf8)) } }

  private static let meta = "\"meta\":{\"snapshot.json\":{\"version\":1}}"

  @Test(
    "A timestamp with a member that is missing, doubled or wrong is refused",
    arguments: [
      "\"_type\":\"snapshot\",\(head),\(meta)",
      "\"_type\":\"timestamp\",\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("1.0.33", with: "2.0.0")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("1.0.33", with: "1")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("1.0.33", with: "1.x.0")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("\"version\":1", with: "\"version\":0")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("\"version\":1", with: "\"version\":1.0")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("\"version\":1", with: "\"version\":\"1\"")),\(meta)",
      "\"_type\":\"timestamp\",\(head.replacing("2030-01-01T", with: "2030-01-32T")),\(meta)",
      "\"_type\":\"timestamp\",\(head),\"meta\":{}",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("1}", with: "-1}"))",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("1}", with: "9007199254740992}"))",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("}}", with: "},\"root.json\":{\"version\":1}}"))",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("}}", with: ",\"hashes\":{\"sha256\":\"../../secret\"}}}"))",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("}}", with: ",\"hashes\":{}}}"))",
      "\"_type\":\"timestamp\",\(head),\(meta.replacing("}}", with: ",\"length\":-1}}"))",
      "\"_type\":\"timestamp\",\(head),\(head),\(meta)",
      "\"_type\":\"timestamp\",\(head),\"x\":1.5,\(meta)",
    ])
  func timestamps(members: String) { #expect(throws: TUFFault.self) { try TUFSigned<TUFTimestamp>(Self.file("{\(members)}")) } }

  @Test("A second signature of one key id, and a signature that is not in digits, are refused") func signatures() {
    let signed = "{\"_type\":\"timestamp\",\(Self.head),\"meta\":{\"snapshot.json\":{\"version\":1}}}"
    let one = "{\"keyid\":\"a\",\"sig\":\"00\"}"
    #expect(throws: Never.self) { try TUFSigned<TUFTimestamp>(Self.file(signed, signatures: "[\(one)]")) }
    #expect(throws: TUFFault.malformed("a second signature of one key")) {
      try TUFSigned<TUFTimestamp>(Self.file(signed, signatures: "[\(one),\(one)]"))
    }
    #expect(throws: TUFFault.malformed("signature.sig")) {
      try TUFSigned<TUFTimestamp>(Self.file(signed, signatures: "[{\"keyid\":\"a\",\"sig\":\"0G\"}]"))
    }
  }

  @Test("A signature covers members that are not known here, and fails when one of them is taken away") func unknownMembers() throws {
    let key = Curve25519.Signing.PrivateKey()
    let unknown = "\"x-new\":{\"b\":[null,\"\u{E9}\"],\"a\":7}"
    let signed = "{\"_type\":\"timestamp\",\(Self.head),\(unknown),\"meta\":{\"snapshot.json\":{\"version\":1,\"more\":true}}}"
    let payload = try TUFCanonical.bytes(StrictJSON.parse(Data(signed.utf8)))
    let publicKey = try #require(TUFKey(publicKey: key.publicKey.rawRepresentation))
    let under = "[{\"keyid\":\"\(publicKey.id)\",\"sig\":\"\(Data(try key.signature(for: payload)).hex)\"}]"
    let authority = TUFAuthority([publicKey], threshold: 1)
    try TUFSigned<TUFTimestamp>(Self.file(signed, signatures: under)).verify(authority, as: "timestamp")
    let less = signed.replacing(",\"more\":true", with: "")
    #expect(throws: TUFFault.tooFewSignatures(role: "timestamp", found: 0, needed: 1)) {
      try TUFSigned<TUFTimestamp>(Self.file(less, signatures: under)).verify(authority, as: "timestamp")
    }
  }

  @Test("A root that lists a key under an id that is not the key's own is refused") func wrongID() throws {
    let forge = try Forge(URL(filePath: "/nowhere"))
    let text = String(decoding: try forge.sign(forge.root, forge.rootSigners), as: UTF8.self)
    let id = forge.rootSigners[0].publicKey.id
    let other = String(id.reversed())
    #expect(throws: TUFFault.malformed("keyid")) { try TUFSigned<TUFRoot>(Data(text.replacing(id, with: other).utf8)) }
  }

  @Test("A key of a kind that is not known is read, and counts for nothing") func otherKinds() throws {
    let value = try StrictJSON.parse(Data("{\"keytype\":\"rsa\",\"scheme\":\"rsassa-pss-sha256\",\"keyval\":{\"public\":\"PEM\"}}".utf8))
    let id = Data(SHA256.hash(data: try TUFCanonical.bytes(value))).hex
    let key = try TUFKey(value, listedAs: id)
    #expect(key.publicKey == nil)
    #expect(TUFAuthority([key], threshold: 1).count([TUFSignature(keyID: id, signature: Data(count: 64))], over: Data()) == 0)
  }

  /// The points of order 1, 2, 4 and 8, and a number beyond the prime.
  private static let points = [
    "0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ]

  @Test("A key under which everybody can sign, or in a second spelling, is refused in both its signs", arguments: points)
  func smallOrder(point: String) throws {
    for sign in [0, 0x80] as [UInt8] {
      var bytes = try #require(Data(hex: point))
      bytes[31] |= sign
      #expect(TUFKey(publicKey: bytes) == nil)
      let key = "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"\(bytes.hex)\"}}"
      let value = try StrictJSON.parse(Data(key.utf8))
      let id = Data(SHA256.hash(data: try TUFCanonical.bytes(value))).hex
      #expect(throws: TUFFault.malformed("key.keyval.public")) { try TUFKey(value, listedAs: id) }
    }
  }

  private static let delegation = "{\"name\":\"a\",\"keyids\":[],\"threshold\":1,\"terminating\":true,\"paths\":[]}"

  @Test(
    "Delegations of one name twice, to a top role, or with both kinds of paths are refused",
    arguments: [
      "\(delegation),\(delegation)", delegation.replacing("\"a\"", with: "\"targets\""), delegation.replacing("\"a\"", with: "\"\""),
      delegation.replacing("1", with: "0"), delegation.replacing("\"keyids\":[]", with: "\"keyids\":[\"b\",\"b\"]"),
      delegation.replacing("\"paths\":[]", with: "\"paths\":[],\"path_hash_prefixes\":[]"), delegation.replacing("true", with: "1"),
    ])
  func delegations(roles: String) throws {
    func read(_ roles: String) throws -> TUFTargets {
      let signed = "{\"_type\":\"targets\",\(Self.head),\"targets\":{},\"delegations\":{\"keys\":{},\"roles\":[\(roles)]}}"
      return try TUFSigned<TUFTargets>(Self.file(signed)).body
    }
    #expect(try read(Self.delegation).delegations.map(\.name) == ["a"])
    #expect(throws: TUFFault.self) { try read(roles) }
  }

  @Test("A thousand files that a byte was changed in are read or refused, and nothing else happens") func mutations() throws {
    var random = Steady(state: 7)
    let forge = try Forge.withState(FileManager.default.temporaryDirectory.appending(path: "comity-tuf-mutations"))
    defer { try? FileManager.default.removeItem(at: forge.server) }
    let file = try forge.sign(forge.targets.body, forge.targets.signers)
    let authority = forge.root[.targets]
    var refused = 0
    for _ in 0..<1000 {
      var changed = file
      changed[Int.random(in: 0..<file.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      do { try TUFSigned<TUFTargets>(changed).verify(authority, as: "targets") } catch { refused += 1 }
    }
    #expect(refused == 1000)
  }
}

/// A generator that gives the same numbers in every run.
struct Steady: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
