// SPDX-License-Identifier: Apache-2.0

/// What is known of a database as of one place in its event log, such as all things of a module as lists show them.
public protocol LogView: Sendable {
  /// Knows nothing yet: its ``head`` is -1.
  init()
  /// The number of the event that comes next.
  var head: Int { get }
  /// Everything, read anew.
  /// - Parameter head: the head before reading began: what changes meanwhile is read once more the next time.
  static func whole(of database: any Database, head: Int) async throws -> Self
  /// The same with what has another version by now.
  /// - Parameter changed: by the kind of subject, the ids of what events tell about since ``head``.
  func with(_ changed: [String: Set<String>], of database: any Database, head: Int) async throws -> Self
}

/// A view of a database, kept in memory: what was recorded since is read, and nothing else.
public actor LogKeeper<View: LogView> {
  private var known = View()
  private var reading: Task<View, any Error>?

  /// Begins with nothing known.
  public init() {}

  /// The view with everything that was committed before the call.
  public func current(_ database: any Database) async throws -> View {
    let head = try await EventHead.read(of: database)
    while known.head < head {
      // Whoever asks meanwhile waits for the same reading instead of beginning another one.
      let reading = self.reading ?? Task { [known] in try await Self.read(over: known, database) }
      self.reading = reading
      do {
        let fresh = try await reading.value
        if fresh.head > known.head { known = fresh }
        if self.reading == reading { self.reading = nil }
      } catch {
        if self.reading == reading { self.reading = nil }
        throw error
      }
    }
    return known
  }

  private static func read(over known: View, _ database: any Database) async throws -> View {
    guard known.head >= 0 else { return try await readAll(database) }
    let answers = try await database.rows(of: [EventHead.query, EventHead.subjects(since: known.head, limit: EventHead.many + 1)])
    guard answers[1].count <= EventHead.many else { return try await readAll(database) }
    var changed: [String: Set<String>] = [:]
    for row in answers[1] { changed[try row.text("subjectType"), default: []].insert(try row.text("subjectId")) }
    return try await known.with(changed, of: database, head: try answers[0].first?.integer("next") ?? 0)
  }

  private static func readAll(_ database: any Database) async throws -> View {
    try await View.whole(of: database, head: try await EventHead.read(of: database))
  }
}

/// The end of the event log.
public enum EventHead {
  /// More changes than this are read faster with everything else.
  static let many = 1000

  /// Reads, as `next`, the number of the event that comes next: as long as it is the same, nothing was recorded.
  public static let query = SQL("SELECT next FROM eventHead WHERE id = 1")

  /// The number of the event that comes next.
  public static func read(of database: any Database) async throws -> Int { try await database.row(query)?.integer("next") ?? 0 }

  /// Reads what events since a head are about.
  public static func subjects(since head: Int, limit: Int) -> SQL {
    SQL("SELECT subjectType, subjectId FROM event WHERE eventIndex >= $1 ORDER BY eventIndex LIMIT $2", [head.sql, limit.sql])
  }
}
