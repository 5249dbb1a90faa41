// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Localisation
public import StatisticsRules
import StrictJSON

extension Contradiction {
  /// The line of a report: `register.csv:12:9 closed_on: …`.
  public func line(of file: String, in words: Words) -> String {
    let said = words("statistics.contradiction.\(kind.rawValue)")
    return column > 0 ? "\(file):\(line):\(column) \(name): \(said)" : "\(file):\(line) \(said)"
  }
}

extension CannotCount.Fault {
  /// The line of a report: `closures: …`.
  public func line(in words: Words) -> String {
    "\(table): " + words("statistics.spec.\(fault.code)", ["value": .text(fault.value)])
  }
}

extension StatisticsProblem {
  /// Every place of a file that is wrong, one line each; empty where the problem itself says all.
  public func places(in words: Words) -> [String] {
    // The reasons for which a file cannot be read have their words with the directory, whose files were the first.
    func said(_ reason: String) -> String { words("directory.import.reason.\(reason)") }
    return switch self {
    case .specUnreadable(let file, let issues):
      issues.map { "\(file):\($0.position.line):\($0.position.column) \($0.path): \(said($0.reason.rawValue))" }
    case .notCSV(let file, let reason, let line, let column): ["\(file):\(line):\(column) \(said(reason.rawValue))"]
    case .specRefused(let faults): faults.map { $0.line(in: words) }
    default: []
    }
  }
}
