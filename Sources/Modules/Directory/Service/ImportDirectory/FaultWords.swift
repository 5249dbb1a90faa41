// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import Localisation
import StrictJSON

extension DirectoryImport.Fault {
  /// The reason in words: that of the reader of files, or that beside the field of a form.
  public func said(in words: Words) -> String {
    let own = "directory.import.reason.\(reason)"
    if words.contains(own) { return words(own) }
    return words("problem.directory.\(reason).detail", ["limit": .text(words.number(AuthorityFault.longestText))])
  }
}

/// A file named on the command line is no directory.
public struct DirectoryFileRefused: Error, Sendable {
  /// The file.
  public let path: String
  /// What is wrong with it, in the order of the file; never empty.
  public let faults: [DirectoryImport.Fault]

  init(_ path: String, _ faults: [DirectoryImport.Fault]) {
    self.path = path
    self.faults = faults
  }

  init(_ path: String, _ error: StrictJSONError) {
    self.init(
      path,
      error.issues.map {
        .init(line: $0.position.line, column: $0.position.column, field: $0.path, reason: $0.reason.rawValue)
      })
  }

  init(_ path: String, _ error: AuthoritiesCSV.Refused) {
    self.init(path, error.problems.map { .init(line: $0.line, column: $0.column, field: $0.heading, reason: $0.reason) })
  }
}
