// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation

/// Several sealed texts in one question, one on each line, and what came of each in the answer, in the same order.
///
/// - Source: docs/protocol/cep-1.md, "Several at once"
enum SealedLines {
  /// The media type of both.
  static let media = "application/vnd.comity.jose-lines"
  /// Lines that a question has at most: the answer to so many stays below the longest content.
  static let most = 32

  private static let newline = UInt8(ascii: "\n")
  /// The line of a text that was taken and has no answer of its own.
  private static let taken = Data("+".utf8)
  /// Begins the line of a text about which nothing is attested; its problem follows.
  private static let problem = UInt8(ascii: "!")

  /// The content of a question or an answer.
  static func content(_ lines: [Data]) -> Data {
    var content = Data(capacity: lines.reduce(0) { $0 + $1.count + 1 })
    for (place, line) in lines.enumerated() {
      if place > 0 { content.append(newline) }
      content.append(line)
    }
    return content
  }

  /// The lines of a content; `nil` when there are none or too many.
  static func lines(_ content: Data) -> [Data]? {
    let places = content.withUnsafeBytes { bytes in
      bytes.split(separator: newline, omittingEmptySubsequences: false).map { $0.startIndex..<$0.endIndex }
    }
    guard (1...most).contains(places.count), places.allSatisfy({ !$0.isEmpty }) else { return nil }
    return places.map { Data(content[(content.startIndex + $0.lowerBound)..<(content.startIndex + $0.upperBound)]) }
  }

  /// The line that tells an answer.
  static func line(_ answer: WireAnswer) -> Data {
    if case .bytes(let content) = answer.content, !content.isEmpty { content } else { taken }
  }

  /// The line that tells a problem.
  static func line(_ told: ExchangeProblem) -> Data { [problem] + Data(told.rawValue.utf8) }

  /// What a signed answer says of each of so many texts; `nil` when it does not speak of so many.
  static func outcomes(_ content: Data, count: Int) -> [WireOutcome]? {
    guard let lines = lines(content), lines.count == count else { return nil }
    return lines.map { line in
      if line == taken { return .answered(status: 200, fields: [:], content: Data()) }
      guard line.first == problem else { return .answered(status: 200, fields: ["content-type": SealedText.media], content: line) }
      let told = ExchangeProblem(rawValue: String(decoding: line.dropFirst(), as: UTF8.self))
      return told.map { .problem($0, isSigned: true, retryAfter: nil) } ?? .noAnswer(retryAfter: nil)
    }
  }
}
