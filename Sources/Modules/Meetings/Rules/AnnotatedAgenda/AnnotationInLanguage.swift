// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension AgendaItem {
  /// The annotation in a language; only where it has none at all, in the nearest there is: versions are never mixed.
  public func annotation(in language: Language) -> [(text: String, language: Language)] {
    let own = annotation.compactMap { $0[language] }.filter { !$0.isEmpty }
    guard own.isEmpty else { return own.map { ($0, language) } }
    return annotation.compactMap { $0.best(for: language) }
  }
}
