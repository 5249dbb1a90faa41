// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Storage
import WritingRules

extension DraftStore {
  /// What officers brought; the content stands in the data folder under its digest.
  static let uploadMigration = Migration(
    "writing", 2, "create_draft_upload",
    [
      """
      CREATE TABLE draftUpload (draft TEXT NOT NULL, sha256 TEXT NOT NULL, fileName TEXT NOT NULL, mediaType TEXT NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0), uploadedAt INTEGER NOT NULL, uploadedBy TEXT NOT NULL, uploadedByName TEXT NOT NULL,
      PRIMARY KEY (draft, sha256))
      """,
      "CREATE INDEX draftUploadByInstant ON draftUpload (uploadedAt)",
    ])

  /// Finds an officer's files without reading everybody's.
  static let uploaderMigration = Migration(
    "writing", 5, "index_draft_upload_by_officer", ["CREATE INDEX draftUploadByOfficer ON draftUpload (uploadedBy)"])

  /// A file that an officer brought.
  struct Upload: Sendable {
    let sha256: String
    let name: String
    let mediaType: String
    let size: Int
  }

  /// Notes that a file is kept with a draft; the same content under another name takes the new name.
  func note(_ upload: Upload, of id: ID<Draft>, by officer: ActingOfficer, at instant: Date) async throws {
    _ = try await database.change(
      SQL(
        """
        INSERT INTO draftUpload (draft, sha256, fileName, mediaType, size, uploadedAt, uploadedBy, uploadedByName)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (draft, sha256) DO UPDATE SET fileName = excluded.fileName, mediaType = excluded.mediaType,
        uploadedAt = excluded.uploadedAt, uploadedBy = excluded.uploadedBy, uploadedByName = excluded.uploadedByName
        """,
        [
          id.sql, upload.sha256.sql, upload.name.sql, upload.mediaType.sql, upload.size.sql, instant.sql, officer.id.sql, officer.name.sql,
        ]))
  }

  /// The bytes of the files that an officer brought to drafts which nobody has approved; the same content in several drafts counts once.
  /// - Parameter digest: a content that is not counted.
  func bytesBrought(by officer: String, besides digest: String) async throws -> Int {
    let row = try await database.row(
      SQL(
        """
        SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS used FROM (
        SELECT DISTINCT draftUpload.sha256, draftUpload.size FROM draftUpload JOIN draft ON draft.id = draftUpload.draft
        WHERE draftUpload.uploadedBy = $1 AND draftUpload.sha256 <> $2 AND draft.stage <> 'approved') AS brought
        """, [officer.sql, digest.sql]))
    return try row?.integer("used") ?? 0
  }

  /// A file that an officer brought for a draft, or for a draft that it was copied from.
  func upload(_ sha256: String, of id: ID<Draft>) async throws -> Upload? {
    let row = try await database.row(
      SQL("SELECT fileName, mediaType, size FROM draftUpload WHERE draft = $1 AND sha256 = $2", [id.sql, sha256.sql]))
    return try row.map {
      Upload(sha256: sha256, name: try $0.text("fileName"), mediaType: try $0.text("mediaType"), size: try $0.integer("size"))
    }
  }

  /// The digests of all files that can be downloaded with a draft.
  func keptFiles(of id: ID<Draft>) async throws -> Set<String> {
    let rows = try await database.rows(
      SQL("SELECT sha256 FROM draftUpload WHERE draft = $1 UNION SELECT sha256 FROM draftFile WHERE draft = $1", [id.sql]))
    return Set(try rows.map { try $0.text("sha256") })
  }

  /// A draft that begins as a copy or as a supplement has the annexes of the other one, and so their files.
  func inheriting(_ decision: DraftDecision) -> [SQL] {
    let source: ID<Draft>
    switch decision.events.first {
    case .draftStarted(.copy(let id)), .draftStarted(.supplement(let id)): source = id
    default: return []
    }
    return [
      SQL(
        """
        INSERT INTO draftUpload (draft, sha256, fileName, mediaType, size, uploadedAt, uploadedBy, uploadedByName)
        SELECT CAST($1 AS TEXT), sha256, fileName, mediaType, size, uploadedAt, uploadedBy, uploadedByName FROM draftUpload WHERE draft = $2
        """, [decision.state.id.sql, source.sql]),
      SQL(
        """
        INSERT INTO draftFile (draft, sha256, fileName, mediaType, bytes)
        SELECT CAST($1 AS TEXT), sha256, fileName, mediaType, bytes FROM draftFile WHERE draft = $2
        """, [decision.state.id.sql, source.sql]),
    ]
  }

  /// Takes out what was brought before an instant and stands in no version of its draft.
  /// - Returns: the digests of what is still named.
  func forgetUnnamedUploads(before instant: Date) async throws -> Set<String> {
    _ = try await database.change(
      SQL(
        """
        DELETE FROM draftUpload WHERE uploadedAt < $1 AND NOT EXISTS (SELECT 1 FROM draftVersion
        WHERE draftVersion.draft = draftUpload.draft AND draftVersion.content LIKE '%' || draftUpload.sha256 || '%')
        """, [instant.sql]))
    return Set(try await database.rows(SQL("SELECT DISTINCT sha256 FROM draftUpload")).map { try $0.text("sha256") })
  }
}
