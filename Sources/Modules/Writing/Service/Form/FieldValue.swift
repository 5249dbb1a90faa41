// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
import Kernel
import StrictJSON
import Web
import WritingRules

/// A field of a form whose value cannot be taken as it was typed.
struct UnreadableField: Error {
  let problem: FieldProblem
}

/// How a field's value stands in a form, and how it is read back.
extension ContentField {
  /// The values under which the field is sent, for a form that is shown.
  func typed(_ value: JSONValue?) -> [(name: String, value: String)] {
    guard let value else { return [] }
    switch kind {
    case .flag, .promise: return value.flag.map { [(path, $0 ? "yes" : "no")] } ?? []
    case .list: return [(path, value.texts.joined(separator: "\n"))]
    case .choices, .persons: return value.texts.map { (path, $0) }
    case .money:
      let currency = value["currency"]?.text ?? ""
      let units = value["minorUnits"]?.text.flatMap { Int($0) }
      return [("\(path).amount", units.map { Money.decimalText($0, currency: currency) } ?? ""), ("\(path).currency", currency)]
    default: return value.text.map { [(path, $0)] } ?? []
    }
  }

  /// The value that a form sends; `nil` when nothing was written.
  /// - Throws: ``UnreadableField`` when what was typed is no such value.
  func read(_ form: FormData) throws(UnreadableField) -> JSONValue? {
    switch kind {
    case .line: return JSONValue.text(form[path]?.replacing("\n", with: " "))
    case .text: return JSONValue.text(form[path])
    case .list, .choices, .persons: return try several(form)
    case .flag: return form[path].map { JSONValue(.boolean($0 == "yes")) }
    case .promise: return form[path] == "yes" ? JSONValue(.boolean(true)) : nil
    case .day: return try checked(form, "writing.bad-day") { CalendarDay($0) != nil }
    case .state: return try checked(form, "writing.bad-choice") { StateCode($0) != nil }
    case .language: return try checked(form, "writing.bad-choice") { Language(rawValue: $0) != nil }
    case .zone: return try checked(form, "writing.bad-zone") { TimeZone(identifier: $0) != nil }
    case .choice(_, let codes): return try checked(form, "writing.bad-choice", codes.contains)
    case .article, .number, .bytes:
      guard let text = form[path] else { return nil }
      let most = kind == .bytes ? 1 << 50 : 1_000_000
      guard let number = Int(text), number >= 0, number < most else { throw unreadable("writing.bad-number", at: path) }
      return JSONValue(.number("\(number)"))
    case .money: return try money(form)
    }
  }

  private func several(_ form: FormData) throws(UnreadableField) -> JSONValue? {
    let texts: [String]
    if case .list = kind {
      texts = form.raw(path).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    } else {
      texts = form.all(path).filter { !$0.isEmpty }
    }
    if case .choices(_, let codes) = kind, !texts.allSatisfy(codes.contains) { throw unreadable("writing.bad-choice", at: path) }
    return texts.isEmpty ? nil : JSONValue(.array(texts.map { JSONValue(.string($0)) }))
  }

  private func checked(_ form: FormData, _ code: ProblemCode, _ isGood: (String) -> Bool) throws(UnreadableField) -> JSONValue? {
    guard let text = form[path] else { return nil }
    guard isGood(text) else { throw unreadable(code, at: path) }
    return JSONValue(.string(text))
  }

  private func money(_ form: FormData) throws(UnreadableField) -> JSONValue? {
    let amount = form["\(path).amount"]
    let currency = form["\(path).currency"]?.uppercased()
    guard amount != nil || currency != nil else { return nil }
    var members: [JSONValue.Member] = []
    let start = Position(line: 1, column: 1)
    if let currency {
      guard currency.wholeMatch(of: /[A-Z]{3}/) != nil else { throw unreadable("writing.bad-currency", at: "\(path).currency") }
      members.append(.init(name: "currency", position: start, value: JSONValue(.string(currency))))
    }
    if let amount {
      guard let currency, let units = Money.minorUnits(of: amount, currency: currency) else {
        throw unreadable(
          currency == nil ? "writing.bad-currency" : "writing.bad-amount", at: "\(path).\(currency == nil ? "currency" : "amount")")
      }
      members.append(.init(name: "minorUnits", position: start, value: JSONValue(.number("\(units)"))))
    }
    return JSONValue(.object(members))
  }

  private func unreadable(_ code: ProblemCode, at field: String) -> UnreadableField {
    UnreadableField(problem: FieldProblem(field: field, code: code))
  }
}
