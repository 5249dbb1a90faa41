// SPDX-License-Identifier: Apache-2.0
import DirectoryService
import Foundation
import Kernel
import StrictJSON
import WritingService

@testable import MeetingsService

/// Files that people bring.
extension FuzzTarget {
  static let files = [
    FuzzTarget("directory-file", seeds: directorySample, check: directoryFile),
    FuzzTarget("authorities-table", seeds: authoritiesSample, check: authoritiesTable),
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
