// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import MeetingsService
import StrictJSON
import Testing

@Suite("The coverage check and the meeting's file") struct MeetingFileTests {
  private struct Finding: Decodable, Equatable {
    let rule: String
    let ids: [Name]
    let detail: String?
  }

  /// A short name, or an item's number: a number is not the same as its text.
  private enum Name: Decodable, Equatable {
    case text(String)
    case number(Int)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      self = try (try? container.decode(Int.self)).map { .number($0) } ?? .text(container.decode(String.self))
    }

    var said: String {
      switch self {
      case .text(let text): text
      case .number(let number): String(number)
      }
    }
  }

  private struct Findings: Decodable { let findings: [Finding] }
  private struct Expected: Decodable { let expected_findings: [Finding] }

  private func findings(_ dossier: MeetingDossier) throws -> [Finding] {
    let text = try OfflineMeeting.check(dossier, asJSON: true, in: SampleMeeting.words())
    return try JSONDecoder().decode(Findings.self, from: Data(text.utf8)).findings
  }

  @Test("The findings on the sample meeting are those that its file expects, ids and details included")
  func expected() throws {
    let tree = try StrictYAML.parse(Data(contentsOf: URL(filePath: SampleMeeting.path)))
    guard case .object(let members) = tree.content else { return #expect(Bool(false)) }
    let only = JSONValue(.object(members.filter { $0.name == "expected_findings" }))
    let expected = try StrictDecoder().decode(Expected.self, from: only).expected_findings
    #expect(try findings(SampleMeeting.dossier()) == expected)
    #expect(expected.count == 6)
  }

  @Test(
    "A change of the data changes the findings",
    arguments: [
      // An expectation that answers one more mandate.
      ("answers: [m11]}", "answers: [m11, m01]}", "mandate_without_expectation m02 m04 m06 m10"),
      // A mandate stated under two items and answered under one of them.
      ("answers: [m07, m09]}", "answers: [m09]}", "mandate_partly_answered m07"),
      // A part of a mandate, as the secretariat marks it.
      ("answers: [m03]}", "answers_partly: [m03]}", "mandate_partly_answered m03"),
      (
        "to: \"13:00\", kind: plenary, interpretation: [ar, zh, en, fr, ru, es]", "to: \"13:00\", kind: plenary, interpretation: [ar, zh]",
        "band_without_interpretation s1"
      ),
      ("items: [4, 5, 6]}", "items: [4, 6]}", "item_without_band 5"),
      ("dates: [2017-11-06, 2017-11-07]", "dates: [2017-11-04, 2017-11-07]", "date_on_saturday eg1-6"),
      ("date: 2018-06-08, from: \"15:00\"", "date: 2018-06-12, from: \"15:00\"", "session_outside_meeting s2"),
      ("T10:00:00+02:00", "T09:00:00+02:00", "opening_outside_bands eg1-7"),
      ("issued: 2018-04-04", "issued: 2018-07-04", "document_issued_after_meeting d1"),
      ("announced: false", "announced: true", "-panel_mandated_but_not_announced"),
      (
        "topics: [civil_administrative], documents: [d2]}", "topics: [civil_administrative], documents: [d2, d3]}",
        "-document_title_wider_than_its_items"
      ),
      (", zh_short: 《联合国反腐败公约》第四章实施情况", "", "short_title_differs 3"),
      ("decided: 2017-08-27", "decided: 2017-08-28", "-date_on_sunday"),
      ("addressee: eg1, task: {", "addressee: eg1, status: overtaken, task: {", "mandate_without_expectation m02 m04 m06 m10"),
    ])
  func follows(_ old: String, _ new: String, _ wanted: String) throws {
    let found = try findings(SampleMeeting.dossier(replacing: old, with: new))
    if wanted.hasPrefix("-") {
      #expect(!found.contains { $0.rule == wanted.dropFirst() })
    } else {
      let parts = wanted.split(separator: " ").map(String.init)
      #expect(found.contains { $0.rule == parts[0] && $0.ids.map(\.said) == Array(parts.dropFirst()) }, "\(found)")
    }
  }

  @Test("A file that was written out and read again says the same, from YAML to JSON and back")
  func roundTrip() throws {
    let dossier = try SampleMeeting.dossier()
    let data = try MeetingFile(dossier).json()
    let (file, tree) = try MeetingFile.read(data, isYAML: false)
    #expect(try file.dossier(tree) == dossier)
  }

  @Test("The same file read twice gives the same identifiers, and a renamed thing another one")
  func identifiers() throws {
    let (one, other) = (try SampleMeeting.dossier(), try SampleMeeting.dossier())
    #expect(one == other)
    #expect(Set(one.mandates.map(\.id)).count == 12)
    let renamed = try SampleMeeting.dossier(replacing: "{id: m01, source", with: "{id: m99, source")
    #expect(renamed.mandates.first?.id != one.mandates.first?.id)
  }

  @Test(
    "What leads nowhere or stands twice is refused with its line and path",
    arguments: [
      ("answers: [m03]}", "answers: [m77]}", "expectations[5].answers[0]"), ("item: 6, kind", "item: 9, kind", "expectations[8].item"),
      ("{id: m02, source: d6", "{id: m01, source: d6", "mandates[1].id"), ("source: d5", "source: d55", "agenda_bases[2].source"),
      ("previous: eg1-6", "previous: eg1-5", "meetings[1].previous"), ("{number: 5, zh", "{number: 4, zh", "agenda[4].number"),
      ("time_zone: Europe/Vienna", "time_zone: Europe/Wien", "meetings[1].time_zone"), ("due: eg1-7", "due: soon", "mandates[9].due"),
      ("opens_at: \"2018", "opens_at: \"on 2018", "meetings[1].opens_at"),
    ])
  func refused(_ old: String, _ new: String, _ path: String) throws {
    do {
      _ = try SampleMeeting.dossier(replacing: old, with: new)
      Issue.record("the file was read")
    } catch let error as StrictJSONError {
      #expect(error.issues.map(\.path).contains(path))
      #expect(error.issues.allSatisfy { $0.position.line > 1 })
    }
  }

  @Test(
    "A misspelt member, a wrong word and another format are refused by the strict reading",
    arguments: [
      ("verb: invites", "verb: begs"), ("given_by: cosp", "given_bye: cosp"), ("schema: comity.meeting/1", "schema: comity.meeting/2"),
    ])
  func strict(_ old: String, _ new: String) {
    #expect(throws: StrictJSONError.self) { try SampleMeeting.dossier(replacing: old, with: new) }
  }

  @Test("The shared data set is the sample", .enabled(if: FileManager.default.fileExists(atPath: sharedPath)))
  func shared() throws {
    let shared = try OfflineMeeting.open(Self.sharedPath, in: SampleMeeting.words())
    #expect(shared.meeting.bands == (try SampleMeeting.dossier()).meeting.bands)
    #expect(try findings(shared).count == 6)
  }

  static let sharedPath = SampleMeeting.root.deletingLastPathComponent().appending(path: "shared/data/meeting-eg1-7.yaml").path
}
