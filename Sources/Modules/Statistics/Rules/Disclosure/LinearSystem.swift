// SPDX-License-Identifier: Apache-2.0

/// Columns with bounds and rows of weighted sums, for a solver of linear programmes.
public struct LinearSystem: Sendable {
  /// The least and greatest value of a column or row; infinite where there is no limit.
  public struct Bounds: Sendable {
    /// The least value.
    public let lower: Double
    /// The greatest value.
    public let upper: Double
  }

  /// A weighted sum of columns.
  public struct Row: Sendable {
    /// The columns by number.
    public let columns: [Int]
    /// The weight of each.
    public let weights: [Double]
    /// What the sum may be.
    public let bounds: Bounds
  }

  /// The columns.
  public let columns: [Bounds]
  /// The rows.
  public let rows: [Row]
}

/// A solver that keeps its model: bounds change between solves.
public protocol LinearSolver: AnyObject {
  /// Gives a column other bounds.
  func setBounds(of column: Int, lower: Double, upper: Double)
  /// Makes a weighted sum of all columns least or greatest, and gives the value of every column there.
  func optimum(isGreatest: Bool, of weights: [Double]) throws(LinearSolverFault) -> [Double]
}

/// Why a solver gives no optimum.
public enum LinearSolverFault: Error, Hashable, Sendable {
  /// No values satisfy all bounds.
  case impossible
  /// The sum has no limit.
  case unlimited
  /// The solver gave up.
  case failed
}

/// Opens a solver for a system; the rules of disclosure control know none by name.
public typealias OpenLinearSystem = @Sendable (LinearSystem) throws(LinearSolverFault) -> any LinearSolver

/// How far a solver's numbers may be from exact ones.
let solverTolerance = 1e-5
