// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension [Suspension] {
  /// Begins a suspension of a kind unless one lasts.
  mutating func begin(_ reason: Suspension.Reason, on day: CalendarDay, wakesOn: CalendarDay? = nil) {
    if contains(where: { $0.reason == reason && $0.endedOn == nil }) { return }
    append(Suspension(reason, from: day, wakesOn: wakesOn))
  }

  /// Ends the suspension of a kind.
  mutating func end(_ reason: Suspension.Reason, on day: CalendarDay) {
    for place in indices where self[place].reason == reason && self[place].endedOn == nil {
      self[place].endedOn = Swift.max(day, self[place].from)
    }
  }

  /// Everything that waited waits no longer.
  mutating func endAll(on day: CalendarDay) {
    for place in indices where self[place].endedOn == nil { self[place].endedOn = Swift.max(day, self[place].from) }
  }

  /// How many days are suspended from one day up to another, each day once.
  public func days(from first: CalendarDay = .earliest, until day: CalendarDay) -> Days {
    var last = first
    var total = 0
    for suspension in sorted(by: { $0.from < $1.from }) {
      let from = Swift.max(suspension.from, last)
      let end = Swift.min(suspension.endedOn ?? day, day)
      if from < end { total += from.days(to: end).count }
      last = Swift.max(last, end)
    }
    return Days(total)
  }
}
