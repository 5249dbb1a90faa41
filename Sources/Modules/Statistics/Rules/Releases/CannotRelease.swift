// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A field of a form about releases that holds what it may not.
public enum ReleaseFault: String, Hashable, Sendable, CaseIterable {
  /// No short name of small letters, digits and hyphens.
  case name
  /// No day, or a period that ends before it begins.
  case from
  /// No day.
  case through
  /// No number from 3 to 10.
  case threshold
  /// No codes of States, or none at all.
  case asked
  /// None of the tables is chosen.
  case tables
  /// No code of a State.
  case state
  /// No code of another State.
  case partner
  /// No day, or one to come.
  case agreedOn
  /// No document is named, or with more than three hundred letters.
  case document
  /// No reason is given, or one with more than two thousand letters.
  case reason
  /// No file was chosen.
  case file

  /// The field with its words.
  public var field: FieldProblem { FieldProblem(field: rawValue, code: code) }
  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: "statistics.release-field-\(rawValue)") }
}

/// Why something about releases is refused.
public enum CannotRelease: Problem, Equatable {
  /// Nothing was published under the name, or no draft has it.
  case noSuchRelease
  /// The release has no such table.
  case noSuchTable
  /// There is no such consent.
  case noSuchConsent
  /// Fields hold what they may not.
  case wrongFields([FieldProblem])
  /// Another release has the name already.
  case nameTaken
  /// Somebody changed it since the page was opened.
  case changedSinceSeen
  /// It is published, and nothing of it changes any more.
  case isPublished
  /// It has to be protected first.
  case notProtected
  /// Whoever had a hand in it cannot approve it.
  case needsSecondOfficer
  /// No State's figures are in it.
  case noSources
  /// The State's figures are in it already.
  case sourceTwice(StateCode)
  /// The collection is about other days than the release.
  case otherPeriod
  /// No return of the collection was accepted.
  case noAcceptedReturns
  /// There is no such collection that was opened.
  case noSuchCollection
  /// What was published or agreed to has changed since it was protected.
  case basisMoved
  /// The table is of a kind that cannot be protected.
  case unsupportedTable(name: String)
  /// A State's figures were taken in before the table was added.
  case tableMissing(name: String, state: StateCode)
  /// The categories cannot be put together.
  case cannotMerge
  /// The release was revised already; the newest one can be revised.
  case isRevised
  /// The consent was withdrawn already.
  case consentEnded
  /// What is kept is not what was published.
  case contentDamaged

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noSuchRelease: "statistics.no-such-release"
    case .noSuchTable: "statistics.no-such-table"
    case .noSuchConsent: "statistics.no-such-consent"
    case .wrongFields: "statistics.release-wrong-fields"
    case .nameTaken: "statistics.release-name-taken"
    case .changedSinceSeen: "statistics.release-changed-since-seen"
    case .isPublished: "statistics.release-is-published"
    case .notProtected: "statistics.release-not-protected"
    case .needsSecondOfficer: "statistics.release-needs-second-officer"
    case .noSources: "statistics.release-no-sources"
    case .sourceTwice: "statistics.release-source-twice"
    case .otherPeriod: "statistics.release-other-period"
    case .noAcceptedReturns: "statistics.release-no-accepted-returns"
    case .noSuchCollection: "statistics.release-no-such-collection"
    case .basisMoved: "statistics.release-basis-moved"
    case .unsupportedTable: "statistics.release-unsupported-table"
    case .tableMissing: "statistics.release-table-missing"
    case .cannotMerge: "statistics.release-cannot-merge"
    case .isRevised: "statistics.release-is-revised"
    case .consentEnded: "statistics.release-consent-ended"
    case .contentDamaged: "statistics.release-content-damaged"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noSuchRelease, .noSuchTable, .noSuchConsent: .missing
    case .wrongFields, .unsupportedTable, .cannotMerge: .invalid
    case .needsSecondOfficer: .forbidden
    case .contentDamaged: .unavailable
    default: .conflict
    }
  }

  /// The names that the words need.
  public var details: [String: String] {
    switch self {
    case .sourceTwice(let state): ["state": state.code]
    case .unsupportedTable(let name): ["table": name]
    case .tableMissing(let name, let state): ["table": name, "state": state.code]
    default: [:]
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields): fields
    case .nameTaken: [FieldProblem(field: "name", code: code)]
    case .otherPeriod, .noAcceptedReturns, .noSuchCollection: [FieldProblem(field: "collection", code: code)]
    case .sourceTwice: [FieldProblem(field: "state", code: code, details: details)]
    default: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotRelease] = [
    .noSuchRelease, .noSuchTable, .noSuchConsent, .wrongFields(ReleaseFault.allCases.map(\.field)), .nameTaken, .changedSinceSeen,
    .isPublished, .notProtected, .needsSecondOfficer, .noSources, .sourceTwice(.notKnown), .otherPeriod,
    .noAcceptedReturns, .noSuchCollection, .basisMoved,
    .unsupportedTable(name: "returned"), .tableMissing(name: "flows", state: .notKnown), .cannotMerge, .isRevised, .consentEnded,
    .contentDamaged,
  ]
}
