// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A calendar that can be sent or subscribed to.
/// - Source: RFC 5545, RFC 7986
public struct ICalendar: Hashable, Sendable {
  /// The media type of ``data``.
  public static let mediaType = "text/calendar; charset=utf-8"

  /// The program that made it, for example `-//Comity//Meetings//EN`.
  public var product: String
  /// What subscribers see as the calendar's name.
  public var name: CalendarText?
  /// How often a subscriber should look again; whole seconds.
  public var refreshInterval: Duration?
  /// Where the calendar is fetched.
  public var source: URL?
  /// The events, in the order in which they are written.
  public var events: [CalendarEvent]

  /// Describes a calendar.
  public init(
    product: String, name: CalendarText? = nil, refreshInterval: Duration? = nil, source: URL? = nil, events: [CalendarEvent] = []
  ) {
    self.product = product
    self.name = name
    self.refreshInterval = refreshInterval
    self.source = source
    self.events = events
  }

  /// The calendar in its bytes, the same for the same value.
  public var data: Data {
    var lines = ContentLines(capacity: 512 + 640 * events.count)
    lines.plain("BEGIN", "VCALENDAR")
    lines.plain("VERSION", "2.0")
    lines.text("PRODID", product)
    if let name {
      lines.text("NAME", name)
      // Apple's and Google's clients read this older name alone.
      lines.text("X-WR-CALNAME", name.text)
    }
    if let refreshInterval {
      lines.begin("REFRESH-INTERVAL")
      lines.parameter("VALUE", "DURATION")
      lines.value(ContentLines.duration(refreshInterval.components.seconds))
    }
    if let source {
      lines.begin("SOURCE")
      lines.parameter("VALUE", "URI")
      lines.address(source)
    }
    for zone in ZoneSpan.spans(of: events) { zone.write(into: &lines) }
    for event in events { event.write(into: &lines) }
    lines.plain("END", "VCALENDAR")
    return Data(lines.bytes)
  }
}

/// A text and the language it is in.
public struct CalendarText: Hashable, Sendable {
  /// The text; line ends are kept.
  public var text: String
  /// The language tag, for example `fr`; `nil` says nothing.
  public var language: String?

  /// Names a text and its language.
  public init(_ text: String, language: String? = nil) {
    self.text = text
    self.language = language
  }
}

/// When something begins or ends.
public enum CalendarMoment: Hashable, Sendable {
  /// An instant that people know by the clocks of a place.
  case zoned(Date, TimeZone)
  /// An instant in universal time.
  case utc(Date)
  /// A whole day. As an end it is the day after the last one.
  case day(year: Int, month: Int, day: Int)
}
