// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Instruments
public import Kernel

/// What the two States consult before.
public enum ConsultationGround: String, Hashable, Sendable, CaseIterable, Codable {
  /// Refusing a request or postponing its execution: whether assistance may be given under conditions.
  case refusalOrPostponement = "refusal-or-postponement"
  /// Refusing extradition: the requesting State gives its opinions and information.
  case refusalOfExtradition = "refusal-of-extradition"

  /// The provision.
  public var source: Source {
    switch self {
    case .refusalOrPostponement: .uncac(46, 26)
    case .refusalOfExtradition: .uncac(44, 17)
    }
  }
}

/// Conditions that one State offers to the other.
public struct RoomProposal: Hashable, Sendable {
  /// The conditions, in the words of the State that offers them.
  public let conditions: [String]
  /// The last day (UTC) on which the other State may accept.
  public let lapsesOn: CalendarDay

  /// So many conditions a proposal has at most.
  public static let limit = 50

  /// Takes a proposal; `nil` without a condition, with an empty one or with more than ``limit``.
  public init?(conditions: [String], lapsesOn: CalendarDay) {
    guard (1...Self.limit).contains(conditions.count),
      conditions.allSatisfy({ !$0.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty })
    else { return nil }
    self.conditions = conditions
    self.lapsesOn = lapsesOn
  }
}

/// What a State answers to a proposal.
public enum ProposalAnswer: Hashable, Sendable {
  /// It accepts: the conditions bind.
  case accept
  /// It does not, and may say why; it may make a proposal of its own afterwards.
  case decline(reasons: String?)

  /// One of the two.
  public init(accepts: Bool, reasons: String?) { self = accepts ? .accept : .decline(reasons: reasons) }
}

/// How a consultation ends.
public enum RoomOutcome: Hashable, Sendable {
  /// With conditions that bind: those of the proposal that this message accepted, or, where the requesting State proposed last, those of this
  /// message.
  case agreed(acceptance: MessageID)
  /// Without.
  case withoutAgreement
  /// The requesting State no longer requires what it asked for.
  case withdrawn
}

/// What is signed in a consultation.
public enum RoomAct: Hashable, Sendable {
  /// The requested State begins it.
  case open(ConsultationGround)
  /// The requested State begins it with its first proposal, in one message.
  case begin(ConsultationGround, RoomProposal)
  /// Opinions or information, without effect on what is agreed.
  case say(String)
  /// One State offers conditions; where a proposal of the other waits, instead of that one, which the entry names.
  case propose(RoomProposal)
  /// The other answers; the entry names the message of the proposal.
  case answer(ProposalAnswer)
  /// The consultation ends.
  case close(RoomOutcome)
}

/// A signed message of a consultation that both sides have: with the other side's receipt for it.
///
/// A message without a receipt is not in the room yet: it cannot have an effect that only one side knows.
public struct RoomEntry: SharedStep {
  /// The message.
  public let id: MessageID
  /// The authority that signed it.
  public let author: AuthorityName
  /// Its number among what the authority signed in the conversation.
  public let sequence: Int
  /// The digest of its signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// The message that it answers.
  public let answers: MessageID?
  /// When the other side received it, as that side's relay-acceptance says: nobody decides alone whether an acceptance came in time.
  public let receivedAt: Date
  /// What it says.
  public let act: RoomAct

  /// The time of receiving that both sides have from the receipt.
  public var orderedAt: Date { receivedAt }

  /// Takes a message with its receipt.
  public init(
    id: MessageID, author: AuthorityName, sequence: Int, signed: DigestOf<SignedMessage>, answers: MessageID? = nil, receivedAt: Date,
    act: RoomAct
  ) {
    self.id = id
    self.author = author
    self.sequence = sequence
    self.signed = signed
    self.answers = answers
    self.receivedAt = receivedAt
    self.act = act
  }
}
