// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import ExchangeRules
public import Foundation
public import Kernel
public import Localisation
public import Storage

/// What casework is told of the exchange between nodes; on a node without one everything is told on paper.
public struct CaseExchange: Sendable {
  /// The name of the own authority.
  public let own: AuthorityName
  /// The authorities of a State that can be written to now, in the order of their names.
  public let authorities: @Sendable (StateCode) async throws -> [AuthorityName]
  /// Whether a State is in the directory, also while none of its authorities can be reached; `true` as long as there is no copy to look into.
  public let takesPart: @Sendable (StateCode) async throws -> Bool
  /// The authorities of a State that the directory has, also those that cannot be written to now.
  public let listed: @Sendable (StateCode) async throws -> [AuthorityName]
  /// Makes the work of sending out of what is to be sent, sealed so that it may wait in the outbox; it is committed with the act.
  public let sending: @Sendable (CaseSending) async throws -> NewEffect
  /// The line that the own authority and another show of a conversation; `nil` when nothing of it was signed yet.
  public let line: @Sendable (ConversationID, AuthorityName) async throws -> MilestoneLine?
  /// The bundle of evidence of a conversation, which an officer writes out; `nil` on a node that makes none.
  public var evidence: (@Sendable (ConversationID, _ officer: String) async throws -> Data)?
  /// What was signed in a conversation with an authority by the acts of consultations, with what both sides have of it.
  public let steps: @Sendable (ConversationID, AuthorityName) async throws -> [ConversationStep]
  /// The files that messages of other authorities bring; `nil` where none can come.
  public let files: FilesOfOthers?
  /// The digest of an own message as it was signed; `nil` while it is not.
  public let signed: @Sendable (MessageID) async throws -> DigestOf<SignedMessage>?

  /// Passes in what the exchange can do.
  public init(
    own: AuthorityName, authorities: @escaping @Sendable (StateCode) async throws -> [AuthorityName],
    takesPart: @escaping @Sendable (StateCode) async throws -> Bool,
    listed: (@Sendable (StateCode) async throws -> [AuthorityName])? = nil,
    sending: @escaping @Sendable (CaseSending) async throws -> NewEffect,
    line: @escaping @Sendable (ConversationID, AuthorityName) async throws -> MilestoneLine? = { _, _ in nil },
    steps: @escaping @Sendable (ConversationID, AuthorityName) async throws -> [ConversationStep] = { _, _ in [] },
    signed: @escaping @Sendable (MessageID) async throws -> DigestOf<SignedMessage>? = { _ in nil }, files: FilesOfOthers? = nil
  ) {
    self.own = own
    self.authorities = authorities
    self.takesPart = takesPart
    self.listed = listed ?? authorities
    self.sending = sending
    self.line = line
    self.steps = steps
    self.files = files
    self.signed = signed
  }

  /// What an act of casework that travels is called in the language of the reader; `nil` for an act of another service.
  public static func title(of act: String, _ words: Words) -> String? {
    TravellingAct(rawValue: act).map { words("casework.travel.act.\($0.rawValue)") }
  }
}

extension CaseExchange {
  /// The label of the authority that a State has for mutual legal assistance.
  private static let central = "central"

  /// The authority of a State that requests go to; `nil` for a State that does not take part in the exchange.
  ///
  /// One that cannot be written to now is waited for: another authority of the State is no stand-in for it.
  /// - Parameter begun: the authority that has the case already; it stays with that one as long as the directory has it.
  /// - Throws: ``CannotTravel/notReachable``; ``CannotTravel/severalAuthorities``, since what was sent to the wrong one cannot be called back.
  func addressee(in state: StateCode, begun: AuthorityName? = nil) async throws -> AuthorityName? {
    let (known, listed) = (try await authorities(state), try await listed(state))
    if let wanted = listed.first(where: { $0 == begun }) ?? listed.first(where: { $0.label == Self.central }) {
      guard known.contains(wanted) else { throw CannotTravel.notReachable }
      return wanted
    }
    guard listed.count < 2 else { throw CannotTravel.severalAuthorities }
    if let only = known.first { return only }
    guard try await !takesPart(state) else { throw CannotTravel.notReachable }
    return nil
  }
}

/// What went between authorities about a case, as casework knows it: names alone.
public struct ExchangedMessages: Sendable {
  /// The conversations of the request.
  public let conversations: [ConversationID]
  /// Each message, also those outside of these conversations.
  public let messages: [(author: AuthorityName, message: MessageID)]
}

/// A message that casework wants to be sent.
public struct CaseSending: Hashable, Sendable {
  /// A file of the case that goes with it.
  public struct File: Hashable, Sendable {
    /// The kind of owner of the file's key in the vault.
    public let ownerKind: String
    /// The owner of the file's key in the vault.
    public let ownerID: String
    /// SHA-256 of the file before it is sealed.
    public let sha256: String
    /// The name under which it is offered.
    public let name: String
    /// The media type.
    public let media: String
  }

  /// Names the message.
  public let id: MessageID
  /// The conversation of the request.
  public let conversation: ConversationID
  /// The message that is answered.
  public let answers: MessageID?
  /// The authority that it is for.
  public let to: AuthorityName
  /// What it does.
  public let act: TravellingAct
  /// The document, JSON in the schema of the act.
  public let document: Data
  /// The files that go with it.
  public let files: [File]
  /// When it was decided.
  public let at: Date

  /// The service that it belongs to.
  public var service: String { TravellingAct.service }
}

extension MessageID {
  /// A millisecond and a half: a name has whole milliseconds, cut off, and one of them does not survive the way through a date and back.
  private static var step: TimeInterval { 0.0015 }

  /// A fresh name for a message, later than those that are known of the case, also where the clock of the other side is ahead: what came is known to
  /// the second alone, and within one the names tell what was signed first.
  ///
  /// A second less than what two clocks may differ by, so that the name stays within what the other side takes when it is signed.
  static func fresh(at instant: Date, after known: [MessageID]) -> MessageID {
    let limit = instant.addingTimeInterval(Manifest.clockTolerance - 1)
    let latest = known.map(\.madeAt).filter { $0 < limit }.max()?.addingTimeInterval(Self.step)
    return MessageID(at: max(instant, latest ?? instant), random: UInt128.random(in: .min ... .max))
  }
}
