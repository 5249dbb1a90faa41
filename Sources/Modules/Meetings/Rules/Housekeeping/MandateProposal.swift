// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What an officer proposes to do with a living mandate when the list is put in order; a second officer decides.
public struct MandateProposal: Codable, Hashable, Sendable {
  /// What is proposed.
  public enum Kind: Codable, Hashable, Sendable {
    /// It stays as it is.
    case retain
    /// It stays, in other words.
    case update(LocalText)
    /// It is taken off the list of what is to be done.
    case remove
  }

  /// An officer as the history names one.
  public struct Officer: Codable, Hashable, Sendable {
    /// The account.
    public let id: String
    /// The name at that time.
    public let name: String

    /// Names an officer.
    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// How the second officer decided.
  public enum Outcome: Codable, Hashable, Sendable {
    /// It was done as proposed.
    case confirmed(by: Officer, on: CalendarDay)
    /// Nothing was done.
    case declined(by: Officer, on: CalendarDay, reason: String)
    /// The proposer took it back.
    case withdrawn(on: CalendarDay)
  }

  /// The proposal's identifier.
  public let id: ID<MandateProposal>
  /// The mandate.
  public let mandate: ID<Mandate>
  /// The task as the proposer saw it.
  public let seenTask: LocalText
  /// What is proposed.
  public let kind: Kind
  /// Why.
  public let reason: String
  /// Who proposed it.
  public let proposedBy: Officer
  /// When.
  public let proposedOn: CalendarDay
  /// The decision; `nil` while it is open.
  public private(set) var outcome: Outcome?

  /// Whether nobody has decided yet.
  public var isOpen: Bool { outcome == nil }

  private init(
    id: ID<MandateProposal>, mandate: Mandate, kind: Kind, reason: String, proposedBy: Officer, proposedOn: CalendarDay
  ) {
    self.id = id
    self.mandate = mandate.id
    self.seenTask = mandate.task
    self.kind = kind
    self.reason = reason
    self.proposedBy = proposedBy
    self.proposedOn = proposedOn
  }

  /// Proposes what is to become of a mandate.
  /// - Parameters:
  ///   - open: the proposal about the same mandate that nobody has decided yet.
  ///   - source: the document that gives the mandate.
  /// - Throws: ``CannotKeepHouse``: the mandate has ended, somebody has proposed something already, a reason or the new words are missing.
  ///   An update must also be what a mandate may say.
  public static func proposing(
    _ kind: Kind, for mandate: Mandate, because reason: String, by officer: Officer, on day: CalendarDay, open: MandateProposal? = nil,
    source: MeetingDocument? = nil, id: ID<MandateProposal> = ID()
  ) throws -> MandateProposal {
    guard mandate.isLiving else { throw CannotKeepHouse.notLiving }
    guard open == nil else { throw CannotKeepHouse.alreadyProposed }
    switch kind {
    case .retain: break
    case .remove: guard !reason.allSatisfy(\.isWhitespace) else { throw CannotKeepHouse.needsReason }
    case .update(let task):
      guard task != mandate.task else { throw CannotKeepHouse.nothingNew }
      var updated = mandate
      updated.task = task
      _ = try updated.entered(source: source)
    }
    return MandateProposal(id: id, mandate: mandate, kind: kind, reason: reason, proposedBy: officer, proposedOn: day)
  }

  /// The proposal confirmed, and the mandate as it then is.
  /// - Source: practice (four eyes: nobody confirms one's own proposal)
  /// - Throws: ``CannotKeepHouse``: by the proposer, decided already, or the mandate is no longer what was proposed about.
  public func confirmed(
    by officer: Officer, on day: CalendarDay, mandate: Mandate
  ) throws(CannotKeepHouse) -> (proposal: MandateProposal, mandate: Mandate) {
    guard isOpen else { throw .decidedAlready }
    guard officer.id != proposedBy.id else { throw .ownProposal }
    guard mandate.id == self.mandate, mandate.isLiving, mandate.task == seenTask else { throw .mandateChanged }
    var (proposal, changed) = (self, mandate)
    proposal.outcome = .confirmed(by: officer, on: day)
    switch kind {
    case .retain: break
    case .update(let task): changed.task = task
    case .remove:
      changed.status = .notApplicable
      changed.statusReason = reason
    }
    return (proposal, changed)
  }

  /// The proposal declined; the mandate stays as it is.
  /// - Throws: ``CannotKeepHouse``: by the proposer, decided already, or without a reason.
  public func declined(by officer: Officer, on day: CalendarDay, because reason: String) throws(CannotKeepHouse) -> MandateProposal {
    guard isOpen else { throw .decidedAlready }
    guard officer.id != proposedBy.id else { throw .ownProposal }
    guard !reason.allSatisfy(\.isWhitespace) else { throw .needsReason }
    var proposal = self
    proposal.outcome = .declined(by: officer, on: day, reason: reason)
    return proposal
  }

  /// The proposal taken back by the one who made it.
  /// - Throws: ``CannotKeepHouse``: by another officer, or decided already.
  public func withdrawn(by officer: Officer, on day: CalendarDay) throws(CannotKeepHouse) -> MandateProposal {
    guard isOpen else { throw .decidedAlready }
    guard officer.id == proposedBy.id else { throw .othersProposal }
    var proposal = self
    proposal.outcome = .withdrawn(on: day)
    return proposal
  }
}
