// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

@Suite("An official document in one language") struct OneLanguageTests {
  private func report() -> OfficialDocument {
    func one(_ text: String) -> OfficialDocument.Pair { OfficialDocument.Pair(text, text) }
    var document = OfficialDocument(
      primary: .en, secondary: .en, title: one("Report"), subtitle: one("Seventh meeting"), pagePattern: one("{number} of {count}"),
      digestLabel: one("digest"), digest: SampleDocuments.digest, translationLabel: nil)
    document.classification = one("Public")
    document.parts = [
      .init(
        one("IV. Conclusions"), source: nil,
        [.narrative("1. The meeting concluded.", language: .en), .emphasised("2. The meeting recommended.", language: .en)],
        isNumbered: false)
    ]
    return document
  }

  @Test("The print page says everything once, in one column, under the numbers that the titles bring")
  func page() {
    let markup = PrintPage(report()).markup(style: .linked("/x.css"))
    #expect(!markup.contains("class=\"pair"))
    #expect(markup.components(separatedBy: "Seventh meeting").count == 2)
    #expect(markup.contains("<h2>IV. Conclusions</h2>"))
    #expect(markup.components(separatedBy: "<strong>").count == 2)
  }

  @Test("So do the PDF and the DOCX file, and a recommendation is bold")
  func files() async throws {
    let sample = try SampleDocuments()
    let pdf = try await sample.file(report(), as: .pdf)
    let said = try sample.run("/usr/bin/pdftotext", ["-layout", pdf.path, "-"])
    for words in ["Seventh meeting", "IV. Conclusions", "2. The meeting recommended."] {
      #expect(said.components(separatedBy: words).count == 2, "\(words)")
    }
    let docx = try await sample.file(report(), as: .docx)
    let runs = try sample.run(
      sample.python.path,
      [
        "-c",
        """
        import docx, sys
        d = docx.Document(sys.argv[1])
        lines = d.paragraphs + [p for t in d.tables for c in t._cells for p in c.paragraphs]
        for p in lines:
            if p.text: print(p.text, any(r.bold for r in p.runs))
        """, docx.path,
      ])
    #expect(runs.components(separatedBy: "Seventh meeting").count == 2)
    #expect(runs.contains("IV. Conclusions True") && !runs.contains("1. IV."))
    #expect(runs.contains("1. The meeting concluded. False") && runs.contains("2. The meeting recommended. True"))
  }
}
