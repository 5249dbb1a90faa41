// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation

/// Several sealed texts in one question, one on each line, and what came of each in the answer, in the same order: in the clear, or sealed as a whole
/// where it gives signed texts.
///
/// - Source: docs/protocol/cep-1.md, "Several at once"
enum SealedLines {
  /// The media type of both.
  static let media = "application/vnd.comity.jose-lines"
  /// Texts that a question has at most: the answer to so many stays below the longest content.
  static let most = 64
  /// Messages whose receipts a question says are kept, at most.
  static let mostKept = 256

  /// The length to which the answer to each of several is filled up at least: with one receipt or two, or a problem, the whole is as long.
  static let stepOfAnswers = 4 << 10

  private static let newline = UInt8(ascii: "\n")
  /// What stands between two signed texts of a line; no compact text has it.
  private static let between = UInt8(ascii: " ")
  /// The line of a text that was taken and has no answer of its own.
  private static let taken = Data("+".utf8)
  /// Begins the line of a text about which nothing is attested; its problem follows.
  private static let problem = UInt8(ascii: "!")
  /// Begins the line of a question with which the receipts of an earlier answer are confirmed; the digest of their message follows.
  private static let kept = UInt8(ascii: "+")

  /// The content of a question or an answer.
  static func content(_ lines: [Data]) -> Data {
    var content = Data(capacity: lines.reduce(0) { $0 + $1.count + 1 })
    for (place, line) in lines.enumerated() {
      if place > 0 { content.append(newline) }
      content.append(line)
    }
    return content
  }

  /// The content of a question: what is kept by now, and the texts.
  static func question(_ texts: [Data], kept: [DigestOf<SignedMessage>]) -> Data {
    content(kept.map { [Self.kept] + Data($0.hex.utf8) } + texts)
  }

  /// What a question brings; `nil` when it has no texts, or too much.
  static func question(_ content: Data) -> (texts: [Data], kept: [DigestOf<SignedMessage>])? {
    guard let lines = lines(content, most: most + mostKept) else { return nil }
    let texts = lines.drop { $0.first == kept }
    let digests = lines.prefix(lines.count - texts.count).compactMap {
      DigestOf<SignedMessage>(String(decoding: $0.dropFirst(), as: UTF8.self))
    }
    guard (1...most).contains(texts.count), digests.count == lines.count - texts.count, digests.count <= mostKept else { return nil }
    return (Array(texts), digests)
  }

  /// The lines of a content; `nil` when there are none or too many.
  static func lines(_ content: Data, most: Int = most) -> [Data]? {
    content.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var (lines, start): ([Data], Int) = ([], 0)
      while true {
        let stop = memchr(base + start, Int32(newline), bytes.count - start).map { UnsafeRawPointer($0) - base }
        let end = stop ?? bytes.count
        guard end > start, lines.count < most else { return nil }
        lines.append(Data(bytes: base + start, count: end - start))
        guard stop != nil else { return lines }
        start = end + 1
      }
    }
  }

  /// The line that tells the signed texts of an answer.
  static func line(_ signed: [Data]) -> Data {
    guard !signed.isEmpty else { return taken }
    var line = Data(capacity: signed.reduce(signed.count) { $0 + $1.count })
    for (place, text) in signed.enumerated() {
      if place > 0 { line.append(between) }
      line.append(text)
    }
    return line
  }

  /// The signed texts of a line.
  static func texts(_ line: Data) -> [Data] {
    line.withUnsafeBytes { $0.split(separator: between, omittingEmptySubsequences: false).map { Data($0) } }
  }

  /// The line that tells a problem.
  static func line(_ told: ExchangeProblem) -> Data { [problem] + Data(told.rawValue.utf8) }

  /// What a signed answer says of each of so many texts, its line the content; `nil` when it does not speak of so many.
  static func outcomes(_ content: Data, count: Int) -> [WireOutcome]? {
    guard let lines = lines(content), lines.count == count else { return nil }
    return lines.map { line in
      if line == taken { return .answered(status: 200, fields: [:], content: Data()) }
      guard line.first == problem else { return .answered(status: 200, fields: ["content-type": media], content: line) }
      let told = ExchangeProblem(rawValue: String(decoding: line.dropFirst(), as: UTF8.self))
      return told.map { .problem($0, isSigned: true, retryAfter: nil) } ?? .noAnswer(retryAfter: nil)
    }
  }
}
