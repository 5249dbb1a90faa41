// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// Which digits numbers and days are written with.
public enum Digits: String, Sendable, CaseIterable {
  /// 0123456789.
  case latin = "latn"
  /// ٠١٢٣٤٥٦٧٨٩, as many Arabic documents have them.
  case arabic = "arab"

  /// A text with its Latin digits replaced by these.
  func written(_ latin: String) -> String {
    guard self == .arabic else { return latin }
    var scalars = String.UnicodeScalarView()
    for scalar in latin.unicodeScalars {
      let isDigit = (0x30...0x39).contains(scalar.value)
      scalars.append(isDigit ? Unicode.Scalar(scalar.value - 0x30 + 0x0660) ?? scalar : scalar)
    }
    return String(scalars)
  }
}

extension Words {
  /// A whole number with its thousands set apart.
  ///
  /// French, Russian and Spanish use no-break spaces, Spanish only from five digits on; the others use commas.
  public func number(_ value: Int) -> String {
    let (whole, isNegative) = (String(value.magnitude), value < 0)
    let shortest = language == .es ? 5 : 4
    var grouped = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, whole.count >= shortest, (whole.count - index).isMultiple(of: 3) { grouped += groupSeparator }
      grouped.append(digit)
    }
    return (isNegative ? "\u{2212}" : "") + digits.written(grouped)
  }

  /// A number with exactly this many decimals, 0 to 9, rounded half away from zero.
  public func number(_ value: Double, decimals: Int) -> String {
    let places = min(max(decimals, 0), 9)
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * Double(scale)).rounded(.toNearestOrAwayFromZero)
    guard scaled.magnitude < 9e15 else { return digits.written(String(value)) }
    let (whole, part) = Int64(scaled.magnitude).quotientAndRemainder(dividingBy: scale)
    let sign = scaled < 0 ? "\u{2212}" : ""
    guard places > 0 else { return sign + number(Int(whole)) }
    let text = String(part)
    let padded = String(repeating: "0", count: places - text.count) + text
    return sign + number(Int(whole)) + decimalSeparator + digits.written(padded)
  }

  /// A share of one as per cent: 0.125 is "12.5%".
  public func percent(_ share: Double, decimals: Int = 0) -> String {
    let number = number(share * 100, decimals: decimals)
    return switch language {
    case .en, .zh: "\(number)%"
    case .fr, .ru, .es: "\(number)\u{A0}%"
    case .ar: digits == .arabic ? "\(number)٪" : "\(number)%"
    }
  }

  /// The size of a file, in the largest decimal unit that fits (1 kB is 1000 bytes).
  public func bytes(_ count: Int) -> String {
    let units = Self.byteUnits[language] ?? []
    var (size, unit) = (Double(count), -1)
    // 999.95 would be written 1000.0, so it already belongs to the next unit.
    while size.magnitude >= (unit < 0 ? 1000 : 999.95), unit + 1 < units.count {
      size /= 1000
      unit += 1
    }
    guard unit >= 0 else {
      let pattern = Self.byteCounts[language].flatMap { try? MessagePattern($0) }
      return pattern.map { sentence($0, ["count": .integer(count)]) } ?? number(count)
    }
    let separator = language == .zh ? " " : "\u{A0}"
    return number(size, decimals: size.magnitude < 10 ? 1 : 0) + separator + units[unit]
  }

  /// Several texts as one: "a, b and c".
  public func list(_ items: [String]) -> String {
    items.formatted(.list(type: .and, width: .standard).locale(locale))
  }

  /// Several texts of which one applies: "a, b or c".
  public func alternatives(_ items: [String]) -> String {
    items.formatted(.list(type: .or, width: .standard).locale(locale))
  }

  /// The locale for what Foundation writes; English is British, as at the United Nations.
  private var locale: Locale {
    switch language {
    case .ar: Locale(identifier: digits == .latin ? "ar@numbers=latn" : "ar@numbers=arab")
    case .zh: Locale(identifier: "zh_Hans")
    case .en: Locale(identifier: "en_GB")
    case .fr: Locale(identifier: "fr")
    case .ru: Locale(identifier: "ru")
    case .es: Locale(identifier: "es")
    }
  }

  private var groupSeparator: String {
    switch language {
    case .en, .zh: ","
    case .fr, .ru, .es: "\u{A0}"
    case .ar: digits == .arabic ? "\u{066C}" : ","
    }
  }

  private var decimalSeparator: String {
    switch language {
    case .en, .zh: "."
    case .fr, .ru, .es: ","
    case .ar: digits == .arabic ? "\u{066B}" : "."
    }
  }

  private static let byteUnits: [Language: [String]] = [
    .ar: ["كيلوبايت", "ميغابايت", "غيغابايت"],
    .zh: ["kB", "MB", "GB"],
    .en: ["kB", "MB", "GB"],
    .fr: ["ko", "Mo", "Go"],
    .ru: ["кБ", "МБ", "ГБ"],
    .es: ["kB", "MB", "GB"],
  ]

  private static let byteCounts: [Language: String] = [
    .ar: "{count, plural, zero {لا بايت} one {بايت واحد} two {بايتان} few {# بايتات} many {# بايتًا} other {# بايت}}",
    .zh: "{count, plural, other {# 字节}}",
    .en: "{count, plural, one {# byte} other {# bytes}}",
    .fr: "{count, plural, one {# octet} many {# d’octets} other {# octets}}",
    .ru: "{count, plural, one {# байт} few {# байта} many {# байт} other {# байта}}",
    .es: "{count, plural, one {# byte} many {# de bytes} other {# bytes}}",
  ]
}
