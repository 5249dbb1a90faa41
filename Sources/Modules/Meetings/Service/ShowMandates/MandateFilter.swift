// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Localisation
import MeetingsRules
import Web

/// What a reader looks for among the mandates.
struct MandateFilter: Sendable {
  private(set) var search: String?
  private(set) var status: Mandate.Status?
  private(set) var verb: Mandate.Verb?
  private(set) var addressee: ID<Body>?
  private(set) var givenBy: ID<Body>?
  private(set) var source: ID<MeetingDocument>?
  private(set) var meeting: Mark?
  /// Only those that are due on this day.
  private(set) var dueOn: CalendarDay?
  private(set) var faults: [FieldProblem] = []

  init(_ query: FormData, today: CalendarDay) {
    search = query["q"]
    status = read("status", query) { Mandate.Status(rawValue: $0) }
    verb = read("verb", query) { Mandate.Verb(rawValue: $0) }
    addressee = read("addressee", query) { ID($0) }
    givenBy = read("body", query) { ID($0) }
    source = read("source", query) { ID($0) }
    meeting = read("meeting", query) { Mark($0) }
    dueOn = query["due"] == "yes" ? today : nil
  }

  private mutating func read<Value>(_ name: String, _ query: FormData, _ value: (String) -> Value?) -> Value? {
    guard let text = query[name] else { return nil }
    let value = value(text)
    if value == nil { faults.append(MandateFault.wrongValue.at(name)) }
    return value
  }

  var answer: HTTPResponse.Status { faults.isEmpty ? .ok : .unprocessableContent }

  func errors(_ words: Words) -> FormErrors {
    faults.isEmpty ? .none : FormErrors(CannotEnterMandate.wrongFields(faults), in: words)
  }

  /// The mandates that the reader may know of and that are looked for; the search looks at the tasks in every language, at the source and
  /// the short name.
  func entries(of register: MandateRegister, restricted: Bool) -> [MandateRegister.Entry] {
    let wanted = search.map { SearchKey.Query($0) }
    let lastDays = dueOn == nil ? [:] : register.lastDays
    let place = meeting.map { mark in register.meetings.values.first { $0.mark == mark } }
    let items = Set((place ?? nil)?.items.map(\.id) ?? [])
    return register.entries.filter { entry in
      let mandate = entry.mandate
      guard restricted || entry.isPublic, fits(mandate) else { return false }
      if let dueOn, !mandate.isDue(on: dueOn, lastDays: lastDays) { return false }
      if let place {
        guard let id = place?.id else { return false }
        guard mandate.recordedFor == id || mandate.givenAt == id || mandate.statedUnder.contains(where: items.contains) else {
          return false
        }
      }
      return wanted.map { entry.search.has($0) } ?? true
    }
  }

  private func fits(_ mandate: Mandate) -> Bool {
    if let status, mandate.status != status || !mandate.createsTask { return false }
    if let verb, mandate.verb != verb { return false }
    if let addressee, mandate.addressee != addressee { return false }
    if let givenBy, mandate.givenBy != givenBy { return false }
    if let source, mandate.source != source { return false }
    return true
  }
}
