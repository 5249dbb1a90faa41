// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Kernel
public import Localisation
public import StatisticsRules
public import Storage

/// What statistics is told of the exchange between nodes; on a node without one everything travels as files.
public struct StatisticsExchange: Sendable {
  /// The name of the own authority, or of the secretariat on its node.
  public let own: AuthorityName
  /// The authorities of a State that can be written to now, in the order of their names; nobody on an authority's node.
  public let authorities: @Sendable (StateCode) async throws -> [AuthorityName]
  /// Who the secretariat is in the signed directory; `nil` where it names none or its node cannot be written to now.
  public let secretariat: @Sendable () async throws -> AuthorityName?
  /// Makes the work of sending out of what is to be sent, sealed so that it may wait in the outbox; it is committed with the act.
  public let sending: @Sendable (StatisticsSending) async throws -> NewEffect

  /// Passes in what the exchange can do.
  public init(
    own: AuthorityName, authorities: @escaping @Sendable (StateCode) async throws -> [AuthorityName] = { _ in [] },
    secretariat: @escaping @Sendable () async throws -> AuthorityName? = { nil },
    sending: @escaping @Sendable (StatisticsSending) async throws -> NewEffect
  ) {
    self.own = own
    self.authorities = authorities
    self.secretariat = secretariat
    self.sending = sending
  }

  /// What an act about figures is called in the language of the reader; `nil` for an act of another service.
  public static func title(of act: String, _ words: Words) -> String? {
    ReturnAct(rawValue: act).map { words("statistics.travel.act.\($0.rawValue)") }
  }

  /// The authority of a State that is asked for figures: its central authority, else the first; `nil` when none can be written to.
  func addressee(in state: StateCode) async throws -> AuthorityName? {
    let known = try await authorities(state)
    return known.first { $0.label == "central" } ?? known.first
  }
}

/// A message about figures that is to be sent.
public struct StatisticsSending: Sendable {
  /// Names the message.
  public let id: MessageID
  /// The conversation of the collection with the other side.
  public let conversation: ConversationID
  /// The message that is answered.
  public let answers: MessageID?
  /// Who it is for.
  public let to: AuthorityName
  /// What it does.
  public let act: ReturnAct
  /// What it carries: canonical JSON.
  public let document: Data
  /// When it was made ready.
  public let at: Date
}

/// A message as it came, with what its signature vouches for.
struct ArrivedText: Sendable {
  let manifest: Manifest
  let act: ReturnAct
  let document: Data
  let at: Date

  /// Reads what of it can be told without the figures.
  /// - Throws: `ExchangeProblem.schema` for anything that is no message about figures from that side.
  init(_ manifest: Manifest, at instant: Date, fromSecretariat: Bool) throws {
    guard let act = ReturnAct(rawValue: manifest.act.text), manifest.service.text == ReturnAct.service,
      act.isOfSecretariat == fromSecretariat,
      manifest.payloads.isEmpty, let document = manifest.document, document.schema.text == act.schema,
      document.media.text == "application/json"
    else { throw ExchangeProblem.schema }
    self.manifest = manifest
    self.act = act
    self.document = document.content
    at = instant
  }

  /// The row that remembers it.
  func row(
    of collection: ID<DataCollection>, _ state: StateCode, revision: Int? = nil, answer: ReturnAnswer.Outcome? = nil
  ) -> TravelledMessage {
    TravelledMessage(
      id: manifest.id, author: manifest.from, other: manifest.from, conversation: manifest.conversation, collection: collection,
      state: state, act: act, revision: revision, answer: answer, at: at, progress: .taken)
  }
}

/// A message that is about to be committed: its row and the work of sending it.
struct PlannedMessage: Sendable {
  let message: TravelledMessage
  let effect: NewEffect

  var commit: Commit { Commit([TravelStore.insertion(message)], effects: [effect]) }

  /// Plans a message; `nil` when it is longer than a message may be and has to travel as a file.
  /// - Parameters:
  ///   - message: what is to be remembered of it.
  ///   - answers: the message that is answered.
  static func planned(
    _ message: TravelledMessage, answers: MessageID? = nil, document: Data, over exchange: StatisticsExchange
  ) async throws -> PlannedMessage? {
    guard document.count <= MessageDocument.limit else { return nil }
    return PlannedMessage(
      message: message,
      effect: try await exchange.sending(
        StatisticsSending(
          id: message.id, conversation: message.conversation, answers: answers, to: message.other, act: message.act, document: document,
          at: message.at)))
  }
}

extension TravelledMessage {
  /// A message of the own side that is to be sent now.
  /// - Parameter conversation: the one that goes on; `nil` begins one.
  static func own(
    _ act: ReturnAct, by own: AuthorityName, to other: AuthorityName, in conversation: ConversationID?, of collection: ID<DataCollection>,
    _ state: StateCode, revision: Int? = nil, answer: ReturnAnswer.Outcome? = nil, at instant: Date
  ) -> TravelledMessage {
    func random() -> UInt128 { .random(in: 0 ... .max) }
    return TravelledMessage(
      id: MessageID(at: instant, random: random()), author: own, other: other,
      conversation: conversation ?? ConversationID(at: instant, random: random()), collection: collection, state: state, act: act,
      revision: revision, answer: answer, at: instant, progress: .queued)
  }
}
