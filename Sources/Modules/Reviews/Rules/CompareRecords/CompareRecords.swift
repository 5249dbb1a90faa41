// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What taking in a file would do with one of its records.
public enum RecordComparison: String, Hashable, Sendable, CaseIterable {
  /// It is new here.
  case added
  /// It is here and says something else.
  case updated
  /// It is here as it is.
  case unchanged
  /// It contradicts itself, another line of the file or what is here: it is not taken in.
  case contradictory
}

/// Why a record of a file is contradictory.
public enum Contradiction: String, Hashable, Sendable, CaseIterable {
  /// The file has the name twice with different content.
  case twice
  /// Its fields do not fit each other.
  case fields
  /// The record of this name is about another State, cycle or finding.
  case otherSubject = "other-subject"
  /// It names a finding that is neither in the file nor here.
  case noSuchFinding = "no-such-finding"
  /// The finding that it names is about another State.
  case otherState = "other-state"
  /// The State has another review of this cycle.
  case secondReview = "second-review"
  /// It is to be public, and the State has not agreed.
  case notAgreed = "not-agreed"
}

/// What is here of what a file speaks about.
public struct KnownRecords: Sendable {
  /// Records by their names among all records.
  public var records: [String: ReviewRecord]
  /// Reviews by State and cycle.
  public var reviews: [ReviewSubject: Review]

  /// Takes what is here.
  public init(records: [String: ReviewRecord], reviews: [ReviewSubject: Review]) {
    self.records = records
    self.reviews = reviews
  }
}

/// The State and the cycle of a review.
public struct ReviewSubject: Hashable, Sendable {
  /// The State under review.
  public let state: StateCode
  /// The cycle.
  public let cycle: ReviewCycle

  /// Names a review by what it is about.
  public init(_ state: StateCode, _ cycle: ReviewCycle) {
    self.state = state
    self.cycle = cycle
  }
}

/// One line of a file beside what is here.
public struct ComparedRecord: Sendable, Hashable {
  /// The record as the file gives it.
  public let record: ReviewRecord
  /// What would become of it.
  public let comparison: RecordComparison
  /// Why it is contradictory.
  public let contradiction: Contradiction?
}

extension KnownRecords {
  /// Compares the records of a file with what is here, each with what becomes of it.
  ///
  /// Nothing that the file does not name is touched. Reviews of the file count before its findings, whatever their order.
  public func comparing(_ records: [ReviewRecord]) -> [ComparedRecord] {
    let given = Dictionary(records.map { ($0.id, $0) }) { first, _ in first }
    var reviews = self.reviews
    for case .review(let review) in records where reviews[ReviewSubject(review.state, review.cycle)].map({ $0.key == review.key }) ?? true {
      reviews[ReviewSubject(review.state, review.cycle)] = review
    }
    let whole = KnownRecords(records: self.records.merging(given) { $1 }, reviews: reviews)
    var seen: [String: ReviewRecord] = [:]
    return records.map { record in
      defer { seen[record.id] = seen[record.id] ?? record }
      if let first = seen[record.id] {
        return first == record
          ? ComparedRecord(record: record, comparison: .unchanged, contradiction: nil)
          : ComparedRecord(record: record, comparison: .contradictory, contradiction: .twice)
      }
      if let contradiction = contradiction(of: record, within: whole) {
        return ComparedRecord(record: record, comparison: .contradictory, contradiction: contradiction)
      }
      let comparison: RecordComparison = self.records[record.id].map { $0 == record ? .unchanged : .updated } ?? .added
      return ComparedRecord(record: record, comparison: comparison, contradiction: nil)
    }
  }

  private func contradiction(of record: ReviewRecord, within whole: KnownRecords) -> Contradiction? {
    if !record.faults.isEmpty { return .fields }
    if let known = records[record.id], !known.hasSubject(of: record) { return .otherSubject }
    if case .review(let review) = record {
      let held = whole.reviews[ReviewSubject(review.state, review.cycle)]
      if let held, held.key != review.key { return .secondReview }
    }
    if let named = record.namedFinding {
      guard case .finding(let finding)? = whole.records[ReviewRecord.id(.finding, named)] else { return .noSuchFinding }
      if finding.state != record.state { return .otherState }
    }
    if record.isPublished, record.obstacle(whole.ground(of: record)) != nil { return .notAgreed }
    return nil
  }

  /// What decides about publishing a record.
  public func ground(of record: ReviewRecord) -> PublishingGround {
    PublishingGround(of: record, reviews: reviews) { key in
      if case .finding(let finding)? = records[ReviewRecord.id(.finding, key)] { finding } else { nil }
    }
  }
}

extension ReviewRecord {
  /// The finding that an action answers or that tells a need.
  public var namedFinding: RecordKey? {
    switch self {
    case .action(let it): it.finding
    case .need(let it): it.finding
    case .review, .finding, .challenge: nil
    }
  }

  /// Whether both are about the same: a name never moves to another State, cycle or finding.
  fileprivate func hasSubject(of other: ReviewRecord) -> Bool {
    guard state == other.state, cycle == other.cycle else { return false }
    if case .action(let mine) = self, case .action(let theirs) = other { return mine.finding == theirs.finding }
    return true
  }
}
