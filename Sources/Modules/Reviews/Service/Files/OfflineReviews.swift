// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import Localisation
public import ReviewsRules
import Storage
import Web

/// What became, or would become, of the records of a file, counted and line by line.
public struct ReviewReport: Sendable {
  /// One line for each record that is not unchanged: place, what becomes of it, name, and why it is contradictory.
  public let lines: [String]
  /// How many records there are of each.
  public let counts: [RecordComparison: Int]

  init(_ plan: ReviewPlan, in words: Words) {
    lines = plan.lines.filter { $0.compared.comparison != .unchanged }.map { line in
      let compared = line.compared
      let said = words("reviews.comparison.\(compared.comparison.rawValue)")
      let reason = compared.contradiction.map { " " + words("reviews.contradiction.\($0.rawValue)") } ?? ""
      let fields =
        compared.contradiction == .fields
        ? compared.record.faults.map { " \($0.field): \(words.fieldProblem($0))" }.joined() : ""
      return "\(line.line): \(said): \(compared.record.id)\(reason)\(fields)"
    }
    counts = Dictionary(grouping: plan.lines) { $0.compared.comparison }.mapValues(\.count)
  }
}

/// Files of reviews, without a node.
public enum OfflineReviews {
  /// Reads a file: a table by its ending `.csv`, JSON otherwise.
  /// - Throws: ``CannotTakeReviews/noFile(_:)``, ``CannotTakeReviews/unreadable(_:)`` with a line for each thing that is wrong.
  public static func open(_ path: String, in words: Words) throws(CannotTakeReviews) -> ReviewFile {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .noFile(path) }
    do { return try ReviewFile(data, isCSV: path.hasSuffix(".csv")) } catch { throw CannotTakeReviews(error, in: words) }
  }

  /// What taking a file into a node without records would do; contradictions within the file are told.
  /// - Parameter base: a file whose records count as being there.
  public static func report(_ file: ReviewFile, over base: ReviewFile? = nil, in words: Words) -> ReviewReport {
    ReviewReport(plan(file, over: base), in: words)
  }

  /// The records of a file over those of another one: what is in both is as the first says, the rest stays.
  /// - Throws: ``CannotTakeReviews/contradictory(count:)``.
  public static func merged(_ file: ReviewFile, over base: ReviewFile) throws(CannotTakeReviews) -> [ReviewRecord] {
    let plan = plan(file, over: base)
    let wrong = plan.count(.contradictory)
    guard wrong == 0 else { throw .contradictory(count: wrong) }
    let new = Dictionary(file.records.map { ($0.record.id, $0.record) }) { first, _ in first }
    let old = Set(base.records.map(\.record.id))
    var added: Set<String> = []
    return base.records.map { new[$0.record.id] ?? $0.record }
      + file.records.map(\.record).filter { !old.contains($0.id) && added.insert($0.id).inserted }
  }

  private static func plan(_ file: ReviewFile, over base: ReviewFile?) -> ReviewPlan {
    let records = base?.records.map(\.record) ?? []
    var reviews: [ReviewSubject: Review] = [:]
    for case .review(let review) in records { reviews[ReviewSubject(review.state, review.cycle)] = review }
    return ReviewPlan(file, current: Dictionary(records.map { ($0.id, Versioned($0, version: 1)) }) { first, _ in first }, reviews: reviews)
  }
}

extension Reviews {
  /// What taking a file in would do, line by line.
  public func report(_ file: ReviewFile, in words: Words) async throws -> ReviewReport { ReviewReport(try await plan(file), in: words) }

  /// Takes a file in at the console, all of it or nothing.
  /// - Returns: how many records were written.
  /// - Throws: ``CannotTakeReviews/contradictory(count:)``; `StaleWrite` or `UniqueViolation` when somebody else changed something meanwhile.
  @discardableResult
  public func take(_ file: ReviewFile, at instant: Date) async throws -> Int {
    let plan = try await plan(file)
    try await take(plan, by: .console, at: instant)
    return plan.writing.count
  }

  /// All records of a node, or the public part of those that are public, as a file.
  /// - Parameter kind: the kind for a table; `nil` for JSON with records of every kind.
  public func file(all: Bool, table kind: RecordKind? = nil) async throws -> Data {
    let records = try await records(all: all)
    return try kind.map { try ReviewFile.csv(records, of: $0) } ?? ReviewFile.json(records)
  }
}
