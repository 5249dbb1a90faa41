// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// A background paper for a panel, in one language: what the panel is about, which mandates stand behind it, what published figures say, what can be asked.
///
/// It is made from the record alone: no sentence in it is anybody's opinion.
struct PanelPaper: Sendable {
  let dossier: MeetingDossier
  let item: AgendaItem
  let panels: [Panel]
  let tables: [MeetingFigures.FigureTable]
  let measured: [ID<Mandate>: MeasureSeries]
  let figures: MeetingFigures
  /// What reviews say on mutual legal assistance, the subject of most States first.
  var evidence: [PanelEvidence] = []
  /// The document that the paper is kept as, whose symbol and day its masthead prints; `nil` for one that is only looked at.
  var document: MeetingDocument?
  let words: Words
  let mastheadWords: Words

  /// The tables of the codebook that the paper is about: grounds for refusal and reasons for delay.
  static let tableNames = ["grounds", "delays"]
  /// The article on mutual legal assistance: what reviews say on it stands beside the figures.
  static let article = 46
  /// How many rows a sentence names, and questions are asked about.
  private static let named = 3

  private var mandates: [Mandate] { dossier.mandates(statedUnder: item.id).filter { dossier.isPublic($0) } }

  var title: String {
    words(
      "meetings.panelPaper.title",
      ["item": .text(item.number.printed(in: words.language)), "subject": .text(item.title.best(for: words.language)?.text ?? "")])
  }

  var paper: OfficialPaper {
    let masthead = PaperMasthead(dossier: dossier, document: document, words: words, mastheadWords: mastheadWords)
    return OfficialPaper(
      own(title), in: words.language, masthead: masthead.masthead, runningHead: document?.printedSymbol,
      pagePattern: words("meetings.mandates.note.page", ["number": "{number}", "count": "{count}"]),
      blocks: about + behind + told + reviewed + since + questions)
  }

  private var about: [OfficialPaper.Block] {
    let topics = panels.flatMap(\.topics).compactMap { piece($0) }
    return [heading("about")]
      + (topics.isEmpty
        ? [.paragraph(own(words("meetings.panelPaper.noTopics")))]
        : topics.enumerated().map { .entry(number: "\($0 + 1).", $1, level: 1) })
  }

  private var behind: [OfficialPaper.Block] {
    guard !mandates.isEmpty else { return [heading("behind"), .paragraph(own(words("meetings.panelPaper.noMandates")))] }
    let text = MandateText(words: words)
    return [heading("behind")]
      + mandates.map { mandate in
        let source = text.plainSource(mandate, dossier.document(mandate.source))
        return .clause(
          number: mandate.mark.text, lines: [piece(mandate.task), source.isEmpty ? nil : own(source)].compactMap(\.self), isBold: false)
      }
  }

  private var told: [OfficialPaper.Block] {
    guard !tables.isEmpty else { return [heading("figures"), .paragraph(own(words("meetings.panelPaper.noFigures")))] }
    return [heading("figures")] + tables.flatMap(blocks) + [.paragraph(own(words("meetings.measure.symbols")))]
  }

  private func blocks(of table: MeetingFigures.FigureTable) -> [OfficialPaper.Block] {
    let ranked = Self.ranked(table)
    let counted = words(
      "meetings.panelPaper.counted",
      ["from": .text(words.date(table.from)), "to": .text(words.date(table.to)), "source": .text(table.source)])
    let first = Self.leading(table).map { "\(label($0)) (\(amount($0.amount)))" }
    let said = first.isEmpty ? [] : [words("meetings.panelPaper.mostOften", ["list": .list(first)])]
    return [.heading(piece(table.title) ?? own(table.name), level: 2), .paragraph(own(counted))] + said.map { .paragraph(own($0)) }
      + [
        .table(
          columns: [
            OfficialPaper.Column(words("meetings.panelPaper.column.row"), share: 4),
            OfficialPaper.Column(words("meetings.panelPaper.column.requests"), share: 1),
          ],
          rows: ranked.map { [OfficialPaper.Cell([piece($0.label) ?? own("")]), OfficialPaper.Cell([own(amount($0.amount))])] })
      ]
  }

  /// What reviews of implementation found and central authorities told, beside the figures.
  private var reviewed: [OfficialPaper.Block] {
    guard !evidence.isEmpty else {
      return [heading("reviews"), .paragraph(own(words("meetings.panelPaper.noReviews", ["article": .text("\(Self.article)")])))]
    }
    return [
      heading("reviews"), .paragraph(own(words("meetings.panelPaper.reviewed", ["article": .text("\(Self.article)")]))),
      .table(
        columns: [
          OfficialPaper.Column(words("meetings.panelPaper.column.subject"), share: 4),
          OfficialPaper.Column(words("meetings.panelPaper.column.found"), share: 2),
          OfficialPaper.Column(words("meetings.panelPaper.column.told"), share: 2),
        ],
        rows: evidence.map { one in
          [
            OfficialPaper.Cell([piece(one.subject) ?? own("")]), OfficialPaper.Cell([own(words.number(one.found))]),
            OfficialPaper.Cell([own(words.number(one.told))]),
          ]
        }),
      .paragraph(own(words("meetings.panelPaper.reviewsMean"))),
    ]
  }

  /// What has become of the figures by which the mandates are judged.
  private var since: [OfficialPaper.Block] {
    let text = MeasureText(words: words, figures: figures)
    let found = mandates.compactMap { mandate in measured[mandate.id].map { (mandate, text.lines($0)) } }
    guard !found.isEmpty else { return [] }
    return [heading("since")]
      + found.flatMap { mandate, said in
        [.heading(own(words.measureHeading(mandate)), level: 3)] + said.map { .paragraph(own($0)) }
      } + [.paragraph(own(words("meetings.measure.noReason")))]
  }

  private var questions: [OfficialPaper.Block] {
    let asked =
      tables.flatMap { table in Self.leading(table) }.map { words("meetings.panelPaper.question", ["subject": .text(label($0))]) }
      + evidence.prefix(Self.named).compactMap { one in
        one.subject.best(for: words.language).map { words("meetings.panelPaper.reviewQuestion", ["subject": .text($0.text)]) }
      }
    guard !asked.isEmpty else { return [] }
    return [heading("questions")] + asked.enumerated().map { .entry(number: "\($0 + 1).", own($1), level: 1) }
  }

  /// The rows with the largest numbers first, those without a number behind them, and what has no reason recorded last.
  static func ranked(_ table: MeetingFigures.FigureTable) -> [MeetingFigures.FigureTable.Row] {
    table.rows.enumerated().sorted {
      ($0.element.isReason ? 0 : 1, $1.element.rank, $0.offset) < ($1.element.isReason ? 0 : 1, $0.element.rank, $1.offset)
    }.map(\.element)
  }

  /// The rows that are named in a sentence: numbers above zero alone, so that nothing is concluded from a symbol.
  static func leading(_ table: MeetingFigures.FigureTable) -> [MeetingFigures.FigureTable.Row] {
    Array(ranked(table).prefix { $0.isReason && $0.rank > 0 }.prefix(named))
  }

  private func amount(_ amount: MeasuredValue.Amount) -> String {
    MeasureText(words: words, figures: figures).amount(amount, .count)
  }

  private func label(_ row: MeetingFigures.FigureTable.Row) -> String { row.label.best(for: words.language)?.text ?? "" }

  private func heading(_ name: String) -> OfficialPaper.Block { .heading(own(words("meetings.panelPaper.\(name)")), level: 1) }

  private func own(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, words.language) }

  private func piece(_ text: LocalText) -> OfficialPaper.Piece? {
    text.best(for: words.language).map { OfficialPaper.Piece($0.text, $0.language) }
  }
}

extension MeetingFigures.FigureTable.Row {
  /// The number; -1 where a symbol stands in its place.
  fileprivate var rank: Int { if case .number(let hundredths) = amount { hundredths } else { -1 } }
}
