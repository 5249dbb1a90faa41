// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// For how many States of each regional group the directory knows an authority of each kind, on a day.
/// - Source: UNCAC 6(3), 44, 46(13), 55(1), 43(1)
public struct Coverage: Hashable, Sendable {
  /// One number with its whole.
  public struct Share: Hashable, Sendable {
    /// States with at least one valid authority of the kind.
    public let covered: Int
    /// All States of the line.
    public let total: Int
  }

  /// One line: a regional group, all States, or the fictional ones, which are in no count.
  public enum Line: Hashable, Sendable {
    /// The States of a regional group.
    case group(RegionalGroup)
    /// All real States.
    case all
    /// Fictional States of samples and demonstrations, beside the count.
    case fictional

    /// Its code in files: the group's code, `ALL` or `FICTIONAL`.
    public var code: String {
      switch self {
      case .group(let group): group.rawValue
      case .all: "ALL"
      case .fictional: "FICTIONAL"
      }
    }
  }

  /// The day.
  public let day: CalendarDay
  /// The lines in the order in which they are shown.
  public let lines: [Line]
  private let shares: [Line: [CompetentAuthority.Kind: Share]]

  /// The share of a kind in a line.
  public func share(_ line: Line, _ kind: CompetentAuthority.Kind) -> Share { shares[line]?[kind] ?? Share(covered: 0, total: 0) }

  init(of snapshot: DirectorySnapshot, on day: CalendarDay) {
    let states = snapshot.participation.states
    let valid = snapshot.authorities.filter { $0.isValid(on: day) }
    let covered = Dictionary(grouping: valid, by: \.kind).mapValues { Set($0.map(\.state)) }
    var shares: [Line: [CompetentAuthority.Kind: Share]] = [:]
    func add(_ line: Line, _ members: [StateCode]) {
      for kind in CompetentAuthority.Kind.allCases {
        let known = covered[kind] ?? []
        shares[line, default: [:]][kind] = Share(covered: members.count { known.contains($0) }, total: members.count)
      }
    }
    let real = states.keys.filter { !$0.isFictional }
    let groups = RegionalGroup.allCases.filter { group in real.contains { states[$0] == group } }
    for group in groups { add(.group(group), real.filter { states[$0] == group }) }
    add(.all, real)
    let fictional = states.keys.filter(\.isFictional)
    if !fictional.isEmpty { add(.fictional, fictional) }
    self.day = day
    self.shares = shares
    lines = groups.map(Line.group) + [.all] + (fictional.isEmpty ? [] : [.fictional])
  }
}

extension DirectorySnapshot {
  /// For how many States of each regional group an authority of each kind is known on a day.
  public func coverage(on day: CalendarDay) -> Coverage { Coverage(of: self, on: day) }
}
