// SPDX-License-Identifier: Apache-2.0
import LinearProgram
import StatisticsRules

/// Clp behind the words that the rules of disclosure control have for a solver.
final class KeptModel: LinearSolver {
  private let program: LinearProgram

  init(_ system: LinearSystem) throws(LinearSolverFault) {
    do {
      program = try LinearProgram(
        columns: system.columns.map { .init($0.lower, $0.upper) },
        rows: system.rows.map { .init(columns: $0.columns, weights: $0.weights, bounds: .init($0.bounds.lower, $0.bounds.upper)) })
    } catch { throw .failed }
  }

  static let open: OpenLinearSystem = { (system: LinearSystem) throws(LinearSolverFault) in try KeptModel(system) }

  func setBounds(of column: Int, lower: Double, upper: Double) { program.setBounds(.init(lower, upper), of: column) }

  func optimum(isGreatest: Bool, of weights: [Double]) throws(LinearSolverFault) -> [Double] {
    do {
      return try program.optimum(isGreatest ? .greatest : .least, of: weights).columns
    } catch {
      switch error {
      case .infeasible: throw .impossible
      case .unbounded: throw .unlimited
      case .stopped, .malformed: throw .failed
      }
    }
  }
}
