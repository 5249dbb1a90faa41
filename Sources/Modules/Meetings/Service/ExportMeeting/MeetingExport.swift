// SPDX-License-Identifier: Apache-2.0
import Documents
public import Foundation
import ICalendar
public import Kernel
public import Localisation
public import MeetingsRules

/// A form in which a meeting is written out.
public enum MeetingFormat: String, CaseIterable, Sendable {
  /// The whole meeting as JSON, restricted matter included.
  case json
  /// The whole meeting as YAML, restricted matter included.
  case yaml
  /// The annotated agenda as text, in one language.
  case text
  /// The public agenda as Akoma Ntoso, in one language.
  case akn
  /// The meeting and its sessions as a calendar, in one language.
  case ics
  /// The public part for search engines, in all languages.
  case jsonld
  /// The public part for use without a network, in all languages.
  case bundle
}

/// Writes a dossier out without a node.
public struct MeetingExport: Sendable {
  let dossier: MeetingDossier
  let dated: DatedMeeting
  let words: @Sendable (Kernel.Language) -> Words
  let publicAddress: String

  /// - Parameters:
  ///   - words: the words of all modules in one language.
  ///   - publicAddress: the address for links, without a slash at its end; its host is the host of identifiers in calendars.
  public init(_ dossier: MeetingDossier, words: @escaping @Sendable (Kernel.Language) -> Words, publicAddress: String) {
    // A file has no versions: its calendar counts from the day its agenda was issued.
    let day = dossier.annotatedAgenda?.issuedOn ?? dossier.meeting.days.min() ?? .earliest
    self.init(
      dossier,
      dated: DatedMeeting(
        meeting: dossier.meeting, body: dossier.body(dossier.meeting.body), version: 1,
        changedAt: TimeOfDay(hour: 0, minute: 0)?.instant(on: day, in: .gmt) ?? Date(timeIntervalSince1970: 0)), words: words,
      publicAddress: publicAddress)
  }

  init(
    _ dossier: MeetingDossier, dated: DatedMeeting, words: @escaping @Sendable (Kernel.Language) -> Words, publicAddress: String
  ) {
    self.dossier = dossier
    self.dated = dated
    self.words = words
    self.publicAddress = publicAddress
  }

  /// The meeting in a form, in the language where the form has one.
  /// - Throws: `EncodingError`, `XMLFile.Fault`, `ZipFile.Fault`; none of them happens.
  public func data(as format: MeetingFormat, in language: Kernel.Language) throws -> Data {
    switch format {
    case .json: try MeetingFile(dossier).json()
    case .yaml: try MeetingFile(dossier).yaml()
    case .text: Data(AgendaComposer(dossier, in: language, catalogue: words).paper.text.utf8)
    case .akn: Data(try MeetingMarkup(dossier, words: words(language)).agenda().utf8)
    case .ics: MeetingCalendar(words: words(language), publicAddress: publicAddress).calendar(of: dated).data
    case .jsonld: MeetingLinkedData(dossier, publicAddress: publicAddress).data
    case .bundle: try MeetingBundle(dossier, dated: dated, words: words, publicAddress: publicAddress).data()
    }
  }
}

extension Meetings {
  /// A meeting of the node, ready to be written out.
  /// - Throws: ``CannotReadMeeting/noSuchMeeting(_:)``.
  public func export(named name: String) async throws -> MeetingExport {
    let dossier = try await dossier(named: name)
    guard let dated = try await store.dated(dossier) else { throw CannotReadMeeting.noSuchMeeting(name) }
    return MeetingExport(dossier, dated: dated, words: words, publicAddress: publicAddress)
  }
}
