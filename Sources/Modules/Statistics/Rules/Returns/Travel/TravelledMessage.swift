// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Kernel

/// A message about figures that came or went: what it did and how far it got.
///
/// What it carried stands where it took effect.
public struct TravelledMessage: Hashable, Sendable {
  /// Names it, together with who signed it.
  public let id: MessageID
  /// Who signed it.
  public let author: AuthorityName
  /// The other side.
  public let other: AuthorityName
  /// The conversation that it belongs to: one for a collection and an authority.
  public let conversation: ConversationID
  /// The collection.
  public let collection: ID<DataCollection>
  /// The State that is asked.
  public let state: StateCode
  /// What it did.
  public let act: ReturnAct
  /// The version of the return that it is or is about.
  public let revision: Int?
  /// What was said of that version.
  public let answer: ReturnAnswer.Outcome?
  /// When it was made ready to go, or came.
  public let at: Date
  /// How far it got.
  public let progress: Progress

  /// Describes a message.
  public init(
    id: MessageID, author: AuthorityName, other: AuthorityName, conversation: ConversationID, collection: ID<DataCollection>,
    state: StateCode, act: ReturnAct, revision: Int? = nil, answer: ReturnAnswer.Outcome? = nil, at: Date, progress: Progress
  ) {
    self.id = id
    self.author = author
    self.other = other
    self.conversation = conversation
    self.collection = collection
    self.state = state
    self.act = act
    self.revision = revision
    self.answer = answer
    self.at = at
    self.progress = progress
  }

  /// Whether it came from the other side.
  public var isOthers: Bool { author == other }

  /// How far a message got.
  public enum Progress: String, Hashable, Sendable, CaseIterable {
    /// It waits to be signed and sent, or for the other node's answer.
    case queued
    /// The other node has it, by a receipt that it signed.
    case relayed
    /// The other node has taken it in, by a receipt that it signed.
    case delivered
    /// It came from the other node and was taken in.
    case taken
    /// No receipt came in time: nobody knows whether the other node has it.
    case unanswered
    /// The other node has signed that it does not take it, or cannot make anything of it.
    case refused
    /// The own node could not send it.
    case unsent

    /// Whether it may be sent anew, as another message.
    public var hasFailed: Bool {
      switch self {
      case .unanswered, .refused, .unsent: true
      case .queued, .relayed, .delivered, .taken: false
      }
    }

    /// Whether more can follow it to the same node: it is there, or may be.
    public var reached: Bool { self != .unsent && self != .refused }

    /// How far it is after a receipt; `nil` where the receipt changes nothing.
    /// - Source: practice (registered electronic mail)
    public func following(_ evidence: Evidence) -> Progress? {
      let next: Progress
      switch evidence {
      case .submissionAcceptance, .retrieval: return nil
      case .submissionRejection: next = .unsent
      // A receipt that comes late puts a failure right; what was delivered stays so.
      case .relayAcceptance: next = self == .delivered ? .delivered : .relayed
      case .delivery: next = .delivered
      case .relayRejection(let problem, _): next = problem == .expired ? .unanswered : .refused
      case .relayFailure(_, .problem(let problem)?) where problem.isPermanent: next = .refused
      case .relayFailure: next = self == .queued ? .unanswered : self
      case .nonDelivery: next = .refused
      }
      return next == self ? nil : next
    }
  }
}

/// Where the newest version of a State's own return stands, from what went out and what came back.
public enum ReturnJourney: Hashable, Sendable {
  /// It was not sent as a message.
  case notSent
  /// It is on its way, got there, or failed.
  case sent(TravelledMessage.Progress)
  /// The secretariat has said what became of it.
  case answered(ReturnAnswer.Outcome)

  /// Where a version stands.
  /// - Parameter messages: those of the collection, the earliest first.
  public init(of revision: Int, in messages: [TravelledMessage]) {
    let own = messages.filter { $0.revision == revision }
    if let answer = own.last(where: { $0.act == .answer && $0.answer != nil })?.answer {
      self = .answered(answer)
    } else if let sent = own.last(where: { $0.act == .return }) {
      self = .sent(sent.progress)
    } else {
      self = .notSent
    }
  }

  /// Whether it may be sent, for the first time or after a failure.
  public var maySend: Bool {
    switch self {
    case .notSent: true
    case .sent(let progress): progress.hasFailed
    // What was not taken in and has not changed may be taken by now: a collection that was closed by mistake is opened as another.
    case .answered(.refused): true
    case .answered: false
    }
  }
}

/// Where a State's own return stands, as one line of a list: the newest version and how far it is.
public struct ReturnStanding: Hashable, Sendable {
  /// The newest version.
  public let revision: Int
  /// Who filled it or changed a note of it last, by the account.
  public let preparedBy: String
  /// Whether a second officer has approved it.
  public let isApproved: Bool
  /// Whether it went to the secretariat, and what became of it.
  public let journey: ReturnJourney

  /// Says where the newest version stands.
  /// - Parameter messages: those of the collection, the earliest first.
  public init(revision: Int, preparedBy: String, isApproved: Bool, messages: [TravelledMessage]) {
    self.revision = revision
    self.preparedBy = preparedBy
    self.isApproved = isApproved
    journey = ReturnJourney(of: revision, in: messages)
  }

  /// Whether nothing has to be done now: it is with the secretariat, or on its way there.
  public var isWithSecretariat: Bool {
    switch journey {
    case .notSent, .answered(.queried), .answered(.refused): false
    case .sent(let progress): !progress.hasFailed
    case .answered: true
    }
  }

  /// Whether an officer has something to do with it today: to approve what another has prepared, or to fill, send or mend it.
  /// - Source: practice (two officers for what leaves an authority)
  public func needs(_ officer: String, mayReport: Bool, mayApprove: Bool) -> Bool {
    guard !isWithSecretariat else { return false }
    return isApproved ? mayReport : mayApprove && officer != preparedBy
  }
}
