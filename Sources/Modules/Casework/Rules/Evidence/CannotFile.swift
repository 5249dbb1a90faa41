// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Why something cannot be done with a file of a case.
public enum CannotFile: SourcedProblem, Equatable {
  /// Neither a file nor an object was given.
  case nothingGiven
  /// The case has a file with the same content already.
  case alreadyThere
  /// It has no object that could go from hand to hand.
  case noObject
  /// The object has gone back, and the chain of custody ended with it.
  case returnedAlready
  /// Something must go back, and no object is here that could.
  case returnWithoutObject
  /// A transmission names a file that the case does not have, or that must not leave it.
  case noSuchFile
  /// A transmission names a file in which the virus scan found something.
  case infected

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingGiven: "casework.file-nothing-given"
    case .alreadyThere: "casework.file-already-there"
    case .noObject: "casework.file-no-object"
    case .returnedAlready: "casework.file-returned-already"
    case .returnWithoutObject: "casework.file-return-without-object"
    case .noSuchFile: "casework.no-such-file"
    case .infected: "casework.file-infected"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .nothingGiven, .returnWithoutObject: .invalid
    case .alreadyThere, .noObject, .returnedAlready, .noSuchFile, .infected: .conflict
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .nothingGiven, .alreadyThere: [FieldProblem(field: "file", code: code)]
    case .returnWithoutObject: [FieldProblem(field: "object", code: code)]
    case .noSuchFile, .infected: [FieldProblem(field: "files", code: code)]
    case .noObject, .returnedAlready: []
    }
  }

  /// Where it comes from: the Convention leaves the handling of evidence to the authorities.
  public var source: Source {
    switch self {
    case .nothingGiven, .alreadyThere, .noSuchFile, .infected: .practice("evidence lists of central authorities")
    case .noObject, .returnedAlready, .returnWithoutObject: .practice("chain of custody and return of originals")
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotFile] = [
    .nothingGiven, .alreadyThere, .noObject, .returnedAlready, .returnWithoutObject, .noSuchFile, .infected,
  ]
}
