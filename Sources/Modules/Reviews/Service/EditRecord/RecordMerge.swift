// SPDX-License-Identifier: Apache-2.0
import Kernel
import ReviewsRules

/// What an officer sent, laid over what others changed since the officer opened the page, field by field.
struct RecordMerge: Sendable {
  /// What every field says now: the officer's words where the officer changed them, the others' where only they did.
  let merged: RecordFields
  /// The fields that both changed, each to something else, with what the others wrote.
  let contested: [FieldProblem]

  init(seen: RecordFields, mine: RecordFields, theirs: RecordFields) {
    var values = theirs.values
    var contested: [FieldProblem] = []
    for name in Set(mine.values.keys).union(seen.values.keys) {
      let (value, before, now) = (mine.values[name] ?? "", seen.values[name] ?? "", theirs.values[name] ?? "")
      switch MergedField(seen: before, mine: value, theirs: now) {
      case .settled(let settled): values[name] = settled
      case .contested:
        values[name] = value
        contested.append(RecordFault.contested.at(name, ["theirs": now.isEmpty ? "–" : now]))
      }
    }
    merged = RecordFields(mine.kind, values)
    self.contested = contested.sorted { $0.field < $1.field }
  }
}
