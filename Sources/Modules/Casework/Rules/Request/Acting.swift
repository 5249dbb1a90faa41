// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Kernel
public import WritingRules

/// Who acts, when, and which day that is at the authority; a rule never looks at a clock itself.
public struct Acting: Hashable, Sendable {
  /// The officer who acts.
  public let officer: ActingOfficer
  /// The second officer, where four eyes are needed and the act was proposed by ``officer``.
  public let confirmedBy: ActingOfficer?
  /// The instant, UTC.
  public let at: Date
  /// The day in the authority's time zone.
  public let on: CalendarDay
  /// The authorities that the directory names for the other State, past and present; sending needs them, other acts do not.
  public let authorities: [CompetentAuthority]

  /// Names the officer, the instant and the day.
  public init(
    _ officer: ActingOfficer, confirmedBy: ActingOfficer? = nil, at instant: Date, on day: CalendarDay,
    authorities: [CompetentAuthority] = []
  ) {
    self.officer = officer
    self.confirmedBy = confirmedBy
    self.at = instant
    self.on = day
    self.authorities = authorities
  }
}

/// An act that waits for a second officer.
/// - Source: practice (four eyes on refusing, postponing, sending and closing)
public struct Proposed<Act: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// What is proposed.
  public let act: Act
  /// Who proposes it.
  public let by: ActingOfficer
  /// When, UTC.
  public let at: Date

  /// Proposes an act.
  public init(_ act: Act, by officer: ActingOfficer, at instant: Date) {
    self.act = act
    self.by = officer
    self.at = instant
  }
}
