// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

@Suite("Official papers in one language", .serialized) struct OfficialPaperTests {
  private func paper(_ language: Language) -> OfficialPaper {
    func piece(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, language) }
    return OfficialPaper(
      piece("Agenda #1"), in: language,
      masthead: .init(
        organ: piece("Conference"), symbol: "CAC/COSP/2018/1", lines: [.init("Distr.: General", .en)], body: piece("Meeting"),
        occasion: piece("Vienna")),
      runningHead: "CAC/COSP/2018/1", pagePattern: "{number} of {count}",
      blocks: [
        .heading(piece("Agenda"), level: 1), .entry(number: "1.", piece("Opening:"), level: 1),
        .entry(number: "(a)", piece("Welcome."), level: 2), .heading(piece("1. Opening"), level: 2),
        .paragraph(piece("It opens; see *CAC/COSP/2017/14*.")), .annex(piece("Annex"), title: piece("Organization")),
        .timetable(
          columns: ["When", "Item", "Title"],
          days: [
            .init(
              heading: "Friday",
              lines: [.init(time: "10 a.m.", number: "1", title: piece("Opening")), .init(time: nil, number: "2", title: piece("Report"))])
          ]),
      ])
  }

  @Test(
    "A paper becomes a tagged PDF with symbol and number on each page, the annex on a page of its own", arguments: [Language.en, .ar, .zh])
  func pdf(language: Language) async throws {
    let sample = try SampleDocuments()
    let file = sample.folder.appending(path: "paper.pdf")
    try await DocumentWorker(python: sample.python).render(paper(language), as: .pdf).write(to: file)
    #expect(try await sample.run("/usr/bin/pdfinfo", [file.path]).contains(/Tagged: +yes/))
    let pages = try await sample.run("/usr/bin/pdftotext", [file.path, "-"]).split(separator: "\u{C}")
    #expect(pages.count == 2)
    for page in pages { #expect(page.contains("CAC/COSP/2018/1")) }
    // What is typed is text, not markup.
    #expect(pages[0].contains("Agenda #1") && pages[0].contains("*") && pages[0].contains("CAC/COSP/2017/14"))
  }

  @Test("A paper becomes a DOCX file whose paragraphs read in order")
  func docx() async throws {
    let sample = try SampleDocuments()
    let worker = DocumentWorker(python: sample.python)
    let data = try await worker.render(paper(.en), as: .docx)
    let text = try await worker.paragraphs(of: data, as: .docx).map(\.text).joined(separator: "\n")
    #expect(text.contains("Opening:") && text.contains("10 a.m.\t1\tOpening"))
    #expect(text.contains(/Annex[\s\S]*Organization[\s\S]*Friday/))
  }

  private func report() -> OfficialPaper {
    func piece(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, .en) }
    return OfficialPaper(
      piece("Report"), in: .en, masthead: .init(body: piece("Seventh meeting")), runningHead: nil, pagePattern: "{number} of {count}",
      blocks: [
        .heading(piece("IV. Conclusions"), level: 1),
        .clause(number: "1.", lines: [piece("The meeting concluded:"), piece("(a) Well.")], isBold: false),
        .clause(number: "2.", lines: [piece("The meeting recommended.")], isBold: true),
        .table(
          columns: [.init("Mandate", share: 2), .init("Done")],
          rows: [[.init([piece("Collect statistics")]), .init([piece("In May."), piece("In June.")])]]),
      ], closing: [piece("The digest of the record"), piece("0123456789abcdef")])
  }

  @Test("Numbered paragraphs, recommendations in bold, tables and closing lines stand once in PDF and DOCX")
  func clauses() async throws {
    let sample = try SampleDocuments()
    let worker = DocumentWorker(python: sample.python)
    let pdf = sample.folder.appending(path: "report.pdf")
    try await worker.render(report(), as: .pdf).write(to: pdf)
    let said = try await sample.run("/usr/bin/pdftotext", ["-layout", pdf.path, "-"])
    for words in ["Seventh meeting", "IV. Conclusions", "The meeting recommended.", "(a) Well.", "In June.", "0123456789abcdef"] {
      #expect(said.components(separatedBy: words).count == 2, "\(words)")
    }
    let docx = sample.folder.appending(path: "report.docx")
    try await worker.render(report(), as: .docx).write(to: docx)
    let runs = try await sample.run(
      sample.python.path,
      [
        "-c",
        """
        import docx, sys
        d = docx.Document(sys.argv[1])
        for p in d.paragraphs + [p for t in d.tables for c in t._cells for p in c.paragraphs]:
            if p.text: print(p.text.replace("\\t", " "), any(r.bold for r in p.runs))
        """, docx.path,
      ])
    #expect(runs.contains("1. The meeting concluded: False") && runs.contains("2. The meeting recommended. True"))
    #expect(runs.contains("In June. False") && runs.contains("0123456789abcdef False"))
  }

  @Test("As text a numbered paragraph begins with its number, and the lines of a cell stand in one line")
  func clausesAsText() {
    #expect(report().text.contains("1. The meeting concluded:\n(a) Well.\n\n2. The meeting recommended.\n\nMandate\tDone"))
    #expect(report().text.hasSuffix("Collect statistics\tIn May.; In June.\n\nThe digest of the record\n0123456789abcdef\n"))
  }

  @Test("As text it has a blank line between pieces and a tab between columns")
  func text() {
    #expect(
      paper(.en).text
        == """
        Conference

        CAC/COSP/2018/1

        Distr.: General

        Meeting
        Vienna

        Agenda #1

        Agenda

        1. Opening:
           (a) Welcome.

        1. Opening

        It opens; see *CAC/COSP/2017/14*.

        Annex

        Organization

        When\tItem\tTitle
        Friday
        10 a.m.\t1\tOpening
        \t2\tReport

        """)
  }
}
