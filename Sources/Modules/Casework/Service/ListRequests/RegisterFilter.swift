// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage
import Web

/// What a list of the register shows; it stands in the address, so that a list can be kept and shared.
struct RegisterFilter: Hashable, Sendable {
  /// Which requests by how far they are.
  enum Show: String, CaseIterable, Sendable { case open, overdue, ours, theirs, court, proposed, executing, closed, all }

  /// Who is responsible for a request.
  enum Responsible: Hashable, Sendable {
    /// Whoever looks; a list that is shared shows each officer their own.
    case mine
    /// Nobody is named.
    case nobody
    /// An officer, by the account.
    case officer(String)

    /// Reads what an address says.
    init?(_ text: String) {
      switch text {
      case "mine": self = .mine
      case "nobody": self = .nobody
      default:
        guard ID<Self>(text)?.description == text else { return nil }
        self = .officer(text)
      }
    }

    /// What an address says.
    var text: String {
      switch self {
      case .mine: "mine"
      case .nobody: "nobody"
      case .officer(let account): account
      }
    }

    /// What stands in the column, for whoever looks.
    func column(for reader: String) -> String {
      switch self {
      case .mine: reader
      case .nobody: ""
      case .officer(let account): account
      }
    }
  }

  var show = Show.open
  var direction: RegisteredRequest.Direction?
  var kind: CooperationKind?
  var state: StateCode?
  var stage: String?
  var basis: AppliedBasis.Kind?
  var unit: String?
  var responsible: Responsible?
  /// The last day on which what is awaited or owed may fall due.
  var dueUntil: CalendarDay?
  var isUrgent = false
  var isDelayed = false
  var isRestricted = false
  var reference: String?
  /// The day from which on nothing is overdue; it stands in no address, so that a kept list is overdue on every day anew.
  var today = CalendarDay.earliest
  /// Where the list goes on: the day and id of the last line before.
  var after: (due: CalendarDay, id: ID<RegisteredRequest>)?

  static func == (left: RegisterFilter, right: RegisterFilter) -> Bool { left.form == right.form }
  func hash(into hasher: inout Hasher) { hasher.combine(form) }

  init() {}

  /// Reads the filter of an address; what it does not know is left out of a page's list.
  init(_ form: FormData, today: CalendarDay = .earliest) {
    self.today = today
    show = form["show"].flatMap { Show(rawValue: $0) } ?? .open
    direction = form["direction"].flatMap { .init(rawValue: $0) }
    kind = form["kind"].flatMap { CooperationKind(rawValue: $0) }
    state = form["state"].flatMap { StateCode($0) }
    stage = form["stage"].flatMap { Self.stages.contains($0) ? $0 : nil }
    basis = form["basis"].flatMap { AppliedBasis.Kind(rawValue: $0) }
    unit = form["unit"]
    responsible = form["responsible"].flatMap { Responsible($0) }
    dueUntil = form["due"].flatMap { CalendarDay($0) }
    isUrgent = form["urgent"] == "yes"
    isDelayed = form["delayed"] == "yes"
    isRestricted = form["restricted"] == "yes"
    reference = form["q"]
    if let parts = form["after"]?.split(separator: "_"), parts.count == 2, let due = CalendarDay(parts[0]),
      let id = ID<RegisteredRequest>(parts[1])
    {
      after = (due, id)
    }
  }

  /// The codes of all stages, those of incoming requests first.
  static let stages: [String] = {
    let incoming = IncomingStage.allCases.map(\.rawValue)
    return incoming + OutgoingStage.allCases.map(\.rawValue).filter { !incoming.contains($0) }
  }()

  /// The names under which an address can say something of a list.
  static let names = [
    "show", "direction", "kind", "state", "stage", "basis", "unit", "responsible", "due", "urgent", "delayed", "restricted", "q", "after",
  ]

  /// The names of an address that say what no list can show: a page leaves them out, a program is told.
  func unread(in form: FormData) -> [String] {
    let written = self.form
    return Self.names.filter { form[$0] != nil && written[$0] == nil && !(($0 == "show") && form[$0] == Show.open.rawValue) }
  }

  /// The filter as an address has it.
  var form: FormData {
    var pairs: [(String, String)] = []
    if show != .open { pairs.append(("show", show.rawValue)) }
    if let direction { pairs.append(("direction", direction.rawValue)) }
    if let kind { pairs.append(("kind", kind.rawValue)) }
    if let state { pairs.append(("state", state.code)) }
    if let stage { pairs.append(("stage", stage)) }
    if let basis { pairs.append(("basis", basis.rawValue)) }
    if let unit { pairs.append(("unit", unit)) }
    if let responsible { pairs.append(("responsible", responsible.text)) }
    if let dueUntil { pairs.append(("due", dueUntil.description)) }
    if isUrgent { pairs.append(("urgent", "yes")) }
    if isDelayed { pairs.append(("delayed", "yes")) }
    if isRestricted { pairs.append(("restricted", "yes")) }
    if let reference { pairs.append(("q", reference)) }
    if let after { pairs.append(("after", "\(after.due)_\(after.id)")) }
    return FormData(pairs)
  }
}
