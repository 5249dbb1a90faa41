// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The program's words in one language: sentences, names of States, days, numbers and lists.
///
/// A key without a sentence gives the marker `⟦key⟧`, never another language's words: a reader must not meet English
/// unannounced, and tests look for the marker.
public struct Words: Sendable {
  /// The language of these words.
  public var language: Language { edition.language }
  /// Which digits numbers and days are written with.
  public let digits: Digits
  let edition: Edition

  init(_ edition: Edition, digits: Digits) {
    self.edition = edition
    self.digits = digits
  }

  /// The sentence that a message stands for.
  public func callAsFunction(_ message: Message) -> String {
    self(message.key, message.arguments)
  }

  /// The sentence of a key with its values.
  public func callAsFunction(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> String {
    guard let pattern = edition.patterns[key] else { return "⟦\(key)⟧" }
    return sentence(pattern, arguments, key: key)
  }

  /// A sentence from its pattern; `key` names it in the marker of a value that is not given.
  func sentence(_ pattern: MessagePattern, _ arguments: [String: MessageArgument], key: String = "") -> String {
    var line = Line(words: self, key: key, arguments: arguments)
    line.append(pattern.pieces, number: nil)
    return line.text
  }

  /// Whether this language has a sentence for the key.
  public func contains(_ key: String) -> Bool { edition.patterns[key] != nil }

  /// The names of the values that the key's sentence takes; empty when there is no such sentence.
  public func argumentNames(of key: String) -> Set<String> { edition.patterns[key]?.argumentNames ?? [] }

  /// A value as it stands in a sentence of this language.
  public func text(of argument: MessageArgument) -> String {
    switch argument {
    case .text(let text): isolated(text)
    case .integer(let number): self.number(number)
    case .day(let day): date(day)
    case .state(let code): state(code)
    case .list(let items): list(items)
    }
  }

  /// Keeps a foreign reference inside an Arabic sentence from changing the order of the words around it.
  private func isolated(_ text: String) -> String {
    guard language.direction == .rightToLeft, text.unicodeScalars.contains(where: Self.runsLeftToRight) else {
      return text
    }
    return "\u{2068}\(text)\u{2069}"
  }

  private static func runsLeftToRight(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { return false }
    return !(0x0590...0x08FF).contains(scalar.value) && !(0xFB1D...0xFEFC).contains(scalar.value)
  }
}

/// A sentence in the making.
private struct Line {
  let words: Words
  let key: String
  let arguments: [String: MessageArgument]
  var text = ""

  mutating func append(_ pieces: [MessagePattern.Piece], number: Int?) {
    for piece in pieces {
      switch piece {
      case .text(let fixed):
        text += fixed
      case .number:
        text += number.map { words.number($0) } ?? "#"
      case .argument(let name):
        text += arguments[name].map { words.text(of: $0) } ?? marker(name)
      case .plural(let name, let ordinal, let forms):
        appendPlural(name, ordinal: ordinal, forms)
      case .select(let name, let choices, let other):
        guard let argument = arguments[name] else {
          text += marker(name)
          continue
        }
        append(choices[Self.choice(argument)] ?? other, number: number)
      }
    }
  }

  private mutating func appendPlural(_ name: String, ordinal: Bool, _ forms: MessagePattern.Forms) {
    guard let count = arguments[name].flatMap(Self.count) else {
      text += marker(name)
      return
    }
    if let exact = forms.exact[count] {
      append(exact, number: count)
      return
    }
    let category = words.edition.plurals?.category(of: count, ordinal: ordinal) ?? .other
    append(forms.categories[category] ?? forms.other, number: count)
  }

  private func marker(_ name: String) -> String { "⟦\(key):\(name)⟧" }

  /// The whole number of a value; a problem's details are text, so text that is a number counts.
  private static func count(_ argument: MessageArgument) -> Int? {
    switch argument {
    case .integer(let number): number
    case .text(let text): Int(text)
    case .list(let items): items.count
    case .day, .state: nil
    }
  }

  private static func choice(_ argument: MessageArgument) -> String {
    switch argument {
    case .text(let text): text
    case .integer(let number): String(number)
    case .day(let day): day.description
    case .state(let code): code.code
    case .list(let items): String(items.count)
    }
  }
}
