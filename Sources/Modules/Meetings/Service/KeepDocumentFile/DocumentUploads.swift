// SPDX-License-Identifier: Apache-2.0
import Files
import Foundation
import Kernel
import MeetingsRules
import Storage
import Web

/// Files that officers brought for documents: first on the disk under their digest, then as a row that names them.
struct DocumentUploads: Sendable {
  let database: any Database
  let files: FileStore

  /// The bytes that the files of one form may have.
  static let limit = 200 << 20

  static let migration = Migration(
    "meetings.documents", 1, "create_document_file",
    [
      """
      CREATE TABLE documentFile (document TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, mediaType TEXT NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0), uploadedAt INTEGER NOT NULL, uploadedBy TEXT NOT NULL, uploadedByName TEXT NOT NULL,
      PRIMARY KEY (document, sha256))
      """,
      "CREATE INDEX mandateBySource ON mandate (source)",
    ])

  /// Keeps a file with a document; the same content under another name takes the new name.
  /// - Throws: `WebProblem.fileNotStored` when the disk does not take it.
  func keep(_ file: ReceivedFile, with document: ID<MeetingDocument>, by officer: SignedIn, at instant: Date) async throws {
    try await file.keep(in: files)
    _ = try await database.change(
      SQL(
        """
        INSERT INTO documentFile (document, sha256, name, mediaType, size, uploadedAt, uploadedBy, uploadedByName)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (document, sha256) DO UPDATE SET name = excluded.name, mediaType = excluded.mediaType,
        uploadedAt = excluded.uploadedAt, uploadedBy = excluded.uploadedBy, uploadedByName = excluded.uploadedByName
        """,
        [
          document.sql, file.sha256.sql, file.name.sql, file.mediaType.sql, file.size.sql, instant.sql, officer.officer.sql,
          officer.name.sql,
        ]))
  }

  /// The files that were brought for a document.
  func all(of document: ID<MeetingDocument>) async throws -> [DocumentExpression.Attachment] {
    try await database.rows(
      SQL("SELECT sha256, name, mediaType, size FROM documentFile WHERE document = $1 ORDER BY uploadedAt, sha256", [document.sql])
    ).map { row in
      DocumentExpression.Attachment(
        name: try row.text("name"), mediaType: try row.text("mediaType"), size: try row.integer("size"), sha256: try row.text("sha256"))
    }
  }

  /// The digests of all files that were brought for a document, or that a language version names.
  static func namedFiles(in database: any Database) async throws -> Set<String> {
    let brought = try await database.rows(SQL("SELECT DISTINCT sha256 FROM documentFile")).map { try $0.text("sha256") }
    let documents: [MeetingDocument] = try await database.rows(SQL("SELECT entry FROM meetingDocument")).map { try KeptEntry.read($0) }
    return Set(brought + documents.flatMap(\.expressions).flatMap(\.attachments).map(\.sha256))
  }

  /// The content of a file that is small enough to be read; `nil` when it is not kept here or is too large.
  func content(of digest: String, upTo limit: Int) async throws -> Data? { try await files.content(of: digest, upTo: limit) }
}

extension DocumentTools {
  var uploads: DocumentUploads { DocumentUploads(database: store.database, files: meetings.files) }
}

/// Gives out the files of language versions.
struct DocumentFilePage: Sendable {
  let tools: DocumentTools

  /// Everybody may have files of general distribution that a language version names; officers may have every file of the document.
  @Sendable func file(_ call: Call<SignedIn?>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    let digest = call.parameters["sha256"] ?? ""
    let isOfficer = call.who.readsMeetings
    guard isOfficer || entry.document.filesArePublic else { throw WebProblem.notFound }
    var named = entry.document.expressions.flatMap(\.attachments)
    if isOfficer { named += try await tools.uploads.all(of: entry.document.id) }
    guard let file = named.first(where: { $0.sha256 == digest }), let kept = try await tools.meetings.files.open(digest) else {
      throw WebProblem.notFound
    }
    // What was uploaded is never shown by the program itself: it is handed out as a file, whatever its sender called it.
    return .stored(kept, type: "application/octet-stream", name: file.name)
  }
}
