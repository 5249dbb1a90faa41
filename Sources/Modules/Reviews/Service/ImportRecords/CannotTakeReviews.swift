// SPDX-License-Identifier: Apache-2.0
public import Kernel
import Localisation

/// Why a file of reviews is not taken in.
public enum CannotTakeReviews: Problem, Equatable {
  /// One place that is wrong, with the words for it.
  public struct Place: Equatable, Sendable {
    let line: Int
    let column: Int
    let said: String
  }

  /// The file is none: everything that is wrong, in the order of the file.
  case unreadable([Place])
  /// Some of its records are contradictory; none of the file was taken in.
  case contradictory(count: Int)
  /// Something that the file concerns was changed since it was looked through.
  case changedSinceSeen
  /// The file cannot be opened.
  case noFile(String)

  /// At most as many places are told as somebody mends in one go.
  private static let limit = 200

  init(_ error: UnreadableReviews, in words: Words) {
    self = .unreadable(
      error.faults.prefix(Self.limit).map { fault in
        let said = words("reviews.unreadable.\(fault.reason)", ["path": .text(fault.path), "expected": .text(fault.expected)])
        return Place(line: fault.line, column: fault.column, said: said)
      })
  }

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unreadable: "reviews.unreadable"
    case .contradictory: "reviews.contradictory"
    case .changedSinceSeen: "reviews.changed-since-looked"
    case .noFile: "reviews.no-file"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadable: .invalid
    case .contradictory, .changedSinceSeen: .conflict
    case .noFile: .missing
    }
  }

  /// How much is wrong, or which file.
  public var details: [String: String] {
    switch self {
    case .unreadable(let places):
      ["places": places.map { "\($0.line):\($0.column): \($0.said)" }.joined(separator: "\n"), "count": "\(places.count)"]
    case .contradictory(let count): ["count": "\(count)"]
    case .changedSinceSeen: [:]
    case .noFile(let file): ["file": file]
    }
  }

  /// Each place that is wrong, beside the field of the file.
  public var fields: [FieldProblem] {
    guard case .unreadable(let places) = self else { return [] }
    return places.map {
      FieldProblem(
        field: "file", code: "reviews.unreadable-place", details: ["line": "\($0.line)", "column": "\($0.column)", "said": $0.said])
    }
  }

  static var examples: [CannotTakeReviews] {
    [.unreadable([Place(line: 1, column: 1, said: "?")]), .contradictory(count: 2), .changedSinceSeen, .noFile("reviews.json")]
  }
}
