// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Storage
import Synchronization
import TUF

/// What the directory's client trusts, in the database: kept together or not at all, and never put back by another process that was slower.
final class FollowedFiles: TUFStore {
  private let database: any Database
  /// The state of the copy that this work began from, and then its own.
  private let revision: Mutex<Int>

  init(_ database: any Database) async throws {
    self.database = database
    let row = try await database.row(SQL("SELECT revision FROM exchangeDirectory WHERE id = 1"))
    revision = Mutex(try row?.integer("revision") ?? 0)
  }

  /// The revision of the copy after what was kept so far.
  var current: Int { revision.withLock { $0 } }

  func read(_ item: TUFKept) async throws -> Data? {
    try await database.row(SQL("SELECT content FROM exchangeDirectoryFile WHERE name = $1", [item.description.sql]))?.blob("content")
  }

  /// The entries of a State's authorities that are kept, whether they count or not.
  func entries(of state: StateCode) async throws -> [Data] {
    try await database.rows(SQL("SELECT entry FROM exchangePeer WHERE state = $1", [state.sql])).map { try $0.blob("entry") }
  }

  /// The entry of the secretariat's node that is kept.
  func secretariat() async throws -> Data? {
    try await database.row(SQL("SELECT entry FROM exchangeSecretariat WHERE id = 1"))?.blob("entry")
  }

  /// Which part for authorities alone is kept of a State, as the State's signed part names it.
  func pointer(of state: StateCode) async throws -> Data? {
    try await database.row(SQL("SELECT pointer FROM exchangeRestricted WHERE state = $1", [state.sql]))?.blob("pointer")
  }

  func commit(_ changes: [TUFChange]) async throws { try await commit(Commit(changes.map(Self.statement))) }

  /// Commits something that rests on what was read; nothing is written when another process changed the copy meanwhile.
  /// - Throws: `StaleWrite`.
  func commit(_ commit: Commit) async throws {
    let before = current
    var guarded = commit
    guarded.statements.insert(
      SQL("UPDATE exchangeDirectory SET revision = revision + 1 WHERE id = 1 AND revision = $1", [before.sql], mustChange: 1), at: 0)
    try await database.commit(guarded)
    revision.withLock { $0 = before + 1 }
  }

  private static func statement(_ change: TUFChange) -> SQL {
    switch change {
    case .write(let item, let data):
      SQL(
        "INSERT INTO exchangeDirectoryFile (name, content) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET content = excluded.content",
        [item.description.sql, data.sql])
    case .remove(let item): SQL("DELETE FROM exchangeDirectoryFile WHERE name = $1", [item.description.sql])
    }
  }
}
