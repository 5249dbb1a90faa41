// SPDX-License-Identifier: Apache-2.0
import CaseworkRules

/// A reference as it is looked up: letters and digits alone, in capitals, so that "XA/2026-17" and "xa 2026 17" are the same.
struct LookedUpReference: Hashable, Sendable {
  let text: String

  /// `nil` when nothing but punctuation is there.
  init?(_ written: String) {
    let folded = written.uppercased().filter { $0.isLetter || $0.isNumber }
    guard !folded.isEmpty else { return nil }
    text = folded
  }
}

extension RequestHead {
  /// Every reference under which either side may ask for it, each once; the own one first.
  var lookedUp: [(reference: String, kind: String)] {
    var seen: Set<String> = []
    let all = [(reference, "own")] + (theirReference.map { [($0, "theirs")] } ?? []) + otherReferences.map { ($0, "other") }
    return all.compactMap { written, kind in
      guard let folded = LookedUpReference(written), seen.insert(folded.text).inserted else { return nil }
      return (folded.text, kind)
    }
  }
}
