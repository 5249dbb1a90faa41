// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What a receipt attests and what it carries for that; the names are those of the evidence of registered electronic mail.
/// - Source: practice (registered electronic mail)
public enum Evidence: Hashable, Sendable {
  /// The own node took the message over from its officer; the place of that in the own event log.
  case submissionAcceptance(logIndex: Int)
  /// The own node did not take the message over.
  case submissionRejection(ManifestProblem)
  /// The other node has the message, and its effect is in the same commit.
  case relayAcceptance(RelayAcceptance)
  /// The other node has not taken the message and never will.
  case relayRejection(ExchangeProblem, receivedAt: Date)
  /// No receipt of the other node came before the message expired; the own node says so.
  case relayFailure(tries: Int, last: AttemptOutcome.Summary?)
  /// All that the message brings is there and verified: the digests of its files, in the order of the manifest.
  case delivery(files: [DigestOf<PlainFile>])
  /// The message was taken, and what it brings did not arrive or was not wanted.
  case nonDelivery(NonDelivery)
  /// An officer of the authority opened it: in which role, not who.
  case retrieval(role: String)

  /// The `act` of the receipt on the wire.
  public var act: String {
    switch self {
    case .submissionAcceptance: "submission-acceptance"
    case .submissionRejection: "submission-rejection"
    case .relayAcceptance: "relay-acceptance"
    case .relayRejection: "relay-rejection"
    case .relayFailure: "relay-failure"
    case .delivery: "delivery"
    case .nonDelivery: "non-delivery"
    case .retrieval: "retrieval"
    }
  }

  /// Which node makes such a receipt.
  public var maker: ReceiptMaker {
    switch self {
    case .submissionAcceptance, .submissionRejection, .relayFailure: .ownNode
    case .relayAcceptance, .relayRejection, .delivery, .nonDelivery, .retrieval: .otherNode
    }
  }
}

/// Which of the two nodes makes a receipt, seen from the one that sent the message.
public enum ReceiptMaker: String, Hashable, Sendable, CaseIterable {
  /// The node that sent the message.
  case ownNode = "own-node"
  /// The node that the message went to.
  case otherNode = "other-node"
}

/// What a node signs when it has taken a message.
public struct RelayAcceptance: Hashable, Sendable {
  /// The digest of the bytes that came over the wire.
  public let sealed: DigestOf<SealedMessage>
  /// The version of the directory that it was judged by.
  public let directoryVersion: Int
  /// When it was received, by the clock of the node that took it.
  public let receivedAt: Date
  /// A signed checkpoint of the event log of the node that took it, with the proof that the event of receiving is in it (C2SP tlog-proof).
  public let logProof: String

  /// Puts together what is signed.
  public init(sealed: DigestOf<SealedMessage>, directoryVersion: Int, receivedAt: Date, logProof: String) {
    self.sealed = sealed
    self.directoryVersion = directoryVersion
    self.receivedAt = receivedAt
    self.logProof = logProof
  }
}

/// Why what a message brings did not arrive, although the message did.
public enum NonDelivery: String, Hashable, Sendable, CaseIterable, Codable {
  /// An officer did not want the files.
  case refusedByOfficer = "refused-by-officer"
  /// The files could not be had before the message expired.
  case notFetched = "not-fetched"
  /// What came is not what was signed.
  case notAsSigned = "not-as-signed"
  /// What was to take effect before it never came.
  case missingBefore = "missing-before"
}

/// A receipt as it was read, before anybody asked whether it counts.
public struct Receipt: Hashable, Sendable {
  /// The message that it is about.
  public let message: MessageID
  /// The digest of the message as it was signed.
  public let signed: DigestOf<SignedMessage>
  /// The authority that made it.
  public let from: AuthorityName
  /// The authority that it is for.
  public let to: AuthorityName
  /// When it was made.
  public let issuedAt: Date
  /// What it attests.
  public let evidence: Evidence

  /// Takes a receipt.
  public init(
    message: MessageID, signed: DigestOf<SignedMessage>, from: AuthorityName, to: AuthorityName, issuedAt: Date, evidence: Evidence
  ) {
    self.message = message
    self.signed = signed
    self.from = from
    self.to = to
    self.issuedAt = issuedAt
    self.evidence = evidence
  }

  /// Asks whether the receipt counts for a message that this node sent.
  ///
  /// The signature was checked before: `signer` is whose key it was in the directory, and `standing` what is known of that key.
  /// - Throws: ``ReceiptProblem`` with the first reason why it does not; the message stays where it is.
  public func verified(for sent: SentHead, signer: AuthorityName, standing: KeyStanding) throws(ReceiptProblem) -> VerifiedReceipt {
    guard signer == from else { throw .signer }
    guard evidence.maker == .otherNode else { throw .notTheirs }
    guard from == sent.to, to == sent.from else { throw .parties }
    guard message == sent.id else { throw .message }
    // The same identifier is not enough: a receipt for other content under it is none for this message.
    guard signed == sent.signed else { throw .digest }
    guard standing.isRelied else { throw .key }
    if case .delivery(let files) = evidence, files != sent.files { throw .files }
    return VerifiedReceipt(receipt: self)
  }
}

/// A receipt that counts for the message that it is about; there is no other way to get one than ``Receipt/verified(for:signer:standing:)``.
public struct VerifiedReceipt: Hashable, Sendable {
  /// The receipt.
  public let receipt: Receipt
}

/// Why a receipt does not count.
/// - Source: practice (registered electronic mail)
public enum ReceiptProblem: String, Error, Hashable, Sendable, CaseIterable {
  /// The key that signed is another authority's.
  case signer
  /// The other node cannot attest this: the own node does.
  case notTheirs = "not-theirs"
  /// It is not from the authority that the message went to, or not for this one.
  case parties
  /// It is about another message.
  case message
  /// It is about other content under the same identifier.
  case digest
  /// The key cannot be relied upon.
  case key
  /// It attests other files than were sent.
  case files
}
