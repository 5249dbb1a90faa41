// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// Which element of a list a page is about: by its short name where it has one, otherwise by its place.
struct ElementName: Hashable, Sendable {
  let text: String

  /// The element's place in a version of the request.
  func index(in section: DraftSection, of content: RequestContent) -> Int? {
    switch section {
    case .items: return content.items.firstIndex { $0.id == text }
    case .persons: return content.persons.firstIndex { $0.id == text }
    case .offences: return place(content.offences.count)
    case .annexes: return place(content.annexes.count)
    default: return nil
    }
  }

  private func place(_ count: Int) -> Int? { Int(text).flatMap { (1...max(count, 1)).contains($0) && count > 0 ? $0 - 1 : nil } }

  /// The name of the element at a place.
  static func name(of index: Int, in section: DraftSection, _ content: RequestContent) -> ElementName {
    switch section {
    case .items: ElementName(text: content.items[index].id)
    case .persons: ElementName(text: content.persons[index].id)
    default: ElementName(text: "\(index + 1)")
    }
  }
}

/// What an officer sent for one place of a request, to be written over whatever the request says by now.
struct SectionEdit: Sendable {
  let section: DraftSection
  let element: ElementName?
  /// The request as the officer saw it.
  let seen: RequestContent
  let form: FormData
  let words: Words

  /// Some fields cannot be read; nothing was written.
  struct Unreadable: Problem {
    let fields: [FieldProblem]
    var code: ProblemCode { "writing.unreadable-fields" }
    var kind: ProblemKind { .invalid }
  }

  /// Another officer changed the same fields to something else; nothing was written.
  struct Contested: Problem {
    /// What the form should now hold: the officer's own words where contested, the other's where only they changed something.
    let typed: FormData
    /// What the other officer wrote in the contested fields.
    let theirs: [ContentField: JSONValue?]
    var code: ProblemCode { "writing.changed-since-seen" }
    var kind: ProblemKind { .conflict }
    var fields: [FieldProblem] { theirs.keys.map { FieldProblem(field: $0.path, code: "writing.contested") } }
  }

  /// The request with the officer's words in it.
  /// - Throws: ``Unreadable``, ``Contested``, ``CannotChange/noSuchElement`` when the officer never saw such an element.
  func applied(to now: RequestContent) throws -> RequestContent {
    let place = try placeSeen()
    let sent = SectionForm(place: place, content: seen, words: words).read(form)
    guard sent.problems.isEmpty else { throw Unreadable(fields: sent.problems) }
    let before = try ContentTree(seen)
    var tree = try ContentTree(now)
    let target = Self.locate(place, before, &tree)
    var settled: [ContentField: JSONValue?] = [:]
    var theirs: [ContentField: JSONValue?] = [:]
    for (field, mine) in sent.values {
      switch MergedField(seen: before[place.path(of: field)], mine: mine, theirs: tree[target.path(of: field)]) {
      case .settled(let value): settled[field] = .some(value)
      case .contested(let mine, let other):
        settled[field] = .some(mine)
        theirs[field] = .some(other)
      }
    }
    guard theirs.isEmpty else {
      let pairs = settled.flatMap { field, value in field.typed(value).map { ($0.name, $0.value) } }
      throw Contested(typed: FormData(pairs), theirs: theirs)
    }
    for (field, value) in settled { tree[target.path(of: field)] = value }
    do {
      return try tree.content()
    } catch {
      throw Unreadable(fields: [FieldProblem(field: error.issues.first?.path ?? "", code: "writing.bad-choice")])
    }
  }

  private func placeSeen() throws -> FormPlace {
    guard section.isList else { return FormPlace(section: section, index: nil) }
    guard let index = element?.index(in: section, of: seen) else { throw CannotChange.noSuchElement }
    return FormPlace(section: section, index: index)
  }

  /// Finds the element in the request as it is now; when another officer took it out it is put at the end again, so that nothing is lost.
  private static func locate(_ place: FormPlace, _ before: ContentTree, _ tree: inout ContentTree) -> FormPlace {
    guard let index = place.index else { return place }
    let list = place.section.rawValue
    let seen = before.elements(of: list)[index]
    var now = tree.elements(of: list)
    let match: Int?
    if let id = seen["id"] {
      match = now.firstIndex { $0["id"] == id }
    } else if now.count == before.elements(of: list).count {
      match = index
    } else {
      match = now.firstIndex(of: seen)
    }
    if let match { return FormPlace(section: place.section, index: match) }
    now.append(seen)
    tree.set(now, of: list)
    return FormPlace(section: place.section, index: now.count - 1)
  }
}

extension RequestContent {
  /// A short name that no element has yet: `i3` after `i1` and `i2`.
  static func freshName(_ letter: String, after names: [String]) -> String {
    let numbers = names.compactMap { $0.hasPrefix(letter) ? Int($0.dropFirst(letter.count)) : nil }
    return "\(letter)\((numbers.max() ?? 0) + 1)"
  }
}
