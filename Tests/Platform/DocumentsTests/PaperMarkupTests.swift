// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing
import Web

@Suite("Official papers as the content of a page") struct PaperMarkupTests {
  private func piece(_ text: String, _ language: Language = .en) -> OfficialPaper.Piece { OfficialPaper.Piece(text, language) }

  private func paper(_ blocks: [OfficialPaper.Block], closing: [OfficialPaper.Piece] = []) -> OfficialPaper {
    OfficialPaper(
      piece("Provisional agenda"), in: .en, masthead: .init(lines: [piece("Distr.: General")], body: piece("The Group")), runningHead: nil,
      pagePattern: "{number}", blocks: blocks, closing: closing)
  }

  private func table(_ cell: String) -> OfficialPaper.Block {
    .table(columns: [.init("State")], rows: [[.init([piece(cell), piece("second line")])]])
  }

  @Test("Numbered lines are one list wherever they stand, also at the end")
  func lists() {
    let markup = PaperMarkup(
      paper([
        .entry(number: "1.", piece("Opening"), level: 1), .entry(number: "(a)", piece("Welcome"), level: 2), .paragraph(piece("Between")),
        .entry(number: "2.", piece("Adoption of the report"), level: 1),
      ])
    ).html.markup
    #expect(markup.components(separatedBy: "<ul class=\"agenda\">").count == 3)
    #expect(markup.contains("Adoption of the report"))
    #expect(markup.contains("<li class=\"below\">"))
  }

  @Test("Each table is called by the heading above it, and a second one below the same heading counts on")
  func captions() {
    let markup = PaperMarkup(
      paper([
        table("before"), .heading(piece("Progress"), level: 1), table("one"), table("two"), .heading(piece("Needs"), level: 2),
        table("three"),
      ])
    ).html.markup
    let captions = markup.matches(of: /<caption[^>]*>(.*?)<\/caption>/).map { String($0.1) }
    #expect(captions == ["Provisional agenda", "Progress", "Progress (2)", "Needs"])
    #expect(markup.contains("<p>one</p><p>second line</p>"))
  }

  @Test("What is in another language than the page says in which, and small lines stand at the end")
  func languages() {
    let markup = PaperMarkup(paper([.paragraph(piece("Le texte", .fr))], closing: [piece("Drawn up today")])).html.markup
    #expect(markup.contains("<span lang=\"fr\" dir=\"ltr\">Le texte</span>"))
    #expect(markup.hasSuffix("<p class=\"hint\">Drawn up today</p></article>"))
  }

  @Test("A paper names the occasion that it is given instead of its own, and leaves out what it has not")
  func masthead() {
    let own = PaperMarkup(paper([])).html.markup
    #expect(own.contains("<div class=\"occasion\"><p><strong>The Group</strong></p></div>"))
    #expect(!own.contains("class=\"organ\""))
    let given = PaperMarkup(paper([]), occasion: tag("p") { "Item 4" }).html.markup
    #expect(given.contains("<div class=\"occasion\"><p>Item 4</p></div>") && !given.contains("The Group"))
  }
}
