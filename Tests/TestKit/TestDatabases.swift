// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Storage
import StorageSQLite

/// The engines that every store test runs on: `@Test(arguments: TestDatabases.all)`.
public enum TestDatabases: String, CaseIterable, Sendable {
  /// A new SQLite file for each test.
  case sqlite

  /// Every engine.
  public static var all: [TestDatabases] { allCases }

  /// Gives a new database with these migrations, and removes it afterwards.
  public func with<Result>(
    _ migrations: [Migration] = [], _ body: (any Database) async throws -> Result
  ) async throws -> Result {
    switch self {
    case .sqlite:
      try await withTemporaryFolder { folder in
        let database = try SQLiteDatabase(file: folder.appending(path: "test.sqlite"))
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

/// Runs the body on a new database of every engine, one after the other.
public func withDatabases(
  _ migrations: [Migration] = [], _ body: (any Database) async throws -> Void
) async throws {
  for engine in TestDatabases.all { try await engine.with(migrations, body) }
}

/// Gives a new folder and removes it with all that is in it afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "comity-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}
