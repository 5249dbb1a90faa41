// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Testing

@Suite("Catalogues")
struct CatalogueTests {
  @Test("A key without a sentence shows as a marker and never as English")
  func missingKey() throws {
    let strings = try TemporaryStrings([.en: ["test.only": "English only"], .ru: [:]])
    let catalogue = try Catalogue(folders: [strings.url])
    #expect(catalogue.words(.ru)("test.only") == "⟦test.only⟧")
    #expect(!catalogue.words(.ru).contains("test.only"))
    #expect(catalogue.words(.en)("test.only") == "English only")
    #expect(catalogue.gaps.map(\.key) == ["test.only"])
    #expect(catalogue.gaps.map(\.missing) == [[.ru]])
  }

  @Test("A value that is not given shows as a marker with its name")
  func missingArgument() throws {
    #expect(try words(.en, "Sent to {state}")("test.text") == "Sent to ⟦test.text:state⟧")
  }

  @Test(
    "A broken pattern stops the start and names file, language and key",
    arguments: [
      "{count, plural, one {#}}", "{open", "{n, number}", "{n, plural, offset:1 other {#}}",
      "{n, plural, lots {} other {}}",
    ])
  func brokenPattern(text: String) throws {
    let strings = try TemporaryStrings([.en: ["test.ok": "fine"], .fr: ["test.ok": "bien", "test.broken": text]])
    let path = strings.file(.fr).path
    let error = try #require(throws: CannotReadWords.self) { try Catalogue(folders: [strings.url]) }
    guard case .brokenPattern(path, .fr, "test.broken", let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(!reason.isEmpty)
    #expect(error.description.hasPrefix("\(path): test.broken (fr): "))
  }

  @Test("A key in two modules stops the start and names both files")
  func duplicateKey() throws {
    let first = try TemporaryStrings([.en: ["test.a": "a"]])
    let second = try TemporaryStrings([.en: ["test.a": "b"]])
    #expect(throws: CannotReadWords.duplicateKey(key: "test.a", paths: [first.file(.ar).path, second.file(.ar).path])) {
      try Catalogue(folders: [first.url, second.url])
    }
  }

  @Test("A missing file stops the start and is named")
  func missingFile() throws {
    let strings = try TemporaryStrings([.en: [:]])
    try FileManager.default.removeItem(at: strings.file(.es))
    #expect(throws: CannotReadWords.noFile(path: strings.file(.es).path)) { try Catalogue(folders: [strings.url]) }
  }

  @Test(
    "A file that is not an object of texts stops the start",
    arguments: ["[]", "{\"a\": 1}", "{", "{\"a\": {\"b\": \"c\"}}", "{\"a\": \"b\", \"a\": \"c\"}"])
  func wrongFile(content: String) throws {
    let strings = try TemporaryStrings([.en: [:]])
    try Data(content.utf8).write(to: strings.file(.zh))
    let error = try #require(throws: CannotReadWords.self) { try Catalogue(folders: [strings.url]) }
    guard case .notTexts(strings.file(.zh).path, _) = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("A problem gets its three texts, with days, States and counts read from its details")
  func problemWords() throws {
    let strings = try TemporaryStrings([
      .en: [
        "problem.test.late.title": "Too late",
        "problem.test.late.detail": "{count, plural, one {# day} other {# days}} after {dueOn}",
        "problem.test.late.action": "Write to {contact}",
      ]
    ])
    let words = try Catalogue(folders: [strings.url]).words(.en)
    let problem = TestProblem(details: ["count": "1", "dueOn": "2018-06-08", "contact": "the registry"])
    let told = words.problem(problem)
    #expect(told.title == "Too late")
    #expect(told.detail == "1 day after 8 June 2018")
    #expect(told.action == "Write to the registry")
    let unknown = words.problem(FieldProblem(field: "f", code: "test.unknown"))
    #expect(unknown.title == "⟦problem.test.unknown.title⟧")
  }

  @Test("English in disguise is longer, bracketed and accented, and leaves values alone")
  func accented() throws {
    let strings = try TemporaryStrings([.en: ["test.text": "Sign in, {name}"]])
    let catalogue = try Catalogue(folders: [strings.url])
    let text = catalogue.words(pseudo: .accented)("test.text", ["name": "Doria"])
    #expect(text == "[Šíĝñ íñ, ~~~Doria]")
    let mirrored = catalogue.words(pseudo: .mirrored)
    #expect(mirrored.language.direction == .rightToLeft)
    #expect(
      withoutIsolates(mirrored("test.text", ["name": "Doria"])) == "\u{202E}Sign\u{202C} \u{202E}in,\u{202C} Doria")
    let shown = try Catalogue(folders: [strings.url], settings: .init(showsPseudoLanguages: true))
    #expect(shown.words(.en)("test.text", ["name": "Doria"]) == text)
  }

  @Test("A foreign reference is isolated inside an Arabic sentence only")
  func isolation() throws {
    #expect(
      try words(.ar, "رقم {reference}")("test.text", ["reference": "XA/2026/5"]) == "رقم \u{2068}XA/2026/5\u{2069}")
    #expect(try words(.ar, "رقم {reference}")("test.text", ["reference": "النمسا"]) == "رقم النمسا")
    #expect(try words(.en, "No. {reference}")("test.text", ["reference": "XA/2026/5"]) == "No. XA/2026/5")
  }

  @Test("Many threads get the right sentence from the same words at once")
  func concurrency() async throws {
    let words = try words(
      .ru, "{count, plural, one {# документ} few {# документа} many {# документов} other {# документа}} от {sentOn}")
    let day = try #require(CalendarDay("2018-06-08"))
    let expected = (0..<200).map { words("test.text", ["count": .integer($0), "sentOn": .day(day)]) }
    let wrong = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<2000).filter {
            words("test.text", ["count": .integer($0 % 200), "sentOn": .day(day)]) != expected[$0 % 200]
          }
          .count
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    #expect(expected[22] == "22 документа от 8 июня 2018 года")
  }
}

private struct TestProblem: Problem {
  let code: ProblemCode = "test.late"
  let kind = ProblemKind.conflict
  let details: [String: String]
}
