// SPDX-License-Identifier: Apache-2.0
public import Documents
public import Files
public import Foundation
public import Kernel
public import Localisation
public import MeetingsRules
public import Storage
import Web

/// What the module's pages, API and commands are made of.
public struct Meetings: Sendable {
  let store: MeetingsStore
  let worker: DocumentWorker
  let words: @Sendable (Kernel.Language) -> Words
  /// The address that browsers use, without a slash at its end; the host of identifiers in calendars.
  let publicAddress: String
  /// Letters of credentials and statements.
  let sessionFiles: FileStore
  let officers: MeetingOfficers
  /// Uploaded files, each under its digest.
  let files: FileStore
  /// Files that are being made or brought, until they are kept.
  let incoming: IncomingFiles
  /// Published statistics by which mandates are judged and papers made.
  let figures: MeetingFigures
  /// What reviews say on an article of the Convention.
  let evidence: @Sendable (Int) async throws -> [PanelEvidence]

  /// Builds the module's tools.
  /// - Parameters:
  ///   - worker: makes PDF and DOCX.
  ///   - words: the words of all modules in one language.
  ///   - publicAddress: the address that browsers use.
  ///   - files: where uploaded language versions are kept.
  ///   - sessionFiles: where letters of credentials and statements are kept.
  ///   - officers: how accounts are looked up.
  ///   - incoming: where files that the module makes are put down until they are kept.
  ///   - figures: the published statistics; none when left out.
  ///   - evidence: what reviews say on an article of the Convention; nothing when left out.
  public init(
    database: any Database, worker: DocumentWorker, words: @escaping @Sendable (Kernel.Language) -> Words, publicAddress: String,
    files: FileStore, sessionFiles: FileStore, incoming: IncomingFiles, officers: MeetingOfficers, figures: MeetingFigures = .none,
    evidence: @escaping @Sendable (Int) async throws -> [PanelEvidence] = { _ in [] }
  ) {
    store = MeetingsStore(database: database)
    self.worker = worker
    self.words = words
    self.publicAddress = publicAddress
    self.sessionFiles = sessionFiles
    self.officers = officers
    self.files = files
    self.incoming = incoming
    self.evidence = evidence
    self.figures = figures
  }

  /// Takes a meeting in as its file gives it, all of it or nothing.
  /// - Returns: how many things were added, changed and left as they were.
  /// - Throws: `StaleWrite` or `UniqueViolation` when somebody else changed one of them meanwhile.
  @discardableResult
  public func take(_ dossier: MeetingDossier, at instant: Date) async throws -> (added: Int, changed: Int, unchanged: Int) {
    let taken = try await store.take(dossier, by: .console, at: instant)
    return (taken.added, taken.changed, taken.unchanged)
  }

  /// Whether the node has no meeting yet.
  public func isEmpty() async throws -> Bool {
    try await store.database.row(SQL("SELECT id FROM meeting ORDER BY firstDay, id LIMIT 1")) == nil
  }

  /// A meeting by its short name.
  /// - Throws: ``CannotReadMeeting/noSuchMeeting(_:)``.
  public func dossier(named name: String) async throws -> MeetingDossier {
    guard let mark = Mark(name), let dossier = try await store.dossier(mark) else { throw CannotReadMeeting.noSuchMeeting(name) }
    return dossier
  }
}
