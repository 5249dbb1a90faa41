// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Documents
import Foundation
import Kernel
import Localisation

/// The papers of a call in one language: the letter that asks for contributions, the reminder, the compilation.
struct CallPapers {
  let asked: CallForContributions
  let words: Words
  let secretariat: LocalText
  /// Where the page of the call is.
  let address: String

  private func own(_ key: String, _ arguments: [String: MessageArgument] = [:]) -> OfficialPaper.Piece {
    OfficialPaper.Piece(words(key, arguments), words.language)
  }

  private func piece(_ text: LocalText) -> OfficialPaper.Piece? {
    text.best(for: words.language).map { OfficialPaper.Piece($0.text, $0.language) }
  }

  private func paper(_ title: OfficialPaper.Piece, on day: CalendarDay, _ blocks: [OfficialPaper.Block]) -> OfficialPaper {
    OfficialPaper(
      title, in: words.language,
      masthead: OfficialPaper.Masthead(
        organ: piece(secretariat), lines: [OfficialPaper.Piece(words.date(day), words.language)]), runningHead: nil,
      pagePattern: words("contributions.paper.page", ["number": "{number}", "count": "{count}"]), blocks: blocks)
  }

  /// A note verbale that asks for contributions, or reminds of the call.
  /// - Source: practice (notes verbales of a secretariat)
  func letter(isReminder: Bool, on day: CalendarDay) -> OfficialPaper {
    let title = asked.title.best(for: words.language)?.text ?? ""
    var blocks: [OfficialPaper.Block] = [
      .paragraph(own("contributions.letter.opening")),
      .paragraph(
        own(
          isReminder ? "contributions.letter.reminds" : "contributions.letter.asks", ["title": .text(title), "day": .day(asked.closesOn)])),
    ]
    if let item = asked.agendaItem {
      let name = item.title.best(for: words.language)?.text ?? ""
      blocks.append(
        .paragraph(own("contributions.letter.item", ["meeting": .text(item.meeting), "item": .text(item.number), "title": .text(name)])))
    }
    if !isReminder, let introduction = piece(asked.introduction) { blocks.append(.paragraph(introduction)) }
    blocks.append(.paragraph(own("contributions.letter.questions")))
    for (place, question) in asked.questions.enumerated() {
      if let text = piece(question) { blocks.append(.entry(number: "\(place + 1).", text, level: 1)) }
    }
    blocks += [
      .paragraph(own("contributions.letter.languages", ["address": .text(address)])), .paragraph(own("contributions.letter.consent")),
      .paragraph(own("contributions.letter.closing")), .paragraph(OfficialPaper.Piece(words.date(day), words.language)),
    ]
    return paper(own(isReminder ? "contributions.letter.reminder" : "contributions.letter.title"), on: day, blocks)
  }

  /// The compilation: a table of who contributed, then each published contribution in its language with the translation into the paper's, if there is one.
  func compilation(_ contributions: [Contribution], on day: CalendarDay) -> OfficialPaper {
    let sorted = words.sorted(contributions) { words.state($0.state) }
    var blocks: [OfficialPaper.Block] = [
      .paragraph(
        own(
          "contributions.paper.lead", ["title": .text(asked.title.best(for: words.language)?.text ?? ""), "count": .integer(sorted.count)])),
      .heading(own("contributions.paper.who"), level: 1), table(sorted),
    ]
    for contribution in sorted { blocks += body(contribution) }
    return paper(piece(asked.title) ?? own("contributions.paper.title"), on: day, blocks)
  }

  private func table(_ contributions: [Contribution]) -> OfficialPaper.Block {
    let columns = ["state", "kind", "title", "language", "submittedOn", "translations"]
    return .table(
      columns: zip(columns, [2, 2, 4, 1, 2, 2]).map { OfficialPaper.Column(words("contributions.field.\($0)"), share: $1) },
      rows: contributions.map { contribution in
        let texts = [
          words.state(contribution.state), words("contributions.kind.\(contribution.kind.rawValue)"), "",
          EntryForm.name(of: contribution.language.rawValue, words), contribution.submittedOn.map { words.date($0) } ?? "–",
          contribution.translatedInto.isEmpty ? "–" : ContributionText.languages(contribution.translatedInto.map(\.rawValue), words),
        ]
        var cells = texts.map { OfficialPaper.Cell([OfficialPaper.Piece($0, words.language)]) }
        cells[2] = OfficialPaper.Cell([OfficialPaper.Piece(contribution.title, contribution.language)])
        return cells
      })
  }

  private func body(_ contribution: Contribution) -> [OfficialPaper.Block] {
    var blocks: [OfficialPaper.Block] = [
      .heading(OfficialPaper.Piece(words.state(contribution.state), words.language), level: 1),
      .heading(OfficialPaper.Piece(contribution.title, contribution.language), level: 2),
    ]
    blocks += said(contribution.answers, contribution.language)
    if let translation = contribution.translations[words.language.rawValue] {
      blocks += [
        .heading(
          own("contributions.translation.marked", ["language": .text(EntryForm.name(of: contribution.language.rawValue, words))]), level: 3),
        .heading(OfficialPaper.Piece(translation.title, words.language), level: 3),
      ]
      blocks += said(translation.answers, words.language)
    }
    if !contribution.files.isEmpty {
      blocks.append(.paragraph(own("contributions.paper.files", ["list": .list(contribution.files.map(\.name))])))
    }
    return blocks
  }

  private func said(_ answers: [String], _ language: Kernel.Language) -> [OfficialPaper.Block] {
    var blocks: [OfficialPaper.Block] = []
    for (place, answer) in answers.enumerated() where !answer.isEmpty {
      if answers.count > 1, place < asked.questions.count, let question = piece(asked.questions[place]) {
        blocks.append(.entry(number: "\(place + 1).", question, level: 1))
      }
      blocks += answer.split(separator: "\n").map { .paragraph(OfficialPaper.Piece(String($0), language)) }
    }
    return blocks
  }
}
