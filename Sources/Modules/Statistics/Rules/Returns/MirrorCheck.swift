// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What one State says it sent to another against what that one says it received, for one year and one kind of cooperation.
///
/// Neither side is held to be right: a difference is something to talk about.
/// - Source: practice (mirror statistics)
public struct MirrorLine: Hashable, Sendable {
  /// The year.
  public let year: String
  /// Who asked.
  public let requesting: StateCode
  /// Who was asked.
  public let requested: StateCode
  /// The kind of cooperation by its code; `total` for all.
  public let kind: String
  /// What the requesting State reports; `nil` when it reports nothing of it.
  public let sent: Int?
  /// What the requested State reports; `nil` when it reports nothing of it.
  public let received: Int?
  /// Where the figures of the same pair point to, if they point to something.
  public internal(set) var hints: [Hint] = []

  /// How the two figures stand to each other.
  public enum Finding: Hashable, Sendable {
    /// Both say the same.
    case agree
    /// The requested State says so many more than the requesting State, fewer where it is negative.
    case differ(by: Int)
    /// The requesting State reports nothing.
    case requestingSilent
    /// The requested State reports nothing.
    case requestedSilent

    /// The stable name.
    public var code: String {
      switch self {
      case .agree: "agree"
      case .differ: "differ"
      case .requestingSilent: "requestingSilent"
      case .requestedSilent: "requestedSilent"
      }
    }
  }

  /// Why two figures may differ without anybody having counted wrongly.
  public enum Hint: String, Hashable, Sendable, CaseIterable {
    /// Over all years together both say the same: what left at the end of a year came in the next.
    case turnOfYear
    /// Over all kinds together both say the same: one side calls a request something else.
    case nameOfKind
    /// The requested State has fewer: requests may have gone to a court or a prosecutor directly.
    case directContacts
    /// One side may count supplementary requests as new ones.
    case supplements
    /// The requesting State goes by the day it sent, the requested State by the day it got.
    case dayOfSending
  }

  /// How the two figures stand to each other.
  public var finding: Finding {
    switch (sent, received) {
    case (let sent?, let received?): sent == received ? .agree : .differ(by: received - sent)
    case (nil, _): .requestingSilent
    case (_, nil): .requestedSilent
    }
  }
}

/// The check of returns against each other.
public struct MirrorCheck: Hashable, Sendable {
  /// One line for each pair, year and kind of which at least one side reports a request; by year, requesting State, requested State and kind.
  public let lines: [MirrorLine]

  /// Compares the returns of a collection.
  /// - Parameters:
  ///   - returns: one for each State, the newest.
  ///   - period: the period of the collection.
  public init(_ returns: [ReportedFigures], period: TableSpec.Period, _ codebook: Codebook) {
    let byState = Dictionary(returns.map { ($0.state, $0) }, uniquingKeysWith: { _, later in later })
    let kinds = (codebook.variable(.kind)?.codes.map(\.code) ?? []) + ["notRecorded", "total"]
    var lines: [MirrorLine] = []
    for year in MirrorTables.years(of: period) {
      for pair in Self.pairs(byState, year) {
        for kind in kinds {
          let sent = byState[pair.requesting].flatMap { $0.mirrored(.sent, year, pair.requested, kind) }
          let received = byState[pair.requested].flatMap { $0.mirrored(.received, year, pair.requesting, kind) }
          guard (sent ?? 0) != 0 || (received ?? 0) != 0 else { continue }
          lines.append(
            MirrorLine(year: year, requesting: pair.requesting, requested: pair.requested, kind: kind, sent: sent, received: received))
        }
      }
    }
    self.lines = Self.hinted(lines)
  }

  /// A request goes one way.
  private struct Pair: Hashable, Comparable {
    let requesting: StateCode
    let requested: StateCode
    static func < (left: Pair, right: Pair) -> Bool { (left.requesting, left.requested) < (right.requesting, right.requested) }
  }

  private static func pairs(_ returns: [StateCode: ReportedFigures], _ year: String) -> [Pair] {
    var found: Set<Pair> = []
    for (state, figures) in returns {
      for other in figures.partners(.sent, year) { found.insert(Pair(requesting: state, requested: other)) }
      for other in figures.partners(.received, year) { found.insert(Pair(requesting: other, requested: state)) }
    }
    return found.sorted()
  }

  private static func hinted(_ lines: [MirrorLine]) -> [MirrorLine] {
    func sums(_ of: (MirrorLine) -> [String]) -> [[String]: (sent: Int, received: Int)] {
      lines.reduce(into: [:]) { sums, line in
        let (sent, received) = (line.sent ?? 0, line.received ?? 0)
        sums[of(line), default: (0, 0)].sent += sent
        sums[of(line), default: (0, 0)].received += received
      }
    }
    func overYears(_ line: MirrorLine) -> [String] { [line.requesting.code, line.requested.code, line.kind] }
    func ofTotal(_ line: MirrorLine) -> [String] {
      [line.year, line.requesting.code, line.requested.code, line.kind == "total" ? "" : "part"]
    }
    let (years, totals) = (sums(overYears), sums(ofTotal))
    return lines.map { line in
      guard case .differ(let difference) = line.finding else { return line }
      var line = line
      let isTurn = years[overYears(line)].map { $0.sent == $0.received } ?? false
      let isName = line.kind != "total" && totals[ofTotal(line)].map { $0.sent == $0.received } ?? false
      if isTurn { line.hints.append(.turnOfYear) }
      if isName { line.hints.append(.nameOfKind) }
      if !isTurn, !isName {
        line.hints += [difference < 0 ? .directContacts : .supplements, .dayOfSending]
      }
      return line
    }
  }
}

/// The tables that a mirror check needs: for each year what was sent to and received from each State, by kind of cooperation.
public enum MirrorTables {
  /// Which of the two.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    /// Requests that the State sent.
    case sent
    /// Requests that the State received.
    case received

    /// The direction by its code.
    var direction: String { self == .sent ? "outgoing" : "incoming" }
  }

  /// The years that a period touches.
  static func years(of period: TableSpec.Period) -> [String] {
    let (first, last) = (period.from.parts.year, period.to.parts.year)
    return first <= last ? (first...last).map { "\($0)" } : []
  }

  /// The name of a table.
  public static func name(_ side: Side, _ year: String) -> String { "\(side.rawValue)-\(year)" }

  /// Whether a table is one of these, and of which side.
  public static func side(of table: TableSpec) -> Side? {
    Side.allCases.first { side in
      table.period.map { table.name == name(side, "\($0.from.parts.year)") } ?? false
    }
  }

  /// The tables for a period, each year cut to the period.
  /// - Parameter title: the titles, in the order of ``Side/allCases``, without the year.
  public static func specs(_ period: TableSpec.Period, titles: [Side: LocalText]) -> [TableSpec] {
    years(of: period).flatMap { year -> [TableSpec] in
      guard let first = CalendarDay("\(year)-01-01"), let last = CalendarDay("\(year)-12-31") else { return [] }
      let part = TableSpec.Period(from: max(first, period.from), to: min(last, period.to))
      return Side.allCases.map { side in
        var spec = TableSpec(name(side, year), direction: side.direction, period: part, rows: .state, columns: .kind)
        spec.title = titles[side].map { LocalText($0.texts.mapValues { "\($0), \(year)" }) }
        return spec
      }
    }
  }
}

extension ReportedFigures {
  /// What the State reports of its requests with another State in a year; `nil` when it reports nothing of it.
  fileprivate func mirrored(_ side: MirrorTables.Side, _ year: String, _ other: StateCode, _ kind: String) -> Int? {
    table(MirrorTables.name(side, year))?.value(other.code, kind, .count).number
  }

  /// The States of which it reports something.
  fileprivate func partners(_ side: MirrorTables.Side, _ year: String) -> [StateCode] {
    (table(MirrorTables.name(side, year))?.rows ?? []).compactMap { StateCode($0) }
  }
}
