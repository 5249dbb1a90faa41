// SPDX-License-Identifier: Apache-2.0
public import AuditService
import Foundation
import Storage

extension Node {
  /// Opens the log of a node for a verification: nothing is made, migrated or changed.
  /// - Throws: ``NodeProblem/unreadableFile(path:)`` when there is no database yet.
  public static func withLog<Result>(
    of configuration: NodeConfiguration, _ body: (AuditLog) async throws -> Result
  ) async throws -> Result {
    // Opening would create the file, and an empty log is always intact.
    if let file = try sqliteFile(configuration.database), !FileManager.default.fileExists(atPath: file.path) {
      throw NodeProblem.unreadableFile(path: file.path)
    }
    let database = try await open(configuration.database)
    do {
      let result = try await body(auditLog(configuration, database))
      try await database.close()
      return result
    } catch {
      try? await database.close()
      throw error
    }
  }
}
