// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import StrictJSON
import WritingRules

extension LetterComposer {
  /// The rows of a measure, in the order in which its form asks for them.
  func details(ofItem index: Int, _ tree: ContentTree) -> [OfficialDocument.Row?] {
    let place = FormPlace(section: .items, index: index)
    return ContentField.fields(of: shown.items[index].measure.measure).map { field in
      tree[place.path(of: field)].flatMap { row(of: field, $0) }
    }
  }

  /// Names of several lines that read the same in a translation.
  private static let untranslated: Set<String> = [
    "accounts", "address", "authorities", "detainedAt", "identifier", "location", "place", "technicalData",
  ]

  /// The row of a field, by what can be written into it.
  func row(of field: ContentField, _ value: JSONValue) -> OfficialDocument.Row? {
    switch field.kind {
    case .flag, .promise: flag(field.name, value.flag)
    case .day: day(field.name, value.text.flatMap { CalendarDay($0) })
    case .choice(let group, _): choice(field.name, group, value.text)
    case .zone, .number: value.text.map { row(field.name, .code($0)) }
    case .money: amount(field.name, value)
    case .list: typed(field.name, value.texts.joined(separator: "; "))
    case .state:
      value.text.flatMap { StateCode($0) }
        .map { row(field.name, .pair(.init(first.state($0, .short), second.state($0, .short)))) }
    case .text where !Self.untranslated.contains(field.name): told(field.name, value.text)
    default: typed(field.name, value.text)
    }
  }

  /// An amount with the currency's code; the number of decimals is the currency's own.
  private func amount(_ name: String, _ value: JSONValue) -> OfficialDocument.Row? {
    guard let currency = value["currency"]?.text, let units = value["minorUnits"]?.text.flatMap({ Int($0) }) else { return nil }
    return row(name, .code("\(currency) \(Money.decimalText(units, currency: currency))"))
  }
}
