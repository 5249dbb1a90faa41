// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why language versions are not compared.
public enum CannotCompareVersions: Problem, Equatable {
  /// Nothing tells the language of a file.
  case languageUnknown(String)
  /// Two files are in one language.
  case languageTwice(String)
  /// The file is of no form whose paragraphs are read.
  case formUnknown(String)
  /// The file cannot be opened.
  case noFile(String)
  /// Fewer than two versions can be read.
  case tooFew

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .languageUnknown: "meetings.parity-language-unknown"
    case .languageTwice: "meetings.parity-language-twice"
    case .formUnknown: "meetings.parity-form-unknown"
    case .noFile: "meetings.parity-no-file"
    case .tooFew: "meetings.parity-too-few"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    if case .noFile = self { .missing } else { .invalid }
  }

  /// The file.
  public var details: [String: String] {
    switch self {
    case .languageUnknown(let file), .languageTwice(let file), .formUnknown(let file), .noFile(let file): ["file": file]
    case .tooFew: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotCompareVersions] = [
    .languageUnknown("f.txt"), .languageTwice("f-en.txt"), .formUnknown("f-en.pdf"), .noFile("f-en.txt"), .tooFew,
  ]
}
