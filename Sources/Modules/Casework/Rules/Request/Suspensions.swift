// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension Suspension {
  /// Whether it lasts on a day: nobody has ended it, and the day on which it wakes by itself has not come.
  public func lasts(on day: CalendarDay) -> Bool { from <= day && (end.map { day < $0 } ?? true) }

  /// The first day that is not suspended any more, because it was ended or woke by itself before; `nil` while none is set.
  var end: CalendarDay? {
    switch (endedOn, wakesOn) {
    case (let ended?, let wakes?): Swift.max(from, Swift.min(ended, wakes))
    case (let ended?, nil): ended
    case (nil, let wakes): wakes.map { Swift.max(from, $0) }
    }
  }
}

extension [Suspension] {
  /// Begins a suspension of a kind unless one lasts; one that has woken by itself ended then.
  mutating func begin(_ reason: Suspension.Reason, on day: CalendarDay, wakesOn: CalendarDay? = nil) {
    endWoken(reason, by: day)
    if contains(where: { $0.reason == reason && $0.endedOn == nil }) { return }
    append(Suspension(reason, from: day, wakesOn: wakesOn))
  }

  /// Begins a suspension of a kind that wakes on a day; where one lasts, it wakes no earlier than that.
  mutating func extend(_ reason: Suspension.Reason, on day: CalendarDay, wakesOn: CalendarDay) {
    begin(reason, on: day, wakesOn: wakesOn)
    for place in indices where self[place].reason == reason && self[place].endedOn == nil {
      self[place].wakesOn = self[place].wakesOn.map { Swift.max($0, wakesOn) }
    }
  }

  /// What has woken by itself ended on that day.
  private mutating func endWoken(_ reason: Suspension.Reason, by day: CalendarDay) {
    for place in indices where self[place].reason == reason && self[place].endedOn == nil {
      if let woken = self[place].end, woken <= day { self[place].endedOn = woken }
    }
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

  /// Whether one of these kinds lasts on a day.
  func lasts(_ reasons: Suspension.Reason..., on day: CalendarDay) -> Bool {
    contains { reasons.contains($0.reason) && $0.lasts(on: day) }
  }

  /// How many days are suspended from one day up to another, each day once; what wakes by itself suspends no day from then on.
  public func days(from first: CalendarDay = .earliest, until day: CalendarDay) -> Days {
    var last = first
    var total = 0
    for suspension in sorted(by: { $0.from < $1.from }) {
      let from = Swift.max(suspension.from, last)
      let end = Swift.min(suspension.end ?? day, day)
      if from < end { total += from.days(to: end).count }
      last = Swift.max(last, end)
    }
    return Days(total)
  }
}
