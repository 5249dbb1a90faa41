// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import WritingRules

/// What choosing the legal basis by hand needs.
/// - Source: UNCAC 46(7)
public struct ChooseBasis: Codable, Hashable, Sendable {
  /// The basis as it is to be.
  public var basis: AppliedBasis
  /// Why it is not the one that stood there.
  public var reason: String
  /// The day.
  public var on: CalendarDay

  /// Describes the choice.
  public init(_ basis: AppliedBasis, reason: String, on day: CalendarDay) {
    self.basis = basis
    self.reason = reason
    self.on = day
  }
}

/// A basis that was chosen by hand, with the one that stood there before.
public struct BasisChoice: Codable, Hashable, Sendable {
  /// The basis before.
  public var before: AppliedBasis
  /// The basis since.
  public var after: AppliedBasis
  /// Why.
  public var reason: String
  /// The day.
  public var on: CalendarDay
  /// Who chose it.
  public var by: ActingOfficer

  /// Describes a choice.
  public init(before: AppliedBasis, after: AppliedBasis, reason: String, on day: CalendarDay, by officer: ActingOfficer) {
    self.before = before
    self.after = after
    self.reason = reason
    self.on = day
    by = officer
  }
}

extension AppliedBasis {
  /// Whether it can stand as it is named.
  /// - Source: UNCAC 46(7): the States Parties can agree on paragraphs 9 to 29 in lieu of the provisions of a treaty that binds them.
  /// - Throws: ``CannotCorrect``.
  public func check() throws(CannotCorrect) {
    let named = all
    guard Set(named).count == named.count else { throw .basisTwice }
    for one in named where one.kind.needsTitle {
      guard let title = one.title, !title.allSatisfy(\.isWhitespace) else { throw .basisWithoutTitle }
    }
    try checkElection()
  }

  /// Whether the two States can apply paragraphs 9 to 29 as it says: the Convention is named, and a treaty in place of whose provisions they stand.
  /// - Source: UNCAC 46(7)
  /// - Throws: ``CannotCorrect/noTreatyToReplace``, ``CannotCorrect/electionWithoutConvention``.
  func checkElection() throws(CannotCorrect) {
    guard electsParagraphs9To29 else { return }
    guard all.contains(where: { $0.kind.isTreatyBesidesConvention }) else { throw .noTreatyToReplace }
    guard namesConvention else { throw .electionWithoutConvention }
  }
}

extension AppliedBasis.Kind {
  /// Whether it must be told which one is meant.
  public var needsTitle: Bool { self == .multilateralTreaty || self == .bilateralTreaty || self == .domesticLaw }

  /// Whether it is a treaty other than the Convention.
  public var isTreatyBesidesConvention: Bool { self == .multilateralTreaty || self == .bilateralTreaty }
}

extension RequestHead {
  /// The head on another basis, with the fact.
  func choosing(_ input: ChooseBasis, isDecided: Bool, _ acting: Acting) throws -> (head: RequestHead, event: CaseEvent) {
    try required(input.reason, field: "reason")
    guard input.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard !isDecided else { throw CannotCorrect.decidedAlready }
    try input.basis.check()
    guard input.basis != basis else { throw CannotCorrect.nothingChanged }
    var head = self
    head.basis = input.basis
    head.basisChoices =
      (basisChoices ?? []) + [
        BasisChoice(before: basis, after: input.basis, reason: input.reason, on: input.on, by: acting.officer)
      ]
    return (
      head,
      CaseEvent(
        .basisChosen,
        [
          "on": .day(input.on), "basesBefore": .codes(basis.all.map(\.kind.rawValue)),
          "basesAfter": .codes(input.basis.all.map(\.kind.rawValue)), "elects": .flag(input.basis.electsParagraphs9To29),
        ])
    )
  }
}

extension IncomingRequest {
  /// Chooses the legal basis by hand, as long as nothing is decided on the strength of it; the gates follow it.
  /// - Source: UNCAC 46(7)
  /// - Throws: ``CannotCorrect``, ``CannotAct``.
  func choosingBasis(_ input: ChooseBasis, _ acting: Acting) throws -> IncomingDecision {
    let (head, event) = try head.choosing(input, isDecided: isDecided, acting)
    var request = self
    request.head = head
    return IncomingDecision(state: request, events: [event])
  }
}

extension OutgoingRequest {
  /// Chooses the legal basis by hand, as long as the other side has decided nothing.
  /// - Source: UNCAC 46(7)
  /// - Throws: ``CannotCorrect``, ``CannotAct``.
  func choosingBasis(_ input: ChooseBasis, _ acting: Acting) throws -> OutgoingDecision {
    let (head, event) = try head.choosing(input, isDecided: isDecided, acting)
    var request = self
    request.head = head
    return OutgoingDecision(state: request, events: [event])
  }
}
