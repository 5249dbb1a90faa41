// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Testing

@Suite("Names and identifiers that two nodes share") struct IdentifierTests {
  @Test(
    "An authority's name is its State, a point and a label, and reads back as written", arguments: ["XA.central", "XB.central-2", "XC.9"])
  func names(text: String) throws {
    let name = try #require(AuthorityName(text))
    #expect(name.description == text)
    #expect(try JSONDecoder().decode(AuthorityName.self, from: try JSONEncoder().encode(name)) == name)
  }

  @Test(
    "A name that could be written in another way is none",
    arguments: [
      "", "XA", "XA.", ".central", "xa.central", "XA.Central", "XA.cen tral", "XA.central.two", "XA.-a", "XA.a-", "XA.a--b", "XAA.central",
      "XA.zentral\u{308}", "XА.central", "XA.central\n", "XA." + String(repeating: "a", count: 64),
    ])
  func noNames(text: String) { #expect(AuthorityName(text) == nil) }

  @Test("The example of RFC 9562 is read with its time")
  func example() throws {
    let id = try #require(MessageID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
    #expect(id.madeAt == Date(timeIntervalSince1970: 1_645_557_742))
    let rand = UInt128(0xCC3) << 62 | UInt128(0x18C4_DC0C_0C07_398F)
    #expect(MessageID(at: id.madeAt, random: rand) == id)
  }

  @Test("Identifiers are made with version, variant and time whatever the random bits, and sort by time")
  func made() throws {
    var generator = Seeded(1)
    var before = MessageID(at: .distantPast, random: .max)
    for step in 0..<2_000 {
      let instant = Date(timeIntervalSince1970: 1_700_000_000 + Double(step) / 1000)
      let random = UInt128(generator.next()) << 64 | UInt128(generator.next())
      let id = MessageID(at: instant, random: random)
      #expect(MessageID(id.description) == id)
      #expect(abs(id.madeAt.timeIntervalSince(instant)) < 0.001)
      #expect(before < id || step == 0 || before.madeAt == id.madeAt)
      before = id
    }
    #expect(MessageID(at: .distantFuture, random: .max).madeAt < Date(timeIntervalSince1970: Double(1 << 48)))
  }

  @Test(
    "What is no UUID of version 7 in small letters is refused",
    arguments: [
      "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-58c4-dc0c0c07398f",
      "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "",
    ])
  func noIDs(text: String) { #expect(MessageID(text) == nil) }

  @Test("A digest is 64 small hexadecimal digits or 32 bytes, and nothing else")
  func digests() throws {
    let bytes = (0..<32).map { UInt8($0) }
    let digest = try #require(DigestOf<PlainFile>(bytes: bytes))
    #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    #expect(DigestOf<PlainFile>(digest.hex) == digest)
    #expect(DigestOf<PlainFile>(digest.hex.uppercased()) == nil)
    #expect(DigestOf<PlainFile>(String(digest.hex.dropLast())) == nil)
    #expect(DigestOf<PlainFile>(digest.hex + "0") == nil)
    #expect(DigestOf<PlainFile>(bytes: bytes.dropLast()) == nil)
  }

  @Test("The problems have the codes, the status and the permanence of the published table")
  func problems() {
    let table: [(String, Int, Bool)] = [
      ("schema", 400, true), ("signature", 401, false), ("unknown-key", 401, false), ("revoked-key", 403, true),
      ("not-recipient", 403, true), ("service", 403, true), ("id-reuse", 409, true), ("order-fork", 409, true), ("expired", 410, true),
      ("too-large", 413, true),
      ("media", 415, true), ("clock-skew", 401, false), ("profile", 426, true), ("quota", 429, false), ("directory-stale", 503, false),
      ("storage", 507, false),
    ]
    #expect(table.count == ExchangeProblem.allCases.count)
    for (code, status, isPermanent) in table {
      let problem = ExchangeProblem(type: "urn:comity:err:\(code)")
      #expect(problem?.status == status, "\(code)")
      #expect(problem?.isPermanent == isPermanent, "\(code)")
      #expect(problem?.type == "urn:comity:err:\(code)")
    }
    #expect(ExchangeProblem(type: "about:blank") == nil)
  }
}
