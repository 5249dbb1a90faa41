// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Kernel

/// A signed message of a conversation, as the exchange keeps it: its place, and when the other side received it.
public struct ConversationStep: Hashable, Sendable {
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
  /// When the other side received it, as that side attested; `nil` as long as it has not.
  public var receivedAt: Date?

  /// Describes a step.
  public init(
    id: MessageID, author: AuthorityName, sequence: Int, signed: DigestOf<SignedMessage>, answers: MessageID?, receivedAt: Date?
  ) {
    self.id = id
    self.author = author
    self.sequence = sequence
    self.signed = signed
    self.answers = answers
    self.receivedAt = receivedAt
  }

  fileprivate func entry(_ act: RoomAct) -> RoomEntry? {
    receivedAt.map {
      RoomEntry(id: id, author: author, sequence: sequence, signed: signed, answers: answers, receivedAt: $0, act: act)
    }
  }
}

/// A consultation that travels, as both authorities have it: the room is a function of what both signed.
/// - Source: UNCAC 46(26), 44(17)
public struct TravelledConsultation: Sendable {
  /// The message that began it.
  public let opening: CaseMessage
  /// What was proposed.
  public let document: ConsultationDocument
  /// The room after everything that both sides have.
  public let room: ConsultationRoom
  /// The messages of it, by name.
  public let messages: [MessageID: CaseMessage]
  /// What was signed here and is not attested yet.
  public let underway: [CaseMessage]

  /// The consultations of a request that are consulted before a refusal, a postponement or on conditions, in the order of their opening.
  /// - Parameters:
  ///   - messages: the messages of the request, with their documents.
  ///   - steps: what the exchange keeps of each.
  ///   - read: reads a kept document.
  public static func all(
    of request: RegisteredRequest, own: AuthorityName, other: AuthorityName, messages: [CaseMessage], steps: [ConversationStep],
    read: (CaseMessage) -> CaseDocument?
  ) -> [TravelledConsultation] {
    let places = Dictionary(steps.map { ($0.id, $0) }) { first, _ in first }
    let found: [TravelledConsultation] = messages.compactMap { opening in
      guard case .consultationOpened(let document)? = read(opening), document.topic.ground(of: request) != nil,
        places[opening.message] != nil
      else { return nil }
      let mine = thread(of: opening.message, in: messages)
      var (entries, underway): ([RoomEntry], [CaseMessage]) = ([], [])
      for message in mine {
        guard let step = places[message.message], let act = read(message)?.roomAct(answering: message.answers, of: request) else {
          continue
        }
        if let entry = step.entry(act) { entries.append(entry) } else { underway.append(message) }
      }
      let (asking, asked) = request.direction == .incoming ? (other, own) : (own, other)
      return TravelledConsultation(
        opening: opening, document: document,
        room: ConsultationRoom(requestingState: asking, requestedState: asked, entries: entries),
        messages: Dictionary(mine.map { ($0.message, $0) }) { first, _ in first }, underway: underway)
    }
    // Both sides show them in the order of the openings, which one authority signs one after the other.
    return found.sorted { (places[$0.opening.message]?.sequence ?? 0) < (places[$1.opening.message]?.sequence ?? 0) }
  }

  /// The messages that follow from an opening, each answering it or what answers it.
  private static func thread(of opening: MessageID, in messages: [CaseMessage]) -> [CaseMessage] {
    let steps = messages.filter { $0.act.isOfConsultation }
    var names: Set<MessageID> = [opening]
    // Names have the clock of whoever made them, so what answers may have the earlier one.
    while case let more = steps.filter({ !names.contains($0.message) && $0.answers.map(names.contains) == true }), !more.isEmpty {
      names.formUnion(more.map(\.message))
    }
    return steps.filter { names.contains($0.message) }.sorted { $0.message < $1.message }
  }

  /// Asks whether something can be signed now in this consultation.
  /// - Throws: `RoomProblem`.
  public func check(_ act: RoomAct, by author: AuthorityName, answers: MessageID?, on day: CalendarDay) throws(RoomProblem) {
    try room.check(act, by: author, answers: answers, on: day, isUnderway: !underway.isEmpty)
  }
}

extension CaseDocument {
  /// What it does in the room of a consultation; `nil` for what is no part of one.
  /// - Source: UNCAC 46(26), 44(17)
  public func roomAct(answering answered: MessageID?, of request: RegisteredRequest) -> RoomAct? {
    switch self {
    case .consultationOpened(let told):
      guard let ground = told.topic.ground(of: request) else { return nil }
      // Where no condition is named the proposal itself is what can be accepted.
      let put = told.conditions ?? []
      return RoomProposal(conditions: put.isEmpty ? [told.proposal] : put, lapsesOn: told.answerDueOn).map { .begin(ground, $0) }
    case .consultationAnswered(let told): return .answer(ProposalAnswer(accepts: told.accepts, reasons: told.text))
    case .consultationProposed(let told):
      let put = told.conditions ?? []
      return RoomProposal(conditions: put.isEmpty ? [told.proposal] : put, lapsesOn: told.answerDueOn).map { .propose($0) }
    case .consultationClosed(let told):
      guard told.outcome == .agreed else { return .close(.withoutAgreement) }
      return answered.map { .close(.agreed(acceptance: $0)) }
    default: return nil
    }
  }
}

extension TravellingAct {
  /// Whether it is a step of a consultation.
  public var isOfConsultation: Bool {
    switch self {
    case .consultationOpened, .consultationAnswered, .consultationProposed, .consultationClosed: true
    default: false
    }
  }
}

extension Consultation.Topic {
  /// What is consulted before; `nil` for consultations on costs, on lifting a measure and on coordination, which have no room.
  /// - Source: UNCAC 46(26), 44(17)
  public func ground(of request: RegisteredRequest) -> ConsultationGround? {
    switch self {
    case .refusal, .postponement, .conditions: request.head.kind == .extradition ? .refusalOfExtradition : .refusalOrPostponement
    case .costs, .lifting, .coordination: nil
    }
  }
}
