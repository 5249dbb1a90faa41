// SPDX-License-Identifier: Apache-2.0
import Age
import Crypto
public import ExchangeRules
public import Files
public import Foundation
public import Keys
public import Storage

/// Files of this node that are sealed for another authority and wait to be fetched.
///
/// Each is sealed once for its message, under an identity that is in the message's manifest and nowhere else.
public struct SealedFiles: Sendable {
  private let folder: URL
  let database: any Database
  private let vault: FileVault
  private let now: @Sendable () -> Date

  /// Bytes of a file that are in memory at once.
  private static let piece = 1 << 20

  /// Uses a folder, which is made when the first file is sealed, and a database that has ``TransferTables/migrations``.
  public init(folder: URL, database: any Database, vault: FileVault, now: @escaping @Sendable () -> Date = { Date() }) {
    self.folder = folder
    self.database = database
    self.vault = vault
    self.now = now
  }

  /// Seals the files of a draft, in their order; what an earlier try sealed for it, whose keys are lost, is released first.
  /// - Throws: ``FileIsGone`` when a file is not in the vault any more, ``ExchangeProblem/tooLarge`` when one is too long for the profile.
  public func seal(_ draft: MessageDraft) async throws -> [Payload] {
    try await discard(draft.id)
    var payloads: [Payload] = []
    for file in draft.files { payloads.append(try await seal(file, for: draft)) }
    return payloads
  }

  /// Forgets the sealed files of a message: nobody will fetch them any more.
  public func release(_ message: MessageID) async throws {
    let rows = try await database.change(SQL("DELETE FROM sealedFile WHERE message = $1 RETURNING sealed", ["\(message)".sql]))
    for row in rows { try? FileManager.default.removeItem(at: url(try row.text("sealed"))) }
  }

  /// Removes from the vault what tests of the path took along, once their messages are signed.
  ///
  /// Sealed for the other node it is here a second time. What was kept for a message that nobody then wanted goes after a month.
  public func removeTried() async throws {
    let tried = try await database.rows(
      SQL(
        """
        SELECT ownerId FROM vaultFile v WHERE ownerType = $1 AND (keptAt < $2
          OR EXISTS (SELECT 1 FROM exchangeMessage m WHERE m.message = v.ownerId AND m.direction = 'out'))
        """, [KeyOwner.tryingType.sql, now().addingTimeInterval(-30 * 86_400).sql]))
    for row in tried {
      try await vault.shred(KeyOwner(type: KeyOwner.tryingType, id: try row.text("ownerId")), at: now())
    }
  }

  /// Removes what stands in the folder and in no row: left behind by a process that ended between the disk and the commit.
  ///
  /// - Parameter instant: what is younger is let alone, because its commit may still come.
  public func tidyUp(before instant: Date) async throws {
    let named = Set(try await database.rows(SQL("SELECT sealed FROM sealedFile")).map { try $0.text("sealed") })
    let found = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
    for url in found where !named.contains(url.lastPathComponent) {
      let changed = try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
      if let changed, changed < instant { try? FileManager.default.removeItem(at: url) }
    }
  }

  private func seal(_ file: MessageDraft.File, for draft: MessageDraft) async throws -> Payload {
    let owner = KeyOwner(type: file.ownerKind, id: file.ownerID)
    guard let kept = try await vault.file(file.sha256, of: owner), let digest = DigestOf<PlainFile>(file.sha256) else { throw FileIsGone() }
    guard let length = SealedLength.sealed(of: Int64(kept.size)), let each = SegmentLength.suitable(for: length),
      let name = try? PayloadName(file.name), let media = MediaType(file.media)
    else { throw ExchangeProblem.tooLarge }
    let identity = AgeIdentity()
    let content: OpenFile
    do { content = try await vault.open(kept) } catch KeyProblem.destroyed { throw FileIsGone() }
    let target = try SealedTarget(in: folder, each: each.rawValue)
    var sealer = try AgeSealer(for: [identity.recipient])
    var offset = 0
    var part = try await content.read(at: 0, upTo: Self.piece)
    var sealedPart = Data()
    while !part.isEmpty {
      offset += part.count
      // The next is read and opened, and the one before digested and written, while this one is sealed.
      let (place, before) = (offset, sealedPart)
      async let next = content.read(at: place, upTo: Self.piece)
      async let isWritten: Void = target.write(before)
      sealedPart = try sealer.take(part)
      try await isWritten
      part = try await next
    }
    try await target.write(sealedPart)
    try await target.write(try sealer.finish())
    let sealed = try await target.finish()
    guard let blob = BlobID(bytes: sealed.digest), let tree = sealed.segments.tree, let key = FileKey(identity.secretText) else {
      throw ExchangeProblem.storage
    }
    let payload = try Payload(
      name: name, media: media, size: Int64(content.size), digest: digest, sealedSize: sealed.length, blob: blob, each: each, tree: tree,
      key: key)
    try await target.move(to: url(blob.hex))
    try await database.commit(
      Commit([
        SQL(
          "INSERT INTO sealedFile (sealed, size, each, segments, message, authority, madeAt) VALUES ($1, $2, $3, $4, $5, $6, $7)",
          [
            blob.hex.sql, .integer(sealed.length), .integer(each.rawValue), sealed.segments.bytes.sql, "\(draft.id)".sql, "\(draft.to)".sql,
            now().sql,
          ], mustChange: 1)
      ]))
    return payload
  }

  /// Forgets what was sealed for a draft, unless it has become a message: another process may have made it one while this one slept.
  public func discard(_ message: MessageID) async throws {
    let rows = try await database.change(
      SQL(
        """
        DELETE FROM sealedFile WHERE message = $1
          AND NOT EXISTS (SELECT 1 FROM exchangeMessage m WHERE m.message = $1 AND m.direction = 'out' AND m.sequence IS NOT NULL)
        RETURNING sealed
        """, ["\(message)".sql]))
    for row in rows { try? FileManager.default.removeItem(at: url(try row.text("sealed"))) }
  }

  /// What a message is committed with: that its sealed files are still here.
  public func kept(_ message: MessageID, _ payloads: [Payload]) -> [SQL] {
    payloads.map {
      SQL(
        "UPDATE sealedFile SET madeAt = $3 WHERE sealed = $1 AND message = $2", [$0.blob.hex.sql, "\(message)".sql, now().sql],
        mustChange: 1)
    }
  }

  func url(_ blob: String) -> URL { folder.appending(path: blob) }

  // MARK: Giving out

  /// What answers `GET /v1/blobs/`.
  public var route: WireRoute { WireRoute("GET", "/v1/blobs/") { call in try await answer(call) } }

  /// Gives a file, a part of it or the list of its pieces to the authority that its message is for; everybody else is told that nothing is there.
  func answer(_ call: WireCall) async throws -> WireAnswer {
    let parts = call.path.dropFirst("/v1/blobs/".count).split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, let blob = BlobID(first), parts.count == 1 || (parts.count == 2 && parts[1] == "segments") else {
      return .notFound
    }
    let found = try await database.row(
      SQL("SELECT size, each, segments FROM sealedFile WHERE sealed = $1 AND authority = $2", [blob.hex.sql, "\(call.from)".sql]))
    guard let found else { return .notFound }
    let segments = try found.blob("segments")
    if parts.count == 2 {
      return WireAnswer(
        status: 200, fields: ["content-type": "application/octet-stream", "etag": "\"\(blob)\""], content: .bytes(segments))
    }
    return part(of: blob, Int64(try found.integer("size")), each: Int64(try found.integer("each")), segments, call)
  }

  private func part(of blob: BlobID, _ size: Int64, each: Int64, _ segments: Data, _ call: WireCall) -> WireAnswer {
    var fields = ["content-type": "application/octet-stream", "etag": "\"\(blob)\"", "accept-ranges": "bytes"]
    // Another file than the one that the asker has a part of is given whole.
    let asked = call.fields["if-range"].map { $0 == "\"\(blob)\"" } == false ? nil : call.fields["range"]
    switch ByteRange(asked, of: size) {
    case .whole:
      fields["content-digest"] = Self.digestField(blob.hex)
      return WireAnswer(status: 200, fields: fields, content: .file(url(blob.hex), range: 0..<size))
    case .part(let range):
      fields["content-range"] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
      let number = Int(range.lowerBound / each)
      if range.lowerBound % each == 0, range.upperBound == min(size, range.lowerBound + each),
        let list = SegmentList(segments, count: segments.count / 32), number < list.count
      {
        // A whole piece: its digest is known and need not be computed again.
        fields["content-digest"] = "sha-256=:\(list[number].base64EncodedString()):"
      }
      return WireAnswer(status: 206, fields: fields, content: .file(url(blob.hex), range: range))
    case .unsatisfiable:
      return WireAnswer(status: 416, fields: ["content-range": "bytes */\(size)"])
    }
  }

  private static func digestField(_ hex: String) -> String {
    let digits = Array(hex.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0 }
    return "sha-256=:\(Data(bytes).base64EncodedString()):"
  }
}

extension KeyOwner {
  static let tryingType = "exchangeLoop"

  /// Whose the file is that a test of the path takes along, until it was sealed for its message.
  public static func loop(_ message: MessageID) -> KeyOwner { KeyOwner(type: tryingType, id: "\(message)") }
}

/// A file of a draft is not in the vault, or its key was destroyed: it can never be sealed.
public struct FileIsGone: Error, Hashable, Sendable {
  /// Makes the error.
  public init() {}
}

/// What part of a file `Range` asks for.
/// - Source: RFC 9110, section 14.2
enum ByteRange: Hashable {
  case whole
  case part(Range<Int64>)
  case unsatisfiable

  /// Several ranges at once, other units and what cannot be read ask for the whole, as the standard allows.
  init(_ field: String?, of size: Int64) {
    guard let field, let match = field.wholeMatch(of: /bytes=([0-9]{0,18})-([0-9]{0,18})/) else {
      self = .whole
      return
    }
    switch (Int64(match.1), Int64(match.2)) {
    case (nil, nil): self = .whole
    case (nil, let last?): self = last > 0 && size > 0 ? .part(max(0, size - last)..<size) : .unsatisfiable
    case (let from?, let to): self = Self.between(from, to ?? .max, of: size)
    }
  }

  private static func between(_ from: Int64, _ to: Int64, of size: Int64) -> ByteRange {
    guard from <= to else { return .whole }
    guard from < size else { return .unsatisfiable }
    return .part(from..<min(size, to == .max ? size : to + 1))
  }
}
