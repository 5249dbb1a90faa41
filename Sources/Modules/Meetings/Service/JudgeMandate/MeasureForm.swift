// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The fields of a value of a figure, under a prefix: read from a form, and drawn.
struct MeasureForm: Sendable {
  let words: Words
  let prefix: String

  static func typed(_ value: MeasuredValue, prefix: String) -> [(String, String)] {
    var pairs = [
      ("\(prefix)from", value.from.description), ("\(prefix)to", value.to.description), ("\(prefix)source", value.source),
      ("\(prefix)count", value.count.map { "\($0)" } ?? ""), ("\(prefix)isProvisional", value.isProvisional ? "yes" : ""),
    ]
    switch value.amount {
    case .number(let hundredths):
      let part = hundredths % 100
      pairs.append(("\(prefix)amount", "\(hundredths / 100)" + (part == 0 ? "" : part < 10 ? ".0\(part)" : ".\(part)")))
    case .withheld, .notAvailable, .notApplicable: pairs.append(("\(prefix)amount", value.amount.symbol ?? ""))
    }
    return pairs
  }

  /// Reads a value; what is wrong is named, and nothing is guessed.
  func read(_ form: FormData) throws(CannotEnterMandate) -> MeasuredValue {
    var faults: [FieldProblem] = []
    func need<Value>(_ field: String, _ read: (String) -> Value?) -> Value? {
      guard let text = form["\(prefix)\(field)"] else {
        faults.append(MandateFault.missing.at("\(prefix)\(field)"))
        return nil
      }
      let value = read(text)
      if value == nil { faults.append(MandateFault.wrongValue.at("\(prefix)\(field)")) }
      return value
    }
    let (from, to) = (need("from") { CalendarDay($0) }, need("to") { CalendarDay($0) })
    let amount = need("amount") { Self.amount($0) }
    let count = form["\(prefix)count"] == nil ? nil : need("count") { Int($0) }
    let source = need("source") { $0 }
    guard let from, let to, let amount, let source, faults.isEmpty else { throw .wrongFields(faults) }
    return MeasuredValue(
      from: from, to: to, amount: amount, count: count, isProvisional: form["\(prefix)isProvisional"] == "yes", source: source)
  }

  /// A number with at most two decimals, after a point or a comma, or one of the symbols.
  static func amount(_ text: String) -> MeasuredValue.Amount? {
    switch text.lowercased() {
    case "[c]", "c": return .withheld
    case "[x]", "x": return .notAvailable
    case "[z]", "z": return .notApplicable
    default: break
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let isDigits = { (part: Substring) in !part.isEmpty && part.count <= 12 && part.allSatisfy { $0.isASCII && $0.isNumber } }
    guard (1...2).contains(parts.count), parts.allSatisfy(isDigits), let whole = Int(parts[0]) else { return nil }
    guard parts.count == 2 else { return .number(hundredths: whole * 100) }
    guard parts[1].count <= 2, let part = Int(parts[1].count == 1 ? "\(parts[1])0" : String(parts[1])) else { return nil }
    return .number(hundredths: whole * 100 + part)
  }

  @HTMLBuilder func fields(_ typed: FormData, _ errors: FormErrors) -> [HTML] {
    Field("\(prefix)from", label("from"), value: typed.raw("\(prefix)from"), errors: errors).day
    Field("\(prefix)to", label("to"), value: typed.raw("\(prefix)to"), errors: errors).day
    Field(
      "\(prefix)amount", label("amount"), hint: words("meetings.measure.hint.amount"), value: typed.raw("\(prefix)amount"), errors: errors
    )
    .line(width: "short", direction: "ltr")
    Field("\(prefix)count", label("count"), hint: words("meetings.measure.hint.count"), value: typed.raw("\(prefix)count"), errors: errors)
      .line(width: "short", direction: "ltr")
    Field("\(prefix)isProvisional", label("isProvisional"), errors: errors).tick(typed["\(prefix)isProvisional"] == "yes")
    Field(
      "\(prefix)source", label("source"), hint: words("meetings.measure.hint.source"), value: typed.raw("\(prefix)source"), errors: errors
    )
    .line()
  }

  private func label(_ name: String) -> String { words("meetings.measure.column.\(name)") }
}
