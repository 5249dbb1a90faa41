// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import Kernel
import Keys
import Storage
import Web
import WritingRules

extension Casework {
  /// The largest file of a case, in bytes.
  static let fileLimit = 4 << 30

  /// How many bytes the files of the case of an address may still have.
  func room(_ parameters: [String: String]) async throws -> Int {
    guard let id = parameters["case"].flatMap({ ID<RegisteredRequest>($0) }) else { throw WebProblem.notFound }
    return try await vault.room(for: CaseSeal.owner(id))
  }

  /// Where the content of a new file is.
  enum NewContent: Sendable {
    /// It came with this call.
    case received(ReceivedFile)
    /// It came with an earlier call, whose form had to be mended, and is kept with the case already.
    case kept(CaseFile.Content)

    var content: CaseFile.Content {
      switch self {
      case .received(let file): .init(name: file.name, mediaType: file.mediaType, sha256: file.sha256, size: file.size)
      case .kept(let content): content
      }
    }
  }

  /// Adds a file to a case: its content is on the disk before the row that names it is written, and both count from one commit.
  /// - Throws: ``CannotFile``, ``CannotAct``, `WebProblem.fileNotStored`, `WebProblem.noRoom`.
  func add(
    _ input: AddFile, _ content: NewContent?, to request: ID<RegisteredRequest>, for reader: CaseStore.Reader, _ acting: Acting
  ) async throws -> CaseFile {
    let owner = try await store.request(request, for: reader).value
    let files = try await store.records(CaseFile.self, of: request, for: reader).map(\.value)
    let id = ID<CaseFile>()
    // What will be refused is refused before the file is scanned and moved.
    _ = try owner.adding(input, id: id, among: files, acting)
    var statements: [SQL] = []
    switch content {
    case .received(let file):
      let key = try await store.seal.keys.key(of: CaseSeal.owner(request))
      statements = [try await file.keep(in: vault, under: key, at: acting.at).statement]
    // What was kept aside is dropped after some days: from here on it is kept for the case, or it is gone already.
    case .kept(let content): statements = [vault.touching(content.sha256, of: CaseSeal.owner(request), at: acting.at)]
    case nil: break
    }
    return try await changeRecord(
      nil as ID<CaseFile>?, of: request, for: reader, by: .officer(acting.officer.id), at: acting.at, with: statements
    ) { request, _ in
      let decision = try request.adding(input, id: id, among: files, acting)
      return (decision.state, decision.events)
    }
  }

  /// Keeps the content of a file whose form has to be mended, so that nobody sends it twice; that the case has such a file is noted before.
  func keepAside(_ file: ReceivedFile, with request: ID<RegisteredRequest>, at instant: Date) async throws {
    try await store.database.commit(Commit([CaseStore.asideNoted(request, at: instant)]))
    try await file.keep(in: FileStore(vault, for: CaseSeal.owner(request)))
  }

  /// A content that was kept aside; `nil` when the case has none with this digest.
  func keptAside(_ sha256: String, name: String, mediaType: String, with request: ID<RegisteredRequest>) async throws -> CaseFile.Content? {
    guard let kept = try await vault.file(sha256, of: CaseSeal.owner(request)) else { return nil }
    return .init(name: name, mediaType: mediaType, sha256: kept.sha256, size: kept.size)
  }

  /// What the virus scan said of the files of a case, by their digests.
  func scans(of request: ID<RegisteredRequest>) async throws -> [String: ScanResult] {
    Dictionary(try await vault.files(of: CaseSeal.owner(request)).map { ($0.sha256, $0.scan) }) { first, _ in first }
  }

  /// Opens the content of a file for a reader; that it was read is recorded before a byte is given out.
  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/noSuchRecord``, `WebProblem.notFound` for an object alone, `FileProblem`,
  ///   `KeyProblem.destroyed`.
  func read(
    _ id: ID<CaseFile>, of request: ID<RegisteredRequest>, for reader: CaseStore.Reader, at instant: Date
  ) async throws -> (file: OpenFile, content: CaseFile.Content) {
    let owner = try await store.request(request, for: reader).value
    let file = try await store.record(id, of: request, for: reader).value
    guard let content = file.content, let kept = try await vault.file(content.sha256, of: CaseSeal.owner(request)) else {
      throw WebProblem.notFound
    }
    let open = try await vault.open(kept)
    try await store.database.commit(
      Commit(events: [owner.recorded(file.read, by: .officer(reader.officer), at: instant, in: file.compartment)]))
    // Where nothing can be signed at present the file is read all the same; the next opening tells the other authority.
    if let travelled = file.origin.travelled { try? await around.exchange?.files?.opened(travelled.from, travelled.message) }
    return (open, content)
  }
}
