// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What needs the officer today, on the start page, by role: what waits for a second officer, then what is ours to do or to carry out, the most
/// pressing first; then what waits for others and wakes by itself, whose turn it is, and the lists that the officer keeps.
struct CaseworkHome: Sendable {
  let casework: Casework

  static let length = 10
  /// How many days ahead the desk looks for what wakes by itself.
  static let ahead = 14

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let today = CalendarDay(call.now, in: casework.zone)
    let table = RequestTable(words: words, casework: casework, today: today)
    var parts = [try await ProposedUses(casework: casework).html(call)]
    for (show, heading) in Self.shows(call.who) {
      var filter = RegisterFilter()
      filter.show = show
      let lines = try await casework.store.lines(filter, for: call.who.reader, limit: Self.length + 1)
      guard !lines.isEmpty else { continue }
      parts.append(
        HTML {
          tag("h2") { words(heading) }
          table.html(Array(lines.prefix(Self.length)), caption: words(heading))
          if lines.count > Self.length { tag("p") { link("/cases?show=\(show.rawValue)", words("casework.home.all")) } }
        })
    }
    parts.append(try await waking(call, today))
    parts.append(try await turns(call, today))
    parts.append(try await casework.savedLists(call))
    return HTML(parts)
  }

  /// What each role sees: approvers their proposals first, those who only carry out what was accepted that alone, auditors nothing to do.
  static func shows(_ who: SignedIn) -> [(RegisterFilter.Show, String)] {
    var shows: [(RegisterFilter.Show, String)] = []
    if who.may("casework.confirm") { shows.append((.proposed, "casework.home.proposed")) }
    if who.may("casework.decide") || who.may("casework.register") {
      shows.append((.ours, "casework.home.ours"))
    } else if who.may("casework.execute") {
      shows.append((.executing, "casework.home.executing"))
    }
    return shows
  }

  /// What waits and comes back by itself, each with its day.
  private func waking(_ call: Call<SignedIn>, _ today: CalendarDay) async throws -> HTML {
    let words = call.words
    guard call.who.may("casework.decide") || call.who.may("casework.register") else { return .nothing }
    let requests = try await casework.store.wakingSoon(
      by: today.adding(Days(Self.ahead)), for: call.who.reader, limit: Self.length)
    let rows = requests.compactMap { listed in listed.request.nextWaking(after: today).map { (listed, $0) } }
      .filter { $0.1.on <= today.adding(Days(Self.ahead)) }.sorted { $0.1.on < $1.1.on }.prefix(Self.length)
    guard !rows.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.home.waking") }
      Table(
        caption: words("casework.home.waking"), showsCaption: false,
        columns: ["request", "due", "waits"].map { Table.Column(words("casework.column.\($0)")) },
        rows: rows.map { listed, waking in
          [listed.link(words), HTML(words.date(waking.on)), HTML(words("casework.suspension.\(waking.reason.rawValue)"))]
        }
      ).html
    }
  }

  /// How many requests wait for whom.
  private func turns(_ call: Call<SignedIn>, _ today: CalendarDay) async throws -> HTML {
    let words = call.words
    var entries: [HTML] = []
    for show in [RegisterFilter.Show.overdue, .ours, .theirs, .court] {
      var filter = RegisterFilter()
      filter.show = show
      filter.today = today
      let count = try await casework.store.count(filter, for: call.who.reader, upTo: SavedList.countedTo + 1)
      guard count > 0 else { continue }
      entries.append(
        tag("li") {
          link("/cases?show=\(show.rawValue)", words("casework.show.\(show.rawValue)"))
          HTML(" ")
          badge(
            count > SavedList.countedTo
              ? words("casework.list.more", ["count": .integer(SavedList.countedTo)])
              : words("casework.list.count", ["count": .integer(count)]),
            show == .overdue ? .refused : .plain)
        })
    }
    guard !entries.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.home.turns") }
      tag("ul", .css("chosen")) { HTML(entries) }
    }
  }
}

extension CaseStore {
  /// The open requests that come back by themselves by a day, the nearest first.
  func wakingSoon(by day: CalendarDay, for reader: Reader, limit: Int) async throws -> [ListedRequest] {
    let access = accessClause(reader, from: 4)
    var found: [ListedRequest] = []
    // One turn at a time, so that each is read in the order of its index and no further than is shown.
    for turn in [Turn.theirs, .court] {
      let rows = try await database.rows(
        SQL(
          """
          SELECT \(Self.listColumns) FROM registeredRequest r
          WHERE r.isOpen = 1 AND r.turn = $1 AND r.wakesOn <= $2 AND \(access.text) ORDER BY r.wakesOn, r.id LIMIT $3
          """, [turn.rawValue.sql, day.sql, limit.sql] + access.values))
      found += try await listed(rows)
    }
    return found
  }
}

extension RegisteredRequest {
  /// The first day on which what it waits for comes back by itself, with why it waits.
  func nextWaking(after day: CalendarDay) -> (on: CalendarDay, reason: Suspension.Reason)? {
    let suspended = suspensions.filter { $0.endedOn == nil }.compactMap { one in one.wakesOn.map { (on: $0, reason: one.reason) } }
    let consulted = consultations.filter { $0.outcome == nil }.map { (on: $0.dueOn, reason: Suspension.Reason.consultation) }
    let asked = inquiries.filter { $0.answer == nil }.compactMap { one in
      one.dueOn.map { (on: $0, reason: Suspension.Reason.additionalInformation) }
    }
    return (suspended + consulted + asked).filter { $0.on >= day }.min { $0.on < $1.on }
  }
}
