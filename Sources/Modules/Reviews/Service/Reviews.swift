// SPDX-License-Identifier: Apache-2.0
public import Documents
public import Instruments
public import Kernel
public import Localisation
public import ReviewsRules
public import Storage
import Web

/// What other modules tell the pages of reviews; Node passes it in.
public struct ReviewSurroundings: Sendable {
  let requirements: @Sendable (Provision, Words) async throws -> [RequirementLink]
  let figures: @Sendable (Provision, Words) async throws -> [FigureLink]
  let agenda: @Sendable (Words) async throws -> [AgendaLink]

  /// Takes what other modules tell.
  /// - Parameters:
  ///   - requirements: what the directory says of States about a provision.
  ///   - figures: published figures about a provision; none while nothing is published, which the page then says.
  ///   - agenda: the items under which papers about reviews are taken up at meetings to come.
  public init(
    requirements: @escaping @Sendable (Provision, Words) async throws -> [RequirementLink] = { _, _ in [] },
    figures: @escaping @Sendable (Provision, Words) async throws -> [FigureLink] = { _, _ in [] },
    agenda: @escaping @Sendable (Words) async throws -> [AgendaLink] = { _ in [] }
  ) {
    self.requirements = requirements
    self.figures = figures
    self.agenda = agenda
  }
}

/// What the module's pages, API and commands are made of.
public struct Reviews: Sendable {
  let store: ReviewsStore
  let worker: DocumentWorker
  let words: @Sendable (Kernel.Language) -> Words
  let around: ReviewSurroundings

  /// Builds the module's tools.
  /// - Parameters:
  ///   - worker: makes PDF and DOCX.
  ///   - words: the words of all modules in one language.
  public init(
    database: any Database, worker: DocumentWorker, words: @escaping @Sendable (Kernel.Language) -> Words,
    around: ReviewSurroundings = ReviewSurroundings()
  ) {
    store = ReviewsStore(database: database)
    self.worker = worker
    self.words = words
    self.around = around
  }

  /// How records become terms.
  var terms: RecordTerms { RecordTerms(words: words) }

  /// Whether the node has no record yet.
  public func isEmpty() async throws -> Bool {
    try await store.database.row(SQL("SELECT id FROM reviewRecord ORDER BY id LIMIT 1")) == nil
  }
}
