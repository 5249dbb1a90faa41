// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Testing

@Suite("Plural forms")
struct PluralTests {
  /// Each form names itself, so that the sentence shows which one was chosen.
  private static let pattern =
    "{count, plural, zero {zero} one {one} two {two} few {few} many {many} other {other}}"

  @Test(
    "A count chooses the form that the language uses for it",
    arguments: [
      (
        Language.ar,
        [0: "zero", 1: "one", 2: "two", 5: "few", 11: "many", 21: "many", 100: "other", 1_000_000: "other"]
      ),
      (.ru, [0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 100: "many", 1_000_000: "many"]),
      (
        .zh,
        [0: "other", 1: "other", 2: "other", 5: "other", 11: "other", 21: "other", 100: "other", 1_000_000: "other"]
      ),
      (.fr, [0: "one", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other", 100: "other", 1_000_000: "many"]),
      (.es, [0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other", 100: "other", 1_000_000: "many"]),
      (
        .en, [0: "other", 1: "one", 2: "other", 5: "other", 11: "other", 21: "other", 100: "other", 1_000_000: "other"]
      ),
    ])
  func chosenForm(language: Language, expected: [Int: String]) throws {
    let words = try words(language, Self.pattern)
    for (count, form) in expected {
      #expect(words("test.text", ["count": .integer(count)]) == form, "\(language.rawValue) \(count)")
    }
  }

  @Test("An exact number wins over the language's form, and # is the number as the language writes it")
  func exactNumberAndSign() throws {
    let french = try words(.fr, "{count, plural, =0 {rien} one {# pièce} many {# de pièces} other {# pièces}}")
    #expect(french("test.text", ["count": 0]) == "rien")
    #expect(french("test.text", ["count": 1]) == "1 pièce")
    #expect(french("test.text", ["count": 12_345]) == "12\u{A0}345 pièces")
    #expect(french("test.text", ["count": 2_000_000]) == "2\u{A0}000\u{A0}000 de pièces")
  }

  @Test("A plural inside a select inside a sentence takes the values of its own level")
  func nested() throws {
    let words = try words(
      .en,
      "{state}: {kind, select, held {{count, plural, one {# session held} other {# sessions held}}} other {none}}."
    )
    let arguments: [String: MessageArgument] = ["state": "Arcadia", "kind": "held", "count": 3]
    #expect(words("test.text", arguments) == "Arcadia: 3 sessions held.")
    #expect(words("test.text", ["state": "Arcadia", "kind": "planned", "count": 3]) == "Arcadia: none.")
    #expect(words.argumentNames(of: "test.text") == ["state", "kind", "count"])
  }

  @Test("An ordinal uses the forms for ranking")
  func ordinal() throws {
    let words = try words(.en, "{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} session")
    #expect(words("test.text", ["n": 1]) == "1st session")
    #expect(words("test.text", ["n": 3]) == "3rd session")
    #expect(words("test.text", ["n": 11]) == "11th session")
    #expect(words("test.text", ["n": 22]) == "22nd session")
  }

  @Test("A count that comes as text, as in a problem's details, chooses the form too")
  func countAsText() throws {
    let words = try words(.ru, "{count, plural, one {# день} few {# дня} many {# дней} other {# дня}}")
    #expect(words("test.text", ["count": "22"]) == "22 дня")
    #expect(words("test.text", ["count": "x"]) == "⟦test.text:count⟧")
  }

  @Test("Quoted braces, doubled and lone apostrophes read as ICU reads them")
  func apostrophes() throws {
    #expect(try words(.en, "it''s '{'{x}'}'")("test.text", ["x": "a"]) == "it's {a}")
    #expect(try words(.en, "it's {x}")("test.text", ["x": "a"]) == "it's a")
    #expect(try words(.en, "it's plain")("test.text") == "it's plain")
  }
}
