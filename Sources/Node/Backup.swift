// SPDX-License-Identifier: Apache-2.0
public import Foundation
import StorageSQLite

extension Node {
  /// Copies a node's SQLite database as of one instant to a new file, while the node may go on running.
  ///
  /// A plain copy of the file would miss what still stands in the log beside it. The keys in the data folder are not part of the copy.
  /// - Throws: ``NodeProblem/backupElsewhere`` for a node on PostgreSQL, ``NodeProblem/unreadableFile(path:)`` when there is no database
  ///   yet, ``NodeProblem/fileExists(path:)``; `DatabaseUnavailable` when the copy cannot be written.
  public static func backUp(_ configuration: NodeConfiguration, to copy: URL) async throws {
    guard let file = try sqliteFile(configuration.database) else { throw NodeProblem.backupElsewhere }
    // Opening would create the database and copy an empty one.
    guard FileManager.default.fileExists(atPath: file.path) else { throw NodeProblem.unreadableFile(path: file.path) }
    guard !FileManager.default.fileExists(atPath: copy.path) else { throw NodeProblem.fileExists(path: copy.path) }
    let database = try SQLiteDatabase(file: file)
    try await database.backup(to: copy)
    try await database.close()
  }
}
