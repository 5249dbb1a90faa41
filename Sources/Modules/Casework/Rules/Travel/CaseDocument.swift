// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The document of a message about a request: what the letter of the same act would say, as data.
///
/// On the wire it is one JSON object in the schema of its act, `docs/protocol/mla.schema.json`; unknown members are errors. Nothing of a compartment,
/// no note and no name of an officer has a member here.
public enum CaseDocument: Hashable, Sendable {
  /// A request, a supplementary one, information that nobody asked for, or a draft of one shared for comment.
  case request(RequestDocument)
  /// The request has arrived.
  case acknowledgement(AcknowledgementDocument)
  /// A question for additional information.
  case informationAsked(QuestionDocument)
  /// The answer to it.
  case informationGiven(AnswerDocument)
  /// A consultation.
  case consultationOpened(ConsultationDocument)
  /// The answer to it.
  case consultationAnswered(ConsultationAnswerDocument)
  /// What is proposed instead.
  case consultationProposed(ConsultationProposalDocument)
  /// Its end.
  case consultationClosed(ConsultationEndDocument)
  /// Items that will be executed.
  case acceptance(AcceptanceDocument)
  /// Conditions that the requesting State accepts.
  case conditionsAccepted(AcceptanceDocument)
  /// Conditions that the requesting State does not accept.
  case conditionsRefused(ConditionsRefusedDocument)
  /// Items whose execution is postponed.
  case postponement(PostponementDocument)
  /// Items that are refused.
  case refusal(RefusalDocument)
  /// What was obtained.
  case product(ProductDocument)
  /// What has arrived.
  case productReceived(ItemsDocument)
  /// Items that are no longer required.
  case withdrawal(WithdrawalDocument)
  /// A question how far it is.
  case statusEnquiry(DayDocument)
  /// The answer to it.
  case statusAnswer(AnswerDocument)
}

/// That a request has arrived.
public struct AcknowledgementDocument: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// The reference under which the requested State deals with it.
  public var reference: String
  /// Who can be asked.
  public var contact: String
}

/// A question for additional information.
/// - Source: UNCAC 46(16)
public struct QuestionDocument: Codable, Hashable, Sendable {
  /// The items that wait for it.
  public var items: [ItemID]
  /// What is asked.
  public var question: String
  /// The day.
  public var on: CalendarDay
  /// The day by which an answer is asked.
  public var dueOn: CalendarDay?
}

/// An answer in words.
public struct AnswerDocument: Codable, Hashable, Sendable {
  /// The answer.
  public var text: String
  /// The files that go with additional information; absent when there are none.
  public var files: [ProductDocument.File]?
  /// The day.
  public var on: CalendarDay
}

/// A consultation.
/// - Source: UNCAC 46(26), 46(28), 44(17), 55(8), 42(5)
public struct ConsultationDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What it is about.
  public var topic: Consultation.Topic
  /// What is proposed.
  public var proposal: String
  /// The conditions that are put, one by one.
  public var conditions: [String]?
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay
}

/// The answer to a consultation.
/// - Source: UNCAC 46(26)
public struct ConsultationAnswerDocument: Codable, Hashable, Sendable {
  /// Whether what is proposed is accepted; conditions that were put then bind.
  public var accepts: Bool
  /// The answer in words.
  public var text: String
  /// The day.
  public var on: CalendarDay
}

/// What is proposed in a consultation instead of what the other State proposed last.
/// - Source: UNCAC 46(26), 44(17)
public struct ConsultationProposalDocument: Codable, Hashable, Sendable {
  /// What is proposed.
  public var proposal: String
  /// The conditions that are put, one by one.
  public var conditions: [String]?
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay
}

/// The end of a consultation.
/// - Source: UNCAC 46(26)
public struct ConsultationEndDocument: Codable, Hashable, Sendable {
  /// How a consultation ends.
  public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// What was proposed was accepted.
    case agreed
    /// It was not.
    case withoutAgreement = "without-agreement"
    /// No answer came by the day set.
    case unanswered
  }

  /// How it ended.
  public var outcome: Outcome
  /// What is said to what the other State proposed last; absent where that is answered by nobody or was accepted by the other State.
  public var text: String?
  /// The day.
  public var on: CalendarDay
}

/// Items that will be executed, or whose conditions are accepted.
/// - Source: UNCAC 46(24), 46(26)
public struct AcceptanceDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The conditions; empty when there are none.
  public var conditions: [String]
  /// The day.
  public var on: CalendarDay
}

/// Conditions that are not accepted.
/// - Source: UNCAC 46(26)
public struct ConditionsRefusedDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The answer in words.
  public var text: String
  /// The day.
  public var on: CalendarDay
}

/// Items whose execution is postponed.
/// - Source: UNCAC 46(25)
public struct PostponementDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The reasons.
  public var reasons: String
  /// The day on which it is looked at again.
  public var reviewOn: CalendarDay
  /// The day.
  public var on: CalendarDay
}

/// Items that are refused.
/// - Source: UNCAC 46(21), 46(23)
public struct RefusalDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The legal grounds.
  public var grounds: [GroundForRefusal]
  /// The provision of another treaty or law, where that governs.
  public var provision: String?
  /// The factual causes.
  public var causes: [CauseOfRefusal]
  /// The reasons.
  public var reasons: String
  /// Why help that is not coercive is not given without dual criminality.
  /// - Source: UNCAC 46(9)(b)
  public var basicConcepts: String?
  /// The day on which the reasons were sent.
  public var on: CalendarDay
}

/// What was obtained for items, with what binds its use.
/// - Source: UNCAC 46(17), 46(19), 46(20), 46(26)
public struct ProductDocument: Codable, Hashable, Sendable {
  /// What came of some items alike.
  public struct Part: Codable, Hashable, Sendable {
    /// The items.
    public var items: [ItemID]
    /// What came of them.
    public var result: Execution.Result
    /// The conditions that bind the use.
    public var conditions: [String]
    /// Why the procedure that was asked for was not followed; absent when it was or none was asked for.
    /// - Source: UNCAC 46(17)
    public var procedureNotFollowed: String?
  }

  /// A file that goes with it.
  public struct File: Codable, Hashable, Sendable {
    /// The name under which the message offers it.
    public var name: String
    /// SHA-256 of it before it is sealed.
    public var sha256: String

    /// Names a file.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// What came of the items.
  public var parts: [Part]
  /// What it is.
  public var summary: String
  /// The limitation on use.
  public var limitationOnUse: String?
  /// What must be kept confidential.
  public var confidentiality: String?
  /// The files that go with it.
  public var files: [File]
  /// The day.
  public var on: CalendarDay
}

/// Items and a day.
public struct ItemsDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The day.
  public var on: CalendarDay
}

/// Items that are no longer required.
/// - Source: UNCAC 46(24)
public struct WithdrawalDocument: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// Why, if it is told.
  public var reason: String?
  /// The day.
  public var on: CalendarDay
}

/// A day.
public struct DayDocument: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
}
