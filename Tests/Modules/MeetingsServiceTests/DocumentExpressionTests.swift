// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import MeetingsRules
import Storage
import StrictJSON
import TestKit
import Testing

@testable import MeetingsService

@Suite("Language versions in files and in the store") struct DocumentExpressionTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)
  private static let plain = "    kind: secretariat_note\n"

  /// The sample with language versions of its second document.
  private static func dossier(_ expressions: String) throws -> MeetingDossier {
    try SampleMeeting.dossier(replacing: plain, with: plain + "    expressions: \(expressions)\n")
  }

  private static let full = """
    [{language: en, submitted: 2018-03-30, issued: 2018-04-20, words: 4100, job_number: V.18-02000 (E)}, \
    {language: fr, in_translation: 2018-04-02, files: [{name: n.docx, type: text/plain, size: 3, sha256: \
    ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}]}, {edition: corr1, language: en}, \
    {edition: reissue1, language: en, issued: 2018-04-27}, {edition: rev1, language: ar}]
    """

  @Test("Language versions with days, words, job numbers and files, and word limits of bodies, are written and read without loss")
  func roundTrip() throws {
    var dossier = try Self.dossier(Self.full)
    dossier.bodies[0].wordLimits = [.secretariatNote: 9_000, .conferenceRoomPaper: 4_000]
    let expressions = try #require(dossier.documents.first { $0.mark.text == "d2" }).expressions
    #expect(expressions.map(\.name) == ["original-en", "original-fr", "corr1-en", "reissue1-en", "rev1-ar"])
    #expect(expressions[0].jobNumber == "V.18-02000 (E)" && expressions[1].attachments.first?.size == 3)
    let (file, tree) = try MeetingFile.read(MeetingFile(dossier).json(), isYAML: false)
    #expect(try file.dossier(tree) == dossier)
  }

  @Test(
    "What the rules refuse is refused in the file, at its line",
    arguments: [
      ("[{language: en}, {language: en}]", "each language once"), ("[{edition: rev1, language: en}]", "the edition that is revised"),
      ("[{edition: corr1, language: en}]", "the language that is corrected"),
      ("[{language: fr}, {edition: reissue1, language: fr}]", "the day of the footnote"),
      ("[{language: fr}, {edition: reissue1, language: en, issued: 2018-04-27}]", "the original in this language"),
      ("[{language: en, submitted: 2018-04-02, issued: 2018-04-01}]", "the order of time"), ("[{language: en, words: 0}]", "words from 1"),
      ("[{language: en, job_number: X1}]", "a job number"), ("[{language: en, job_number: V.17-08295 (F)}]", "the letter of this language"),
      ("[{language: en, files: [{name: n, type: t, size: 1, sha256: x}]}]", "64 hexadecimal digits"),
    ])
  func refused(_ expressions: String, _ expected: String) throws {
    do {
      _ = try Self.dossier(expressions)
      Issue.record("nothing was refused")
    } catch let error as StrictJSONError {
      #expect(error.issues.contains { ($0.expected).contains(expected) && $0.position.line > 50 }, "\(error.issues)")
    }
  }

  @Test("What was kept before language versions were known is read as a document without any")
  func old() throws {
    let document = try #require(try SampleMeeting.dossier().documents.first)
    let text = try KeptEntry.json(document).replacing("\"expressions\":[],", with: "")
    #expect(!text.contains("expressions"))
    #expect(try JSONDecoder().decode(MeetingDocument.self, from: Data(text.utf8)) == document)
  }

  @Test("A file that says nothing of language versions or word limits leaves those that are known", arguments: TestDatabases.all)
  func kept(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      var full = try Self.dossier(Self.full)
      full.bodies[0].wordLimits = [.statistics: 100]
      try await store.take(full, by: .console, at: Self.noon)
      #expect(try await store.take(SampleMeeting.dossier(), by: .console, at: Self.noon) == TakenThings(unchanged: 27))
      let shelf = try await store.overview().shelf
      #expect(shelf.entries.first { $0.document.mark.text == "d2" }?.document.expressions.count == 5)
    }
  }

  @Test("The mandates that a document gives are found by it", arguments: TestDatabases.all)
  func mandates(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      let report = try #require(dossier.documents.first { $0.mark.text == "d4" })
      let given = try await store.overview().register.entries.map(\.mandate).filter { $0.source == report.id }
      #expect(given.map(\.mark.text) == ["m06", "m09", "m10", "m11", "m12"])
    }
  }

  @Test("Of a field that nobody else changed the officer’s word stands, of one that only others changed theirs; both are told of the rest")
  func merge() {
    let merge = FieldMerge(
      seen: ["a": "1", "b": "1", "c": "1", "d": "1"], mine: ["a": "2", "b": "1", "c": "2", "d": "2"],
      theirs: ["a": "1", "b": "3", "c": "3", "d": "2"])
    #expect(merge.values == ["a": "2", "b": "3", "c": "2", "d": "2"])
    #expect(merge.contested == ["c": "3"])
  }
}

@Suite("Language versions compared on the command line") struct OfflineParityTests {
  private let worker = DocumentWorker(python: SampleMeeting.root.appending(path: ".comity/venv/bin/python"))

  private func files(_ texts: [String: String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "parity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try texts.sorted { $0.key < $1.key }.map { name, text in
      let url = folder.appending(path: name)
      try Data(text.utf8).write(to: url)
      return url.path
    }
  }

  private struct Report: Decodable {
    struct Difference: Decodable {
      let language: String
      let kind: String
      let missing: [String]?
      let extra: [String]?
    }
    let reference: String
    let languages: [String]
    let differences: [Difference]
  }

  @Test(
    "The language is the end of a file’s name or stands before it",
    arguments: [
      ("a/report-fr.docx", "fr", "a/report-fr.docx"), ("zh=a/report-fr.docx", "zh", "a/report-fr.docx"),
      ("note_AR.txt", "ar", "note_AR.txt"),
    ])
  func named(_ argument: String, _ language: String, _ path: String) throws {
    let read = try OfflineParity.language(of: argument)
    #expect(read.language.rawValue == language && read.path == path)
  }

  @Test("A file of unknown language or form, a language twice, a file that is not there and a single file are refused")
  func refused() async throws {
    func compare(_ files: [String]) async throws -> String {
      try await OfflineParity.compare(files, asJSON: true, in: SampleMeeting.words(), by: worker)
    }
    await #expect(throws: CannotCompareVersions.languageUnknown("fr.docx")) { try await compare(["fr.docx", "a-en.txt"]) }
    await #expect(throws: CannotCompareVersions.languageTwice("b-en.txt")) { try await compare(["a-en.txt", "b-en.txt"]) }
    await #expect(throws: CannotCompareVersions.formUnknown("a-en.pdf")) { try await compare(["a-en.pdf", "a-fr.txt"]) }
    await #expect(throws: CannotCompareVersions.noFile("/nowhere/a-en.txt")) {
      try await compare(["/nowhere/a-en.txt", "/nowhere/a-fr.txt"])
    }
    await #expect(throws: CannotCompareVersions.tooFew) { try await compare(["a-en.txt"]) }
  }

  @Test("Differences are told as text and as JSON, with what each version has and the other has not")
  func told() async throws {
    let paths = try files([
      "note-en.txt": "1. The meeting has 12 items.\n\n2. It meets on 8 June 2018.\n",
      "note-fr.txt": "1. La réunion compte 13 points.\n\n2. Elle se tient le 8 juin 2018.\n",
    ])
    let json = try await OfflineParity.compare(paths, asJSON: true, in: SampleMeeting.words(), by: worker)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    #expect(report.reference == "en" && report.languages == ["en", "fr"] && report.differences.count == 1)
    #expect(report.differences.first?.kind == "facts" && report.differences.first?.missing == ["12"])
    #expect(report.differences.first?.extra == ["13"] && report.differences.first?.language == "fr")
    let text = try await OfflineParity.compare(paths, asJSON: false, in: SampleMeeting.words(), by: worker)
    #expect(text.contains("French: 1 difference") && text.contains("Only in this version (English)"))
  }
}
