// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Keys
import Storage

extension FetchedFiles {
  /// Moves what an earlier version of the program kept of offered files, with names and digests in clear, into rows where they are sealed.
  ///
  /// Once, at the start of the node, a message at a time; it may be interrupted. The vault goes on keeping those files under the owner of then.
  public func sealEarlier() async throws {
    let messages = try await database.rows(SQL("SELECT DISTINCT authority, message FROM fetchedFileEarlier"))
    for row in messages {
      try await sealEarlier(try row.value("authority", AuthorityName.init), try row.value("message", MessageID.init))
    }
  }

  private func sealEarlier(_ authority: AuthorityName, _ message: MessageID) async throws {
    let names = ["\(authority)".sql, "\(message)".sql]
    let taking = try await database.row(
      SQL(
        """
        SELECT signed FROM exchangeMessage WHERE author = $1 AND message = $2 AND direction = 'in' AND state = 'effective'
        ORDER BY at, signed LIMIT 1
        """, names))
    var statements: [SQL] = []
    // Of a message that was never taken, or whose key was destroyed, nothing can be opened any more.
    if let signed = try taking?.value("signed", DigestOf<SignedMessage>.init), let key = try await earlierKey(authority, message) {
      let rows = try await database.rows(
        SQL("SELECT * FROM fetchedFileEarlier WHERE authority = $1 AND message = $2 ORDER BY number", names))
      statements = try rows.flatMap { try Self.moving($0, of: signed, authority, message, under: key) }
    }
    statements.append(SQL("DELETE FROM fetchedFileEarlier WHERE authority = $1 AND message = $2", names))
    try await database.commit(Commit(statements))
  }

  private func earlierKey(_ authority: AuthorityName, _ message: MessageID) async throws -> DataKey? {
    do {
      return try await keys.key(of: FetchedFile.owner(named: "\(authority) \(message)"))
    } catch let problem as KeyProblem where problem.isForGood {
      return nil
    }
  }

  private static func moving(
    _ row: SQLRow, of signed: DigestOf<SignedMessage>, _ authority: AuthorityName, _ message: MessageID, under key: DataKey
  ) throws -> [SQL] {
    let number = try row.integer("number")
    let secret = try key.text(try row.blob("secret"), at: Cell("fetchedFile", row: "\(authority) \(message) \(number)", "secret"))
    let payload = try Payload(
      name: try row.value("name") { try? PayloadName($0) }, media: try row.value("media", MediaType.init),
      size: Int64(try row.integer("size")),
      digest: try row.value("sha256", DigestOf<PlainFile>.init), sealedSize: Int64(try row.integer("sealedSize")),
      blob: try row.value("sealed", BlobID.init), each: try read(SegmentLength(rawValue: Int64(try row.integer("each"))), "each"),
      tree: try row.value("tree", DigestOf<SegmentTree>.init), key: try read(FileKey(secret), "secret"))
    return [
      try FetchedFile.insertion(
        of: payload, number: number, signed: signed, by: authority, message, under: key, total: Int64(try row.integer("total")),
        endsAt: try row.instant("endsAt")),
      SQL(
        "UPDATE fetchedFile SET state = $3, detail = $4, pieces = $5, bad = $6, segments = $7 WHERE signed = $1 AND number = $2",
        [signed.hex.sql, number.sql, row["state"], row["detail"], row["pieces"], row["bad"], row["segments"]], mustChange: 1),
    ]
  }

  private static func read<Value>(_ value: Value?, _ column: String) throws -> Value {
    guard let value else { throw UnreadableRow(column: column) }
    return value
  }
}
