// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
public import DirectoryRules
import Foundation
import Instruments
public import Kernel
public import Localisation
import StrictJSON
import Web
import WritingRules

/// What the offline commands need from the rest of the program; the executable gives it before it parses.
public struct OfflineTools: Sendable {
  /// Opens a directory file, or the built-in fictional one for `nil`.
  public let directory: @Sendable (String?) throws -> DirectorySnapshot
  /// The words of all modules.
  public let words: @Sendable (Language) throws -> Words
  /// Today, for checks without a date.
  public let today: @Sendable () -> CalendarDay
  /// What is told of a directory file that cannot be used: every place that is wrong.
  public let explained: @Sendable (any Error, Words) -> String

  /// Names the tools.
  public init(
    directory: @escaping @Sendable (String?) throws -> DirectorySnapshot, words: @escaping @Sendable (Language) throws -> Words,
    today: @escaping @Sendable () -> CalendarDay, explained: @escaping @Sendable (any Error, Words) -> String
  ) {
    self.directory = directory
    self.words = words
    self.today = today
    self.explained = explained
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
  /// - Throws: an error of the catalogues or of encoding, which does not happen.
  public func run(
    file: String, directory: String?, language: Language, asJSON: Bool, on day: CalendarDay?
  ) throws -> (text: String, outcome: Outcome) {
    let words = try tools.words(language)
    let content: RequestContent
    let snapshot: DirectorySnapshot
    do {
      (content, snapshot) = try open(file, directory, words: words, asJSON: asJSON)
    } catch let refused as CannotOpen {
      return (refused.text, .unreadable)
    }
    let check = RequestCheck(content, on: day ?? tools.today(), directory: snapshot, in: words)
    let text = asJSON ? try Self.json(check) : report(check, words)
    return (text, check.ready ? .ready : .blocked)
  }

  /// A file that cannot be opened or read, with what to print.
  struct CannotOpen: Error {
    let text: String
  }

  /// Opens the request and the directory file.
  /// - Throws: ``CannotOpen``.
  func open(
    _ file: String, _ directory: String?, words: Words, asJSON: Bool = false
  ) throws -> (RequestContent, DirectorySnapshot) {
    (
      try opened(file, words, asJSON) { try RequestFile.open(file) },
      try opened(directory ?? "", words, asJSON) { try tools.directory(directory) }
    )
  }

  private func opened<Value>(_ file: String, _ words: Words, _ asJSON: Bool, _ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch let error as StrictJSONError {
      throw CannotOpen(text: try unreadable(error, file: file, words: words, asJSON: asJSON))
    } catch let problem as any Problem {
      throw CannotOpen(text: try refusal("no-directory", tools.explained(problem, words), asJSON))
    } catch {
      throw CannotOpen(text: try refusal("no-file", words("letter.cli.noFile", ["file": .text(file)]), asJSON))
    }
  }

  private func refusal(_ reason: String, _ message: String, _ asJSON: Bool) throws -> String {
    guard asJSON else { return message }
    return try Self.json(Unreadable(unreadable: [.init(reason: reason, path: "", line: 1, column: 1, message: message)]))
  }

  private func report(_ check: RequestCheck, _ words: Words) -> String {
    var lines: [String] = []
    for finding in check.findings {
      lines.append("\(words("content.severity.\(finding.severity.rawValue)")): \(finding.message)")
      lines.append("  \(words("letter.cli.do")) \(finding.action)")
      let source = Source(finding.source).map { words.source($0) } ?? finding.source
      lines.append("  \(finding.code) · \(finding.field) · \(source)")
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
        message: words.unreadable(issue))
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
