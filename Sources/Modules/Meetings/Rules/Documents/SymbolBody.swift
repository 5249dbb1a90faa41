// SPDX-License-Identifier: Apache-2.0

/// A principal body and what may follow it in a symbol.
/// - Source: practice (United Nations documentation: document symbols)
struct SymbolBody {
  /// What its symbols begin with.
  let prefix: String
  /// What may stand below it: a name, or a name with a full stop for one that is counted.
  let below: [String]
  /// Whether its documents are counted by session, or straight through, as well as by year.
  let countsSessions: Bool

  var segmentCount: Int { prefix.split(separator: "/").count }

  private init(_ prefix: String, below: [String], countsSessions: Bool = false) {
    self.prefix = prefix
    self.below = below
    self.countsSessions = countsSessions
  }

  /// Every body whose symbols are read; a longer prefix is looked for first.
  static let all: [SymbolBody] = [
    SymbolBody("CAC/COSP", below: ["EG.", "IRG", "WG."]),
    SymbolBody("CTOC/COP", below: ["EG.", "WG."]),
    SymbolBody(
      "A", below: ["AC.", "BUR", "C.", "CN.", "CONF.", "DEC", "HRC", "INF", "RES", "WG."], countsSessions: true),
    SymbolBody("E", below: ["AC.", "C.", "CN.", "CONF.", "DEC", "INF", "RES"], countsSessions: true),
    SymbolBody("S", below: ["AC.", "AGENDA", "INF", "PRST", "RES"], countsSessions: true),
    SymbolBody("ST", below: ["AC.", "AI", "CS", "ESA", "IC", "LEG", "SG", "SGB"], countsSessions: true),
  ]

  static func longest(at segments: ArraySlice<Substring>) -> SymbolBody? {
    all.first { body in
      segments.count > body.segmentCount && body.prefix.split(separator: "/").elementsEqual(segments.prefix(body.segmentCount))
    }
  }

  func allows(_ segment: Substring, after others: [String]) -> Bool {
    guard !others.contains(String(segment)) else { return false }
    return below.contains { name in
      name.hasSuffix(".") ? segment.hasPrefix(name) && SymbolReader.figure(segment.dropFirst(name.count)) != nil : segment == name
    }
  }
}

/// Numbers in Roman figures, from 1 to 399.
enum RomanNumber {
  private static let steps: [(Int, String)] = [
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
  ]

  /// The number as it is written.
  static func text(_ number: Int) -> String {
    var (rest, text) = (number, "")
    for (value, figure) in steps {
      while rest >= value {
        text += figure
        rest -= value
      }
    }
    return text
  }

  /// The number of a text that is written as it should be; `nil` for anything else.
  static func value(_ text: some StringProtocol) -> Int? {
    guard (1...12).contains(text.utf8.count) else { return nil }
    var (rest, number) = (Substring(text), 0)
    for (value, figure) in steps {
      while rest.hasPrefix(figure) {
        number += value
        rest = rest.dropFirst(figure.count)
      }
    }
    return rest.isEmpty && Self.text(number) == text ? number : nil
  }
}
