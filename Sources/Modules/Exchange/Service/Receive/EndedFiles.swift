// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Storage

extension Mail {
  /// What must be committed when all files of a message have come to an end: the receipt that tells its authority.
  ///
  /// Nothing for a message that did not take effect here.
  public func ended(_ evidence: Evidence, of signed: DigestOf<SignedMessage>) async throws -> Commit {
    guard let kept = try await store.message(signed), kept.direction == .incoming, kept.state.isAcknowledged else { return Commit() }
    return try await attestation(evidence, of: signed)
  }

  /// What must be committed when an officer has opened what a message brought: the receipt that tells its authority, once.
  /// - Parameter role: in which role, never who.
  public func opened(_ message: MessageID, from author: AuthorityName, role: String) async throws -> Commit {
    guard let kept = try await store.known(author, message).first(where: { $0.direction == .incoming && $0.state.isAcknowledged }),
      try await store.receipt(["retrieval"], by: own, about: kept.signed) == nil
    else { return Commit() }
    return try await attestation(.retrieval(role: role), of: kept.signed)
  }

  /// Commits what somebody planned, and sends what it left to be sent.
  public func commit(_ commit: Commit) async throws {
    try await database.commit(commit)
    wake.send()
  }

  /// The line that the own authority and another show of a conversation of casework; `nil` when nothing of it was signed yet.
  ///
  /// An act is on it once the other node attests that it has it, also when its files do not arrive there: both count what was told, not what became
  /// of it.
  ///
  /// Anybody may name a conversation; what others say in it is not between these two.
  public func line(of conversation: ConversationID, with other: AuthorityName) async throws -> MilestoneLine? {
    // The sign keeps the engine from going through all that was exchanged with the other by the time of its coming.
    let kept = try await store.messages(
      "conversation = $1 AND service = $2 AND peer = $3",
      [conversation.description.sql, MilestoneAct.service.sql, other.description.sql], "ORDER BY +at, signed")
    guard !kept.isEmpty else { return nil }
    func steps(_ isMeant: (KeptMessage) -> Bool) -> [Milestone] {
      kept.filter(isMeant).compactMap { message in
        guard let act = MilestoneAct(rawValue: message.act), let place = message.place else { return nil }
        return Milestone(
          id: message.id, author: message.author, act: act, sequence: place.sequence, signed: message.signed, answers: message.answers,
          issuedAt: message.issuedAt)
      }
    }
    return MilestoneLine(
      own: steps { $0.state == .queued || $0.state == .sent || $0.isShared }, relayed: Set(steps(\.isShared).map(\.signed)),
      theirs: steps(\.state.isAcknowledged))
  }
}

extension KeptMessage {
  /// Whether an own message is with the other node, as that node attests; a message whose files did not arrive there is.
  var isShared: Bool {
    switch state {
    case .relayed, .delivered: true
    case .failed: reason == OutgoingMessage.Failure.notDelivered
    default: false
    }
  }
}
