// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// How meetings, days and symbols are written on pages.
enum MeetingText {
  /// The meeting's own name, or its body's with the number.
  static func name(of meeting: some NamedMeeting, body: Body?, _ words: Words) -> HTML {
    if let own = meeting.name.best(for: words.language), own.language == words.language || body == nil {
      return foreign(own.text, own.language, on: words.language)
    }
    guard let body, let best = body.name.best(for: words.language) else { return HTML(meeting.mark.text) }
    guard let ordinal = meeting.ordinal else { return foreign(best.text, best.language, on: words.language) }
    return HTML(words("meetings.ordinalName", ["body": .text(best.text), "ordinal": .integer(ordinal)]))
  }

  /// The same as plain text, for titles.
  static func plainName(of meeting: some NamedMeeting, body: Body?, _ words: Words) -> String {
    if let own = meeting.name.best(for: words.language), own.language == words.language || body == nil { return own.text }
    guard let body, let best = body.name.best(for: words.language) else { return meeting.mark.text }
    guard let ordinal = meeting.ordinal else { return best.text }
    return words("meetings.ordinalName", ["body": .text(best.text), "ordinal": .integer(ordinal)])
  }

  /// One day, or the first and the last.
  static func days(_ days: [CalendarDay], _ words: Words) -> String {
    guard let first = days.min(), let last = days.max() else { return "" }
    guard first != last else { return words.date(first) }
    return words("meetings.dates.span", ["from": .day(first), "to": .day(last)])
  }

  /// From when to when a session sits, on the clock of the place.
  static func hours(of band: SessionBand, in zone: TimeZone, _ words: Words) -> String {
    let (from, to) = (band.from.instant(on: band.day, in: zone), band.to.instant(on: band.day, in: zone))
    return words(
      "meetings.organization.time",
      ["from": .text(words.sessionTime(from, in: zone)), "to": .text(words.sessionTime(to, in: zone, after: from))])
  }

  /// City and country.
  static func place(_ place: Place, _ words: Words) -> HTML {
    guard let city = place.city.best(for: words.language) else { return place.country.map { HTML(words.state($0)) } ?? .nothing }
    let mark = foreign(city.text, city.language, on: words.language)
    guard let country = place.country else { return mark }
    guard city.language == words.language else { return HTML([mark, HTML(" (\(words.state(country)))")]) }
    return HTML(words("meetings.place", ["city": .text(city.text), "country": .state(country)]))
  }

  /// A symbol in its own direction, so that its parts keep their order in a line of Arabic.
  static func symbol(_ symbol: String) -> HTML { tag("bdi", .css("symbol"), .dir("ltr")) { symbol } }
}
