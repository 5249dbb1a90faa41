// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Something that shows a need of capacity-building.
public struct NeedEvidence: Hashable, Sendable {
  /// Where it comes from, which decides its weight.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A review found a need for technical assistance.
    case finding
    /// A review found a challenge in implementation.
    case challenge
    /// A request for assistance was refused for a reason that capacity could remove.
    case refusal
    /// A request for assistance was delayed for such a reason.
    case delay
    /// A State asks for technical assistance.
    case help
  }

  /// Where it comes from.
  public let kind: Kind
  /// The code of the category of assistance that would meet the need, where it is known.
  public let category: String?
  /// The articles concerned, such as `46(13)`.
  public let articles: [String]
  /// The State that has the need; `nil` where figures do not tell.
  public let state: StateCode?
  /// How often it was seen: 1 for a single entry, more for figures.
  public let count: Int
  /// What it is, in the languages in which it is known.
  public let label: LocalText
  /// Where it can be looked at.
  public let url: String

  /// Describes evidence; a count below 0 counts as 0.
  public init(kind: Kind, category: String?, articles: [String], state: StateCode?, count: Int, label: LocalText, url: String) {
    self.kind = kind
    self.category = category
    self.articles = articles
    self.state = state
    self.count = max(0, count)
    self.label = label
    self.url = url
  }
}

/// How much each kind of evidence counts; the secretariat sets it with a reason.
public struct NeedWeights: Codable, Hashable, Sendable {
  /// The weight of each kind, 0 to 10, by its name.
  public private(set) var weights: [String: Int]
  /// Why they are so; `nil` for the program's own.
  public private(set) var reason: String?
  /// Since when.
  public private(set) var since: CalendarDay?

  /// The program's own weights: what a review or a State itself names as a need counts most, a delay least.
  public static let usual = NeedWeights(
    weights: ["finding": 3, "challenge": 2, "refusal": 2, "delay": 1, "help": 3], reason: nil, since: nil)

  /// The weight of a kind of evidence.
  public subscript(kind: NeedEvidence.Kind) -> Int { weights[kind.rawValue] ?? 0 }

  /// The weights as a form has them.
  public var fields: EntryFields {
    EntryFields(Dictionary(uniqueKeysWithValues: NeedEvidence.Kind.allCases.map { ($0.rawValue, "\(self[$0])") }))
  }

  /// Weights of a form's fields.
  /// - Throws: ``CannotContribute/wrongFields(_:)`` for a weight that is no number from 0 to 10, and without a reason.
  public static func entered(_ fields: EntryFields, on day: CalendarDay) throws(CannotContribute) -> NeedWeights {
    var reading = FieldReading(fields, [EntryField("reason", .area, isRequired: true)], in: EntrySurroundings(today: day))
    var weights: [String: Int] = [:]
    for kind in NeedEvidence.Kind.allCases {
      let weight = Int(fields[kind.rawValue])
      if let weight, (0...10).contains(weight) { weights[kind.rawValue] = weight } else { reading.add(.weightUnreadable, kind.rawValue) }
    }
    try reading.finish()
    return NeedWeights(weights: weights, reason: fields["reason"], since: day)
  }
}

/// One line of the ranking: a need with what shows it.
public struct RankedNeed: Hashable, Sendable {
  /// The category's code or the article's number; `nil` for evidence that names none.
  public let subject: String?
  /// The sum of count times weight over its evidence.
  public let score: Int
  /// The States that have it, as far as evidence tells.
  public let states: [StateCode]
  /// How often it was seen, by kind.
  public let counts: [NeedEvidence.Kind: Int]
  /// What shows it, by kind and then in the order in which it was given.
  public let evidence: [NeedEvidence]
}

/// Orders needs of capacity-building by what shows them.
public enum NeedRanking {
  /// By what needs are told apart.
  public enum Grouping: String, Hashable, Sendable, CaseIterable {
    /// By category of assistance.
    case category
    /// By article of the Convention.
    case article
  }

  /// The needs, the one that weighs most first; equal ones by the number of States, then by subject.
  ///
  /// Evidence that names no subject comes last, whatever it weighs.
  ///
  /// Evidence about several articles counts once for each of them.
  /// - Source: practice (needs are named with the findings that show them)
  public static func ranked(_ evidence: [NeedEvidence], by grouping: Grouping, with weights: NeedWeights) -> [RankedNeed] {
    var groups: [String?: [NeedEvidence]] = [:]
    for piece in evidence { for subject in subjects(piece, grouping) { groups[subject, default: []].append(piece) } }
    let needs = groups.map { subject, pieces in
      RankedNeed(
        subject: subject, score: pieces.reduce(0) { $0 + $1.count * weights[$1.kind] }, states: Set(pieces.compactMap(\.state)).sorted(),
        counts: pieces.reduce(into: [:]) { $0[$1.kind, default: 0] += $1.count },
        evidence: NeedEvidence.Kind.allCases.flatMap { kind in pieces.filter { $0.kind == kind } })
    }
    return needs.sorted { isBefore($0, $1) }
  }

  private static func isBefore(_ left: RankedNeed, _ right: RankedNeed) -> Bool {
    guard let first = left.subject, let second = right.subject else { return left.subject != nil && right.subject == nil }
    if left.score != right.score { return left.score > right.score }
    if left.states.count != right.states.count { return left.states.count > right.states.count }
    return (Int(first) ?? .max, first) < (Int(second) ?? .max, second)
  }

  private static func subjects(_ evidence: NeedEvidence, _ grouping: Grouping) -> [String?] {
    switch grouping {
    case .category: return [evidence.category]
    case .article:
      let numbers = Set(evidence.articles.compactMap { Article.number(of: $0) }).sorted()
      return numbers.isEmpty ? [nil] : numbers.map { "\($0)" }
    }
  }
}
