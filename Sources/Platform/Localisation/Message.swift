// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A sentence of the program before it is put into a reader's language: its key and its values.
public struct Message: Sendable, Hashable {
  /// The key under which the catalogues keep the sentence, `module.group.name`.
  public let key: String
  /// The values of the sentence, by the names that stand in its braces.
  public let arguments: [String: MessageArgument]

  /// Names a sentence and its values; modules use the typed keys that `make words` writes instead.
  public init(_ key: String, _ arguments: [String: MessageArgument] = [:]) {
    self.key = key
    self.arguments = arguments
  }
}

/// A value in a sentence, kept as what it is until the reader's language is known.
public enum MessageArgument: Sendable, Hashable {
  /// A text that stands as it is, such as a reference or a name.
  case text(String)
  /// A count or another whole number; chooses the plural form.
  case integer(Int)
  /// A day, written as United Nations documents write days.
  case day(CalendarDay)
  /// A State, written with its short name.
  case state(StateCode)
  /// Several texts, joined as the language joins them ("a, b and c").
  case list([String])
}

extension MessageArgument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// Takes a literal text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Takes a literal number.
  public init(integerLiteral value: Int) { self = .integer(value) }
}
