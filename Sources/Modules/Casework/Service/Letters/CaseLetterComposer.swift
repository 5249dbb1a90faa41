// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Crypto
import DirectoryRules
import Documents
import Foundation
import Kernel
import Localisation
import WritingRules

/// Makes a letter of a request an official document, in one language or in two side by side.
struct CaseLetterComposer: Sendable {
  let request: RegisteredRequest
  let letter: CaseLetter
  let parties: LetterParties
  let first: Words
  let second: Words
  /// The messages that say what the letter says.
  var messages: [LetterMessage] = []

  private var head: RequestHead { request.head }

  /// The letter.
  /// - Throws: `EncodingError` when what it is made from cannot be written as JSON for its digest.
  func document() throws -> OfficialDocument {
    var document = OfficialDocument(
      primary: first.language, secondary: second.language, title: pair("casework.letter.title.\(letter.kind.rawValue)"),
      subtitle: subtitle, pagePattern: Self.pagePattern(first, second), digestLabel: pair("casework.letter.digest"),
      digest: try digest(), translationLabel: first.language == second.language ? nil : pair("letter.translationSpace"))
    document.classification = classification
    document.runningHead = head.reference.isEmpty ? nil : head.reference
    if head.urgency?.isUrgent == true { document.banner = pair("letter.urgent") }
    document.head = headRows
    document.parts = parts
    document.closing = [
      .paragraph(pair("casework.letter.thanks")),
      .signature(
        label: pair("letter.signature"), name: isOwn ? head.content?.authority?.signatory ?? "" : "",
        function: isOwn ? head.content?.authority?.function ?? "" : ""),
    ]
    return document
  }

  /// The pattern of the page number, with `{number}` and `{count}`.
  static func pagePattern(_ first: Words, _ second: Words) -> OfficialDocument.Pair {
    let marks: [String: MessageArgument] = ["number": "{number}", "count": "{count}"]
    return OfficialDocument.Pair(first("letter.page", marks), second("letter.page", marks))
  }

  /// Whether the request itself was written here, so that its signatory is one of ours.
  private var isOwn: Bool { request.direction == .outgoing }

  /// What the letter says, and nothing else, decides its digest.
  private func digest() throws -> String {
    struct Made: Encodable {
      let reference: String
      let theirReference: String?
      let letter: CaseLetter
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Made(reference: head.reference, theirReference: head.theirReference, letter: letter)).sha256
  }

  private var classification: OfficialDocument.Pair? {
    if let mark = head.confidentiality?.classification { return pair("content.classification.\(mark.rawValue)") }
    return head.confidentiality?.isRequired == true ? pair("content.classification.confidential") : nil
  }

  /// The basis on which the request was made.
  /// - Source: UNCAC 46(7)
  private var subtitle: OfficialDocument.Pair {
    let basis = head.basis
    if basis.electsParagraphs9To29, let treaty = basis.besides.compactMap(\.title).first {
      return pair("letter.under.election", ["treaty": .text(treaty)])
    }
    guard basis.primary.kind == .convention else {
      return basis.primary.title.map { .init($0, $0) } ?? pair("casework.basis.\(basis.primary.kind.rawValue)")
    }
    switch head.kind {
    case .civilAssistance, .administrativeAssistance: return pair("letter.under.otherMatters")
    case .extradition: return pair("letter.under.extradition")
    case .transferOfSentencedPerson: return pair("letter.under.transferOfSentencedPerson")
    case .transferOfProceedings: return pair("letter.under.transferOfProceedings")
    case .spontaneousTransmission: return pair("letter.under.spontaneousInformation")
    case .criminalAssistance, .assetRecovery: return pair("letter.under.convention")
    default: return pair("casework.basis.convention")
    }
  }

  private var headRows: [OfficialDocument.Row] {
    var rows: [OfficialDocument.Row] = []
    if !head.reference.isEmpty { rows.append(row("ourReference", .code(head.reference))) }
    if let theirs = head.theirReference { rows.append(row("yourReference", .code(theirs))) }
    if !head.otherReferences.isEmpty { rows.append(row("otherReferences", .code(head.otherReferences.joined(separator: "; ")))) }
    rows.append(.init(pair("letter.date"), day(letter.on)))
    rows.append(state(isOwn ? head.requestingState : head.requestedState, "letter.from"))
    if let from = parties.from { rows.append(.init(pair("letter.from"), .text(from, language: nil))) }
    rows.append(state(isOwn ? head.requestedState : head.requestingState, "letter.to"))
    if let address = parties.address { rows.append(.init(pair("letter.to"), .text(address, language: nil))) }
    let arrived = pair("casework.letter.\(isOwn ? "writtenOn" : "receivedOn")", ["day": .day(head.arrival.on)])
    rows.append(row("requestOf", .pair(arrived)))
    if !head.subject.allSatisfy(\.isWhitespace) { rows.append(row("subject", .text(head.subject, language: head.content?.language))) }
    return rows
  }

  private func state(_ code: StateCode, _ key: String) -> OfficialDocument.Row {
    .init(pair(key), .pair(.init(first.state(code, .formal), second.state(code, .formal))))
  }

  private var parts: [OfficialDocument.Part] {
    [said, conditions, items, files, exchanged].compactMap(\.self)
  }

  private var said: OfficialDocument.Part {
    var arguments: [String: MessageArgument] = ["what": .text(head.kind.letterWord), "topic": .text(letter.topic?.rawValue ?? "other")]
    arguments["day"] = letter.about.map { .day($0) }
    let rows = letter.lines.map { line in self.row(line) }
    let laws: [OfficialDocument.Block] = letter.laws.map { .paragraph(pair("casework.letter.law.\($0.rawValue)")) }
    return .init(
      pair("casework.letter.part.said"), source: nil,
      [.paragraph(pair("casework.letter.body.\(letter.kind.rawValue)", arguments))] + (rows.isEmpty ? [] : [.rows(rows)]) + laws)
  }

  /// What ties the paper to the messages: their names, and of those that were signed the digest.
  private var exchanged: OfficialDocument.Part? {
    guard !messages.isEmpty else { return nil }
    let told = messages.flatMap { message -> [OfficialDocument.Block] in
      let name = row("messageName", .code("\(message.id)"))
      guard let signed = message.signed else { return [.rows([name]), .paragraph(pair("casework.letter.message.unsigned"))] }
      return [.rows([name, row("messageDigest", .code(LetterMessage.grouped(signed)))])]
    }
    return .init(pair("casework.letter.part.messages"), source: nil, [.paragraph(pair("casework.letter.message.lead"))] + told)
  }

  private func row(_ line: CaseLetter.Line) -> OfficialDocument.Row {
    switch line {
    case .told(let label, let text): row(label, .narrative(text, language: nil))
    case .named(let label, let text): row(label, .text(text, language: nil))
    case .day(let label, let day): row(label, self.day(day))
    case .days(let label, let days): row(label, .pair(.init(first.list(days.map(first.date)), second.list(days.map(second.date)))))
    case .chosen(let label, let keys): row(label, .pair(.init(first.list(keys.map { first($0) }), second.list(keys.map { second($0) }))))
    case .code(let label, let text): row(label, .code(text))
    }
  }

  private var conditions: OfficialDocument.Part? {
    guard !letter.conditions.isEmpty else { return nil }
    let lines = letter.conditions.map { condition -> [OfficialDocument.Value] in
      [.text(condition.text, language: nil), condition.acceptedOn.map(day) ?? .pair(pair("casework.letter.notAccepted"))]
    }
    return .init(
      pair("casework.letter.part.conditions"), source: nil,
      [.table(columns: [.init(label("condition"), share: 3), .init(label("acceptedOn"))], rows: lines)])
  }

  /// The items concerned; all of them with what became of each where the request ends.
  private var items: OfficialDocument.Part? {
    let here = request.items.filter { letter.tellsOutcomes || letter.items.contains($0.id) }.map { item in
      (
        item.id,
        row(item.id, item.sought, item.summary) + (letter.tellsOutcomes ? [.pair(pair("casework.itemStage.\(item.stageCode)"))] : [])
      )
    }
    // What the letter told of an item it tells also after the item went into a request of its own.
    let gone = request.splitItems.filter { !letter.tellsOutcomes && letter.items.contains($0.id) }.map {
      ($0.id, row($0.id, $0.sought, $0.summary))
    }
    let lines = (here + gone).sorted { $0.0 < $1.0 }.map(\.1)
    guard !lines.isEmpty else { return nil }
    let columns: [OfficialDocument.Column] = [.init(label("item")), .init(label("sought"), share: 4), .init(label("described"), share: 5)]
    return .init(
      pair("casework.letter.part.items"), source: nil,
      [.table(columns: columns + (letter.tellsOutcomes ? [.init(label("outcome"), share: 3)] : []), rows: lines)])
  }

  private func row(_ id: ItemID, _ sought: SoughtAct, _ summary: String) -> [OfficialDocument.Value] {
    [
      .code(id.rawValue), .pair(.init(first.sought(sought), second.sought(sought))),
      summary.allSatisfy(\.isWhitespace) ? .code("–") : .text(summary, language: head.content?.language),
    ]
  }

  private var files: OfficialDocument.Part? {
    guard !letter.files.isEmpty else { return nil }
    return .init(
      pair("casework.letter.part.files"), source: nil,
      [
        .table(
          columns: [.init(label("number")), .init(label("fileDigest"), share: 9)],
          rows: letter.files.enumerated().map { [.code("\($0.offset + 1)"), .code($0.element)] })
      ])
  }

  private func pair(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> OfficialDocument.Pair {
    .init(first(key, arguments), second(key, arguments))
  }

  private func label(_ name: String) -> OfficialDocument.Pair { pair("casework.letter.\(name)") }

  private func row(_ name: String, _ value: OfficialDocument.Value) -> OfficialDocument.Row { .init(label(name), value) }

  private func day(_ day: CalendarDay) -> OfficialDocument.Value { .pair(.init(first.date(day), second.date(day))) }
}

extension CooperationKind {
  /// The word by which letters call what is sought; each language has it in its own form.
  var letterWord: String {
    switch self {
    case .extradition: "extradition"
    case .transferOfSentencedPerson: "sentencedPerson"
    case .transferOfProceedings: "proceedings"
    case .lawEnforcementCooperation, .jointInvestigation, .specialTechniques: "cooperation"
    default: "assistance"
    }
  }
}

extension Data {
  /// The SHA-256 digest in hexadecimal.
  var sha256: String {
    SHA256.hash(data: self).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}
