// SPDX-License-Identifier: Apache-2.0
import Foundation
import ReviewsRules
import ReviewsService

/// Files of reviews.
extension FuzzTarget {
  static let reviews = [
    FuzzTarget("review-file", seeds: reviewSeeds, check: reviewFile)
  ]

  /// Short files: chance finds more in what is short.
  @Sendable private static func reviewSeeds() throws -> [Data] {
    let text =
      #"{"schema":"comity.review/1","findings":[{"key":"a","state":"XA","cycle":"first","article":"46(9)","kind":"challenge","text":{"en":"x"},"source":"executiveSummary"}]}"#
    let table =
      "finding,state,cycle,article,kind,text.en,source,themes,published\na,XA,first,46(9),challenge,\"x, y\",executiveSummary,costs;languages,yes\n"
    return [
      seed(0, text), seed(1, table),
      seed(1, "review,state,cycle,group,reviewingStates.0.state,reviewingStates.0.group\na,XA,first,AFR,XB,AFR\n"),
    ]
  }

  /// The first byte says whether it is a table; what was read is the same when it is written and read again, in either form.
  @Sendable private static func reviewFile(_ data: Data) throws -> Bool {
    guard let (how, rest) = split(data), let file = try? ReviewFile(rest, isCSV: how % 2 == 1) else { return false }
    let records = file.records.map(\.record)
    let json = try again("a file of reviews") { try ReviewFile(json: try ReviewFile.json(records)) }
    try demand(Set(json.records.map(\.record)) == Set(records), "a file of reviews says something else when it is written")
    for kind in RecordKind.allCases {
      let own = records.filter { $0.kind == kind }
      let table = try again("a table of reviews") { try ReviewFile(csv: try ReviewFile.csv(own, of: kind)) }
      try demand(table.records.count == own.count, "a table of reviews has other rows when it is written")
    }
    return true
  }
}
