// SPDX-License-Identifier: Apache-2.0
import CClp

/// A linear programme whose model is kept between solves.
///
/// Change bounds and objective as often as needed: each solve begins with the basis of the last one. A programme belongs to one task at a time.
public final class LinearProgram {
  /// The least and the greatest value of a column or of a row; infinite where there is no limit.
  public struct Bounds: Hashable, Sendable {
    /// The least value.
    public let lower: Double
    /// The greatest value.
    public let upper: Double

    /// Names both ends.
    public init(_ lower: Double, _ upper: Double) {
      self.lower = lower
      self.upper = upper
    }

    /// Nothing below zero, no limit above.
    public static let nonNegative = Bounds(0, .infinity)
  }

  /// A weighted sum of columns; a column that is named twice has both weights.
  public struct Row: Hashable, Sendable {
    /// The columns by number.
    public let columns: [Int]
    /// The weight of each.
    public let weights: [Double]
    /// What the sum may be.
    public let bounds: Bounds

    /// Makes a row.
    public init(columns: [Int], weights: [Double], bounds: Bounds) {
      self.columns = columns
      self.weights = weights
      self.bounds = bounds
    }
  }

  /// Which end of the objective is looked for.
  public enum Goal: Double, Sendable, CaseIterable {
    /// The least value.
    case least = 1
    /// The greatest value.
    case greatest = -1
  }

  /// The best value of an objective, and where it is reached.
  public struct Optimum: Sendable {
    /// The objective's value.
    public let value: Double
    /// The value of every column there.
    public let columns: [Double]
  }

  /// How far a value may be from the exact one.
  public static let tolerance = 1e-6

  private let model: UnsafeMutableRawPointer
  private let width: Int
  private var columnBounds: [Bounds]
  private var objective: [Double]
  private var boundsChanged = false
  private var isFresh = true

  /// Loads a programme; the objective is zero until one is named.
  /// - Throws: ``LinearProgramFault/malformed`` where a row names a column that is not there, has another number of weights than columns, or a number is none.
  public init(columns: [Bounds], rows: [Row]) throws(LinearProgramFault) {
    let entries = try Self.entries(of: rows, width: columns.count)
    guard columns.allSatisfy(Self.isUsable), rows.allSatisfy({ Self.isUsable($0.bounds) }), let model = Clp_newModel() else {
      throw .malformed
    }
    self.model = model
    width = columns.count
    columnBounds = columns
    objective = Array(repeating: 0, count: columns.count)
    Clp_setLogLevel(model, 0)
    Clp_loadProblem(
      model, CInt(columns.count), CInt(rows.count), entries.starts, entries.rows, entries.weights, columns.map { Self.finite($0.lower) },
      columns.map { Self.finite($0.upper) }, objective, rows.map { Self.finite($0.bounds.lower) },
      rows.map { Self.finite($0.bounds.upper) })
  }

  deinit { Clp_deleteModel(model) }

  /// The number of solves that began with a kept basis, and of those that had to begin anew.
  public private(set) var solves = (kept: 0, anew: 0)

  /// The bounds of a column as they are now.
  public func bounds(of column: Int) -> Bounds { columnBounds[column] }

  /// Gives a column other bounds.
  public func setBounds(_ bounds: Bounds, of column: Int) {
    precondition(Self.isUsable(bounds), "bounds that are no numbers")
    guard columnBounds[column] != bounds else { return }
    columnBounds[column] = bounds
    boundsChanged = true
  }

  /// Finds the least or greatest value of a weighted sum of columns.
  /// - Throws: ``LinearProgramFault``: no values satisfy all bounds, or the sum has no limit, or the solver gave up.
  public func optimum(_ goal: Goal, of weights: [Int: Double]) throws(LinearProgramFault) -> Optimum {
    var wanted = Array(repeating: 0.0, count: width)
    for (column, weight) in weights { wanted[column] = weight }
    return try optimum(goal, of: wanted)
  }

  /// Finds the least or greatest value of a sum in which every column has its weight, in their order.
  /// - Throws: ``LinearProgramFault``: no values satisfy all bounds, or the sum has no limit, or the solver gave up.
  public func optimum(_ goal: Goal, of wanted: [Double]) throws(LinearProgramFault) -> Optimum {
    precondition(wanted.count == width, "one weight for each column")
    if wanted != objective {
      objective = wanted
      Clp_chgObjCoefficients(model, objective)
    }
    Clp_setOptimizationDirection(model, goal.rawValue)
    if boundsChanged {
      Clp_chgColumnLower(model, columnBounds.map { Self.finite($0.lower) })
      Clp_chgColumnUpper(model, columnBounds.map { Self.finite($0.upper) })
    }
    solve()
    return try answer()
  }

  private func solve() {
    if isFresh {
      Clp_initialPrimalSolve(model)
      solves.anew += 1
    } else {
      // Other bounds leave a basis that is good for the dual algorithm, another objective one that is good for the primal.
      if boundsChanged { Clp_dual(model, 0) } else { Clp_primal(model, 0) }
      solves.kept += 1
      if Clp_status(model) != 0 {
        // From a kept basis Clp sometimes takes a hard programme for an impossible one.
        Clp_initialPrimalSolve(model)
        solves.anew += 1
      }
    }
    isFresh = false
    boundsChanged = false
  }

  private func answer() throws(LinearProgramFault) -> Optimum {
    switch Clp_status(model) {
    case 0: break
    case 1: throw .infeasible
    case 2: throw .unbounded
    default: throw .stopped
    }
    let solution = Clp_getColSolution(model)
    let columns = solution.map { Array(UnsafeBufferPointer(start: $0, count: width)) } ?? []
    // From the solution and not from the solver: it adds an offset of its own where columns were fixed.
    let value = zip(columns, objective).reduce(0) { $0 + $1.0 * $1.1 }
    return Optimum(value: value, columns: columns)
  }

  private static func isUsable(_ bounds: Bounds) -> Bool { !bounds.lower.isNaN && !bounds.upper.isNaN }

  /// Clp writes "no limit" as the greatest number there is.
  private static func finite(_ value: Double) -> Double {
    value.isFinite ? value : (value < 0 ? -Double.greatestFiniteMagnitude : .greatestFiniteMagnitude)
  }

  /// The rows turned into columns, as Clp wants them.
  private static func entries(
    of rows: [Row], width: Int
  ) throws(LinearProgramFault) -> (starts: [CInt], rows: [CInt], weights: [Double]) {
    var byColumn: [[(row: Int, weight: Double)]] = Array(repeating: [], count: width)
    for (number, row) in rows.enumerated() {
      guard row.columns.count == row.weights.count else { throw .malformed }
      for (column, weight) in zip(row.columns, row.weights) {
        guard (0..<width).contains(column), weight.isFinite else { throw .malformed }
        if let last = byColumn[column].last, last.row == number {
          byColumn[column][byColumn[column].count - 1].weight += weight
        } else {
          byColumn[column].append((number, weight))
        }
      }
    }
    var starts: [CInt] = [0]
    for column in byColumn { starts.append(starts[starts.count - 1] + CInt(column.count)) }
    let all = byColumn.flatMap { $0 }
    return (starts, all.map { CInt($0.row) }, all.map(\.weight))
  }
}

/// Why a linear programme has no optimum.
public enum LinearProgramFault: Error, Hashable, Sendable, CaseIterable {
  /// No values satisfy all bounds.
  case infeasible
  /// The objective has no limit.
  case unbounded
  /// The solver gave up: its limit of steps, or trouble with the numbers.
  case stopped
  /// Rows and columns do not fit together, or something is no number.
  case malformed
}
