// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// All sentences of the program in the six languages, read and checked once at start.
///
/// Every module brings a folder `Strings` with one flat file per language. A file that is missing, a pattern that
/// cannot be read and a key that two modules use stop the program's start, not the reader's page.
public final class Catalogue: Sendable {
  private let editions: [Language: Edition]
  private let pseudoEditions: [PseudoLanguage: Edition]
  private let settings: Settings

  /// How sentences are written besides their language.
  public struct Settings: Sendable {
    /// Which digits Arabic sentences use; references and other identifiers always have Latin ones.
    public var arabicDigits: Digits
    /// Whether English and Arabic are replaced by ``PseudoLanguage``s; for test runs only.
    public var showsPseudoLanguages: Bool

    /// Makes settings; the normal ones unless told otherwise.
    public init(arabicDigits: Digits = .latin, showsPseudoLanguages: Bool = false) {
      self.arabicDigits = arabicDigits
      self.showsPseudoLanguages = showsPseudoLanguages
    }
  }

  /// Reads the files `ar.json` to `zh.json` of every folder.
  /// - Throws: ``CannotReadWords``, which names the file and the key to mend.
  public init(folders: [URL], settings: Settings = Settings()) throws {
    var editions: [Language: Edition] = [:]
    for language in Language.allCases {
      editions[language] = try Edition(language, folders: folders)
    }
    self.settings = settings
    self.editions = editions
    self.pseudoEditions = Dictionary(
      uniqueKeysWithValues: PseudoLanguage.allCases.compactMap { pseudo in
        guard let english = editions[.en], let host = editions[pseudo.language] else { return nil }
        return (pseudo, english.disguised(as: pseudo, in: host))
      })
  }

  /// The words of one language.
  public func words(_ language: Language) -> Words {
    if settings.showsPseudoLanguages, let pseudo = PseudoLanguage.allCases.first(where: { $0.language == language }) {
      return words(pseudo: pseudo)
    }
    return Words(editions[language] ?? Edition(empty: language), digits: digits(of: language))
  }

  /// The English words disguised, so that a test sees text that no catalogue holds, is too long or runs the wrong way.
  public func words(pseudo: PseudoLanguage) -> Words {
    Words(pseudoEditions[pseudo] ?? Edition(empty: pseudo.language), digits: digits(of: pseudo.language))
  }

  /// Every key that some language has, sorted.
  public var keys: [String] {
    Set(editions.values.flatMap { $0.patterns.keys }).sorted()
  }

  /// The languages that lack a key which another language has, for the guard that keeps this empty.
  public var gaps: [(key: String, missing: [Language])] {
    keys.compactMap { key in
      let missing = Language.allCases.filter { editions[$0]?.patterns[key] == nil }
      return missing.isEmpty ? nil : (key, missing)
    }
  }

  private func digits(of language: Language) -> Digits {
    language == .ar ? settings.arabicDigits : .latin
  }
}

/// Why the program's words cannot be used.
///
/// It is met by whoever builds or installs the program, before there are words in any language; therefore it is in
/// English and not a `Problem`.
public enum CannotReadWords: Error, Equatable, CustomStringConvertible {
  /// A module's folder lacks the file of a language, or the file cannot be opened.
  case noFile(path: String)
  /// The file is not one JSON object of texts.
  case notTexts(path: String, reason: String)
  /// The text of a key is not a message pattern that can be used.
  case brokenPattern(path: String, language: Language, key: String, reason: String)
  /// Two modules use the same key.
  case duplicateKey(key: String, paths: [String])
  /// ICU has no plural rules or sort order for the language.
  case noRules(Language)

  /// What is wrong, with file and key.
  public var description: String {
    switch self {
    case .noFile(let path): "\(path): cannot be opened"
    case .notTexts(let path, let reason): "\(path): is not one JSON object of texts: \(reason)"
    case .brokenPattern(let path, let language, let key, let reason):
      "\(path): \(key) (\(language.rawValue)): \(reason)"
    case .duplicateKey(let key, let paths): "\(key): is in more than one file: \(paths.joined(separator: ", "))"
    case .noRules(let language): "ICU has no plural rules or sort order for \(language.rawValue)"
    }
  }
}
