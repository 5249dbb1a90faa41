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
  /// Something in the text cannot be set; the cause names code points or the engine's own reason, never the text.
  case cannotBeSet(cause: String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .workerMissing: "documents.worker-missing"
    case .notRendered: "documents.not-rendered"
    case .tooLarge: "documents.too-large"
    case .cannotBeSet: "documents.cannot-be-set"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .workerMissing, .notRendered: .unavailable
    case .tooLarge, .cannotBeSet: .invalid
    }
  }

  /// What cannot be set.
  public var details: [String: String] {
    if case .cannotBeSet(let cause) = self { ["cause": cause] } else { [:] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [DocumentProblem] = [.workerMissing, .notRendered, .tooLarge, .cannotBeSet(cause: "U+0378")]
}
