// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import DirectoryService
import Foundation
import Kernel
import StrictJSON
import WritingService

@testable import ContributionsService
@testable import MeetingsService

/// Files that people bring.
extension FuzzTarget {
  static let files = [
    FuzzTarget("directory-file", seeds: directorySample, check: directoryFile),
    FuzzTarget("restricted-file", seeds: { [restrictedSample] }, check: restrictedFile),
    FuzzTarget("authorities-table", seeds: authoritiesSample, check: authoritiesTable),
    FuzzTarget(
      "entry-table",
      seeds: {
        [Data("mark,name.en,provider,kind,purpose.en,articles,link\na,\"N, 1\",'=P,guide,For it,46(13),https://a.example.org\n".utf8)]
      },
      check: entryTable),
    FuzzTarget(
      "request-file", seeds: { try samples(1, "Samples/freezing.yaml", "Samples/extradition.yaml", "Samples/civil.yaml") },
      check: requestFile),
    FuzzTarget(
      "meeting-file",
      seeds: {
        let least =
          #"{"schema":"comity.meeting/1","bodies":[],"meetings":[],"documents":[],"mandates":[],"agenda":[],"expectations":[],"sessions":[]}"#
        return [seed(0, least)] + (try samples(1, "Samples/meetings/eg1-7.yaml"))
      }, check: meetingFile),
    FuzzTarget(
      "annotation-file",
      seeds: {
        [
          seed(
            0,
            #"{"masthead":["a"],"agenda_heading":"b","annotations_heading":"c","documents_heading":"d","items":[{"item":"1","#
              + #""title":"e","paragraphs":["[f](#1)"],"documents":["g"]}],"annex":{"heading":"h","title":"i","columns":["j"]}}"#)
        ]
      }, check: annotationFile),
  ]

  /// A small part of the fictional directory: chance finds more in what is short.
  @Sendable private static func directorySample() throws -> [Data] {
    var file = try BuiltInDirectory.fictional()
    file.authorities = Array(file.authorities.prefix(1))
    return [Data([0]) + (try CanonicalJSON.encode(file))]
  }

  @Sendable private static func authoritiesSample() throws -> [Data] {
    let file = try BuiltInDirectory.fictional()
    return [Data(try AuthoritiesCSV.text(Array(file.authorities.prefix(2))).utf8)]
  }

  /// The first byte says whether it is YAML.
  @Sendable private static func directoryFile(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data), let file = try? DirectoryFile.read(text, isYAML: how % 2 == 1) else { return false }
    let written = try again("a directory that was read") { try CanonicalJSON.encode(file) }
    let read = try again("a directory that was written") { try DirectoryFile.read(written) }
    try demand(read == file, "a directory that was written says something else")
    return true
  }

  private static let restrictedSample = Data(
    #"""
    {"authorities":[{"id":"00000000-0000-4000-8000-000000000001","kind":"mutualLegalAssistance","originalName":"Ufficio","telephone":"+1"}],
    "format":1,"state":"XA"}
    """#.utf8)

  @Sendable private static func restrictedFile(_ data: Data) throws -> Bool {
    guard let file = try? RestrictedFile.read(data) else { return false }
    let read = try again("a restricted file that was written") { try RestrictedFile.read(try file.json()) }
    try demand(read == file, "a restricted file that was written says something else")
    return true
  }

  /// A table of tools: what was read and written is read the same, and a tool that was taken comes back from its fields.
  @Sendable private static func entryTable(_ data: Data) throws -> Bool {
    guard let lines = try? EntryTable.read(data, Tool.form) else { return false }
    let columns = EntryTable.columns(Tool.form)
    let written = EntryTable.plain([columns] + lines.map { line in columns.map { line.fields[$0] } })
    let read = try again("a table that was written") { try EntryTable.read(Data(written.utf8), Tool.form) }
    try demand(read.count == lines.count, "a table that was written has other lines")
    let surroundings = EntrySurroundings(today: CalendarDay(year: 2026, month: 1, day: 1) ?? .earliest)
    for (line, other) in zip(lines, read) {
      for column in columns { try demand(line.fields[column] == other.fields[column], "a field that was written says something else") }
      guard let tool = try? Tool.entered(line.fields, over: nil, id: ID(), in: surroundings) else { continue }
      let again = try again("a tool that was taken") { try Tool.entered(tool.fields, over: tool, id: tool.id, in: surroundings) }
      try demand(again == tool, "a tool that was taken comes back as another")
    }
    return true
  }

  @Sendable private static func authoritiesTable(_ data: Data) throws -> Bool {
    guard let authorities = try? AuthoritiesCSV.read(data) else { return false }
    let written = try again("authorities that were read") { Data(try AuthoritiesCSV.text(authorities).utf8) }
    let read = try again("authorities that were written") { try AuthoritiesCSV.read(written) }
    try demand(read == authorities, "authorities that were written say something else")
    return true
  }

  @Sendable private static func requestFile(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data), let content = try? RequestFile.read(text, isYAML: how % 2 == 1) else { return false }
    let read = try again("a request that was written") { try RequestFile.read(RequestFile.json(content), isYAML: false) }
    try demand(read == content, "a request that was written says something else")
    return true
  }

  @Sendable private static func meetingFile(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data), let file = try? MeetingFile.read(text, isYAML: how % 2 == 1).file else { return false }
    let read = try again("a meeting that was written") { try MeetingFile.read(file.json(), isYAML: false).file }
    try demand(read == file, "a meeting that was written says something else")
    return true
  }

  @Sendable private static func annotationFile(_ data: Data) throws -> Bool {
    guard let (how, text) = split(data), let file = try? AnnotationFile.read(text, isYAML: how % 2 == 1).file else { return false }
    let written = try again("annotations that were read") { try CanonicalJSON.encode(file) }
    let read = try again("annotations that were written") { try AnnotationFile.read(written, isYAML: false).file }
    try demand(read == file, "annotations that were written say something else")
    for paragraph in file.items.flatMap(\.paragraphs) {
      try demand(AnnotationFile.compared(paragraph).allSatisfy { !$0.isWhitespace }, "white space is compared")
    }
    return true
  }
}
