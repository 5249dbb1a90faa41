// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Recovery of property straight through the courts of another State, beside any request for assistance.
/// - Source: UNCAC 53
public struct DirectRecovery: Codable, Hashable, Sendable {
  /// What is sought.
  public enum Claim: String, Codable, Hashable, Sendable, CaseIterable {
    /// Title to or ownership of property, by a civil action.
    /// - Source: UNCAC 53(a)
    case title
    /// Compensation or damages from those who committed the offence.
    /// - Source: UNCAC 53(b)
    case damages
    /// That a claim as a legitimate owner is recognised where confiscation is decided.
    /// - Source: UNCAC 53(c)
    case ownershipInConfiscation
  }

  /// How far the action has come; each stage says which may follow.
  public enum Stage: Codable, Hashable, Sendable {
    /// It is being prepared; next: filed, withdrawn.
    case prepared
    /// It is before the court; next: decided, withdrawn.
    case filed(on: CalendarDay)
    /// The court has decided and the decision is not final; next: appealed, final, withdrawn.
    case decided(on: CalendarDay, granted: Bool)
    /// It is before a higher court; next: decided, withdrawn.
    case appealed(on: CalendarDay)
    /// The decision is final; next: recovered when it was granted.
    case final(on: CalendarDay, granted: Bool)
    /// What was granted has been recovered; the account tells the amounts.
    case recovered(on: CalendarDay)
    /// It was taken back or settled.
    case withdrawn(on: CalendarDay)

    /// The stage's code.
    public var code: Code {
      switch self {
      case .prepared: .prepared
      case .filed: .filed
      case .decided: .decided
      case .appealed: .appealed
      case .final: .final
      case .recovered: .recovered
      case .withdrawn: .withdrawn
      }
    }

    /// The codes of the stages.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
      case prepared, filed, decided, appealed, final, recovered, withdrawn

      /// The stages that may follow.
      public var next: Set<Code> {
        switch self {
        case .prepared: [.filed, .withdrawn]
        case .filed, .appealed: [.decided, .withdrawn]
        case .decided: [.appealed, .final, .withdrawn]
        case .final: [.recovered]
        case .recovered, .withdrawn: []
        }
      }
    }

    /// The day on which it began; `nil` while the action is prepared.
    public var on: CalendarDay? {
      switch self {
      case .prepared: nil
      case .filed(let day), .decided(let day, _), .appealed(let day), .final(let day, _), .recovered(let day), .withdrawn(let day): day
      }
    }
  }

  /// What is sought.
  public var claim: Claim
  /// The court, as it is written.
  public var court: String
  /// The State in which it is brought.
  public var state: StateCode
  /// Its stages, in order.
  public internal(set) var stages: [Stage]

  /// An action that is being prepared.
  public init(_ claim: Claim, court: String, in state: StateCode) {
    self.claim = claim
    self.court = court
    self.state = state
    stages = [.prepared]
  }

  /// How far it has come.
  public var stage: Stage { stages.last ?? .prepared }

  /// Goes to another stage.
  /// - Source: UNCAC 53
  /// - Throws: ``CannotAct/notAtThisStage``, ``CannotAct/dayInFuture(field:)``, ``CannotAct/dayTooEarly(field:)``.
  public func moving(to next: Stage, _ acting: Acting) throws(CannotAct) -> DirectRecovery {
    guard stage.code.next.contains(next.code) else { throw .notAtThisStage }
    if case .recovered = next, case .final(_, let granted) = stage, !granted { throw .notAtThisStage }
    // What becomes final is what the court decided last.
    if case .final(_, let granted) = next, case .decided(_, let decided) = stage, granted != decided { throw .notAtThisStage }
    if let day = next.on {
      guard day <= acting.on else { throw .dayInFuture(field: "on") }
      if let last = stages.compactMap(\.on).last, day < last { throw .dayTooEarly(field: "on") }
    }
    var action = self
    action.stages.append(next)
    return action
  }
}
