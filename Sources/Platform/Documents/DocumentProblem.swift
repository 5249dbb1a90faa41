// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a PDF or DOCX file was not made; the page for print works all the same.
public enum DocumentProblem: Problem, Equatable {
  /// The document worker's Python environment is not there. `make setup` makes it.
  case workerMissing
  /// The worker could not render the document, or took longer than it may.
  case notRendered
  /// The document is larger than the worker takes.
  case tooLarge

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .workerMissing: "documents.worker-missing"
    case .notRendered: "documents.not-rendered"
    case .tooLarge: "documents.too-large"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .tooLarge ? .invalid : .unavailable }

  /// One of each, for the test that every code has its words.
  public static let examples: [DocumentProblem] = [.workerMissing, .notRendered, .tooLarge]
}
