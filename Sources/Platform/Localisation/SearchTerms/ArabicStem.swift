// SPDX-License-Identifier: Apache-2.0

/// Light stems of Arabic: the article, the prefixes written with it, and the suffixes of gender, number and possession are taken off.
///
/// The rules are those that L. Larkey, L. Ballesteros and M. Connell published in 2002 as light stemming ("light10"); vowel signs and variants of letters
/// are gone before (``SearchText``). Broken plurals keep their own form.
enum ArabicStem {
  /// The stem of a word as ``SearchText`` folds it.
  static func stem(_ word: String) -> String {
    var stem = word
    if stem.hasPrefix("و"), stem.count > 3 { stem.removeFirst() }
    for prefix in prefixes where stem.hasPrefix(prefix) && stem.count - prefix.count > 1 {
      stem.removeFirst(prefix.count)
      break
    }
    for suffix in suffixes where stem.hasSuffix(suffix) && stem.count - suffix.count > 1 { stem.removeLast(suffix.count) }
    return stem
  }

  private static let prefixes = ["وال", "بال", "كال", "فال", "ال", "لل"]
  private static let suffixes = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"].map { SearchText.fold($0) }
}
