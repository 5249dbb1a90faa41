// SPDX-License-Identifier: Apache-2.0

/// An amount of money.
public struct Money: Codable, Hashable, Sendable {
  /// The amount in the smallest unit of the currency.
  public var minorUnits: Int?
  /// The currency's code, ISO 4217.
  public var currency: String?

  /// Makes an amount.
  public init(minorUnits: Int? = nil, currency: String? = nil) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// How many decimals a currency has.
  /// - Source: practice (ISO 4217)
  public static func decimals(of currency: String) -> Int { exceptions[currency] ?? 2 }

  private static let exceptions: [String: Int] = [
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
  ]

  /// An amount in decimals with a point, as forms and letters show it: 1234567 US cents are `12345.67`.
  public static func decimalText(_ minorUnits: Int, currency: String) -> String {
    let places = decimals(of: currency)
    let scale = (0..<places).reduce(UInt(1)) { value, _ in value * 10 }
    let sign = minorUnits < 0 ? "-" : ""
    guard places > 0 else { return "\(minorUnits)" }
    let fraction = String(minorUnits.magnitude % scale)
    return "\(sign)\(minorUnits.magnitude / scale).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
  }

  /// Reads an amount typed with a point or a comma before the decimals, spaces anywhere.
  /// - Returns: `nil` when it is no amount, is negative, has more decimals than the currency or does not fit.
  public static func minorUnits(of text: String, currency: String) -> Int? {
    let plain = String(text.filter { !$0.isWhitespace })
    // Commas between groups of three before a point, or a comma as the decimal sign: never a guess between the two.
    let parts: [Substring]
    if plain.wholeMatch(of: /\d{1,3}(,\d{3})+(\.\d+)?/) != nil, plain.contains(".") || decimals(of: currency) == 0 {
      parts = plain.filter { $0 != "," }.split(separator: ".")
    } else {
      parts = plain.split(whereSeparator: { $0 == "." || $0 == "," })
    }
    let places = decimals(of: currency)
    guard plain.wholeMatch(of: /\d+([.,]\d+)?|\d{1,3}(,\d{3})+(\.\d+)?/) != nil, let whole = parts.first else { return nil }
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    guard parts.count <= 2, fraction.count <= places else { return nil }
    return Int(whole + fraction + String(repeating: "0", count: places - fraction.count))
  }
}
