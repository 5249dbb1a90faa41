// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// Indexes that have all that a list can be filtered by behind its order: what a filter leaves out is passed over in the index itself.
  static func listMigrations(from first: Int) -> [Migration] {
    let old = ["Due", "State", "Direction", "Kind", "Stage", "Turn", "Proposal", "Waking", "Unit"]
    let rest = "otherState, kind, direction, unit, isRestricted"
    return [
      Migration(
        "casework", first, "index_lists_whole",
        old.map { "DROP INDEX registeredRequestBy\($0)" } + [
          "CREATE INDEX registeredRequestByDue ON registeredRequest (isOpen, dueOn, id, \(rest))",
          "CREATE INDEX registeredRequestByState ON registeredRequest (otherState, isOpen, dueOn, id, kind, direction, unit, isRestricted)",
          "CREATE INDEX registeredRequestByKind ON registeredRequest (kind, isOpen, dueOn, id, otherState, direction, unit, isRestricted)",
          "CREATE INDEX registeredRequestByDirection ON registeredRequest (direction, isOpen, dueOn, id, otherState, kind, unit, isRestricted)",
          "CREATE INDEX registeredRequestByUnit ON registeredRequest (unit, isOpen, dueOn, id, otherState, kind, direction, isRestricted)",
          "CREATE INDEX registeredRequestByStage ON registeredRequest (stage, isOpen, dueOn, id, \(rest))",
          "CREATE INDEX registeredRequestByTurn ON registeredRequest (turn, dueOn, id, \(rest)) WHERE isOpen = 1",
          "CREATE INDEX registeredRequestByProposal ON registeredRequest (dueOn, id, \(rest)) WHERE isOpen = 1 AND proposals > 0",
          "CREATE INDEX registeredRequestByWaking ON registeredRequest (wakesOn, id) WHERE isOpen = 1",
        ])
    ]
  }
}
