// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Why a record of a review is not kept as it was given.
public enum CannotKeepRecord: SourcedProblem, Equatable {
  /// Fields that are empty, or do not fit each other.
  case wrongFields([FieldProblem])
  /// Another record of the kind has this name.
  case keyTaken(RecordKey)
  /// Two officers changed the same fields.
  case contested([FieldProblem])
  /// The record was changed since the officer saw it.
  case changedSinceSeen
  /// The State has a review of this cycle already.
  case reviewedAlready

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "reviews.wrong-fields"
    case .keyTaken: "reviews.key-taken"
    case .contested: "reviews.contested"
    case .changedSinceSeen: "reviews.changed-since-seen"
    case .reviewedAlready: "reviews.reviewed-already"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .keyTaken, .contested, .changedSinceSeen, .reviewedAlready: .conflict
    }
  }

  /// How many fields, or the name that is taken.
  public var details: [String: String] {
    switch self {
    case .wrongFields(let fields), .contested(let fields): ["count": "\(fields.count)"]
    case .keyTaken(let key): ["key": key.text]
    case .changedSinceSeen, .reviewedAlready: [:]
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields), .contested(let fields): fields
    case .keyTaken(let key): [FieldProblem(field: "key", code: code, details: ["key": key.text])]
    case .reviewedAlready: [FieldProblem(field: "cycle", code: code)]
    case .changedSinceSeen: []
    }
  }

  /// What a review is made of follows from the mechanism's terms of reference.
  public var source: Source { .practice("terms of reference of the review mechanism") }

  /// One of each, with every fault of a field.
  public static var examples: [CannotKeepRecord] {
    let faults = RecordFault.allCases.map { $0.at("text", ["theirs": "–", "expected": "–", "article": "46", "stage": "–"]) }
    return [.wrongFields(faults), .contested([RecordFault.contested.at("text", ["theirs": "–"])]), .changedSinceSeen, .reviewedAlready]
      + (RecordKey("xa-1").map { [.keyTaken($0)] } ?? [])
  }
}

/// What can be wrong with one field of a record.
public enum RecordFault: String, Hashable, Sendable, CaseIterable {
  /// Nothing stands there, and something must.
  case missing
  /// What stands there is no such value.
  case badValue = "bad-value"
  /// The article's chapter is not reviewed in this cycle.
  case otherCycle = "other-cycle"
  /// A challenge alone has a strength.
  case strengthMisplaced = "strength-misplaced"
  /// A State does not review itself.
  case reviewsItself = "reviews-itself"
  /// Two States review, neither fewer nor more.
  case notTwo = "not-two"
  /// One of the two is from the regional group of the State under review.
  case otherRegion = "other-region"
  /// A stage lies before the one that comes before it.
  case stageBefore = "stage-before"
  /// What is done has a day and evidence.
  case noEvidence = "no-evidence"
  /// A challenge that a State told names the State.
  case noState = "no-state"
  /// A challenge that figures show names no State.
  case stateNamed = "state-named"
  /// Another officer wrote something else here.
  case contested

  /// The fault of a field.
  public func at(_ field: String, _ details: [String: String] = [:]) -> FieldProblem {
    FieldProblem(field: field, code: ProblemCode(rawValue: "reviews.\(rawValue)"), details: details)
  }
}
