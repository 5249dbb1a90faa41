// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Testing

@Suite("Numbers of items in print") struct PrintedItemNumberTests {
  @Test(
    "The second level is (a) in English and a) in French and Spanish",
    arguments: [
      (Language.en, "3 (b)"), (.zh, "3 (b)"), (.fr, "3 b)"), (.es, "3 b)"), (.ru, "3 б)"), (.ar, "3 (ب)"),
    ])
  func letters(language: Language, printed: String) {
    #expect(ItemNumber(3, letter: "b")?.printed(in: language) == printed)
    #expect(ItemNumber(3)?.printed(in: language) == "3")
  }
}
