// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a file is not given out.
public enum FileProblem: Problem, Equatable {
  /// The virus scan found something in it.
  case infected
  /// It is not where it was kept, or was changed there.
  case damaged

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .infected: "files.infected"
    case .damaged: "files.damaged"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .infected: .conflict
    case .damaged: .unavailable
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [FileProblem] = [.infected, .damaged]
}
