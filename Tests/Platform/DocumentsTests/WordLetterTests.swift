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
    return try await sample.run(sample.python.path, ["-c", start + program, file.path])
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

  @Test("Thanks and signature are kept together, and with the last row or paragraph before them")
  func signature() async throws {
    typealias Pair = OfficialDocument.Pair
    let program = """
      def keeps(p): return p.pPr is not None and p.pPr.find(qn('w:keepNext')) is not None
      every = [e for e in d.element.body if e.tag in (qn('w:p'), qn('w:tbl'))]
      rows = lambda e: e.tr_lst if e.tag == qn('w:tbl') else [e]
      lines = [(''.join(t.text or '' for t in r.iter(qn('w:t')))[:8], all(keeps(p) for p in r.iter(qn('w:p')))) for e in every for r in rows(e)]
      print(lines[-7:])
      """
    var document = sample.document(.en, .fr)
    document.closing.insert(.paragraph(Pair("Thanks", "Merci")), at: 0)
    document.parts = [
      .init(Pair("Facts", "Faits"), source: nil, [.rows((0..<3).map { .init(Pair("Row \($0)", "x"), .code("y")) })])
    ]
    let seen = try await look(document, program)
    #expect(
      seen
        == "[('Row 1xy', False), ('Row 2xy', True), ('ThanksMe', True), ('Signatur', True), ('التوقيع', True), "
        + "('The Dire', True), ('Director', False)]\n")
    document.parts = [.init(Pair("Facts", "Faits"), source: nil, [.narrative(String(repeating: "Long. ", count: 400), language: .en)])]
    document.translationLabel = nil
    #expect(try await look(document, program).contains("('Long. Lo', False), ('ThanksMe', True)"))
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
