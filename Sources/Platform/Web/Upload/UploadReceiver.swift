// SPDX-License-Identifier: Apache-2.0
import Files
import Hummingbird
import MultipartForm
import NIOCore
import NIOPosix

/// Takes in a form with files while it arrives: fields into memory, files to the disk.
struct UploadReceiver {
  /// The bytes that all files of the form together may have.
  let limit: Int
  /// The bytes that may still be kept with whatever the files belong to.
  let room: Int
  /// The bytes that the whole form is going to have, where it says so.
  let announced: Int?
  let folder: IncomingFiles
  /// Checks the form's token, which must be the first part; `nil` where the caller shows a token of another kind.
  let isToken: (@Sendable (String) -> Bool)?

  private var parser: MultipartParser
  private var isBelieved: Bool
  private var pairs: [(String, String)] = []
  private var files: [String: Result<ReceivedFile, WebProblem>] = [:]
  private var head: PartHead?
  private var value: [UInt8] = []
  private var fieldBytes = 0
  private var file: IncomingFile?
  private var refusal: WebProblem?
  private var fileBytes = 0

  init(
    boundary: String, limit: Int, room: Int = .max, announced: Int? = nil, folder: IncomingFiles, isToken: (@Sendable (String) -> Bool)?
  ) {
    parser = MultipartParser(boundary: boundary, limits: .init(parts: 5000, field: FormData.sizeLimit))
    self.limit = limit
    self.room = room
    self.announced = announced
    self.folder = folder
    self.isToken = isToken
    isBelieved = isToken == nil
  }

  /// Reads the whole body.
  ///
  /// A file that is too large or that the disk does not take is passed over to its end, so that the browser shows the answer and the
  /// fields after it are not lost.
  /// - Returns: the fields, with a token that may not fit; then there are no files.
  /// - Throws: ``WebProblem/foreignForm`` when the first part is not a token, ``WebProblem/unreadableForm``,
  ///   ``WebProblem/tooLarge(limit:)`` far beyond the limit.
  mutating func receive(_ body: RequestBody) async throws -> Upload {
    do {
      for try await buffer in body {
        for event in try parser.take(buffer.getBytes(at: buffer.readerIndex, length: buffer.readableBytes) ?? []) {
          try await take(event)
        }
      }
      try parser.finish()
    } catch MultipartError.fieldTooLarge {
      throw WebProblem.tooLarge(limit: FormData.sizeLimit)
    } catch is MultipartError {
      throw WebProblem.unreadableForm
    }
    return Upload(form: FormData(pairs), files: files)
  }

  private mutating func take(_ event: MultipartParser.Event) async throws {
    switch event {
    case .part(let head): try await begin(head)
    case .body(let bytes): try await add(bytes)
    case .partEnd: try await end()
    }
  }

  private mutating func begin(_ part: PartHead) async throws {
    if isToken != nil, head == nil, part.name != CSRF.field || part.fileName != nil { throw WebProblem.foreignForm }
    head = part
    value = []
    refusal = nil
    file = nil
    // Nothing of a form that is not believed reaches the disk.
    guard let name = part.fileName, !name.isEmpty, isBelieved else { return }
    // What is known not to fit is refused before a byte of it is taken; the fields beside it are no more than a form may have.
    if let announced, room < limit, announced - FormData.sizeLimit > room { return refusal = .overQuota(left: room) }
    do {
      let expected = min(limit, announced ?? 0)
      file = try await NIOThreadPool.singleton.runIfActive { [folder] in try folder.begin(expecting: expected) }
    } catch let failure as FileFailure {
      refusal = WebProblem(failure)
    }
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) async throws {
    guard head?.fileName != nil else {
      fieldBytes += bytes.count
      guard fieldBytes <= FormData.sizeLimit else { throw WebProblem.tooLarge(limit: FormData.sizeLimit) }
      value += bytes
      return
    }
    fileBytes += bytes.count
    if fileBytes > min(limit, room) {
      // Somebody who chose the wrong file gets an answer; whoever goes on for ever does not.
      guard fileBytes / 4 <= limit else { throw WebProblem.tooLarge(limit: limit) }
      refusal = refusal ?? (fileBytes > limit ? .tooLarge(limit: limit) : .overQuota(left: room))
      file = nil
    }
    guard let file else { return }
    do {
      try await NIOThreadPool.singleton.runIfActive { try file.write(bytes) }
    } catch let failure as FileFailure {
      refusal = WebProblem(failure)
      self.file = nil
    }
  }

  private mutating func end() async throws {
    guard let head else { return }
    guard let name = head.fileName else {
      pairs.append((try FormData.text(head.name), try FormData.text(value)))
      if let isToken, pairs.count == 1 { isBelieved = isToken(pairs[0].1) }
      return
    }
    // Fields whose file was not chosen come as empty files without a name.
    if let refusal { files[head.name] = .failure(refusal) }
    guard let file else { return }
    self.file = nil
    do {
      try await NIOThreadPool.singleton.runIfActive { try file.finish() }
      files[head.name] = ReceivedFile(file, name: name, mediaType: head.mediaType).map { .success($0) }
    } catch let failure as FileFailure {
      files[head.name] = .failure(WebProblem(failure))
    }
  }
}

extension FormData {
  /// The text of a field: as of every form, with LF alone at the ends of lines and without NUL.
  fileprivate static func text(_ bytes: [UInt8]) throws(WebProblem) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .unreadableForm }
    return try self.text(text)
  }

  fileprivate static func text(_ text: String) throws(WebProblem) -> String {
    guard !text.utf8.contains(0) else { throw .unreadableForm }
    return text.replacing("\r\n", with: "\n")
  }
}
