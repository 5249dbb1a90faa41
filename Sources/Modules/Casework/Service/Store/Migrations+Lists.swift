// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// Indexes that have all that a list can be filtered by behind its order: what a filter leaves out is passed over in the index itself.
  static func listMigrations(from first: Int) -> [Migration] {
    let old = ["Due", "State", "Direction", "Kind", "Stage", "Turn", "Proposal", "Waking", "Unit"]
    // Where a column stands at the head of an index it is not repeated behind.
    func index(_ name: String, _ head: String, only condition: String = "") -> String {
      let rest = ["otherState", "kind", "direction", "turn", "proposals", "unit", "isRestricted", "isUrgent", "isDelayed", "basis"]
        .filter { !head.contains($0) }
      let columns = ([head, "dueOn", "id"] + rest).joined(separator: ", ")
      return "CREATE INDEX registeredRequestBy\(name) ON registeredRequest (\(columns))\(condition)"
    }
    return [
      Migration(
        "casework", first, "index_lists_whole",
        old.map { "DROP INDEX registeredRequestBy\($0)" } + [
          index("Due", "isOpen"), index("State", "otherState, isOpen"), index("Kind", "kind, isOpen"),
          index("Direction", "direction, isOpen"), index("Unit", "unit, isOpen"), index("Stage", "stage, isOpen"),
          index("Basis", "basis, isOpen"), index("Urgency", "isUrgent, isOpen"), index("Delay", "isDelayed, isOpen"),
          index("Restriction", "isRestricted, isOpen"),
          index("Turn", "isOpen, turn"), index("Proposal", "isOpen", only: " WHERE proposals > 0"),
          "CREATE INDEX registeredRequestByWaking ON registeredRequest (isOpen, wakesOn, id)",
        ])
    ]
  }
}
