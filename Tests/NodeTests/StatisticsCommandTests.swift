// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StatisticsService
import TestKit
import Testing

@Suite("The command line: tables of statistics") struct StatisticsCommandTests {
  private static let published = "Samples/statistics/published-elsewhere.csv"
  private static let full = "Samples/statistics/outcomes-2025.csv"

  private func inFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-statistics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  private struct Report: Decodable {
    struct Entry: Decodable {
      let place: [String]
      let least: Int
      let most: Int?
      let judgement: String
    }
    let safe: Bool
    let findings: [Entry]
  }

  @Test("Of a table that somebody published, every withheld cell that its margins give away is told, with exit code 1")
  func attack() async throws {
    let json = try await Terminal.run("statistics", "audit", Self.published, "--format", "json")
    #expect(json.code == 1)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.out.utf8))
    #expect(!report.safe)
    let told = Dictionary(uniqueKeysWithValues: report.findings.map { ($0.place.joined(separator: "/"), $0) })
    for (place, count) in ["XB/refused": 10, "XB/withdrawn": 6, "XC/withdrawn": 3, "XD/executed": 4, "XD/refused": 3] {
      #expect(told[place]?.least == count && told[place]?.most == count && told[place]?.judgement == "exact", "\(place)")
    }
    #expect(told["XD/withdrawn"]?.judgement == "shown-below-threshold")
    let csv = try await Terminal.run("statistics", "audit", Self.published, "--format", "csv")
    #expect(csv.code == 1)
    #expect(csv.out.contains("published-elsewhere,XB/refused,requests,,,10,10,exact\r\n"))
  }

  @Test("The findings are told in six languages", arguments: ["ar", "en", "es", "fr", "ru", "zh"])
  func languages(language: String) async throws {
    let outcome = try await Terminal.run("statistics", "audit", Self.published, "--lang", language)
    #expect(outcome.code == 1)
    #expect(outcome.out.contains("XB / refused"))
    #expect(!outcome.out.contains("⟦"))
    #expect(outcome.errors.isEmpty)
  }

  @Test("A full table is written protected, and what was written passes the audit; an existing file is not overwritten")
  func protect() async throws {
    try await inFolder { folder in
      let out = folder.appending(path: "out").path
      let days = ["--period", "2025-01-01/2025-12-31"]
      let arguments = ["statistics", "audit", Self.full, "--protect", "--out", out, "--on", "2026-02-01"] + days
      let written = try await Terminal.run(arguments)
      #expect(written.code == 0, "\(written.errors)")
      let file = "\(out)/outcomes-2025.csv"
      let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
      #expect(text.contains("south/XE,refused,[c]\r\n") && text.contains("south/XD,withdrawn,[c]\r\n"))
      #expect(text.contains("total,total,214\r\n"))
      let audit = try await Terminal.run("statistics", "audit", file, "--format", "json")
      #expect(audit.code == 0)
      let report = try JSONDecoder().decode(Report.self, from: Data(audit.out.utf8))
      #expect(report.safe && report.findings.count > 2)
      #expect(report.findings.allSatisfy { $0.least == 0 && ($0.most ?? .max) >= 5 })
      let again = try await Terminal.run(arguments)
      #expect(again.code == 2)
      #expect(again.errors.contains("is not overwritten"))
    }
  }

  @Test("A JSON table comes back protected: pairs of States that did not both agree are withheld, and who agreed is not told")
  func pairs() async throws {
    let outcome = try await Terminal.run("statistics", "audit", "Samples/statistics/pairs-2025.json", "--protect", "--on", "2026-02-01")
    #expect(outcome.code == 0, "\(outcome.errors)")
    let content = try #require(try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
    #expect(content["consents"] == nil)
    let cells = try #require(content["cells"] as? [[String: Any]])
    let marks = Dictionary(
      uniqueKeysWithValues: cells.map { (($0["place"] as? [String] ?? []).joined(separator: "/"), $0["mark"] as? String) })
    for pair in ["XA/XC", "XC/XA", "XB/XC", "XC/XB"] { #expect(marks[pair] == "c", "\(pair)") }
    #expect(marks["total/total"] == .some(nil))
  }

  @Test(
    "What cannot be judged or released is told in words, with exit code 2 for a file and 1 for a table that cannot be released",
    arguments: [
      (["nowhere.csv"], "nowhere.csv is not there", Int32(2)), (["Makefile"], "line and column 1:1", 2),
      (["Samples/register.csv"], "The table cannot be read", 2),
      ([full, "--threshold", "2"], "Choose a threshold from 3 to 10.", 2), ([full, "--protect"], "has no period", 2),
      ([published, "--protect", "--period", "2025-01-01/2025-12-31"], "is withheld already", 2),
      ([full, "--protect", "--period", "2025-01-01/2025-12-31", "--on", "2025-12-31"], "The period is not over", 1),
      ([full, "--earlier", full, "--protect", "--period", "2025-01-01/2025-12-31", "--on", "2026-02-01"], "was published before", 1),
    ])
  func refused(arguments: [String], said: String, code: Int32) async throws {
    let outcome = try await Terminal.run(["statistics", "audit"] + arguments)
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.errors.contains(said), "\(outcome.errors)")
    #expect(!outcome.errors.contains("⟦"))
  }

  // MARK: A release

  private static let sample = "Samples/statistics/release"

  private func plan(_ text: String, in folder: URL) throws -> String {
    let file = folder.appending(path: "plan.yaml")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private static let small = "name: r1\nperiod: {from: 2023-01-01, to: 2025-12-31}\ntables: [flows, convention]\n"

  @Test("Registers of two States become protected tables with charts, and the same release cannot be written over")
  func release() async throws {
    try await inFolder { folder in
      let spec = try plan(Self.small, in: folder)
      let out = folder.appending(path: "out")
      let arguments = [
        "statistics", "release", spec, "--out", out.path, "--lang", "en", "--from", "XA=\(Self.sample)/XA.csv", "--from",
        "XB=\(Self.sample)/XB.csv",
      ]
      let first = try await Terminal.run(arguments)
      #expect(first.code == 0, "\(first.out)")
      let names = try FileManager.default.contentsOfDirectory(atPath: out.path).sorted()
      #expect(
        names.contains("release.json") && names.contains("audit.json") && names.contains("convention.svg")
          && names.contains("flows.sdmx.csv"))
      #expect(try await Terminal.run(arguments).code == 2)
    }
  }

  @Test(
    "Returns to a collection are released without a node; beside a register of the State they are passed over, and a return of others is refused"
  )
  func returns() async throws {
    try await inFolder { folder in
      let today = try #require(CalendarDay("2026-06-01"))
      let (collection, answers) = try #require(try DemonstrationReturns.answered(today: today, titles: [:]))
      func written(_ data: Data, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try data.write(to: file)
        return file.path
      }
      let questionnaire = try written(QuestionnaireJSON.bytes(collection), "questionnaire.json")
      let files = try answers.map { try written(ReturnJSON.bytes($0), "\($0.figures.state).json") }
      let spec = try plan("name: returns\nperiod: {from: 2025-01-01, to: 2025-12-31}\ntables: [flows]\n", in: folder)
      func run(_ out: String, _ more: [String]) async throws -> Int32 {
        try await Terminal.run(
          ["statistics", "release", spec, "--on", "2026-06-01", "--out", folder.appending(path: out).path] + more
        ).code
      }
      let returns = files.flatMap { ["--return", $0] }
      #expect(try await run("both", ["--collection", questionnaire] + returns) == 0)
      let text = try String(contentsOf: folder.appending(path: "both/release.json"), encoding: .utf8)
      #expect(text.contains("\"kind\":\"return\"") && text.contains("\"asked\":[\"XA\",\"XB\",\"XC\"]"))
      #expect(try await run("beside", ["--collection", questionnaire, "--from", "XA=\(Self.sample)/XA.csv"] + returns) == 0)
      let beside = try String(contentsOf: folder.appending(path: "beside/release.json"), encoding: .utf8)
      #expect(beside.contains("\"kind\":\"register\",\"passedOver\":\"return\",\"state\":\"XA\""))
      #expect(try await run("none", ["--collection", files[0], "--return", files[0]]) == 2)
      #expect(try await run("none", returns) != 0)
      var other = answers[0]
      other.collection = ID()
      let foreign = try written(ReturnJSON.bytes(other), "foreign.json")
      #expect(try await run("none", ["--collection", questionnaire, "--return", foreign]) == 2)
    }
  }

  @Test("A table that cannot be released, a period that is not over and a file that is not there say why, with the exit codes of the audit")
  func notReleased() async throws {
    try await inFolder { folder async throws in
      func run(_ text: String, from: String = "XA=\(Self.sample)/XA.csv") async throws -> Int32 {
        try await Terminal.run([
          "statistics", "release", try plan(text, in: folder), "--out", folder.appending(path: "none").path, "--from", from,
        ]).code
      }
      #expect(try await run(Self.small.replacing("flows", with: "returned")) == 2)
      #expect(try await run(Self.small.replacing("2025-12-31", with: "2099-12-31")) == 1)
      #expect(try await run(Self.small, from: "XA=nothing.csv") == 2)
      #expect(try await run(Self.small + "more: 1\n") == 2)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "none").path))
    }
  }
}
