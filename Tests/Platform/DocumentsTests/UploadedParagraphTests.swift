// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import TestKit
import Testing

@Suite("The paragraphs of an uploaded file", .serialized) struct UploadedParagraphTests {
  private let worker: DocumentWorker
  private let python: URL

  init() {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    python = root.appending(path: ".comity/venv/bin/python")
    worker = DocumentWorker(python: python)
  }

  private func read(_ text: String, as format: UploadFormat) async throws -> [UploadedParagraph] {
    try await worker.paragraphs(of: Data(text.utf8), as: format)
  }

  /// A file made by a few lines of Python with the name `out` for where it goes.
  private func made(_ lines: String) async throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let start = "import sys, zipfile, docx\nfrom docx.oxml import parse_xml\nout = sys.argv[1]\n"
    let ran = try await RanProgram(python.path, ["-c", start + lines, file.path])
    #expect(ran.code == 0)
    return try Data(contentsOf: file)
  }

  /// A DOCX file with nothing in it but these parts.
  private func archive(document: String, numbering: String? = nil, styles: String? = nil) async throws -> Data {
    func wrapped(_ name: String, _ inside: String) -> String {
      "<w:\(name) xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\(inside)</w:\(name)>"
    }
    var parts = ["word/document.xml": wrapped("document", "<w:body>\(document)</w:body>")]
    if let numbering { parts["word/numbering.xml"] = wrapped("numbering", numbering) }
    if let styles { parts["word/styles.xml"] = wrapped("styles", styles) }
    let table = String(decoding: try JSONEncoder().encode(parts), as: UTF8.self)
    return try await made(
      "import json\nz = zipfile.ZipFile(out, 'w')\nfor name, text in json.loads(r'''\(table)''').items(): z.writestr(name, text)\nz.close()"
    )
  }

  private func numbered(_ text: String, _ list: Int, level: Int = 0) -> String {
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"\(level)\"/><w:numId w:val=\"\(list)\"/></w:numPr></w:pPr><w:r><w:t>\(text)</w:t></w:r></w:p>"
  }

  @Test("In DOCX, numbers that Word counts are there as Word shows them, level by level, and start anew where they do")
  func counted() async throws {
    func level(_ place: Int, _ form: String, _ text: String) -> String {
      "<w:lvl w:ilvl=\"\(place)\"><w:start w:val=\"1\"/><w:numFmt w:val=\"\(form)\"/><w:lvlText w:val=\"\(text)\"/></w:lvl>"
    }
    let numbering =
      "<w:abstractNum w:abstractNumId=\"0\">\(level(0, "decimal", "%1."))\(level(1, "lowerLetter", "(%2)"))</w:abstractNum>"
      + "<w:abstractNum w:abstractNumId=\"1\">\(level(0, "upperRoman", "%1."))</w:abstractNum>"
      + "<w:abstractNum w:abstractNumId=\"2\">\(level(0, "bullet", "•"))</w:abstractNum>"
      + "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
      + "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"7\"/></w:lvlOverride></w:num>"
      + "<w:num w:numId=\"4\"><w:abstractNumId w:val=\"2\"/></w:num>"
    let document = [
      numbered("a", 2), numbered("b", 1), numbered("c", 1, level: 1), numbered("d", 1, level: 1), numbered("e", 1),
      numbered("f", 1, level: 1),
      numbered("g", 2), numbered("h", 3), numbered("i", 3), numbered("j", 4), numbered("k", 9),
    ].joined()
    let read = try await worker.paragraphs(of: archive(document: document, numbering: numbering), as: .docx)
    #expect(read.map(\.number) == ["I.", "1.", "(a)", "(b)", "2.", "(a)", "II.", "7.", "8.", nil, nil])
    #expect(read.map(\.text).joined() == "abcdefghijk")
  }

  @Test(
    "In DOCX, headings are known by style or level, a row of a table is a paragraph; what is deleted or a mark of a footnote is left out")
  func docx() async throws {
    let file = try await made(
      """
      d = docx.Document()
      d.add_heading('标题', 1)
      p = d.add_paragraph('The meeting of 2017')
      r = p.add_run('3'); r.font.superscript = True
      p.add_run(' was held on the 1')
      s = p.add_run('er'); s.font.superscript = True
      w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
      p._p.append(parse_xml('<w:del %s><w:r><w:delText>gone</w:delText></w:r></w:del>' % w))
      p._p.append(parse_xml('<w:ins %s><w:r><w:t> new</w:t></w:r></w:ins>' % w))
      p._p.append(parse_xml('<w:r %s><w:instrText> PAGE </w:instrText></w:r>' % w))
      t = d.add_table(rows=2, cols=2)
      t.cell(0, 0).text = 'Country'; t.cell(0, 1).text = 'Requests'
      t.cell(1, 0).text = 'Freedonia'; t.cell(1, 1).text = '12'
      d.add_paragraph('')
      d.save(out)
      """)
    let read = try await worker.paragraphs(of: file, as: .docx)
    #expect(read.map(\.text) == ["标题", "The meeting of 2017 was held on the 1er new", "Country\tRequests", "Freedonia\t12"])
    #expect(read.map(\.isHeading) == [true, false, false, false])
  }

  @Test("In HTML, blocks are paragraphs, lists are counted, and what is not seen is left out")
  func page() async throws {
    let read = try await read(
      """
      <!doctype html><html><head><title>no</title><style>p{}</style></head><body><nav>no</nav><h2>Titre <em>deux</em></h2>
      <p>One<sup>[3]</sup>,<br>two &amp; three</p>loose <b>text</b><script>no()</script>
      <ol start="3"><li>c</li><li><p>d</p></li></ol><ol type="a"><li>x</li></ol><table><tr><th>A</th><td>1 <b>2</b></td></tr></table>
      <p hidden>no</p>
      """, as: .html)
    #expect(read.map(\.text) == ["Titre deux", "One, two & three", "loose text", "c", "d", "x", "A\t1 2"])
    #expect(read.map(\.number) == [nil, nil, nil, "3.", "4.", "(a)", nil])
    #expect(read.map(\.isHeading) == [true, false, false, false, false, false, false])
  }

  @Test("In plain text a line is a paragraph, unless it goes on from a line as long as lines are; UTF-16 is read too")
  func plain() async throws {
    let text =
      "# Agenda\n\n1. Opening\n2. Adoption\n\nThe secretariat will brief the meeting on the latest progress in\ncarrying out the mandates.\nNext\n"
    let expected = [
      "Agenda", "1. Opening", "2. Adoption", "The secretariat will brief the meeting on the latest progress in carrying out the mandates.",
      "Next",
    ]
    #expect(try await read(text, as: .text).map(\.text) == expected)
    #expect(try await worker.paragraphs(of: #require(text.data(using: .utf16)), as: .text).map(\.text) == expected)
    #expect(try await read(text, as: .text).map(\.isHeading) == [true, false, false, false, false])
  }

  @Test("A hostile or broken file is refused, and the next one is read")
  func hostile() async throws {
    let evil = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"
    let body =
      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
    let entity = try await made("z = zipfile.ZipFile(out, 'w')\nz.writestr('word/document.xml', r'''\(evil)\(body)''')\nz.close()")
    let wide = try await made(
      "z = zipfile.ZipFile(out, 'w')\nz.writestr('word/document.xml', r'''\(evil)\(body)'''.encode('utf-16'))\nz.close()")
    let bomb = try await made(
      "z = zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED)\nz.writestr('word/document.xml', b' ' * 200_000_000)\nz.close()")
    let many = try await made("z = zipfile.ZipFile(out, 'w')\nfor n in range(6000): z.writestr(str(n), '')\nz.close()")
    let empty = try await made("z = zipfile.ZipFile(out, 'w')\nz.writestr('a', '')\nz.close()")
    #expect(bomb.count < 1_000_000)
    for file in [entity, wide, empty, Data("no archive".utf8), Data()] {
      await #expect(throws: DocumentProblem.fileUnreadable) { try await worker.paragraphs(of: file, as: .docx) }
    }
    for file in [bomb, many, Data(count: UploadFormat.largestFile + 1)] {
      await #expect(throws: DocumentProblem.fileTooLarge) { try await worker.paragraphs(of: file, as: .docx) }
    }
    await #expect(throws: DocumentProblem.fileUnreadable) { try await worker.paragraphs(of: Data([0xFF, 0x41]), as: .text) }
    await #expect(throws: DocumentProblem.fileUnreadable) { try await read(String(repeating: "<div>", count: 5000), as: .html) }
    await #expect(throws: DocumentProblem.fileTooLarge) { try await read(String(repeating: "a\n", count: 20_001), as: .text) }
    #expect(try await read("still here", as: .text).map(\.text) == ["still here"])
  }

  @Test("A style that stands on itself does not keep the worker")
  func circle() async throws {
    let styles = "<w:style w:styleId=\"a\"><w:name w:val=\"x\"/><w:basedOn w:val=\"a\"/></w:style>"
    let document = "<w:p><w:pPr><w:pStyle w:val=\"a\"/></w:pPr><w:r><w:t>text</w:t></w:r></w:p>"
    #expect(try await worker.paragraphs(of: archive(document: document, styles: styles), as: .docx).map(\.text) == ["text"])
  }
}
