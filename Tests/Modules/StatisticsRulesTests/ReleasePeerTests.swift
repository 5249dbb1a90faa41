// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import PeerKit
import StatisticsRules
import StatisticsService
import Testing

@Suite("The files of a release as others read them") struct ReleasePeerTests {
  @Test("The release and each table fit the published schema, and sdmx1 reads every figure with both of its statuses")
  func others() async throws {
    try await Peer.inFolder { folder in
      let plan = folder.appending(path: "plan.json")
      let text = """
        {"name": "r1", "period": {"from": "2023-01-01", "to": "2025-12-31"}, "tables": ["flows", "outcomes", "closure"], "provisional": true}
        """
      try Data(text.utf8).write(to: plan)
      let state = try #require(StateCode("XC"))
      let release = try await OfflineRelease(
        ReleasePlan.read(plan.path), from: [.init(state: state, path: Sample.path("release/XC.csv"))], earlier: [],
        on: try #require(CalendarDay("2026-03-02")))
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
