// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// A time of day on the clock of the meeting's place, to the minute; in text `10:00`.
public struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
  /// Minutes since midnight, 0 to 1439.
  public let minutes: Int

  /// Makes a time; `nil` for a time that no clock shows.
  public init?(hour: Int, minute: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
    minutes = hour * 60 + minute
  }

  /// Reads `HH:MM`; `nil` for any other form.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
    self.init(hour: Int(parts[0]) ?? 99, minute: Int(parts[1]) ?? 99)
  }

  /// `HH:MM`.
  public var description: String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// The instant at which a clock in the zone shows this time on a day; of two such instants the first.
  public func instant(on day: CalendarDay, in zone: TimeZone) -> Date {
    let wall = Double(CalendarDay(year: 1970, month: 1, day: 1)?.days(to: day).count ?? 0) * 86_400 + Double(minutes * 60)
    let guess = Date(timeIntervalSince1970: wall - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: wall))))
    // The offset at the guess is the right one except within hours of a change of the clocks.
    return Date(timeIntervalSince1970: wall - Double(zone.secondsFromGMT(for: guess)))
  }
}

extension TimeOfDay: Comparable {
  /// Orders as the day goes.
  public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
}

extension TimeOfDay: Codable {
  /// Reads `HH:MM`.
  /// - Throws: `DecodingError.dataCorrupted` for any other form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = TimeOfDay(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a time of day, HH:MM")
    }
    self = time
  }

  /// Writes `HH:MM`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A session of a meeting: a band of time to which items belong.
/// - Source: practice (United Nations meetings sit from 10 a.m. to 1 p.m. and from 3 p.m. to 6 p.m.)
public struct SessionBand: Codable, Hashable, Sendable {
  /// What kind of session it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// All take part, with interpretation.
    case plenary
    /// Without record; interpretation where there is some.
    case informal
    /// A panel discussion.
    case panel
  }

  /// An item in the band.
  public struct Slot: Codable, Hashable, Sendable {
    /// The item.
    public var item: ID<AgendaItem>
    /// How long it is to take, in minutes; `nil` where the band alone is fixed.
    public var minutes: Int?

    /// Puts an item into a band.
    public init(item: ID<AgendaItem>, minutes: Int? = nil) {
      self.item = item
      self.minutes = minutes
    }
  }

  /// The session's identifier, also the stem of its calendar entry.
  public let id: ID<SessionBand>
  /// Its short name in files.
  public var mark: Mark
  /// The day.
  public var day: CalendarDay
  /// When it begins, on the clock of the place.
  public var from: TimeOfDay
  /// When it ends, on the clock of the place.
  public var to: TimeOfDay
  /// What kind of session it is.
  public var kind: Kind
  /// The languages of interpretation.
  public var interpretation: [Language]
  /// Its items, in order.
  public var slots: [Slot]

  /// Describes a session.
  public init(
    id: ID<SessionBand>, mark: Mark, day: CalendarDay, from: TimeOfDay, to: TimeOfDay, kind: Kind, interpretation: [Language] = [],
    slots: [Slot] = []
  ) {
    self.id = id
    self.mark = mark
    self.day = day
    self.from = from
    self.to = to
    self.kind = kind
    self.interpretation = interpretation
    self.slots = slots
  }
}
