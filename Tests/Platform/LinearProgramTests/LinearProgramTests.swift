// SPDX-License-Identifier: Apache-2.0
import Foundation
import LinearProgram
import Testing

@Suite("Linear programmes that are kept") struct LinearProgramTests {
  /// x + 2y ≤ 14, 3x − y ≥ 0, x − y ≤ 2.
  private func textbook() throws -> LinearProgram {
    try LinearProgram(
      columns: [.nonNegative, .nonNegative],
      rows: [
        .init(columns: [0, 1], weights: [1, 2], bounds: .init(-.infinity, 14)),
        .init(columns: [0, 1], weights: [3, -1], bounds: .init(0, .infinity)),
        .init(columns: [0, 1], weights: [1, -1], bounds: .init(-.infinity, 2)),
      ])
  }

  private func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < LinearProgram.tolerance }

  @Test("The greatest value of a sum is found with the place where it is reached, and the least with the same model")
  func optimum() throws {
    let program = try textbook()
    let greatest = try program.optimum(.greatest, of: [0: 3, 1: 4])
    #expect(isNear(greatest.value, 34))
    #expect(isNear(greatest.columns[0], 6) && isNear(greatest.columns[1], 4))
    #expect(isNear(try program.optimum(.least, of: [0: 3, 1: 4]).value, 0))
    #expect(isNear(try program.optimum(.greatest, of: [1: 1]).value, 6))
    #expect(program.solves.kept == 2 && program.solves.anew == 1)
  }

  @Test("Bounds that change between solves count from the next one on, and back")
  func bounds() throws {
    let program = try textbook()
    #expect(isNear(try program.optimum(.greatest, of: [0: 3, 1: 4]).value, 34))
    program.setBounds(.init(0, 4), of: 0)
    #expect(program.bounds(of: 0) == .init(0, 4))
    #expect(isNear(try program.optimum(.greatest, of: [0: 3, 1: 4]).value, 32))
    program.setBounds(.nonNegative, of: 0)
    #expect(isNear(try program.optimum(.greatest, of: [0: 3, 1: 4]).value, 34))
  }

  @Test("What is impossible and what has no limit is told apart, and the model goes on afterwards")
  func faults() throws {
    let program = try textbook()
    program.setBounds(.init(20, 30), of: 0)
    #expect(throws: LinearProgramFault.infeasible) { try program.optimum(.least, of: [0: 1]) }
    program.setBounds(.nonNegative, of: 0)
    #expect(isNear(try program.optimum(.greatest, of: [0: 3, 1: 4]).value, 34))
    let open = try LinearProgram(
      columns: [.nonNegative, .nonNegative], rows: [.init(columns: [0, 1], weights: [1, -1], bounds: .init(0, 0))])
    #expect(throws: LinearProgramFault.unbounded) { try open.optimum(.greatest, of: [0: 1]) }
    #expect(isNear(try open.optimum(.least, of: [0: 1]).value, 0))
  }

  @Test("A programme that does not fit together is refused")
  func malformed() {
    for row in [
      LinearProgram.Row(columns: [0, 1], weights: [1], bounds: .nonNegative), .init(columns: [2], weights: [1], bounds: .nonNegative),
      .init(columns: [0], weights: [.nan], bounds: .nonNegative), .init(columns: [0], weights: [1], bounds: .init(.nan, 1)),
    ] {
      #expect(throws: LinearProgramFault.malformed) { try LinearProgram(columns: [.nonNegative, .nonNegative], rows: [row]) }
    }
  }

  @Test("A column that a row names twice has both weights; a programme without rows is its bounds")
  func corners() throws {
    let twice = try LinearProgram(columns: [.nonNegative], rows: [.init(columns: [0, 0], weights: [1, 2], bounds: .init(0, 12))])
    #expect(isNear(try twice.optimum(.greatest, of: [0: 1]).value, 4))
    let free = try LinearProgram(columns: [.init(2, 7)], rows: [])
    #expect(isNear(try free.optimum(.greatest, of: [0: 1]).value, 7))
    #expect(isNear(try free.optimum(.least, of: [0: 1]).value, 2))
  }
}
