// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage
import Web

/// A list of the register that an officer keeps under a name, and shares with the others by choice.
struct SavedList: Sendable {
  let id: ID<SavedList>
  let officer: String
  let name: String
  let filter: RegisterFilter
  let isShared: Bool

  /// How many lists an officer can keep.
  static let most = 20
  /// The longest name.
  static let nameLength = 60
  /// Beyond this a count says "more than".
  static let countedTo = 99
}

/// Why a list cannot be kept.
enum CannotSaveList: Problem, Equatable {
  /// It has no name, or one that is too long.
  case unnamed
  /// The officer has a list of that name.
  case nameTaken
  /// The officer keeps as many as can be kept.
  case tooMany
  /// It asks for one reference, which says what a case is about.
  case withReference
  /// There is no such list, or it belongs to another officer.
  case noSuchList

  var code: ProblemCode {
    switch self {
    case .unnamed: "casework.list-unnamed"
    case .nameTaken: "casework.list-name-taken"
    case .tooMany: "casework.list-too-many"
    case .withReference: "casework.list-with-reference"
    case .noSuchList: "casework.no-such-list"
    }
  }

  var kind: ProblemKind {
    switch self {
    case .unnamed, .withReference: .invalid
    case .nameTaken, .tooMany: .conflict
    case .noSuchList: .missing
    }
  }

  static let examples: [CannotSaveList] = [.unnamed, .nameTaken, .tooMany, .withReference, .noSuchList]
}

extension CaseStore {
  /// The lists that an officer sees: the own ones, then those that others share.
  func lists(of officer: String, today: CalendarDay) async throws -> [SavedList] {
    let own = try await database.rows(
      SQL(
        "SELECT id, officer, name, filter, isShared FROM savedList WHERE officer = $1 ORDER BY name LIMIT $2",
        [officer.sql, SavedList.most.sql]))
    let shared = try await database.rows(
      SQL(
        "SELECT id, officer, name, filter, isShared FROM savedList WHERE isShared = 1 AND officer <> $1 ORDER BY name, id LIMIT $2",
        [officer.sql, SavedList.most.sql]))
    return try (own + shared).map { row in
      SavedList(
        id: try row.value("id") { ID<SavedList>($0) }, officer: try row.text("officer"), name: try row.text("name"),
        filter: RegisterFilter(try FormData(encoded: try row.text("filter")), today: today),
        isShared: try row.integer("isShared") == 1)
    }
  }

  /// Keeps a list.
  /// - Throws: ``CannotSaveList``.
  func keep(_ list: SavedList, at instant: Date) async throws {
    let count = try await database.row(SQL("SELECT COUNT(*) AS number FROM savedList WHERE officer = $1", [list.officer.sql]))
    guard try count?.integer("number") ?? 0 < SavedList.most else { throw CannotSaveList.tooMany }
    do {
      try await database.commit(
        Commit(
          [
            SQL(
              "INSERT INTO savedList (id, officer, name, filter, isShared) VALUES ($1, $2, $3, $4, $5)",
              [list.id.sql, list.officer.sql, list.name.sql, String(list.filter.form.query.dropFirst()).sql, list.isShared.sql])
          ],
          events: [
            NewEvent(
              "casework.listKept", of: EventSubject("savedList", list.id.description), at: instant, by: .officer(list.officer),
              facts: ["isShared": .flag(list.isShared)])
          ]))
    } catch is UniqueViolation {
      throw CannotSaveList.nameTaken
    }
  }

  /// Takes a list away.
  /// - Throws: ``CannotSaveList/noSuchList`` also for one of another officer.
  func remove(list id: ID<SavedList>, of officer: String, at instant: Date) async throws {
    let own = try await database.row(SQL("SELECT 1 AS one FROM savedList WHERE id = $1 AND officer = $2", [id.sql, officer.sql]))
    guard own != nil else { throw CannotSaveList.noSuchList }
    try await database.commit(
      Commit(
        [SQL("DELETE FROM savedList WHERE id = $1 AND officer = $2", [id.sql, officer.sql])],
        events: [
          NewEvent("casework.listRemoved", of: EventSubject("savedList", id.description), at: instant, by: .officer(officer))
        ]))
  }
}
