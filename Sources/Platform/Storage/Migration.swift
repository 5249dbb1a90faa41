// SPDX-License-Identifier: Apache-2.0

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

  /// Makes a step.
  public init(_ module: String, _ number: Int, _ name: String, _ statements: [String]) {
    self.module = module
    self.number = number
    self.name = name
    self.statements = statements
  }
}
