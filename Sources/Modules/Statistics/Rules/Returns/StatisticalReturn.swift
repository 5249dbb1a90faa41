// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// What a State answers to a collection: its figures, as one of possibly several versions.
public struct StatisticalReturn: Hashable, Sendable {
  /// The collection that it answers.
  public var collection: ID<DataCollection>
  /// 1 for the first answer, one more for each that replaces an earlier one.
  public var revision: Int
  /// Why it replaces the earlier one; empty for the first.
  public var reason: LocalText
  /// The figures.
  public var figures: ReportedFigures

  /// A return.
  public init(collection: ID<DataCollection>, revision: Int = 1, reason: LocalText = LocalText(), figures: ReportedFigures) {
    self.collection = collection
    self.revision = revision
    self.reason = reason
    self.figures = figures
  }

  /// Whether a reason for a revision is given.
  var hasReason: Bool { reason.texts.values.contains { $0.contains { !$0.isWhitespace } } }
}

/// A return as the secretariat keeps it.
public struct KeptReturn: Hashable, Sendable {
  /// What the State answered.
  public let content: StatisticalReturn
  /// How it came.
  public let way: Way
  /// When it came.
  public let receivedAt: Date
  /// The day it came, where the secretariat is.
  public let receivedOn: CalendarDay
  /// Who took it in or typed it, by the account; `nil` when it came from a node.
  public let takenBy: String?
  /// How it stands.
  public var standing: Standing
  /// Who confirmed what another officer typed.
  public var confirmedBy: String?

  /// How a return came.
  public enum Way: String, Hashable, Sendable, CaseIterable {
    /// As a file from a node.
    case file
    /// As a table, CSV.
    case table
    /// Typed by an officer of the secretariat.
    case typed
    /// As a signed message from the State's node.
    case message
  }

  /// How a return stands.
  public enum Standing: Hashable, Sendable {
    /// Typed or taken from a table, and not yet confirmed by a second officer: it counts for nothing.
    case unconfirmed
    /// Here; nobody has looked at it yet.
    case received
    /// Taken into the figures.
    case accepted
    /// Put back to the State with a remark.
    case queried(remark: String)

    /// The stable name.
    public var code: String {
      switch self {
      case .unconfirmed: "unconfirmed"
      case .received: "received"
      case .accepted: "accepted"
      case .queried: "queried"
      }
    }
  }

  /// A return as it is kept.
  public init(
    _ content: StatisticalReturn, way: Way, receivedAt: Date, receivedOn: CalendarDay, takenBy: String?, standing: Standing,
    confirmedBy: String? = nil
  ) {
    self.content = content
    self.way = way
    self.receivedAt = receivedAt
    self.receivedOn = receivedOn
    self.takenBy = takenBy
    self.standing = standing
    self.confirmedBy = confirmedBy
  }

  /// Takes a return in.
  ///
  /// - Parameters:
  ///   - newest: the State's newest return in this collection, if there is one.
  ///   - officer: who takes it in; `nil` when it came from a node.
  /// - Throws: ``CannotTakeReturn`` with everything that contradicts itself; nothing is put right.
  public static func taking(
    _ content: StatisticalReturn, into collection: DataCollection, after newest: KeptReturn?, way: Way, officer: String?, at instant: Date,
    today: CalendarDay, _ codebook: Codebook
  ) throws(CannotTakeReturn) -> KeptReturn {
    guard content.collection == collection.id else { throw .otherCollection }
    guard collection.stage == .open else { throw .collectionNotOpen }
    guard collection.asked.contains(content.figures.state) else { throw .notAsked(state: content.figures.state) }
    if let newest, newest.content == content { throw .alreadyHere }
    let expected = (newest?.content.revision ?? 0) + 1
    guard content.revision == expected else { throw .otherRevision(expected: expected, found: content.revision) }
    if newest != nil, !content.hasReason { throw .revisionWithoutReason }
    let faults = content.figures.faults(asked: collection.tables, of: content.figures.state, codebook)
    let hindrances = content.figures.hindrances(faults)
    guard hindrances.isEmpty else { throw .contradictory(hindrances) }
    // What a person typed or mapped is looked at by a second one; what a node made was approved by two of its State.
    let isSure = way == .file || way == .message
    return KeptReturn(
      content, way: way, receivedAt: instant, receivedOn: today, takenBy: officer, standing: isSure ? .received : .unconfirmed)
  }

  /// Confirms what another officer typed.
  /// - Throws: ``CannotTakeReturn/sameOfficer``, ``CannotTakeReturn/notUnconfirmed``.
  public func confirmed(by officer: String) throws(CannotTakeReturn) -> KeptReturn {
    guard standing == .unconfirmed else { throw .notUnconfirmed }
    guard officer != takenBy else { throw .sameOfficer }
    var kept = self
    kept.standing = .received
    kept.confirmedBy = officer
    return kept
  }

  /// Accepts it, or puts it back to the State with a remark.
  /// - Parameter remark: what is to be explained or mended; `nil` accepts.
  /// - Throws: ``CannotTakeReturn``.
  public func answered(remark: String?, isNewest: Bool) throws(CannotTakeReturn) -> KeptReturn {
    guard isNewest else { throw .replaced }
    guard standing != .unconfirmed else { throw .unconfirmed }
    var kept = self
    guard let remark else {
      kept.standing = .accepted
      return kept
    }
    guard remark.contains(where: { !$0.isWhitespace }) else { throw .remarkMissing }
    guard remark.count <= ReturnAnswer.longestRemark else { throw .remarkTooLong }
    kept.standing = .queried(remark: remark)
    return kept
  }
}

/// Why a return is not taken in, confirmed or answered.
public enum CannotTakeReturn: Problem, Equatable {
  /// It answers another collection.
  case otherCollection
  /// The collection is not open.
  case collectionNotOpen
  /// The State was not asked.
  case notAsked(state: StateCode)
  /// The same return is here already.
  case alreadyHere
  /// It is not the revision that comes next.
  case otherRevision(expected: Int, found: Int)
  /// It replaces an earlier return and does not say why.
  case revisionWithoutReason
  /// It contradicts itself or the questionnaire, and no note explains it.
  case contradictory([ReturnFault])
  /// Who typed it cannot confirm it.
  case sameOfficer
  /// It needs no confirmation.
  case notUnconfirmed
  /// It has to be confirmed first.
  case unconfirmed
  /// A later return has taken its place.
  case replaced
  /// A query says what is asked.
  case remarkMissing
  /// A query is longer than its answer to the State may be.
  case remarkTooLong

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .otherCollection: "statistics.return-other-collection"
    case .collectionNotOpen: "statistics.return-collection-not-open"
    case .notAsked: "statistics.return-not-asked"
    case .alreadyHere: "statistics.return-already-here"
    case .otherRevision: "statistics.return-other-revision"
    case .revisionWithoutReason: "statistics.return-without-reason"
    case .contradictory: "statistics.return-contradictory"
    case .sameOfficer: "statistics.return-same-officer"
    case .notUnconfirmed: "statistics.return-not-unconfirmed"
    case .unconfirmed: "statistics.return-unconfirmed"
    case .replaced: "statistics.return-replaced"
    case .remarkMissing: "statistics.remark-missing"
    case .remarkTooLong: "statistics.remark-too-long"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .otherCollection, .notAsked, .revisionWithoutReason, .contradictory, .remarkMissing, .remarkTooLong: .invalid
    case .sameOfficer: .forbidden
    default: .conflict
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .notAsked(let state): ["state": state.code]
    case .otherRevision(let expected, let found): ["expected": "\(expected)", "found": "\(found)"]
    case .contradictory(let faults): ["count": "\(faults.count)"]
    default: [:]
    }
  }

  /// One of each.
  public static let examples: [CannotTakeReturn] = [
    .otherCollection, .collectionNotOpen, .notAsked(state: .notKnown), .alreadyHere, .otherRevision(expected: 2, found: 1),
    .revisionWithoutReason, .contradictory([]), .sameOfficer, .notUnconfirmed, .unconfirmed, .replaced, .remarkMissing, .remarkTooLong,
  ]
}
