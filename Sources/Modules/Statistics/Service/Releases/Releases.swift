// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Documents
public import Foundation
public import Kernel
public import Localisation
public import StatisticsRules
public import Storage
import Web

/// What the pages and commands of releases are made of.
public struct Releases: Sendable {
  let store: ReleaseStore
  /// What States answered to collections, which may be figures of a release.
  var collected: CollectionStore { CollectionStore(database: store.database) }
  let worker: DocumentWorker
  let words: @Sendable (Kernel.Language) -> Words
  let codebook: Codebook
  /// The tables that a release can have.
  let tables: [TableSpec]
  /// How the note for the expert meeting learns to which agenda item and mandates it belongs.
  let meeting: @Sendable (Kernel.Language) async throws -> NoteOccasion?

  /// Builds the module's tools.
  /// - Parameters:
  ///   - worker: makes PDF, DOCX and XLSX.
  ///   - words: the words of all modules in one language.
  ///   - meeting: the meeting for which the draft note is made; `nil` where none is planned.
  /// - Throws: ``StatisticsProblem/damaged`` when the program's own files are not as they were installed.
  public init(
    database: any Database, worker: DocumentWorker, words: @escaping @Sendable (Kernel.Language) -> Words,
    meeting: @escaping @Sendable (Kernel.Language) async throws -> NoteOccasion?
  ) throws {
    store = ReleaseStore(database: database)
    self.worker = worker
    self.words = words
    self.meeting = meeting
    codebook = try BuiltInCodebook.current()
    tables = try BuiltInCodebook.tablesForRelease()
  }

  /// Whether nothing was published and nothing is drafted yet.
  public func isEmpty() async throws -> Bool {
    guard try await store.list(after: nil, limit: 1).isEmpty else { return false }
    return try await store.drafts(after: "", limit: 1).isEmpty
  }

  /// Counts a State's register for a draft; nothing of the file is kept but its digest and the sums.
  /// - Throws: ``StatisticsProblem`` when it cannot be read as a register.
  public static func count(_ register: Data, of reporter: StateCode, tables: [TableSpec], codebook: Codebook, named name: String)
    async throws -> (figures: SourceFigures, contradictions: [Contradiction])
  {
    let counted = try await CountRegister.run(register, named: name, tables: tables, codebook: codebook)
    let figures = SourceFigures(
      reporter: reporter, digest: ReleaseStore.digest(of: register), requests: counted.requests, contradictions: counted.contradictions,
      tables: counted.tables)
    return (figures, counted.contradictions)
  }

  /// Judges a draft beside everything that was published.
  func protected(_ draft: ReleaseDraft, on day: CalendarDay, by officer: String) async throws -> ReleaseDraft {
    let earlier = try await store.everything()
    let agreements = try await store.agreements()
    return try draft.protecting(
      beside: earlier, agreements: agreements, codebook: codebook, on: day, by: officer, solver: KeptModel.open)
  }

  /// What would be published of a draft now.
  func content(of draft: ReleaseDraft, on day: CalendarDay, by officer: String) async throws -> ReleaseContent {
    let digests = try await store.everything().map(\.digest)
    let agreements = try await store.agreements()
    let revised: ReleaseContent? = if let old = draft.revises { try await store.published(old.name).content } else { nil }
    return try draft.published(
      by: officer, on: day, beside: digests, agreements: agreements, revised: revised, codebook: codebook.version)
  }
}
