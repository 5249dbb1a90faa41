// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules

/// Who took part in a meeting, as its report says it: the delegations that were present at one session at least.
struct ReportAttendance: Sendable, Equatable {
  var delegations: [Delegation]

  /// Names the delegations that were present.
  init(_ delegations: [Delegation]) { self.delegations = delegations }

  /// How many were present, in sentences: the numbers first, then who, by what they stand for.
  func sentences(_ words: Words) -> [String] {
    let states = delegations.count { $0.kind.isOfState }
    var sentences = [words("meetings.report.sentence.states", ["count": .integer(states)])]
    if states < delegations.count {
      sentences.append(words("meetings.report.sentence.observers", ["count": .integer(delegations.count - states)]))
    }
    return sentences
  }

  /// Those of one kind by name, sorted as the language sorts; `nil` where there are none, or where one has no name in the language.
  func list(of kind: Delegation.Kind, _ words: Words) -> String? {
    let names = delegations.filter { $0.kind == kind }.map { delegation in
      delegation.state.map { words.state($0) } ?? delegation.name[words.language]
    }
    guard !names.isEmpty, !names.contains(nil) else { return nil }
    return words("meetings.report.sentence.attended.\(kind.rawValue)", ["names": .list(words.sorted(names.compactMap(\.self)) { $0 })])
  }
}

extension MeetingsStore {
  /// Who took part in a meeting; `nil` while no session has its attendance recorded.
  func reportAttendance(of meeting: ID<Meeting>) async throws -> ReportAttendance? {
    let recorded = try await attendance(of: meeting)
    guard !recorded.isEmpty else { return nil }
    let present = Set(recorded.values.flatMap(\.value.present))
    return ReportAttendance(try await delegations(of: meeting).filter { present.contains($0.id) })
  }
}
