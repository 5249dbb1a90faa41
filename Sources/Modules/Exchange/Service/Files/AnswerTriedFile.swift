// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
public import Storage

/// Files that messages bring which only try the path: they are of no case, so whoever operates the node says whether they are fetched.
extension FetchedFiles {
  /// The files of such messages, the newest message first, as far as they have come.
  public func tried(limit: Int = 100) async throws -> [FetchedFile] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT signed FROM exchangeMessage m WHERE service = $1 AND direction = 'in' AND files > 0
        AND EXISTS (SELECT 1 FROM fetchedFile f WHERE f.signed = m.signed) ORDER BY at DESC, signed LIMIT $2
        """, [Mail.loop.sql, limit.sql]))
    var files: [FetchedFile] = []
    for row in rows { files += try await self.files(of: try row.value("signed", DigestOf<SignedMessage>.init)) }
    return files
  }

  /// Agrees that the files of a message are fetched that tries the path, or refuses them.
  /// - Throws: ``MailProblem/noSuchMessage`` for a message that is no such one, ``CannotTransfer``.
  public func answerTry(_ signed: DigestOf<SignedMessage>, agrees: Bool, by actor: EventActor) async throws {
    let tried = SQL(
      "SELECT author, message FROM exchangeMessage WHERE signed = $1 AND service = $2 AND direction = 'in' AND files > 0",
      [signed.hex.sql, Mail.loop.sql])
    guard try await database.row(tried) != nil else { throw MailProblem.noSuchMessage }
    let told = Commit(events: [
      NewEvent(
        agrees ? "exchange.loopFilesAgreed" : "exchange.loopFilesRefused", of: EventSubject("exchangeMessage", signed.hex), at: now(),
        by: actor)
    ])
    let files = try await files(of: signed)
    if agrees { try await consent(.officer, to: files, with: told) } else { try await refuse(files, with: told) }
  }

  /// A file of a message that tries the path as a line with tabs: authority, message, length, how far it has come, pieces that are here, all pieces.
  public static func line(_ file: FetchedFile) -> String {
    let payload = file.transfer.payload
    let here: Int
    let state: String
    switch file.transfer.state {
    case .offered: (state, here) = ("offered", 0)
    case .consented: (state, here) = ("agreed", 0)
    case .refused: (state, here) = ("refused", 0)
    case .pulling(let map): (state, here) = ("fetching", map.count - map.missing.count)
    case .verified: (state, here) = ("verified", payload.segments.count)
    case .failed(let failure): (state, here) = ("failed:\(failure.rawValue)", 0)
    }
    return [
      "\(file.authority)", "\(file.message)", "\(payload.size)", state, "\(here)", "\(payload.segments.count)",
    ].joined(separator: "\t")
  }
}
