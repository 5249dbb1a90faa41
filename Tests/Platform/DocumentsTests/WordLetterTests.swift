// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

@Suite("Letters for Word") struct WordLetterTests {
  let sample: SampleDocuments

  init() throws { sample = try SampleDocuments() }

  /// Looks at body, headers and footers of a file with Python and gives what it printed.
  private func look(_ document: OfficialDocument, _ program: String) async throws -> String {
    let file = try await sample.file(document, as: .docx)
    let start = """
      import docx, sys
      from docx.oxml.ns import qn
      d = docx.Document(sys.argv[1])
      s = d.sections[0]
      parts = [d.element.body, s.header._element, s.footer._element]
      every = [e for p in parts for e in p.iter() if isinstance(e.tag, str)]

      """
    return try sample.run(sample.python.path, ["-c", start + program, file.path])
  }

  /// The order of ECMA-376, for the properties that letters have.
  private static let order = """
    order = {
      'rPr': 'rStyle rFonts b bCs i iCs caps color spacing w kern position sz szCs highlight u vertAlign rtl cs em lang',
      'pPr': 'pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind contextualSpacing jc rPr sectPr',
      'tblPr': 'tblStyle tblpPr bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook',
      'tcPr': 'cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign',
    }
    for e in every:
      names = order.get(e.tag.split('}')[1], '').split()
      if names:
        found = [c.tag.split('}')[1] for c in e]
        if found != sorted(set(found), key=names.index): print(e.tag, found)

    """

  @Test(
    "Every property stands once and in the schema's order, whichever language comes first",
    arguments: [(Language.ar, Language.fr), (.fr, .ar), (.en, .zh)])
  func order(one: Language, two: Language) async throws {
    #expect(try await look(sample.document(one, two), Self.order).isEmpty)
  }

  @Test("Arabic runs and paragraphs run from right to left, with weight and size for their own letters, known language or not")
  func arabic() async throws {
    let seen = try await look(
      sample.document(.ar, .fr),
      """
      def of(text): return next(e for e in every if e.tag == qn('w:r') and text in ''.join(t.text or '' for t in e.iter(qn('w:t'))))
      for text in ('السلطة المركزية', 'Request'):
        run = of(text)
        print(run.rPr.find(qn('w:rtl')) is not None, run.getparent().pPr.find(qn('w:bidi')) is not None)
      print(of('Request').rPr.find(qn('w:bCs')) is not None, of('Request').rPr.find(qn('w:szCs')).get(qn('w:val')))
      print(all(t.tblPr.find(qn('w:bidiVisual')) is not None for t in d.element.body.iter(qn('w:tbl'))))
      """)
    #expect(seen.split(separator: "\n") == ["True True", "True True", "True 30", "True"])
  }

  @Test("Page number and digest stand in both languages, and the provision under each part that answers to one")
  func bothLanguages() async throws {
    let seen = try await look(
      sample.document(.en, .zh),
      """
      print('|'.join(''.join(t.text or '' for t in p._p.iter(qn('w:t'), qn('w:instrText'))) for p in s.footer.paragraphs))
      print([p.text for p in d.paragraphs if p.text.startswith('46')])
      """)
    let digest = String(repeating: "a", count: 64)
    #expect(seen == "page PAGE of NUMPAGES|第PAGE页，共NUMPAGES页|digest|摘要值|\(digest)\n['46(15)(c)']\n")
  }
}
