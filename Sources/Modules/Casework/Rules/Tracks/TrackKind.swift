// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What a rule about a track decided.
public typealias TrackDecision<Track: Sendable> = Decision<Track, CaseEvent, CaseEffect>

/// What can go on beside the items of a request and has a life of its own.
public enum TrackKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// The safe conduct of a person who comes.
  case safeConduct
  /// A detained person who was moved.
  case transferredPerson
  /// The account of frozen or confiscated property.
  case property
  /// A civil action in the courts of another State.
  case directRecovery
  /// What an extradition has beside its items.
  case extradition
  /// Investigations of the same conduct in both States.
  case parallelInvestigations
  /// An assurance or undertaking that was given.
  case undertaking
  /// Another use of what this State gave, for which the other State asks consent.
  case consentToUse

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .safeConduct: .uncac(46, 27)
    case .transferredPerson: .uncac(46, 11)
    case .property: .uncac(57, 3)
    case .directRecovery: .uncac(53)
    case .extradition: .uncac(44, 10)
    case .parallelInvestigations: .uncac(42, 5)
    case .undertaking: .practice("the life of a request in a central authority")
    case .consentToUse: .uncac(46, 19)
    }
  }

  /// Whether a request is one beside which it can go on.
  public func fits(_ request: RegisteredRequest) -> Bool {
    let head = request.head
    func asksForAny(of measures: Set<Measure>) -> Bool {
      request.items.contains { if case .measure(let measure) = $0.sought { measures.contains(measure) } else { false } }
    }
    switch self {
    case .safeConduct:
      return head.kind.isAssistance && asksForAny(of: [.takeEvidence, .voluntaryAppearance, .transferDetainedPerson, .otherAssistance])
    case .transferredPerson: return request.items.contains { $0.sought.movesDetainedPerson }
    case .property:
      return head.kind == .assetRecovery
        || asksForAny(of: [.freezing, .freezeForConfiscation, .obtainConfiscationOrder, .enforceConfiscationOrder, .returnAssets])
    case .directRecovery: return [.assetRecovery, .civilAssistance, .criminalAssistance].contains(head.kind)
    case .extradition: return head.kind == .extradition
    case .parallelInvestigations: return head.kind.isFormal
    case .undertaking: return true
    case .consentToUse: return !request.given.isEmpty
    }
  }

  /// Whether it can begin now.
  public func canBegin(for request: RegisteredRequest) -> Bool {
    guard fits(request) else { return false }
    // What was given stays bound after the closure, and is asked for then too.
    if self == .consentToUse { return true }
    guard request.isOpen else { return false }
    if case .incoming(let incoming) = request, incoming.stage == .received { return false }
    return true
  }

  /// - Throws: ``CannotTrack/notForThisRequest(_:)``, ``CannotTrack/requestNotOpen(_:)``.
  func checkBeginning(for request: RegisteredRequest) throws(CannotTrack) {
    guard fits(request) else { throw .notForThisRequest(self) }
    guard canBegin(for: request) else { throw .requestNotOpen(self) }
  }
}

/// Why a track cannot begin or go on.
public enum CannotTrack: SourcedProblem, Equatable {
  /// The request is of another kind or asks for something else.
  case notForThisRequest(TrackKind)
  /// The request is closed, or not registered yet.
  case requestNotOpen(TrackKind)
  /// The person is still protected.
  case safeConductLasts
  /// The person has not freely given informed consent before.
  case personNotConsenting
  /// The competent authorities of both States have not agreed before.
  case transferNotAgreed
  /// The surrender was not granted on conditions that both States agreed on.
  case surrenderNotAgreed

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notForThisRequest: "casework.track-not-for-this-request"
    case .requestNotOpen: "casework.track-request-not-open"
    case .safeConductLasts: "casework.track-safe-conduct-lasts"
    case .personNotConsenting: "casework.track-person-not-consenting"
    case .transferNotAgreed: "casework.track-transfer-not-agreed"
    case .surrenderNotAgreed: "casework.track-surrender-not-agreed"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .notForThisRequest(let kind), .requestNotOpen(let kind): kind.source
    case .safeConductLasts: .uncac(46, 27)
    case .personNotConsenting: .uncac(46, 10, "a")
    case .transferNotAgreed: .uncac(46, 10, "b")
    case .surrenderNotAgreed: .uncac(44, 12)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotTrack] = [
    .notForThisRequest(.property), .requestNotOpen(.undertaking), .safeConductLasts, .personNotConsenting,
    .transferNotAgreed, .surrenderNotAgreed,
  ]
}

/// That something waits to be done with a track.
public struct TrackWaiting: Hashable, Sendable {
  /// The day by which; `nil` when none is set.
  public let dueOn: CalendarDay?

  /// Something waits, by a day or without one.
  public init(by day: CalendarDay? = nil) { dueOn = day }
}

/// A day on which something happened: not in the future, not before what it follows.
func checkPast(_ day: CalendarDay, from first: CalendarDay? = nil, _ acting: Acting, field: String = "on") throws(CannotAct) {
  guard day <= acting.on else { throw .dayInFuture(field: field) }
  if let first, day < first { throw .dayTooEarly(field: field) }
}
