// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
public import Storage

/// The data keys of all owners: made, unwrapped for use, wrapped anew, destroyed.
public struct DataKeys: Sendable {
  private let database: any Database
  private let store: any KeyStore

  /// Uses a database that has ``migrations``, and the store of the keys that wrap.
  public init(database: any Database, store: any KeyStore) {
    self.database = database
    self.store = store
  }

  /// The folder of the catalogues with the words of ``KeyProblem``.
  public static let strings: URL = Bundle.module.bundleURL.appending(path: "Strings")

  /// The table of data keys.
  public static let migrations = [
    Migration(
      "keys", 1, "create_data_key",
      [
        """
        CREATE TABLE dataKey (ownerType TEXT NOT NULL, ownerId TEXT NOT NULL, kid TEXT NOT NULL, wrapped BLOB, createdAt INTEGER NOT NULL,
        destroyedAt INTEGER CHECK ((wrapped IS NULL) = (destroyedAt IS NOT NULL)), PRIMARY KEY (ownerType, ownerId))
        """,
        "CREATE INDEX dataKeyByKid ON dataKey (kid, ownerType, ownerId) WHERE wrapped IS NOT NULL",
      ])
  ]

  // MARK: Making and using

  /// Makes an owner's key.
  /// - Returns: the key, and the statement that keeps it, for the commit that makes the owner.
  public func make(for owner: KeyOwner, at instant: Date) async throws -> (key: DataKey, statement: SQL) {
    let key = SymmetricKey(size: .bits256)
    return (DataKey(owner, key), try await insertion(of: key, for: owner, at: instant, orElse: ""))
  }

  private func insertion(of key: SymmetricKey, for owner: KeyOwner, at instant: Date, orElse: String) async throws -> SQL {
    let wrapped = try await store.wrap(key)
    return SQL(
      "INSERT INTO dataKey (ownerType, ownerId, kid, wrapped, createdAt) VALUES ($1, $2, $3, $4, $5) \(orElse)",
      [owner.type.sql, owner.id.sql, wrapped.kid.sql, wrapped.bytes.sql, instant.sql], mustChange: orElse.isEmpty ? 1 : nil)
  }

  /// An owner's key.
  /// - Throws: ``KeyProblem/destroyed``, ``KeyProblem/noSuchKey``, and what the store throws.
  public func key(of owner: KeyOwner) async throws -> DataKey {
    guard let key = try await keys(of: [owner])[owner] else { throw KeyProblem.noSuchKey }
    return try key.get()
  }

  /// The question for an owner's key, for who asks more at the same time; ``key(of:in:)`` takes the answer.
  public static func query(_ owner: KeyOwner) -> SQL {
    SQL("SELECT kid, wrapped FROM dataKey WHERE ownerType = $1 AND ownerId = $2", [owner.type.sql, owner.id.sql])
  }

  /// An owner's key, out of the answer to ``query(_:)``.
  /// - Throws: ``KeyProblem/destroyed``, ``KeyProblem/noSuchKey``, and what the store throws.
  public func key(of owner: KeyOwner, in answer: [SQLRow]) async throws -> DataKey {
    guard let row = answer.first else { throw KeyProblem.noSuchKey }
    return DataKey(owner, try await unwrapped(row))
  }

  /// The keys of several owners as of one instant, for a list; owners without a key are left out.
  public func keys(of owners: [KeyOwner]) async throws -> [KeyOwner: Result<DataKey, KeyProblem>] {
    let answers = try await database.rows(
      of: owners.map(Self.query))
    var keys: [KeyOwner: Result<DataKey, KeyProblem>] = [:]
    for (owner, rows) in zip(owners, answers) {
      guard let row = rows.first else { continue }
      do {
        keys[owner] = .success(DataKey(owner, try await unwrapped(row)))
      } catch let problem as KeyProblem {
        keys[owner] = .failure(problem)
      }
    }
    return keys
  }

  private func unwrapped(_ row: SQLRow) async throws -> SymmetricKey {
    guard row["wrapped"] != .null else { throw KeyProblem.destroyed }
    return try await store.unwrap(WrappedKey(kid: try row.text("kid"), bytes: try row.blob("wrapped")))
  }

  /// An owner's key, made at the first use; for owners that are there from the beginning, such as a module's files.
  public func keyMadeOnce(for owner: KeyOwner, at instant: Date) async throws -> DataKey {
    DataKey(owner, try await secret(for: owner, at: instant))
  }

  /// The key of the terms by which sealed values are searched in the whole node.
  public func blindIndex(at instant: Date) async throws -> BlindIndex {
    BlindIndex(try await secret(for: KeyOwner(type: "node", id: "search"), at: instant))
  }

  private func secret(for owner: KeyOwner, at instant: Date) async throws -> SymmetricKey {
    let look = Self.query(owner)
    if let row = try await database.row(look) { return try await unwrapped(row) }
    // Of two that make it at once, one is kept and both use it.
    let key = SymmetricKey(size: .bits256)
    _ = try await database.change(try await insertion(of: key, for: owner, at: instant, orElse: "ON CONFLICT DO NOTHING"))
    guard let row = try await database.row(look) else { throw KeyProblem.noSuchKey }
    return try await unwrapped(row)
  }

  // MARK: Destroying

  /// The statement that destroys an owner's key, for the commit that records why.
  ///
  /// A key that is not there or was destroyed already undoes that commit with `StaleWrite`.
  public func destroying(_ owner: KeyOwner, at instant: Date) -> SQL {
    SQL(
      "UPDATE dataKey SET wrapped = NULL, destroyedAt = $3 WHERE ownerType = $1 AND ownerId = $2 AND wrapped IS NOT NULL",
      [owner.type.sql, owner.id.sql, instant.sql], mustChange: 1)
  }

  /// The statement that destroys the key of an owner that may have none, or one that was destroyed already; none is made for it any more.
  public func closing(_ owner: KeyOwner, at instant: Date) -> SQL {
    SQL(
      """
      INSERT INTO dataKey (ownerType, ownerId, kid, wrapped, createdAt, destroyedAt) VALUES ($1, $2, '', NULL, $3, $3)
      ON CONFLICT (ownerType, ownerId) DO UPDATE SET wrapped = NULL, destroyedAt = COALESCE(dataKey.destroyedAt, excluded.destroyedAt)
      """, [owner.type.sql, owner.id.sql, instant.sql], mustChange: 1)
  }

  // MARK: Rotation

  /// How long another process may go on with what it read from the store.
  private static let grace: TimeInterval = 24 * 3600

  /// Puts a new key-encryption key in front, wraps every data key anew and takes out what wraps nothing any more.
  ///
  /// It may be interrupted at any instant and begun again: a key is taken out only when no row names it.
  /// - Returns: how many data keys were wrapped anew and how many key-encryption keys were taken out.
  public func rotate(at instant: Date) async throws -> (wrapped: Int, removed: Int) {
    try await store.addKey(at: instant)
    let wrapped = try await wrapAnew()
    return (wrapped, try await removeUnusedKeys(at: instant))
  }

  /// Wraps every data key anew that an older key-encryption key wraps.
  @discardableResult
  public func wrapAnew() async throws -> Int {
    let current = try await store.current()
    var count = 0
    while true {
      let rows = try await database.rows(
        SQL("SELECT ownerType, ownerId, kid, wrapped FROM dataKey WHERE kid <> $1 AND wrapped IS NOT NULL LIMIT 200", [current.sql]))
      guard !rows.isEmpty else { return count }
      var statements: [SQL] = []
      for row in rows {
        let fresh = try await store.wrap(try await unwrapped(row))
        // Where somebody else was faster, or the key was destroyed meanwhile, nothing is changed.
        statements.append(
          SQL(
            "UPDATE dataKey SET kid = $3, wrapped = $4 WHERE ownerType = $1 AND ownerId = $2 AND wrapped = $5",
            [row["ownerType"], row["ownerId"], fresh.kid.sql, fresh.bytes.sql, row["wrapped"]]))
      }
      try await database.commit(Commit(statements))
      count += rows.count
    }
  }

  /// Takes key-encryption keys out of the store that wrap no data key and were superseded more than a day ago.
  @discardableResult
  public func removeUnusedKeys(at instant: Date) async throws -> Int {
    let rows = try await database.rows(SQL("SELECT DISTINCT kid FROM dataKey WHERE wrapped IS NOT NULL"))
    let used = Set(try rows.map { try $0.text("kid") })
    return try await store.removeKeys(except: used, supersededBefore: instant.addingTimeInterval(-Self.grace))
  }
}
