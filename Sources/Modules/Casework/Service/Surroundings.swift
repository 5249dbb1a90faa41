// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import Foundation
import Kernel
public import WritingRules

/// What casework is told by other modules and by the node's file; a register without them works, and says less.
public struct Surroundings: Sendable {
  /// Reads the file of a request that a request writer made, JSON or YAML.
  public var requestFile: @Sendable (_ data: Data, _ isYAML: Bool) throws -> RequestContent
  /// The authority's own deadlines.
  public var profiles: [DeadlineProfile]
  /// The exchange between nodes; `nil` on a node without one.
  public var exchange: CaseExchange?

  /// Tells nothing, or what is given.
  public init(
    requestFile: @escaping @Sendable (_ data: Data, _ isYAML: Bool) throws -> RequestContent = { data, _ in
      try JSONDecoder().decode(RequestContent.self, from: data)
    }, profiles: [DeadlineProfile] = [], exchange: CaseExchange? = nil
  ) {
    self.requestFile = requestFile
    self.profiles = profiles
    self.exchange = exchange
  }
}

extension Casework {
  /// The deadlines that run for a request on a day, on the working days of both sides.
  func runningClocks(of request: RegisteredRequest, on day: CalendarDay) -> [Clock] {
    request.clocks(on: day, profiles: profiles, calendar: calendar, theirs: calendar(of: request.otherState))
  }

  /// What needs attention with a request on a day.
  func needs(of request: RegisteredRequest, on day: CalendarDay) -> [NeedsAttention] {
    needs(of: AttentionInput(request), request, on: day)
  }

  /// What needs attention with a request and what hangs on it.
  func needs(of attention: AttentionInput, _ request: RegisteredRequest, on day: CalendarDay) -> [NeedsAttention] {
    attention.needsAttention(on: day, profiles: profiles, calendar: calendar, theirs: calendar(of: request.otherState))
  }

  /// The days on which the own authority works.
  var calendar: StateCalendar { calendar(of: state) }

  /// The days on which the authorities of a State work; Saturday and Sunday are free where nothing is kept.
  func calendar(of state: StateCode) -> StateCalendar { calendars[state] ?? StateCalendar(state: state, periods: []) }
}
