// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The two engines behind the one port.
public enum Dialect: String, Sendable, CaseIterable {
  /// The embedded default.
  case sqlite
  /// The server for larger nodes.
  case postgres
}

/// One numbered, forward-only step of the database's schema.
///
/// Plain SQL, never application types, never edited once released. In column types write only `TEXT`, `INTEGER`,
/// `REAL` and `BLOB`: each driver maps them to its own (`BIGINT`, `DOUBLE PRECISION`, `BYTEA`; `STRICT` tables).
public struct Migration: Sendable {
  /// The module it belongs to, in lower case: `directory`.
  public let module: String
  /// Its number within the module, from 1 without gaps.
  public let number: Int
  /// Its name: `create_authority`.
  public let name: String
  /// The statements, in order.
  public let statements: [String]
  /// What has no portable form, such as triggers and full-text indices; runs after the common statements, as written.
  public let dialectStatements: [Dialect: [String]]
  /// The SHA-256 of all its statements in hexadecimal: a step that has run must keep it for ever.
  public let digest: String

  /// Makes a step.
  public init(
    _ module: String, _ number: Int, _ name: String, _ statements: [String],
    only dialectStatements: [Dialect: [String]] = [:]
  ) {
    self.module = module
    self.number = number
    self.name = name
    self.statements = statements
    self.dialectStatements = dialectStatements
    digest = Self.digest(statements, dialectStatements)
  }

  private static func digest(_ statements: [String], _ dialectStatements: [Dialect: [String]]) -> String {
    var hash = SHA256()
    func add(_ heading: String, _ statements: [String]) {
      // Lengths make the joint unambiguous: no text can move from one statement into the next unnoticed.
      hash.update(data: Data("\(heading) \(statements.count)\n".utf8))
      for statement in statements { hash.update(data: Data("\(statement.utf8.count):\(statement)\n".utf8)) }
    }
    add("common", statements)
    for dialect in Dialect.allCases { add(dialect.rawValue, dialectStatements[dialect] ?? []) }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// One line for each migration, sorted: the text of the lock file `docs/migrations.lock`.
  ///
  /// Two branches that add the same number collide there in git, and an edited migration shows as a changed line.
  public static func lockLines(_ migrations: [Migration]) -> [String] {
    migrations
      .sorted { ($0.module, $0.number) < ($1.module, $1.number) }
      .map { "\($0.module) \(String(format: "%04d", $0.number)) \($0.name) \($0.digest)" }
  }
}
