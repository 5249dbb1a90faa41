// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import HTTPTypes
import Kernel
import Localisation
import Web

/// Reads the values in the address of a page: what cannot be read is told beside its field, and the page answers 422.
struct PageQuery {
  let query: FormData
  private(set) var faults: [FieldProblem] = []

  init(_ query: FormData) { self.query = query }

  /// A value; `nil` when it is absent, empty, or cannot be read.
  mutating func value<Value>(_ name: String, _ read: (String) -> Value?) -> Value? {
    guard let text = query[name] else { return nil }
    guard let value = read(text) else {
      refuse(name, "directory.wrong-value")
      return nil
    }
    return value
  }

  /// A State that has a name.
  mutating func state(_ name: String) -> StateCode? {
    value(name) { StateCode($0).flatMap { StateNames.shared.name(of: $0, .short, in: .en) == nil ? nil : $0 } }
  }

  /// A day of the calendar.
  mutating func day(_ name: String) -> CalendarDay? { value(name) { CalendarDay($0) } }

  /// Two different States; `nil` while one is missing or cannot be read.
  mutating func pair() -> (from: StateCode, to: StateCode)? {
    let (from, to) = (state("from"), state("to"))
    guard let from, let to else { return nil }
    guard from != to else {
      refuse("to", TreatyFault.sameState.code)
      return nil
    }
    return (from, to)
  }

  /// A day on which the directory can be looked at: `nil` for today, and one that is still to come is refused.
  mutating func pastDay(before today: CalendarDay) -> CalendarDay? {
    guard let day = day("on") else { return nil }
    if day > today { refuse("on", AuthorityFault.verifiedInFuture.code) }
    return day < today ? day : nil
  }

  mutating func refuse(_ field: String, _ code: ProblemCode) { faults.append(FieldProblem(field: field, code: code)) }

  var status: HTTPResponse.Status { faults.isEmpty ? .ok : .unprocessableContent }

  func errors(_ words: Words) -> FormErrors { faults.isEmpty ? .none : FormErrors(CannotEdit.wrongFields(faults), in: words) }
}
