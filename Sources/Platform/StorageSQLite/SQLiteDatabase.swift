// SPDX-License-Identifier: Apache-2.0
public import Foundation
import GRDB
public import Storage

/// The embedded database: one file, one writer, readers beside it; no other service is needed.
///
/// Every commit is on the disk before it returns (write-ahead log, `synchronous = FULL`); those that wait at the same time share that write.
public final class SQLiteDatabase: Storage.Database {
  private let pool: DatabasePool
  private let group: CommitGroup
  private let readings: ReadGroup
  private let signal = Broadcast()

  /// Connections that read beside each other.
  private static let readers = 8

  /// SQLite.
  public var dialect: Dialect { .sqlite }

  /// Opens the file, or creates it so that only the program's own user can read it.
  /// - Throws: ``DatabaseUnavailable`` when the file cannot be opened, is no database, or cannot be set to durable commits.
  public init(file: URL) throws {
    let manager = FileManager.default
    if !manager.fileExists(atPath: file.path) {
      // SQLite gives its companion files the same rights as the main file.
      guard manager.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw DatabaseUnavailable("cannot create \(file.path)")
      }
    }
    var configuration = Configuration()
    configuration.label = "comity"
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = Self.readers
    configuration.prepareDatabase { database in
      // Erased personal values must not linger in free pages.
      try database.execute(sql: "PRAGMA secure_delete = ON")
      // KiB that a connection keeps of the file: with less, indexes of a long table are read again for every row that is written.
      try database.execute(sql: "PRAGMA cache_size = -16384")
    }
    do {
      let pool = try Self.opened(file, configuration)
      self.pool = pool
      group = CommitGroup(pool)
      readings = ReadGroup(pool, most: Self.readers)
      try pool.writeWithoutTransaction { database in
        // GRDB sets NORMAL while it opens, which can lose the last commits when the power fails.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // The one writer changes the same pages of many indexes again and again while a register is taken in: it keeps more of them (KiB), and
        // copies them to the main file once for 32 MiB of log, not once for 4.
        try database.execute(sql: "PRAGMA cache_size = -65536")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
        for (name, expected) in [("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1")] {
          let found = try String.fetchOne(database, sql: "PRAGMA \(name)")
          guard found == expected else { throw DatabaseUnavailable("\(name) is \(found ?? "unknown"), not \(expected)") }
        }
      }
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: "")
    }
  }

  /// Opens the file; while another process is turning it to its write-ahead log, SQLite says at once that it is locked and waits for nobody.
  private static func opened(_ file: URL, _ configuration: Configuration) throws -> DatabasePool {
    for _ in 0..<100 {
      do {
        return try DatabasePool(path: file.path, configuration: configuration)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        Thread.sleep(forTimeInterval: 0.1)
      }
    }
    return try DatabasePool(path: file.path, configuration: configuration)
  }

  /// Reads rows; sees everything committed before the call.
  public func rows(_ query: Storage.SQL) async throws -> [SQLRow] {
    try query.checkValues()
    return try await read { database in try SQLiteStatement.run(query, on: database).rows }
  }

  /// Reads several answers as of one instant.
  public func rows(of queries: [Storage.SQL]) async throws -> [[SQLRow]] {
    for query in queries { try query.checkValues() }
    return try await read { database in
      try queries.map { try SQLiteStatement.run($0, on: database).rows }
    }
  }

  /// Carries out one changing statement and gives what it returns.
  public func change(_ statement: Storage.SQL) async throws -> [SQLRow] {
    try statement.checkValues()
    return try await write { database in try SQLiteStatement.run(statement, on: database).rows }
  }

  /// Carries out all of it or none of it, and makes it durable before it returns.
  @discardableResult
  public func commit(_ commit: Commit) async throws -> CommitReceipt {
    let plan = try CommitPlan(commit)
    let indices = try await write(needing: plan.needs) { database, first in
      for statement in plan.statements { _ = try SQLiteStatement.run(statement, on: database) }
      for record in try plan.records(from: first) { _ = try SQLiteStatement.run(record, on: database) }
      return plan.eventIndices(from: first)
    }
    if plan.hasEffects { signal.send() }
    return CommitReceipt(eventIndices: indices)
  }

  /// An element after every commit of this process that put work into the outbox.
  public func changes() -> AsyncStream<Void> { signal.stream() }

  /// Runs the migrations that have not run here yet.
  public func migrate(_ migrations: [Migration]) async throws {
    let plan = try MigrationPlan(migrations)
    var ranOne = true
    while ranOne {
      ranOne = try await write { database in
        // The write transaction is the lock: another process waits here and then finds the migration done.
        let createRecord = try MigrationPlan.translated(MigrationPlan.createRecord, for: .sqlite)
        try SQLiteStatement.execute(createRecord, on: database)
        let record = try SQLiteStatement.run(MigrationPlan.readRecord, on: database).rows
        guard let migration = try plan.next(after: record) else { return false }
        for statement in try MigrationPlan.statements(of: migration, for: .sqlite) {
          try SQLiteStatement.execute(statement, on: database)
        }
        _ = try SQLiteStatement.run(MigrationPlan.record(migration), on: database)
        return true
      }
    }
  }

  /// Writes a copy of the whole database as of one instant to a new file, while others go on reading and writing.
  ///
  /// The file appears under its name only when it is complete, checked and on the disk. It contains no erased values.
  /// - Throws: ``DatabaseUnavailable`` when the file is already there, cannot be written or does not pass the check.
  public func backup(to file: URL) async throws {
    try await SQLiteBackup.write(pool, to: file)
  }

  /// Empties the write-ahead log, in which pages stand as they were before they were overwritten.
  public func dropOldPages() async throws {
    do {
      _ = try await pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // Somebody reads an older state; the next time takes it away.
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: "")
    }
  }

  private func read<Result: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Result) async throws -> Result {
    do { return try await readings.read(body) } catch let error as DatabaseError { throw SQLiteFailure.explained(error, statement: "") }
  }

  /// A transaction can fail outside its statements too: when it begins, when it is made durable, when the file is closed.
  private func write<Result: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Result) async throws -> Result {
    try await write(needing: LogShare()) { database, _ in try body(database) }
  }

  private func write<Result: Sendable>(
    needing share: LogShare, _ body: @escaping @Sendable (GRDB.Database, LogPlace) throws -> Result
  ) async throws -> Result {
    do {
      return try await group.write(needing: share, body)
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: "")
    }
  }

  /// Ends the use of the file.
  public func close() async throws {
    signal.finish()
    try pool.close()
  }
}
