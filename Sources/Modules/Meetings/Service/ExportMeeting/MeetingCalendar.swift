// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Kernel
import Localisation
import MeetingsRules

/// A meeting with the version that calendars number their changes by.
struct DatedMeeting: Sendable {
  let meeting: Meeting
  let body: Body?
  /// The version of its row.
  let version: Int
  /// When that version was made.
  let changedAt: Date
}

/// Meetings and their sessions as a calendar in one language; identifiers are the same in all languages.
struct MeetingCalendar: Sendable {
  /// How often subscribers should look again.
  static let refresh = Duration.seconds(3600)

  let words: Words
  let publicAddress: String
  private let host: String

  init(words: Words, publicAddress: String) {
    self.words = words
    self.publicAddress = publicAddress
    host = URL(string: publicAddress)?.host() ?? "localhost"
  }

  private var language: String { words.language.rawValue }

  /// A calendar of meetings.
  /// - Parameters:
  ///   - path: where it is fetched, with its language.
  ///   - withSessions: whether each session is an event of its own beside its meeting.
  func calendar(named name: String, at path: String, of meetings: [DatedMeeting], withSessions: Bool = true) -> ICalendar {
    ICalendar(
      product: "-//Comity//Meetings//EN", name: CalendarText(name, language: language), refreshInterval: Self.refresh,
      source: URL(string: publicAddress + path),
      events: meetings.flatMap { dated in
        [event(of: dated)] + (withSessions ? dated.meeting.bands.map { event(of: $0, in: dated) } : [])
      })
  }

  /// The calendar of one meeting with its sessions.
  func calendar(of dated: DatedMeeting) -> ICalendar {
    let name = MeetingText.plainName(of: dated.meeting, body: dated.body, words)
    return calendar(named: name, at: "/meetings/\(dated.meeting.mark)/event.ics?lang=\(language)", of: [dated])
  }

  private func uid(of meeting: Meeting) -> String { "meeting-\(meeting.id)@\(host)" }

  private func event(of dated: DatedMeeting) -> CalendarEvent {
    let meeting = dated.meeting
    let (start, end) = span(of: meeting)
    return CalendarEvent(
      uid: uid(of: meeting), stamp: dated.changedAt, start: start, end: end, summary: name(of: dated),
      details: list(meeting.items.map { ($0.number, $0.title) }), location: place(of: meeting), url: page(of: meeting),
      status: status(of: meeting), sequence: dated.version - 1, lastModified: dated.changedAt,
      categories: dated.body.map { [text($0.name, else: $0.mark.text)] } ?? [])
  }

  private func event(of band: SessionBand, in dated: DatedMeeting) -> CalendarEvent {
    let meeting = dated.meeting
    let kind = words("meetings.band.\(band.kind.rawValue)")
    let name = MeetingText.plainName(of: meeting, body: dated.body, words)
    let items = band.slots.compactMap { meeting.item($0.item) }
    return CalendarEvent(
      uid: "session-\(band.id)@\(host)", stamp: dated.changedAt, start: moment(band.day, band.from, in: meeting),
      end: moment(band.day, band.to, in: meeting),
      summary: CalendarText(words("meetings.exports.session", ["meeting": .text(name), "kind": .text(kind)]), language: language),
      details: list(items.map { ($0.number, $0.titleInTimetable) }), location: place(of: meeting), url: page(of: meeting),
      status: status(of: meeting), sequence: dated.version - 1, lastModified: dated.changedAt,
      categories: [CalendarText(kind, language: language)], parent: uid(of: meeting))
  }

  /// From the first session to the last where sessions are known, whole days otherwise: no hour is made up.
  private func span(of meeting: Meeting) -> (CalendarMoment, CalendarMoment?) {
    let bands = meeting.bands.sorted { ($0.day, $0.from) < ($1.day, $1.from) }
    let days = meeting.days + meeting.bands.map(\.day)
    if let first = bands.first, let last = bands.max(by: { ($0.day, $0.to) < ($1.day, $1.to) }), days.min() == first.day,
      days.max() == last.day
    {
      return (moment(first.day, first.from, in: meeting), moment(last.day, last.to, in: meeting))
    }
    let first = days.min() ?? .latest
    return (Self.day(first), Self.day((days.max() ?? first).adding(Days(1))))
  }

  private static func day(_ day: CalendarDay) -> CalendarMoment {
    let parts = day.parts
    return .day(year: parts.year, month: parts.month, day: parts.day)
  }

  private func moment(_ day: CalendarDay, _ time: TimeOfDay, in meeting: Meeting) -> CalendarMoment {
    let zone = meeting.timeZone
    let instant = time.instant(on: day, in: zone)
    return meeting.zone == "UTC" || zone == .gmt ? .utc(instant) : .zoned(instant, zone)
  }

  private func status(of meeting: Meeting) -> CalendarEvent.Status {
    switch meeting.standing {
    case .planned: .tentative
    case .approved, .held: .confirmed
    case .cancelled: .cancelled
    }
  }

  private func name(of dated: DatedMeeting) -> CalendarText {
    let plain = MeetingText.plainName(of: dated.meeting, body: dated.body, words)
    if let own = dated.meeting.name.best(for: words.language), own.text == plain {
      return CalendarText(plain, language: own.language.rawValue)
    }
    return CalendarText(plain, language: language)
  }

  private func text(_ text: LocalText, else other: String) -> CalendarText {
    guard let best = text.best(for: words.language) else { return CalendarText(other) }
    return CalendarText(best.text, language: best.language.rawValue)
  }

  private func list(_ items: [(number: ItemNumber, title: LocalText)]) -> CalendarText? {
    guard !items.isEmpty else { return nil }
    let lines = items.map { "\($0.number). \($0.title.best(for: words.language)?.text ?? "–")" }
    return CalendarText(lines.joined(separator: "\n"), language: language)
  }

  private func place(of meeting: Meeting) -> CalendarText? {
    guard let city = meeting.place.city.best(for: words.language) else {
      return meeting.place.country.map { CalendarText(words.state($0), language: language) }
    }
    let venue = meeting.place.venue.best(for: words.language).map { $0.text + "\n" } ?? ""
    guard let country = meeting.place.country else { return CalendarText(venue + city.text, language: city.language.rawValue) }
    if city.language != words.language {
      return CalendarText("\(venue)\(city.text) (\(words.state(country)))", language: city.language.rawValue)
    }
    return CalendarText(venue + words("meetings.place", ["city": .text(city.text), "country": .state(country)]), language: language)
  }

  private func page(of meeting: Meeting) -> URL? { URL(string: "\(publicAddress)/meetings/\(meeting.mark)?lang=\(language)") }
}
