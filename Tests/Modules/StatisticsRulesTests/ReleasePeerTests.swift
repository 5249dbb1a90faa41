// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import PeerKit
import StatisticsRules
import Testing

@testable import StatisticsService

@Suite("The files of a release as others read them") struct ReleasePeerTests {
  /// A release of one State's register: with what is withheld, and with times that are told for some kinds and not for others.
  private func released(in folder: URL) async throws -> OfflineRelease {
    let plan = folder.appending(path: "plan.json")
    let text = """
      {"name": "r1", "period": {"from": "2023-01-01", "to": "2025-12-31"}, "tables": ["flows", "outcomes", "closure"], "provisional": true}
      """
    try Data(text.utf8).write(to: plan)
    let state = try #require(StateCode("XC"))
    return try await OfflineRelease(
      ReleasePlan.read(plan.path), from: [.init(state: state, path: Sample.path("release/XC.csv"))], earlier: [],
      on: try #require(CalendarDay("2026-03-02")))
  }

  @Test("Every figure of a table is a number in its sheet, every symbol a text, and nothing is a formula", arguments: [Language.en, .ar])
  func sheets(in language: Language) async throws {
    try await Peer.inFolder { folder in
      let words = try Catalogue(folders: [StatisticsResources.strings]).words(language)
      let file = try #require(try await released(in: folder).files(in: words).first { $0.name == "release.json" })
      let content = try OfflineRelease.published(file.data, at: file.name)
      let worker = DocumentWorker(python: Peer.root.appending(path: ".comity/venv/bin/python"))
      let codebook = try BuiltInCodebook.current()
      var questions: [[String: Any]] = []
      for table in content.tables {
        let text = TableText(table: table, release: content, codebook: codebook, words: words)
        questions.append(["do": "xlsx", "text": try await worker.render(text.workbook).base64EncodedString()])
      }
      var (numbers, symbols) = (0, 0)
      for (table, answer) in zip(content.tables, try Peer.ask("release_peer", questions)) {
        let rows = try #require(answer.value, "\(answer.refused ?? "")").split(separator: "\n", omittingEmptySubsequences: false)
        let told = rows.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        #expect(!told.joined().contains("f"))
        let wanted = table.cells.map { cells in cells.flatMap { Self.said($0, table.figure) } }
        // The rows of the table are the last of the sheet, each after its heading.
        let found = told.filter { $0.count == (wanted.first?.count ?? 0) + 1 }.suffix(wanted.count).map { Array($0.dropFirst()) }
        #expect(found == wanted, "\(table.name)")
        numbers += wanted.joined().count { $0.hasPrefix("n") }
        symbols += wanted.joined().count { $0.hasPrefix("s") }
      }
      #expect(content.tables.count == 3 && numbers > 30 && symbols > 5)
    }
  }

  /// What a sheet says of a cell: its number or its symbol, and of times the median and the quartiles.
  private static func said(_ cell: ReleasedCell, _ figure: TableSpec.FigureKind) -> [String] {
    let count = cell.count.map { "n\($0)" } ?? "s\(cell.mark?.symbol ?? "")"
    guard figure != .count else { return [count] }
    return [count]
      + [cell.days?.median, cell.days?.firstQuartile, cell.days?.thirdQuartile].map { days in
        days.map { "n\($0)" } ?? "s\((cell.mark ?? .notAvailable).symbol)"
      }
  }

  @Test("The release and each table fit the published schema, and sdmx1 reads every figure with both of its statuses")
  func others() async throws {
    try await Peer.inFolder { folder in
      let release = try await released(in: folder)
      let words = try Catalogue(folders: [StatisticsResources.strings]).words(.fr)
      let files = try release.files(in: words)
      let judged = files.filter { ($0.name.hasSuffix(".json") && $0.name != "audit.json") || $0.name.hasSuffix(".sdmx.csv") }
      let answers = try Peer.ask(
        "release_peer",
        judged.map { ["do": $0.name.hasSuffix(".json") ? "json" : "sdmx", "text": String(decoding: $0.data, as: UTF8.self)] })
      #expect(judged.count == 7)
      for (file, answer) in zip(judged, answers) {
        #expect(answer.refused == nil, "\(file.name): \(answer.refused ?? "")")
        guard file.name.hasSuffix(".sdmx.csv") else { continue }
        let lines = String(decoding: file.data, as: UTF8.self).components(separatedBy: "\r\n").count - 2
        let told = answer.value?.split(separator: "\n") ?? []
        #expect(told.first == "\(lines)", "\(file.name)")
        let marks = [" P F", " Q C", " O F", " M F"]
        #expect(told.dropFirst().allSatisfy { line in marks.contains { line.hasSuffix($0) } }, "\(file.name)")
      }
    }
  }
}
