// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import TOTP

@Suite("One-time passwords") struct TOTPTests {
  let totp = TOTP(secret: Data("12345678901234567890".utf8))

  @Test(
    "The codes of RFC 6238, appendix B, with SHA-1",
    arguments: [
      (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
      (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
  func vectors(seconds: Int, code: String) {
    let instant = Date(timeIntervalSince1970: Double(seconds))
    #expect(totp.code(step: TOTP.step(at: instant), digits: 8) == code)
    #expect(totp.code(at: instant) == code.suffix(6))
  }

  @Test("A code of the step before or after is accepted, one of two steps ago is not")
  func window() {
    let now = Date(timeIntervalSince1970: 1_234_567_890)
    let step = TOTP.step(at: now)
    for distance in -1...1 {
      #expect(totp.verify(totp.code(step: step + Int64(distance), digits: 6), at: now, after: nil) == step + Int64(distance))
    }
    #expect(totp.verify(totp.code(step: step - 2, digits: 6), at: now, after: nil) == nil)
    #expect(totp.verify(totp.code(step: step + 2, digits: 6), at: now, after: nil) == nil)
  }

  @Test("A code is accepted once: the same and any earlier one are refused afterwards")
  func replay() throws {
    let now = Date(timeIntervalSince1970: 1_234_567_890)
    let used = try #require(totp.verify(totp.code(at: now), at: now, after: nil))
    #expect(totp.verify(totp.code(at: now), at: now, after: used) == nil)
    #expect(totp.verify(totp.code(step: used - 1, digits: 6), at: now, after: used) == nil)
    #expect(totp.verify(totp.code(step: used + 1, digits: 6), at: now, after: used) == used + 1)
  }

  @Test("A wrong code, a short one and an empty one are refused", arguments: ["000000", "12345", "", "abcdef", "８９００５９"])
  func wrong(code: String) { #expect(totp.verify(code, at: Date(timeIntervalSince1970: 59), after: nil) == nil) }

  @Test("Spaces within a code do not matter")
  func spaces() { #expect(totp.verify("287 082", at: Date(timeIntervalSince1970: 59), after: nil) == 1) }

  @Test(
    "Base32 as in RFC 4648, section 10, without padding",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
  func base32(plain: String, encoded: String) {
    #expect(Base32.encode(Data(plain.utf8)) == encoded)
    #expect(Base32.decode(encoded.lowercased() + "==") == Data(plain.utf8))
  }

  @Test("Base32 refuses what is none of its letters")
  func notBase32() { #expect(Base32.decode("MZ1W") == nil) }

  @Test("The address for authenticator apps names issuer, account and secret")
  func address() {
    #expect(
      totp.address(issuer: "Arcadia MLA", account: "a.b")
        == "otpauth://totp/Arcadia%20MLA:a%2Eb?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Arcadia%20MLA")
  }
}
