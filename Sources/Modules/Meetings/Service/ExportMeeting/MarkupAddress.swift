// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules

/// How a document is addressed in Akoma Ntoso: work, expression, file.
/// - Source: practice (AKN4UN guidelines: `/akn/un/{type}/{subtype}/{actor}/{date}/{number}`)
struct MarkupAddress: Sendable {
  let documentType: String
  let subtype: String
  let actor: String
  let date: CalendarDay
  /// The symbol, or the short name of what has none.
  let number: String

  var work: String { "/akn/un/\(documentType)/\(subtype)/\(actor)/\(date)/\(Self.plain(number))" }

  func expression(in language: Language) -> String { "\(work)/\(language.threeLetters)@\(date)" }

  func file(in language: Language) -> String { "\(expression(in: language)).xml" }

  /// A symbol as a part of an address: no slash, no space, no mark of a reissue, nothing that an address must escape.
  static func plain(_ symbol: String) -> String {
    String(
      symbol.compactMap { letter -> Character? in
        switch letter {
        case "/": "-"
        case " ": "_"
        case _ where letter.isASCII && (letter.isLetter || letter.isNumber || "-._~".contains(letter)): letter
        default: nil
        }
      })
  }

  static func actor(_ body: Body?) -> String {
    let prefix = body?.symbolPrefix ?? body?.mark.text ?? "secretariat"
    return "un-" + plain(prefix).lowercased().replacing(".", with: "")
  }
}

extension Language {
  /// The code of ISO 639-2 that Akoma Ntoso uses.
  var threeLetters: String {
    switch self {
    case .ar: "ara"
    case .zh: "zho"
    case .en: "eng"
    case .fr: "fra"
    case .ru: "rus"
    case .es: "spa"
    }
  }
}

extension MeetingDossier {
  /// The address of the meeting's agenda: that of its document where there is one.
  func agendaAddress() -> MarkupAddress {
    let document = annotatedAgenda
    return MarkupAddress(
      documentType: document?.markupName?.documentType ?? "debateReport", subtype: document?.markupName?.subtype ?? "agenda",
      actor: MarkupAddress.actor(body(meeting.body)), date: document?.issuedOn ?? meeting.days.min() ?? .earliest,
      number: document?.symbol ?? meeting.mark.text)
  }

  /// The address of a document that is cited.
  func address(of document: MeetingDocument) -> MarkupAddress? {
    guard let number = document.citation else { return nil }
    let other = meeting(document.meeting)
    guard let day = document.issuedOn ?? document.decidedOn ?? other?.days.min() else { return nil }
    let subtype = document.kind.rawValue
    return MarkupAddress(
      documentType: document.markupName?.documentType ?? "doc", subtype: document.markupName?.subtype ?? subtype,
      actor: MarkupAddress.actor(body(document.body ?? other?.body)), date: day, number: number)
  }
}
