// SPDX-License-Identifier: Apache-2.0
public import Storage
import Synchronization

/// What went through a ``RecordingDatabase`` on behalf of one task.
public final class DatabaseRecord: Sendable {
  private let seen = Mutex<(queries: [SQL], events: [NewEvent])>(([], []))

  /// Makes an empty record.
  public init() {}

  /// The reading statements, in order.
  public var queries: [SQL] { seen.withLock { $0.queries } }
  /// The facts that went into the event log.
  public var events: [NewEvent] { seen.withLock { $0.events } }

  func add(queries: [SQL] = [], events: [NewEvent] = []) {
    seen.withLock {
      $0.queries += queries
      $0.events += events
    }
  }
}

/// A database that passes everything on to another one and notes it for the task that asked.
public struct RecordingDatabase: Database {
  /// Where the present task's work is noted; tasks that run beside it have records of their own.
  @TaskLocal public static var record: DatabaseRecord?

  private let database: any Database

  /// Stands in front of a database.
  public init(_ database: any Database) { self.database = database }

  /// The engine behind it.
  public var dialect: Dialect { database.dialect }

  /// Reads rows and notes the query.
  public func rows(_ query: SQL) async throws -> [SQLRow] {
    Self.record?.add(queries: [query])
    return try await database.rows(query)
  }

  /// Reads several answers and notes the queries.
  public func rows(of queries: [SQL]) async throws -> [[SQLRow]] {
    Self.record?.add(queries: queries)
    return try await database.rows(of: queries)
  }

  /// Passes the statement on.
  public func change(_ statement: SQL) async throws -> [SQLRow] { try await database.change(statement) }

  /// Commits and, when that went well, notes the facts.
  @discardableResult
  public func commit(_ commit: Commit) async throws -> CommitReceipt {
    let receipt = try await database.commit(commit)
    Self.record?.add(events: commit.events)
    return receipt
  }

  /// The signals of the database behind it.
  public func changes() -> AsyncStream<Void> { database.changes() }

  /// Passes the migrations on.
  public func migrate(_ migrations: [Migration]) async throws { try await database.migrate(migrations) }

  /// Passes the wish on.
  public func dropOldPages() async throws { try await database.dropOldPages() }

  /// Ends the use of the database behind it.
  public func close() async throws { try await database.close() }
}
