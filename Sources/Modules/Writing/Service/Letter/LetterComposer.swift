// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Documents
import Foundation
import Instruments
public import Kernel
public import Localisation
public import WritingRules

/// Makes the official letter of a request: numbered parts in the order of article 46(15), in two languages.
/// - Source: UNCAC 46(15)
public struct LetterComposer: Sendable {
  let content: RequestContent
  let recipient: CompetentAuthority?
  let first: Words
  let second: Words
  let day: CalendarDay
  let isReady: Bool
  let earlier: RequestContent?

  /// Composes from a request, the authority it goes to, and the words of two languages.
  /// - Parameters:
  ///   - isReady: whether nothing blocks it; otherwise the letter says on top that it is a draft.
  ///   - earlier: the request that it adds to, where known: only what differs from that is then repeated.
  public init(
    _ content: RequestContent, to recipient: CompetentAuthority?, in first: Words, with second: Words, on day: CalendarDay, isReady: Bool,
    addingTo earlier: RequestContent? = nil
  ) {
    self.content = content
    self.recipient = recipient
    self.first = first
    self.second = second
    self.day = day
    self.isReady = isReady
    self.earlier = earlier
  }

  /// The letter.
  /// - Throws: `EncodingError` when the request cannot be written as JSON for its digest.
  public func document() throws -> OfficialDocument {
    let digest = try content.digest()
    var document = OfficialDocument(
      primary: first.language, secondary: second.language,
      title: pair(content.supplements == nil ? "letter.title" : "letter.titleSupplementary"), subtitle: pair("letter.under"),
      pagePattern: pair("letter.page", ["number": "{number}", "count": "{count}"]), digestLabel: pair("letter.digest"), digest: digest,
      translationLabel: translationLabel)
    document.classification = content.confidentiality?.classification.map { pair("content.classification.\($0.rawValue)") }
    if !isReady {
      document.banner = pair("letter.draft")
    } else if content.urgency?.isUrgent == true {
      document.banner = pair("letter.urgent")
    }
    document.head = head
    document.parts = parts(try ContentTree(content)).filter { !$0.blocks.isEmpty }
    return document
  }

  func pair(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> OfficialDocument.Pair {
    OfficialDocument.Pair(first(key, arguments), second(key, arguments))
  }

  private var translationLabel: OfficialDocument.Pair {
    guard let language = content.translation else { return pair("letter.translationSpace") }
    return OfficialDocument.Pair(
      "\(first("letter.translationSpace")) (\(first("content.language.\(language.rawValue)")))",
      "\(second("letter.translationSpace")) (\(second("content.language.\(language.rawValue)")))")
  }

  private var head: [OfficialDocument.Row] {
    var rows: [OfficialDocument.Row] = []
    if let reference = content.reference { rows.append(.init(pair("letter.reference"), .code(reference))) }
    rows.append(.init(pair("letter.date"), .pair(.init(first.date(day), second.date(day)))))
    if let state = content.requestingState {
      rows.append(.init(label("requestingState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let state = content.requestedState {
      rows.append(.init(label("requestedState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let recipient {
      let address = [recipient.originalName, recipient.unit, recipient.address].compactMap { $0 }.joined(separator: "\n")
      rows.append(.init(pair("letter.to"), .text(address, language: nil)))
    }
    if let channel = content.channel { rows.append(row("channel", .pair(pair("content.channel.\(channel.rawValue)")))) }
    if let earlier = content.supplements, let reference = earlier.reference, let sent = earlier.sentOn {
      rows.append(
        .init(label("supplements"), .pair(pair("letter.supplements", ["reference": .text(reference), "day": .day(sent)]))))
    }
    return rows
  }

  private func parts(_ tree: ContentTree) -> [OfficialDocument.Part] {
    let changed = earlier.map { Set(content.difference(from: $0).map(\.field)) }
    func part(_ name: String, _ source: String?, _ section: DraftSection, _ blocks: [OfficialDocument.Block]) -> OfficialDocument.Part {
      let isRepeated = changed.map { fields in fields.contains { DraftSection(path: $0) == section } } ?? true
      return .init(pair("letter.part.\(name)"), source: source, isRepeated ? blocks : [])
    }
    func elements<Element>(_ list: String, _ all: [Element], _ draw: (Int, Element) -> [OfficialDocument.Block]) -> [OfficialDocument.Block]
    {
      all.enumerated().filter { index, _ in changed?.contains("\(list)[\(index)]") ?? true }.flatMap { draw($0.offset, $0.element) }
    }
    let scope: [OfficialDocument.Part] =
      changed == nil ? [] : [.init(pair("letter.part.scope"), source: nil, [.paragraph(pair("letter.onlyDifferences"))])]
    return scope + [
      .init(pair("letter.part.authority"), source: "46(15)(a)", authority),
      part("proceeding", "46(15)(b)", .proceeding, proceeding),
      part("basis", nil, .legalBasis, basis),
      part("offences", "43(2)", .offences, elements("offences", content.offences) { offence($1) }),
      part("facts", "46(15)(c)", .facts, narrative(content.facts)),
      part("assistance", "46(15)(d)", .items, elements("items", content.items) { item($1, at: $0, tree) }),
      part("persons", "46(15)(e)", .persons, persons),
      part("purpose", "46(15)(f)", .purpose, narrative(content.purpose)),
      part("urgency", "46(24)", .urgency, urgency),
      part("confidentiality", "46(19), 46(20)", .confidentiality, confidentiality),
      part("undertakings", nil, .undertakings, undertakings),
      .init(pair("letter.part.annexes"), source: nil, annexes + closing),
    ]
  }

  private var closing: [OfficialDocument.Block] {
    [
      .paragraph(pair("letter.thanks")),
      .signature(
        label: pair("letter.signature"), name: content.authority?.signatory ?? "", function: content.authority?.function ?? ""),
    ]
  }
}
