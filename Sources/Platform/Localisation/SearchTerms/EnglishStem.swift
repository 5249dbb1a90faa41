// SPDX-License-Identifier: Apache-2.0

/// English stems by the rules of Porter, published in 1980 as "An algorithm for suffix stripping".
struct EnglishStem {
  private var letters: [UInt8]

  /// The stem of a word in small plain letters; a word with other letters stays as it is.
  static func stem(_ word: String) -> String {
    guard word.utf8.count > 2, word.utf8.allSatisfy({ (97...122).contains($0) }) else { return word }
    var stem = EnglishStem(letters: Array(word.utf8))
    stem.takeOffPlural()
    stem.takeOffPastAndGerund()
    stem.turnFinalY()
    stem.shorten(Self.shorterEndings, whereMeasure: 1)
    stem.shorten(Self.shortEndings, whereMeasure: 1)
    stem.takeOffResidue()
    stem.takeOffFinalE()
    return String(decoding: stem.letters, as: UTF8.self)
  }

  // MARK: The shape of a word

  private func isConsonant(_ place: Int) -> Bool {
    switch letters[place] {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
    case UInt8(ascii: "y"): place == 0 || !isConsonant(place - 1)
    default: true
    }
  }

  /// How often a vowel is followed by a consonant in the first `length` letters.
  private func measure(_ length: Int) -> Int {
    var count = 0
    var wasVowel = false
    for place in 0..<length {
      let isVowel = !isConsonant(place)
      if wasVowel, !isVowel { count += 1 }
      wasVowel = isVowel
    }
    return count
  }

  private func hasVowel(_ length: Int) -> Bool { (0..<length).contains { !isConsonant($0) } }

  private func endsInDouble() -> Bool {
    let count = letters.count
    return count > 1 && letters[count - 1] == letters[count - 2] && isConsonant(count - 1)
  }

  /// Consonant, vowel, consonant at the end of the first `length` letters, the last not w, x or y.
  private func endsShort(_ length: Int) -> Bool {
    guard length > 2, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else { return false }
    return ![UInt8(ascii: "w"), UInt8(ascii: "x"), UInt8(ascii: "y")].contains(letters[length - 1])
  }

  private func ends(_ ending: StaticString) -> Int? {
    let bytes = UnsafeBufferPointer(start: ending.utf8Start, count: ending.utf8CodeUnitCount)
    guard letters.count >= bytes.count, letters.suffix(bytes.count).elementsEqual(bytes) else { return nil }
    return letters.count - bytes.count
  }

  private mutating func replace(from place: Int, _ with: String) { letters.replaceSubrange(place..., with: Array(with.utf8)) }

  // MARK: Steps

  private mutating func takeOffPlural() {
    if let place = ends("sses") {
      replace(from: place, "ss")
    } else if let place = ends("ies") {
      replace(from: place, "i")
    } else if ends("ss") == nil, let place = ends("s") {
      replace(from: place, "")
    }
  }

  private mutating func takeOffPastAndGerund() {
    if let place = ends("eed") {
      if measure(place) > 0 { letters.removeLast() }
      return
    }
    guard let place = ends("ed") ?? ends("ing"), hasVowel(place) else { return }
    replace(from: place, "")
    if ends("at") != nil || ends("bl") != nil || ends("iz") != nil {
      letters.append(UInt8(ascii: "e"))
    } else if endsInDouble(), ends("l") == nil, ends("s") == nil, ends("z") == nil {
      letters.removeLast()
    } else if measure(letters.count) == 1, endsShort(letters.count) {
      letters.append(UInt8(ascii: "e"))
    }
  }

  private mutating func turnFinalY() {
    if let place = ends("y"), hasVowel(place) { replace(from: place, "i") }
  }

  /// Puts a shorter ending in place of the first that fits, if enough of the word is left.
  private mutating func shorten(_ endings: [(StaticString, String)], whereMeasure least: Int) {
    for (ending, short) in endings {
      guard let place = ends(ending) else { continue }
      if measure(place) >= least { replace(from: place, short) }
      return
    }
  }

  private static let shorterEndings: [(StaticString, String)] = [
    ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("tional", "tion"),
    ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("iviti", "ive"),
    ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("ator", "ate"), ("eli", "e"),
  ]
  private static let shortEndings: [(StaticString, String)] = [
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
  ]
  private static let residue: [StaticString] = [
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic", "ou",
  ]

  private mutating func takeOffResidue() {
    if let place = ends("ion"), place > 0 {
      if measure(place) > 1, letters[place - 1] == UInt8(ascii: "s") || letters[place - 1] == UInt8(ascii: "t") {
        replace(from: place, "")
      }
      return
    }
    for ending in Self.residue {
      guard let place = ends(ending) else { continue }
      if measure(place) > 1 { replace(from: place, "") }
      return
    }
  }

  private mutating func takeOffFinalE() {
    if let place = ends("e"), measure(place) > 1 || (measure(place) == 1 && !endsShort(place)) { letters.removeLast() }
    if endsInDouble(), ends("l") != nil, measure(letters.count) > 1 { letters.removeLast() }
  }
}
