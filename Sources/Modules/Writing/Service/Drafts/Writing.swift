// SPDX-License-Identifier: Apache-2.0
import Crypto
public import DirectoryRules
public import Documents
public import Files
public import Foundation
public import Instruments
public import Kernel
public import Localisation
public import Storage
import StrictJSON
public import Web
public import WritingRules

/// What the writer's pages and its API are made of: the drafts, the directory, the maker of letters.
public struct Writing: Sendable {
  let store: DraftStore
  let directory: @Sendable () async throws -> DirectorySnapshot
  let worker: DocumentWorker
  let words: @Sendable (Language) -> Words
  /// The State whose authority the node is.
  let state: StateCode?
  /// The authority's time zone, in which the day of a letter is reckoned.
  let zone: TimeZone
  let views: DirectoryViews
  /// The files that officers brought.
  let files: FileStore
  /// Takes an approved request over, for the register of casework; doing it twice is no harm.
  let onApproval: @Sendable (Draft) async throws -> Void
  /// The bytes that the files of one officer may have together, in drafts that nobody has approved.
  let filesPerOfficer: Int
  /// What the last requests to a State came back for, as the register of casework knows it.
  let past: @Sendable (StateCode?) async throws -> PastRequests?

  /// What the directory's module shows on the writer's pages; Node passes it in.
  public struct DirectoryViews: Sendable {
    let basis: @Sendable (LegalBasis, StateCode, StateCode, CalendarDay, Words) -> HTML
    let bridge: @Sendable (StateCode, StateCode, Set<Measure>, CalendarDay, Words) async throws -> Data

    /// Takes the drawing of a legal basis and the bridge sheet of two States as a file in HTML.
    public init(
      basis: @escaping @Sendable (LegalBasis, StateCode, StateCode, CalendarDay, Words) -> HTML,
      bridge: @escaping @Sendable (StateCode, StateCode, Set<Measure>, CalendarDay, Words) async throws -> Data
    ) {
      self.basis = basis
      self.bridge = bridge
    }
  }

  /// Builds the module's tools.
  /// - Parameters:
  ///   - directory: the directory as it is now.
  ///   - state: the State whose authority writes; `nil` at a secretariat.
  ///   - zone: the authority's time zone.
  ///   - views: what the directory shows on these pages.
  ///   - files: where the files that officers bring are kept.
  ///   - filesPerOfficer: the bytes that one officer may bring to drafts that nobody has approved.
  ///   - past: what the last requests to a State came back for; nothing is known when left out.
  ///   - onApproval: takes an approved request over; doing it twice is no harm.
  public init(
    database: any Database, directory: @escaping @Sendable () async throws -> DirectorySnapshot, worker: DocumentWorker,
    words: @escaping @Sendable (Language) -> Words, state: StateCode?, zone: TimeZone, views: DirectoryViews,
    files: FileStore, filesPerOfficer: Int, past: @escaping @Sendable (StateCode?) async throws -> PastRequests? = { _ in nil },
    onApproval: @escaping @Sendable (Draft) async throws -> Void = { _ in }
  ) {
    store = DraftStore(database: database)
    self.directory = directory
    self.worker = worker
    self.words = words
    self.state = state
    self.zone = zone
    self.views = views
    self.files = files
    self.onApproval = onApproval
    self.filesPerOfficer = filesPerOfficer
    self.past = past
  }

  /// The module's tables.
  public static var migrations: [Migration] { DraftStore.migrations }

  /// Begins a draft from each request of a demonstration; a node that has drafts keeps what it has.
  public func fillDemonstration(_ contents: [RequestContent], by officer: ActingOfficer, at instant: Date) async throws {
    guard try await store.counts().isEmpty else { return }
    for content in contents { _ = try await start(content, by: officer, at: instant) }
  }

  /// The rules' view of a request on a day.
  func input(_ content: RequestContent, on day: CalendarDay) async throws -> ReadinessInput {
    ReadinessInput(content, on: day, directory: try await directory())
  }

  /// What earlier requests came back for, for a draft that goes to a State; nothing where there is nothing to say it beside.
  func past(_ content: RequestContent, beside findings: [Finding]) async throws -> PastRequests? {
    findings.isEmpty ? nil : try await past(content.requestedState)
  }

  /// Decides about a draft and commits; when somebody else is faster the decision is made again on what they wrote.
  ///
  /// - Parameter decide: gets the draft as it is now; throws the reason why not.
  func change(
    _ id: ID<Draft>, by officer: ActingOfficer, at instant: Date,
    _ decide: @Sendable (Versioned<Draft>) async throws -> DraftDecision
  ) async throws -> Versioned<Draft> {
    for _ in 0..<5 {
      let draft = try await store.draft(id)
      let decision = try await decide(draft)
      do {
        let version = try await store.commit(decision, over: draft.version, by: officer, at: instant)
        return Versioned(decision.state, version: version)
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotChange.changedSinceSeen
  }
}

extension Writing {
  /// How long an opened section counts as being worked on.
  static let openFor: TimeInterval = 15 * 60

  /// Where other officers are at work now.
  func atWork(_ call: Call<SignedIn>) async throws -> [DraftStore.Opening] {
    try await store.atWork(except: call.who.asOfficer, since: call.now.addingTimeInterval(-Self.openFor))
  }
}

extension RequestContent {
  /// The SHA-256 digest of the request's canonical bytes in hexadecimal, as the letter shows it.
  /// - Throws: `EncodingError` when the request cannot be written as JSON.
  func digest() throws -> String {
    SHA256.hash(data: try RequestFile.canonicalBytes(self)).map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }
}

extension SignedIn {
  var asOfficer: ActingOfficer { ActingOfficer(id: officer, name: name) }
}
