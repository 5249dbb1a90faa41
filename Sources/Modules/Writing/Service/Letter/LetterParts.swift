// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import WritingRules

extension LetterComposer {
  func row(_ field: String, _ value: OfficialDocument.Value) -> OfficialDocument.Row { .init(label(field), value) }

  /// The name of a field as a label.
  func label(_ field: String) -> OfficialDocument.Pair {
    OfficialDocument.Pair(first.capitalised("content.field.\(field)"), second.capitalised("content.field.\(field)"))
  }

  func typed(_ field: String, _ text: String?) -> OfficialDocument.Row? {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return row(field, .text(text, language: content.language))
  }

  /// Typed text with space for its translation.
  func told(_ field: String, _ text: String?) -> OfficialDocument.Row? {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return row(field, .narrative(text, language: content.language))
  }

  func choice(_ field: String, _ group: String, _ code: String?) -> OfficialDocument.Row? {
    code.map { row(field, .pair(pair("content.\(group).\($0)"))) }
  }

  func day(_ field: String, _ day: CalendarDay?) -> OfficialDocument.Row? {
    day.map { row(field, .pair(.init(first.date($0), second.date($0)))) }
  }

  func flag(_ field: String, _ flag: Bool?) -> OfficialDocument.Row? {
    flag.map { row(field, .pair(pair($0 ? "content.yes" : "content.no"))) }
  }

  func rows(_ list: [OfficialDocument.Row?]) -> [OfficialDocument.Block] {
    let present = list.compactMap { $0 }
    return present.isEmpty ? [] : [.rows(present)]
  }

  func narrative(_ text: String?) -> [OfficialDocument.Block] {
    guard let text, !text.allSatisfy(\.isWhitespace) else { return [] }
    return [.narrative(text, language: content.language)]
  }

  var authority: [OfficialDocument.Block] {
    let authority = shown.authority
    return rows([
      typed("name", authority?.name), typed("address", authority?.address), typed("email", authority?.email),
      typed("telephone", authority?.telephone), typed("signatory", authority?.signatory), typed("function", authority?.function),
    ])
  }

  var proceeding: [OfficialDocument.Block] {
    let proceeding = shown.proceeding
    return rows([
      choice("nature", "nature", proceeding?.nature?.rawValue), choice("phase", "phase", proceeding?.phase?.rawValue),
      told("subject", proceeding?.subject), typed("caseNumber", proceeding?.caseNumber), typed("conductedBy", proceeding?.conductedBy),
      told("functions", proceeding?.functions),
    ])
  }

  var basis: [OfficialDocument.Block] {
    let basis = shown.legalBasis
    return rows([
      choice("legalBasis", "basis", basis?.kind?.rawValue), typed("treaty", basis?.treaty),
      typed("besides", basis?.besides.map { $0.joined(separator: "; ") }),
    ])
  }

  func offence(_ offence: Offence) -> [OfficialDocument.Block] {
    rows([
      offence.article.map { number in
        row("article", .pair(pair("letter.article", ["number": .text("\(number)")])))
      },
      typed("provision", offence.provision), told("text", offence.text), told("penalty", offence.penalty),
      told("dualCriminality", offence.dualCriminality),
    ])
  }

  func item(_ item: AssistanceItem, at index: Int, _ tree: ContentTree) -> [OfficialDocument.Block] {
    let measure = item.measure.measure
    let heading = OfficialDocument.Pair(
      first("letter.item", ["id": .text(item.id), "measure": .text(first("content.measure.\(measure.rawValue)"))]),
      second("letter.item", ["id": .text(item.id), "measure": .text(second("content.measure.\(measure.rawValue)"))]))
    var list: [OfficialDocument.Row?] = []
    if isUnderArticle46 { list.append(.init(pair("letter.provision"), .code(provisions(of: measure)))) }
    list += details(ofItem: index, tree)
    list += [
      told("link", item.link), flag("coercive", item.coercive), told("grounds", item.grounds), told("procedure", item.procedure),
      forms(item.forms), day("deadlineOn", item.deadlineOn), told("deadlineReason", item.deadlineReason),
    ]
    if let ids = item.persons, !ids.isEmpty {
      let names = ids.map { id in content.persons.first { $0.id == id }?.name ?? id }
      list.append(row("persons", .text(names.joined(separator: "; "), language: content.language)))
    }
    return [.heading(heading)] + changed(index, .items) + rows(list)
  }

  private func provisions(of measure: Measure) -> String {
    let type = measure.assistanceType.provision
    return type == measure.provision ? "\(type)" : "\(type), \(measure.provision.place)"
  }

  private func forms(_ forms: [EvidentialForm]?) -> OfficialDocument.Row? {
    guard let forms, !forms.isEmpty else { return nil }
    return row(
      "forms",
      .pair(
        .init(
          first.list(forms.map { first("content.form.\($0.rawValue)") }), second.list(forms.map { second("content.form.\($0.rawValue)") })))
    )
  }

  /// A person with the short name by which facts and items speak of them.
  func person(_ person: Person, at index: Int) -> [OfficialDocument.Block] {
    let heading = OfficialDocument.Pair(
      "\(first.capitalised("content.field.persons")) \(person.id)", "\(second.capitalised("content.field.persons")) \(person.id)")
    return [.heading(heading)] + changed(index, .persons)
      + rows([
        typed("name", person.name), typed("aliases", person.aliases.map { $0.joined(separator: "; ") }),
        choice("kind", "personKind", person.kind?.rawValue), choice("role", "role", person.role?.rawValue),
        day("bornOn", person.bornOn), typed("birthplace", person.birthplace),
        person.nationality.map { row("nationality", .pair(.init(first.state($0, .short), second.state($0, .short)))) },
        typed("identifier", person.identifier), typed("location", person.location), flag("isDetained", person.isDetained),
        told("remarks", person.remarks),
      ])
  }

  var urgency: [OfficialDocument.Block] {
    let urgency = shown.urgency
    return rows([
      flag("isUrgent", urgency?.isUrgent), choice("ground", "urgencyGround", urgency?.ground?.rawValue),
      day("deadlineOn", urgency?.deadlineOn), told("reason", urgency?.reason),
      content.urgency?.confirmsOralRequest == true ? day("oralRequestOn", urgency?.oralRequestOn) : nil,
    ])
  }

  var confidentiality: [OfficialDocument.Block] {
    var blocks: [OfficialDocument.Block] = []
    if let isRequired = shown.confidentiality?.isRequired {
      blocks.append(.paragraph(isRequired ? citing("letter.confidential") : pair("letter.notConfidential")))
    }
    blocks += rows([told("reason", shown.confidentiality?.reason), told("mayBeTold", shown.confidentiality?.mayBeTold)])
    if shown.use?.onlyInThisProceeding == true { blocks.append(.paragraph(citing("letter.useOnly"))) }
    // That the limit was lifted must be said where the earlier request had promised it.
    let lifted = changes != nil && shown.use?.onlyInThisProceeding == false ? flag("onlyInThisProceeding", false) : nil
    return blocks + rows([lifted, told("otherProceedings", shown.use?.otherProceedings)])
  }

  func undertakings(_ tree: ContentTree) -> [OfficialDocument.Block] { promises(in: .undertakings, tree) }

  /// The promises that are given in a section, a sentence each.
  func promises(in section: DraftSection, _ tree: ContentTree) -> [OfficialDocument.Block] {
    ContentField.fields(of: section, in: content.kind).filter { $0.kind == .promise && tree[ContentPath($0.path)]?.flag == true }
      .map { .paragraph(pair("content.undertaking.\($0.name)")) }
  }

  var annexes: [OfficialDocument.Block] {
    let attached = content.annexes.enumerated().filter { changes?.shows($0.offset, of: .annexes) ?? true }.map(\.element)
    guard !attached.isEmpty else { return [] }
    let columns = [("kind", 5), ("title", 8), ("pages", 3), ("sha256", 8)].map { OfficialDocument.Column(label($0), share: $1) }
    let lines = attached.map { annex -> [OfficialDocument.Value] in
      [
        annex.kind.map { .pair(pair("content.annexKind.\($0.rawValue)")) } ?? .code("–"),
        .text(annex.title ?? "–", language: content.language), .code(annex.pages.map(String.init) ?? "–"), .code(annex.sha256 ?? "–"),
      ]
    }
    return [.table(columns: columns, rows: lines)]
  }
}
