// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The regional groups in which Member States of the United Nations work together.
public enum RegionalGroup: String, Codable, Hashable, Sendable, CaseIterable {
  /// African States.
  case african = "AFR"
  /// Asia-Pacific States.
  case asiaPacific = "APG"
  /// Eastern European States.
  case easternEuropean = "EEG"
  /// Latin American and Caribbean States.
  case latinAmericanAndCaribbean = "GRULAC"
  /// Western European and other States.
  case westernEuropeanAndOthers = "WEOG"
  /// In no regional group.
  case none = "NONE"
}

/// One period during which a State takes part in the Convention.
///
/// A State can have several, one after the other.
public struct Participation: Codable, Hashable, Sendable {
  /// How a State consents to be bound.
  public enum Instrument: String, Codable, Hashable, Sendable, CaseIterable {
    /// Ratification of a signature.
    case ratification
    /// Accession without signature.
    case accession
    /// Acceptance of a signature.
    case acceptance
    /// Approval of a signature.
    case approval
    /// Succession of a new State.
    case succession
    /// Formal confirmation by a regional economic integration organization.
    case formalConfirmation = "formal confirmation"
  }

  /// The State, or the European Union.
  public let state: StateCode
  /// How it consented.
  public let instrument: Instrument
  /// The day its instrument was deposited.
  public let depositedOn: CalendarDay
  /// The day from which the Convention binds it; the deposit alone does not.
  /// - Source: UNCAC 68(1), 68(2)
  public let inForceOn: CalendarDay
  /// The day its participation ended, if it did.
  public let endedOn: CalendarDay?

  /// Describes a period of participation.
  public init(
    state: StateCode, instrument: Instrument, depositedOn: CalendarDay, inForceOn: CalendarDay, endedOn: CalendarDay? = nil
  ) {
    self.state = state
    self.instrument = instrument
    self.depositedOn = depositedOn
    self.inForceOn = inForceOn
    self.endedOn = endedOn
  }

  /// The day the Convention entered into force as a whole.
  /// - Source: UNCAC 68(1)
  public static let entryIntoForce = CalendarDay(year: 2005, month: 12, day: 14) ?? .earliest

  /// The day from which the Convention binds a State that deposits on a day: thirty days later, never before the whole
  /// Convention entered into force.
  /// - Source: UNCAC 68(1), 68(2)
  public static func inForce(depositedOn day: CalendarDay) -> CalendarDay { max(entryIntoForce, day.adding(30)) }

  /// Whether an instrument is deposited on a day and has not ended.
  public func isDeposited(on day: CalendarDay) -> Bool { depositedOn <= day && !hasEnded(on: day) }

  /// Whether the Convention binds the State on a day.
  /// - Source: UNCAC 68
  public func isInForce(on day: CalendarDay) -> Bool { inForceOn <= day && !hasEnded(on: day) }

  private func hasEnded(on day: CalendarDay) -> Bool { endedOn.map { $0 <= day } ?? false }
}

/// Which States take part in the Convention, and in which regional group they are.
public struct ParticipationRegister: Hashable, Sendable {
  /// All States of the register, parties or not.
  public let states: [StateCode: RegionalGroup]
  /// All periods of participation.
  public let episodes: [Participation]

  /// Makes a register.
  public init(states: [StateCode: RegionalGroup], episodes: [Participation]) {
    self.states = states
    self.episodes = episodes.sorted { ($0.state, $0.depositedOn) < ($1.state, $1.depositedOn) }
  }

  /// The two counts on a day, never confused: instruments deposited, and States that are bound.
  public struct Status: Hashable, Sendable {
    /// The day.
    public let on: CalendarDay
    /// How many have deposited an instrument.
    public let deposited: Int
    /// For how many the Convention is in force.
    public let inForce: Int
    /// The periods deposited on the day, by State.
    public let parties: [Participation]
  }

  /// The parties on a day; fictional States stand in no count.
  /// - Source: UNCAC 68
  public func status(on day: CalendarDay) -> Status {
    let real = episodes.filter { !$0.state.isFictional && $0.isDeposited(on: day) }
    return Status(on: day, deposited: real.count, inForce: real.count { $0.isInForce(on: day) }, parties: real)
  }

  /// All periods of one State, oldest first.
  public func episodes(of state: StateCode) -> [Participation] { episodes.filter { $0.state == state } }

  /// The period in which the Convention binds a State on a day; `nil` when it does not bind it.
  /// - Source: UNCAC 68
  public func inForce(for state: StateCode, on day: CalendarDay) -> Participation? {
    episodes.first { $0.state == state && $0.isInForce(on: day) }
  }

  /// The period deposited by a State on a day, bound or not yet.
  public func deposited(by state: StateCode, on day: CalendarDay) -> Participation? {
    episodes.first { $0.state == state && $0.isDeposited(on: day) }
  }
}
