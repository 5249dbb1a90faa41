// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a directory file was not read or written.
public enum CannotReadFile: Problem, Equatable {
  /// Something is wrong with it; every fault with its place, in the order of the file.
  case refused(file: String, faults: [DirectoryImport.Fault])
  /// It is not there, or the program may not read it.
  case unreadable(file: String)
  /// Its folder is not there, or the program may not write in it.
  case unwritable(file: String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .refused: "directory.file-refused"
    case .unreadable: "directory.file-unreadable"
    case .unwritable: "directory.file-unwritable"
    }
  }

  /// Invalid, or not there.
  public var kind: ProblemKind {
    switch self {
    case .refused: .invalid
    case .unreadable: .missing
    case .unwritable: .unavailable
    }
  }

  /// The file.
  public var details: [String: String] {
    switch self {
    case .refused(let file, _), .unreadable(let file), .unwritable(let file): ["file": file]
    }
  }

  /// Every fault, in the order of the file.
  public var faults: [DirectoryImport.Fault] {
    if case .refused(_, let faults) = self { faults } else { [] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotReadFile] = [
    .refused(file: "a.csv", faults: [.init(line: 1, column: 1, field: "name", reason: "missing-member")]), .unreadable(file: "a.csv"),
    .unwritable(file: "a.csv"),
  ]
}
