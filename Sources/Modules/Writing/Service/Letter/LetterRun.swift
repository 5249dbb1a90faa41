// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Documents
import Foundation
public import Kernel
public import Localisation
import StrictJSON
public import WritingRules

extension OfficialDocument {
  /// The letter of a request that nobody has approved, as it would go out on a day: the directory tells to whom.
  /// - Throws: `EncodingError` when the request cannot be written as JSON for its digest.
  public static func letter(
    _ content: RequestContent, on day: CalendarDay, directory: DirectorySnapshot, in first: Words, with second: Words,
    addingTo earlier: RequestContent? = nil
  ) throws -> OfficialDocument {
    let input = ReadinessInput(content, on: day, directory: directory)
    let isReady = (try? ReadyRequest(input)) != nil
    let recipient = try? input.recipient?.get().authority
    return try LetterComposer(
      content, to: recipient, in: first, with: second, on: day, standing: isReady ? .ready : .blocked, addingTo: earlier
    ).document()
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
    file: String, adding earlier: String? = nil, directory: String?, in first: Language, with second: Language, on day: CalendarDay?,
    out: String
  ) async throws -> (text: String, isWritten: Bool) {
    let words = try tools.words(first)
    let kind = DocumentWorker.Kind(rawValue: URL(filePath: out).pathExtension)
    guard kind != nil || out.hasSuffix(".html") else { return (words("letter.cli.unknownFormat", ["file": .text(out)]), false) }
    guard first != second else {
      return ("\(words("problem.writing.same-languages.title"))\n\(words("problem.writing.same-languages.detail"))", false)
    }
    let request: (content: RequestContent, earlier: RequestContent?)
    switch try open(file, earlier, words) {
    case .success(let opened): request = opened
    case .failure(let refusal): return (refusal.text, false)
    }
    let snapshot: DirectorySnapshot
    do {
      snapshot = try RequestCheckRun(tools: tools).open(file, directory, words: words).1
    } catch let refused as RequestCheckRun.CannotOpen {
      return (refused.text, false)
    }
    let document = try OfficialDocument.letter(
      request.content, on: day ?? tools.today(), directory: snapshot, in: words, with: try tools.words(second),
      addingTo: request.earlier)
    let letter: Data
    if let kind {
      letter = try await worker.render(document, as: kind)
    } else {
      letter = Data(PrintPage(document).markup(style: .embedded).utf8)
    }
    try letter.write(to: URL(filePath: out), options: .atomic)
    return (words("letter.cli.written", ["file": .text(out)]), true)
  }

  private struct Refusal: Error {
    let text: String
  }

  /// The request, and the earlier one that it names; any other file as the earlier one would make it say what is not so.
  private func open(
    _ file: String, _ earlier: String?, _ words: Words
  ) throws -> Result<(content: RequestContent, earlier: RequestContent?), Refusal> {
    var opened: [RequestContent] = []
    for path in [file, earlier].compactMap({ $0 }) {
      do {
        opened.append(try RequestFile.open(path))
      } catch let error as StrictJSONError {
        return .failure(Refusal(text: try RequestCheckRun(tools: tools).unreadable(error, file: path, words: words, asJSON: false)))
      } catch {
        return .failure(Refusal(text: words("letter.cli.noFile", ["file": .text(path)])))
      }
    }
    guard let earlier else { return .success((opened[0], nil)) }
    guard let named = opened[0].supplements?.reference, named == opened[1].reference else {
      return .failure(Refusal(text: words("letter.cli.otherEarlier", ["file": .text(earlier)])))
    }
    return .success((opened[0], opened[1]))
  }
}
