// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Documents
import Foundation
import Kernel
import Localisation
import Node
import Storage
import TestKit
import Testing

@testable import CaseworkService

@Suite("Letters and whole cases as files", .serialized) struct PaperFileTests {
  let catalogue: Catalogue
  let python = root.appending(path: ".comity/venv/bin/python")
  let folder: URL

  init() throws {
    catalogue = try Node.words()
    folder = FileManager.default.temporaryDirectory.appending(path: "papers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func run(_ program: String, _ arguments: [String]) async throws -> String {
    let ran = try await RanProgram(program, arguments)
    #expect(ran.code == 0)
    return ran.text
  }

  private func pages(_ document: OfficialDocument, _ name: String) async throws -> [String] {
    let file = folder.appending(path: "\(name).pdf")
    try await DocumentWorker(python: python).render(document, as: .pdf).write(to: file)
    return try await run("/usr/bin/pdftotext", [file.path, "-"]).split(separator: "\u{C}").map(String.init)
      .filter { $0.contains { !$0.isWhitespace } }
  }

  /// A closed case with as many happenings as given.
  static func whole(_ language: Language, in catalogue: Catalogue, happenings: Int = 40) throws -> WholeCase {
    let request = try SampleCases.incoming()
    let kinds = ["registered", "acknowledged", "consulted", "accepted", "proposed", "refused", "executed", "productSent"]
    let timeline = (0..<happenings).map { (number: Int) -> WholeCase.Happening in
      let seconds = 1_794_000_000 + TimeInterval(number) * 3600
      let turn = number % kinds.count
      let proposer: WholeCase.Actor? = turn == 5 ? .officer("Ada Lindqvist") : nil
      return WholeCase.Happening(
        at: Date(timeIntervalSince1970: seconds), kind: "casework." + kinds[turn], day: SampleCases.day, by: .officer("Chen Okafor"),
        proposedBy: proposer, act: turn == 4 ? "refuse" : nil, items: ["i2"], facts: [:])
    }
    let found = Versioned(RegisteredRequest.incoming(request), version: 27)
    return WholeCase(
      found: found, timeline: timeline, records: [], letters: found.value.letters(), clocks: [],
      suspended: found.value.suspensions.days(until: SampleCases.today), writtenOn: SampleCases.today, language: language)
  }

  private func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  @Test("The PDF of a letter has both references and its sentence, in one language", arguments: [Language.en, .zh, .ar])
  func letters(language: Language) async throws {
    let (request, letter) = try #require(try SampleCases.letters().first { $0.letter.kind == .transmission })
    let words = catalogue.words(language)
    let document = try CaseLetterComposer(
      request: request, letter: letter,
      parties: LetterParties(request, of: SampleCases.state("XA"), on: letter.on, [SampleCases.authority]), first: words, second: words
    ).document()
    let shown = try await pages(document, "letter-\(language.rawValue)")
    let text = squeezed(shown.joined())
    #expect(text.contains(squeezed(SampleCases.ours)) && text.contains(squeezed(SampleCases.theirs)))
    // Lines of Arabic come out of a PDF in an order of their own: its words are looked for one by one.
    for word in document.title.primary.split(separator: " ") { #expect(text.contains(word), "\(word)") }
    #expect(text.contains(squeezed("For this proceeding alone")))
    let last = try #require(shown.last)
    #expect(squeezed(last).contains(squeezed(words("letter.signature").split(separator: " ").first.map(String.init) ?? "")))
  }

  @Test("An Arabic letter for Word runs from right to left and names the other State's words as they were typed")
  func word() async throws {
    let (request, letter) = try #require(try SampleCases.letters().first { $0.letter.kind == .refusal })
    let words = catalogue.words(.ar)
    let document = try CaseLetterComposer(
      request: request, letter: letter,
      parties: LetterParties(request, of: SampleCases.state("XA"), on: letter.on, [SampleCases.authority]), first: words, second: words
    ).document()
    let file = folder.appending(path: "letter.docx")
    try await DocumentWorker(python: python).render(document, as: .docx).write(to: file)
    let seen = try await run(
      python.path,
      [
        "-c",
        """
        import docx, sys
        from docx.oxml.ns import qn
        d = docx.Document(sys.argv[1])
        def of(text): return next(r for r in d.element.body.iter(qn('w:r')) if text in ''.join(t.text or '' for t in r.iter(qn('w:t'))))
        title, typed = of(sys.argv[2]), of('The link to the facts')
        print(title.rPr.find(qn('w:rtl')) is not None, title.getparent().pPr.find(qn('w:bidi')) is not None)
        print(typed.rPr is None or typed.rPr.find(qn('w:rtl')) is None)
        print(all(t.tblPr.find(qn('w:bidiVisual')) is not None for t in d.element.body.iter(qn('w:tbl'))))
        """, file.path, document.title.primary,
      ])
    #expect(seen.split(separator: "\n") == ["True True", "True", "True"])
  }

  @Test("The PDF of a case has its head, decisions and timeline, and every page its reference and number", arguments: Language.allCases)
  func wholeCase(language: Language) async throws {
    let words = catalogue.words(language)
    let paper = CasePaper(
      whole: try Self.whole(language, in: catalogue), words: words, zone: try #require(TimeZone(identifier: "Europe/Vienna")))
    let document = try paper.document()
    #expect(!String(describing: document).contains("⟦"))
    let shown = try await pages(document, "case-\(language.rawValue)")
    #expect(shown.count > 3)
    let text = squeezed(shown.joined())
    for part in [SampleCases.theirs, "The harbour matter", "The link to the facts is missing.", "Chen Okafor", "District court"] {
      #expect(text.contains(squeezed(part)), "\(part)")
    }
    for page in shown {
      #expect(squeezed(page).contains(SampleCases.ours))
      #expect(page.contains(/\d/) && squeezed(page).contains("\(shown.count)"))
    }
  }

  @Test("A case as data has the published format, its timeline with officers and the day it was written")
  func data() throws {
    let whole = try Self.whole(.en, in: catalogue)
    let tree = try #require(try JSONSerialization.jsonObject(with: try whole.json()) as? [String: Any])
    #expect(tree["format"] as? String == "comity.case/1" && tree["writtenOn"] as? String == "2026-11-24")
    let timeline = try #require(tree["timeline"] as? [[String: Any]])
    #expect(timeline.count == 40)
    #expect((timeline[5]["proposedBy"] as? [String: Any])?["name"] as? String == "Ada Lindqvist")
    #expect((tree["letters"] as? [[String: Any]])?.count == whole.letters.count)
  }
}
