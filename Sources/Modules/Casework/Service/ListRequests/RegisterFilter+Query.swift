// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Storage

extension RegisterFilter {
  /// The statement of a list: no more lines than a limit, read in the order of an index, so that the length of the register does not matter.
  ///
  /// The most pressing lines come first; where a reference is looked for, those whose reference is nearest to it.
  func list(_ store: CaseStore, _ reader: CaseStore.Reader, select: String, limit: Int) -> SQL {
    var query = ListQuery(store: store, reader: reader, filter: self)
    let most = query.bound(limit.sql)
    let branches = query.branches(select: select)
    guard branches.count > 1 else { return SQL("\(branches[0]) ORDER BY \(query.order) LIMIT \(most)", query.values) }
    // Each branch gives its first lines in the order of its index; of those few the first are taken.
    let parts = branches.enumerated().map { place, branch in
      "SELECT * FROM (\(branch) ORDER BY \(query.order) LIMIT \(most)) AS part\(place)"
    }
    return SQL("\(parts.joined(separator: " UNION ALL ")) ORDER BY dueOn, id LIMIT \(most)", query.values)
  }

  /// The statement that counts the lines, no further than a limit.
  func counting(_ store: CaseStore, _ reader: CaseStore.Reader, upTo limit: Int) -> SQL {
    var filter = self
    filter.after = nil
    var query = ListQuery(store: store, reader: reader, filter: filter)
    let most = query.bound(limit.sql)
    let parts = query.branches(select: "1 AS one").enumerated().map { place, branch in
      // The order costs nothing where an index has it, and keeps PostgreSQL from reading the table in its own.
      "SELECT one FROM (\(branch) ORDER BY \(query.order) LIMIT \(most)) AS part\(place)"
    }
    return SQL(
      "SELECT COUNT(*) AS number FROM (SELECT one FROM (\(parts.joined(separator: " UNION ALL "))) AS parts LIMIT \(most)) AS found",
      query.values)
  }
}

/// A list of the register in the making: its values in the order of their places.
private struct ListQuery {
  let store: CaseStore
  let reader: CaseStore.Reader
  let filter: RegisterFilter
  private(set) var values: [SQLValue] = []

  init(store: CaseStore, reader: CaseStore.Reader, filter: RegisterFilter) {
    self.store = store
    self.reader = reader
    self.filter = filter
  }

  /// The order of the lines.
  var order: String { filter.reference == nil ? "r.dueOn, r.id" : "f.reference, f.request" }

  mutating func bound(_ value: SQLValue) -> String {
    values.append(value)
    return "$\(values.count)"
  }

  /// One statement for open and one for closed requests where both are wanted: an index has either in the order of the list, but not both together.
  mutating func branches(select: String) -> [String] {
    if filter.reference != nil { return [referenceQuery(select)] }
    let common = conditions() + afterLine()
    let ways = ways()
    return openings.flatMap { isOpen in
      ways.map { way in
        "SELECT \(select) FROM \(way.tables) WHERE \((["r.isOpen = \(isOpen)"] + common + [way.condition]).joined(separator: " AND "))"
      }
    }
  }

  /// The ways to the requests that the reader may know of, none of which finds what another does.
  ///
  /// An officer of a unit gets those of the unit from the index of units, and the few that they are named for from their names: one condition for both
  /// would read the whole register for the few lines of a small unit.
  private mutating func ways() -> [(tables: String, condition: String)] {
    guard !reader.seesEverything, !reader.unit.isEmpty else { return [("registeredRequest r", access())] }
    let ofUnit = "r.isRestricted = 0 AND r.unit = \(bound(reader.unit.sql))"
    let named = "a.officer = \(bound(reader.officer.sql)) AND r.id = a.request AND NOT (\(ofUnit))"
    return [("registeredRequest r", ofUnit), ("requestAccess a CROSS JOIN registeredRequest r", named)]
  }

  /// The stages at which something is carried out; the codes come from the program.
  private static let executing = IncomingStage.allCases.filter {
    $0.permits.contains(.recordExecution) || $0.permits.contains(.beginExecution)
  }
  .map { "'\($0.rawValue)'" }.joined(separator: ", ")

  private var openings: [Int] {
    switch filter.show {
    case .open, .overdue, .ours, .theirs, .court, .proposed, .executing: [1]
    case .closed: [0]
    case .all: [1, 0]
    }
  }

  private mutating func conditions() -> [String] {
    var conditions: [String] = []
    switch filter.show {
    case .overdue: conditions.append("r.dueOn < \(bound(filter.today.sql))")
    case .executing: conditions += ["r.direction = 'incoming'", "r.stage IN (\(Self.executing))"]
    case .ours, .theirs, .court: conditions.append("r.turn = \(bound(filter.show.rawValue.sql))")
    case .proposed: conditions.append("r.proposals > 0")
    case .open, .closed, .all: break
    }
    if let direction = filter.direction { conditions.append("r.direction = \(bound(direction.rawValue.sql))") }
    if let kind = filter.kind { conditions.append("r.kind = \(bound(kind.rawValue.sql))") }
    if let state = filter.state { conditions.append("r.otherState = \(bound(state.sql))") }
    if let stage = filter.stage { conditions.append("r.stage = \(bound(stage.sql))") }
    if let basis = filter.basis { conditions.append("r.basis = \(bound(basis.rawValue.sql))") }
    if let unit = filter.unit { conditions.append("r.unit = \(bound(unit.sql))") }
    if let responsible = filter.responsible { conditions.append("r.responsible = \(bound(responsible.column(for: reader.officer).sql))") }
    if let dueUntil = filter.dueUntil { conditions.append("r.dueOn <= \(bound(dueUntil.sql))") }
    if filter.isUrgent { conditions.append("r.isUrgent = 1") }
    if filter.isDelayed { conditions.append("r.isDelayed = 1") }
    if filter.isRestricted { conditions.append("r.isRestricted = 1") }
    return conditions
  }

  private mutating func afterLine() -> [String] {
    guard let after = filter.after else { return [] }
    return ["(r.dueOn, r.id) > (\(bound(after.due.sql)), \(bound(after.id.sql)))"]
  }

  private mutating func access() -> String {
    let access = store.accessClause(reader, from: values.count + 1)
    values += access.values
    return access.text
  }

  /// The requests of which a reference begins so, each once, from the references to the requests: no other way is short.
  private mutating func referenceQuery(_ select: String) -> String {
    let folded = filter.reference.flatMap { LookedUpReference($0)?.text } ?? ""
    let (from, to) = (bound(folded.sql), bound((folded + "\u{FFFF}").sql))
    var parts = [
      "r.id = f.request", "f.reference >= \(from)", "f.reference < \(to)",
      """
      NOT EXISTS (SELECT 1 FROM requestReference g WHERE g.request = f.request AND g.reference >= \(from) AND g.reference < f.reference)
      """,
    ]
    if openings.count == 1 { parts.append("r.isOpen = \(openings[0])") }
    parts += conditions()
    if let after = filter.after {
      let id = bound(after.id.sql)
      let last =
        "(SELECT MIN(h.reference) FROM requestReference h WHERE h.request = \(id) AND h.reference >= \(from) AND h.reference < \(to))"
      parts.append("(f.reference, f.request) > (\(last), \(id))")
    }
    parts.append(access())
    return "SELECT \(select) FROM requestReference f CROSS JOIN registeredRequest r WHERE \(parts.joined(separator: " AND "))"
  }
}
