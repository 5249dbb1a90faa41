// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import Storage
import Synchronization

/// How often the files of the published directory were fetched: by day and part, and of whoever fetched them nothing.
///
/// A download is counted in memory, and what was counted is kept about every minute: anybody may download, and whoever does so without end must not
/// make the node write each time.
public final class DirectoryDownloads: Sendable {
  /// A part of the directory.
  enum Part: String, CaseIterable, Sendable {
    /// The confirmation that the list is the newest, which every follower asks for first.
    case timestamp
    /// The list of all parts.
    case snapshot
    /// The list of States, and the parts that they signed.
    case targets
    /// Who may sign.
    case root
    /// The entries of authorities.
    case entries

    init(metadata name: String) {
      if name.hasSuffix("root.json") {
        self = .root
      } else if name.hasSuffix("snapshot.json") {
        self = .snapshot
      } else {
        self = name == "timestamp.json" ? .timestamp : .targets
      }
    }
  }

  /// One day's count of one part.
  struct Count: Hashable, Sendable {
    let day: CalendarDay
    let part: Part
    let fetches: Int
  }

  /// What is counted on its own.
  private struct Tallied: Hashable {
    let day: CalendarDay
    let part: Part
  }

  /// So many days are told one by one.
  static let daysShown: Days = 30

  let database: any Database
  private let now: @Sendable () -> Date
  /// What was counted and is not in the database yet.
  private let waiting = Mutex<[Tallied: Int]>([:])

  /// Uses a database that has ``migrations``.
  public init(database: any Database, now: @escaping @Sendable () -> Date = { Date() }) {
    self.database = database
    self.now = now
  }

  /// The table of counts: it has no column for anybody's address.
  public static let migrations = [
    Migration(
      "exchange.publication", 1, "create_directory_download",
      [
        """
        CREATE TABLE directoryDownload (
          day TEXT NOT NULL,
          part TEXT NOT NULL,
          fetches INTEGER NOT NULL CHECK (fetches > 0),
          PRIMARY KEY (day, part))
        """
      ]),
    Migration(
      "exchange.publication", 2, "create_directory_download_total",
      [
        "CREATE TABLE directoryDownloadTotal (part TEXT PRIMARY KEY, fetches INTEGER NOT NULL CHECK (fetches > 0))",
        "INSERT INTO directoryDownloadTotal (part, fetches) SELECT part, SUM(fetches) FROM directoryDownload GROUP BY part",
      ]),
  ]

  /// Counts one download; nothing is written.
  func count(_ part: Part) {
    let tallied = Tallied(day: CalendarDay(now(), in: .gmt), part: part)
    waiting.withLock { $0[tallied, default: 0] += 1 }
  }

  /// Keeps what was counted; when that fails it is counted on and kept the next time.
  /// - Throws: an error of the database.
  public func keep() async throws {
    let taken = waiting.withLock { waiting in
      defer { waiting = [:] }
      return waiting
    }
    guard !taken.isEmpty else { return }
    do {
      try await database.commit(Commit(taken.flatMap { Self.kept($0.key, $0.value) }))
    } catch {
      waiting.withLock { waiting in waiting.merge(taken, uniquingKeysWith: +) }
      throw error
    }
  }

  private static func kept(_ tallied: Tallied, _ fetches: Int) -> [SQL] {
    [
      SQL(
        """
        INSERT INTO directoryDownload (day, part, fetches) VALUES ($1, $2, $3)
        ON CONFLICT (day, part) DO UPDATE SET fetches = directoryDownload.fetches + excluded.fetches
        """, [tallied.day.sql, tallied.part.rawValue.sql, fetches.sql]),
      SQL(
        """
        INSERT INTO directoryDownloadTotal (part, fetches) VALUES ($1, $2)
        ON CONFLICT (part) DO UPDATE SET fetches = directoryDownloadTotal.fetches + excluded.fetches
        """, [tallied.part.rawValue.sql, fetches.sql]),
    ]
  }

  /// What was counted in all, and day by day for as many days as are told, the newest first; with what is not kept yet.
  func counts() async throws -> (total: Int, days: [Count]) {
    let since = CalendarDay(now(), in: .gmt).adding(Days(1 - Self.daysShown.count))
    let found = try await database.rows(of: [
      SQL("SELECT fetches FROM directoryDownloadTotal"),
      SQL("SELECT day, part, fetches FROM directoryDownload WHERE day >= $1", [since.sql]),
    ])
    let waiting = waiting.withLock { $0 }
    let total = try found[0].reduce(waiting.values.reduce(0, +)) { try $0 + $1.integer("fetches") }
    var days = waiting.filter { $0.key.day >= since }
    for row in found[1] {
      let tallied = Tallied(
        day: try row.value("day") { CalendarDay($0) }, part: try row.value("part", Part.init(rawValue:)))
      days[tallied, default: 0] += try row.integer("fetches")
    }
    let counts = days.map { Count(day: $0.key.day, part: $0.key.part, fetches: $0.value) }
    return (total, counts.sorted { ($1.day, $0.part.rawValue) < ($0.day, $1.part.rawValue) })
  }
}
