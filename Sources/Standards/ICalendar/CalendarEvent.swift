// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// One event of a calendar.
/// - Source: RFC 5545, section 3.6.1; RFC 7986, section 5
public struct CalendarEvent: Hashable, Sendable {
  /// Whether it takes place.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Planned, not decided.
    case tentative = "TENTATIVE"
    /// It takes place.
    case confirmed = "CONFIRMED"
    /// It does not take place.
    case cancelled = "CANCELLED"
  }

  /// How to take part from afar.
  /// - Source: RFC 7986, section 5.11
  public struct Conference: Hashable, Sendable {
    /// What the link gives.
    public enum Feature: String, Hashable, Sendable, CaseIterable {
      /// Sound.
      case audio = "AUDIO"
      /// A chat.
      case chat = "CHAT"
      /// A feed, such as a web cast.
      case feed = "FEED"
      /// The moderator's own link.
      case moderator = "MODERATOR"
      /// A telephone line.
      case phone = "PHONE"
      /// A shared screen.
      case screen = "SCREEN"
      /// Picture and sound.
      case video = "VIDEO"
    }

    /// The link.
    public var link: URL
    /// What it gives, in the order in which it is written.
    public var features: [Feature]
    /// What people see of it.
    public var label: CalendarText?

    /// Describes a link.
    public init(link: URL, features: [Feature] = [], label: CalendarText? = nil) {
      self.link = link
      self.features = features
      self.label = label
    }
  }

  /// What identifies the event for ever, for example `meeting-…@host`.
  public var uid: String
  /// When it was last changed here; not the present instant, so that equal calendars stay equal.
  public var stamp: Date
  /// When it begins.
  public var start: CalendarMoment
  /// When it ends; of the same form as the beginning.
  public var end: CalendarMoment?
  /// Its name.
  public var summary: CalendarText
  /// What it is about.
  public var details: CalendarText?
  /// Where it takes place.
  public var location: CalendarText?
  /// Its page.
  public var url: URL?
  /// Whether it takes place.
  public var status: Status?
  /// How often it was changed in a way that people must hear of.
  public var sequence: Int?
  /// When it was last changed at all.
  public var lastModified: Date?
  /// Words to sort it by.
  public var categories: [CalendarText]
  /// The ``uid`` of the event that it is a part of.
  public var parent: String?
  /// Ways to take part from afar.
  public var conferences: [Conference]

  /// Describes an event.
  public init(
    uid: String, stamp: Date, start: CalendarMoment, end: CalendarMoment? = nil, summary: CalendarText, details: CalendarText? = nil,
    location: CalendarText? = nil, url: URL? = nil, status: Status? = nil, sequence: Int? = nil, lastModified: Date? = nil,
    categories: [CalendarText] = [], parent: String? = nil, conferences: [Conference] = []
  ) {
    self.uid = uid
    self.stamp = stamp
    self.start = start
    self.end = end
    self.summary = summary
    self.details = details
    self.location = location
    self.url = url
    self.status = status
    self.sequence = sequence
    self.lastModified = lastModified
    self.categories = categories
    self.parent = parent
    self.conferences = conferences
  }

  func write(into lines: inout ContentLines) {
    lines.plain("BEGIN", "VEVENT")
    lines.text("UID", uid)
    lines.moment("DTSTAMP", .utc(stamp))
    lines.moment("DTSTART", start)
    if let end { lines.moment("DTEND", end) }
    lines.text("SUMMARY", summary)
    if let details { lines.text("DESCRIPTION", details) }
    if let location { lines.text("LOCATION", location) }
    if let url {
      lines.begin("URL")
      lines.address(url)
    }
    if let status { lines.plain("STATUS", status.rawValue) }
    if let sequence { lines.plain("SEQUENCE", String(max(0, sequence))) }
    if let lastModified { lines.moment("LAST-MODIFIED", .utc(lastModified)) }
    writeCategories(into: &lines)
    if let parent {
      lines.begin("RELATED-TO")
      lines.parameter("RELTYPE", "PARENT")
      lines.escaped(parent)
      lines.end()
    }
    for conference in conferences { conference.write(into: &lines) }
    lines.plain("END", "VEVENT")
  }

  private func writeCategories(into lines: inout ContentLines) {
    var rest = categories[...]
    while let first = rest.first {
      // One property has one language, so words of several languages need several.
      let group = rest.prefix { $0.language == first.language }
      rest = rest.dropFirst(group.count)
      lines.begin("CATEGORIES")
      lines.language(first.language)
      for (index, word) in group.enumerated() {
        lines.separator(index == 0 ? ":" : ",")
        lines.member(word.text)
      }
      lines.end()
    }
  }
}

extension CalendarEvent.Conference {
  func write(into lines: inout ContentLines) {
    lines.begin("CONFERENCE")
    lines.parameter("VALUE", "URI")
    if !features.isEmpty { lines.parameter("FEATURE", list: features.map(\.rawValue)) }
    if let label {
      lines.parameter("LABEL", label.text)
      lines.language(label.language)
    }
    lines.address(link)
  }
}
