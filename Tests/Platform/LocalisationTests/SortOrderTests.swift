// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Testing

@Suite("Sort order")
struct SortOrderTests {
  @Test(
    "Texts sort as in a dictionary of the language",
    arguments: [
      (Language.zh, ["中国", "奥地利", "法国", "埃及"], ["埃及", "奥地利", "法国", "中国"]),
      (.es, ["nube", "ñandú", "oso", "nación"], ["nación", "nube", "ñandú", "oso"]),
      (.ru, ["Ямайка", "Ёлка", "Египет", "Австрия", "Ель"], ["Австрия", "Египет", "Ёлка", "Ель", "Ямайка"]),
      (.fr, ["Zambie", "Égypte", "Estonie", "Équateur"], ["Égypte", "Équateur", "Estonie", "Zambie"]),
      (
        .en, ["Zambia", "Åland", "austria", "Côte d’Ivoire", "Costa Rica"],
        ["Åland", "austria", "Costa Rica", "Côte d’Ivoire", "Zambia"]
      ),
      (.ar, ["مصر", "النمسا", "إسبانيا", "تونس"], ["إسبانيا", "النمسا", "تونس", "مصر"]),
    ])
  func order(language: Language, texts: [String], expected: [String]) throws {
    let words = try words(language)
    #expect(words.sorted(texts) == expected)
    let ranks = words.ranks(texts)
    #expect(texts.sorted { ranks[$0, default: 0] < ranks[$1, default: 0] } == expected)
  }

  @Test("Things with equal texts keep their order")
  func stable() throws {
    let items = [(1, "b"), (2, "a"), (3, "b"), (4, "a")]
    #expect(try words(.en).sorted(items) { $0.1 }.map(\.0) == [2, 4, 1, 3])
  }

  @Test("A text longer than the first guess at its key still sorts")
  func long() throws {
    let long = String(repeating: "ﷺ", count: 2000)
    #expect(try words(.ar).sorted([long + "ب", long + "ا"]) == [long + "ا", long + "ب"])
  }
}
