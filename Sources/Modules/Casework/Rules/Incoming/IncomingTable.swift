// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Which acts each stage permits: every pair is decided here, and a test walks all stages to prove it.
extension IncomingStage {
  /// The acts that can be done at this stage; whether one succeeds also depends on the items and on the gates of the Convention.
  public var permits: Set<IncomingAct.Code> { Self.permitted[self] ?? [] }

  /// The whole table: every act asks for it, and putting a line together costs more than many an act.
  private static let permitted = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.line) })

  private var line: Set<IncomingAct.Code> {
    switch self {
    case .received: [.register, .withdraw]
    case .registered: Self.undecided.union([.acknowledge, .examine])
    case .acknowledged: Self.undecided.union([.examine])
    case .underExamination: Self.undecided.union([.acknowledge]).union(Self.executing).union(Self.following)
    case .informationRequested:
      Self.undecided.union([.acknowledge, .examine, .recordInformation]).union(Self.consulting).union(Self.executing)
        .union(Self.following).subtracting([.askForInformation])
    case .consultation:
      Self.undecided.union([.acknowledge, .examine]).union(Self.consulting).union(Self.executing).union(Self.following)
    case .accepted: Self.running.union([.postpone, .refuse, .beginExecution])
    case .acceptedWithConditions: Self.running.union([.postpone, .refuse, .beginExecution]).union(Self.answered)
    case .partlyAccepted: Self.running.union([.postpone, .refuse, .beginExecution, .sendReasons]).union(Self.answered)
    case .postponed: Self.running.union([.accept, .postpone, .refuse, .sendReasons]).union(Self.following)
    case .refused: Self.anytime.union([.acknowledge, .sendReasons, .withdraw, .close])
    case .inExecution:
      Self.running.union([.accept, .postpone, .refuse, .sendReasons, .beginExecution, .recordExecution]).union(Self.following)
    case .executedPartly: Self.running.union([.accept, .postpone, .refuse]).union(Self.executing).union(Self.following)
    case .executedFully: Self.anytime.union([.acknowledge, .sendProduct, .confirmProduct, .sendReasons, .withdraw])
    case .productSent: Self.anytime.union([.acknowledge, .confirmProduct, .sendReasons, .withdraw, .close])
    case .productConfirmed: Self.anytime.union([.acknowledge, .sendReasons, .withdraw, .close])
    // A measure can stand beside whatever was passed on or withdrawn since.
    case .forwarded, .withdrawn: [.answerStatusEnquiry, .recordDelays, .liftMeasure, .close, .correctHead]
    case .closed: []
    }
  }

  /// What can be done as long as a request is open.
  private static let anytime: Set<IncomingAct.Code> = [
    .consult, .tellConfidentialityImpossible, .confirmInWriting, .recordStatusEnquiry, .answerStatusEnquiry, .suspend, .resume,
    .recordDelays, .correctHead, .liftMeasure,
  ]

  /// What can be done as long as something is still to be executed.
  private static let running: Set<IncomingAct.Code> = anytime.union([
    .acknowledge, .askForInformation, .assessDualCriminality, .checkProtection, .recordTransferConsent, .settleCosts, .withdraw,
  ])

  /// What leads to a decision; a request that wants none is closed from here.
  private static let undecided: Set<IncomingAct.Code> = running.subtracting([.acknowledge]).union([
    .accept, .postpone, .refuse, .forward, .close, .chooseBasis,
  ])

  /// What goes on in a consultation.
  private static let consulting: Set<IncomingAct.Code> = [.concludeConsultation, .counterPropose, .recordCounterProposal]

  /// How the requesting State answered to conditions.
  private static let answered: Set<IncomingAct.Code> = [.recordConditionsAccepted, .recordConditionsRefused]

  /// What follows a decision that does not settle the matter: an answer to conditions, the end of a postponement.
  private static let following: Set<IncomingAct.Code> = answered.union([.endPostponement])

  /// What carries out a decision.
  private static let executing: Set<IncomingAct.Code> = [
    .sendReasons, .beginExecution, .recordExecution, .sendProduct, .confirmProduct,
  ]
}

extension IncomingItem.Stage.Code {
  /// The stages of an item from which an act can be done to it; `nil` for acts that concern the request as a whole.
  public static func from(_ act: IncomingAct.Code) -> Set<Self>? {
    switch act {
    case .accept: [.undecided, .postponed]
    case .recordConditionsAccepted, .recordConditionsRefused: [.accepted, .postponed]
    case .postpone: [.undecided, .accepted, .postponed, .inExecution]
    case .endPostponement: [.postponed]
    case .refuse: [.undecided, .accepted, .postponed, .inExecution, .partlyExecuted]
    case .sendReasons: [.refused]
    case .assessDualCriminality, .checkProtection, .recordTransferConsent, .settleCosts: [.undecided, .accepted, .postponed, .inExecution]
    case .beginExecution: [.accepted]
    case .recordExecution: [.inExecution, .partlyExecuted]
    case .sendProduct: [.partlyExecuted, .executed]
    case .confirmProduct: [.partlyExecuted, .productSent]
    case .liftMeasure: [.partlyExecuted, .executed, .productSent, .confirmed, .refused, .withdrawn]
    default: nil
    }
  }
}

/// Why an act cannot be done to a request, whichever act it is.
public enum CannotAct: SourcedProblem, Equatable {
  /// The stage does not permit the act.
  case notAtThisStage
  /// An item is at a stage from which the act cannot be done to it.
  case itemNotAtThisStage(ItemID)
  /// No item was named.
  case noItems
  /// The request has no such item.
  case noSuchItem(ItemID)
  /// There is no such request, or the officer may not know of it.
  case noSuchRequest
  /// There is no such record of the request, or the officer may not know of it.
  case noSuchRecord
  /// Something that the act needs was not given.
  case missing(field: String)
  /// A day lies in the future.
  case dayInFuture(field: String)
  /// A day lies before the request arrived, or before what it follows.
  case dayTooEarly(field: String)
  /// A day that must lie ahead does not.
  case dayNotAhead(field: String)
  /// It was done already.
  case doneAlready
  /// There is nothing open that the act could answer.
  case nothingOpen
  /// Somebody else has changed the request since it was seen.
  case changedSinceSeen
  /// The act waits for a second officer and cannot be done by one alone.
  case secondOfficerNeeded
  /// The officer proposed the act, so somebody else must confirm it.
  case ownProposal
  /// There is no such proposal any more.
  case noSuchProposal
  /// The kind of cooperation does not know the act.
  case notOfThisKind

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notAtThisStage: "casework.not-at-this-stage"
    case .itemNotAtThisStage: "casework.item-not-at-this-stage"
    case .noItems: "casework.no-items"
    case .noSuchItem: "casework.no-such-item"
    case .noSuchRequest: "casework.no-such-request"
    case .noSuchRecord: "casework.no-such-record"
    case .missing: "casework.missing"
    case .dayInFuture: "casework.day-in-future"
    case .dayTooEarly: "casework.day-too-early"
    case .dayNotAhead: "casework.day-not-ahead"
    case .doneAlready: "casework.done-already"
    case .nothingOpen: "casework.nothing-open"
    case .changedSinceSeen: "casework.changed-since-seen"
    case .secondOfficerNeeded: "casework.second-officer-needed"
    case .ownProposal: "casework.own-proposal"
    case .noSuchProposal: "casework.no-such-proposal"
    case .notOfThisKind: "casework.not-of-this-kind"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noItems, .missing, .dayInFuture, .dayTooEarly, .dayNotAhead: .invalid
    case .noSuchItem, .noSuchRequest, .noSuchRecord, .noSuchProposal: .missing
    case .ownProposal, .secondOfficerNeeded: .forbidden
    case .notAtThisStage, .itemNotAtThisStage, .doneAlready, .nothingOpen, .changedSinceSeen, .notOfThisKind: .conflict
    }
  }

  /// The item's short name, which is no case data.
  public var details: [String: String] {
    switch self {
    case .itemNotAtThisStage(let item), .noSuchItem(let item): ["item": item.rawValue]
    default: [:]
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .missing(let field), .dayInFuture(let field), .dayTooEarly(let field), .dayNotAhead(let field):
      [FieldProblem(field: field, code: code)]
    case .noItems: [FieldProblem(field: "items", code: code)]
    default: []
    }
  }

  /// Where it comes from: the order of the acts is practice, the record is what the Convention's duties need.
  public var source: Source {
    switch self {
    case .secondOfficerNeeded, .ownProposal: .practice("four eyes: nobody approves their own request")
    default: .practice("the life of a request in a central authority")
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotAct] = [
    .notAtThisStage, .itemNotAtThisStage("i1"), .noItems, .noSuchItem("i1"), .noSuchRequest, .noSuchRecord, .missing(field: "reasons"),
    .dayInFuture(field: "on"), .dayTooEarly(field: "on"), .dayNotAhead(field: "reviewOn"), .doneAlready, .nothingOpen, .changedSinceSeen,
    .secondOfficerNeeded, .ownProposal, .noSuchProposal, .notOfThisKind,
  ]
}
