// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A piece of a text of which another version is known.
public struct TrackedPiece: Hashable, Sendable {
  /// What became of it.
  public enum Fate: Hashable, Sendable {
    /// It stands in both versions.
    case kept
    /// It was put in.
    case inserted
    /// It was taken out.
    case deleted
  }

  /// What became of it.
  public let fate: Fate
  /// What it says.
  public let text: String

  /// Describes a piece.
  public init(_ fate: Fate, _ text: String) {
    self.fate = fate
    self.text = text
  }

  /// Compares two versions word by word, Chinese character by character; what was taken out stands before what took its place.
  public static func pieces(from old: String, to new: String, in language: Language) -> [TrackedPiece] {
    let (a, b) = (words(old, language), words(new, language))
    let head = zip(a, b).prefix { $0 == $1 }.count
    let tail = zip(a[head...].reversed(), b[head...].reversed()).prefix { $0 == $1 }.count
    let middle = changes(Array(a[head..<a.count - tail]), Array(b[head..<b.count - tail]))
    return joined(a[..<head].map { TrackedPiece(.kept, $0) } + middle + a[(a.count - tail)...].map { TrackedPiece(.kept, $0) })
  }

  /// Words, the white space after them and each mark of punctuation for itself.
  private static func words(_ text: String, _ language: Language) -> [String] {
    guard language != .zh else { return text.map(String.init) }
    var words: [String] = []
    var wasWord = false
    for letter in text {
      let isWord = letter.isLetter || letter.isNumber || letter == "’" || letter == "-"
      if isWord, wasWord { words[words.count - 1].append(letter) } else { words.append(String(letter)) }
      wasWord = isWord
    }
    return words
  }

  private static func changes(_ a: [String], _ b: [String]) -> [TrackedPiece] {
    // Two long texts with nothing in common at either end: the old one goes, the new one comes.
    guard a.count * b.count <= 1_000_000 else { return a.map { TrackedPiece(.deleted, $0) } + b.map { TrackedPiece(.inserted, $0) } }
    let width = b.count + 1
    var longest = [Int](repeating: 0, count: (a.count + 1) * width)
    for row in a.indices.reversed() {
      for column in b.indices.reversed() {
        longest[row * width + column] =
          a[row] == b[column]
          ? longest[(row + 1) * width + column + 1] + 1 : max(longest[(row + 1) * width + column], longest[row * width + column + 1])
      }
    }
    var pieces: [TrackedPiece] = []
    var (row, column) = (0, 0)
    while row < a.count || column < b.count {
      if row < a.count, column < b.count, a[row] == b[column] {
        pieces.append(TrackedPiece(.kept, a[row]))
        (row, column) = (row + 1, column + 1)
      } else if row < a.count, column == b.count || longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
        pieces.append(TrackedPiece(.deleted, a[row]))
        row += 1
      } else {
        pieces.append(TrackedPiece(.inserted, b[column]))
        column += 1
      }
    }
    return pieces
  }

  /// Neighbours of one fate become one piece; a single space between two changes does not part them.
  private static func joined(_ pieces: [TrackedPiece]) -> [TrackedPiece] {
    var result: [TrackedPiece] = []
    var (deleted, inserted) = ("", "")
    func flush() {
      if !deleted.isEmpty { result.append(TrackedPiece(.deleted, deleted)) }
      if !inserted.isEmpty { result.append(TrackedPiece(.inserted, inserted)) }
      (deleted, inserted) = ("", "")
    }
    for (index, piece) in pieces.enumerated() {
      switch piece.fate {
      case .deleted: deleted += piece.text
      case .inserted: inserted += piece.text
      case .kept:
        let isBridge = piece.text == " " && !deleted.isEmpty && !inserted.isEmpty && pieces.dropFirst(index + 1).first?.fate != .kept
        if isBridge, index + 1 < pieces.count {
          deleted += " "
          inserted += " "
          continue
        }
        flush()
        if let last = result.last, last.fate == .kept {
          result[result.count - 1] = TrackedPiece(.kept, last.text + piece.text)
        } else {
          result.append(piece)
        }
      }
    }
    flush()
    return result
  }
}
