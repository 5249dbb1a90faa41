// SPDX-License-Identifier: Apache-2.0
public import Documents
public import Foundation
public import Kernel
public import Localisation
public import MeetingsRules
import Storage
import StrictJSON

extension OfflineMeeting {
  /// The annotated agenda of a meeting in one language.
  public static func agenda(
    of dossier: MeetingDossier, in language: Kernel.Language, catalogue: (Kernel.Language) -> Words
  ) -> OfficialPaper {
    AgendaComposer(dossier, in: language, catalogue: catalogue).paper
  }

  /// The dossier with the annotations of a file in one language.
  /// - Throws: ``CannotReadMeeting/noFile(_:)``, ``CannotReadMeeting/unreadable(_:)`` with a line for each place that is not this agenda's.
  public static func annotate(
    _ dossier: MeetingDossier, with path: String, in language: Kernel.Language, catalogue: (Kernel.Language) -> Words
  ) throws(CannotReadMeeting) -> MeetingDossier {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw .noFile(path) }
    do {
      let (file, tree) = try AnnotationFile.read(data, isYAML: path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
      var reader = AnnotationReader(file, tree: tree, in: language)
      return try reader.taken(into: dossier, catalogue: catalogue)
    } catch {
      throw unreadable(error, path, catalogue(language))
    }
  }
}

extension Meetings {
  /// Takes the annotations of a file in one language into a meeting of the node.
  /// - Returns: whether they differ from those that were there.
  /// - Throws: ``CannotReadMeeting``; `StaleWrite` when somebody else changed the meeting meanwhile.
  public func annotate(_ name: String, with path: String, in language: Kernel.Language, at instant: Date) async throws -> Bool {
    let dossier = try await dossier(named: name)
    guard let current = try await store.meeting(dossier.meeting.mark) else { throw CannotReadMeeting.noSuchMeeting(name) }
    let annotated = try OfflineMeeting.annotate(dossier, with: path, in: language, catalogue: words).meeting
    guard annotated.items != current.value.items else { return false }
    var meeting = current.value
    meeting.items = annotated.items
    var change = Change()
    try change.keep(
      meeting, over: current.version, as: "agendaAnnotated", part: "annotation", facts: ["language": .text(language.rawValue)],
      by: .console,
      at: instant)
    try await store.commit(change)
    return true
  }
}
