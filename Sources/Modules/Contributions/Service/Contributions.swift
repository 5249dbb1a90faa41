// SPDX-License-Identifier: Apache-2.0
public import ContributionsRules
public import Documents
public import Files
public import Foundation
public import Kernel
public import Localisation
public import Storage
import Web

/// What the module learns from others.
public struct ContributionLinks: Sendable {
  /// A source of evidence for needs.
  public struct NeedSource: Sendable {
    /// What it is: `findings` or `refusals`.
    let name: String
    let evidence: @Sendable () async throws -> [NeedEvidence]

    /// Describes a source.
    /// - Parameter name: one of ``ContributionLinks/sourceNames``.
    public init(name: String, evidence: @escaping @Sendable () async throws -> [NeedEvidence]) {
      self.name = name
      self.evidence = evidence
    }
  }

  /// The sources of evidence that there can be besides the module's own requests for help.
  public static let sourceNames = ["findings", "refusals"]

  /// The States for which a delegate's account speaks.
  let statesOf: @Sendable (String) async throws -> Set<StateCode>
  /// Items of agendas for which contributions may be called, the next meeting first.
  let agenda: @Sendable () async throws -> [AgendaReference]
  /// The States parties on a day.
  let parties: @Sendable (CalendarDay) async throws -> [StateCode]
  /// Where evidence of needs comes from; a source that is not among them is not connected.
  let needs: [NeedSource]

  /// Takes the look-ups.
  public init(
    statesOf: @escaping @Sendable (String) async throws -> Set<StateCode>, agenda: @escaping @Sendable () async throws -> [AgendaReference],
    parties: @escaping @Sendable (CalendarDay) async throws -> [StateCode], needs: [NeedSource] = []
  ) {
    self.statesOf = statesOf
    self.agenda = agenda
    self.parties = parties
    self.needs = needs
  }
}

/// What the module's pages and API are made of.
public struct Contributions: Sendable {
  let store: ContributionsStore
  let worker: DocumentWorker
  let words: @Sendable (Kernel.Language) -> Words
  /// Attached files and texts of laws.
  let files: FileStore
  let links: ContributionLinks
  /// The secretariat's name, for letters and papers.
  let secretariat: LocalText
  /// The address that browsers use, without a slash at its end.
  let publicAddress: String

  /// Builds the module's tools.
  public init(
    database: any Database, worker: DocumentWorker, words: @escaping @Sendable (Kernel.Language) -> Words, files: FileStore,
    secretariat: LocalText, publicAddress: String, links: ContributionLinks
  ) {
    store = ContributionsStore(database: database)
    self.worker = worker
    self.words = words
    self.files = files
    self.secretariat = secretariat
    self.publicAddress = publicAddress
    self.links = links
  }

  /// How long a file that nothing names may still be named by a commit that is under way.
  private static let grace: TimeInterval = 7 * 24 * 3600

  /// Deletes the files that were brought and that nothing names.
  public func removeUnnamedFiles(at instant: Date) async throws {
    try await files.remove(except: try await store.namedFiles(), untouchedSince: instant.addingTimeInterval(-Self.grace))
  }

  /// The address of the module's front page.
  static let url = "/contributions"

  /// A thing by the name in the address.
  /// - Throws: `WebProblem.notFound`.
  func thing<Thing: Kept, Who>(_ type: Thing.Type, _ name: String, _ call: Call<Who>) async throws -> Versioned<Thing> {
    let id = try call.parameter(name) { ID<Thing>($0) }
    guard let found = try await store.thing(type, id.description) else { throw WebProblem.notFound }
    return found
  }

  /// A call with its item as the agenda numbers it now; as it was kept where the meeting is none of the newest.
  func placed(_ call: CallForContributions) async throws -> CallForContributions {
    guard let item = call.agendaItem, let now = try await links.agenda().first(where: { $0.item == item.item }) else { return call }
    var placed = call
    placed.agendaItem = now
    return placed
  }

  /// A file as it came, to keep and never to show.
  func give(_ file: Contribution.Attachment) async throws -> Answer {
    guard let kept = try await files.open(file.sha256) else { throw WebProblem.notFound }
    return .stored(kept, type: "application/octet-stream", name: file.name)
  }
}

extension SignedIn {
  var maker: Maker { Maker(id: officer, name: name) }
  /// Whether the secretariat's officers read everything.
  var readsContributions: Bool { may("contributions.read") }
}

extension Optional where Wrapped == SignedIn {
  /// The term of lists for this reader.
  var listTerm: String {
    guard let self else { return Term.open }
    return self.readsContributions ? Term.all : self.may("contributions.submit") ? Term.authorities : Term.open
  }
}
