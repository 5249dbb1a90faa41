// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel

extension Meeting {
  /// When registration closes: as the meeting opens, at its stated hour, with its first session, or as its first day begins.
  public var registrationClosesAt: Date? {
    opensAt ?? bands.map { $0.from.instant(on: $0.day, in: timeZone) }.min()
      ?? days.min().flatMap { day in TimeOfDay(hour: 0, minute: 0)?.instant(on: day, in: timeZone) }
  }
}

extension Delegation {
  /// What else speaks of a delegation.
  public struct Traces: Hashable, Sendable {
    /// It has asked for the floor.
    public var askedForFloor: Bool
    /// It has given in a statement.
    public var gaveStatement: Bool
    /// It was recorded as present.
    public var wasPresent: Bool

    /// Tells which there are.
    public init(askedForFloor: Bool, gaveStatement: Bool, wasPresent: Bool) {
      self.askedForFloor = askedForFloor
      self.gaveStatement = gaveStatement
      self.wasPresent = wasPresent
    }
  }

  /// Why a delegation stays on the record; `nil` when it can be removed.
  ///
  /// Once the meeting has opened, the list of participants is part of its record, and so is whoever has spoken or written to it.
  /// - Source: practice (lists of participants of United Nations meetings)
  public static func refusalToRemove(from meeting: Meeting, _ traces: Traces, at instant: Date) -> CannotRegister? {
    if let closes = meeting.registrationClosesAt, instant >= closes { return .registrationClosed }
    return traces.askedForFloor || traces.gaveStatement || traces.wasPresent ? .delegationInRecord : nil
  }
}
