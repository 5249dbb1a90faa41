// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a registration is not taken.
public enum CannotRegister: Problem, Equatable {
  /// Something typed is missing, too long or unknown.
  case wrongFields([FieldProblem])
  /// The State has its delegation already.
  case delegationKnown
  /// The delegation has another head.
  case secondHead
  /// Somebody of the same name is registered in the delegation.
  case registeredAlready
  /// Somebody else changed the same entry meanwhile.
  case changedSinceSeen
  /// The meeting has opened: nobody is taken off its list any more.
  case registrationClosed
  /// The delegation has asked for the floor, given in a statement or was recorded as present.
  case delegationInRecord

  /// The longest text that a field takes.
  public static let lengthLimit = 300

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "meetings.registration-incomplete"
    case .delegationKnown: "meetings.delegation-known"
    case .secondHead: "meetings.second-head"
    case .registeredAlready: "meetings.registered-already"
    case .changedSinceSeen: "meetings.registration-changed"
    case .registrationClosed: "meetings.registration-closed"
    case .delegationInRecord: "meetings.delegation-in-record"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .delegationKnown, .secondHead, .registeredAlready, .changedSinceSeen, .registrationClosed, .delegationInRecord: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields): fields
    case .delegationKnown: [FieldProblem(field: "state", code: code)]
    case .secondHead: [FieldProblem(field: "role", code: code)]
    case .registeredAlready: [FieldProblem(field: "name", code: code)]
    case .changedSinceSeen, .registrationClosed, .delegationInRecord: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotRegister] = [
    .wrongFields([
      FieldProblem(field: "name", code: "meetings.entry-missing"), FieldProblem(field: "name", code: "meetings.entry-too-long"),
      FieldProblem(field: "state", code: "meetings.entry-unknown"), FieldProblem(field: "account", code: "meetings.no-delegate-account"),
    ]), .delegationKnown, .secondHead, .registeredAlready, .changedSinceSeen, .registrationClosed, .delegationInRecord,
  ]
}

extension Delegation {
  /// The delegation, when it names a State or an organization as its kind needs.
  /// - Throws: ``CannotRegister/wrongFields(_:)``.
  public func checked() throws(CannotRegister) -> Delegation {
    var delegation = self
    if kind.isOfState {
      guard state != nil else { throw .wrongFields([FieldProblem(field: "state", code: "meetings.entry-missing")]) }
      delegation.name = LocalText()
    } else {
      delegation.state = nil
      guard name.texts.values.contains(where: { !$0.isEmpty }) else {
        throw .wrongFields([FieldProblem(field: "name.en", code: "meetings.entry-missing")])
      }
      let long = name.texts.filter { $0.value.count > CannotRegister.lengthLimit }.keys.sorted { $0.rawValue < $1.rawValue }
      guard long.isEmpty else {
        throw .wrongFields(long.map { FieldProblem(field: "name.\($0.rawValue)", code: "meetings.entry-too-long") })
      }
    }
    return delegation
  }

  /// The delegation with a participant who is new or whose entry is replaced.
  /// - Throws: ``CannotRegister``.
  public func registering(_ participant: Participant) throws(CannotRegister) -> Delegation {
    var faults: [FieldProblem] = []
    if participant.name.isEmpty { faults.append(FieldProblem(field: "name", code: "meetings.entry-missing")) }
    for (field, text) in [("name", participant.name), ("function", participant.function), ("contact", participant.contact)]
    where text.count > CannotRegister.lengthLimit {
      faults.append(FieldProblem(field: field, code: "meetings.entry-too-long"))
    }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    let others = participants.filter { $0.id != participant.id }
    guard participant.role != .head || !others.contains(where: { $0.role == .head }) else { throw .secondHead }
    guard !others.contains(where: { $0.name.lowercased() == participant.name.lowercased() }) else { throw .registeredAlready }
    var delegation = self
    if let place = participants.firstIndex(where: { $0.id == participant.id }) {
      delegation.participants[place] = participant
    } else {
      delegation.participants.append(participant)
    }
    return delegation
  }

  /// The delegation without a participant.
  public func removing(_ participant: ID<Participant>) -> Delegation {
    var delegation = self
    delegation.participants.removeAll { $0.id == participant }
    return delegation
  }

  /// The participants as lists print them: the head, alternates, advisers, each in the order of registration.
  public var participantsInOrder: [Participant] {
    Participant.Role.allCases.flatMap { role in participants.filter { $0.role == role } }
  }
}
