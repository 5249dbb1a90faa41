// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Kernel
import Localisation
import MeetingsRules
import Node
import StrictJSON
import Testing

@testable import MeetingsService

@Suite("Meetings written out") struct ExportTests {
  private static let canary = "CANARY"

  /// The sample with restricted documents in every place that may refer to one, each full of one word.
  static func guarded() throws -> MeetingDossier {
    var dossier = try SampleMeeting.dossier()
    let meeting = dossier.meeting.id
    func secret(_ mark: String) throws -> MeetingDocument {
      MeetingDocument(
        id: ID(), mark: try #require(Mark(mark)), meeting: meeting, symbol: "CANARY/2018/\(mark)", alias: "CANARY", kind: .meetingReport,
        distribution: .restricted, jobNumber: "CANARY",
        title: LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, canary) })))
    }
    let (listed, cited, basis, outcome, source, evidence) = (
      try secret("canary-1"), try secret("canary-2"), try secret("canary-3"), try secret("canary-4"), try secret("canary-5"),
      try secret("canary-6")
    )
    dossier.documents += [listed, cited, basis, outcome, source, evidence]
    dossier.meeting.items[2].documents.append(listed.id)
    dossier.meeting.items[2].cited.append(cited.id)
    dossier.meeting.bases.append(AgendaBasis(source: basis.id, role: .mandatedBy))
    dossier.meeting.outcomeDocument = outcome.id
    let mandate = Mandate(
      id: ID(), mark: try #require(Mark("canary-m")), recordedFor: meeting, source: source.id, paragraph: "CANARY",
      givenBy: dossier.bodies[0].id, verb: .requests, addressee: dossier.bodies[1].id, task: LocalText([.en: canary, .zh: canary]),
      statedUnder: [dossier.meeting.items[2].id])
    dossier.mandates.append(mandate)
    dossier.mandates[0].translationQuery = canary
    dossier.mandates[0].actions = [
      Mandate.Action(id: ID(), what: LocalText([.en: canary]), doneOn: try #require(CalendarDay("2018-05-01")), evidence: evidence.id)
    ]
    dossier.meeting.expectations[0].answers.append(mandate.id)
    dossier.meeting.panels[0].mandatedBy = mandate.id
    dossier.meeting.panels[0].speakers.append(Panel.Panellist(name: canary))
    return dossier
  }

  private static func export(_ dossier: MeetingDossier) throws -> MeetingExport {
    let catalogue = try Node.words()
    return MeetingExport(dossier, words: { catalogue.words($0) }, publicAddress: "https://example.org")
  }

  @Test("Nothing of a restricted document is in any public form, in any language", arguments: [MeetingFormat.akn, .ics, .jsonld, .bundle])
  func restricted(format: MeetingFormat) throws {
    let export = try Self.export(try Self.guarded())
    for language in Language.allCases {
      let text = String(decoding: try export.data(as: format, in: language), as: UTF8.self)
      #expect(!text.lowercased().contains("canary"), "\(format) \(language)")
    }
  }

  @Test("The public part of a file has nothing of it either, and is a whole meeting that is read back the same")
  func publicFile() throws {
    let part = try Self.guarded().publicPart
    for data in [try MeetingFile(part).json(), try MeetingFile(part).yaml()] {
      #expect(!String(decoding: data, as: UTF8.self).lowercased().contains("canary"))
      let (file, tree) = try MeetingFile.read(data, isYAML: true)
      #expect(try file.dossier(tree) == part)
    }
    #expect(try SampleMeeting.dossier().publicPart.mandates.count == SampleMeeting.dossier().mandates.count)
  }

  @Test("A calendar has the same identifiers in every language, and other words")
  func identifiers() throws {
    let export = try Self.export(try SampleMeeting.dossier())
    let calendars = try Language.allCases.map { String(decoding: try export.data(as: .ics, in: $0), as: UTF8.self) }
    let identifiers = calendars.map { $0.split(separator: "\r\n").filter { $0.hasPrefix("UID:") } }
    #expect(identifiers[0].count == 3 && Set(identifiers).count == 1)
    #expect(Set(calendars).count == 6)
  }

  @Test("A change of the meeting raises the number of its change and moves its stamp; without one the bytes stay")
  func versions() throws {
    let words = try SampleMeeting.words()
    let dossier = try SampleMeeting.dossier()
    func text(_ version: Int, _ second: Double) -> String {
      let dated = DatedMeeting(meeting: dossier.meeting, body: nil, version: version, changedAt: Date(timeIntervalSince1970: second))
      return String(decoding: MeetingCalendar(words: words, publicAddress: "https://example.org").calendar(of: dated).data, as: UTF8.self)
    }
    #expect(text(3, 0).contains("SEQUENCE:2\r\n") && text(3, 0).contains("DTSTAMP:19700101T000000Z"))
    #expect(text(3, 0) == text(3, 0) && text(3, 0) != text(4, 60))
  }

  @Test(
    "What is only planned is tentative, what is cancelled says so",
    arguments: [(Meeting.Standing.planned, "TENTATIVE"), (.approved, "CONFIRMED"), (.held, "CONFIRMED"), (.cancelled, "CANCELLED")])
  func standing(standing: Meeting.Standing, status: String) throws {
    var dossier = try SampleMeeting.dossier()
    dossier.meeting.standing = standing
    #expect(String(decoding: try Self.export(dossier).data(as: .ics, in: .en), as: UTF8.self).contains("STATUS:\(status)\r\n"))
  }

  @Test("A meeting without sessions is an event of whole days: no hour is made up")
  func wholeDays() throws {
    var dossier = try SampleMeeting.dossier()
    dossier.meeting.bands = []
    let text = String(decoding: try Self.export(dossier).data(as: .ics, in: .en), as: UTF8.self)
    #expect(text.contains("DTSTART;VALUE=DATE:20180608") && text.contains("DTEND;VALUE=DATE:20180609") && !text.contains("VTIMEZONE"))
  }

  @Test("A report is made of its paragraphs: chapters, numbers, the text of the language or the nearest with its mark")
  func report() throws {
    let dossier = try SampleMeeting.dossier()
    let document = try #require(dossier.documents.first { $0.kind == .meetingReport })
    let paragraphs = [
      MeetingMarkup.Paragraph(number: "1.", chapter: LocalText([.en: "Introduction", .zh: "导言"]), text: LocalText([.zh: "一"])),
      MeetingMarkup.Paragraph(number: "2 bis.", text: LocalText([.en: "Second & last"])),
    ]
    let text = try MeetingMarkup(dossier, words: SampleMeeting.words(.zh)).report(paragraphs, as: document)
    #expect(text.contains("<heading>导言</heading>") && text.contains("<num>2 bis.</num><p xml:lang=\"en\">Second &amp; last</p>"))
    #expect(text.components(separatedBy: "name=\"chapter\"").count == 2)
  }

  @Test("Every member that the writer writes is one that the published schema knows")
  func schema() throws {
    let schema = try StrictJSON.parse(try MeetingSchema.file(), limits: StrictLimits(bytes: .max, depth: 512))
    let file = try StrictJSON.parse(try MeetingFile(try Self.guarded()).json())
    #expect(Self.unknown(in: file, by: schema, path: "") == [])
  }

  /// The paths of members that no schema of their place names.
  private static func unknown(in value: JSONValue, by schema: JSONValue, path: String) -> [String] {
    let places = choices(of: schema)
    switch value.content {
    case .object(let members):
      let tables = places.filter { $0["type"]?.content == .string("object") }
      return members.flatMap { member -> [String] in
        for table in tables {
          if let below = table["properties"]?[member.name] { return unknown(in: member.value, by: below, path: "\(path).\(member.name)") }
          if let below = table["additionalProperties"], below.content != .boolean(false) {
            return unknown(in: member.value, by: below, path: "\(path).\(member.name)")
          }
        }
        return ["\(path).\(member.name)"]
      }
    case .array(let elements):
      guard let below = places.compactMap({ $0["items"] }).first else { return elements.isEmpty ? [] : [path] }
      return elements.enumerated().flatMap { unknown(in: $1, by: below, path: "\(path)[\($0)]") }
    default: return []
    }
  }

  /// A schema and those among which it lets choose, at any depth.
  private static func choices(of schema: JSONValue) -> [JSONValue] {
    [schema]
      + ["anyOf", "oneOf"].flatMap { name -> [JSONValue] in
        if case .array(let elements)? = schema[name]?.content { elements.flatMap(choices) } else { [] }
      }
  }
}
