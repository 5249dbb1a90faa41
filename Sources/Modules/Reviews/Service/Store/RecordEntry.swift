// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
import Storage

/// A record as rows, files and the API write it.
enum RecordEntry {
  /// The record as JSON, members in alphabetical order.
  static func json(_ record: ReviewRecord) throws -> String {
    switch record {
    case .review(let it): try KeptEntry.json(it)
    case .finding(let it): try KeptEntry.json(it)
    case .action(let it): try KeptEntry.json(it)
    case .need(let it): try KeptEntry.json(it)
    case .challenge(let it): try KeptEntry.json(it)
    }
  }

  /// The record of a kind that a row holds.
  static func read(_ entry: String, as kind: RecordKind) throws -> ReviewRecord {
    let (data, decoder) = (Data(entry.utf8), JSONDecoder())
    return switch kind {
    case .review: .review(try decoder.decode(Review.self, from: data))
    case .finding: .finding(try decoder.decode(Finding.self, from: data))
    case .action: .action(try decoder.decode(FollowUpAction.self, from: data))
    case .need: .need(try decoder.decode(AssistanceNeed.self, from: data))
    case .challenge: .challenge(try decoder.decode(PracticalChallenge.self, from: data))
    }
  }

  static func versioned(_ row: SQLRow) throws -> Versioned<ReviewRecord> {
    let kind = try row.value("kind") { RecordKind(rawValue: $0) }
    return Versioned(try read(try row.text("entry"), as: kind), version: try row.integer("version"))
  }
}

extension ReviewRecord {
  /// The table of all records, which is also what events call them.
  static let table = "reviewRecord"

  /// The record without its words, as lists keep it in memory.
  var withoutText: ReviewRecord {
    switch self {
    case .review: return self
    case .finding(var it):
      it.text = LocalText()
      return .finding(it)
    case .action(var it):
      it.text = LocalText()
      return .action(it)
    case .need(var it):
      it.text = LocalText()
      return .need(it)
    case .challenge(var it):
      it.text = LocalText()
      return .challenge(it)
    }
  }
}
