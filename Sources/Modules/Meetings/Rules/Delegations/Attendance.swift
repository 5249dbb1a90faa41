// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// Which delegations are present at a session.
///
/// Nothing is counted against a quorum: expert meetings have none.
public struct Attendance: Codable, Hashable, Sendable {
  /// A later change, with the reason for it.
  public struct Correction: Codable, Hashable, Sendable {
    /// When it was made.
    public var at: Date
    /// Who made it, by name.
    public var byName: String
    /// Why.
    public var reason: String
    /// Those who were present after all.
    public var added: [ID<Delegation>]
    /// Those who were not.
    public var removed: [ID<Delegation>]

    /// Describes a correction.
    public init(at: Date, byName: String, reason: String, added: [ID<Delegation>], removed: [ID<Delegation>]) {
      self.at = at
      self.byName = byName
      self.reason = reason
      self.added = added
      self.removed = removed
    }
  }

  /// The session.
  public let band: ID<SessionBand>
  /// The meeting.
  public let meeting: ID<Meeting>
  /// The delegations present.
  public private(set) var present: [ID<Delegation>]
  /// What was corrected, the oldest first.
  public private(set) var corrections: [Correction] = []

  /// Records who is present.
  public init(band: ID<SessionBand>, meeting: ID<Meeting>, present: Set<ID<Delegation>>) {
    self.band = band
    self.meeting = meeting
    self.present = present.sorted()
  }

  /// The attendance with other delegations present.
  /// - Throws: ``CannotRegister/wrongFields(_:)`` without a reason: the record was public.
  public func corrected(
    to present: Set<ID<Delegation>>, because reason: String, by name: String, at instant: Date
  ) throws(CannotRegister) -> Attendance {
    let before = Set(self.present)
    guard present != before else { return self }
    guard !reason.isEmpty else { throw .wrongFields([FieldProblem(field: "reason", code: "meetings.entry-missing")]) }
    guard reason.count <= CannotRegister.lengthLimit else {
      throw .wrongFields([FieldProblem(field: "reason", code: "meetings.entry-too-long")])
    }
    var attendance = self
    attendance.present = present.sorted()
    attendance.corrections.append(
      Correction(
        at: instant, byName: name, reason: reason, added: present.subtracting(before).sorted(),
        removed: before.subtracting(present).sorted()))
    return attendance
  }
}

/// An officer's account that speaks for a delegation.
public struct DelegateAccount: Codable, Hashable, Sendable {
  /// The link's identifier.
  public let id: ID<DelegateAccount>
  /// The meeting.
  public let meeting: ID<Meeting>
  /// The delegation.
  public let delegation: ID<Delegation>
  /// The account.
  public let officer: String

  /// Links an account with a delegation.
  public init(id: ID<DelegateAccount>, meeting: ID<Meeting>, delegation: ID<Delegation>, officer: String) {
    self.id = id
    self.meeting = meeting
    self.delegation = delegation
    self.officer = officer
  }
}
