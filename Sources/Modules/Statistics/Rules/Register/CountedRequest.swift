// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One request as statistics know it: codes of a codebook, days and amounts.
///
/// It has no place for a text, so that none of a case can get into a figure: every member is a number.
public struct CountedRequest: Hashable, Sendable {
  /// The place of a code in its breakdown where a request has one of them; 255 when it is not recorded.
  public typealias Code = UInt8

  /// The code of what is not recorded.
  public static let notRecorded: Code = 255

  /// A request or a supplementary one.
  public var unit: Code = notRecorded
  /// Which way it went.
  public var direction: Code = notRecorded
  /// The State on the other side.
  public var state: StateIndex = .notRecorded
  /// Its regional group.
  public var region: Code = notRecorded
  /// The kind of cooperation.
  public var kind: Code = notRecorded
  /// The proceeding.
  public var proceeding: Code = notRecorded
  /// Whether the Convention is its basis, alone or with others.
  public var basisClass: Code = notRecorded
  /// How it ended.
  public var outcome: Code = notRecorded
  /// The currency of its amounts.
  public var currency: Code = notRecorded
  /// The bases.
  public var bases = LabelSet()
  /// The offences.
  public var offences = LabelSet()
  /// The measures sought.
  public var measures = LabelSet()
  /// The grounds for refusal.
  public var grounds = LabelSet()
  /// The reasons for delay.
  public var delays = LabelSet()
  /// The day it came, or was sent.
  public var receivedOn: DayIndex = .none
  /// The day its arrival was acknowledged.
  public var acknowledgedOn: DayIndex = .none
  /// The day it was decided.
  public var decidedOn: DayIndex = .none
  /// The day it was closed.
  public var closedOn: DayIndex = .none
  /// The days on which its time stood still; negative when that is not recorded.
  public var suspendedDays: Int32 = -1
  /// What was frozen or seized, in hundredths of the currency; `nil` when it is not recorded.
  public var frozen: Amount = .notRecorded
  /// What was confiscated.
  public var confiscated: Amount = .notRecorded
  /// What was returned.
  public var returned: Amount = .notRecorded

  /// A request of which nothing is known yet.
  public init() {}
}

/// Several codes of one breakdown, by their places.
public struct LabelSet: Hashable, Sendable {
  /// One bit for each code, the first in the lowest.
  public var bits: UInt64

  /// Codes by their bits.
  public init(bits: UInt64 = 0) { self.bits = bits }

  /// Codes by their places.
  public init(_ places: [Int]) { bits = places.reduce(0) { $0 | 1 << UInt64($1) } }

  /// Whether there is none.
  public var isEmpty: Bool { bits == 0 }
}

/// A day as a number, with a place for none.
public struct DayIndex: Hashable, Sendable, Comparable {
  /// Days since 1 January 1970.
  public var ordinal: Int32

  /// A day by its number.
  public init(ordinal: Int32) { self.ordinal = ordinal }

  /// A day of the calendar.
  public init(_ day: CalendarDay) { ordinal = Int32(day.ordinal) }

  /// No such day, or none that is recorded.
  public static let none = DayIndex(ordinal: .min)

  /// Whether there is a day.
  public var isDay: Bool { ordinal != .min }

  /// The day of the calendar; `nil` when there is none.
  public var calendarDay: CalendarDay? {
    isDay ? CalendarDay.earliest.adding(Days(Int(ordinal) - CalendarDay.earliest.ordinal)) : nil
  }

  /// Orders as the calendar does.
  public static func < (left: DayIndex, right: DayIndex) -> Bool { left.ordinal < right.ordinal }
}

/// An amount in hundredths of its currency, with a place for none: an amount that is not recorded is not zero.
public struct Amount: Hashable, Sendable {
  /// Hundredths.
  public var hundredths: Int64

  /// An amount.
  public init(hundredths: Int64) { self.hundredths = hundredths }

  /// Not recorded.
  public static let notRecorded = Amount(hundredths: .min)

  /// Whether it is recorded.
  public var isRecorded: Bool { hundredths != .min }
}

/// A State as a number from its two letters.
public struct StateIndex: Hashable, Sendable {
  /// 26 times the first letter and the second, AA being 0.
  public var number: UInt16

  /// A State by its number.
  public init(number: UInt16) { self.number = number }

  /// A State by its code.
  public init(_ state: StateCode) {
    let letters = state.code.utf8.map { UInt16($0) - 65 }
    number = letters[0] * 26 + letters[1]
  }

  /// How many there can be.
  public static let count = 676

  /// Not recorded.
  public static let notRecorded = StateIndex(number: UInt16(count))

  /// The code; `nil` when it is not recorded.
  public var state: StateCode? {
    guard number < Self.count else { return nil }
    let letters = [65 + UInt8(number / 26), 65 + UInt8(number % 26)]
    return StateCode(String(decoding: letters, as: UTF8.self))
  }
}
