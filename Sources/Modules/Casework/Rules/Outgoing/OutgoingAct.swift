// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Everything that an authority can do with an outgoing request, with what each act needs; pages, API, commands and messages all give one of these.
///
/// In files and in the API: an object with the member `act`, one of the codes of ``Code``, and the members of that act.
public enum OutgoingAct: Hashable, Sendable {
  /// Begins a translation.
  case startTranslation(StartTranslation)
  /// Records that the translation is there.
  case finishTranslation(FinishTranslation)
  /// Sends it to the requested State.
  case send(SendRequest)
  /// Sends it again.
  case resend(SendRequest)
  /// Records that the requested State has it.
  case recordAcknowledgement(ToldAcknowledgement)
  /// Records that the other side told that it had not arrived.
  case reportNotReceived(ReportNotReceived)
  /// Confirms in writing what was asked by word of mouth.
  case confirmInWriting(ConfirmInWriting)
  /// Asks the requested State how far it is.
  case chase(ChaseRequest)
  /// Records the answer to that question.
  case recordStatusAnswer(StatusEnquiry.Answer)
  /// Records that the requested State needs information.
  case recordInformationRequest(RecordInformationRequest)
  /// Gives that information.
  case answerInformation(AnswerInformation)
  /// Records that the requested State consults.
  case recordConsultation(RecordConsultation)
  /// Answers a consultation; conditions that are accepted bind this State.
  case answerConsultation(AnswerConsultation)
  /// Proposes something else in a consultation.
  case counterPropose(CounterPropose)
  /// Records what the requested State proposes instead.
  case recordCounterProposal(CounterPropose)
  /// Records what the requested State decided about items.
  case recordDecision(RecordDecision)
  /// Accepts the conditions that the requested State set; they bind this State.
  case acceptConditions(AcceptConditions)
  /// Tells that this State does not accept the conditions that were set; the items are to be decided anew.
  case refuseConditions(AnswerToConditions)
  /// Records that a condition was kept.
  case recordConditionKept(RecordConditionKept)
  /// Records what has come.
  case recordReply(RecordReply)
  /// Tells the requested State that the reply arrived.
  case confirmReply(ConfirmReply)
  /// Begins a time in which nothing can be done here.
  case suspend(SuspendRequest)
  /// Ends such a time.
  case resume(ResumeRequest)
  /// Records what delayed it.
  case recordDelays(RecordDelays)
  /// Withdraws the request or items of it.
  case withdraw(WithdrawItems)
  /// Tells the requested State that items are not needed any more.
  case tellNotNeeded(NotNeededNotice)
  /// Closes it.
  case close(CloseOutgoing)
  /// Chooses the legal basis by hand.
  case chooseBasis(ChooseBasis)
  /// Puts the head right.
  case correctHead(CorrectHead)

  /// The codes of the acts.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    case startTranslation, finishTranslation, send, resend, recordAcknowledgement, reportNotReceived, confirmInWriting, chase
    case recordStatusAnswer, recordInformationRequest, answerInformation, recordConsultation, answerConsultation
    case counterPropose, recordCounterProposal, recordDecision
    case acceptConditions, refuseConditions, recordConditionKept, recordReply, confirmReply, suspend, resume, recordDelays, withdraw
    case tellNotNeeded, close, chooseBasis, correctHead

    /// Whether a second officer must confirm it.
    /// - Source: practice (four eyes on refusing, postponing, sending and closing)
    public var needsSecondOfficer: Bool {
      switch self {
      case .send, .resend, .withdraw, .close: true
      default: false
      }
    }
  }

  /// The act's code.
  public var code: Code {
    switch self {
    case .startTranslation: .startTranslation
    case .finishTranslation: .finishTranslation
    case .send: .send
    case .resend: .resend
    case .recordAcknowledgement: .recordAcknowledgement
    case .reportNotReceived: .reportNotReceived
    case .confirmInWriting: .confirmInWriting
    case .chase: .chase
    case .recordStatusAnswer: .recordStatusAnswer
    case .recordInformationRequest: .recordInformationRequest
    case .answerInformation: .answerInformation
    case .recordConsultation: .recordConsultation
    case .answerConsultation: .answerConsultation
    case .counterPropose: .counterPropose
    case .recordCounterProposal: .recordCounterProposal
    case .recordDecision: .recordDecision
    case .acceptConditions: .acceptConditions
    case .refuseConditions: .refuseConditions
    case .recordConditionKept: .recordConditionKept
    case .recordReply: .recordReply
    case .confirmReply: .confirmReply
    case .suspend: .suspend
    case .resume: .resume
    case .recordDelays: .recordDelays
    case .withdraw: .withdraw
    case .tellNotNeeded: .tellNotNeeded
    case .close: .close
    case .chooseBasis: .chooseBasis
    case .correctHead: .correctHead
    }
  }

  /// What the act needs, whatever its type.
  var input: any Codable & Hashable & Sendable {
    switch self {
    case .startTranslation(let input): input
    case .finishTranslation(let input): input
    case .send(let input): input
    case .resend(let input): input
    case .recordAcknowledgement(let input): input
    case .reportNotReceived(let input): input
    case .confirmInWriting(let input): input
    case .chase(let input): input
    case .recordStatusAnswer(let input): input
    case .recordInformationRequest(let input): input
    case .answerInformation(let input): input
    case .recordConsultation(let input): input
    case .answerConsultation(let input): input
    case .counterPropose(let input): input
    case .recordCounterProposal(let input): input
    case .recordDecision(let input): input
    case .acceptConditions(let input): input
    case .refuseConditions(let input): input
    case .recordConditionKept(let input): input
    case .recordReply(let input): input
    case .confirmReply(let input): input
    case .suspend(let input): input
    case .resume(let input): input
    case .recordDelays(let input): input
    case .withdraw(let input): input
    case .tellNotNeeded(let input): input
    case .close(let input): input
    case .chooseBasis(let input): input
    case .correctHead(let input): input
    }
  }
}

extension OutgoingAct: Codable {
  private enum Tag: String, CodingKey { case act }

  /// Reads the member `act` and the members of that act.
  /// - Throws: `DecodingError` for an unknown act or a member of another type than it must have.
  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Tag.self).decode(Code.self, forKey: .act) {
    case .startTranslation: self = .startTranslation(try .init(from: decoder))
    case .finishTranslation: self = .finishTranslation(try .init(from: decoder))
    case .send: self = .send(try .init(from: decoder))
    case .resend: self = .resend(try .init(from: decoder))
    case .recordAcknowledgement: self = .recordAcknowledgement(try .init(from: decoder))
    case .reportNotReceived: self = .reportNotReceived(try .init(from: decoder))
    case .confirmInWriting: self = .confirmInWriting(try .init(from: decoder))
    case .chase: self = .chase(try .init(from: decoder))
    case .recordStatusAnswer: self = .recordStatusAnswer(try .init(from: decoder))
    case .recordInformationRequest: self = .recordInformationRequest(try .init(from: decoder))
    case .answerInformation: self = .answerInformation(try .init(from: decoder))
    case .recordConsultation: self = .recordConsultation(try .init(from: decoder))
    case .answerConsultation: self = .answerConsultation(try .init(from: decoder))
    case .counterPropose: self = .counterPropose(try .init(from: decoder))
    case .recordCounterProposal: self = .recordCounterProposal(try .init(from: decoder))
    case .recordDecision: self = .recordDecision(try .init(from: decoder))
    case .acceptConditions: self = .acceptConditions(try .init(from: decoder))
    case .refuseConditions: self = .refuseConditions(try .init(from: decoder))
    case .recordConditionKept: self = .recordConditionKept(try .init(from: decoder))
    case .recordReply: self = .recordReply(try .init(from: decoder))
    case .confirmReply: self = .confirmReply(try .init(from: decoder))
    case .suspend: self = .suspend(try .init(from: decoder))
    case .resume: self = .resume(try .init(from: decoder))
    case .recordDelays: self = .recordDelays(try .init(from: decoder))
    case .withdraw: self = .withdraw(try .init(from: decoder))
    case .tellNotNeeded: self = .tellNotNeeded(try .init(from: decoder))
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
