// SPDX-License-Identifier: Apache-2.0

/// Whether an officer is asked before files are fetched.
public enum ConsentPolicy: Hashable, Sendable {
  /// Always.
  case always
  /// When all files of the message together are longer than so many bytes when sealed.
  case above(bytes: Int64)

  /// Whether an officer is asked.
  public func asksOfficer(total bytes: Int64) -> Bool {
    switch self {
    case .always: true
    case .above(let limit): bytes > limit
    }
  }
}

/// Who agreed that a file is fetched.
public enum Consent: String, Hashable, Sendable, CaseIterable, Codable {
  /// An officer.
  case officer
  /// The node's policy, which asks nobody for a file as small as this.
  case policy
}

/// How much room there is for files of others.
public struct TransferRoom: Hashable, Sendable {
  /// How many bytes the disk takes before it comes to its reserve.
  public let free: Int64
  /// How many bytes the authority has here that were fetched or are being fetched, and how many it may have.
  public let used: Int64
  /// How many bytes the authority may have here.
  public let quota: Int64

  /// Describes the room.
  public init(free: Int64, used: Int64, quota: Int64) {
    self.free = free
    self.used = used
    self.quota = quota
  }

  /// - Throws: ``CannotTransfer/noRoom`` or ``CannotTransfer/quota``.
  func check(_ bytes: Int64) throws(CannotTransfer) {
    guard bytes <= free else { throw .noRoom }
    let (total, overflow) = used.addingReportingOverflow(bytes)
    guard !overflow, total <= quota else { throw .quota }
  }
}

/// Why a file cannot be fetched, or something cannot be done with it.
public enum CannotTransfer: String, Error, Hashable, Sendable, CaseIterable {
  /// The disk has no room for it.
  case noRoom = "no-room"
  /// The authority has no more room here.
  case quota
  /// An officer must agree first.
  case consentMissing = "consent-missing"
  /// It was decided already.
  case alreadyDecided = "already-decided"
  /// It is not being fetched.
  case notPulling = "not-pulling"
  /// Pieces are missing.
  case incomplete
}

/// Why a file was given up.
public enum TransferFailure: String, Hashable, Sendable, CaseIterable, Codable {
  /// One piece came wrong too often.
  case badSegment = "bad-segment"
  /// The pieces are those of the tree, and the whole is not what was signed.
  case digestDiffers = "digest-differs"
  /// The message's time ended before all was here.
  case ended

  /// What the receipt says of it.
  public var told: NonDelivery {
    switch self {
    case .badSegment, .digestDiffers: .notAsSigned
    case .ended: .notFetched
    }
  }
}

/// One file that a message offers, on its way here: this node fetches it, so that nobody can fill its disk.
public struct Transfer: Hashable, Sendable {
  /// How far it has come.
  public enum State: Hashable, Sendable {
    /// The message is here, nobody has agreed; may become `consented` or `refused`.
    case offered
    /// Agreed; may become `pulling`.
    case consented(Consent)
    /// An officer does not want it.
    case refused
    /// Being fetched; may become `verified` or `failed`.
    case pulling(SegmentMap)
    /// All is here and is what was signed.
    case verified
    /// Given up.
    case failed(TransferFailure)
  }

  /// What is offered.
  public let payload: Payload
  /// How far it has come.
  public private(set) var state: State

  /// A file that is offered, or one as it was kept.
  public init(_ payload: Payload, state: State = .offered) {
    self.payload = payload
    self.state = state
  }

  /// Agrees that it is fetched.
  ///
  /// - Throws: ``CannotTransfer/alreadyDecided``; ``CannotTransfer/consentMissing`` where the policy wants an officer;
  ///   ``CannotTransfer/noRoom`` and ``CannotTransfer/quota``, after which it is offered still.
  public func consenting(_ consent: Consent, policy: ConsentPolicy, total: Int64, room: TransferRoom) throws(CannotTransfer) -> Transfer {
    guard case .offered = state else { throw .alreadyDecided }
    if consent == .policy, policy.asksOfficer(total: total) { throw .consentMissing }
    try room.check(payload.segments.length)
    return Transfer(payload, state: .consented(consent))
  }

  /// An officer does not want it.
  /// - Throws: ``CannotTransfer/alreadyDecided`` unless it is offered.
  public func refusing() throws(CannotTransfer) -> Transfer {
    guard case .offered = state else { throw .alreadyDecided }
    return Transfer(payload, state: .refused)
  }

  /// Begins to fetch it, or goes on after a restart with what was kept.
  ///
  /// - Throws: ``CannotTransfer/consentMissing`` while nobody has agreed, ``CannotTransfer/alreadyDecided`` when it was refused or has ended;
  ///   ``CannotTransfer/noRoom`` and ``CannotTransfer/quota`` when the room has gone since it was agreed.
  public func beginning(room: TransferRoom) throws(CannotTransfer) -> Transfer {
    switch state {
    case .offered: throw .consentMissing
    case .refused, .verified, .failed: throw .alreadyDecided
    case .consented:
      try room.check(payload.segments.length)
      return Transfer(payload, state: .pulling(SegmentMap(count: payload.segments.count)))
    case .pulling(let map):
      guard let resumed = SegmentMap(count: payload.segments.count, kept: map.kept, bad: map.bad) else {
        // What was kept is not of this file: all is fetched again.
        return Transfer(payload, state: .pulling(SegmentMap(count: payload.segments.count)))
      }
      return Transfer(payload, state: .pulling(resumed))
    }
  }

  /// Takes the next pieces to be fetched.
  /// - Throws: ``CannotTransfer/notPulling``.
  public mutating func next(elsewhere: Int = 0) throws(CannotTransfer) -> [Int] {
    guard case .pulling(var map) = state else { throw .notPulling }
    let begun = map.begin(elsewhere: elsewhere)
    state = .pulling(map)
    return begun
  }

  /// What became of fetching one piece.
  public enum SegmentOutcome: Hashable, Sendable, CaseIterable {
    /// It is here and is what the tree says.
    case good
    /// It came and is not what the tree says.
    case bad
    /// It did not come whole.
    case lost
  }

  /// Notes what became of fetching one piece; a piece that came wrong too often ends the transfer.
  /// - Throws: ``CannotTransfer/notPulling``.
  public mutating func note(_ outcome: SegmentOutcome, of number: Int) throws(CannotTransfer) {
    guard case .pulling(var map) = state else { throw .notPulling }
    switch outcome {
    case .good: map.arrived(number)
    case .lost: map.wasLost(number)
    case .bad where !map.wasBad(number):
      state = .failed(.badSegment)
      return
    case .bad: break
    }
    state = .pulling(map)
  }

  /// Ends it with the digests that were computed over the whole: of the sealed file and of what it is when opened; `nil` when it does not open.
  /// - Throws: ``CannotTransfer/notPulling``, ``CannotTransfer/incomplete``.
  public func verifying(sealed: BlobID, plain: DigestOf<PlainFile>?) throws(CannotTransfer) -> Transfer {
    guard case .pulling(let map) = state else { throw .notPulling }
    guard map.isWhole else { throw .incomplete }
    let isAsSigned = sealed == payload.blob && plain == payload.digest
    return Transfer(payload, state: isAsSigned ? .verified : .failed(.digestDiffers))
  }

  /// Gives it up since the message's time has ended.
  /// - Throws: ``CannotTransfer/alreadyDecided`` when it has ended otherwise.
  public func ending() throws(CannotTransfer) -> Transfer {
    switch state {
    case .offered, .consented, .pulling: Transfer(payload, state: .failed(.ended))
    case .refused, .verified, .failed: throw .alreadyDecided
    }
  }
}

extension Evidence {
  /// What is attested about a message once all its files have come to an end; `nil` while one has not.
  ///
  /// A message without files is delivered when it takes effect.
  public static func ofDelivery(_ transfers: [Transfer]) -> Evidence? {
    var reason: NonDelivery?
    for transfer in transfers {
      switch transfer.state {
      case .offered, .consented, .pulling: return nil
      case .verified: continue
      case .refused: reason = reason ?? .refusedByOfficer
      case .failed(let failure): reason = reason ?? failure.told
      }
    }
    return reason.map(Evidence.nonDelivery) ?? .delivery(files: transfers.map(\.payload.digest))
  }
}
