// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules

/// A word of a fixed list as files write it: `secretariat_will_brief`.
struct FileWord<Value: RawRepresentable & CaseIterable & Hashable & Sendable>: Codable, Hashable, Sendable where Value.RawValue == String {
  let value: Value

  init(_ value: Value) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Value.allCases.first(where: { Self.snake($0.rawValue) == text }) else {
      let words = Value.allCases.map { Self.snake($0.rawValue) }.joined(separator: ", ")
      throw DecodingError.dataCorruptedError(in: container, debugDescription: words)
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Self.snake(value.rawValue))
  }

  /// Words that the format has from the secretariat's own data and the program does not use.
  private static var given: [String: String] { ["takesPlace": "event"] }

  static func snake(_ name: String) -> String {
    if let word = given[name] { return word }
    return name.reduce(into: "") { text, letter in
      if letter.isUppercase { text += "_" }
      text += letter.lowercased()
    }
  }
}

/// A text that files write plainly in one language, or as an object of languages.
struct FileText: Codable, Hashable, Sendable {
  private enum Form: Hashable {
    case plain(String)
    case languages(LocalText)
  }

  private let form: Form

  /// The text as files write it: plainly when it is in the given language alone; `nil` when there is none.
  init?(_ text: LocalText, plain language: Language = .en) {
    let filled = text.texts.filter { !$0.value.isEmpty }
    guard !filled.isEmpty else { return nil }
    if filled.count == 1, let only = filled[language] {
      form = .plain(only)
    } else {
      form = .languages(LocalText(filled))
    }
  }

  /// The text; plain words are in the given language.
  func text(plain language: Language = .en) -> LocalText {
    switch form {
    case .plain(let text): LocalText([language: text])
    case .languages(let text): text
    }
  }

  init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      form = .plain(text)
    } else {
      form = .languages(try LocalText(from: decoder))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch form {
    case .plain(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .languages(let text): try text.encode(to: encoder)
    }
  }
}

/// A thing whose titles stand beside its other members: `en: …`, `zh: …`, and `zh_short: …` for a shorter one.
struct Titled<Base: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  let base: Base
  let title: LocalText
  let shortTitle: LocalText

  init(_ base: Base, title: LocalText, shortTitle: LocalText = LocalText()) {
    self.base = base
    self.title = title
    self.shortTitle = shortTitle
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ language: Language, short: Bool) { stringValue = language.rawValue + (short ? "_short" : "") }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    base = try Base(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    var (title, short) = (LocalText(), LocalText())
    for language in Language.allCases {
      title[language] = try container.decodeIfPresent(String.self, forKey: Key(language, short: false))
      short[language] = try container.decodeIfPresent(String.self, forKey: Key(language, short: true))
    }
    (self.title, shortTitle) = (title, short)
  }

  func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    for language in Language.allCases {
      try container.encodeIfPresent(title[language], forKey: Key(language, short: false))
      try container.encodeIfPresent(shortTitle[language], forKey: Key(language, short: true))
    }
  }
}
