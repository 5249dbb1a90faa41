// SPDX-License-Identifier: Apache-2.0
import Localisation
import Web

extension Words {
  /// Where a length of time comes from: what the program itself brings in the reader's language, what an authority wrote as it wrote it.
  ///
  /// The English words are the stable name, which programs get; the sentence stands under them in small letters with hyphens.
  func profileSource(_ text: String) -> String { said(text) ?? text }

  /// The same for a page, which marks what an authority wrote.
  func profileSource(on text: String) -> HTML { said(text).map { HTML($0) } ?? typedText(text) }

  private func said(_ text: String) -> String? {
    let name = text.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
    let key = "casework.profileSource.\(name)"
    return contains(key) ? self(key) : nil
  }
}
