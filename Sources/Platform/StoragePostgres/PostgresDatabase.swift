// SPDX-License-Identifier: Apache-2.0
public import Storage

/// A PostgreSQL server that several processes share.
///
/// Needs PostgreSQL 13 or newer and a database in UTF8. It reconnects by itself when the server was restarted.
public final class PostgresDatabase: Database {
  private let pool: PostgresPool
  private let signal = Broadcast()
  private let listener: PostgresListener

  /// PostgreSQL.
  public var dialect: Dialect { .postgres }

  /// Connects to `postgres://user:password@host:port/database?…`, as libpq reads it.
  /// - Throws: ``DatabaseUnavailable`` when the server does not answer or is not fit.
  public init(url: String, connections: Int = 8) async throws {
    pool = PostgresPool(url, limit: max(1, connections))
    listener = PostgresListener(url, signal: signal)
    _ = try await rows(SQL("SELECT 1 AS one"))
  }

  deinit { listener.close() }

  /// Reads rows; sees everything committed before the call.
  public func rows(_ query: SQL) async throws -> [SQLRow] {
    try await read([query])[0].rows
  }

  /// Reads several answers as of one instant, in one round trip.
  public func rows(of queries: [SQL]) async throws -> [[SQLRow]] {
    guard !queries.isEmpty else { return [] }
    let begin = SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let answers = try await read([begin] + queries + [SQL("COMMIT")])
    return answers.dropFirst().dropLast().map(\.rows)
  }

  /// Carries out one changing statement and gives what it returns.
  public func change(_ statement: SQL) async throws -> [SQLRow] {
    try statement.checkValues()
    return try await write { connection in
      let answers = try await connection.run([Self.begin, statement])
      try Self.check([statement], answers.dropFirst())
      try await Self.end([], on: connection)
      return answers[1].rows
    }
  }

  /// Carries out all of it or none of it, and makes it durable before it returns.
  @discardableResult
  public func commit(_ commit: Commit) async throws -> CommitReceipt {
    let plan = try CommitPlan(commit)
    return try await write { connection in
      let taking = plan.needs.taking
      let first = plan.statements + [taking].compactMap(\.self)
      let answers = try await connection.run([Self.begin] + first).dropFirst()
      try Self.check(first, answers)
      let place = try plan.needs.first(of: taking == nil ? nil : answers.last?.rows.first)
      var records = try plan.records(from: place)
      if plan.hasEffects { records.append(SQL("NOTIFY \(PostgresListener.channel)")) }
      try await Self.end(records, on: connection)
      return CommitReceipt(eventIndices: plan.eventIndices(from: place))
    }
  }

  /// An element after every commit of any process that put work into the outbox.
  public func changes() -> AsyncStream<Void> {
    listener.start()
    return signal.stream()
  }

  /// Runs the migrations that have not run here yet.
  public func migrate(_ migrations: [Migration]) async throws {
    let plan = try MigrationPlan(migrations)
    while try await write({ connection in try await Self.migrateOnce(plan, on: connection) }) {}
  }

  /// Ends the use of the server.
  public func close() async throws {
    listener.close()
    signal.finish()
    await pool.close()
  }

  private static let begin = SQL("BEGIN READ WRITE")

  private func read(_ statements: [SQL]) async throws -> [PostgresAnswer] {
    for statement in statements { try statement.checkValues() }
    return try await retrying { failure, attempt in
      (failure.isLost || failure.isOutdatedPlan) && attempt < 4
    } _: {
      try await self.pool.lend { try await $0.read(statements) }
    }
  }

  /// Runs a transaction; again from the beginning when it collided with another one, met a new schema or never began.
  private func write<Result: Sendable>(
    _ body: @escaping @Sendable (PostgresConnection) async throws -> Result
  ) async throws -> Result {
    try await retrying { failure, attempt in
      (failure.isCollision && attempt < 8) || ((failure.isLost || failure.isOutdatedPlan) && attempt < 4)
    } _: {
      try await self.pool.lend(body)
    }
  }

  private func retrying<Result>(
    _ isWorthIt: (PostgresFailure, Int) -> Bool, _ body: () async throws -> Result
  ) async throws -> Result {
    var attempt = 1
    while true {
      do { return try await body() } catch let failure as PostgresFailure {
        guard isWorthIt(failure, attempt), !Task.isCancelled else { throw failure.explained }
        attempt += 1
      }
    }
  }

  /// Sends the last statements with `COMMIT`.
  ///
  /// A connection that is lost here leaves the outcome open, so it is never tried again: the caller must look.
  private static func end(_ statements: [SQL], on connection: PostgresConnection) async throws {
    do {
      let answers = try await connection.run(statements + [SQL("COMMIT")])
      try check(statements, answers)
      guard answers.last?.tag == "COMMIT" else { throw DatabaseUnavailable("the server undid the commit") }
    } catch PostgresFailure.lost(let reason) {
      throw DatabaseUnavailable("whether the commit was made is not known: \(reason)")
    }
  }

  private static func check(_ statements: [SQL], _ answers: some Sequence<PostgresAnswer>) throws {
    for (statement, answer) in zip(statements, answers) {
      if let mustChange = statement.mustChange, answer.changed != mustChange { throw StaleWrite() }
    }
  }

  /// Runs the next migration; false when there is none.
  private static func migrateOnce(_ plan: MigrationPlan, on connection: PostgresConnection) async throws -> Bool {
    // Held until the transaction ends: another process waits here and then finds the migration done.
    let lock = SQL("SELECT pg_advisory_xact_lock(hashtextextended('comity ' || current_schema(), 0))")
    let createRecord = try MigrationPlan.translated(MigrationPlan.createRecord, for: .postgres)
    let answers = try await connection.run(
      [begin, SQL("SET LOCAL lock_timeout = 0"), lock, SQL(createRecord), MigrationPlan.readRecord], prepares: false)
    guard let migration = try plan.next(after: answers.last?.rows ?? []) else {
      try await end([], on: connection)
      return false
    }
    let statements = try MigrationPlan.statements(of: migration, for: .postgres).map { SQL($0) }
    _ = try await connection.run(statements, prepares: false)
    try await end([MigrationPlan.record(migration)], on: connection)
    return true
  }
}
