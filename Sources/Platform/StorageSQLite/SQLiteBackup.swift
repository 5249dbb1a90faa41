// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Storage

/// A copy of a database in use.
enum SQLiteBackup {
  static func write(_ pool: DatabasePool, to file: URL) async throws {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: file.path) else { throw DatabaseUnavailable("\(file.path) is already there") }
    let partial = file.appendingPathExtension("partial")
    try? manager.removeItem(at: partial)
    defer { try? manager.removeItem(at: partial) }
    // SQLite fills an empty file as it is, so the copy keeps these rights.
    guard manager.createFile(atPath: partial.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw DatabaseUnavailable("cannot create \(partial.path)")
    }
    do {
      // A reader's connection: writers are not held up, and the copy is of one instant.
      try await pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial.path]) }
      try check(partial.path)
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: "")
    }
    do {
      try synchronise(partial)
      try manager.moveItem(at: partial, to: file)
      try synchronise(file.deletingLastPathComponent())
    } catch let error as CocoaError {
      throw DatabaseUnavailable("cannot write \(file.path): \(error.code.rawValue)")
    }
  }

  private static func check(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let copy = try DatabaseQueue(path: path, configuration: configuration)
    let found = try copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check") }
    try copy.close()
    guard found == "ok" else { throw DatabaseUnavailable("the copy does not pass the check") }
  }

  /// Makes a file, or the names in a folder, survive a loss of power.
  private static func synchronise(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY)
    guard descriptor >= 0 else { throw DatabaseUnavailable("cannot open \(url.path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw DatabaseUnavailable("cannot synchronise \(url.path)") }
  }
}
