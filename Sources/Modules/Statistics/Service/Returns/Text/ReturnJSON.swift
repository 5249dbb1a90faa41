// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import Kernel
public import StatisticsRules
import StrictJSON

/// The text `comity.return/1` of a return: JSON whose bytes are always the same for the same return (RFC 8785).
///
/// docs/protocol/returns.md describes it.
public enum ReturnJSON {
  /// What a text says that it is.
  static let format = "comity.return/1"
  /// The largest text that is read, in bytes.
  public static let sizeLimit = 4 << 20
  /// How deep a text may go: a value within a cell within a row within a table within the list within the return.
  private static let depth = 8

  /// The canonical bytes of a return.
  public static func bytes(_ answer: StatisticalReturn) throws -> Data { try CanonicalJSON.encode(Text(answer)) }

  /// SHA-256 of those bytes, 64 hexadecimal digits: which return an officer saw and an answer is about.
  public static func digest(_ answer: StatisticalReturn) throws -> String {
    SHA256.hash(data: try bytes(answer)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// Reads a text; nothing that it does not know is left out.
  /// - Throws: ``ReturnProblem/unreadable(place:)`` with the first place that is not as it must be.
  public static func read(_ data: Data) throws(ReturnProblem) -> StatisticalReturn {
    do throws(StrictJSONError) {
      let tree = try StrictJSON.parse(data, limits: StrictLimits(bytes: sizeLimit, depth: depth))
      return try StrictDecoder().decode(Text.self, from: tree).content
    } catch {
      throw ReturnProblem(error)
    }
  }

  /// The return as it stands in JSON.
  struct Text: Codable {
    let format: String
    let collection: ID<DataCollection>
    let state: StateCode
    let revision: Int
    let reason: LocalText
    let codebook: Int
    let tables: [TableText]

    init(_ answer: StatisticalReturn) {
      format = ReturnJSON.format
      collection = answer.collection
      state = answer.figures.state
      revision = answer.revision
      reason = answer.reason
      codebook = answer.figures.codebookVersion
      tables = answer.figures.tables.map { TableText($0) }
    }

    var content: StatisticalReturn {
      get throws(StrictJSONError) {
        let start = Position(line: 1, column: 1)
        guard format == ReturnJSON.format else { throw StrictJSONError(.wrongValue, path: "format", at: start) }
        guard revision > 0 else { throw StrictJSONError(.wrongValue, path: "revision", at: start) }
        var read: [ReportedTable] = []
        for (place, table) in tables.enumerated() {
          guard let content = table.content else { throw StrictJSONError(.wrongValue, path: "tables[\(place)]", at: start) }
          read.append(content)
        }
        return StatisticalReturn(
          collection: collection, revision: revision, reason: reason,
          figures: ReportedFigures(state: state, codebookVersion: codebook, tables: read))
      }
    }
  }

  /// One table as it stands in JSON: `cells` has a list for each row, in it one for each column, in it one value for each measure.
  struct TableText: Codable {
    let table: TableSpec
    let rows: [String]
    let columns: [String]
    let measures: [String]
    let cells: [[[String]]]
    let note: LocalText

    init(_ reported: ReportedTable) {
      table = reported.spec
      rows = reported.rows
      columns = reported.columns
      measures = reported.measures.map(\.code)
      note = reported.note
      cells = reported.rows.map { row in
        reported.columns.map { column in
          reported.measures.map { measure in (reported[row, column, measure] ?? .notAvailable).text(of: measure) }
        }
      }
    }

    /// The table; `nil` where the cells are not as many as the codes, a code stands twice, a value is no number, or it has words of its own.
    var content: ReportedTable? {
      let names = measures.map { Measure($0) }
      guard table.title == nil, table.period != nil, cells.count == rows.count, cells.allSatisfy({ $0.count == columns.count }),
        cells.allSatisfy({ $0.allSatisfy { $0.count == names.count } }), Set(rows).count == rows.count,
        Set(columns).count == columns.count, Set(names).count == names.count
      else { return nil }
      var reported = ReportedTable(table, rows: rows, columns: columns, measures: names, note: note)
      for (row, cells) in zip(rows, cells) {
        for (column, values) in zip(columns, cells) {
          for (measure, text) in zip(names, values) {
            guard let value = ReportedValue(text, of: measure) else { return nil }
            reported[row, column, measure] = value
          }
        }
      }
      return reported
    }
  }
}

extension ReportedValue {
  /// The value as it is written: a number without needless zeros, `x` not available, `z` not applicable.
  public func text(of measure: Measure) -> String {
    switch self {
    case .number(let number): measure.isInHundredths ? CountedTable.Cell.decimal(Int128(number)) : "\(number)"
    case .notAvailable: "x"
    case .notApplicable: "z"
    }
  }

  /// Reads a value in its one spelling.
  /// - Returns: `nil` for anything else.
  public init?(_ text: String, of measure: Measure) {
    if text == "x" || text == "z" {
      self = text == "x" ? .notAvailable : .notApplicable
      return
    }
    guard text.utf8.count <= 20 else { return nil }
    let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 1 || measure.isInHundredths && (1...2).contains(halves[1].count) else { return nil }
    guard halves.allSatisfy({ !$0.isEmpty }), let whole = Int(halves[0].drop { $0 == "-" }) else { return nil }
    let rest = halves.count == 1 ? "00" : halves[1].count == 1 ? "\(halves[1])0" : String(halves[1])
    guard let rest = Int(rest), whole <= 1_000_000_000_000_000 else { return nil }
    let amount = measure.isInHundredths ? whole * 100 + rest : whole
    self = .number(text.hasPrefix("-") ? -amount : amount)
    // One number has one spelling, so that the same return always has the same bytes.
    guard self.text(of: measure) == text else { return nil }
  }
}
