// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Files
import Foundation
import Storage

/// What counts against the quota of an authority, and what ceases to.
extension FetchedFiles {
  /// The bytes that an authority has here or may bring; a file left out is the one that is asked for.
  ///
  /// What was fetched counts as long as the vault has it, under whatever owner: it ceases to count when a case is shredded, or when its content was
  /// there already. What a bundle brought counts from then on, although nobody has agreed to it.
  func used(by authority: AuthorityName, besides file: FetchedFile? = nil) async throws -> Int64 {
    let row = try await database.row(
      SQL(
        """
        SELECT CAST(COALESCE(SUM(sealedSize), 0) AS BIGINT) AS used FROM (
          SELECT signed, number, sealedSize FROM fetchedFile WHERE authority = $1 AND state IN ('consented', 'pulling')
          UNION ALL SELECT signed, number, sealedSize FROM fetchedFile WHERE authority = $1 AND state = 'offered' AND isCarried = 1
          UNION ALL SELECT signed, number, sealedSize FROM fetchedFile WHERE authority = $1 AND kept IS NOT NULL
            AND EXISTS (SELECT 1 FROM vaultFile v WHERE v.sealed = kept)) counted
        WHERE NOT (signed = $2 AND number = $3)
        """, ["\(authority)".sql, (file?.signed.hex ?? "").sql, (file?.number ?? -1).sql]))
    return Int64(try row?.integer("used") ?? 0)
  }

  /// Makes room for a file that a bundle brings, if a message of its authority waits for it and the quota has that room.
  ///
  /// - Returns: `nil` when no message waits for it; otherwise whether there is room, which is taken from then on.
  func makeRoom(forCarried blob: BlobID, of authority: AuthorityName, length: Int) async throws -> Bool? {
    let waiting = try await database.rows(
      SQL(
        """
        SELECT state, isCarried, sealedSize FROM fetchedFile
        WHERE sealed = $1 AND authority = $2 AND state IN ('offered', 'consented', 'pulling')
        """, [blob.hex.sql, authority.description.sql]))
    guard try waiting.contains(where: { try $0.integer("sealedSize") == length }) else { return nil }
    guard free() >= Int64(length) else { return false }
    // One that was agreed to, or came before, has its room.
    let isCounted = try waiting.contains { try $0.text("state") != "offered" || $0.integer("isCarried") == 1 }
    let (sum, overflow) = try await used(by: authority).addingReportingOverflow(isCounted ? 0 : Int64(length))
    guard !overflow, sum <= policy.quota else { return false }
    try await count(carried: blob, of: authority, true)
    return true
  }

  /// Notes whether a bundle's copy of a file that nobody has agreed to is here.
  func count(carried blob: BlobID, of authority: AuthorityName, _ isHere: Bool) async throws {
    _ = try await database.change(
      SQL(
        "UPDATE fetchedFile SET isCarried = $3 WHERE sealed = $1 AND authority = $2 AND state = 'offered'",
        [blob.hex.sql, authority.description.sql, (isHere ? 1 : 0).sql]))
  }

  /// Forgets what the vault has no more, so that nobody looks for it again, and removes what tests of the path left.
  public func tidyUp() async throws {
    _ = try await database.change(
      SQL("UPDATE fetchedFile SET kept = NULL WHERE kept IS NOT NULL AND NOT EXISTS (SELECT 1 FROM vaultFile v WHERE v.sealed = kept)"))
    let tried = try await database.rows(
      SQL(
        """
        SELECT DISTINCT f.signed FROM fetchedFile f JOIN exchangeMessage m ON m.signed = f.signed
        WHERE f.kept IS NOT NULL AND m.service = $1
        """, [Mail.loop.sql]))
    for row in tried { try await removeIfTried(try row.value("signed", DigestOf<SignedMessage>.init)) }
  }

  /// Removes the verified files of a message that only tried the path: they have shown what they were to show, and nobody can ask for them.
  func removeIfTried(_ signed: DigestOf<SignedMessage>) async throws {
    let tried = SQL("SELECT 1 AS one FROM exchangeMessage WHERE signed = $1 AND service = $2", [signed.hex.sql, Mail.loop.sql])
    guard try await database.row(tried) != nil else { return }
    try await vault.remove(of: FetchedFile.owner(signed), except: [], untouchedSince: .distantFuture)
    _ = try await database.change(SQL("UPDATE fetchedFile SET kept = NULL WHERE signed = $1", [signed.hex.sql]))
  }
}
