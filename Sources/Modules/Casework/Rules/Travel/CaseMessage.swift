// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Kernel
public import WritingRules

/// A signed message about a request that went out or came, with what became of it; a record of its case.
public struct CaseMessage: Codable, Hashable, Sendable {
  /// What became of it.
  public enum Standing: Codable, Hashable, Sendable {
    /// It waits to go out, or is under way.
    case underway
    /// The other authority has it.
    case relayed(at: Date)
    /// The other authority has it, and all its files.
    case delivered(at: Date)
    /// An officer of the other authority has opened it.
    case retrieved(at: Date)
    /// The other authority does not take it, with the code of its problem.
    case rejected(String, at: Date)
    /// Nobody knows whether it arrived: no attestation came in time.
    case failed(at: Date)
    /// It arrived, its files did not, with the code of the reason.
    case notDelivered(String, at: Date)
    /// It came and was recorded.
    case taken
    /// It came and is kept as it was told: it changes nothing that the register counts by.
    case noted
    /// It came and could not be recorded as the request stood, with the code of the problem; an officer looks at it.
    case setAside(String)
    /// An officer has looked at what could not be recorded.
    case seen(String, by: ActingOfficer, on: CalendarDay)
  }

  /// The identifier here.
  public let id: ID<CaseMessage>
  /// The request that it is about.
  public let request: ID<RegisteredRequest>
  /// Names the message.
  public let message: MessageID
  /// The authority that signed it.
  public let author: AuthorityName
  /// The authority that it is for.
  public let to: AuthorityName
  /// What it does.
  public let act: TravellingAct
  /// The message that it answers.
  public let answers: MessageID?
  /// When it was given to be sent, or came.
  public let at: Date
  /// The document, JSON as it is signed.
  public let document: Data
  /// What in the request it made or was about.
  public var anchor: MessageAnchor?
  /// What became of it.
  public var standing: Standing
  /// How it stands with the files that it brings; `nil` for one that brings none, for an own one and for those of before.
  public var files: BroughtFiles?

  /// Describes a message.
  public init(
    id: ID<CaseMessage>, request: ID<RegisteredRequest>, message: MessageID, author: AuthorityName, to: AuthorityName, act: TravellingAct,
    answers: MessageID?, at instant: Date, document: Data, anchor: MessageAnchor?, standing: Standing, files: BroughtFiles? = nil
  ) {
    self.id = id
    self.request = request
    self.message = message
    self.author = author
    self.to = to
    self.act = act
    self.answers = answers
    self.at = instant
    self.document = document
    self.anchor = anchor
    self.standing = standing
    self.files = files
  }

  /// Whether an officer has still to do something about it: look at it, or say whether its files are fetched.
  public var waitsForOfficer: Bool { isToBeSeen || files == .asked }

  /// Whether an officer has still to look at it: the other State told what could not be recorded, or does not have what it was told.
  public var isToBeSeen: Bool {
    switch standing {
    case .setAside, .rejected, .failed, .notDelivered: true
    case .underway, .relayed, .delivered, .retrieved, .taken, .noted, .seen: false
    }
  }
}

/// What a rule about a message decided.
public typealias MessageDecision = Decision<CaseMessage, CaseEvent, CaseEffect>

extension CaseMessage {
  /// Follows what is attested of an own message; `nil` when it says nothing new.
  /// - Source: practice (registered electronic mail)
  public func following(_ evidence: Evidence, at instant: Date) -> MessageDecision? {
    let next: Standing
    switch evidence {
    case .submissionAcceptance: return nil
    case .submissionRejection(let problem): next = .rejected(problem == .gone ? problem.rawValue : problem.told.rawValue, at: instant)
    case .relayAcceptance(let acceptance): next = .relayed(at: acceptance.receivedAt)
    case .relayRejection(let problem, let received): next = .rejected(problem.rawValue, at: received)
    case .relayFailure: next = .failed(at: instant)
    case .delivery: next = .delivered(at: instant)
    case .nonDelivery(let reason): next = .notDelivered(reason.rawValue, at: instant)
    case .retrieval: next = .retrieved(at: instant)
    }
    guard next.rank > standing.rank else { return nil }
    var message = self
    message.standing = next
    return MessageDecision(
      state: message,
      events: [
        CaseEvent(
          .messageProgressed,
          ["message": .code(self.message.description), "act": .code(act.rawValue), "standing": .code(next.code)])
      ])
  }

  /// Records that an officer has looked at what could not be recorded, or did not arrive.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen``.
  public func seeing(_ acting: Acting) throws(CannotAct) -> MessageDecision {
    guard isToBeSeen else { throw .nothingOpen }
    var message = self
    message.standing = .seen(standing.code, by: acting.officer, on: acting.on)
    return MessageDecision(
      state: message, events: [CaseEvent(.messageSeen, ["message": .code(self.message.description), "act": .code(act.rawValue)])])
  }
}

extension CaseMessage.Standing {
  /// The code in events and words.
  public var code: String {
    switch self {
    case .underway: "underway"
    case .relayed: "relayed"
    case .delivered: "delivered"
    case .retrieved: "retrieved"
    case .rejected: "rejected"
    case .failed: "failed"
    case .notDelivered: "notDelivered"
    case .taken: "taken"
    case .noted: "noted"
    case .setAside: "setAside"
    case .seen: "seen"
    }
  }

  /// An attestation that comes late puts a failure right and never takes back what a later one attests.
  fileprivate var rank: Int {
    switch self {
    case .underway: 0
    case .failed: 1
    case .relayed: 2
    case .rejected, .notDelivered, .seen: 3
    case .delivered: 4
    case .retrieved: 5
    case .taken, .noted, .setAside: 6
    }
  }
}
