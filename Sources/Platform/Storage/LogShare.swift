// SPDX-License-Identifier: Apache-2.0

/// How many indices of events and of effects commits need; those of several together are taken at once.
package struct LogShare: Hashable, Sendable {
  /// Events.
  package var events: Int
  /// Effects.
  package var effects: Int

  /// Says how many.
  package init(events: Int = 0, effects: Int = 0) {
    self.events = events
    self.effects = effects
  }

  /// Both together.
  package static func + (left: LogShare, right: LogShare) -> LogShare {
    LogShare(events: left.events + right.events, effects: left.effects + right.effects)
  }

  /// Takes them, or `nil` when there are none.
  ///
  /// The one row stays locked until the transaction ends: that is what gives all processes one order without gaps.
  package var taking: SQL? {
    guard events > 0 || effects > 0 else { return nil }
    return SQL(
      "UPDATE eventHead SET next = next + $1, nextEffect = nextEffect + $2 WHERE id = 1 RETURNING next, nextEffect",
      [events.sql, effects.sql], mustChange: 1)
  }

  /// The first that ``taking`` gave; anything when nothing was taken, since nothing stands there.
  package func first(of taken: SQLRow?) throws -> LogPlace {
    guard let taken else { return LogPlace(event: 0, effect: 0) }
    return LogPlace(event: Int64(try taken.integer("next") - events), effect: try taken.integer("nextEffect") - effects)
  }
}

/// The next event and the next effect of the log.
package struct LogPlace: Hashable, Sendable {
  /// The index of the event.
  package let event: Int64
  /// The number of the effect.
  package let effect: Int

  /// Behind those of a commit.
  package func after(_ share: LogShare) -> LogPlace { LogPlace(event: event + Int64(share.events), effect: effect + share.effects) }
}
