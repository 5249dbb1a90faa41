// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A collection of figures: what States are asked for, for which period, and until when.
public struct DataCollection: Hashable, Sendable {
  /// Its identifier, which every return names.
  public let id: ID<DataCollection>
  /// What it is called.
  public var title: LocalText
  /// The days that it is about; over when it opens.
  public var period: TableSpec.Period
  /// The last day for answers that are in time.
  public var deadline: CalendarDay
  /// The version of the codebook that its tables name codes of.
  public var codebookVersion: Int
  /// The tables that are asked for, each with its period.
  public var tables: [TableSpec]
  /// The States that are asked.
  public var asked: [StateCode]
  /// How far it is.
  public internal(set) var stage: Stage

  /// How far a collection is.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// Nobody was asked yet.
    case draft
    /// States answer.
    case open
    /// Nothing is taken any more.
    case closed
  }

  /// A collection.
  public init(
    id: ID<DataCollection> = ID(), title: LocalText, period: TableSpec.Period, deadline: CalendarDay, codebookVersion: Int,
    tables: [TableSpec], asked: [StateCode], stage: Stage = .draft
  ) {
    self.id = id
    self.title = title
    self.period = period
    self.deadline = deadline
    self.codebookVersion = codebookVersion
    self.tables = tables
    self.asked = asked
    self.stage = stage
  }

  /// The collection as it is drafted or mended.
  /// - Throws: ``CannotCollect`` with every field that is wrong.
  public func drafted(in codebook: Codebook, today: CalendarDay) throws(CannotCollect) -> DataCollection {
    guard stage == .draft else { throw .notADraft }
    var faults: [FieldProblem] = []
    if !title.texts.values.contains(where: { !$0.isEmpty }) { faults.append(FieldProblem(field: "title.en", code: "statistics.missing")) }
    if period.to < period.from {
      faults.append(FieldProblem(field: "to", code: "statistics.ends-before-begin"))
    } else if period.from.days(to: period.to).count > 20 * 366 {
      faults.append(FieldProblem(field: "to", code: "statistics.period-too-long"))
    } else if period.to >= today {
      faults.append(FieldProblem(field: "to", code: "statistics.period-not-over"))
    }
    if deadline < today { faults.append(FieldProblem(field: "deadline", code: "statistics.deadline-past")) }
    if tables.isEmpty { faults.append(FieldProblem(field: "tables", code: "statistics.nothing-asked")) }
    if asked.isEmpty { faults.append(FieldProblem(field: "asked", code: "statistics.nobody-asked")) }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    // A table that cannot be counted by the codebook would come back from no State.
    guard codebookVersion == codebook.version, tables.allSatisfy({ $0.faults(in: codebook).isEmpty }) else { throw .otherCodebook }
    return self
  }

  /// The collection open for answers.
  /// - Throws: ``CannotCollect`` when it is not a draft or its fields do not allow it any more.
  public func opened(in codebook: Codebook, today: CalendarDay) throws(CannotCollect) -> DataCollection {
    var open = try drafted(in: codebook, today: today)
    open.stage = .open
    return open
  }

  /// The collection closed: nothing is taken any more.
  /// - Throws: ``CannotCollect/notOpen``.
  public func closed() throws(CannotCollect) -> DataCollection {
    guard stage == .open else { throw .notOpen }
    var closed = self
    closed.stage = .closed
    return closed
  }
}

/// What keeps a collection from being drafted, opened or closed, or a reminder from being recorded.
public enum CannotCollect: Problem, Equatable {
  /// Fields are wrong.
  case wrongFields([FieldProblem])
  /// It was opened already.
  case notADraft
  /// It is not open.
  case notOpen
  /// Its tables are of another version of the codebook.
  case otherCodebook
  /// The State was not asked, or has answered.
  case nothingDue
  /// There is no State left to which the questionnaire could go as a message.
  case nobodyToReach
  /// Somebody else has changed it since it was seen.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "statistics.collection-fields"
    case .notADraft: "statistics.collection-not-draft"
    case .notOpen: "statistics.collection-not-open"
    case .otherCodebook: "statistics.collection-other-codebook"
    case .nothingDue: "statistics.nothing-due"
    case .nobodyToReach: "statistics.nobody-to-reach"
    case .changedSinceSeen: "statistics.changed-since-seen"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    default: .conflict
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] { if case .wrongFields(let fields) = self { fields } else { [] } }

  /// One of each.
  public static let examples: [CannotCollect] = [
    .wrongFields([]), .notADraft, .notOpen, .otherCodebook, .nothingDue, .nobodyToReach, .changedSinceSeen,
  ]
}
