// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Testing

@Suite("Finding words in running text") struct SearchTermsTests {
  private static func finds(_ query: String, _ text: String, _ language: Language) -> Bool {
    let terms = Set(SearchTerms.ofText(text, in: language))
    let wanted = SearchTerms.ofQuery(query, in: language)
    return !wanted.isEmpty && wanted.allSatisfy(terms.contains)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let language: Language
    let text: String
    let finds: [String]
    let misses: [String]
    var testDescription: String { "\(language): \(text)" }
  }

  static let cases: [Case] = [
    Case(
      language: .en,
      text: "The authorities gave reasons for refusing assistance; bank records were not extraditable offences under 46(9)(b).",
      finds: [
        "refusal of assistance", "refused", "Authority", "bank record", "extradition", "reason", "46(9)", "46(9)(b)", "46", "offence",
      ], misses: ["reasonable doubt", "bankrupt", "46(10)", "confiscation", "assets"]),
    Case(
      language: .fr,
      text: "L’autorité centrale a refusé l’entraide judiciaire sans motiver son refus; les demandes d’extradition étaient rédigées.",
      finds: ["autorités centrales", "refuser", "refus", "demande", "extraditions", "judiciaires", "ENTRAIDE"],
      misses: ["confiscation", "banque", "central bancaire", "traité"]),
    Case(
      language: .es,
      text: "Las autoridades denegaron las solicitudes de extradición y la asistencia judicial recíproca por el secreto bancario.",
      finds: ["autoridad", "denegar", "denegación", "solicitud", "extradiciones", "judiciales", "secretos bancarios", "reciproca"],
      misses: ["decomiso", "bandera", "testigo", "tratado"]),
    Case(
      language: .ru, text: "Центральный орган отказал во взаимной правовой помощи; запросы о выдаче и банковская тайна.",
      finds: ["центрального органа", "отказ", "взаимная правовая помощь", "запрос", "выдача", "банковской тайны", "ВЫДАЧЕ"],
      misses: ["конфискация", "свидетель", "банк", "договор"]),
    Case(
      language: .ar, text: "رفضت السلطة المركزية الطلبات المتعلقة بالسرية المصرفية وتسليم المجرمين.",
      finds: ["السلطات المركزية", "طلب", "الطلب", "سرية مصرفية", "والتسليم", "رَفَضَت", "مجرمين"],
      misses: ["المصادرة", "شهود", "ترجمة", "معاهدة"]),
    Case(
      language: .zh, text: "中央机关拒绝提供司法协助时应当说明理由，第46（9）条。",
      finds: ["司法协助", "协助", "拒绝 理由", "中央机关", "46(9)", "理"], misses: ["协商", "机中", "引渡", "46(10)", "协提"]),
  ]

  @Test("A word finds its other forms and nothing else", arguments: cases)
  func forms(_ one: Case) {
    for query in one.finds { #expect(Self.finds(query, one.text, one.language), "\(query)") }
    for query in one.misses { #expect(!Self.finds(query, one.text, one.language), "\(query)") }
  }

  @Test("Words that every text has are not asked for, and alone they find nothing")
  func stopWords() {
    #expect(SearchTerms.ofQuery("the refusal of", in: .en) == SearchTerms.ofQuery("refusal", in: .en))
    for (query, language) in [("the of", Language.en), ("de la", .fr), ("в на", .ru), ("في من", .ar), ("", .zh), ("?!", .en)] {
      #expect(SearchTerms.ofQuery(query, in: language).isEmpty, "\(query)")
    }
  }

  @Test("The script of a query tells which languages it can mean, Latin letters the reader's own first")
  func languages() {
    #expect(SearchTerms.languages(of: "司法 UNCAC", reader: .en) == [.zh])
    #expect(SearchTerms.languages(of: "رفض", reader: .en) == [.ar])
    #expect(SearchTerms.languages(of: "отказ", reader: .en) == [.ru])
    #expect(SearchTerms.languages(of: "refus", reader: .fr) == [.fr, .en, .es])
    #expect(SearchTerms.languages(of: "refusal", reader: .ar) == [.en, .fr, .es])
    #expect(SearchTerms.languages(of: "46(9)", reader: .zh) == [.zh, .en, .fr, .es])
  }

  @Test("Published examples of the English rules have the stems that were published with them")
  func porter() {
    let examples = [
      ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("agreed", "agre"), ("plastered", "plaster"), ("motoring", "motor"),
      ("conflated", "conflat"), ("hopping", "hop"), ("falling", "fall"), ("filing", "file"), ("happy", "happi"), ("relational", "relat"),
      ("conditional", "condit"), ("vietnamization", "vietnam"), ("predication", "predic"), ("hopefulness", "hope"),
      ("sensibiliti", "sensibl"), ("triplicate", "triplic"), ("formalize", "formal"), ("electrical", "electr"), ("revival", "reviv"),
      ("adjustable", "adjust"), ("replacement", "replac"), ("adoption", "adopt"), ("effective", "effect"), ("rate", "rate"),
      ("cease", "ceas"), ("controll", "control"), ("roll", "roll"), ("sky", "sky"),
    ]
    for (word, stem) in examples { #expect(SearchTerms.ofText(word, in: .en) == [stem], "\(word)") }
  }

  @Test("However long or strange a text is, it has terms or none, and never fails")
  func strange() {
    for text in [
      "", "\u{301}\u{301}", "ـــ", "و", "ал", "aaaaaaaa", String(repeating: "ss", count: 500), "46(", "46()", "(9)", "𠀀𠀁", "\u{FFFD}",
    ] {
      for language in Language.allCases {
        _ = SearchTerms.ofText(text, in: language)
        _ = SearchTerms.ofQuery(text, in: language)
      }
    }
  }
}
