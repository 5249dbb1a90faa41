// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Testing

@Suite("What a letter looks like", .serialized) struct LetterLookTests {
  let sample: SampleDocuments

  init() throws { sample = try SampleDocuments() }

  /// Code points that are no characters.
  static let noCharacters = String(decoding: [0x61, 0xFFFE, 0x62, 0xFFFF, 0x63, 0xFDD0, 0x64] as [UInt16], as: UTF16.self)

  static let hostile = [
    "#import \"x\"; $a$ *b* _c_ @d <e> `f` \\ // /* #panic()", "<script>&amp;</script> {{x}} %s", "\u{0}\u{1B}[31m\u{202E}gnp.exe",
    noCharacters, "private \u{E000} use \u{F0000} area", String(repeating: "x", count: 30_000),
    String(repeating: "word ", count: 20_000), "नमस्ते ქართული 😀",
  ]

  /// The text as it may be shown: what has no meaning or turns direction is replaced, white space is not compared.
  func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          let code = scalar.value
          let isForbidden =
            code < 32 && code != 10 || (0x202A...0x202E).contains(code) || (0xE000...0xF8FF).contains(code)
            || (0xFDD0...0xFDEF).contains(code) || code & 0xFFFE == 0xFFFE || code >= 0xF0000
          return isForbidden ? "\u{FFFD}" : scalar
        })
    ).filter { !$0.isWhitespace }
  }

  @Test("Hostile text comes back out of a PDF as text", arguments: Self.hostile)
  func pdf(text: String) async throws {
    let file = try await sample.file(sample.document(.en, .fr, text: text), as: .pdf)
    let shown = try await sample.run("/usr/bin/pdftotext", [file.path, "-"])
    // A long text runs over pages, between which the letter's own head and foot stand.
    #expect(shown.filter { !$0.isWhitespace }.contains(plain(text).prefix(300)))
    #expect(!shown.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B })
    if let letter = Set(text).count == 1 ? text.first : nil { #expect(shown.count { $0 == letter } >= 2 * text.count) }
  }

  @Test("Hostile text comes back out of a DOCX file as text", arguments: Self.hostile)
  func docx(text: String) async throws {
    let file = try await sample.file(sample.document(.en, .fr, text: text), as: .docx)
    let shown = try await sample.run(
      sample.python.path,
      ["-c", "import docx,sys\nfor t in docx.Document(sys.argv[1]).tables:\n for c in t._cells: print(c.text)", file.path])
    #expect(shown.filter { !$0.isWhitespace }.contains(plain(text)))
  }

  @Test("Hostile text comes back out of the page for print as text", arguments: Self.hostile)
  func html(text: String) async throws {
    let markup = PrintPage(sample.document(.en, .fr, text: text)).markup(style: .embedded)
    #expect(!markup.contains("<script>") && !markup.contains("\u{1B}") && !markup.contains("\u{0}"))
    let read =
      "import html.parser,sys\np=html.parser.HTMLParser()\np.handle_data=lambda d:print(d,end='')\np.feed(open(sys.argv[1]).read())"
    let file = sample.folder.appending(path: "letter.html")
    try Data(markup.utf8).write(to: file)
    let shown = try await sample.run(sample.python.path, ["-c", read, file.path]).filter { !$0.isWhitespace }
    #expect(shown.contains(text.contains("\u{202E}") ? "gnp.exe" : text == Self.noCharacters ? "a" : text.filter { !$0.isWhitespace }))
  }

  @Test(
    "No word of a PDF lies outside the margins, and digests are whole, whichever side the letter begins on",
    arguments: [(Language.en, Language.zh), (.ar, .fr)])
  func margins(one: Language, two: Language) async throws {
    let long = "W" + String(repeating: "Donaudampfschifffahrt", count: 20) + " \(String(repeating: "م", count: 200)) https://x.example/"
    let file = try await sample.file(sample.document(one, two, text: long + String(repeating: "Q", count: 300)), as: .pdf)
    let boxes = try await sample.run("/usr/bin/pdftotext", ["-bbox", file.path, "-"])
    let sides = boxes.matches(of: /xMin="([0-9.]+)" yMin="[0-9.]+" xMax="([0-9.]+)"/).map { (Double($0.1) ?? 0, Double($0.2) ?? 0) }
    #expect(sides.count > 20)
    let margin = 18 / 25.4 * 72
    #expect(sides.allSatisfy { $0.0 >= margin - 1 && $0.1 <= 210 / 25.4 * 72 - margin + 1 })
    // A digest may run over two lines, but in order and with nothing between the digits.
    let digits = boxes.matches(of: /yMin="([0-9.]+)"[^>]*>([0-9a-f]{16,64})</).map { (Double($0.1) ?? 0, String($0.2)) }
    #expect(digits.sorted { $0.0 < $1.0 }.map(\.1).joined().contains(SampleDocuments.digest))
    #expect(digits.contains { $0.1 == String(repeating: "a", count: 64) })
  }

  @Test("The box for a translation is as high as the text asks for")
  func boxes() async throws {
    func pages(_ text: String, space: Bool) async throws -> Int {
      var document = sample.document(.en, .fr, text: text)
      if !space { document.translationLabel = nil }
      let file = try await sample.file(document, as: .pdf)
      let info = try await sample.run("/usr/bin/pdfinfo", [file.path])
      return try #require(info.firstMatch(of: /Pages: +([0-9]+)/).flatMap { Int($0.1) })
    }
    #expect(try await pages("Short.", space: true) == 1)
    let text = String(repeating: "All that happened in the year. ", count: 400)
    #expect(try await pages(text, space: true) > pages(text, space: false))
  }

  /// A letter of some rows or paragraphs, signed.
  private func signed(_ count: Int, inRows: Bool) -> OfficialDocument {
    typealias Pair = OfficialDocument.Pair
    var document = sample.document(.en, .fr)
    let text = "the contract was awarded to a company that nobody had heard of before that day and has not heard of since."
    let blocks: [OfficialDocument.Block] =
      inRows
      ? [.rows((0..<count).map { .init(Pair("Link", "Lien"), .text("Matter \($0): \(text)", language: .en)) })]
      : (0..<count).map { .paragraph(Pair("Matter \($0): \(text)", text)) }
    document.parts = [.init(Pair("Facts", "Faits"), source: nil, blocks)]
    return document
  }

  @Test("However long a letter is, the page with its signature has the end of the text too", arguments: [true, false])
  func signature(inRows: Bool) async throws {
    func pages(_ document: OfficialDocument) async throws -> [Substring] {
      let shown = try await sample.run("/usr/bin/pdftotext", [try await sample.file(document, as: .pdf).path, "-"])
      return shown.split(separator: "\u{C}").filter { $0.contains { !$0.isWhitespace } }
    }
    var pushed = 0
    for count in 8...24 {
      let document = signed(count, inRows: inRows)
      let whole = try await pages(document)
      let last = try #require(whole.last)
      #expect(last.contains("The Director") && last.contains("Matter \(count - 1)"), "\(count)")
      var unsigned = document
      unsigned.closing = []
      if try await pages(unsigned).count < whole.count { pushed += 1 }
    }
    // Among the lengths are some after whose text there is no room for a signature.
    #expect(pushed > 2)
  }

  @Test("A letter in one language says everything once, in every form")
  func oneLanguage() async throws {
    var document = sample.document(.ar, .ar)
    document.runningHead = "XA-2026-1"
    document.contents = .init("المحتويات", "المحتويات")
    let shown = try await sample.run("/usr/bin/pdftotext", [try await sample.file(document, as: .pdf).path, "-"])
    #expect(shown.contains("XA-2026-1") && shown.contains("المحتويات"))
    let markup = PrintPage(document).markup(style: .embedded)
    #expect(!markup.contains("class=\"pair\"") && !markup.contains("class=\"other\"") && markup.contains("XA-2026-1"))
    let footer = try await sample.run(
      sample.python.path,
      [
        "-c", "import docx,sys\ns=docx.Document(sys.argv[1]).sections[0]\nprint(len(s.footer.paragraphs), len(s.header.paragraphs))",
        try await sample.file(document, as: .docx).path,
      ])
    // Number, label of the digest, digest; the running head and the mark.
    #expect(footer == "3 2\n")
  }

  @Test("The page for print carries classification and number with words on every page, in both languages")
  func printed() async throws {
    let chromium = "/usr/bin/chromium"
    try #require(FileManager.default.isExecutableFile(atPath: chromium))
    let file = sample.folder.appending(path: "letter.html")
    let text = String(repeating: "All that happened in the year.\n", count: 200)
    try Data(PrintPage(sample.document(.en, .zh, text: text)).markup(style: .embedded).utf8).write(to: file)
    let pdf = sample.folder.appending(path: "print.pdf")
    _ = try await sample.run(
      chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)", file.path])
    let pages = try await sample.run("/usr/bin/pdftotext", [pdf.path, "-"]).split(separator: "\u{C}").filter {
      $0.contains { !$0.isWhitespace }
    }
    #expect(pages.count > 2)
    for (index, page) in pages.enumerated() {
      #expect(page.contains("Confidential") && page.contains("سري"))
      #expect(page.contains("page \(index + 1) of \(pages.count)") && page.contains("共\(pages.count)页"))
    }
  }
}
