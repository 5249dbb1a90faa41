// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import StatisticsRules

/// Tables and what contradicts itself, as one JSON text.
public struct TableJSON: Encodable {
  /// The version of the codebook; the figures mean nothing without it.
  let codebook: Int
  /// How many requests or figures the register has.
  let counted: Int
  /// The figures.
  let figures: [[String: String]]
  /// How the tables were counted; empty for published figures, whose register says it.
  let tables: [TableSpec]
  /// What contradicts itself.
  let contradictions: [Finding]

  /// One contradiction with its place.
  struct Finding: Encodable {
    let line: Int
    let column: Int
    let name: String
    let code: String
  }

  /// Gathers what was counted.
  public init(_ codebook: Codebook, counted: Int, tables: [TableSpec], lines: [TableLine], contradictions: [Contradiction]) {
    self.codebook = codebook.version
    self.counted = counted
    self.tables = tables
    figures = lines.map { Dictionary(uniqueKeysWithValues: zip(TableLine.names, $0.fields)) }
    self.contradictions = contradictions.map { Finding(line: $0.line, column: $0.column, name: $0.name, code: $0.kind.rawValue) }
  }

  /// The text.
  public var data: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self)
    }
  }
}
