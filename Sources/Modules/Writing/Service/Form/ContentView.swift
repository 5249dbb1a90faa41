// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// Shows what a request says, section by section, without letting it be changed.
struct ContentView: Sendable {
  let content: RequestContent
  let words: Words
  /// Where the draft's own files are; `nil` where no links are wanted.
  var filesURL: String?
  /// The digests of the files that are there.
  var kept: Set<String> = []

  /// The id of a section, or of one element of a list, on a page that shows the request.
  static func anchor(of section: DraftSection, _ index: Int? = nil) -> String {
    "read-\(section.rawValue)" + (index.map { "-\($0 + 1)" } ?? "")
  }

  /// A section's values as key facts; nothing for a section that says nothing.
  func section(_ section: DraftSection, _ tree: ContentTree) -> HTML {
    guard section.isList else { return facts(FormPlace(section: section, index: nil), tree) }
    let count = tree.elements(of: section.rawValue).count
    return HTML {
      for index in 0..<count {
        tag("h3", .id(Self.anchor(of: section, index))) { typedText(title(of: index, in: section)) }
        if section == .annexes, let file = file(of: index) { file }
        facts(FormPlace(section: section, index: index), tree)
      }
    }
  }

  /// Of a section of a supplementary request, what differs from the earlier one, and what no longer stands.
  func section(_ section: DraftSection, differing changes: SupplementChanges) -> HTML {
    guard section.isList else { return facts(FormPlace(section: section, index: nil), changes.shown, changes) }
    let before = ContentView(content: changes.earlier, words: words)
    return HTML {
      for index in changes.shown.elements(of: section.rawValue).indices where changes.shows(index, of: section) {
        tag("h3") { typedText(title(of: index, in: section)) }
        if changes.isChanged(index, of: section) { tag("p") { words("letter.changed") } }
        if section == .annexes, let file = file(of: index) { file }
        facts(FormPlace(section: section, index: index), changes.shown, changes)
      }
      for index in changes.removed[section] ?? [] {
        tag("p") { typedText(words("letter.withdrawn", ["what": .text(before.title(of: index, in: section))])) }
      }
    }
  }

  /// The link to an annex whose file the program has.
  func file(of index: Int) -> HTML? {
    guard let filesURL, content.annexes.indices.contains(index), let digest = content.annexes[index].sha256, kept.contains(digest)
    else { return nil }
    return tag("p") { link("\(filesURL)/\(digest)", content.annexes[index].fileName ?? digest) }
  }

  private func facts(_ place: FormPlace, _ tree: ContentTree, _ changes: SupplementChanges? = nil) -> HTML {
    let withdrawn = changes?.withdrawn(at: place) ?? []
    let rows: [FactRow] = place.fields(in: content).map { field in
      let value = withdrawn.contains(field) ? HTML(words("letter.withdrawnField")) : value(tree[place.path(of: field)], of: field)
      return (words.label(of: field, in: place.section), value)
    }
    let present = rows.filter { $0.value?.isEmpty == false }
    return present.isEmpty ? .nothing : Web.facts(present)
  }

  /// A value in words.
  func value(_ value: JSONValue?, of field: ContentField) -> HTML {
    guard let value else { return .nothing }
    switch field.kind {
    case .flag, .promise: return HTML(value.flag.map { words($0 ? "content.yes" : "content.no") } ?? "")
    case .day: return HTML(value.text.flatMap { CalendarDay($0) }.map { words.date($0) } ?? "")
    case .state: return HTML(value.text.flatMap { StateCode($0) }.map { words.state($0) } ?? "")
    case .language: return HTML(value.text.map { words("content.language.\($0)") } ?? "")
    case .choice(let group, _): return HTML(value.text.map { words("content.\(group).\($0)") } ?? "")
    case .choices(let group, _): return HTML(words.list(value.texts.map { words("content.\(group).\($0)") }))
    case .persons:
      return typedText(value.texts.map { id in content.persons.first { $0.id == id }?.name ?? id }.joined(separator: "; "))
    case .list: return typedText(value.texts.joined(separator: "\n"))
    case .money:
      let currency = value["currency"]?.text ?? ""
      let amount = value["minorUnits"]?.text.flatMap { Int($0) }.map { Money.decimalText($0, currency: currency) }
      return tag("span", .dir("ltr")) { [currency, amount ?? ""].joined(separator: " ") }
    case .article: return HTML(value.text.map { words("letter.article", ["number": .text($0)]) } ?? "")
    case .bytes: return HTML(value.text.flatMap { Int($0) }.map { words.number($0) } ?? "")
    case .number, .zone: return HTML(value.text ?? "")
    case .line, .text: return typedText(value.text ?? "")
    }
  }

  /// What an element of a list is called: its own name where it has one.
  func title(of index: Int, in section: DraftSection) -> String {
    let plain = "\(words.capitalised("content.field.\(section.rawValue)")) \(words.number(index + 1))"
    switch section {
    case .items where content.items.indices.contains(index):
      let item = content.items[index]
      return "\(plain): \(words("content.measure.\(item.measure.measure.rawValue)"))"
    case .persons where content.persons.indices.contains(index): return content.persons[index].name ?? plain
    case .offences where content.offences.indices.contains(index): return content.offences[index].provision ?? plain
    case .annexes where content.annexes.indices.contains(index): return content.annexes[index].title ?? plain
    default: return plain
    }
  }
}
