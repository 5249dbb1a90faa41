// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Localisation
import WritingRules

/// The letters of the kinds of request that article 46(15) does not describe: drawn from the table of fields, section by section.
extension LetterComposer {
  /// The parts of a letter in the order of its sections; what stands in the head is not repeated.
  func parts(of kind: RequestKind, _ tree: ContentTree) -> [OfficialDocument.Part] {
    kind.sections.filter { ![.parties, .supplements, .languages].contains($0) }.map { section in
      .init(heading(of: section, in: kind), source: source(of: section, in: kind), blocks(of: section, tree) + withdrawn(section))
    }
  }

  private func heading(of section: DraftSection, in kind: RequestKind) -> OfficialDocument.Pair {
    let keys = ["letter.part.\(kind.rawValue).\(section.rawValue)", "letter.part.other.\(section.rawValue)"]
    return pair(keys.first { first.contains($0) } ?? "letter.part.\(section == .legalBasis ? "basis" : section.rawValue)")
  }

  /// Words that a kind of request has for itself, or else those of every letter.
  func own(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> OfficialDocument.Pair {
    let own = "\(key).\(content.kind.rawValue)"
    return pair(first.contains(own) ? own : key, arguments)
  }

  /// What the two States are called in the head: where nothing is asked for, nobody is requested.
  func label(ofState field: String) -> OfficialDocument.Pair {
    let own = "letter.state.\(field).\(content.kind.rawValue)"
    return first.contains(own) ? pair(own) : label(field)
  }

  private func blocks(of section: DraftSection, _ tree: ContentTree) -> [OfficialDocument.Block] {
    switch section {
    case .authority: authority
    case .proceeding: proceeding
    case .legalBasis: basis
    case .offences: elements(.offences, shown.offences) { offence($1) }
    case .facts: narrative(shown.facts)
    case .persons: elements(.persons, shown.persons) { person($1, at: $0) }
    case .urgency: urgency
    case .confidentiality: confidentiality
    case .annexes: annexes
    case .conditionsOnUse: drawn(section, tree) + (content.isBoundByConditions ? [.paragraph(pair("letter.exculpatory"))] : [])
    default: drawn(section, tree)
    }
  }

  /// A section as its form asks for it: a row for each field that says something, then the promises.
  private func drawn(_ section: DraftSection, _ tree: ContentTree) -> [OfficialDocument.Block] {
    let fields = ContentField.fields(of: section, in: content.kind).filter { $0.kind != .promise }
    return rows(fields.map { field in tree[ContentPath(field.path)].flatMap { row(of: field, $0) } }) + promises(in: section, tree)
  }

  /// The provision that a part answers to, where the Convention is the basis.
  private func source(of section: DraftSection, in kind: RequestKind) -> String? {
    guard content.legalBasis?.kind == .convention else { return nil }
    return switch (kind, section) {
    case (.extradition, .legalBasis): "44(4)-(7)"
    case (.extradition, .person): "44(1)"
    case (.extradition, .offences): "43(2), 44(1)-(3)"
    case (.extradition, .extradition): "44(8), 44(9), 44(11)-(13)"
    case (.extradition, .provisionalArrest): "44(10)"
    case (.spontaneousInformation, .information): "46(4), 56"
    case (.transferOfProceedings, .proceedingsTransfer): "47"
    case (.transferOfProceedings, .offences): "43(2)"
    case (.spontaneousInformation, .conditionsOnUse), (.spontaneousInformation, .confidentiality): "46(5)"
    default: nil
    }
  }
}
