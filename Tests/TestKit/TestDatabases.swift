// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Storage
import StoragePostgres
import StorageSQLite

/// The engines that every store test runs on: `@Test(arguments: TestDatabases.all)`.
public enum TestDatabases: String, CaseIterable, Sendable {
  /// A new SQLite file for each test.
  case sqlite
  /// A new schema for each test in the PostgreSQL that `scripts/with-postgres` has started.
  case postgres

  /// Every engine.
  public static var all: [TestDatabases] { allCases }

  /// Gives a new database with these migrations, and removes it afterwards.
  /// - Throws: ``PostgresMissing`` for PostgreSQL when no server was started for the tests.
  @discardableResult
  public func with<Result>(
    _ migrations: [Migration] = [], _ body: (any Database) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .sqlite:
      try await withTemporaryFolder { folder in
        let database = try SQLiteDatabase(file: folder.appending(path: "test.sqlite"))
        return try await Self.use(database, migrations, body)
      }
    case .postgres:
      try await withPostgresSchema { url in
        let database = try await PostgresDatabase(url: url)
        return try await Self.use(database, migrations, body)
      }
    }
  }

  private static func use<Result>(
    _ database: any Database, _ migrations: [Migration], _ body: (any Database) async throws -> Result
  ) async throws -> Result {
    do {
      try await database.migrate(migrations)
      let result = try await body(database)
      try await database.close()
      return result
    } catch {
      try? await database.close()
      throw error
    }
  }
}

/// No PostgreSQL was started for the tests: run `make test`, or `scripts/with-postgres swift test`.
public struct PostgresMissing: Error, CustomStringConvertible {
  /// What to do.
  public let description = "COMITY_TEST_POSTGRES is not set: run `make test`, or `scripts/with-postgres swift test`"
}

/// Runs the body on a new database of every engine, one after the other.
public func withDatabases(
  _ migrations: [Migration] = [], _ body: (any Database) async throws -> Void
) async throws {
  for engine in TestDatabases.all { try await engine.with(migrations, body) }
}

/// Gives the URL of a new, empty schema on the tests' PostgreSQL and drops it afterwards.
/// - Throws: ``PostgresMissing`` when no server was started for the tests.
public func withPostgresSchema<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  guard let server = ProcessInfo.processInfo.environment["COMITY_TEST_POSTGRES"] else { throw PostgresMissing() }
  let schema = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
  try await administer(server, "CREATE SCHEMA \(schema)")
  let url = "\(server)\(server.contains("?") ? "&" : "?")options=-csearch_path%3D\(schema)"
  do {
    let result = try await body(url)
    try await administer(server, "DROP SCHEMA \(schema) CASCADE")
    return result
  } catch {
    try? await administer(server, "DROP SCHEMA \(schema) CASCADE")
    throw error
  }
}

private func administer(_ server: String, _ statement: String) async throws {
  let database = try await PostgresDatabase(url: server, connections: 1)
  _ = try await database.change(SQL(statement))
  try await database.close()
}

/// Gives a new folder and removes it with all that is in it afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "comity-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}
