// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// A detained person who was moved for identification, testimony or other help, as the State that received the person keeps account.
/// - Source: UNCAC 46(10)-(12)
public struct TransferredPerson: Codable, Hashable, Sendable {
  /// The person, by their record here.
  public var person: String
  /// The day on which the person was handed over.
  public var receivedOn: CalendarDay
  /// The day by which the States agreed that the person returns.
  /// - Source: UNCAC 46(11)(b)
  public var returnDueOn: CalendarDay
  /// The day of return that was agreed first, where another one was agreed since; `nil` otherwise.
  public internal(set) var firstReturnDueOn: CalendarDay?
  /// The day on which the person freely gave informed consent; `nil` in records of before it was asked on both sides.
  /// - Source: UNCAC 46(10)(a)
  public internal(set) var consentedOn: CalendarDay?
  /// The day on which the competent authorities of both States had agreed; `nil` in records of before.
  /// - Source: UNCAC 46(10)(b)
  public internal(set) var agreedOn: CalendarDay?
  /// The day on which the person returned into custody of the sending State; `nil` until then.
  public var returnedOn: CalendarDay?
  /// The day on which the sending State asked or allowed that the person goes free; `nil` when it did not.
  /// - Source: UNCAC 46(11)(a)
  public var releaseAllowedOn: CalendarDay?
  /// The days on which it was recorded that the person is prosecuted, detained or punished for earlier acts, as the sending State agreed.
  /// - Source: UNCAC 46(12)
  public internal(set) var prosecutedOn: [CalendarDay]

  /// Describes the transfer.
  public init(
    person: String, receivedOn: CalendarDay, returnDueOn: CalendarDay, returnedOn: CalendarDay? = nil, releaseAllowedOn: CalendarDay? = nil
  ) {
    self.person = person
    self.receivedOn = receivedOn
    self.returnDueOn = returnDueOn
    self.returnedOn = returnedOn
    self.releaseAllowedOn = releaseAllowedOn
    prosecutedOn = []
  }

  /// The days in custody there up to a day, the first and the last included; they count toward the sentence in the sending State.
  /// - Source: UNCAC 46(11)(d)
  public func custodyDays(until day: CalendarDay) -> Days {
    let last = [returnedOn, releaseAllowedOn, day].compactMap { $0 }.min() ?? day
    return last < receivedOn ? 0 : Days(receivedOn.days(to: last).count + 1)
  }

  /// Whether the person must be kept in custody on a day.
  /// - Source: UNCAC 46(11)(a)
  public func mustBeInCustody(on day: CalendarDay) -> Bool {
    day >= receivedOn && returnedOn.map { day < $0 } ?? true && releaseAllowedOn.map { day < $0 } ?? true
  }

  /// The days by which the return is late on a day; none when it is not.
  /// - Source: UNCAC 46(11)(b)
  public func daysLate(on day: CalendarDay) -> Days {
    let end = returnedOn ?? day
    return end > returnDueOn ? returnDueOn.days(to: end) : 0
  }

  /// Whether the person may be prosecuted, detained or punished for what was done before the person left the sending State.
  /// - Source: UNCAC 46(12)
  /// - Throws: ``CannotProsecute/earlierActs`` when the sending State has not agreed.
  public func checkProsecution(ofActsOn day: CalendarDay, sendingStateAgrees: Bool) throws(CannotProsecute) {
    guard day > receivedOn || sendingStateAgrees else { throw .earlierActs }
  }
}

/// Why a person who was moved cannot be prosecuted.
public enum CannotProsecute: SourcedProblem, Equatable {
  /// The acts lie before the transfer, and the sending State has not agreed.
  case earlierActs

  /// The stable name.
  public var code: ProblemCode { "casework.transfer-earlier-acts" }
  /// The kind.
  public var kind: ProblemKind { .conflict }
  /// Where it comes from.
  public var source: Source { .uncac(46, 12) }
  /// One of each, for the test that every code has its words.
  public static let examples: [CannotProsecute] = [.earlierActs]
}
