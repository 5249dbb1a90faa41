// SPDX-License-Identifier: Apache-2.0
import CMessage
import Kernel

/// The forms that languages distinguish by number, as CLDR names them.
enum PluralCategory: Int32, Sendable {
  case zero, one, two, few, many, other

  init?(name: String) {
    switch name {
    case "zero": self = .zero
    case "one": self = .one
    case "two": self = .two
    case "few": self = .few
    case "many": self = .many
    case "other": self = .other
    default: return nil
    }
  }
}

/// Which form a language uses for which number, from the system's ICU.
///
/// ICU's rules do not change once opened, so threads share them without a lock.
final class PluralRules: @unchecked Sendable {
  private let counting: OpaquePointer
  private let ranking: OpaquePointer

  init?(_ language: Language) {
    guard let counting = cmessage_rules_open(language.rawValue, 0) else { return nil }
    guard let ranking = cmessage_rules_open(language.rawValue, 1) else {
      cmessage_rules_close(counting)
      return nil
    }
    self.counting = counting
    self.ranking = ranking
  }

  deinit {
    cmessage_rules_close(counting)
    cmessage_rules_close(ranking)
  }

  func category(of number: Int, ordinal: Bool) -> PluralCategory {
    PluralCategory(rawValue: cmessage_rules_select(ordinal ? ranking : counting, Int64(number))) ?? .other
  }
}
