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
    let authority = content.authority
    return rows([
      typed("name", authority?.name), typed("address", authority?.address), typed("email", authority?.email),
      typed("telephone", authority?.telephone), typed("signatory", authority?.signatory), typed("function", authority?.function),
    ])
  }

  var proceeding: [OfficialDocument.Block] {
    let proceeding = content.proceeding
    return rows([
      choice("nature", "nature", proceeding?.nature?.rawValue), choice("phase", "phase", proceeding?.phase?.rawValue),
      typed("subject", proceeding?.subject), typed("caseNumber", proceeding?.caseNumber), typed("conductedBy", proceeding?.conductedBy),
      typed("functions", proceeding?.functions),
    ])
  }

  var basis: [OfficialDocument.Block] {
    let basis = content.legalBasis
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
      typed("provision", offence.provision), typed("text", offence.text), typed("penalty", offence.penalty),
      typed("dualCriminality", offence.dualCriminality),
    ])
  }

  func item(_ item: AssistanceItem, at index: Int, _ tree: ContentTree) -> [OfficialDocument.Block] {
    let measure = item.measure.measure
    let heading = OfficialDocument.Pair(
      first("letter.item", ["id": .text(item.id), "measure": .text(first("content.measure.\(measure.rawValue)"))]),
      second("letter.item", ["id": .text(item.id), "measure": .text(second("content.measure.\(measure.rawValue)"))]))
    var list: [OfficialDocument.Row?] = [.init(pair("letter.provision"), .code(provisions(of: measure)))]
    list += details(ofItem: index, tree)
    list += [
      typed("link", item.link), flag("coercive", item.coercive), typed("grounds", item.grounds), typed("procedure", item.procedure),
      forms(item.forms), day("deadlineOn", item.deadlineOn), typed("deadlineReason", item.deadlineReason),
    ]
    if let ids = item.persons, !ids.isEmpty {
      let names = ids.map { id in content.persons.first { $0.id == id }?.name ?? id }
      list.append(row("persons", .text(names.joined(separator: "; "), language: content.language)))
    }
    return [.heading(heading)] + rows(list)
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

  var persons: [OfficialDocument.Block] {
    guard !content.persons.isEmpty else { return [] }
    let columns = ["name", "role", "bornOn", "nationality", "identifier", "location"].map(label)
    let lines = content.persons.map { person -> [OfficialDocument.Value] in
      let names = ([person.name ?? "–"] + (person.aliases ?? [])).joined(separator: "; ")
      return [
        .text(names, language: content.language),
        person.role.map { .pair(pair("content.role.\($0.rawValue)")) } ?? .code("–"),
        person.bornOn.map { .pair(.init(first.date($0), second.date($0))) } ?? .code("–"),
        person.nationality.map { .pair(.init(first.state($0, .short), second.state($0, .short))) } ?? .code("–"),
        .text(person.identifier ?? "–", language: content.language), .text(person.location ?? "–", language: content.language),
      ]
    }
    return [.table(columns: columns, rows: lines)]
  }

  var urgency: [OfficialDocument.Block] {
    let urgency = content.urgency
    return rows([
      flag("isUrgent", urgency?.isUrgent), choice("ground", "urgencyGround", urgency?.ground?.rawValue),
      day("deadlineOn", urgency?.deadlineOn), typed("reason", urgency?.reason),
      urgency?.confirmsOralRequest == true ? day("oralRequestOn", urgency?.oralRequestOn) : nil,
    ])
  }

  var confidentiality: [OfficialDocument.Block] {
    var blocks: [OfficialDocument.Block] = []
    if let isRequired = content.confidentiality?.isRequired {
      blocks.append(.paragraph(pair(isRequired ? "letter.confidential" : "letter.notConfidential")))
    }
    blocks += rows([typed("reason", content.confidentiality?.reason), typed("mayBeTold", content.confidentiality?.mayBeTold)])
    if content.use?.onlyInThisProceeding == true { blocks.append(.paragraph(pair("letter.useOnly"))) }
    return blocks + rows([typed("otherProceedings", content.use?.otherProceedings)])
  }

  var undertakings: [OfficialDocument.Block] {
    let given = content.undertakings
    let codes: [(String, Bool?)] = [
      ("reciprocity", given?.reciprocity), ("speciality", given?.speciality), ("safeConduct", given?.safeConduct),
      ("returnOfItems", given?.returnOfItems), ("costs", given?.costs), ("noDeathPenalty", given?.noDeathPenalty),
    ]
    return codes.filter { $0.1 == true }.map { .paragraph(pair("content.undertaking.\($0.0)")) }
  }

  var annexes: [OfficialDocument.Block] {
    guard !content.annexes.isEmpty else { return [] }
    let columns = ["kind", "title", "pages", "sha256"].map(label)
    let lines = content.annexes.map { annex -> [OfficialDocument.Value] in
      [
        annex.kind.map { .pair(pair("content.annexKind.\($0.rawValue)")) } ?? .code("–"),
        .text(annex.title ?? "–", language: content.language), .code(annex.pages.map(String.init) ?? "–"), .code(annex.sha256 ?? "–"),
      ]
    }
    return [.table(columns: columns, rows: lines)]
  }
}
