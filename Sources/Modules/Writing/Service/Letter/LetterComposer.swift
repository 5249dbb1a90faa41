// SPDX-License-Identifier: Apache-2.0
import Crypto
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

  /// Composes from a request, the authority it goes to, and the words of two languages.
  /// - Parameter isReady: whether nothing blocks it; otherwise the letter says on top that it is a draft.
  public init(
    _ content: RequestContent, to recipient: CompetentAuthority?, in first: Words, with second: Words, on day: CalendarDay, isReady: Bool
  ) {
    self.content = content
    self.recipient = recipient
    self.first = first
    self.second = second
    self.day = day
    self.isReady = isReady
  }

  /// The letter.
  /// - Throws: `EncodingError` when the request cannot be written as JSON for its digest.
  public func document() throws -> OfficialDocument {
    let bytes = try RequestFile.canonicalBytes(content)
    let digest = SHA256.hash(data: bytes).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
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
    document.parts = parts.filter { !$0.blocks.isEmpty }
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
      rows.append(.init(pair("content.field.requestingState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let state = content.requestedState {
      rows.append(.init(pair("content.field.requestedState"), .pair(.init(first.state(state, .formal), second.state(state, .formal)))))
    }
    if let recipient {
      let address = [recipient.originalName, recipient.unit, recipient.address].compactMap { $0 }.joined(separator: "\n")
      rows.append(.init(pair("letter.to"), .text(address, language: nil)))
    }
    if let channel = content.channel { rows.append(row("channel", .pair(pair("content.channel.\(channel.rawValue)")))) }
    if let earlier = content.supplements, let reference = earlier.reference, let sent = earlier.sentOn {
      rows.append(
        .init(pair("content.field.supplements"), .pair(pair("letter.supplements", ["reference": .text(reference), "day": .day(sent)]))))
    }
    return rows
  }

  private var parts: [OfficialDocument.Part] {
    [
      .init(pair("letter.part.authority"), source: "46(15)(a)", authority),
      .init(pair("letter.part.proceeding"), source: "46(15)(b)", proceeding),
      .init(pair("letter.part.basis"), source: nil, basis),
      .init(pair("letter.part.offences"), source: "43(2)", content.offences.flatMap(offence)),
      .init(pair("letter.part.facts"), source: "46(15)(c)", narrative(content.facts)),
      .init(pair("letter.part.assistance"), source: "46(15)(d)", content.items.flatMap(item)),
      .init(pair("letter.part.persons"), source: "46(15)(e)", persons),
      .init(pair("letter.part.purpose"), source: "46(15)(f)", narrative(content.purpose)),
      .init(pair("letter.part.urgency"), source: "46(24)", urgency),
      .init(pair("letter.part.confidentiality"), source: "46(19), 46(20)", confidentiality),
      .init(pair("letter.part.undertakings"), source: nil, undertakings),
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
