// SPDX-License-Identifier: Apache-2.0

/// Why the schema cannot be brought up to date; the database is left as the last complete migration left it.
public enum MigrationRefused: Error, Sendable, Equatable {
  /// The module's numbers do not run 1, 2, 3 in the list; `expected` is the first that is missing.
  case gap(module: String, expected: Int)
  /// The migration ran here with other statements.
  case edited(module: String, number: Int)
  /// The database already has a migration that the program does not know: the program is older than the database.
  case unknown(module: String, number: Int)
  /// The statement has a form that the drivers cannot translate, for example `CREATE TABLE … AS`.
  case untranslatable(statement: String)
}

/// What a driver has to run: the check of the list, the record of what has run, the statements in its dialect.
package struct MigrationPlan: Sendable {
  /// All migrations with Storage's own first, numbers checked.
  package let migrations: [Migration]

  /// Creates the record of what has run.
  package static let createRecord = """
    CREATE TABLE IF NOT EXISTS migration (
      module TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
      PRIMARY KEY (module, number))
    """
  /// Reads the record.
  package static let readRecord = SQL("SELECT module, number, digest FROM migration ORDER BY module, number")

  package init(_ migrations: [Migration]) throws(MigrationRefused) {
    let all = Migration.ofStorage + migrations.filter { $0.module != Migration.storageModule }
    var last: [String: Int] = [:]
    for migration in all {
      let expected = (last[migration.module] ?? 0) + 1
      guard migration.number == expected else { throw .gap(module: migration.module, expected: expected) }
      last[migration.module] = migration.number
    }
    self.migrations = all
  }

  /// The first migration that has not run yet, or `nil` when the schema is up to date.
  package func next(after record: [SQLRow]) throws -> Migration? {
    var ran: [String: [Int: String]] = [:]
    for row in record { ran[try row.text("module"), default: [:]][try row.integer("number")] = try row.text("digest") }
    var missing: Migration?
    for migration in migrations {
      switch ran[migration.module]?.removeValue(forKey: migration.number) {
      case migration.digest: continue
      case .some: throw MigrationRefused.edited(module: migration.module, number: migration.number)
      case nil: if missing == nil { missing = migration }
      }
    }
    // A caller may migrate some modules only, so other modules' records say nothing about the program's age.
    for module in Set(migrations.map(\.module)) {
      if let number = ran[module]?.keys.min() { throw MigrationRefused.unknown(module: module, number: number) }
    }
    return missing
  }

  /// The statements of one migration for an engine.
  package static func statements(of migration: Migration, for dialect: Dialect) throws(MigrationRefused) -> [String] {
    var result: [String] = []
    for statement in migration.statements { result.append(try translated(statement, for: dialect)) }
    return result + (migration.dialectStatements[dialect] ?? [])
  }

  /// Writes down that a migration has run.
  package static func record(_ migration: Migration) -> SQL {
    SQL(
      "INSERT INTO migration (module, number, name, digest) VALUES ($1, $2, $3, $4)",
      [migration.module.sql, migration.number.sql, migration.name.sql, migration.digest.sql], mustChange: 1)
  }

  /// A schema statement in the engine's own types.
  ///
  /// SQLite tables become `STRICT`; in PostgreSQL numbers are 64 bits wide and text compares by its bytes, as SQLite does.
  package static func translated(_ statement: String, for dialect: Dialect) throws(MigrationRefused) -> String {
    let words = SchemaWord.split(statement)
    let keywords = words.compactMap { word in if case .word(let text) = word { text.uppercased() } else { nil } }
    let createsTable = keywords.starts(with: ["CREATE", "TABLE"])
    guard createsTable || keywords.starts(with: ["ALTER", "TABLE"]) else { return statement }
    guard !createsTable || !hasSelect(words) else { throw .untranslatable(statement: statement) }
    switch dialect {
    case .sqlite:
      guard createsTable, !keywords.contains("STRICT") else { return statement }
      let tail = words.lastIndex { $0 == .other(")") }.map { words[($0 + 1)...] } ?? []
      let hasOptions = tail.contains { if case .word = $0 { true } else { false } }
      return statement + (hasOptions ? ", STRICT" : " STRICT")
    case .postgres:
      return words.map(\.inPostgres).joined()
    }
  }

  private static func hasSelect(_ words: [SchemaWord]) -> Bool {
    words.contains { if case .word(let text) = $0 { text.uppercased() == "SELECT" } else { false } }
  }
}

/// A piece of a schema statement: a bare word that may be a type, or anything else, kept as it is.
enum SchemaWord: Equatable {
  case word(String)
  case other(String)

  var inPostgres: String {
    switch self {
    case .other(let text): text
    case .word(let text):
      switch text.uppercased() {
      case "INTEGER": "BIGINT"
      case "REAL": "DOUBLE PRECISION"
      case "BLOB": "BYTEA"
      case "TEXT": "TEXT COLLATE \"C\""
      default: text
      }
    }
  }

  /// Splits a statement; quoted text and comments are pieces of their own, so that no word inside them is taken for a type.
  static func split(_ statement: String) -> [SchemaWord] {
    var pieces: [SchemaWord] = []
    var rest = statement[...]
    while let first = rest.first {
      if first == "'" || first == "\"" {
        let end = rest.dropFirst().firstIndex(of: first).map { rest.index(after: $0) } ?? rest.endIndex
        pieces.append(.other(String(rest[..<end])))
        rest = rest[end...]
      } else if rest.hasPrefix("--") {
        let end = rest.firstIndex(of: "\n") ?? rest.endIndex
        pieces.append(.other(String(rest[..<end])))
        rest = rest[end...]
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        pieces.append(.word(String(word)))
        rest = rest[word.endIndex...]
      } else {
        pieces.append(.other(String(first)))
        rest = rest.dropFirst()
      }
    }
    return pieces
  }
}
