// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What keeps a node from starting, or a command from being carried out.
public enum NodeProblem: Problem, Equatable {
  /// A member of the node's file is missing or has no usable value; `nodes/README.md` lists them.
  case unreadableConfiguration(member: String)
  /// The database's address begins with neither `sqlite:` nor `postgres://`.
  case unknownDatabase
  /// A key of the node cannot be read or written in the data folder.
  case noKey
  /// Sample data may only go into a node whose file says `demonstration: true`.
  case notADemonstration
  /// The program's own data, the Convention or the names of States, cannot be read: install it again.
  case damagedInstallation
  /// The database does not answer or cannot be opened; the reason is the engine's own.
  case databaseUnavailable(reason: String)
  /// The disk is full, or has less free than the reserve: nothing new is taken.
  case diskFull
  /// The database was used by a newer version of the program.
  case newerDatabase(module: String)
  /// The database was brought up to date with other statements than this program's.
  case differentTables(module: String)
  /// Another program listens at the address.
  case addressTaken(address: String)
  /// The system does not let the node listen at the address.
  case addressRefused(address: String)
  /// The demonstration that uses this data folder is running.
  case alreadyRunning(address: String)
  /// A file is not there or may not be read.
  case unreadableFile(path: String)
  /// A file cannot be written.
  case unwritableFile(path: String)
  /// A file of this name is there already and is not overwritten.
  case fileExists(path: String)
  /// The node's database is PostgreSQL, which has its own program for copies.
  case backupElsewhere
  /// Something broke in the program.
  case defect

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unreadableConfiguration: "node.unreadable-configuration"
    case .unknownDatabase: "node.unknown-database"
    case .noKey: "node.no-key"
    case .notADemonstration: "node.not-a-demonstration"
    case .damagedInstallation: "node.damaged-installation"
    case .databaseUnavailable: "node.database-unavailable"
    case .diskFull: "node.disk-full"
    case .newerDatabase: "node.newer-database"
    case .differentTables: "node.different-tables"
    case .addressTaken: "node.address-taken"
    case .addressRefused: "node.address-refused"
    case .alreadyRunning: "node.already-running"
    case .unreadableFile: "node.unreadable-file"
    case .unwritableFile: "node.unwritable-file"
    case .fileExists: "node.file-exists"
    case .backupElsewhere: "node.backup-elsewhere"
    case .defect: "node.defect"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .unreadableConfiguration, .unknownDatabase, .backupElsewhere: .invalid
    case .unreadableFile: .missing
    case .notADemonstration, .newerDatabase, .differentTables, .addressTaken, .alreadyRunning, .fileExists: .conflict
    case .noKey, .damagedInstallation, .databaseUnavailable, .diskFull, .addressRefused, .unwritableFile, .defect: .unavailable
    }
  }

  /// The names that the words need.
  public var details: [String: String] {
    switch self {
    case .unreadableConfiguration(let member): ["member": member]
    case .databaseUnavailable(let reason): ["reason": reason]
    case .diskFull: ["setting": "diskReserveMiB"]
    case .newerDatabase(let module), .differentTables(let module): ["module": module]
    case .addressTaken(let address): ["address": address, "variable": "COMITY_PORT"]
    case .addressRefused(let address): ["address": address]
    case .alreadyRunning(let address): ["address": address, "command": "make stop"]
    case .backupElsewhere: ["engine": "PostgreSQL", "command": "pg_dump"]
    case .unreadableFile(let path), .unwritableFile(let path), .fileExists(let path): ["path": path]
    default: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [NodeProblem] = [
    .unreadableConfiguration(member: "port"), .unknownDatabase, .noKey, .notADemonstration, .damagedInstallation,
    .databaseUnavailable(reason: "unable to open database file"), .diskFull, .newerDatabase(module: "writing"),
    .differentTables(module: "writing"),
    .addressTaken(address: "127.0.0.1:8080"), .addressRefused(address: "127.0.0.1:80"), .alreadyRunning(address: "http://127.0.0.1:8080"),
    .unreadableFile(path: "node.yaml"), .unwritableFile(path: "out.json"), .fileExists(path: "copy.sqlite"),
    .backupElsewhere, .defect,
  ]
}
