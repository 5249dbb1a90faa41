// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a treaty or an authority is needed for.
public enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
  /// Mutual legal assistance in criminal matters.
  case mutualLegalAssistance
  /// Extradition.
  case extradition
  /// Freezing, confiscation and return of assets.
  case assetRecovery
  /// Prevention.
  case prevention
  /// Civil or administrative proceedings.
  case civilAndAdministrative

  /// The kind of authority that deals with it.
  public var authorityKind: CompetentAuthority.Kind {
    switch self {
    case .mutualLegalAssistance: .mutualLegalAssistance
    case .extradition: .extradition
    case .assetRecovery: .assetRecovery
    case .prevention: .prevention
    case .civilAndAdministrative: .civilAndAdministrative
    }
  }
}

/// Another treaty between States, beside the Convention.
public struct Treaty: Codable, Hashable, Sendable {
  /// One party of a treaty.
  public struct Party: Codable, Hashable, Sendable {
    /// The State.
    public var state: StateCode
    /// From when it is bound.
    public var inForceFrom: CalendarDay
    /// Until when it is bound, that day included.
    public var inForceTo: CalendarDay?
    /// Its reservations, in words.
    public var reservations: String?

    /// Describes a party.
    public init(state: StateCode, inForceFrom: CalendarDay, inForceTo: CalendarDay? = nil, reservations: String? = nil) {
      self.state = state
      self.inForceFrom = inForceFrom
      self.inForceTo = inForceTo
      self.reservations = reservations
    }
  }

  /// The identifier.
  public let id: ID<Treaty>
  /// Its title.
  public var title: LocalText
  /// What it covers.
  public var scope: Set<Purpose>
  /// Its parties.
  public var parties: [Party]

  /// Describes a treaty.
  public init(id: ID<Treaty>, title: LocalText, scope: Set<Purpose>, parties: [Party]) {
    self.id = id
    self.title = title
    self.scope = scope
    self.parties = parties
  }

  /// Whether it binds a State on a day.
  public func binds(_ state: StateCode, on day: CalendarDay) -> Bool {
    parties.contains { $0.state == state && $0.inForceFrom <= day && ($0.inForceTo.map { day <= $0 } ?? true) }
  }
}

/// An agreement of two States to apply paragraphs 9 to 29 of article 46 in place of a treaty between them.
/// - Source: UNCAC 46(7)
public struct Election: Codable, Hashable, Sendable {
  /// The two States.
  public var states: Set<StateCode>
  /// From when they agree.
  public var from: CalendarDay
  /// Until when they agree, that day included.
  public var to: CalendarDay?

  /// Describes an agreement.
  public init(states: Set<StateCode>, from: CalendarDay, to: CalendarDay? = nil) {
    self.states = states
    self.from = from
    self.to = to
  }

  func applies(between one: StateCode, and other: StateCode, on day: CalendarDay) -> Bool {
    states == [one, other] && from <= day && (to.map { day <= $0 } ?? true)
  }
}

/// The treaties and elections that are known, by date.
public struct TreatyRegister: Codable, Hashable, Sendable {
  /// The treaties.
  public var treaties: [Treaty]
  /// The elections under article 46(7).
  public var elections: [Election]

  /// Makes a register.
  public init(treaties: [Treaty] = [], elections: [Election] = []) {
    self.treaties = treaties
    self.elections = elections
  }

  /// The treaties that bind both States on a day and cover a purpose.
  public func treaties(between one: StateCode, and other: StateCode, for purpose: Purpose, on day: CalendarDay) -> [Treaty] {
    treaties.filter { $0.scope.contains(purpose) && $0.binds(one, on: day) && $0.binds(other, on: day) }
  }

  /// Whether the two States have agreed to apply paragraphs 9 to 29 in place of their treaty.
  /// - Source: UNCAC 46(7)
  public func hasElection(between one: StateCode, and other: StateCode, on day: CalendarDay) -> Bool {
    elections.contains { $0.applies(between: one, and: other, on: day) }
  }
}
