// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Testing

@Suite("Numbers and lists")
struct NumbersTests {
  @Test(
    "Thousands are set apart as the language does it",
    arguments: [
      (Language.en, "1,000", "1,234,567"), (.zh, "1,000", "1,234,567"), (.ar, "1,000", "1,234,567"),
      (.fr, "1\u{A0}000", "1\u{A0}234\u{A0}567"), (.ru, "1\u{A0}000", "1\u{A0}234\u{A0}567"),
      (.es, "1000", "1\u{A0}234\u{A0}567"),
    ])
  func thousands(language: Language, thousand: String, million: String) throws {
    let words = try words(language)
    #expect(words.number(1000) == thousand)
    #expect(words.number(1_234_567) == million)
    #expect(words.number(999) == "999")
    #expect(words.number(-1_234_567) == "\u{2212}" + million)
    #expect(words.number(0) == "0")
  }

  @Test("The largest and smallest whole numbers are written in full")
  func extremes() throws {
    #expect(try words(.en).number(Int.min) == "\u{2212}9,223,372,036,854,775,808")
    #expect(try words(.en).number(Int.max) == "9,223,372,036,854,775,807")
  }

  @Test(
    "Decimals and per cent use the language's signs",
    arguments: [
      (Language.en, "1,234.5", "12.5%"), (.zh, "1,234.5", "12.5%"), (.ar, "1,234.5", "12.5%"),
      (.fr, "1\u{A0}234,5", "12,5\u{A0}%"), (.ru, "1\u{A0}234,5", "12,5\u{A0}%"), (.es, "1234,5", "12,5\u{A0}%"),
    ])
  func decimals(language: Language, number: String, share: String) throws {
    let words = try words(language)
    #expect(words.number(1234.5, decimals: 1) == number)
    #expect(words.percent(0.125, decimals: 1) == share)
  }

  @Test("Decimals are rounded and padded")
  func rounding() throws {
    let words = try words(.en)
    #expect(words.number(2.005, decimals: 1) == "2.0")
    #expect(words.number(0.05, decimals: 1) == "0.1")
    #expect(words.number(-0.96, decimals: 1) == "\u{2212}1.0")
    #expect(words.number(3.4, decimals: 0) == "3")
    #expect(words.number(1.07, decimals: 3) == "1.070")
    #expect(words.percent(1) == "100%")
  }

  @Test("The size of a file has the unit of the language")
  func bytes() throws {
    #expect(try words(.en).bytes(1) == "1 byte")
    #expect(try words(.en).bytes(999) == "999 bytes")
    #expect(try words(.en).bytes(1500) == "1.5\u{A0}kB")
    #expect(try words(.en).bytes(999_960) == "1.0\u{A0}MB")
    #expect(try words(.fr).bytes(2_400_000) == "2,4\u{A0}Mo")
    #expect(try words(.ru).bytes(3) == "3 байта")
    #expect(try words(.ru).bytes(12_000_000_000) == "12\u{A0}ГБ")
    #expect(try words(.ar).bytes(2) == "بايتان")
    #expect(try words(.zh).bytes(20) == "20 字节")
  }

  @Test(
    "A list is joined as the language joins it",
    arguments: [
      (Language.en, "a, b and c"), (.fr, "a, b et c"), (.es, "a, b y c"), (.ru, "a, b и c"), (.zh, "a、b和c"),
      (.ar, "a وb وc"),
    ])
  func lists(language: Language, expected: String) throws {
    let words = try words(language)
    #expect(withoutIsolates(words.list(["a", "b", "c"])).replacing("،", with: "") == expected)
    #expect(words.list([]) == "")
    #expect(withoutIsolates(words.list(["a"])) == "a")
  }
}
