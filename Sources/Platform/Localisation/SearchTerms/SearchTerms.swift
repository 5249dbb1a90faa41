// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The terms under which an index keeps running text, so that a reader finds a word in whatever form a sentence has it.
///
/// English, French, Spanish and Russian words are cut back to a stem, Arabic words lose article, prefixes and suffixes, Chinese becomes
/// pairs of neighbouring characters and the single ones. Case, accents, vowel signs and letter variants make no difference
/// (``SearchText``). A provision such as 46(9) is one term. Irregular forms and Arabic broken plurals are not brought together.
public enum SearchTerms {
  /// The terms of a text in one language, each once.
  public static func ofText(_ text: String, in language: Language) -> [String] {
    var terms = citations(in: text)
    for part in SearchText.words(text).joined() {
      if part.isHan {
        terms += SearchText.pairs(part.text)
        if part.text.count > 1 { terms += part.text.map { String($0) } }
      } else if let term = term(part.text, in: language) {
        terms.append(term)
      }
    }
    return SearchText.unique(terms)
  }

  /// The terms that a text in a language must all have to be found; none where the query has nothing but words that every text has.
  public static func ofQuery(_ query: String, in language: Language) -> [String] {
    let cited = citations(in: query)
    let rest = cited.isEmpty ? query : query.replacing(citation, with: " ")
    let words = SearchText.words(rest).joined().flatMap { part in
      part.isHan ? SearchText.pairs(part.text) : [term(part.text, in: language)].compactMap(\.self)
    }
    return SearchText.unique(cited + words)
  }

  /// The languages whose texts a query can mean, by its script; for Latin letters the reader's own language comes first.
  public static func languages(of query: String, reader: Language) -> [Language] {
    for scalar in query.unicodeScalars {
      if scalar.properties.isIdeographic { return [.zh] }
      if (0x0600...0x06FF).contains(scalar.value), scalar.properties.isAlphabetic { return [.ar] }
      if (0x0400...0x04FF).contains(scalar.value) { return [.ru] }
    }
    let hasLetters = query.unicodeScalars.contains { $0.properties.isAlphabetic }
    return SearchText.unique([reader, .en, .fr, .es].filter { !hasLetters || latin.contains($0) }.map(\.rawValue)).compactMap {
      Language(rawValue: $0)
    }
  }

  private static let latin: Set<Language> = [.en, .fr, .es]

  /// A word's term; `nil` for a word that says nothing about a text: an article, a single letter.
  private static func term(_ word: String, in language: Language) -> String? {
    if word.utf8.allSatisfy({ (48...57).contains($0) }) { return word }
    guard word.unicodeScalars.count > 1, stopWords[language]?.contains(word) != true else { return nil }
    return switch language {
    case .en: EnglishStem.stem(word)
    case .fr: RomanceStem.french.stem(word)
    case .es: RomanceStem.spanish.stem(word)
    case .ru: RussianStem.stem(word)
    case .ar: ArabicStem.stem(word)
    case .zh: word
    }
  }

  // MARK: Provisions

  // Typed in a regular expression literal it is not Sendable; it is read alone and never changed.
  private nonisolated(unsafe) static let citation = /([0-9]{1,3})[(（]([0-9]{1,3})[)）](?:[(（]([a-z])[)）])?/

  /// Provisions that a text names, with every place around them: `46(3)(a)` is also `46(3)`.
  private static func citations(in text: String) -> [String] {
    guard text.utf8.contains(UInt8(ascii: "(")) || text.unicodeScalars.contains("（") else { return [] }
    return text.matches(of: citation).flatMap { match in
      let paragraph = "\(match.1)(\(match.2))"
      return match.3.map { [paragraph, "\(paragraph)(\($0))"] } ?? [paragraph]
    }
  }

  // MARK: Words that every text has

  private static let stopWords: [Language: Set<String>] = [
    .en: words("the of and to in a an is are be by for on with as at or that this it its from was were has have not no"),
    .fr: words("le la les de des du un une et en à au aux par pour sur avec dans est sont que qui ne pas ou se ce cette ces son sa ses"),
    .es: words("el la los las de del un una y en a al por para con sin es son que se no o su sus lo como"),
    .ru: words("и в во не на с со по к ко о об от до за из у для как что это а но или при"),
    .ar: words("في من على إلى عن مع أو و أن إن لا ما هذا هذه التي الذي ذلك بين كل قد"),
  ]

  private static func words(_ list: String) -> Set<String> { Set(list.split(separator: " ").map { SearchText.fold(String($0)) }) }
}
