// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a change of the treaty register is refused.
public enum CannotEditTreaty: Problem, Equatable {
  /// Fields hold what they may not; each is named.
  case wrongFields([FieldProblem])
  /// The register knows an agreement of the two States for these days already.
  case electionKnown
  /// No treaty in force between the two States on that day is known: there is nothing in whose place paragraphs 9 to 29 could stand.
  case noTreatyBetween
  /// Another officer has changed it since it was opened.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "directory.wrong-fields"
    case .electionKnown: "directory.election-known"
    case .noTreatyBetween: "directory.no-treaty-between"
    case .changedSinceSeen: "directory.changed-since-seen"
    }
  }

  /// Invalid, or in conflict with what the register holds.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields, .noTreatyBetween: .invalid
    case .electionKnown, .changedSinceSeen: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    if case .wrongFields(let fields) = self { fields } else { [] }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotEditTreaty] = [
    .wrongFields(TreatyFault.allCases.map { FieldProblem(field: "field", code: $0.code) }), .electionKnown, .noTreatyBetween,
    .changedSinceSeen,
  ]
}

/// What can be wrong with a treaty or an election, field by field.
public enum TreatyFault: String, Hashable, Sendable, CaseIterable {
  /// The treaty has no title in any language.
  case missingTitle = "missing-title"
  /// It is not said what the treaty covers.
  case missingScope = "missing-scope"
  /// A treaty needs two parties.
  case missingParties = "missing-parties"
  /// A party stands twice for the same days.
  case partyTwice = "party-twice"
  /// The last day is before the first.
  case endsBeforeItBegins = "ends-before-it-begins"
  /// Two different States must be named.
  case sameState = "same-state"

  /// Its code, whose words stand beside the field.
  public var code: ProblemCode { ProblemCode(rawValue: "directory.\(rawValue)") }
}

extension Treaty {
  /// Everything that is wrong with the treaty, by the path of its field.
  public var faults: [FieldProblem] {
    var faults: [FieldProblem] = []
    func add(_ fault: TreatyFault, _ field: String) { faults.append(FieldProblem(field: field, code: fault.code)) }
    if title.texts.values.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { add(.missingTitle, "title.en") }
    if scope.isEmpty { add(.missingScope, "scope") }
    if Set(parties.map(\.state)).count < 2 { add(.missingParties, "party.0.state") }
    for (index, party) in parties.enumerated() {
      if let end = party.inForceTo, end < party.inForceFrom { add(.endsBeforeItBegins, "party.\(index).inForceTo") }
      // A State may leave a treaty and join it again, but not be a party twice on one day.
      let overlaps = parties[..<index].contains { other in
        other.state == party.state && other.inForceFrom <= (party.inForceTo ?? .latest) && party.inForceFrom <= (other.inForceTo ?? .latest)
      }
      if overlaps { add(.partyTwice, "party.\(index).state") }
    }
    return faults
  }

  /// Accepts the treaty for the register.
  /// - Throws: ``CannotEditTreaty/wrongFields(_:)`` with every field that holds what it may not.
  public func entered() throws(CannotEditTreaty) -> Treaty {
    let faults = faults
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return self
  }
}

extension TreatyRegister {
  /// Accepts an agreement of two States under article 46(7).
  /// - Source: UNCAC 46(7)
  /// - Throws: ``CannotEditTreaty/wrongFields(_:)``; ``CannotEditTreaty/electionKnown`` when another one holds on one of these days;
  ///   ``CannotEditTreaty/noTreatyBetween`` when no treaty on mutual legal assistance binds the two on the first day.
  /// - Parameter old: the election that is changed; `nil` for a new one.
  public func entering(_ election: Election, inPlaceOf old: Election? = nil) throws(CannotEditTreaty) -> Election {
    let states = election.states.sorted()
    guard states.count == 2 else { throw .wrongFields([FieldProblem(field: "second", code: TreatyFault.sameState.code)]) }
    if let end = election.to, end < election.from {
      throw .wrongFields([FieldProblem(field: "to", code: TreatyFault.endsBeforeItBegins.code)])
    }
    let overlaps = elections.contains { other in
      other != old && other.states == election.states && other.from <= (election.to ?? .latest)
        && election.from <= (other.to ?? .latest)
    }
    guard !overlaps else { throw .electionKnown }
    guard !treaties(between: states[0], and: states[1], for: .mutualLegalAssistance, on: election.from).isEmpty else {
      throw .noTreatyBetween
    }
    return election
  }
}
