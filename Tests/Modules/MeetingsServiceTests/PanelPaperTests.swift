// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Node
import Testing

@testable import MeetingsService

@Suite("The background paper for a panel") struct PanelPaperTests {
  private func paper(_ tables: [MeetingFigures.FigureTable], in language: Kernel.Language) throws -> OfficialPaper {
    let dossier = try SampleMeeting.dossier()
    let catalogue = try Node.words()
    let item = try #require(dossier.meeting.panels.first.flatMap { panel in dossier.meeting.items.first { $0.id == panel.item } })
    return PanelPaper(
      dossier: dossier, item: item, panels: dossier.meeting.panels.filter { $0.item == item.id }, tables: tables, measured: [:],
      figures: .none, words: catalogue.words(language), mastheadWords: catalogue.words(PaperMasthead.language(of: language))
    ).paper
  }

  private func grounds(_ rows: [(String, MeasuredValue.Amount)]) throws -> MeetingFigures.FigureTable {
    MeetingFigures.FigureTable(
      name: "grounds", title: LocalText([.en: "Grounds for refusal"]), from: try #require(CalendarDay("2025-01-01")),
      to: try #require(CalendarDay("2025-12-31")), source: "Release 2025-1", rows: rows.map { .init(LocalText([.en: $0.0]), $0.1) })
  }

  @Test("The largest numbers come first and are asked about; a symbol is neither ranked nor concluded from")
  func ranked() throws {
    let table = try grounds([
      ("Ground A", .number(hundredths: 700)), ("Ground B", .withheld), ("Ground C", .number(hundredths: 1200)),
      ("Ground D", .number(hundredths: 0)),
      ("Ground E", .notAvailable), ("Ground F", .number(hundredths: 700)),
    ])
    #expect(PanelPaper.ranked(table).compactMap { $0.label[.en]?.last } == ["C", "A", "F", "D", "B", "E"])
    #expect(PanelPaper.leading(table).compactMap { $0.label[.en]?.last } == ["C", "A", "F"])
    let text = try paper([table], in: .en).text
    #expect(text.contains("Most often: Ground C (12), Ground A (7) and Ground F (7)."), "\(text)")
    #expect(text.contains("Ground B\t[c]") && text.contains("Ground E\t[x]") && text.contains("Ground D\t0"))
    #expect(text.contains("less often: Ground C?") && !text.contains("less often: Ground D?") && text.contains("Source: Release 2025-1"))
    let silent = try paper([try grounds([("Ground B", .withheld)])], in: .en).text
    #expect(!silent.contains("Most often") && !silent.contains("Questions for discussion"))
  }

  @Test("Requests of which no reason is recorded are told last, and neither named nor asked about")
  func notRecorded() throws {
    let table = MeetingFigures.FigureTable(
      name: "delays", title: LocalText([.en: "Reasons for delay"]), from: try #require(CalendarDay("2025-01-01")),
      to: try #require(CalendarDay("2025-12-31")), source: "2025",
      rows: [
        .init(LocalText([.en: "Not recorded"]), .number(hundredths: 13200), isReason: false),
        .init(LocalText([.en: "Translation"]), .number(hundredths: 2700)), .init(LocalText([.en: "Costs"]), .withheld),
      ])
    #expect(PanelPaper.ranked(table).compactMap { $0.label[.en] } == ["Translation", "Costs", "Not recorded"])
    #expect(PanelPaper.leading(table).compactMap { $0.label[.en] } == ["Translation"])
  }

  @Test("What reviews say stands beside the figures with numbers of States, and is asked about; without any the paper says so")
  func reviewed() throws {
    let dossier = try SampleMeeting.dossier()
    let item = try #require(dossier.meeting.panels.first.flatMap { panel in dossier.meeting.items.first { $0.id == panel.item } })
    let words = try Node.words().words(.en)
    func text(_ evidence: [PanelEvidence]) -> String {
      PanelPaper(
        dossier: dossier, item: item, panels: [], tables: [], measured: [:], figures: .none, evidence: evidence, words: words,
        mastheadWords: words
      ).paper.text
    }
    let told = text([PanelEvidence(subject: LocalText([.en: "languages"]), found: 5, told: 2, url: "/reviews/themes/languages")])
    #expect(told.contains("languages\t5\t2") && told.contains("What has helped States that met this challenge: languages?"), "\(told)")
    #expect(text([]).contains("No review that everybody may read tells of challenges with article 46."))
  }

  @Test("Without figures the paper says so, in six languages", arguments: Kernel.Language.allCases)
  func without(language: Kernel.Language) throws {
    let made = try paper([], in: language)
    let said = try SampleMeeting.words(language)("meetings.panelPaper.noFigures")
    #expect(made.text.contains(said) && !made.text.contains("⟦"))
    #expect(made.language == language && !made.title.text.isEmpty)
  }
}
