// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web

/// What a reader looks for in the list of States.
struct DirectoryFilter: Sendable {
  /// Whether a State is bound by the Convention.
  enum Standing: String, Sendable, CaseIterable {
    case bound
    case depositedOnly
    case notParty
  }

  let search: String?
  let kind: CompetentAuthority.Kind?
  let group: RegionalGroup?
  let standing: Standing?
  /// Only States with a valid entry that nobody has confirmed for twelve months.
  let isStale: Bool

  init(_ query: inout PageQuery) {
    search = query.query["q"]
    kind = query.value("kind") { CompetentAuthority.Kind(rawValue: $0) }
    group = query.value("group") { RegionalGroup(rawValue: $0) }
    standing = query.value("party") { Standing(rawValue: $0) }
    isStale = query.query["stale"] != nil
  }

  func states(of directory: HeldDirectory, on day: CalendarDay) -> [StateCode] {
    let wanted = search.map { SearchKey.Query($0) }
    return directory.snapshot.participation.states.filter { state, stateGroup in
      (group.map { $0 == stateGroup } ?? true) && matchesStanding(state, directory.snapshot, day)
        && matchesAuthority(state, directory, day, wanted)
    }.keys.sorted()
  }

  private func matchesStanding(_ state: StateCode, _ snapshot: DirectorySnapshot, _ day: CalendarDay) -> Bool {
    guard let standing else { return true }
    let isBound = snapshot.participation.inForce(for: state, on: day) != nil
    let isDeposited = snapshot.participation.deposited(by: state, on: day) != nil
    switch standing {
    case .bound: return isBound
    case .depositedOnly: return isDeposited && !isBound
    case .notParty: return !isDeposited
    }
  }

  /// The search looks at the names of the State and of its authorities.
  private func matchesAuthority(_ state: StateCode, _ directory: HeldDirectory, _ day: CalendarDay, _ wanted: SearchKey.Query?) -> Bool {
    let authorities = (directory.authorities[state] ?? []).filter { (kind == nil || $0.kind == kind) && $0.isValid(on: day) }
    if kind != nil, authorities.isEmpty { return false }
    if isStale, !authorities.contains(where: { $0.isStale(on: day) }) { return false }
    guard let search, let wanted else { return true }
    return StateNames.shared.matches(state, query: search)
      || authorities.contains { authority in directory.searchKeys[authority.id]?.contains { $0.has(wanted) } ?? false }
  }
}
