// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage
import Web

/// What a list of the register shows; it stands in the address, so that a list can be kept and shared.
struct RegisterFilter: Hashable, Sendable {
  /// Which requests by how far they are.
  enum Show: String, CaseIterable, Sendable { case open, ours, theirs, proposed, closed, all }

  var show = Show.open
  var direction: RegisteredRequest.Direction?
  var kind: CooperationKind?
  var state: StateCode?
  var stage: String?
  var reference: String?
  /// Where the list goes on: the day and id of the last line before.
  var after: (due: CalendarDay, id: ID<RegisteredRequest>)?

  static func == (left: RegisterFilter, right: RegisterFilter) -> Bool { left.form == right.form }
  func hash(into hasher: inout Hasher) { hasher.combine(form) }

  init() {}

  /// Reads the filter of an address; what it does not know is left out of a page's list.
  init(_ form: FormData) {
    show = form["show"].flatMap { Show(rawValue: $0) } ?? .open
    direction = form["direction"].flatMap { .init(rawValue: $0) }
    kind = form["kind"].flatMap { CooperationKind(rawValue: $0) }
    state = form["state"].flatMap { StateCode($0) }
    stage = form["stage"]
    reference = form["q"]
    if let parts = form["after"]?.split(separator: "_"), parts.count == 2, let due = CalendarDay(parts[0]),
      let id = ID<RegisteredRequest>(parts[1])
    {
      after = (due, id)
    }
  }

  /// The filter as an address has it.
  var form: FormData {
    var pairs: [(String, String)] = []
    if show != .open { pairs.append(("show", show.rawValue)) }
    if let direction { pairs.append(("direction", direction.rawValue)) }
    if let kind { pairs.append(("kind", kind.rawValue)) }
    if let state { pairs.append(("state", state.code)) }
    if let stage { pairs.append(("stage", stage)) }
    if let reference { pairs.append(("q", reference)) }
    if let after { pairs.append(("after", "\(after.due)_\(after.id)")) }
    return FormData(pairs)
  }
}
