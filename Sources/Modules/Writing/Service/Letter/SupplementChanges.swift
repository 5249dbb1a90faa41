// SPDX-License-Identifier: Apache-2.0
import Foundation
import StrictJSON
import WritingRules

/// What a supplementary request says otherwise than the request it adds to, field by field: what its letter and its review show.
/// - Source: practice (a supplement states what is new, and what no longer stands)
struct SupplementChanges: Sendable {
  /// The request that it adds to.
  let earlier: RequestContent
  /// The supplementary request without the fields that stand as they were; elements of lists that nobody touched are whole.
  private(set) var shown: ContentTree
  /// The elements taken out, by their places in the earlier request.
  private(set) var removed: [DraftSection: [Int]] = [:]
  private var added: [DraftSection: Set<Int>] = [:]
  private var changed: [DraftSection: Set<Int>] = [:]
  private var withdrawn: [FormPlace: [ContentField]] = [:]

  /// Compares a supplementary request with the one it adds to.
  /// - Throws: `EncodingError` when one of them cannot be written as JSON.
  init(_ content: RequestContent, addingTo earlier: RequestContent) throws {
    self.earlier = earlier
    shown = try ContentTree(content)
    let before = try ContentTree(earlier)
    for section in DraftSection.allCases where !section.isList && section != .supplements {
      let place = FormPlace(section: section, index: nil)
      compare(place, in: content, with: place, before)
    }
    for difference in content.difference(from: earlier) {
      let section = DraftSection(path: difference.field)
      guard section.isList, case .index(let index)? = ContentPath(difference.field).steps.last else { continue }
      switch difference.change {
      case .added: added[section, default: []].insert(index)
      case .removed: removed[section, default: []].append(index)
      case .changed:
        changed[section, default: []].insert(index)
        guard let old = Self.place(of: index, in: section, content, earlier) else { continue }
        compare(FormPlace(section: section, index: index), in: content, with: FormPlace(section: section, index: old), before)
      }
    }
  }

  /// Whether an element of a list is new or says something else than before.
  func shows(_ index: Int, of section: DraftSection) -> Bool {
    added[section]?.contains(index) == true || isChanged(index, of: section)
  }

  /// Whether an element stood in the earlier request already, and differs.
  func isChanged(_ index: Int, of section: DraftSection) -> Bool { changed[section]?.contains(index) == true }

  /// The fields that said something in the earlier request and say nothing any more.
  func withdrawn(at place: FormPlace) -> [ContentField] { withdrawn[place] ?? [] }

  /// Whether a section, or an element of it, differs.
  func shows(_ section: DraftSection) -> Bool {
    guard !section.isList else { return added[section] != nil || changed[section] != nil || removed[section] != nil }
    let place = FormPlace(section: section, index: nil)
    return section == .supplements || !withdrawn(at: place).isEmpty
      || ContentField.fields(of: section, in: earlier.kind).contains { shown[place.path(of: $0)] != nil }
  }

  private mutating func compare(_ place: FormPlace, in content: RequestContent, with old: FormPlace, _ before: ContentTree) {
    // An item that asks for another measure has other fields: it is told as a whole.
    guard shown[place.prefix.appending(ContentPath("measure.type"))] == before[old.prefix.appending(ContentPath("measure.type"))] else {
      return
    }
    // The own reference differs in every supplementary request.
    for field in place.fields(in: content) where field.path != "reference" {
      let now = Self.said(shown[place.path(of: field)], field)
      let earlier = Self.said(before[old.path(of: field)], field)
      if now == earlier {
        shown[place.path(of: field)] = nil
      } else if now == nil {
        shown[place.path(of: field)] = nil
        withdrawn[place, default: []].append(field)
      }
    }
  }

  /// A promise that is not given says nothing.
  private static func said(_ value: JSONValue?, _ field: ContentField) -> JSONValue? {
    field.kind == .promise && value?.flag == false ? nil : value
  }

  /// Where the earlier request has the item or person of the same short name.
  private static func place(
    of index: Int, in section: DraftSection, _ content: RequestContent, _ earlier: RequestContent
  ) -> Int? {
    switch section {
    case .items: earlier.items.firstIndex { $0.id == content.items[index].id }
    case .persons: earlier.persons.firstIndex { $0.id == content.persons[index].id }
    default: nil
    }
  }
}
