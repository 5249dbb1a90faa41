// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Something that must be the same in every language version of a paragraph.
public struct ParityFact: Hashable, Sendable {
  /// What it says, whatever the language.
  public enum Value: Hashable, Sendable {
    /// The symbol of a document.
    case symbol(DocumentSymbol)
    /// A day; without a year where the text has none.
    case day(year: Int?, month: Int, day: Int)
    /// A month.
    case month(year: Int?, month: Int)
    /// A day of the week, 1 for Monday.
    case weekday(Int)
    /// A time of day, in minutes.
    case time(Int)
    /// An article of a treaty.
    case article(Decimal)
    /// A paragraph of an article or of a document.
    case paragraph(Decimal)
    /// A number with a stroke, as resolutions have it: `7/1`.
    case pair(Int, Int)
    /// A share in per cent.
    case percent(Decimal)
    /// Any other figure, spelled out or not.
    case figure(Decimal)
  }

  /// How sure it is that the text means the figure.
  enum Strength: Int, Hashable, Sendable {
    /// Words such as `one`, marks of lists and footnotes: may answer a figure of the other version, is never missed itself.
    case silent
    /// Words such as `both` and `second`: missed only where the other version has another one instead.
    case weak
    /// A figure.
    case strong
  }

  /// What it says.
  public let value: Value
  /// As it stands in the text.
  public let text: String
  let strength: Strength

  init(_ value: Value, _ text: String, _ strength: Strength = .strong) {
    self.value = value
    self.text = text
    self.strength = strength
  }

  /// Both without the figures that stand in both as they are; nearly all do, so that the careful search has little left.
  private static func withoutEqual(_ left: [ParityFact], _ right: [ParityFact]) -> ([ParityFact], [ParityFact]) {
    var counts: [Value: Int] = [:]
    for fact in right where fact.strength == .strong { counts[fact.value, default: 0] += 1 }
    var taken: [Value: Int] = [:]
    let rest = left.filter { fact in
      guard fact.strength == .strong, let count = counts[fact.value], count > 0 else { return true }
      counts[fact.value] = count - 1
      taken[fact.value, default: 0] += 1
      return false
    }
    let other = right.filter { fact in
      guard fact.strength == .strong, let count = taken[fact.value], count > 0 else { return true }
      taken[fact.value] = count - 1
      return false
    }
    return (rest, other)
  }

  /// What each of two versions has and the other has not.
  static func unmatched(_ left: [ParityFact], _ right: [ParityFact]) -> (missing: [ParityFact], extra: [ParityFact]) {
    var (left, right) = withoutEqual(left, right)
    // The surest pairs first, so that a doubtful word never takes the figure that another one needs.
    let rounds: [(ParityFact, ParityFact) -> Bool] = [
      { $0.strength == .strong && $1.strength == .strong && $0.value.mayMean($1.value) },
      { $0.strength != .silent && $1.strength != .silent && $0.value.mayMean($1.value) },
      { $0.value.mayMean($1.value) },
    ]
    // Where thousands are left, the paragraphs do not belong together, and each is told as it is.
    for agrees in rounds where left.count * right.count < 1_000_000 {
      for fact in left {
        guard let other = right.firstIndex(where: { agrees(fact, $0) }), let own = left.firstIndex(of: fact) else { continue }
        left.remove(at: own)
        right.remove(at: other)
      }
    }
    let isDoubtful = { (fact: ParityFact) in fact.strength == .weak }
    let least: Strength = left.contains(where: isDoubtful) && right.contains(where: isDoubtful) ? .weak : .strong
    return (left.filter { $0.strength.rawValue >= least.rawValue }, right.filter { $0.strength.rawValue >= least.rawValue })
  }
}

extension ParityFact.Value {
  /// Whether two versions may mean the same with these.
  ///
  /// `пункт 3` is a paragraph or an item, and `10 heures` an hour or a duration: the figure decides.
  func mayMean(_ other: ParityFact.Value) -> Bool {
    switch (self, other) {
    case (.day(let year, let month, let day), .day(let otherYear, let otherMonth, let otherDay)):
      month == otherMonth && day == otherDay && (year == nil || otherYear == nil || year == otherYear)
    case (.month(let year, let month), .month(let otherYear, let otherMonth)):
      month == otherMonth && (year == nil || otherYear == nil || year == otherYear)
    default: self == other || (figure != nil && figure == other.figure)
    }
  }

  private var figure: Decimal? {
    switch self {
    case .article(let figure), .paragraph(let figure), .percent(let figure), .figure(let figure): figure
    case .time(let minutes): minutes % 60 == 0 ? Decimal(minutes / 60) : nil
    case .symbol, .day, .month, .weekday, .pair: nil
    }
  }
}
