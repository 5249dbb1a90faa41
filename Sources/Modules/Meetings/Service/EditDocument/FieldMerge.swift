// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Storage
import Web

/// What an officer sent, laid over what others changed since the officer opened the page.
struct FieldMerge: Sendable {
  /// What every field says now: the officer's words where the officer changed them, the others' where only they did.
  let values: [String: String]
  /// The fields that both changed, each to something else, with what the others wrote.
  let contested: [String: String]

  /// - Parameters:
  ///   - seen: the fields as the officer saw them.
  ///   - mine: the fields as the officer sent them.
  ///   - theirs: the fields as they are kept now.
  init(seen: [String: String], mine: [String: String], theirs: [String: String]) {
    var values = theirs
    var contested: [String: String] = [:]
    for (field, value) in mine {
      let (before, now) = (seen[field] ?? "", theirs[field] ?? "")
      guard value != now, value != before else { continue }
      values[field] = value
      if now != before { contested[field] = now }
    }
    self.values = values
    self.contested = contested
  }

  /// - Throws: ``CannotEditDocument/changedSinceSeen(_:)`` when both changed a field.
  func settled() throws(CannotEditDocument) -> [String: String] {
    guard contested.isEmpty else {
      throw .changedSinceSeen(
        contested.sorted { $0.key < $1.key }.map {
          FieldProblem(field: $0.key, code: CannotEditDocument.contested, details: ["theirs": $0.value.isEmpty ? "–" : $0.value])
        })
    }
    return values
  }
}

extension MeetingsStore {
  /// A thing as it was in one of its versions; `nil` when there is no such version.
  func thing<Thing: Kept>(_ type: Thing.Type, _ key: String, version: Int) async throws -> Thing? {
    try await database.version(version, of: Thing.table, key, on: .meetings).map { try KeptEntry.read($0) }
  }
}
