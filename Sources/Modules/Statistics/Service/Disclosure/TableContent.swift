// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StrictJSON

/// A table as JSON.
struct TableContent: Codable {
  struct Period: Codable {
    let from: CalendarDay
    let through: CalendarDay
  }
  struct Dimension: Codable {
    let name: String
    let role: String?
    let exclusive: Bool?
    let complete: Bool?
    let categories: [Category]

    /// How the categories make up the whole; `nil` where the file says what cannot be.
    var makeup: ReleaseDimension.Makeup? {
      let isComplete = complete ?? true
      guard exclusive == false else { return isComplete ? .exclusive : nil }
      let none = categories.contains { $0.code == JudgedFile.none } ? JudgedFile.none : nil
      return isComplete ? .several(none: none) : .some
    }
  }
  struct Category: Codable {
    let code: String
    let parent: String?
  }
  struct Cell: Codable {
    let place: [String]
    let count: Int?
    let mark: String?

    /// What the cell tells; `nil` where it has both a number and a mark, or neither.
    var told: PublishedCount? {
      if let count { return mark == nil ? JudgedFile.count("\(count)") : nil }
      return JudgedFile.count("[\(mark ?? "")]")
    }
  }
  struct Consent: Codable {
    let state: StateCode
    let with: [StateCode]?
  }

  /// What `format` has to be.
  static let known = "comity-table-1"

  let format: String
  let name: String
  let counted: String
  let period: Period?
  let dimensions: [Dimension]
  let cells: [Cell]
  let consents: [Consent]?

  /// Reads the file strictly.
  /// - Throws: ``DisclosureProblem`` with the first place that is wrong.
  static func read(_ data: Data, _ path: String) throws -> TableContent {
    do {
      return try StrictDecoder().decode(TableContent.self, from: StrictJSON.parse(data))
    } catch {
      guard let issue = error.issues.first else { throw error }
      let place = "\(issue.position.line):\(issue.position.column)" + (issue.path.isEmpty ? "" : " \(issue.path)")
      throw DisclosureProblem.unreadable(file: path, place: place, reason: issue.reason.rawValue)
    }
  }

  var pairConsents: [PairConsent] {
    (consents ?? []).map { consent in
      guard let with = consent.with else { return PairConsent(state: consent.state) }
      return PairConsent(state: consent.state, with: Set(with))
    }
  }

  /// The table of the file.
  /// - Throws: ``DisclosureProblem``.
  func table(_ path: String) throws -> ReleaseTable {
    guard format == Self.known else { throw unreadable(path, "format") }
    var days: ReleasePeriod?
    if let period {
      days = ReleasePeriod(from: period.from, through: period.through)
      if days == nil { throw unreadable(path, "period") }
    }
    var axes: [ReleaseDimension] = []
    for dimension in dimensions {
      guard let role = ReleaseDimension.Role(rawValue: dimension.role ?? "property"), let makeup = dimension.makeup else {
        throw unreadable(path, dimension.name)
      }
      let categories = dimension.categories.map { ReleaseCategory($0.code, in: $0.parent) }
      axes.append(ReleaseDimension(name: dimension.name, role: role, makeup: makeup, categories: categories))
    }
    var told: [ReleaseCell] = []
    for cell in cells {
      guard let count = cell.told else { throw unreadable(path, cell.place.joined(separator: " / ")) }
      told.append(ReleaseCell(place: cell.place, count: count))
    }
    return try ReleaseTable(name: name, counted: counted, period: days, dimensions: axes, cells: told)
  }

  private func unreadable(_ path: String, _ place: String) -> DisclosureProblem {
    .unreadable(file: path, place: place, reason: StrictJSONError.Issue.Reason.wrongValue.rawValue)
  }
}
