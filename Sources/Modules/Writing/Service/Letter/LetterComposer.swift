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
  let standing: Standing
  let earlier: RequestContent?
  /// What the parts say: the request itself, or of a supplementary one the fields that differ.
  var shown: RequestContent
  var changes: SupplementChanges?

  /// How far the request has come, which its letter says on top.
  public enum Standing: Sendable {
    /// Something blocks it.
    case blocked
    /// Nothing blocks it, but no second officer has approved it.
    case ready
    /// It may be signed and sent.
    case approved
  }

  /// Composes from a request, the authority it goes to, and the words of two languages.
  /// - Parameters:
  ///   - standing: how far it has come; until it is approved the letter says on top that it is a draft.
  ///   - earlier: the request that it adds to, where known: only what differs from that is then repeated.
  public init(
    _ content: RequestContent, to recipient: CompetentAuthority?, in first: Words, with second: Words, on day: CalendarDay,
    standing: Standing, addingTo earlier: RequestContent? = nil
  ) {
    self.content = content
    self.recipient = recipient
    self.first = first
    self.second = second
    self.day = day
    self.standing = standing
    self.earlier = earlier
    shown = content
  }

  /// The letter.
  /// - Throws: `EncodingError` when the request cannot be written as JSON for its digest.
  public func document() throws -> OfficialDocument {
    guard let earlier, changes == nil else { return try composed() }
    var composer = self
    let changes = try SupplementChanges(content, addingTo: earlier)
    composer.changes = changes
    composer.shown = try changes.shown.content()
    return try composer.composed()
  }

  private func composed() throws -> OfficialDocument {
    let digest = try content.digest()
    var document = OfficialDocument(
      primary: first.language, secondary: second.language,
      title: title, subtitle: subtitle,
      pagePattern: Self.pagePattern(first, second), digestLabel: pair("letter.digest"), digest: digest,
      translationLabel: translationLabel)
    document.classification = content.confidentiality?.classification.map { pair("content.classification.\($0.rawValue)") }
    switch standing {
    case .blocked: document.banner = pair("letter.draft")
    case .ready: document.banner = pair("letter.notApproved")
    case .approved: document.banner = content.urgency?.isUrgent == true ? pair("letter.urgent") : nil
    }
    document.head = head
    document.parts = parts(try ContentTree(shown)).filter { !$0.blocks.isEmpty }
    document.closing = closing
    return document
  }

  /// The pattern of the page number, with `{number}` and `{count}`.
  static func pagePattern(_ first: Words, _ second: Words) -> OfficialDocument.Pair {
    let marks: [String: MessageArgument] = ["number": "{number}", "count": "{count}"]
    return OfficialDocument.Pair(first("letter.page", marks), second("letter.page", marks))
  }

  func pair(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> OfficialDocument.Pair {
    OfficialDocument.Pair(first(key, arguments), second(key, arguments))
  }

  /// Space for a translation is needed where the second column's language is not the request's own, or another one is asked for.
  private var translationLabel: OfficialDocument.Pair? {
    guard second.language != content.language || content.translation.map({ $0 != content.language }) == true else { return nil }
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
      rows.append(.init(label(ofState: "requestingState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let state = content.requestedState {
      rows.append(.init(label(ofState: "requestedState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let territory = typed("territory", content.territory) { rows.append(territory) }
    if let recipient {
      let address = [recipient.originalName, recipient.unit, recipient.address].compactMap { $0 }.joined(separator: "\n")
      rows.append(.init(pair("letter.to"), .text(address, language: nil)))
    }
    if let channel = content.channel { rows.append(row("channel", .pair(pair("content.channel.\(channel.rawValue)")))) }
    if let earlier = content.supplements, let reference = earlier.reference, let sent = earlier.sentOn {
      rows.append(
        .init(label("supplements"), .pair(own("letter.supplements", ["reference": .text(reference), "day": .day(sent)]))))
    }
    return rows
  }

  private func parts(_ tree: ContentTree) -> [OfficialDocument.Part] {
    func part(
      _ name: String, _ source: String?, _ section: DraftSection, _ blocks: [OfficialDocument.Block]
    ) -> OfficialDocument.Part {
      .init(pair("letter.part.\(name)"), source: source, blocks + withdrawn(section))
    }
    guard content.kind == .assistance else { return scope + parts(of: content.kind, tree) }
    return scope + [
      part("authority", source("46(15)(a)"), .authority, authority),
      part("proceeding", sourceOfProceeding, .proceeding, proceeding),
      part("basis", nil, .legalBasis, basis),
      part("offences", source("43(2)"), .offences, elements(.offences, shown.offences) { offence($1) }),
      part("facts", source("46(15)(c)"), .facts, narrative(shown.facts)),
      part("assistance", source("46(15)(d)"), .items, elements(.items, shown.items) { item($1, at: $0, tree) }),
      part("persons", source("46(15)(e)"), .persons, elements(.persons, shown.persons) { person($1, at: $0) }),
      part("purpose", source("46(15)(f)"), .purpose, narrative(shown.purpose)),
      part("urgency", source("46(24)"), .urgency, urgency),
      part("confidentiality", source("46(19), 46(20)"), .confidentiality, confidentiality),
      part("undertakings", nil, .undertakings, undertakings(tree)),
      part("annexes", nil, .annexes, annexes),
    ]
  }

  /// The elements of a list; of a supplementary request those that differ, with what was taken out of them.
  func elements<Element>(
    _ section: DraftSection, _ all: [Element], _ draw: (Int, Element) -> [OfficialDocument.Block]
  ) -> [OfficialDocument.Block] {
    all.enumerated().filter { changes?.shows($0.offset, of: section) ?? true }.flatMap { index, element in
      draw(index, element) + withdrawnFields(FormPlace(section: section, index: index))
    }
  }

  private var closing: [OfficialDocument.Block] {
    [
      .paragraph(own("letter.thanks")),
      .signature(
        label: pair("letter.signature"), name: content.authority?.signatory ?? "", function: content.authority?.function ?? ""),
    ]
  }
}
