// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// How mandates, bodies and sources are written on pages.
struct MandateText: Sendable {
  let words: Words

  static let url = "/meetings/mandates"

  static func url(_ mandate: Mandate) -> String { "\(url)/\(mandate.id)" }

  func status(_ status: Mandate.Status) -> String { words("meetings.mandates.status.\(status.rawValue)") }

  func verb(_ verb: Mandate.Verb) -> String { words("meetings.mandates.verb.\(verb.rawValue)") }

  /// The status in words and colour.
  func badge(_ mandate: Mandate) -> HTML {
    guard mandate.createsTask else { return Web.badge(words("meetings.mandates.noTask")) }
    let tone: Tone =
      switch mandate.status {
      case .noIndication: .attention
      case .notStarted: .plain
      case .inProgress: .info
      case .done: .ok
      case .overtaken, .notApplicable: .plain
      }
    return Web.badge(status(mandate.status), tone)
  }

  /// The body's name in the reader's language, or the word for its kind where only one such body can be meant.
  func name(_ body: Body?) -> HTML {
    guard let body else { return HTML("–") }
    if body.name[words.language] == nil, let kind = kindName(body) { return HTML(kind) }
    return localText(body.name, on: words.language)
  }

  /// The same as plain text.
  func plainName(_ body: Body?) -> String {
    guard let body else { return "" }
    if body.name[words.language] == nil, let kind = kindName(body) { return kind }
    return body.name.best(for: words.language)?.text ?? body.mark.text
  }

  private func kindName(_ body: Body) -> String? {
    switch body.kind {
    case .secretariat, .conference, .reviewGroup, .extendedBureau: words("meetings.mandates.body.\(body.kind.rawValue)")
    case .addresseeGroup where ["states", "participants"].contains(body.mark.text): words("meetings.mandates.body.\(body.mark.text)")
    case .openEndedExpertMeeting: words("meetings.mandates.body.\(body.kind.rawValue)")
    default: nil
    }
  }

  /// The symbol, or what the document is called; its title where it has neither.
  func citation(_ document: MeetingDocument?) -> HTML {
    guard let document else { return HTML("–") }
    guard document.citation != nil else { return localText(document.title, on: words.language) }
    return DocumentText.citation(document, words)
  }

  /// The source with the paragraph.
  func source(_ mandate: Mandate, _ document: MeetingDocument?) -> HTML {
    guard let paragraph = mandate.paragraph else { return citation(document) }
    return HTML {
      citation(document)
      HTML(words.language == .zh ? "，" : ", ")
      words("meetings.mandates.paragraph", ["paragraph": .text(paragraph)])
    }
  }

  /// The same as plain text, for tables of numbers and for documents.
  func plainSource(_ mandate: Mandate, _ document: MeetingDocument?) -> String {
    let citation = document.flatMap { DocumentText.plainCitation($0, words) ?? $0.title.best(for: words.language)?.text } ?? ""
    guard let paragraph = mandate.paragraph else { return citation }
    return "\(citation)\(words.language == .zh ? "，" : ", ")\(words("meetings.mandates.paragraph", ["paragraph": .text(paragraph)]))"
  }

  /// By when.
  func due(_ due: Mandate.Due?, _ meetings: [ID<Meeting>: MeetingLine], _ bodies: [ID<Body>: Body]) -> String? {
    switch due {
    case .day(let day): words.date(day)
    case .meeting(let id): meetings[id].map { MeetingText.plainName(of: $0, body: bodies[$0.body], words) }
    case nil: nil
    }
  }

  /// A task as plain text.
  func task(_ mandate: Mandate) -> String { mandate.task.best(for: words.language)?.text ?? "" }
}
