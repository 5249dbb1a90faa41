// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Localisation
import WritingRules

extension LetterComposer {
  /// What the letter of a supplementary request leaves out, and what was taken back of its head.
  var scope: [OfficialDocument.Part] {
    guard changes != nil else { return [] }
    let parties = withdrawn(.parties) + withdrawn(.languages)
    return [.init(pair("letter.part.scope"), source: nil, [.paragraph(pair("letter.onlyDifferences"))] + parties)]
  }

  /// What the earlier request said in a section and this one says no more.
  func withdrawn(_ section: DraftSection) -> [OfficialDocument.Block] {
    guard let changes else { return [] }
    guard section.isList else { return withdrawnFields(FormPlace(section: section, index: nil)) }
    return (changes.removed[section] ?? []).map { index in
      let (one, two) = (name(of: index, in: section, first), name(of: index, in: section, second))
      return .paragraph(.init(first("letter.withdrawn", ["what": .text(one)]), second("letter.withdrawn", ["what": .text(two)])))
    }
  }

  /// The fields of a section or of an element that say nothing any more.
  func withdrawnFields(_ place: FormPlace) -> [OfficialDocument.Block] {
    rows((changes?.withdrawn(at: place) ?? []).map { row($0.name, .pair(pair("letter.withdrawnField"))) })
  }

  /// Says of an element that the earlier request had already that only what differs follows.
  func changed(_ index: Int, _ section: DraftSection) -> [OfficialDocument.Block] {
    changes?.isChanged(index, of: section) == true ? [.paragraph(pair("letter.changed"))] : []
  }

  /// What an element of the earlier request was called there.
  private func name(of index: Int, in section: DraftSection, _ words: Words) -> String {
    guard let earlier = changes?.earlier else { return "" }
    switch section {
    case .items:
      let item = earlier.items[index]
      return words("letter.item", ["id": .text(item.id), "measure": .text(words("content.measure.\(item.measure.measure.rawValue)"))])
    case .persons:
      let person = earlier.persons[index]
      return [person.id, person.name].compactMap { $0 }.joined(separator: ", ")
    default: return ContentView(content: earlier, words: words).title(of: index, in: section)
    }
  }
}
