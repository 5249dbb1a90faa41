// SPDX-License-Identifier: Apache-2.0
import DirectoryService
import Documents
import Foundation
import Kernel
import Localisation
import Node
import Testing
import WritingRules
import WritingService

@Suite("Checking and printing a request offline") struct RequestCheckTests {
  let tools: OfflineTools
  let folder: URL

  init() throws {
    let catalogue = try Node.words()
    tools = OfflineTools(
      directory: { try DirectoryCommand.open($0).snapshot }, words: { catalogue.words($0) }, today: { ReadinessCasesTests.day },
      explained: { Node.explanation(of: $0, in: $1) })
    folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  var letterRun: LetterRun { LetterRun(tools: tools, worker: DocumentWorker(python: URL(filePath: "/nowhere/python"))) }

  func sample(_ name: String) -> String { root.appending(path: "Samples/\(name).yaml").path }

  func file(_ text: String, _ name: String = "request.yaml") throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("A ready request exits with 0, a blocked one with 1, in every language, with no key left unsaid", arguments: Language.allCases)
  func outcomes(language: Language) throws {
    let run = RequestCheckRun(tools: tools)
    #expect(try run.run(file: sample("freezing"), directory: nil, language: language, asJSON: false, on: nil).outcome == .ready)
    let empty = try file("format: 1\n")
    let blocked = try run.run(file: empty, directory: nil, language: language, asJSON: false, on: nil)
    #expect(blocked.outcome == .blocked)
    #expect(!blocked.text.contains("⟦"))
  }

  @Test("Every finding has words in six languages, whatever its values")
  func words() throws {
    let directory = try ReadinessCasesTests.directory()
    for language in Language.allCases {
      let words = try tools.words(language)
      for item in try ReadinessCasesTests.cases() {
        var draft = try Patched(ReadinessCasesTests.sample(item.given))
        for (path, value) in item.but { draft.set(path, to: value) }
        for path in item.when.keys.sorted() { draft.set(path, to: item.when[path] ?? NSNull()) }
        let check = RequestCheck(try draft.content(), on: ReadinessCasesTests.day, directory: directory, in: words)
        let entry = try #require(check.findings.first { $0.code == item.code })
        #expect(!(entry.message + entry.action).contains("⟦"), "\(language) \(item.code)")
      }
    }
  }

  @Test("A misspelt member is told with line, column and path, and exits with 2")
  func unreadable() throws {
    let text = try String(contentsOfFile: sample("bank-records"), encoding: .utf8).replacing("\nfacts: >-", with: "\nfact: >-")
    let path = try file(text)
    let result = try RequestCheckRun(tools: tools).run(file: path, directory: nil, language: .en, asJSON: false, on: nil)
    #expect(result.outcome == .unreadable)
    #expect(result.text == "\(path):45:1: fact is not known; check the spelling.")
  }

  @Test("A file that is not there is said to be missing and exits with 2")
  func missingFile() throws {
    let run = RequestCheckRun(tools: tools)
    let result = try run.run(file: "/nowhere.yaml", directory: nil, language: .fr, asJSON: true, on: nil)
    #expect(result.outcome == .unreadable)
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(result.text.utf8)) as? [String: Any])
    let issue = try #require((answer["unreadable"] as? [[String: Any]])?.first)
    #expect(answer["ready"] as? Bool == false && issue["reason"] as? String == "no-file")
    #expect((issue["message"] as? String)?.contains("/nowhere.yaml") == true)
    let text = try run.run(file: "/nowhere.yaml", directory: nil, language: .en, asJSON: false, on: nil).text
    #expect(text == "The file /nowhere.yaml cannot be opened.")
  }

  @Test("A directory file that is missing or misspelt is told in words and exits with 2, for the check and for the letter")
  func unreadableDirectory() async throws {
    let run = RequestCheckRun(tools: tools)
    let missing = try run.run(file: sample("civil"), directory: "/nowhere.json", language: .en, asJSON: false, on: nil)
    #expect(missing.outcome == .unreadable && missing.text.contains("/nowhere.json is not there"))
    let bad = try file("{\"format\": 1,\n]", "directory.json")
    let misspelt = try run.run(file: sample("civil"), directory: bad, language: .en, asJSON: false, on: nil)
    #expect(misspelt.outcome == .unreadable && misspelt.text.contains("\(bad):2:1 The text cannot be read at this place."))
    let json = try run.run(file: sample("civil"), directory: bad, language: .en, asJSON: true, on: nil).text
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
    let letter = try await letterRun.run(
      file: sample("civil"), directory: "/nowhere.json", in: .en, with: .fr, on: nil, out: folder.appending(path: "x.html").path)
    #expect(!letter.isWritten && letter.text.contains("/nowhere.json"))
  }

  @Test(
    "Short names that cannot stand in an address, and one that is there twice, are told with line and path",
    arguments: [
      ("\"\"", "must be a short name"), ("a/b", "must be a short name"), ("..", "must be a short name"),
      ("p1", "of another element already"),
    ])
  func names(id: String, message: String) throws {
    let path = try file("format: 1\npersons:\n  - id: p1\n  - id: \(id)\n")
    let result = try RequestCheckRun(tools: tools).run(file: path, directory: nil, language: .en, asJSON: false, on: nil)
    #expect(result.outcome == .unreadable)
    #expect(result.text.hasPrefix("\(path):4:") && result.text.contains("persons[1].id") && result.text.contains(message))
  }

  @Test("The JSON answer has the published members")
  func json() throws {
    let result = try RequestCheckRun(tools: tools).run(
      file: try file("format: 1\n"), directory: nil, language: .zh, asJSON: true, on: nil)
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(result.text.utf8)) as? [String: Any])
    #expect(Set(answer.keys) == ["ready", "findings"])
    #expect(answer["ready"] as? Bool == false)
    let first = try #require((answer["findings"] as? [[String: Any]])?.first)
    #expect(Set(first.keys) == ["code", "severity", "field", "source", "message", "action"])
  }

  @Test(
    "The letter is written in any two languages, with the digest of the request",
    arguments: [(Language.en, Language.zh), (.fr, .ar), (.ru, .es)])
  func letter(first: Language, second: Language) async throws {
    let out = folder.appending(path: "letter.html").path
    let result = try await letterRun.run(
      file: sample("bank-records"), directory: nil, in: first, with: second, on: nil, out: out)
    #expect(result.isWritten)
    let markup = try String(contentsOfFile: out, encoding: .utf8)
    #expect(markup.contains("Halden Consult"))
    #expect(!markup.contains("⟦"))
    #expect(markup.contains("dir=\"rtl\"") == (second == .ar))
    #expect(markup.firstRange(of: /<code dir="ltr">[0-9a-f]{64}<\/code>/) != nil)
  }

  @Test("Hostile text is text in the letter")
  func hostile() throws {
    var content = try ReadinessCasesTests.sample("bank-records")
    content.facts = "<script>alert(1)</script> & \u{0} \u{1B}[31m " + String(repeating: "x", count: 100_000)
    let words = try tools.words(.en)
    let document = try OfficialDocument.letter(
      content, on: ReadinessCasesTests.day, directory: try ReadinessCasesTests.directory(), in: words, with: try tools.words(.ar))
    let markup = PrintPage(document).markup(style: .linked("/assets/letter.css"))
    #expect(!markup.contains("<script>"))
    #expect(markup.contains("&lt;script&gt;"))
    #expect(!markup.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
  }

  @Test("A letter in a form the program does not write is refused with words")
  func unknownForm() async throws {
    let result = try await letterRun.run(
      file: sample("civil"), directory: nil, in: .es, with: .en, on: nil, out: folder.appending(path: "letter.odt").path)
    #expect(!result.isWritten)
  }

  @Test("A letter of a file with a misspelt member is refused with line, column and path, and nothing is written")
  func unreadableLetter() async throws {
    let out = folder.appending(path: "unwritten.html").path
    let result = try await letterRun.run(
      file: try file("format: 1\nfact: x\n"), directory: nil, in: .en, with: .fr, on: nil, out: out)
    #expect(!result.isWritten)
    #expect(result.text.hasSuffix(":2:1: fact is not known; check the spelling."))
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("A letter in one language twice is refused with words, and nothing is written")
  func sameLanguages() async throws {
    let out = folder.appending(path: "unwritten.html").path
    let result = try await letterRun.run(file: sample("civil"), directory: nil, in: .en, with: .en, on: nil, out: out)
    #expect(!result.isWritten && result.text.contains("Choose two different languages"))
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test("The letter of a supplementary request shows what differs from the earlier file, and refuses a file that it does not add to")
  func supplement() async throws {
    let out = folder.appending(path: "supplement.html").path
    let text = try String(contentsOfFile: sample("civil"), encoding: .utf8)
      .replacing(
        "reference: XA-CIV-2026-0021\n",
        with: "reference: XA-CIV-2026-0022\nsupplements:\n  reference: XA-CIV-2026-0021\n  sentOn: 2026-11-01\n"
      )
      .replacing("40 Ring Road", with: "41 Ring Road")
    let supplement = try file(text)
    let refused = try await letterRun.run(
      file: supplement, adding: sample("freezing"), directory: nil, in: .en, with: .fr, on: nil, out: out)
    #expect(!refused.isWritten && refused.text.contains("is not the request that this one adds to"))
    let result = try await letterRun.run(
      file: supplement, adding: sample("civil"), directory: nil, in: .en, with: .fr, on: nil, out: out)
    #expect(result.isWritten)
    let markup = try String(contentsOfFile: out, encoding: .utf8)
    #expect(markup.contains("41 Ring Road") && !markup.contains("northern ring road") && !markup.contains("20418"))
  }

  @Test("A letter of a file that is not there is refused with words")
  func missingLetterFile() async throws {
    let result = try await letterRun.run(
      file: "/nowhere.yaml", directory: nil, in: .en, with: .fr, on: nil, out: folder.appending(path: "unwritten.html").path)
    #expect(!result.isWritten)
    #expect(result.text.contains("/nowhere.yaml"))
  }
}
