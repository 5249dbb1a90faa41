// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Node
import StrictJSON
import Testing
import WritingRules
import WritingService

@Suite("Kinds of request") struct RequestKindTests {
  /// The sample of each kind.
  static func sample(_ kind: RequestKind) throws -> RequestContent {
    switch kind {
    case .assistance: try ReadinessCasesTests.sample("bank-records")
    case .extradition: try ReadinessCasesTests.sample("extradition")
    case .spontaneousInformation: try ReadinessCasesTests.sample("spontaneous-information")
    case .transferOfProceedings: try ReadinessCasesTests.sample("transfer-of-proceedings")
    case .transferOfSentencedPerson: try ReadinessCasesTests.sample("transfer-of-sentenced-person")
    }
  }

  func findings(_ content: RequestContent) throws -> [Finding] {
    Readiness.findings(ReadinessInput(content, on: ReadinessCasesTests.day, directory: try ReadinessCasesTests.directory()))
  }

  func read(_ text: String) throws -> RequestContent { try RequestFile.read(Data(text.utf8), isYAML: true) }

  @Test("A file without a kind asks for assistance and is written without one; every other kind names itself")
  func kindInFiles() throws {
    #expect(try read("format: 1\n").kind == .assistance)
    #expect(try read("format: 1\nkind: assistance\n").kind == .assistance)
    for kind in RequestKind.allCases {
      let written = String(decoding: try RequestFile.canonicalBytes(RequestContent(kind)), as: UTF8.self)
      #expect(written.contains("\"kind\"") == (kind != .assistance))
      // What the program writes it reads again.
      #expect(try read(written) == RequestContent(kind))
    }
    let empty = String(decoding: try RequestFile.canonicalBytes(RequestContent()), as: UTF8.self)
    #expect(empty == #"{"annexes":[],"format":1,"items":[],"offences":[],"persons":[]}"#)
  }

  @Test(
    "A member or a choice of another kind is refused at its place",
    arguments: [
      ("format: 1\nkind: extradition\nitems: []\n", "items", 3),
      ("format: 1\nkind: extradition\nuse:\n  onlyInThisProceeding: true\n", "use", 3),
      ("format: 1\nkind: extradition\nundertakings:\n  safeConduct: true\n", "undertakings.safeConduct", 4),
      ("format: 1\nsurrender:\n  place: Quay\n", "surrender", 2),
      ("format: 1\nkind: extradition\nlegalBasis:\n  kind: otherTreatyWithElection\n", "legalBasis.kind", 4),
      ("format: 1\nkind: transferOfSentencedPerson\nlegalBasis:\n  kind: convention\n", "legalBasis.kind", 4),
    ])
  func otherKind(text: String, path: String, line: Int) throws {
    do {
      _ = try read(text)
      Issue.record("\(path) was read")
    } catch let error as StrictJSONError {
      #expect(error.issues.map(\.path) == [path])
      #expect(error.issues.first?.position.line == line)
    }
  }

  @Test("Each sample belongs to its kind whole, and nothing is found where its kind has no place", arguments: RequestKind.allCases)
  func samples(kind: RequestKind) throws {
    let content = try Self.sample(kind)
    #expect(content.kind == kind)
    for content in [content, RequestContent(kind)] {
      for finding in try findings(content) { #expect(kind.has(finding.field), "\(finding.code)") }
    }
  }

  @Test("An empty request of any kind is blocked, and by the source of its own article or practice", arguments: RequestKind.allCases)
  func empty(kind: RequestKind) throws {
    let found = try findings(RequestContent(kind))
    #expect(found.contains { $0.severity == .blocks && $0.field != "requestedState" && $0.field != "requestingState" })
    guard kind != .assistance else { return }
    for finding in found {
      #expect(!"\(finding.source)".contains(/^UNCAC 46(?!\([45]\))/), "\(finding.code) \(finding.source)")
    }
  }

  @Test("Every section of a kind has fields, a lead and a name in six languages", arguments: RequestKind.allCases)
  func sections(kind: RequestKind) throws {
    let catalogue = try Node.words()
    for section in kind.sections {
      #expect(!ContentField.fields(of: section, in: kind).isEmpty, "\(section)")
      for language in Language.allCases {
        let words = catalogue.words(language)
        for group in ["section", "lead"] {
          let keys = ["\(kind.rawValue).\(section.rawValue)", "other.\(section.rawValue)", section.rawValue].map {
            "writing.\(group).\($0)"
          }
          #expect(keys.contains { words.contains($0) }, "\(keys)")
        }
        for field in ContentField.fields(of: section, in: kind) {
          #expect(words.contains("content.field.\(field.name)"), "\(field.path)")
          if field.kind == .promise { #expect(words.contains("content.undertaking.\(field.name)"), "\(field.path)") }
          if case .choice(let group, let codes) = field.kind {
            for code in codes { #expect(words.contains("content.\(group).\(code)"), "\(group).\(code)") }
          }
        }
      }
    }
  }

  @Test("The letter of each kind says all that its sample says, under its own title, in any two languages", arguments: RequestKind.allCases)
  func letters(kind: RequestKind) throws {
    let catalogue = try Node.words()
    let content = try Self.sample(kind)
    let directory = try ReadinessCasesTests.directory()
    for (first, second) in [(Language.en, Language.zh), (.fr, .ar), (.ru, .es)] {
      let document = try OfficialDocument.letter(
        content, on: ReadinessCasesTests.day, directory: directory, in: catalogue.words(first), with: catalogue.words(second))
      let text = PrintPage(document).markup(style: .linked("/letter.css")).replacing(/<[^>]*>/, with: "\n")
      #expect(!text.contains("⟦"))
      if kind != .assistance {
        #expect(document.title.primary == catalogue.words(first)("letter.title.\(kind.rawValue)"))
        #expect(!text.contains(/46\((?![45]\))/))
      }
      for said in Self.texts(try JSONSerialization.jsonObject(with: RequestFile.canonicalBytes(content))) where said.count > 25 {
        let start = said.split(separator: "\n")[0].prefix(40).replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        #expect(text.contains(start) || text.contains(start.replacing("&quot;", with: "\"").replacing("'", with: "&#39;")), "\(start)")
      }
    }
  }

  /// All texts of a tree of JSON.
  private static func texts(_ value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(texts)
    case let object as [String: Any]: object.filter { !["fileName", "mediaType", "type"].contains($0.key) }.values.flatMap(texts)
    default: []
    }
  }

  @Test(
    "Information without a prior request says that no reply is owed, and what holds for an exculpatory disclosure where conditions bind")
  func noReplyOwed() throws {
    let words = try Node.words()
    func text(_ content: RequestContent) throws -> String {
      let document = try OfficialDocument.letter(
        content, on: ReadinessCasesTests.day, directory: try ReadinessCasesTests.directory(), in: words.words(.en), with: words.words(.fr))
      return PrintPage(document).markup(style: .linked("/letter.css")).replacing(/<[^>]*>/, with: "\n")
    }
    var content = try Self.sample(.spontaneousInformation)
    #expect(try text(content).contains("no reply is owed") && text(content).contains("Receiving State"))
    #expect(try text(content).contains("exonerates an accused person"))
    content.conditionsOnUse?.restrictions = nil
    content.confidentiality?.isRequired = false
    #expect(try !text(content).contains("exonerates an accused person"))
  }

  @Test("A supplement to an extradition states what differs, what is withdrawn, and repeats nothing that stands")
  func supplement() throws {
    let words = try Node.words()
    let earlier = try Self.sample(.extradition)
    var new = earlier.supplementing(sentOn: ReadinessCasesTests.day)
    #expect(new.kind == .extradition)
    new.reference = "XA-EXT-2026-0010"
    new.surrender?.place = "Border crossing of Fellgate"
    new.surrender?.propertyToHandOver = nil
    new.undertakings?.returnToServe = true
    new.undertakings?.noOnwardSurrender = nil
    let document = try OfficialDocument.letter(
      new, on: ReadinessCasesTests.day, directory: try ReadinessCasesTests.directory(), in: words.words(.en), with: words.words(.fr),
      addingTo: earlier)
    let text = PrintPage(document).markup(style: .linked("/letter.css")).replacing(/<[^>]*>/, with: "\n")
    #expect(document.title.primary == "Supplementary request for extradition")
    #expect(text.contains("Border crossing of Fellgate") && text.contains("will be returned to serve the sentence"))
    #expect(text.contains(/Property to be handed over\s+Biens à remettre\s+withdrawn/))
    #expect(text.contains(/No surrender to a third State\s+[^\n]+\s+withdrawn/))
    #expect(!text.contains("two telephones") && !text.contains("Rurik Aldenmar") && !text.contains("HC 2026/W/118"))
  }

  @Test("Extradition on the Convention is checked against what each State takes as its basis on the day")
  func stances() throws {
    func codes(from: String = "XA", to: String, on day: String = "2026-11-24") throws -> [String: Finding.Severity] {
      var content = try Self.sample(.extradition)
      content.requestingState = StateCode(from)
      content.requestedState = StateCode(to)
      let input = ReadinessInput(
        content, on: try #require(CalendarDay(day)), directory: try ReadinessCasesTests.directory())
      return Dictionary(Readiness.findings(input).map { ($0.code, $0.severity) }) { first, _ in first }
    }
    #expect(try codes(to: "XI")["extradition-convention-not-taken"] == .blocks)
    #expect(try codes(from: "XI", to: "XB")["extradition-convention-not-taken-at-home"] == .delays)
    // Before its entry is valid nothing is known of a State.
    #expect(try codes(to: "XB", on: "2014-12-31")["extradition-stance-not-known"] == .advice)
    #expect(try codes(to: "XB")["extradition-stance-not-known"] == nil)
    #expect(try codes(to: "XH")["extradition-treaty-binds"] == .delays)
  }
}
