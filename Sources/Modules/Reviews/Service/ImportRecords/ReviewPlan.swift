// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Kernel
import ReviewsRules
import Storage

/// What taking in a file would do, line by line, before anything is done.
struct ReviewPlan: Sendable {
  /// One record of the file beside what is here.
  struct Line: Sendable {
    /// The line of the file.
    let line: Int
    let compared: ComparedRecord
    /// The record as it is here; `nil` for a new one.
    let current: Versioned<ReviewRecord>?
  }

  let lines: [Line]

  func count(_ comparison: RecordComparison) -> Int { lines.count { $0.compared.comparison == comparison } }

  /// The lines that would be written.
  var writing: [Line] { lines.filter { [.added, .updated].contains($0.compared.comparison) } }

  /// A short name of exactly this plan: another one when anything in the file or on the node is different.
  func digest() throws -> String {
    let text = try lines.map {
      "\($0.compared.comparison.rawValue) \($0.current?.version ?? 0) \(try RecordEntry.json($0.compared.record))"
    }
    return SHA256.hash(data: Data(text.joined(separator: "\u{1E}").utf8)).prefix(16).map {
      String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
    }.joined()
  }

  /// Compares a file with records that are here.
  init(_ file: ReviewFile, current: [String: Versioned<ReviewRecord>], reviews: [ReviewSubject: Review]) {
    let known = KnownRecords(records: current.mapValues(\.value), reviews: reviews)
    lines = zip(file.records, known.comparing(file.records.map(\.record))).map { given, compared in
      Line(line: given.line, compared: compared, current: current[compared.record.id])
    }
  }
}

extension Reviews {
  /// What ``take(_:by:at:)`` would do with a file.
  func plan(_ file: ReviewFile) async throws -> ReviewPlan {
    let register = try await store.register()
    let records = file.records.map(\.record)
    let findings = records.compactMap(\.namedFinding).map { ReviewRecord.id(.finding, $0) }
    let current = try await store.records(Set(records.map(\.id) + findings))
    return ReviewPlan(
      file, current: Dictionary(current.map { ($0.value.id, $0) }) { first, _ in first }, reviews: register.reviews)
  }

  /// Writes what a plan says, all of it or nothing; lines that are unchanged are left alone, and nothing is ever taken away.
  /// - Throws: ``CannotTakeReviews/contradictory(count:)``; `StaleWrite` or `UniqueViolation` when somebody else changed something meanwhile.
  func take(_ plan: ReviewPlan, by maker: Maker, at instant: Date) async throws {
    let wrong = plan.count(.contradictory)
    guard wrong == 0 else { throw CannotTakeReviews.contradictory(count: wrong) }
    var change = Change()
    for line in plan.writing {
      let record = line.compared.record
      try change.keep(record, over: line.current?.version ?? 0, as: "imported", terms: terms.of(record), by: maker, at: instant)
    }
    if !change.isEmpty { try await store.commit(change) }
  }
}
