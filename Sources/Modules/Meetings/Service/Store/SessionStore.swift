// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

extension Delegation: Kept {
  static let table = "delegation"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("meeting", meeting.sql), ("kind", kind.rawValue.sql), ("party", party.sql)] }

  /// A letter that was brought stays in the data folder, also when a better one takes its place.
  var companions: [SQL] { credentials?.letter.map { [$0.named] } ?? [] }
}

extension DelegateAccount: Kept {
  static let table = "delegateAccount"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [("meeting", meeting.sql), ("delegation", delegation.sql), ("officer", officer.sql)]
  }
}

extension Attendance: Kept {
  static let table = "attendance"
  var key: String { band.description }
  var columns: [(name: String, value: SQLValue)] { [("meeting", meeting.sql)] }
}

extension SpeakersList: Kept {
  static let table = "speakersList"
  var key: String { item.description }
  var columns: [(name: String, value: SQLValue)] { [("meeting", meeting.sql)] }
}

extension Statement: Kept {
  static let table = "delegationStatement"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [
      ("meeting", meeting.sql), ("item", item.sql), ("delegation", delegation.sql), ("stage", stage.rawValue.sql),
      ("isPublic", isPublic.sql),
    ]
  }
  var companions: [SQL] { [text.named] }
}

extension KeptFile {
  fileprivate var named: SQL { SQL("INSERT INTO sessionFile (sha256) VALUES ($1) ON CONFLICT (sha256) DO NOTHING", [sha256.sql]) }
}

extension MeetingsStore {
  /// Delegations, who is present, lists of speakers, statements.
  static let createSession = Migration(
    "meetings.session", 1, "create_session",
    [
      """
      CREATE TABLE delegation (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, kind TEXT NOT NULL, party TEXT NOT NULL,
      version INTEGER NOT NULL, entry TEXT NOT NULL, UNIQUE (meeting, party))
      """,
      """
      CREATE TABLE delegateAccount (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, delegation TEXT NOT NULL UNIQUE
      REFERENCES delegation (id), officer TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL, UNIQUE (meeting, officer))
      """,
      "CREATE INDEX delegateAccountByOfficer ON delegateAccount (officer)",
      """
      CREATE TABLE attendance (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX attendanceByMeeting ON attendance (meeting)",
      """
      CREATE TABLE speakersList (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX speakersListByMeeting ON speakersList (meeting)",
      """
      CREATE TABLE delegationStatement (id TEXT PRIMARY KEY NOT NULL, meeting TEXT NOT NULL, item TEXT NOT NULL,
      delegation TEXT NOT NULL REFERENCES delegation (id), stage TEXT NOT NULL CHECK (stage IN ('givenIn', 'delivered', 'withdrawn')),
      isPublic INTEGER NOT NULL CHECK (isPublic IN (0, 1)), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX delegationStatementByMeeting ON delegationStatement (meeting, item)",
      "CREATE TABLE sessionFile (sha256 TEXT PRIMARY KEY NOT NULL)",
    ])

  private func all<Thing: Kept>(_ type: Thing.Type, of meeting: ID<Meeting>) async throws -> [Versioned<Thing>] {
    try await database.rows(SQL("SELECT entry, version FROM \(Thing.table) WHERE meeting = $1 ORDER BY id", [meeting.sql]))
      .map { try KeptEntry.versioned($0) }
  }

  /// The delegations of a meeting.
  func delegations(of meeting: ID<Meeting>) async throws -> [Delegation] { try await all(Delegation.self, of: meeting).map(\.value) }

  /// The accounts that speak for delegations of a meeting.
  func delegateAccounts(of meeting: ID<Meeting>) async throws -> [Versioned<DelegateAccount>] {
    try await all(DelegateAccount.self, of: meeting)
  }

  /// The lists of speakers of a meeting, by item.
  func speakersLists(of meeting: ID<Meeting>) async throws -> [ID<AgendaItem>: SpeakersList] {
    Dictionary(uniqueKeysWithValues: try await all(SpeakersList.self, of: meeting).map { ($0.value.item, $0.value) })
  }

  /// The attendance of a meeting, by session.
  func attendance(of meeting: ID<Meeting>) async throws -> [ID<SessionBand>: Versioned<Attendance>] {
    Dictionary(uniqueKeysWithValues: try await all(Attendance.self, of: meeting).map { ($0.value.band, $0) })
  }

  /// The statements of a meeting.
  func statements(of meeting: ID<Meeting>) async throws -> [Versioned<Statement>] { try await all(Statement.self, of: meeting) }

  /// The delegations that an officer's account speaks for, in any meeting.
  func delegateAccounts(ofOfficer officer: String) async throws -> [DelegateAccount] {
    try await database.rows(SQL("SELECT entry FROM delegateAccount WHERE officer = $1 ORDER BY id", [officer.sql]))
      .map { try KeptEntry.read($0) }
  }

  /// Meetings in which somebody's list of speakers is open or somebody has the floor; few at any time.
  func meetingsInSession(on day: CalendarDay) async throws -> [Meeting] {
    try await database.rows(
      SQL("SELECT entry FROM meeting WHERE firstDay <= $1 AND lastDay >= $1 AND standing <> 'cancelled' ORDER BY firstDay, id", [day.sql])
    ).map { try KeptEntry.read($0) }
  }

  /// The digests of all files that a delegation or a statement names or has named.
  func namedSessionFiles() async throws -> Set<String> {
    Set(try await database.rows(SQL("SELECT sha256 FROM sessionFile")).map { try $0.text("sha256") })
  }

  /// Ends a link between an account and a delegation.
  func unlink(_ account: Versioned<DelegateAccount>, by maker: Maker, at instant: Date) async throws {
    try await database.commit(
      Commit(
        [
          SQL(
            "DELETE FROM delegateAccount WHERE id = $1 AND version = $2", [account.value.id.sql, account.version.sql], mustChange: 1)
        ],
        events: [
          NewEvent(
            "meetings.delegateUnlinked", of: EventSubject(DelegateAccount.table, account.value.key), at: instant, by: maker.actor,
            facts: ["delegation": .text(account.value.delegation.description)])
        ]))
  }
}

/// How often a change is tried again when somebody else was faster; each try decides anew.
private let tries = 12

extension MeetingsStore {
  /// Changes one part of a delegation, over whatever others changed in its other parts meanwhile.
  /// - Parameters:
  ///   - seen: the version that the officer saw.
  ///   - part: what the change is about; when somebody else changed that, the officer is told.
  /// - Throws: ``CannotRegister``.
  func change<Part: Equatable>(
    _ id: ID<Delegation>, seen: Int, part: (Delegation) -> Part, as event: String, by maker: Maker, at instant: Date,
    decide: (Delegation) throws -> Delegation
  ) async throws {
    for _ in 0..<tries {
      guard let current = try await thing(Delegation.self, id.description) else { throw CannotRegister.changedSinceSeen }
      if current.version != seen {
        let base = try await versions(of: Delegation.self, id.description).first { $0.number == seen }
        let before = try base.map { try JSONDecoder().decode(Delegation.self, from: Data($0.entry.utf8)) }
        guard let before, part(before) == part(current.value) else { throw CannotRegister.changedSinceSeen }
      }
      let changed = try decide(current.value)
      guard changed != current.value else { return }
      var change = Change()
      try change.keep(changed, over: current.version, as: event, by: maker, at: instant)
      do {
        return try await commit(change)
      } catch is StaleWrite {}
    }
    throw CannotRegister.changedSinceSeen
  }

  /// Carries out something on a list of speakers; when somebody else was faster it is decided again on what is there now, so the order of
  /// requests is the order of commits.
  /// - Parameter also: what belongs into the same commit.
  /// - Throws: ``CannotTakeFloor``.
  func speak(
    _ item: ID<AgendaItem>, in meeting: ID<Meeting>, as event: String, facts: [String: EventValue] = [:], by maker: Maker, at instant: Date,
    also: ((inout Change, SpeakersList) async throws -> Void)? = nil, decide: (SpeakersList) throws -> SpeakersList
  ) async throws {
    for _ in 0..<tries {
      let current = try await thing(SpeakersList.self, item.description)
      let list = try decide(current?.value ?? SpeakersList(item: item, meeting: meeting))
      var change = Change()
      try change.keep(list, over: current?.version ?? 0, as: event, facts: facts, by: maker, at: instant)
      try await also?(&change, list)
      do {
        return try await commit(change)
      } catch is StaleWrite {} catch is UniqueViolation {}
    }
    throw CannotTakeFloor.busy
  }

  /// Carries out something on a statement.
  /// - Throws: ``CannotGiveStatement``.
  func change(_ id: ID<Statement>, as event: String, by maker: Maker, at instant: Date, _ act: Statement.Act) async throws {
    for _ in 0..<tries {
      guard let current = try await thing(Statement.self, id.description) else { throw CannotGiveStatement.otherStage }
      var change = Change()
      try change.keep(try current.value.after(act), over: current.version, as: event, by: maker, at: instant)
      do {
        return try await commit(change)
      } catch is StaleWrite {}
    }
    throw CannotGiveStatement.otherStage
  }

  /// Puts into a commit that the statements of a speaker who has just spoken are delivered.
  func deliver(
    _ request: FloorRequest, under item: ID<AgendaItem>, of meeting: ID<Meeting>, into change: inout Change, by maker: Maker,
    at instant: Date
  ) async throws {
    guard request.stage == .finished, request.kind == .generalStatement || request.kind == .groupStatement else { return }
    for statement in try await statements(of: meeting)
    where statement.value.item == item && statement.value.delegation == request.delegation && statement.value.stage == .givenIn {
      try change.keep(try statement.value.after(.deliver), over: statement.version, as: "statementDelivered", by: maker, at: instant)
    }
  }
}
