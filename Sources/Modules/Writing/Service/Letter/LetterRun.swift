// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Documents
import Foundation
public import Kernel
public import Localisation
import StrictJSON
public import WritingRules

extension OfficialDocument {
  /// The letter of a request as it would go out on a day: the directory tells to whom, the rules tell whether it is still a draft.
  /// - Throws: `EncodingError` when the request cannot be written as JSON for its digest.
  public static func letter(
    _ content: RequestContent, on day: CalendarDay, directory: DirectorySnapshot, in first: Words, with second: Words
  ) throws -> OfficialDocument {
    let input = ReadinessInput(content, on: day, directory: directory)
    let isReady = (try? ReadyRequest(input)) != nil
    let recipient = try? input.recipient?.get().authority
    return try LetterComposer(content, to: recipient, in: first, with: second, on: day, isReady: isReady).document()
  }
}

/// Runs `comity request letter`.
public struct LetterRun: Sendable {
  let tools: OfflineTools
  let worker: DocumentWorker

  /// Uses the given tools and the worker for PDF and DOCX.
  public init(tools: OfflineTools, worker: DocumentWorker) {
    self.tools = tools
    self.worker = worker
  }

  /// Writes the letter of a file; the ending of `out` says in which form.
  /// - Throws: `DocumentProblem` when PDF or DOCX cannot be made; Foundation's error when
  ///   `out` cannot be written.
  /// - Returns: what to print, and whether the letter was written; a file that is no request is told with line, column and path.
  public func run(
    file: String, directory: String?, in first: Language, with second: Language, on day: CalendarDay?, out: String
  ) async throws -> (text: String, isWritten: Bool) {
    let words = try tools.words(first)
    let kind = DocumentWorker.Kind(rawValue: URL(filePath: out).pathExtension)
    guard kind != nil || out.hasSuffix(".html") else { return (words("letter.cli.unknownFormat", ["file": .text(out)]), false) }
    let content: RequestContent
    let snapshot: DirectorySnapshot
    do {
      (content, snapshot) = try RequestCheckRun(tools: tools).open(file, directory, words: words)
    } catch let refused as RequestCheckRun.CannotOpen {
      return (refused.text, false)
    }
    let document = try OfficialDocument.letter(
      content, on: day ?? tools.today(), directory: snapshot, in: words, with: try tools.words(second))
    let letter: Data
    if let kind {
      letter = try await worker.render(document, as: kind)
    } else {
      letter = Data(PrintPage(document).markup(style: .embedded).utf8)
    }
    try letter.write(to: URL(filePath: out), options: .atomic)
    return (words("letter.cli.written", ["file": .text(out)]), true)
  }
}
