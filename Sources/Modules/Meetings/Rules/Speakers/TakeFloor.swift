// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// Why something cannot be done on a list of speakers.
public enum CannotTakeFloor: Problem, Equatable {
  /// The list has not been opened.
  case notOpened
  /// The list stands as it was to be put.
  case standsSo
  /// The list is closed for statements.
  case listClosed
  /// The delegation waits with a request of the same kind.
  case requestStands
  /// A statement for a group needs the group's name.
  case groupMissing
  /// The group's name is longer than a chair can announce.
  case groupTooLong
  /// The request is not where the act needs it.
  case otherStage
  /// Another delegation has the floor.
  case anotherSpeaks
  /// A limit that is no number of minutes from 1 to 120.
  case wrongLimit(String)
  /// Too many changed the list at once.
  case busy

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notOpened: "meetings.speakers-not-opened"
    case .standsSo: "meetings.speakers-stand-so"
    case .listClosed: "meetings.speakers-closed"
    case .requestStands: "meetings.request-stands"
    case .groupMissing: "meetings.group-missing"
    case .groupTooLong: "meetings.group-too-long"
    case .otherStage: "meetings.request-at-other-stage"
    case .anotherSpeaks: "meetings.another-speaks"
    case .wrongLimit: "meetings.wrong-time-limit"
    case .busy: "meetings.speakers-busy"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .groupMissing, .groupTooLong, .wrongLimit: .invalid
    case .busy: .unavailable
    case .notOpened, .standsSo, .listClosed, .requestStands, .otherStage, .anotherSpeaks: .conflict
    }
  }

  /// The longest name of a group, in characters.
  public static let longestGroup = 200

  /// How long a group's name may be.
  public var details: [String: String] { self == .groupTooLong ? ["limit": "\(Self.longestGroup)"] : [:] }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .groupMissing, .groupTooLong: [FieldProblem(field: "group", code: code, details: details)]
    case .wrongLimit(let field): [FieldProblem(field: field, code: code)]
    default: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotTakeFloor] = [
    .notOpened, .standsSo, .listClosed, .requestStands, .groupMissing, .groupTooLong, .otherStage, .anotherSpeaks, .wrongLimit("limit"),
    .busy,
  ]
}

extension FloorRequest.Stage {
  /// Where an act leads; `nil` where it cannot be done.
  public func after(_ act: FloorRequest.Act) -> FloorRequest.Stage? {
    switch (self, act) {
    case (.listed, .giveFloor): .speaking
    case (.listed, .passOver): .passedOver
    case (.listed, .withdraw), (.passedOver, .withdraw): .withdrawn
    case (.speaking, .finish): .finished
    case (.passedOver, .putBack): .listed
    case (.listed, .finish), (.listed, .putBack): nil
    // Whoever speaks has not been passed over and takes nothing back; the chair ends the turn.
    case (.speaking, .giveFloor), (.speaking, .passOver), (.speaking, .putBack), (.speaking, .withdraw): nil
    // Who did not answer is put back before getting the floor, so that nobody is called out of turn.
    case (.passedOver, .giveFloor), (.passedOver, .finish), (.passedOver, .passOver): nil
    case (.finished, _), (.withdrawn, _): nil
    }
  }
}

extension SpeakersList {
  /// The list opened, or opened again.
  /// - Throws: ``CannotTakeFloor/standsSo``.
  public func opened() throws(CannotTakeFloor) -> SpeakersList { try put(.open) }

  /// The list closed; those on it keep their places.
  /// - Throws: ``CannotTakeFloor/standsSo``, ``CannotTakeFloor/notOpened``.
  public func closed() throws(CannotTakeFloor) -> SpeakersList {
    guard standing != .notOpened else { throw .notOpened }
    return try put(.closed)
  }

  private func put(_ standing: Standing) throws(CannotTakeFloor) -> SpeakersList {
    guard self.standing != standing else { throw .standsSo }
    var list = self
    list.standing = standing
    return list
  }

  /// The list with other limits of time; a kind without minutes has no limit.
  /// - Throws: ``CannotTakeFloor/wrongLimit(_:)``.
  public func limiting(_ minutes: [FloorRequest.Kind: Int]) throws(CannotTakeFloor) -> SpeakersList {
    for kind in FloorRequest.Kind.allCases {
      if let limit = minutes[kind], !(1...120).contains(limit) { throw .wrongLimit("limit.\(kind.rawValue)") }
    }
    var list = self
    list.limits = Dictionary(uniqueKeysWithValues: minutes.map { ($0.key.rawValue, $0.value) })
    return list
  }

  /// The list with a request more.
  /// - Throws: ``CannotTakeFloor``.
  public func requesting(
    _ kind: FloorRequest.Kind, as id: ID<FloorRequest>, by delegation: ID<Delegation>, for group: String = "", at instant: Date
  ) throws(CannotTakeFloor) -> SpeakersList {
    guard standing != .notOpened else { throw .notOpened }
    guard standing == .open || kind.isTakenWhenClosed else { throw .listClosed }
    guard kind != .groupStatement || !group.isEmpty else { throw .groupMissing }
    guard kind != .groupStatement || group.count <= CannotTakeFloor.longestGroup else { throw .groupTooLong }
    guard !requests.contains(where: { $0.delegation == delegation && $0.kind == kind && $0.stage == .listed }) else {
      throw .requestStands
    }
    var list = self
    list.requests.append(
      FloorRequest(
        id: id, delegation: delegation, kind: kind, group: kind == .groupStatement ? group : "", at: instant,
        number: nextNumber, stage: .listed))
    return list
  }

  private var nextNumber: Int { (requests.map(\.number).max() ?? 0) + 1 }

  /// The list after an act on one of its requests.
  ///
  /// A point of order takes the floor from whoever has it, who waits first in line with the time spoken so far; nobody raises one against
  /// another.
  /// - Throws: ``CannotTakeFloor/otherStage``, ``CannotTakeFloor/anotherSpeaks``.
  public func carryingOut(_ act: FloorRequest.Act, on id: ID<FloorRequest>, at instant: Date) throws(CannotTakeFloor) -> SpeakersList {
    guard let place = requests.firstIndex(where: { $0.id == id }), let stage = requests[place].stage.after(act) else {
      throw .otherStage
    }
    var list = self
    if stage == .speaking, let speaker = requests.firstIndex(where: { $0.stage == .speaking }) {
      guard requests[place].kind == .pointOfOrder, requests[speaker].kind != .pointOfOrder else { throw .anotherSpeaks }
      list.requests[speaker].stop(at: instant, as: .listed)
      list.requests[speaker].isInterrupted = true
    }
    switch act {
    case .giveFloor:
      list.requests[place].stage = stage
      list.requests[place].since = instant
      list.requests[place].isInterrupted = false
    case .finish: list.requests[place].stop(at: instant, as: stage)
    case .putBack:
      list.requests[place].stage = stage
      list.requests[place].number = nextNumber
    case .passOver, .withdraw:
      list.requests[place].stage = stage
      list.requests[place].isInterrupted = false
    }
    return list
  }
}

extension FloorRequest {
  fileprivate mutating func stop(at instant: Date, as stage: Stage) {
    before = spoken(at: instant)
    since = nil
    self.stage = stage
  }
}
