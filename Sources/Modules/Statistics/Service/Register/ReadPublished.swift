// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
public import StatisticsRules

/// Reads a register of published figures.
public enum ReadPublished {
  /// Whether the first line of a file is that of a register of published figures.
  static func isPublished(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let first = String(decoding: bytes.prefix(4096).prefix { $0 != 0x0A }, as: UTF8.self)
    return first.contains(PublishedColumn.reporter.rawValue) && first.contains(PublishedColumn.coverage.rawValue)
  }

  /// A register of published figures and everything in it that contradicts itself.
  public struct Reading: Sendable {
    /// The figures.
    public let register: PublishedRegister
    /// Everything that contradicts itself, in the order of the file.
    public let contradictions: [Contradiction]
  }

  /// Reads a file.
  /// - Throws: ``StatisticsProblem`` when it cannot be read as such a register at all; what contradicts itself is told beside the register.
  public static func run(_ path: String, codebook: Codebook) throws(StatisticsProblem) -> Reading {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(file: path) }
    let rows: [[CSVField]]
    do throws(CSVError) { rows = try CSVFile.rows(data) } catch {
      throw .notCSV(file: path, error.reason, line: error.line, column: error.column)
    }
    let columns = try columns(rows[0], path)
    var faults: [Contradiction] = []
    let figures = rows.dropFirst().compactMap { figure(Dictionary(uniqueKeysWithValues: zip(columns, $0)), codebook, &faults) }
    let register = PublishedRegister(figures, columns: columns)
    let all = (faults + register.contradictions).sorted { ($0.line, $0.column, $0.kind.rawValue) < ($1.line, $1.column, $1.kind.rawValue) }
    return Reading(register: register, contradictions: all)
  }

  private static func columns(_ header: [CSVField], _ path: String) throws(StatisticsProblem) -> [PublishedColumn] {
    var columns: [PublishedColumn] = []
    for field in header {
      guard let column = PublishedColumn(rawValue: field.text) else {
        if header.contains(where: { $0.text == RegisterColumn.receivedOn.rawValue }) { throw .otherShape(file: path) }
        throw .unknownColumn(file: path, column: field.column, name: field.text)
      }
      guard !columns.contains(column) else { throw .repeatedColumn(file: path, name: field.text) }
      columns.append(column)
    }
    for needed in [PublishedColumn.reporter, .year, .direction, .quantity, .figure, .coverage] where !columns.contains(needed) {
      throw .missingColumn(file: path, name: needed.rawValue)
    }
    return columns
  }

  private static func figure(
    _ row: [PublishedColumn: CSVField], _ codebook: Codebook, _ faults: inout [Contradiction]
  ) -> PublishedFigure? {
    var isUsable = true
    func check(_ column: PublishedColumn, _ kind: Contradiction.Kind, _ holds: (String) -> Bool) {
      guard let field = row[column], !holds(field.text) else { return }
      faults.append(Contradiction(kind, line: field.line, column: field.column, name: column.rawValue))
      isUsable = false
    }
    func isCode(_ name: Breakdown, or others: Set<String>) -> (String) -> Bool {
      { others.contains($0) || codebook.index(of: $0, in: name) != nil }
    }
    check(.reporter, .unknownCode) { StateCode($0)?.code == $0 }
    check(.year, .notAYear) { $0.utf8.count == 4 && (Int($0).map { (1900...2200).contains($0) } ?? false) }
    check(.direction, .unknownCode, isCode(.direction, or: ["total"]))
    check(.quantity, .unknownCode) { PublishedQuantity(rawValue: $0) != nil }
    check(.kind, .unknownCode, isCode(.kind, or: ["total", ""]))
    check(.partner, .unknownCode) { ["total", "other", ""].contains($0) || StateCode($0)?.code == $0 }
    check(.outcome, .unknownCode, isCode(.outcome, or: ["total", ""]))
    check(.currency, .unknownCode, isCode(.currency, or: [""]))
    check(.precision, .unknownCode) { $0.isEmpty || PublishedFigure.Precision(rawValue: $0) != nil }
    check(.revises, .unknownCode) { $0.isEmpty || $0 == "yes" }
    check(.figure, .notAFigure) { $0 == "x" || ($0.utf8.count <= 15 && !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) }) }
    guard isUsable, let figure = row[.figure] else { return nil }
    var key = PublishedFigure.Key([:])
    for column in PublishedColumn.ofKey { key[column] = row[column]?.text ?? "" }
    return PublishedFigure(
      key, value: Int(figure.text), precision: row[.precision].flatMap { PublishedFigure.Precision(rawValue: $0.text) } ?? .exact,
      coverage: row[.coverage]?.text ?? "", isRevision: row[.revises]?.text == "yes", reason: row[.reason]?.text ?? "", line: figure.line)
  }
}
