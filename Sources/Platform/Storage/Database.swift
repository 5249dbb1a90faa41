// SPDX-License-Identifier: Apache-2.0

/// The only door to the database; the embedded SQLite and PostgreSQL each stand behind one.
public protocol Database: Sendable {
  /// Which of the two engines it is; needed only where portable SQL has no words, as in full-text search.
  var dialect: Dialect { get }

  /// Reads rows; sees everything committed before the call. It cannot change anything.
  func rows(_ query: SQL) async throws -> [SQLRow]

  /// Reads several answers as of one instant, in one go: what a page or a decision needs together.
  func rows(of queries: [SQL]) async throws -> [[SQLRow]]

  /// Carries out one changing statement in a transaction of its own and gives what its `RETURNING` names.
  /// - Throws: as ``commit(_:)``.
  func change(_ statement: SQL) async throws -> [SQLRow]

  /// Carries out all of it or none of it, in one transaction, and makes it durable before it returns.
  ///
  /// Statements run in order; then events get the next indices of the event log and effects go into the outbox.
  /// - Throws: ``StaleWrite`` when a statement changed another number of rows than it must: somebody else was faster;
  ///   load again and decide again. ``UniqueViolation`` when a row with the same key is already there.
  ///   ``ConstraintViolation`` when the table's own checks refuse the rows: a defect in the program.
  @discardableResult
  func commit(_ commit: Commit) async throws -> CommitReceipt

  /// An element after every commit that put work into the outbox, until the reader stops.
  ///
  /// PostgreSQL tells of the commits of all processes, SQLite of those of this one. A signal can be lost when a
  /// connection breaks, so whoever waits for work must also look from time to time.
  func changes() -> AsyncStream<Void>

  /// Runs the migrations that have not run here yet, in order, each in its own transaction; Storage's own come first.
  ///
  /// Several processes may do it at once: each migration still runs once.
  /// - Throws: ``MigrationRefused`` when the list has gaps, was edited after it ran, or is older than the database.
  func migrate(_ migrations: [Migration]) async throws

  /// Takes away what the engine keeps of overwritten rows beside the tables, as far as nobody reads there now; for after something was destroyed.
  func dropOldPages() async throws

  /// Ends the use of the database.
  func close() async throws
}

extension Database {
  /// Nothing: an engine that clears its old rows by itself has nothing to take away.
  public func dropOldPages() async throws {}

  /// The first row of an answer, if there is one.
  public func row(_ query: SQL) async throws -> SQLRow? { try await rows(query).first }
}

/// What belongs together and is written together: rows, facts and what is now to be done.
public struct Commit: Sendable {
  /// Changes of the current-state tables.
  public var statements: [SQL]
  /// Facts for the event log.
  public var events: [NewEvent]
  /// Work for the outbox.
  public var effects: [NewEffect]

  /// Makes a commit.
  public init(_ statements: [SQL] = [], events: [NewEvent] = [], effects: [NewEffect] = []) {
    self.statements = statements
    self.events = events
    self.effects = effects
  }

  /// What both bring about, in one transaction: this one's statements, events and work first.
  public func and(_ other: Commit) -> Commit {
    Commit(statements + other.statements, events: events + other.events, effects: effects + other.effects)
  }
}

/// What a commit was given by the event log.
public struct CommitReceipt: Sendable, Hashable {
  /// The indices of the commit's events, in order; empty when it had none.
  public let eventIndices: [Int64]
  /// Makes a receipt; drivers call it.
  public init(eventIndices: [Int64]) { self.eventIndices = eventIndices }
}

/// The row that was to be changed is no longer as it was read.
public struct StaleWrite: Error, Sendable, Equatable {
  /// Makes the error.
  public init() {}
}

/// A row with the same key is already there.
public struct UniqueViolation: Error, Sendable, Equatable {
  /// The table in lower case, where the driver tells it.
  public let table: String?
  /// Makes the error.
  public init(table: String?) { self.table = table }
}

/// The tables refuse what the program wanted to write.
public struct ConstraintViolation: Error, Sendable, Equatable {
  /// What the driver says; names of tables and columns, never values.
  public let constraint: String
  /// Makes the error.
  public init(constraint: String) { self.constraint = constraint }
}

/// The value can be kept by neither engine: text with a NUL character, a number that is not finite, or a whole
/// number of an event beyond 2^53.
public struct UnstorableValue: Error, Sendable, Equatable {
  /// What is wrong; never the value.
  public let reason: String
  /// Makes the error.
  public init(_ reason: String) { self.reason = reason }
}

/// The database does not answer or cannot be opened; whether the last commit was made is not known.
public struct DatabaseUnavailable: Error, Sendable, Equatable {
  /// What the engine says; never values.
  public let reason: String
  /// Makes the error.
  public init(_ reason: String) { self.reason = reason }
}

/// The disk of the database is full: nothing of the commit was written, and reading goes on.
public struct DatabaseFull: Error, Sendable, Equatable {
  /// Makes the error.
  public init() {}
}

/// The engine refuses the statement itself: a defect in the program.
public struct DatabaseFailure: Error, Sendable, Equatable {
  /// The engine's code: SQLSTATE, or SQLite's extended result code.
  public let code: String
  /// The statement, with `$1` in place of its values.
  public let statement: String
  /// Makes the error.
  public init(code: String, statement: String) {
    self.code = code
    self.statement = statement
  }
}
