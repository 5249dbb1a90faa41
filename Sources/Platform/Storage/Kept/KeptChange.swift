// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Who changes something, for the log and for people who read the history.
public struct Maker: Sendable {
  /// The officer's account; `nil` for the operator of the node.
  public let id: String?
  /// The name as it is shown; empty for the operator.
  public let name: String

  /// Names an officer, or whoever works at the console.
  public init(id: String?, name: String) {
    self.id = id
    self.name = name
  }

  /// The same as the event log tells it.
  public var actor: EventActor { id.map { .officer($0) } ?? .operatorAtConsole }

  /// The operator of the node, at its console.
  public static let console = Maker(id: nil, name: "")
}

/// Where a module keeps every version of its things, and how the event log names what happens to them.
public struct VersionShelf: Sendable {
  /// The table, with columns `id`, `version`, `changedAt`, `changedBy`, `changedByName`, `event` and `entry`.
  let table: String
  /// What stands before the name of each fact: `meetings` makes `meetings.adopted` of `adopted`.
  let module: String
  /// Whether things of several tables stand in it, told apart by the column `kind`.
  let hasKinds: Bool
  /// Whether the column `part` says what part of a thing was changed.
  let hasParts: Bool

  /// Describes a table of versions.
  public init(_ table: String, of module: String, hasKinds: Bool = true, hasParts: Bool = false) {
    self.table = table
    self.module = module
    self.hasKinds = hasKinds
    self.hasParts = hasParts
  }

  /// Whether a violation tells of another writer: where statements run side by side, the version's own row can be the first to do so.
  func isMeant(by violation: UniqueViolation) -> Bool { violation.table?.lowercased() == table.lowercased() }
}

/// One thing as it is written: a current row in a table of its own.
public struct ThingRow: Sendable {
  /// The table, which is also the kind under which versions are kept and events tell of it.
  public let table: String
  /// The row's id.
  public let key: String
  /// The columns beside `id`, `version` and `entry`, by which lists find it.
  public let columns: [(name: String, value: SQLValue)]
  /// The whole thing as JSON.
  public let entry: String
  /// What else belongs to the row, such as rows of references and of terms; runs after it.
  public let companions: [SQL]

  /// Describes a row.
  public init(
    _ table: String, _ key: String, columns: [(name: String, value: SQLValue)], entry: String, companions: [SQL] = []
  ) {
    self.table = table
    self.key = key
    self.columns = columns
    self.entry = entry
    self.companions = companions
  }
}

/// Changes of things that rules have decided, ready to be committed together: rows, versions and events, all or nothing.
public struct Change: Sendable {
  /// What is committed.
  public var commit = Commit()

  /// Begins with nothing.
  public init() {}

  /// Whether nothing is to be changed.
  public var isEmpty: Bool { commit.statements.isEmpty }

  /// Keeps a thing under its next version.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new thing.
  ///   - event: the fact, as the event log names it after the module.
  ///   - part: what part of the thing was changed, for its history.
  public mutating func keep(
    _ row: ThingRow, on shelf: VersionShelf, over version: Int, as event: String, part: String? = nil,
    facts: [String: EventValue] = [:], by maker: Maker, at instant: Date
  ) {
    commit.statements.append(Self.write(row, over: version))
    commit.statements += row.companions
    var columns: [(name: String, value: SQLValue)] = [
      ("id", row.key.sql), ("version", (version + 1).sql), ("changedAt", instant.sql), ("changedBy", maker.id.sql),
      ("changedByName", maker.name.sql), ("event", event.sql), ("entry", row.entry.sql),
    ]
    if shelf.hasKinds { columns.append(("kind", row.table.sql)) }
    if shelf.hasParts { columns.append(("part", part.sql)) }
    commit.statements.append(Self.insert(into: shelf.table, columns))
    commit.events.append(
      NewEvent(
        EventKind(rawValue: "\(shelf.module).\(event)"), of: EventSubject(row.table, row.key), at: instant, by: maker.actor,
        facts: facts.merging(["version": .integer(version + 1)]) { $1 }))
  }

  /// A new row, or the next version of the one that has the version the decision was made on.
  private static func write(_ row: ThingRow, over version: Int) -> SQL {
    let first: [(name: String, value: SQLValue)] = [("id", row.key.sql), ("version", (version + 1).sql), ("entry", row.entry.sql)]
    let columns = first + row.columns
    guard version > 0 else { return insert(into: row.table, columns) }
    let set = columns.indices.dropFirst().map { "\(columns[$0].name) = $\($0 + 1)" }.joined(separator: ", ")
    return SQL(
      "UPDATE \(row.table) SET \(set) WHERE id = $1 AND version = $\(columns.count + 1)", columns.map(\.value) + [version.sql],
      mustChange: 1)
  }

  private static func insert(into table: String, _ columns: [(name: String, value: SQLValue)]) -> SQL {
    let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    return SQL("INSERT INTO \(table) (\(columns.map(\.name).joined(separator: ", "))) VALUES (\(places))", columns.map(\.value))
  }
}
