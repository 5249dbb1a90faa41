// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A milestone as the side that made it signed it.
public struct Milestone: SharedStep {
  /// The message that it came in.
  public let id: MessageID
  /// The authority that signed it.
  public let author: AuthorityName
  /// What was done.
  public let act: MilestoneAct
  /// Its message's number among what the authority signed in the conversation.
  public let sequence: Int
  /// The digest of the signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// The message that it answers, if it answers one.
  public let answers: MessageID?
  /// When it was signed.
  public let issuedAt: Date

  /// The time of signing: a node's own time of receiving would differ on both sides.
  public var orderedAt: Date { issuedAt }

  /// Takes the milestone out of a signed message; `nil` when its act is none.
  public init?(_ manifest: Manifest, signed: DigestOf<SignedMessage>) {
    guard let act = MilestoneAct(manifest.act) else { return nil }
    self.init(
      id: manifest.id, author: manifest.from, act: act, sequence: manifest.place.sequence, signed: signed, answers: manifest.answers,
      issuedAt: manifest.issuedAt)
  }

  /// Puts a milestone together from what a node has kept of a signed message.
  public init(
    id: MessageID, author: AuthorityName, act: MilestoneAct, sequence: Int, signed: DigestOf<SignedMessage>, answers: MessageID?,
    issuedAt: Date
  ) {
    self.id = id
    self.author = author
    self.act = act
    self.sequence = sequence
    self.signed = signed
    self.answers = answers
    self.issuedAt = issuedAt
  }
}

/// The line of a matter that both sides show: what each signed and the other has, in one order.
///
/// Once the receipts have come both sides have the same line, byte for byte in ``text``.
public struct MilestoneLine: Hashable, Sendable {
  /// What both sides have, in order.
  public let agreed: [Milestone]
  /// What this side signed and has no receipt for yet, in order; the other side may have it.
  public let underway: [Milestone]

  /// Puts the milestones of both sides into one line.
  ///
  /// - Parameters:
  ///   - own: what this side signed.
  ///   - relayed: the digests of the messages of this side that the other has, as its receipts say.
  ///   - theirs: what the other side signed and took effect here.
  public init(own: some Sequence<Milestone>, relayed: Set<DigestOf<SignedMessage>>, theirs: some Sequence<Milestone>) {
    let own = Array(own)
    agreed = SharedOrder.sorted(own.filter { relayed.contains($0.signed) } + theirs)
    underway = SharedOrder.sorted(own.filter { !relayed.contains($0.signed) })
  }

  /// The agreed line as text, one milestone a line: number, act, authority, time of signing in seconds, identifier, digest.
  ///
  /// The two sides compare its digest.
  public var text: String {
    agreed.enumerated().map { index, step in
      "\(index + 1) \(step.act.rawValue) \(step.author) \(Int64(step.issuedAt.timeIntervalSince1970)) \(step.id) \(step.signed)\n"
    }.joined()
  }

  /// Where this line and the other side's part: what only one of them has, in the order of the line.
  public func differences(from other: MilestoneLine) -> (onlyHere: [Milestone], onlyThere: [Milestone]) {
    let here = Set(agreed)
    let there = Set(other.agreed)
    return (agreed.filter { !there.contains($0) }, other.agreed.filter { !here.contains($0) })
  }
}
