// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel

/// What can be wrong with one value of the query of an address for programs.
enum QueryFault: String, CaseIterable {
  /// It stands there more than once where one value is taken.
  case repeated = "parameter-repeated"
  /// It is not as the description of the address says; that it is empty belongs here where a text is not what is asked for.
  case unreadable = "parameter-unreadable"
  /// It must be there.
  case missing = "parameter-missing"

  func at(_ name: String) -> FieldProblem { FieldProblem(field: name, code: ProblemCode(rawValue: "web.\(rawValue)")) }
}

extension APIOperation {
  /// Holds a query against what the address says of itself, so that what is described is what is taken: everywhere alike.
  ///
  /// Names that are not described are passed over. An empty text is no text, as in a form; an empty anything else is refused.
  /// - Throws: ``WebProblem/queryRefused(_:)`` with everything that is wrong.
  func check(_ sent: FormData) throws(WebProblem) {
    let faults = query.compactMap { $0.fault(of: sent.all($0.name)) }
    guard faults.isEmpty else { throw .queryRefused(faults) }
  }
}

extension APIOperation.Parameter {
  fileprivate func fault(of values: [String]) -> FieldProblem? {
    if values.isEmpty { return isRequired ? QueryFault.missing.at(name) : nil }
    if case .array(let each) = schema { return values.allSatisfy(each.takes) ? nil : QueryFault.unreadable.at(name) }
    if values.count > 1 { return QueryFault.repeated.at(name) }
    return schema.takes(values[0]) ? nil : QueryFault.unreadable.at(name)
  }
}

extension Schema {
  /// Whether a text of a query is such a value.
  ///
  /// Days are left to whoever reads them: which of them can be is a matter of the calendar.
  func takes(_ text: String) -> Bool {
    switch self {
    case .string(let format, let pattern):
      if let pattern, let rule = try? Regex(pattern), text.firstMatch(of: rule) == nil { return false }
      if format == "uuid" { return ID<Self>(text) != nil }
      return format == nil || !text.isEmpty
    case .oneOf(let values): return values.contains(text)
    case .integer(let minimum, let maximum):
      guard let number = Int(text), text.first != "+", text.allSatisfy({ $0.isASCII }) else { return false }
      return number >= minimum ?? .min && number <= maximum ?? .max
    case .number: return Double(text) != nil
    case .boolean: return text == "true" || text == "false"
    case .alternatives(let schemas): return schemas.contains { $0.takes(text) }
    case .optional(let schema): return schema.takes(text)
    case .array, .object, .map, .anything, .null: return true
    }
  }
}
