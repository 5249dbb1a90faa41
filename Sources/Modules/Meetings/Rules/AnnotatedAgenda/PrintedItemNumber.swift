// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension ItemNumber {
  private static let cyrillic = Array("абвгдежзиклмнопрстуфхцчшщ")
  private static let arabic = Array("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ")

  /// The letter of an item below as a language prints it: `(a)`, in French and Spanish `a)`; `nil` for an item with none below.
  /// - Source: practice (the second level of United Nations documents is (a) in English and a) in French and Spanish)
  public func printedLetter(in language: Language) -> String? {
    guard let byte = letter?.utf8.first, let letter else { return nil }
    let place = Int(byte) - Int(UInt8(ascii: "a"))
    return switch language {
    case .en, .zh: "(\(letter))"
    case .fr, .es: "\(letter))"
    case .ru: "\(place < Self.cyrillic.count ? String(Self.cyrillic[place]) : letter))"
    case .ar: "(\(place < Self.arabic.count ? String(Self.arabic[place]) : letter))"
    }
  }

  /// The whole number as a reference prints it: `3 (a)`, in French and Spanish `3 a)`.
  public func printed(in language: Language) -> String {
    printedLetter(in: language).map { "\(number) \($0)" } ?? String(number)
  }
}
