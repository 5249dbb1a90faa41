// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Everything that an authority can do with an incoming request, with what each act needs; pages, API, commands and messages all give one of these.
///
/// In files and in the API: an object with the member `act`, one of the codes of ``Code``, and the members of that act.
public enum IncomingAct: Hashable, Sendable {
  /// Takes it into the register.
  case register(RegisterIncoming)
  /// Confirms to the requesting State that it has arrived.
  case acknowledge(Acknowledgement)
  /// Begins to examine it.
  case examine(ExamineRequest)
  /// Asks the requesting State for additional information.
  case askForInformation(AskForInformation)
  /// Records the answer, or that none came.
  case recordInformation(RecordInformation)
  /// Opens a consultation.
  case consult(OpenConsultation)
  /// Records the answer to a consultation, or that none came.
  case concludeConsultation(ConcludeConsultation)
  /// Proposes something else in a consultation.
  case counterPropose(CounterPropose)
  /// Records what the requesting State proposes instead.
  case recordCounterProposal(CounterPropose)
  /// Records what was found about dual criminality.
  case assessDualCriminality(AssessDualCriminality)
  /// Records that the protection of persons was checked.
  case checkProtection(CheckProtection)
  /// Accepts items, with or without conditions.
  case accept(AcceptItems)
  /// Records that the requesting State accepts the conditions that were put.
  case recordConditionsAccepted(AnswerToConditions)
  /// Records that it does not accept them.
  case recordConditionsRefused(AnswerToConditions)
  /// Postpones items, or prolongs their postponement.
  case postpone(PostponeItems)
  /// Ends the postponement of items.
  case endPostponement(EndPostponement)
  /// Refuses items.
  case refuse(RefuseItems)
  /// Sends the reasons of a refusal.
  case sendReasons(SendReasons)
  /// Passes the request to the authority that is competent.
  case forward(ForwardRequest)
  /// Records consent and agreement to moving a detained person.
  case recordTransferConsent(RecordTransferConsent)
  /// Records an estimate of substantial costs, or the terms agreed.
  case settleCosts(SettleCosts)
  /// Gives items to an executing authority.
  case beginExecution(BeginExecution)
  /// Records what came of an execution.
  case recordExecution(RecordExecution)
  /// Sends the product of items.
  case sendProduct(SendProduct)
  /// Records that the requesting State has confirmed the product's arrival.
  case confirmProduct(ConfirmProduct)
  /// Lifts a provisional measure.
  case liftMeasure(LiftMeasure)
  /// Tells the requesting State that confidentiality cannot be kept.
  case tellConfidentialityImpossible(ConfidentialityNotice)
  /// Records that an oral request was confirmed in writing.
  case confirmInWriting(ConfirmInWriting)
  /// Records a question about how far it is.
  case recordStatusEnquiry(StatusEnquiry)
  /// Answers the open question about how far it is.
  case answerStatusEnquiry(StatusEnquiry.Answer)
  /// Begins a time in which nothing can be done here.
  case suspend(SuspendRequest)
  /// Ends such a time.
  case resume(ResumeRequest)
  /// Records what delayed it.
  case recordDelays(RecordDelays)
  /// Records that the requesting State withdrew the request or items of it.
  case withdraw(WithdrawItems)
  /// Closes it.
  case close(CloseRequest)
  /// Chooses the legal basis by hand.
  case chooseBasis(ChooseBasis)
  /// Puts the head right.
  case correctHead(CorrectHead)

  /// The codes of the acts.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    case register, acknowledge, examine, askForInformation, recordInformation, consult, concludeConsultation, counterPropose,
      recordCounterProposal, assessDualCriminality
    case checkProtection, accept, recordConditionsAccepted, recordConditionsRefused, postpone, endPostponement, refuse, sendReasons
    case forward, recordTransferConsent, settleCosts, beginExecution
    case recordExecution, sendProduct, confirmProduct, liftMeasure, tellConfidentialityImpossible, confirmInWriting
    case recordStatusEnquiry, answerStatusEnquiry, suspend, resume, recordDelays, withdraw, close
    case chooseBasis, correctHead

    /// Whether a second officer must confirm it.
    /// - Source: practice (four eyes on refusing, postponing, sending and closing)
    public var needsSecondOfficer: Bool {
      switch self {
      case .refuse, .postpone, .sendProduct, .close: true
      default: false
      }
    }
  }

  /// The act's code.
  public var code: Code {
    switch self {
    case .register: .register
    case .acknowledge: .acknowledge
    case .examine: .examine
    case .askForInformation: .askForInformation
    case .recordInformation: .recordInformation
    case .consult: .consult
    case .concludeConsultation: .concludeConsultation
    case .counterPropose: .counterPropose
    case .recordCounterProposal: .recordCounterProposal
    case .assessDualCriminality: .assessDualCriminality
    case .checkProtection: .checkProtection
    case .accept: .accept
    case .recordConditionsAccepted: .recordConditionsAccepted
    case .recordConditionsRefused: .recordConditionsRefused
    case .postpone: .postpone
    case .endPostponement: .endPostponement
    case .refuse: .refuse
    case .sendReasons: .sendReasons
    case .forward: .forward
    case .recordTransferConsent: .recordTransferConsent
    case .settleCosts: .settleCosts
    case .beginExecution: .beginExecution
    case .recordExecution: .recordExecution
    case .sendProduct: .sendProduct
    case .confirmProduct: .confirmProduct
    case .liftMeasure: .liftMeasure
    case .tellConfidentialityImpossible: .tellConfidentialityImpossible
    case .confirmInWriting: .confirmInWriting
    case .recordStatusEnquiry: .recordStatusEnquiry
    case .answerStatusEnquiry: .answerStatusEnquiry
    case .suspend: .suspend
    case .resume: .resume
    case .recordDelays: .recordDelays
    case .withdraw: .withdraw
    case .close: .close
    case .chooseBasis: .chooseBasis
    case .correctHead: .correctHead
    }
  }

  /// What the act needs, whatever its type.
  var input: any Codable & Hashable & Sendable {
    switch self {
    case .register(let input): input
    case .acknowledge(let input): input
    case .examine(let input): input
    case .askForInformation(let input): input
    case .recordInformation(let input): input
    case .consult(let input): input
    case .concludeConsultation(let input): input
    case .counterPropose(let input): input
    case .recordCounterProposal(let input): input
    case .assessDualCriminality(let input): input
    case .checkProtection(let input): input
    case .accept(let input): input
    case .recordConditionsAccepted(let input): input
    case .recordConditionsRefused(let input): input
    case .postpone(let input): input
    case .endPostponement(let input): input
    case .refuse(let input): input
    case .sendReasons(let input): input
    case .forward(let input): input
    case .recordTransferConsent(let input): input
    case .settleCosts(let input): input
    case .beginExecution(let input): input
    case .recordExecution(let input): input
    case .sendProduct(let input): input
    case .confirmProduct(let input): input
    case .liftMeasure(let input): input
    case .tellConfidentialityImpossible(let input): input
    case .confirmInWriting(let input): input
    case .recordStatusEnquiry(let input): input
    case .answerStatusEnquiry(let input): input
    case .suspend(let input): input
    case .resume(let input): input
    case .recordDelays(let input): input
    case .withdraw(let input): input
    case .close(let input): input
    case .chooseBasis(let input): input
    case .correctHead(let input): input
    }
  }
}

extension IncomingAct: Codable {
  private enum Tag: String, CodingKey { case act }

  /// Reads the member `act` and the members of that act.
  /// - Throws: `DecodingError` for an unknown act or a member of another type than it must have.
  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Tag.self).decode(Code.self, forKey: .act) {
    case .register: self = .register(try .init(from: decoder))
    case .acknowledge: self = .acknowledge(try .init(from: decoder))
    case .examine: self = .examine(try .init(from: decoder))
    case .askForInformation: self = .askForInformation(try .init(from: decoder))
    case .recordInformation: self = .recordInformation(try .init(from: decoder))
    case .consult: self = .consult(try .init(from: decoder))
    case .concludeConsultation: self = .concludeConsultation(try .init(from: decoder))
    case .counterPropose: self = .counterPropose(try .init(from: decoder))
    case .recordCounterProposal: self = .recordCounterProposal(try .init(from: decoder))
    case .assessDualCriminality: self = .assessDualCriminality(try .init(from: decoder))
    case .checkProtection: self = .checkProtection(try .init(from: decoder))
    case .accept: self = .accept(try .init(from: decoder))
    case .recordConditionsAccepted: self = .recordConditionsAccepted(try .init(from: decoder))
    case .recordConditionsRefused: self = .recordConditionsRefused(try .init(from: decoder))
    case .postpone: self = .postpone(try .init(from: decoder))
    case .endPostponement: self = .endPostponement(try .init(from: decoder))
    case .refuse: self = .refuse(try .init(from: decoder))
    case .sendReasons: self = .sendReasons(try .init(from: decoder))
    case .forward: self = .forward(try .init(from: decoder))
    case .recordTransferConsent: self = .recordTransferConsent(try .init(from: decoder))
    case .settleCosts: self = .settleCosts(try .init(from: decoder))
    case .beginExecution: self = .beginExecution(try .init(from: decoder))
    case .recordExecution: self = .recordExecution(try .init(from: decoder))
    case .sendProduct: self = .sendProduct(try .init(from: decoder))
    case .confirmProduct: self = .confirmProduct(try .init(from: decoder))
    case .liftMeasure: self = .liftMeasure(try .init(from: decoder))
    case .tellConfidentialityImpossible: self = .tellConfidentialityImpossible(try .init(from: decoder))
    case .confirmInWriting: self = .confirmInWriting(try .init(from: decoder))
    case .recordStatusEnquiry: self = .recordStatusEnquiry(try .init(from: decoder))
    case .answerStatusEnquiry: self = .answerStatusEnquiry(try .init(from: decoder))
    case .suspend: self = .suspend(try .init(from: decoder))
    case .resume: self = .resume(try .init(from: decoder))
    case .recordDelays: self = .recordDelays(try .init(from: decoder))
    case .withdraw: self = .withdraw(try .init(from: decoder))
    case .close: self = .close(try .init(from: decoder))
    case .chooseBasis: self = .chooseBasis(try .init(from: decoder))
    case .correctHead: self = .correctHead(try .init(from: decoder))
    }
  }

  /// Writes the member `act` beside the members of the act.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Tag.self)
    try container.encode(code, forKey: .act)
    try input.encode(to: encoder)
  }
}
