// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StatisticsService

/// Plans of releases, releases that were published elsewhere, and tables that are to be audited.
extension FuzzTarget {
  static let releases = [
    FuzzTarget(
      "release-plan", seeds: { try samples(0, "Samples/statistics/release/plan.yaml") + [seed(1, planText)] }, check: releasePlan),
    FuzzTarget("release-content", seeds: { [Data(contentText.utf8)] }, check: releaseContent),
    FuzzTarget(
      "table-file",
      seeds: {
        try samples(0, "Samples/statistics/published-elsewhere.csv", "Samples/statistics/outcomes-2025.csv")
          + samples(1, "Samples/statistics/pairs-2025.json") + [seed(0, "ground:several,month:plain,count\ntotal,total,9\na,total,[c]\n")]
      }, check: tableFile),
  ]

  private static let planText = """
    {"name": "2025", "period": {"from": "2025-01-01", "to": "2025-12-31"}, "threshold": 5, "asked": ["XA", "XB"], "tables": ["flows"],
     "merges": [{"breakdown": "outcome", "codes": ["refused", "withdrawn"]}], "consents": [{"state": "XA", "with": "XB"}]}
    """

  private static let contentText = """
    {"format": "comity-release-1", "name": "2025", "codebook": 1, "period": {"from": "2025-01-01", "to": "2025-12-31"},
     "releasedOn": "2026-03-02", "threshold": 5, "isProvisional": false, "asked": ["XA"], "reporting": ["XA"], "differences": [],
     "tables": [{"name": "grounds", "title": {"en": "Grounds"}, "unit": "request", "direction": "incoming", "dateBasis": "closed",
       "only": {"outcome": "refused"}, "figure": "count",
       "rows": {"name": "ground", "isExclusive": false,
         "headings": [{"code": "deMinimis"}, {"code": "a+b", "parts": ["a", "b"]}, {"code": "notRecorded"}, {"code": "total"}]},
       "columns": {"name": "year", "isExclusive": true, "headings": [{"code": "2025"}, {"code": "total"}]},
       "cells": [[{"count": 7}, {"count": 7}], [{"mark": "c"}, {"mark": "c"}], [{"count": 0}, {"count": 0}], [{"count": 9}, {"count": 9}]],
       "coverage": {"reporting": ["XA"], "asked": ["XA"]}, "footnotes": ["several"]}]}
    """

  /// A plan is read, and written as JSON it is the same plan.
  @Sendable private static func releasePlan(_ data: Data) throws -> Bool {
    guard let (how, rest) = split(data) else { return false }
    guard let plan = try? ReleasePlan.read(rest, at: how % 2 == 0 ? "plan.yaml" : "plan.json") else { return false }
    let written = try JSONEncoder().encode(plan)
    let read = try again("a plan that was written") { try ReleasePlan.read(written, at: "plan.json") }
    try demand(read == plan, "a plan has two texts")
    return true
  }

  /// A release that is taken has tables that disclosure control can judge or refuse, and is written as the same release.
  @Sendable private static func releaseContent(_ data: Data) throws -> Bool {
    guard let content = try? OfflineRelease.published(data, at: "release.json") else { return false }
    let written = try JSONEncoder().encode(content)
    let read = try again("a release that was written") { try OfflineRelease.published(written, at: "release.json") }
    try demand(read == content, "a release has two texts")
    if let slices = try? content.slices() { try judge(slices, isEarlier: true) }
    return true
  }

  /// A table that is taken is written in its form as the same table, and is judged or refused.
  @Sendable private static func tableFile(_ data: Data) throws -> Bool {
    guard let (how, rest) = split(data) else { return false }
    let path = how % 2 == 0 ? "table.csv" : "table.json"
    let defaults = JudgedFile.Defaults(counted: "requests", period: nil)
    guard let file = try? JudgedFile(rest, at: path, defaults) else { return false }
    let written = Data(try file.text().utf8)
    let read = try again("a table that was written") { try JudgedFile(written, at: path, defaults) }
    try demand(read.table == file.table, "a table has two texts")
    try judge([file.table], isEarlier: false)
    return true
  }

  /// The audit ends with findings or with a problem; large tables are left out, for their time.
  private static func judge(_ tables: [ReleaseTable], isEarlier: Bool) throws {
    let places = tables.reduce(0) { sum, table in sum + table.dimensions.reduce(1) { min($0 * $1.categories.count, 1_000) } }
    guard places <= 60 else { return }
    let policy = try DisclosurePolicy()
    do {
      let audit = try DisclosureAudit(of: isEarlier ? [] : tables, earlier: isEarlier ? tables : [], policy: policy, solver: KeptModel.open)
      for finding in audit.findings { try demand(finding.upper.map { $0 >= finding.lower } ?? true, "an interval is empty") }
    } catch is DisclosureProblem {}
  }
}
