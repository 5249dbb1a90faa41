// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A State's own answer to a collection while its officers work at it: filled, annotated, approved by a second person, and only then sent.
public struct OwnReturn: Hashable, Sendable {
  /// What is to leave.
  public private(set) var content: StatisticalReturn
  /// Who filled it or changed a note of it last, by the account.
  public private(set) var preparedBy: String
  /// Who approved it; `nil` while nobody has.
  public private(set) var approvedBy: String?

  /// An answer as it is kept.
  public init(content: StatisticalReturn, preparedBy: String, approvedBy: String? = nil) {
    self.content = content
    self.preparedBy = preparedBy
    self.approvedBy = approvedBy
  }

  /// Fills the answer from the State's own figures; notes that were written stay with their tables.
  /// - Throws: ``CannotReport/approved``.
  public static func filled(
    _ figures: ReportedFigures, for collection: ID<DataCollection>, over earlier: OwnReturn?, by officer: String
  ) throws(CannotReport) -> OwnReturn {
    guard let earlier else {
      return OwnReturn(content: StatisticalReturn(collection: collection, figures: figures), preparedBy: officer)
    }
    guard earlier.approvedBy == nil else { throw .approved }
    var content = earlier.content
    content.figures = figures
    for place in content.figures.tables.indices {
      if let note = earlier.content.figures.table(content.figures.tables[place].spec.name)?.note {
        content.figures.tables[place].note = note
      }
    }
    return OwnReturn(content: content, preparedBy: officer)
  }

  /// The answer with other notes.
  /// - Parameter notes: by the names of tables; what is not named stays.
  /// - Throws: ``CannotReport``.
  public func noted(_ notes: [String: LocalText], reason: LocalText?, by officer: String) throws(CannotReport) -> OwnReturn {
    guard approvedBy == nil else { throw .approved }
    var changed = self
    changed.preparedBy = officer
    for place in content.figures.tables.indices {
      guard let note = notes[content.figures.tables[place].spec.name] else { continue }
      guard note.texts.values.allSatisfy({ $0.count <= ReportedTable.longestNote }) else { throw .noteTooLong }
      changed.content.figures.tables[place].note = note
    }
    if let reason { changed.content.reason = reason }
    return changed
  }

  /// What keeps it from being approved.
  public func hindrances(_ asked: [TableSpec], of state: StateCode, _ codebook: Codebook) -> [ReturnFault] {
    content.figures.hindrances(content.figures.faults(asked: asked, of: state, codebook))
  }

  /// The answer approved by a second officer.
  /// - Throws: ``CannotReport``; where it does not balance and no note says why, ``CannotReport/contradictory(_:)``.
  /// - Source: practice (two officers for what leaves an authority)
  public func approved(
    by officer: String, asked: [TableSpec], of state: StateCode, _ codebook: Codebook
  ) throws(CannotReport) -> OwnReturn {
    guard approvedBy == nil else { throw .approved }
    guard officer != preparedBy else { throw .sameOfficer }
    if content.revision > 1, !content.hasReason { throw .reasonMissing }
    let hindrances = hindrances(asked, of: state, codebook)
    guard hindrances.isEmpty else { throw .contradictory(hindrances) }
    var approved = self
    approved.approvedBy = officer
    return approved
  }

  /// A next version of an answer that was approved; the earlier one stays as it left.
  /// - Throws: ``CannotReport/notApproved``.
  public func revised(by officer: String) throws(CannotReport) -> OwnReturn {
    guard approvedBy != nil else { throw .notApproved }
    var content = content
    content.revision += 1
    content.reason = LocalText()
    return OwnReturn(content: content, preparedBy: officer)
  }
}

/// Why a State's own return cannot be filled, changed, approved or sent.
public enum CannotReport: Problem, Equatable {
  /// It was approved: what has left stays as it is.
  case approved
  /// It was not approved yet.
  case notApproved
  /// Who prepared it cannot approve it.
  case sameOfficer
  /// A revision says why.
  case reasonMissing
  /// A note is too long.
  case noteTooLong
  /// It contradicts itself, and no note explains it.
  case contradictory([ReturnFault])
  /// Somebody else has changed it since it was seen.
  case changedSinceSeen
  /// The questionnaire asks other States than this one.
  case notAsked
  /// The questionnaire is of another version of the codebook.
  case otherCodebook
  /// The deadline of the questionnaire or another part of it was changed: the same collection is here with other content.
  case otherContent
  /// The questionnaire is here already.
  case alreadyHere
  /// This version is on its way or with the secretariat already.
  case underWay
  /// The directory names no node of the secretariat, or this node exchanges no messages.
  case noSecretariat
  /// It is longer than a message may be.
  case tooLong

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .approved: "statistics.report-approved"
    case .notApproved: "statistics.report-not-approved"
    case .sameOfficer: "statistics.report-same-officer"
    case .reasonMissing: "statistics.report-reason-missing"
    case .noteTooLong: "statistics.report-note-too-long"
    case .contradictory: "statistics.report-contradictory"
    case .changedSinceSeen: "statistics.report-changed"
    case .notAsked: "statistics.report-not-asked"
    case .otherCodebook: "statistics.report-other-codebook"
    case .otherContent: "statistics.report-other-content"
    case .alreadyHere: "statistics.report-already-here"
    case .underWay: "statistics.report-under-way"
    case .noSecretariat: "statistics.report-no-secretariat"
    case .tooLong: "statistics.report-too-long"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .sameOfficer: .forbidden
    case .reasonMissing, .noteTooLong, .tooLong, .contradictory, .notAsked, .otherCodebook: .invalid
    default: .conflict
    }
  }

  /// The values of the words.
  public var details: [String: String] { if case .contradictory(let faults) = self { ["count": "\(faults.count)"] } else { [:] } }

  /// One of each.
  public static let examples: [CannotReport] = [
    .approved, .notApproved, .sameOfficer, .reasonMissing, .noteTooLong, .contradictory([]), .changedSinceSeen, .notAsked,
    .otherCodebook, .otherContent, .alreadyHere, .underWay, .noSecretariat, .tooLong,
  ]
}
