// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a PDF or DOCX file was not made, for which the page for print works all the same, or why an uploaded one was not read.
public enum DocumentProblem: Problem, Equatable {
  /// The document worker's Python environment is not there. `make setup` makes it.
  case workerMissing
  /// The worker could not render the document, or took longer than it may.
  case notRendered
  /// The document is larger than the worker takes.
  case tooLarge
  /// Something in the text cannot be set; the cause names code points or the engine's own reason, never the text.
  case cannotBeSet(cause: String)
  /// An uploaded file is not of its kind, is broken or holds what no document needs.
  case fileUnreadable
  /// An uploaded file is larger than is read, or unfolds to more.
  case fileTooLarge

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .workerMissing: "documents.worker-missing"
    case .notRendered: "documents.not-rendered"
    case .tooLarge: "documents.too-large"
    case .cannotBeSet: "documents.cannot-be-set"
    case .fileUnreadable: "documents.file-unreadable"
    case .fileTooLarge: "documents.file-too-large"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .workerMissing, .notRendered: .unavailable
    case .tooLarge, .cannotBeSet, .fileUnreadable, .fileTooLarge: .invalid
    }
  }

  /// What cannot be set.
  public var details: [String: String] {
    if case .cannotBeSet(let cause) = self { ["cause": cause] } else { [:] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [DocumentProblem] = [
    .workerMissing, .notRendered, .tooLarge, .cannotBeSet(cause: "U+0378"), .fileUnreadable, .fileTooLarge,
  ]
}
