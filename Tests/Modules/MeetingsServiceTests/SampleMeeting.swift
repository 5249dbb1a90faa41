// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import MeetingsService
import Node
import StrictJSON
import Testing

/// The sample meeting of 8 June 2018.
enum SampleMeeting {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let path = root.appending(path: "Samples/meetings/eg1-7.yaml").path

  static func words(_ language: Language = .en) throws -> Words { try Node.words().words(language) }

  static func dossier() throws -> MeetingDossier { try OfflineMeeting.open(path, in: words()) }

  /// The dossier of the sample's text with one piece of it replaced.
  static func dossier(replacing old: String, with new: String) throws -> MeetingDossier {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    try #require(changed != text, "the sample does not hold \(old)")
    let (file, tree) = try MeetingFile.read(Data(changed.utf8), isYAML: true)
    return try file.dossier(tree)
  }
}
