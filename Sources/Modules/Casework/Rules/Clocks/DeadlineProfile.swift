// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A length of time as a treaty or a State sets it.
public struct Span: Codable, Hashable, Sendable {
  /// What is counted.
  public enum Unit: String, Codable, Hashable, Sendable, CaseIterable {
    /// Days of the calendar.
    case days
    /// Days on which the authority works.
    case workingDays
  }

  /// How many.
  public var count: Int
  /// What is counted.
  public var unit: Unit

  /// Describes a length of time.
  public init(_ count: Int, _ unit: Unit = .days) {
    self.count = count
    self.unit = unit
  }

  /// The last day of the span that begins on a day, which itself is not counted.
  public func end(after start: CalendarDay, in calendar: StateCalendar) -> CalendarDay {
    switch unit {
    case .days: start.adding(Days(max(0, count)))
    case .workingDays: calendar.day(WorkingDays(count), after: start)
    }
  }
}

/// The deadlines that a treaty, a State or an authority sets; the Convention has no numbers, only "as soon as possible".
/// - Source: UNCAC 46(24); practice
public struct DeadlineProfile: Codable, Hashable, Sendable {
  /// One number and where it comes from.
  public struct Term: Codable, Hashable, Sendable {
    /// How long.
    public var within: Span
    /// Where it comes from, as it is cited: a treaty, a law, or an authority's own practice.
    public var source: String

    /// Describes a term.
    public init(_ span: Span, source: String) {
      within = span
      self.source = source
    }
  }

  /// What a term is for.
  public enum Duty: String, Codable, Hashable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// Confirming that a request has arrived, from its arrival.
    case acknowledge
    /// Deciding, from the arrival.
    case decide
    /// Deciding about an urgent request, from the arrival.
    case decideUrgent
    /// Executing, from the decision.
    case execute
    /// Executing an urgent request, from the decision.
    case executeUrgent
    /// Sending the reasons of a refusal, from the decision.
    case sendReasons
    /// Answering how far a request is, from the question.
    case answerEnquiry
    /// Confirming an oral request in writing, from the day it was made.
    case confirmInWriting
    /// The alarm that nobody confirmed the arrival of a request, from the day it went out.
    case noAcknowledgement
    /// Asking how far a request is, from the last sign of the other side.
    case chase
  }

  /// Its short name.
  public var code: String
  /// The treaty by its title as requests name it; `nil` for a profile that is not a treaty's.
  public var treaty: String?
  /// The State on the other side; `nil` for every State.
  public var state: StateCode?
  /// The terms.
  public var terms: [Duty: Term]
  /// What suspends these terms; `nil` where every suspension does.
  ///
  /// Under EU Directive 2014/41 art. 12 and 15, for example, a postponement does and a question or a consultation does not.
  public var suspendedBy: [Suspension.Reason]?

  /// Describes a profile.
  public init(
    code: String, treaty: String? = nil, state: StateCode? = nil, terms: [Duty: Term], suspendedBy: [Suspension.Reason]? = nil
  ) {
    self.code = code
    self.treaty = treaty
    self.state = state
    self.terms = terms
    self.suspendedBy = suspendedBy
  }

  /// Whether a suspension is counted apart from the terms.
  func counts(_ suspension: Suspension) -> Bool { suspendedBy?.contains(suspension.reason) ?? true }

  /// How much a profile is meant for a request: a treaty before a State, a State before what is usual.
  var rank: Int { (treaty == nil ? 0 : 2) + (state == nil ? 0 : 1) }

  /// Whether it is meant for a request between this State and another one.
  func applies(to request: RegisteredRequest) -> Bool {
    if let treaty, !request.head.basis.all.contains(where: { $0.title == treaty }) { return false }
    if let state, state != request.otherState { return false }
    return true
  }
}

/// All profiles that an authority uses.
public struct DeadlineProfiles: Codable, Hashable, Sendable {
  /// The profiles.
  public var profiles: [DeadlineProfile]

  /// Takes profiles.
  public init(_ profiles: [DeadlineProfile]) { self.profiles = profiles }

  /// The term for a duty: what the governing treaty says goes before what a State says, and that before what is usual.
  public func term(_ duty: DeadlineProfile.Duty, for request: RegisteredRequest) -> DeadlineProfile.Term? {
    profile(for: duty, of: request)?.terms[duty]
  }

  /// The profile from which the term for a duty comes.
  public func profile(for duty: DeadlineProfile.Duty, of request: RegisteredRequest) -> DeadlineProfile? {
    var found: DeadlineProfile?
    // Of two that say as much the later one counts: an authority's own stand behind those of the program.
    for profile in profiles where profile.applies(to: request) && profile.terms[duty] != nil {
      if found.map({ $0.rank <= profile.rank }) ?? true { found = profile }
    }
    return found
  }
}
