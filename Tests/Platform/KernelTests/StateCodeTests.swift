// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@Suite("Codes of States") struct StateCodeTests {
  @Test("Two letters A to Z of either case are a code", arguments: [("AT", "AT"), ("at", "AT"), ("xA", "XA")])
  func code(text: String, code: String) { #expect(StateCode(text)?.code == code) }

  @Test(
    "Anything else is none, also what becomes two letters when it is made capital",
    arguments: ["", "A", "AUT", "A1", "A ", " A", "ß", "aß", "ŉ", "ﬁ", "ı", "ſs", "ÉA", "ＡＴ", "АТ", "A\u{301}T"])
  func none(text: String) { #expect(StateCode(text) == nil) }
}
