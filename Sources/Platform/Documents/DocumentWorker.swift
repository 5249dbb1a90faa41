// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import Subprocess
import SystemPackage

/// Makes PDF and DOCX files in a small Python process that is kept, so that fonts and templates are loaded once.
///
/// The process is started at the first document, spoken to by lines of JSON, started anew when it dies or hangs, and sees a temporary
/// folder of its own.
public final class DocumentWorker: Sendable {
  /// The forms of file.
  public enum Kind: String, Sendable, CaseIterable {
    /// PDF/A-2a, tagged, as the engine declares it.
    case pdf
    /// For Word and LibreOffice.
    case docx

    /// The media type.
    public var mediaType: String {
      switch self {
      case .pdf: "application/pdf"
      case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
      }
    }
  }

  /// The folder of the catalogues with the worker's problems.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  private let process: WorkerProcess
  // One document at a time: the process answers in order, and two would only share one core.
  private let queue = DispatchQueue(label: "documents")

  /// Names the Python interpreter of the worker's environment and how long one document may take.
  public init(python: URL, timeout: Duration = .seconds(30)) {
    process = WorkerProcess(python: python, timeout: timeout)
  }

  /// Renders a document.
  /// - Throws: ``DocumentProblem/workerMissing`` without the Python environment; ``DocumentProblem/tooLarge`` beyond four million
  ///   characters; ``DocumentProblem/cannotBeSet(cause:)`` when the text has something that no such file can show;
  ///   ``DocumentProblem/notRendered`` when the worker failed or took too long: the next call starts it anew.
  public func render(_ document: OfficialDocument, as kind: Kind) async throws -> Data {
    try await render(document, "letter", as: kind)
  }

  /// Renders a paper in one language.
  /// - Throws: as ``render(_:as:)`` for a letter.
  public func render(_ paper: OfficialPaper, as kind: Kind) async throws -> Data {
    try await render(paper, "paper", as: kind)
  }

  /// Makes an XLSX file of a workbook.
  /// - Throws: as ``render(_:as:)`` for a letter.
  public func render(_ workbook: Workbook) async throws -> Data {
    try await render(workbook, "workbook", as: "xlsx")
  }

  private func render(_ document: some Encodable, _ form: String, as kind: Kind) async throws -> Data {
    try await render(document, form, as: kind.rawValue)
  }

  private func render(_ document: some Encodable, _ form: String, as kind: String) async throws -> Data {
    let json = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { [process] in continuation.resume(with: Result { try process.render(json, form, as: kind) }) }
    }
  }

  /// Reads the paragraphs of an uploaded file, with the numbers that a word processor counts when it shows them.
  /// - Throws: ``DocumentProblem/fileUnreadable`` for a file that is broken, hostile or of another kind; ``DocumentProblem/fileTooLarge``
  ///   beyond 20 megabytes or for one that unfolds to more than a document; ``DocumentProblem/workerMissing``;
  ///   ``DocumentProblem/notRendered`` when the worker failed or took too long.
  public func paragraphs(of file: Data, as format: UploadFormat) async throws -> [UploadedParagraph] {
    let read = try await withCheckedThrowingContinuation { continuation in
      queue.async { [process] in continuation.resume(with: Result { try process.paragraphs(file, format) }) }
    }
    return try JSONDecoder().decode([UploadedParagraph].self, from: read)
  }

  deinit {
    queue.sync { [process] in process.stop() }
  }
}

/// The process itself; touched from the worker's queue alone, which is what makes it safe to send.
private final class WorkerProcess: @unchecked Sendable {
  private let python: URL
  private let timeout: Duration
  private var running: (program: KeptProgram, folder: URL)?
  private var buffer = Data()
  private var next = 1

  init(python: URL, timeout: Duration) {
    self.python = python
    self.timeout = timeout
  }

  func render(_ json: String, _ form: String, as kind: String) throws -> Data {
    try ask { id, _ in "{\"id\":\(id),\"kind\":\"\(kind)\",\"form\":\"\(form)\",\"document\":\(json)}" }
  }

  func paragraphs(_ file: Data, _ format: UploadFormat) throws -> Data {
    guard file.count <= UploadFormat.largestFile else { throw DocumentProblem.fileTooLarge }
    var input: URL?
    defer { if let input { try? FileManager.default.removeItem(at: input) } }
    do {
      return try ask { id, folder in
        let place = folder.appending(path: "\(id).input")
        input = place
        try file.write(to: place)
        return "{\"id\":\(id),\"kind\":\"paragraphs\",\"format\":\"\(format.rawValue)\",\"input\":\"\(place.lastPathComponent)\"}"
      }
    } catch DocumentProblem.tooLarge {
      throw DocumentProblem.fileTooLarge
    }
  }

  private func ask(_ request: (_ id: Int, _ folder: URL) throws -> String) throws -> Data {
    let worker = try started()
    let id = next
    next += 1
    struct Answer: Decodable {
      let id: Int?
      let file: String?
      let error: String?
      let cause: String?
    }
    do {
      let deadline = ContinuousClock.now.advanced(by: timeout)
      try worker.program.write(Data((try request(id, worker.folder) + "\n").utf8), before: deadline)
      let answer = try JSONDecoder().decode(Answer.self, from: try line(of: worker.program, before: deadline))
      guard answer.id == id else { throw DocumentProblem.notRendered }
      if answer.error == "too-large" { throw DocumentProblem.tooLarge }
      if answer.error == "unset" { throw DocumentProblem.cannotBeSet(cause: answer.cause ?? "") }
      if answer.error == "unreadable" { throw DocumentProblem.fileUnreadable }
      guard answer.error == nil, let name = answer.file else { throw DocumentProblem.notRendered }
      let file = worker.folder.appending(path: name)
      defer { try? FileManager.default.removeItem(at: file) }
      return try Data(contentsOf: file)
    } catch let problem as DocumentProblem {
      // After a refusal the process is as it was; after anything else nobody knows.
      if problem.kind != .invalid { stop() }
      throw problem
    } catch {
      stop()
      throw DocumentProblem.notRendered
    }
  }

  private func started() throws -> (program: KeptProgram, folder: URL) {
    if let running, !running.program.hasEnded { return running }
    stop()
    guard FileManager.default.isExecutableFile(atPath: python.path) else { throw DocumentProblem.workerMissing }
    // A worker that died while it was written to must be an error here, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-documents-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let script = Bundle.module.bundleURL.appending(path: "Worker").appending(path: "comity_documents.py")
    do {
      let program = try KeptProgram(
        Configuration(
          executable: .path(FilePath(python.path)), arguments: ["-B", script.path, folder.path],
          environment: .custom(["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.path]),
          workingDirectory: FilePath(folder.path)))
      running = (program, folder)
      // The first line says that the libraries are there.
      _ = try line(of: program, before: .now.advanced(by: timeout))
      return (program, folder)
    } catch {
      stop()
      throw DocumentProblem.workerMissing
    }
  }

  /// The next line the process writes, waited for no longer than until the deadline.
  private func line(of program: KeptProgram, before deadline: ContinuousClock.Instant) throws -> Data {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[..<end]
        buffer = Data(buffer[(end + 1)...])
        return Data(line)
      }
      buffer.append(try program.read(before: deadline))
    }
  }

  func stop() {
    guard let running else { return }
    self.running = nil
    buffer = Data()
    running.program.stop()
    try? FileManager.default.removeItem(at: running.folder)
  }
}
