// SPDX-License-Identifier: Apache-2.0
import Localisation
import Testing

@Suite("Search in any script")
struct SearchTextTests {
  @Test(
    "A name is found however it is typed",
    arguments: [
      ("cote d'ivoire", "Côte d’Ivoire"), ("cote divoire", "Côte d'Ivoire"), ("COTE D`IVOIRE", "Côte d’Ivoire"),
      ("ivoire", "Côte d’Ivoire"), ("cote d ivoire", "Côte d’Ivoire"),
      ("guinea bissau", "Guinea-Bissau"), ("guineabissau", "Guinea-Bissau"), ("Guinea‑Bissau", "Guinea-Bissau"),
      ("autr", "Autriche"), ("turkiye", "Türkiye"), ("İSTANBUL", "istanbul"), ("strasse", "Straße"),
      ("австрия", "Австрия"), ("королевство бельгии", "Бельгия (Королёвство Бельгии)"), ("йемен", "Йемен"),
      ("النمسا", "النمسا"), ("اسبانيا", "إسبانيا"), ("المملكه العربيه", "المملكة العربية السعودية"),
      ("نمسا", "نِمْسَا"), ("مصر", "مـــصر"), ("على", "علي"), ("2003", "اتفاقية ٢٠٠٣"),
      ("奥地利", "奥地利"), ("奥地利", "奥地利共和国"), ("利", "奥地利"), ("地利", "奥地利"), ("ＸＡ", "xa"), ("", "anything"),
      ("46 15", "46(15)"),
    ])
  func found(query: String, text: String) {
    #expect(SearchText.matches(query, in: text))
    #expect(SearchKey(["Something else", text]).has(SearchKey.Query(query)))
  }

  @Test(
    "A name that lacks a word of the query is not found",
    arguments: [
      ("cote dazur", "Côte d’Ivoire"), ("австралия", "Австрия"), ("奥利", "奥地利"), ("利奥", "奥地利"), ("مصر", "تونس"),
      ("austria x", "Austria"), ("ustria", "Austria"),
    ])
  func notFound(query: String, text: String) {
    #expect(!SearchText.matches(query, in: text))
    #expect(!SearchKey([text]).has(SearchKey.Query(query)))
  }

  @Test("A text folds to small plain words with one space between them")
  func fold() {
    #expect(SearchText.fold("  Côte d’Ivoire  (République) ") == "cote d ivoire republique")
    #expect(SearchText.fold("Ёлка, ЙОД") == "елка иод")
    #expect(SearchText.fold("إتّفاقية٢") == "اتفاقيه2")
    #expect(SearchText.fold("ﬁnance Nº１") == "finance no1")
    #expect(SearchText.fold("?!") == "")
  }

  @Test("Tokens hold the parts of a word, the joined word and pairs of Chinese characters")
  func tokens() {
    #expect(SearchText.tokens("Côte d'Ivoire") == ["cote", "d", "ivoire", "divoire"])
    #expect(SearchText.tokens("奥地利共和国 XA") == ["奥地", "地利", "利共", "共和", "和国", "国", "xa"])
    #expect(SearchText.queryTokens("奥地利 d'I") == ["奥地", "地利", "d", "i"])
  }
}
