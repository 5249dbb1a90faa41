// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// Composes the first draft of a report from what the dossier knows, sentence by sentence in six languages.
///
/// Nothing is said that the dossier does not know: where a fact is missing its sentence is left out, where it is missing in one language the
/// sentence of that language goes without it.
struct ReportDraft {
  let dossier: MeetingDossier
  let attendance: ReportAttendance?
  let words: @Sendable (Language) -> Words

  private var meeting: Meeting { dossier.meeting }

  var report: MeetingReport {
    MeetingReport(
      meeting: meeting.id,
      sections: [
        ReportSection(.introduction, paragraphs(introduction)), ReportSection(.organization),
        ReportSection(.opening, paragraphs(opening)), ReportSection(.agenda, agenda), ReportSection(.attendance, paragraphs(attended)),
      ] + meeting.items.filter { $0.kind == .substantive }.map { ReportSection(.item($0.id), paragraphs(discussion(of: $0))) } + [
        ReportSection(.conclusions), ReportSection(.adoption, paragraphs(adoption)), ReportSection(.annex),
      ])
  }

  private func paragraphs(_ texts: [LocalText]) -> [ReportParagraph] {
    texts.filter { !$0.texts.isEmpty }.map { ReportParagraph($0) }
  }

  /// A sentence in each language in which it can be said.
  private func said(_ sentence: (Words) -> String?) -> LocalText {
    var text = LocalText()
    for language in Language.allCases { text[language] = sentence(words(language)) }
    return text
  }

  private var introduction: [LocalText] {
    let sources = meeting.bases.filter { $0.role == .mandatedBy }.compactMap { dossier.document($0.source) }
    return sources.compactMap { source in
      let resolution = source.resolutionNumber
      guard resolution != nil || source.symbol != nil else { return nil }
      return said { words in
        let name = resolution.map { words("meetings.report.sentence.resolution", ["number": .text($0)]) } ?? source.symbol ?? ""
        return words("meetings.report.sentence.convened", ["source": .text(name)])
      }
    }
  }

  private var opening: [LocalText] {
    guard let first = meeting.days.min(), let last = meeting.days.max() else { return [] }
    let held = said { words in
      let city = meeting.place.city[words.language]
      var arguments: [String: MessageArgument] = first == last ? ["day": .day(first)] : ["from": .day(first), "to": .day(last)]
      arguments["city"] = city.map { .text($0) }
      return words("meetings.report.sentence.held\(city == nil ? "" : "In")\(first == last ? "On" : "From")", arguments)
    }
    guard let opens = meeting.opensAt else { return [held] }
    let opened = said { words in
      words(
        "meetings.report.sentence.opened",
        [
          "day": .day(CalendarDay(opens, in: meeting.timeZone)), "time": .text(words.time(opens, in: meeting.timeZone)),
        ])
    }
    return [held, opened]
  }

  private var agenda: [ReportParagraph] {
    var paragraphs: [ReportParagraph] = []
    if !meeting.items.isEmpty {
      let text = said { words in
        let titles = meeting.items.compactMap { item in item.title[words.language].map { "\(item.number). \($0)" } }
        guard titles.count == meeting.items.count else { return nil }
        return ([words("meetings.report.sentence.agenda")] + titles).joined(separator: "\n")
      }
      // Until the record says that the agenda was adopted the sentence is in dispute.
      paragraphs.append(ReportParagraph(text, state: meeting.agendaStage == .provisional ? .bracketed : .open))
    }
    let plenaries = meeting.bands.filter { $0.kind == .plenary }.count
    if plenaries > 0 {
      paragraphs.append(ReportParagraph(said { $0("meetings.report.sentence.plenaries", ["count": .integer(plenaries)]) }))
    }
    if let documents { paragraphs.append(ReportParagraph(documents)) }
    return paragraphs.filter { !$0.text.texts.isEmpty }
  }

  private var documents: LocalText? {
    let listed = dossier.documents.filter { $0.isPublic && !dossier.items(listing: $0.id).isEmpty }
    guard !listed.isEmpty else { return nil }
    return said { words in
      let lines = listed.compactMap { document -> String? in
        let title = document.title[words.language]
        switch (title, document.citation) {
        case (let title?, let symbol?): return "- \(title) (\(symbol))"
        case (let title?, nil): return "- \(title)"
        case (nil, let symbol?): return "- \(symbol)"
        case (nil, nil): return nil
        }
      }
      return ([words("meetings.report.sentence.documents")] + lines).joined(separator: "\n")
    }
  }

  private var attended: [LocalText] {
    guard let attendance, !attendance.delegations.isEmpty else { return [] }
    return [said { attendance.sentences($0).joined(separator: $0.language == .zh ? "" : " ") }]
      + Delegation.Kind.allCases.map { kind in said { attendance.list(of: kind, $0) } }
  }

  private func discussion(of item: AgendaItem) -> [LocalText] {
    meeting.expectations.filter { $0.item == item.id }.compactMap { expectation in
      switch expectation.kind {
      case .secretariatWillBrief, .secretariatWillInform, .participantsMayWish:
        said { stub(expectation.kind, expectation.what[$0.language], $0) }
      case .panel:
        said { words in
          let topics = meeting.panels.first { $0.id == expectation.panel }?.topics ?? []
          let named = topics.compactMap { $0[words.language] }
          return stub(.panel, !named.isEmpty && named.count == topics.count ? words.list(named) : nil, words)
        }
      case .takesPlace, .adoption: nil
      }
    }
  }

  private func stub(_ kind: Expectation.Kind, _ what: String?, _ words: Words) -> String {
    let key = "meetings.report.sentence.\(kind.rawValue)"
    guard let what, !what.isEmpty else { return words("\(key).plain") }
    return words(key, ["what": .text(what)])
  }

  private var adoption: [LocalText] {
    guard let last = meeting.days.max() else { return [] }
    return [said { $0("meetings.report.sentence.adopted", ["day": .day(last)]) }]
  }
}
