// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import Storage

/// How often the files of the published directory were fetched: by day and part, and of whoever fetched them nothing.
public struct DirectoryDownloads: Sendable {
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

  let database: any Database
  private let now: @Sendable () -> Date

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
      ])
  ]

  /// Counts one download; one that cannot be counted is given out all the same.
  func count(_ part: Part) async {
    let day = CalendarDay(now(), in: .gmt)
    _ = try? await database.commit(
      Commit([
        SQL(
          """
          INSERT INTO directoryDownload (day, part, fetches) VALUES ($1, $2, 1)
          ON CONFLICT (day, part) DO UPDATE SET fetches = directoryDownload.fetches + 1
          """, [day.sql, part.rawValue.sql])
      ]))
  }

  /// What was counted, the newest day first.
  func counts() async throws -> [Count] {
    try await database.rows(SQL("SELECT day, part, fetches FROM directoryDownload ORDER BY day DESC, part LIMIT 2000")).map { row in
      Count(
        day: try row.value("day") { CalendarDay($0) }, part: try row.value("part", Part.init(rawValue:)),
        fetches: try row.integer("fetches"))
    }
  }
}
