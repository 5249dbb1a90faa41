// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
public import DirectoryRules
import Foundation
public import Kernel
public import Localisation
import StrictJSON
import WritingRules

/// What the offline commands need from the rest of the program; the executable gives it before it parses.
public struct OfflineTools: Sendable {
  /// Opens a directory file, or the built-in fictional one for `nil`.
  public let directory: @Sendable (String?) throws -> DirectorySnapshot
  /// The words of all modules.
  public let words: @Sendable (Language) throws -> Words
  /// Today, for checks without a date.
  public let today: @Sendable () -> CalendarDay

  /// Names the tools.
  public init(
    directory: @escaping @Sendable (String?) throws -> DirectorySnapshot, words: @escaping @Sendable (Language) throws -> Words,
    today: @escaping @Sendable () -> CalendarDay
  ) {
    self.directory = directory
    self.words = words
    self.today = today
  }
}

/// The options that check and letter share.
public struct RequestOptions: ParsableArguments {
  /// The file.
  @Argument(help: "The request, JSON or YAML.")
  public var file: String
  /// A directory file.
  @Option(help: "A directory file; the built-in fictional one when left out.")
  public var directory: String?
  /// The language of the answer, or of the letter's first column.
  @Option(help: "ar, en, es, fr, ru or zh.")
  public var lang: String = Language.en.rawValue

  /// Made by the parser.
  public init() {}

  /// The language.
  /// - Throws: a validation error for anything but the six codes.
  public func language() throws -> Language {
    guard let language = Language(rawValue: lang) else { throw ValidationError("\(lang) is not one of ar, en, es, fr, ru, zh.") }
    return language
  }
}

/// Runs `comity request check`: exit 0 when ready, 1 when blocked, 2 when the file cannot be read.
public struct RequestCheckRun: Sendable {
  /// The exit codes.
  public enum Outcome: Int32, Sendable {
    /// Nothing blocks.
    case ready = 0
    /// A finding blocks.
    case blocked = 1
    /// The file is no request.
    case unreadable = 2
  }

  let tools: OfflineTools

  /// Uses the given tools.
  public init(tools: OfflineTools) { self.tools = tools }

  /// Checks a file and returns what to print and how to exit.
  /// - Throws: the error of a directory file that cannot be read.
  public func run(
    file: String, directory: String?, language: Language, asJSON: Bool, on day: CalendarDay?
  ) throws -> (text: String, outcome: Outcome) {
    let words = try tools.words(language)
    let content: RequestContent
    do {
      content = try RequestFile.open(file)
    } catch let error as StrictJSONError {
      return (try unreadable(error, file: file, words: words, asJSON: asJSON), .unreadable)
    } catch {
      return (words("letter.cli.noFile", ["file": .text(file)]), .unreadable)
    }
    let check = RequestCheck(content, on: day ?? tools.today(), directory: try tools.directory(directory), in: words)
    let text = asJSON ? try Self.json(check) : report(check, words)
    return (text, check.ready ? .ready : .blocked)
  }

  private func report(_ check: RequestCheck, _ words: Words) -> String {
    var lines: [String] = []
    for finding in check.findings {
      lines.append("\(words("content.severity.\(finding.severity.rawValue)")): \(finding.message)")
      lines.append("  \(words("letter.cli.do")) \(finding.action)")
      lines.append("  \(finding.code) · \(finding.field) · \(finding.source)")
    }
    lines.append(words(check.ready ? "letter.cli.ready" : "letter.cli.blocked"))
    return lines.joined(separator: "\n")
  }

  private struct Unreadable: Encodable {
    struct Issue: Encodable {
      let reason: String
      let path: String
      let line: Int
      let column: Int
      let message: String
    }
    let ready = false
    let unreadable: [Issue]
  }

  func unreadable(_ error: StrictJSONError, file: String, words: Words, asJSON: Bool) throws -> String {
    let issues = error.issues.map { issue in
      Unreadable.Issue(
        reason: issue.reason.rawValue, path: issue.path, line: issue.position.line, column: issue.position.column,
        message: words("letter.unreadable.\(issue.reason.rawValue)", ["path": .text(issue.path), "expected": .text(issue.expected)]))
    }
    if asJSON { return try Self.json(Unreadable(unreadable: issues)) }
    return issues.map { "\(file):\($0.line):\($0.column): \($0.message)" }.joined(separator: "\n")
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
