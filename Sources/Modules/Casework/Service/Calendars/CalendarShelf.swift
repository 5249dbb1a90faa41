// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import Foundation
import Kernel
import Storage
import Synchronization

/// The working days of States as they were last read, so that a clock need not ask the database.
final class CalendarShelf: Sendable {
  private let calendars = Mutex<[StateCode: StateCalendar]>([:])

  subscript(state: StateCode) -> StateCalendar? { calendars.withLock { $0[state] } }

  func set(_ all: [StateCode: StateCalendar]) { calendars.withLock { $0 = all } }
}

extension CaseStore {
  /// The calendars of all States that have one: at most some two hundred.
  func calendars() async throws -> [Versioned<StateCalendar>] {
    try await database.rows(SQL("SELECT version, entry FROM stateCalendar ORDER BY state LIMIT 400")).map { row in
      Versioned(
        try JSONDecoder().decode(StateCalendar.self, from: Data(try row.text("entry").utf8)), version: try row.integer("version"))
    }
  }

  /// The calendar of a State with its version; an empty one of version 0 where none is kept.
  func calendar(of state: StateCode) async throws -> Versioned<StateCalendar> {
    let row = try await database.row(SQL("SELECT version, entry FROM stateCalendar WHERE state = $1", [state.sql]))
    guard let row else { return Versioned(StateCalendar(state: state, periods: []), version: 0) }
    return Versioned(
      try JSONDecoder().decode(StateCalendar.self, from: Data(try row.text("entry").utf8)), version: try row.integer("version"))
  }

  /// The statements that keep a calendar, and let the clocks that run on it be looked at again.
  /// - Parameter own: whether it is the own State's, on which the clocks of every request run.
  func keeping(_ calendar: StateCalendar, over version: Int, own: Bool, on day: CalendarDay) throws -> [SQL] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entry = String(decoding: try encoder.encode(calendar), as: UTF8.self)
    let row =
      version == 0
      ? SQL("INSERT INTO stateCalendar (state, version, entry) VALUES ($1, 1, $2)", [calendar.state.sql, entry.sql])
      : SQL(
        "UPDATE stateCalendar SET version = version + 1, entry = $2 WHERE state = $1 AND version = $3",
        [calendar.state.sql, entry.sql, version.sql], mustChange: 1)
    let again =
      own
      ? SQL("UPDATE registeredRequest SET wakesOn = $1 WHERE isOpen = 1 AND wakesOn > $1", [day.sql])
      : SQL(
        "UPDATE registeredRequest SET wakesOn = $1 WHERE otherState = $2 AND isOpen = 1 AND wakesOn > $1", [day.sql, calendar.state.sql])
    return [row, again]
  }
}

extension Casework {
  /// Reads the calendars anew: at start, after a change, and now and then because another process may have changed them.
  public func readCalendars() async throws {
    let all = try await store.calendars().map(\.value)
    calendars.set(Dictionary(all.map { ($0.state, $0) }) { _, last in last })
  }

  /// Keeps the calendar of a State with the fact that it was changed.
  /// - Throws: ``CannotAct/changedSinceSeen`` when somebody else was faster.
  func keep(_ calendar: StateCalendar, over version: Int, by actor: EventActor, at instant: Date) async throws {
    let statements = try store.keeping(calendar, over: version, own: calendar.state == state, on: CalendarDay(instant, in: zone))
    let event = NewEvent(
      "casework.calendarChanged", of: EventSubject("stateCalendar", calendar.state.code), at: instant, by: actor,
      facts: ["periods": .integer(calendar.periods.count)])
    do {
      try await store.database.commit(Commit(statements, events: [event]))
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    } catch is UniqueViolation {
      throw CannotAct.changedSinceSeen
    }
    try await readCalendars()
  }

  /// Gives a demonstration calendars of its fictional States; what is kept stays.
  public func fillDemonstrationCalendars(at instant: Date) async throws {
    let file = CaseworkResources.data.appending(path: "fictional-calendars.json")
    let fictional = try JSONDecoder().decode([StateCalendar].self, from: try Data(contentsOf: file))
    for calendar in fictional where try await store.calendar(of: calendar.state).version == 0 {
      try await keep(calendar, over: 0, by: .operatorAtConsole, at: instant)
    }
  }
}
