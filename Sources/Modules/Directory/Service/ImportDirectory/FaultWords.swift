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
