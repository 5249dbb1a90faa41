// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A return that was accepted, as far as a release tells of it.
public struct AcceptedAnswer: Codable, Hashable, Sendable {
  /// The collection that it answers.
  public let collection: ID<DataCollection>
  /// Which of the State's answers it is.
  public let revision: Int
  /// Whether the State's first answer came after the deadline.
  public let isLate: Bool
  /// The tables about which the State says something; its words stay with the return.
  public let notedTables: [String]

  /// Names a return.
  public init(collection: ID<DataCollection>, revision: Int, isLate: Bool, notedTables: [String]) {
    self.collection = collection
    self.revision = revision
    self.isLate = isLate
    self.notedTables = notedTables
  }
}

extension SourceFigures {
  /// Takes the figures of a return for the tables of a release.
  ///
  /// A table that the return lacks, or in which it has no figure for a cell, has no figures here: what a State did not report is not zero.
  /// - Parameters:
  ///   - answer: the return, of a collection for the same days.
  ///   - digest: of its bytes, hexadecimal.
  ///   - isLate: whether the State's first answer came after the deadline.
  ///   - tables: the tables of the release, each with its period.
  public init(_ answer: StatisticalReturn, digest: String, isLate: Bool, tables: [TableSpec], _ codebook: Codebook) {
    let reported = answer.figures.tables
    var grids: [String: SourceGrid] = [:]
    for spec in tables {
      // A collection may have another name for the same table.
      var wanted = spec
      guard
        let table = reported.first(where: { table in
          wanted.name = table.spec.name
          return table.counts(wanted)
        })
      else { continue }
      grids[spec.name] = SourceGrid(table)
    }
    let faults = reported.flatMap { $0.faults(codebook) }.filter { $0.kind != .notAvailable }
    let kinds = Dictionary(grouping: faults, by: \.kind.rawValue).mapValues(\.count)
    self.init(
      reporter: answer.figures.state, digest: digest, requests: nil, contradictions: kinds, grids: grids,
      answer: AcceptedAnswer(
        collection: answer.collection, revision: answer.revision, isLate: isLate,
        notedTables: reported.filter(\.isExplained).map(\.spec.name)))
  }
}

extension SourceGrid {
  /// Takes the numbers of a reported table; `nil` where one of them is not available.
  ///
  /// Of times it has only how many were measured: medians of States cannot be put together.
  init?(_ table: ReportedTable) {
    guard let measure: Measure = table.measures.contains(.count) ? .count : table.measures.contains(.n) ? .n : nil else { return nil }
    var counts: [[Int]] = []
    for row in table.rows {
      var line: [Int] = []
      for column in table.columns {
        guard let number = table[row, column, measure]?.number else { return nil }
        line.append(number)
      }
      counts.append(line)
    }
    let missing = table["total", "total", .notMeasured]?.number ?? 0
    self.init(rows: table.rows, columns: table.columns, counts: counts, notMeasured: missing)
  }
}

extension ReleaseDraft {
  /// What became of the returns of a collection.
  public struct Taking: Hashable, Sendable {
    /// The States whose returns count now.
    public let taken: [StateCode]
    /// The States whose returns do not count, because other figures of theirs do.
    public let passedOver: [StateCode]
  }

  /// Takes the accepted returns of a collection in.
  ///
  /// Of a State, one source counts: a register that is in already stays, and the return is named beside it; an earlier version of the same
  /// State's return gives way.
  /// - Throws: ``CannotRelease/otherPeriod`` where the collection is about other days, ``CannotRelease/noAcceptedReturns``.
  public func adding(
    _ returns: [SourceFigures], of collection: DataCollection, by officer: String
  ) throws(CannotRelease) -> (draft: ReleaseDraft, taking: Taking) {
    guard collection.period == period else { throw .otherPeriod }
    guard !returns.isEmpty else { throw .noAcceptedReturns }
    var (taken, passed): ([StateCode], [StateCode]) = ([], [])
    let draft = changed(by: officer) { draft in
      for figures in returns {
        if let place = draft.sources.firstIndex(where: { $0.reporter == figures.reporter }) {
          guard draft.sources[place].answer?.collection == figures.answer?.collection else {
            draft.sources[place].passedOver = figures.answer
            passed.append(figures.reporter)
            continue
          }
          draft.sources[place] = figures
        } else {
          draft.sources.append(figures)
        }
        taken.append(figures.reporter)
      }
      draft.sources.sort { $0.reporter < $1.reporter }
      draft.asked = Set(draft.asked + collection.asked).sorted()
    }
    return (draft, Taking(taken: taken, passedOver: passed))
  }
}
