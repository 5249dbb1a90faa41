// SPDX-License-Identifier: Apache-2.0
import LinearProgram
public import StatisticsRules

/// Clp behind the words that the rules of disclosure control have for a solver.
public final class KeptModel: LinearSolver {
  private let program: LinearProgram

  /// Gives the system to Clp, which keeps it between programmes.
  /// - Throws: `LinearSolverFault.failed` when it cannot be made.
  public init(_ system: LinearSystem) throws(LinearSolverFault) {
    do {
      program = try LinearProgram(
        columns: system.columns.map { .init($0.lower, $0.upper) },
        rows: system.rows.map { .init(columns: $0.columns, weights: $0.weights, bounds: .init($0.bounds.lower, $0.bounds.upper)) })
    } catch { throw .failed }
  }

  /// How the rules open a system.
  public static let open: OpenLinearSystem = { (system: LinearSystem) throws(LinearSolverFault) in try KeptModel(system) }

  /// Changes what a column may be.
  public func setBounds(of column: Int, lower: Double, upper: Double) { program.setBounds(.init(lower, upper), of: column) }

  /// The least or greatest value, by what each column then is.
  /// - Throws: `LinearSolverFault`: impossible, unlimited, or failed.
  public func optimum(isGreatest: Bool, of weights: [Double]) throws(LinearSolverFault) -> [Double] {
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
