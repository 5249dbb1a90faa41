// SPDX-License-Identifier: Apache-2.0

/// One of the six official languages of the United Nations.
///
/// The raw value is the ISO 639-1 code that pages, files and the exchange carry.
public enum Language: String, Hashable, Sendable, CaseIterable, Codable {
  /// Arabic, written from right to left.
  case ar
  /// Chinese, in simplified characters.
  case zh
  /// English.
  case en
  /// French.
  case fr
  /// Russian.
  case ru
  /// Spanish.
  case es

  /// The direction its text runs.
  public enum Direction: String, Sendable {
    /// From left to right.
    case leftToRight = "ltr"
    /// From right to left.
    case rightToLeft = "rtl"
  }

  /// The direction of the language's script.
  public var direction: Direction { self == .ar ? .rightToLeft : .leftToRight }

  /// The language's name in itself, as a reader looks for it.
  public var ownName: String {
    switch self {
    case .ar: "العربية"
    case .zh: "中文"
    case .en: "English"
    case .fr: "Français"
    case .ru: "Русский"
    case .es: "Español"
    }
  }
}

/// A text that exists in some or all of the six languages.
///
/// In JSON: an object whose members are language codes.
public struct LocalText: Hashable, Sendable {
  /// The text by language.
  public var texts: [Language: String]

  /// Makes a text from its language versions.
  public init(_ texts: [Language: String] = [:]) { self.texts = texts }

  /// The version in one language, if there is one.
  public subscript(language: Language) -> String? {
    get { texts[language] }
    set { texts[language] = newValue }
  }

  /// The version in the wanted language or else the nearest there is, with the language it is in.
  ///
  /// After the wanted language come English and then the others in alphabetical order of their codes, so that
  /// every reader gets some text and the page can mark its language.
  public func best(for language: Language) -> (text: String, language: Language)? {
    let order = [language, .en] + Language.allCases.sorted { $0.rawValue < $1.rawValue }
    for candidate in order {
      if let text = texts[candidate], !text.isEmpty { return (text, candidate) }
    }
    return nil
  }

  /// The languages in which there is no text.
  public var missing: [Language] { Language.allCases.filter { (texts[$0] ?? "").isEmpty } }
}

extension LocalText: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an object of language codes.
  /// - Throws: `DecodingError` when a member is not one of the six languages or not text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var texts: [Language: String] = [:]
    for key in container.allKeys {
      guard let language = Language(rawValue: key.stringValue) else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not one of ar, en, es, fr, ru, zh")
      }
      texts[language] = try container.decode(String.self, forKey: key)
    }
    self.texts = texts
  }

  /// Writes an object of language codes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (language, text) in texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let key = Key(stringValue: language.rawValue) else { continue }
      try container.encode(text, forKey: key)
    }
  }
}
