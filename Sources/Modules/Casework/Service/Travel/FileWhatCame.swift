// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
public import Foundation
import Kernel
import Keys
import Storage
import WritingRules

extension CaseStore {
  /// The messages whose files have not come to an end; what is told there is nothing of a case.
  static let offerMigrations = [
    Migration(
      "casework.travel", 1, "create_case_offer",
      [
        """
        CREATE TABLE caseOffer (
          author TEXT NOT NULL,
          message TEXT NOT NULL,
          request TEXT NOT NULL REFERENCES registeredRequest (id),
          record TEXT NOT NULL,
          isAsked INTEGER NOT NULL CHECK (isAsked IN (0, 1)),
          PRIMARY KEY (author, message))
        """,
        "CREATE INDEX caseOfferByAsked ON caseOffer (isAsked, author, message)",
      ])
  ]

  /// A message whose files have not come to an end.
  struct Offer: Hashable, Sendable {
    let author: AuthorityName
    let message: MessageID
    let request: ID<RegisteredRequest>
    let record: ID<CaseMessage>

    /// The statement that forgets it.
    var ending: SQL {
      SQL("DELETE FROM caseOffer WHERE author = $1 AND message = $2", [author.description.sql, message.description.sql])
    }

    /// The statement that says that nobody is asked any more.
    var decided: SQL {
      SQL("UPDATE caseOffer SET isAsked = 0 WHERE author = $1 AND message = $2", [author.description.sql, message.description.sql])
    }
  }

  /// Some of the messages whose files are being fetched, and of those of which an officer is asked too where that is wanted, in the order of their
  /// keys.
  /// - Parameter last: the one after which it goes on.
  func offers(withAsked: Bool, after last: Offer?, limit: Int = 200) async throws -> [Offer] {
    try await database.rows(
      SQL(
        """
        SELECT author, message, request, record FROM caseOffer WHERE isAsked <= $1 AND (author, message) > ($2, $3)
        ORDER BY author, message LIMIT $4
        """, [withAsked.sql, (last?.author.description ?? "").sql, (last?.message.description ?? "").sql, limit.sql])
    ).map { row in
      Offer(
        author: try row.value("author") { AuthorityName($0) }, message: try row.value("message") { MessageID($0) },
        request: try row.value("request") { ID<RegisteredRequest>($0) }, record: try row.value("record") { ID<CaseMessage>($0) })
    }
  }
}

extension Casework {
  /// Makes files of the case of what was fetched and verified, and ends what has come to an end.
  ///
  /// Each file is one commit: it leaves the exchange's owner, becomes the case's, and is in the evidence list, or none of that.
  /// - Parameter withAsked: whether those are looked at too of which an officer is asked; their time may have ended.
  /// - Returns: how many files became the case's.
  @discardableResult
  public func fileWhatCame(withAsked: Bool, at instant: Date) async throws -> Int {
    guard let files = around.exchange?.files else { return 0 }
    var (count, trouble) = (0, (any Error)?.none)
    var last: CaseStore.Offer?
    // Page by page, so that many which wait keep none behind them from its case.
    while case let page = try await store.offers(withAsked: withAsked, after: last), !page.isEmpty {
      last = page.last
      for offer in page {
        do {
          count += try await file(offer, files, at: instant)
        } catch is StaleWrite {
          // Somebody was faster with this case: the next look does it.
          continue
        } catch {
          // What cannot be filed keeps no other from its case.
          guard !Task.isCancelled else { throw error }
          trouble = error
        }
      }
    }
    if let trouble { throw trouble }
    return count
  }

  private func file(_ offer: CaseStore.Offer, _ files: FilesOfOthers, at instant: Date) async throws -> Int {
    let request = try await store.request(offer.request, for: console).value
    let offered = try await files.offered(offer.author, offer.message)
    guard request.head.shreddedOn == nil, !offered.isEmpty else {
      try await store.database.commit(Commit([offer.ending]))
      return 0
    }
    let message = try await store.record(offer.record, of: offer.request, for: console)
    var count = 0
    for file in offered where file.transfer.state == .verified {
      if try await keep(file, of: message.value, in: request, offer, files, at: instant) { count += 1 }
    }
    guard offered.allSatisfy(\.hasEnded) else { return count }
    let ended = try await store.written(message.value.withFilesEnded, over: message.version, at: instant)
    try await store.database.commit(Commit([CaseStore.stillKept(offer.request), ended, offer.ending]))
    return count
  }

  /// Keeps one file; a content that the case has already is there once.
  private func keep(
    _ file: OfferedFile, of message: CaseMessage, in request: RegisteredRequest, _ offer: CaseStore.Offer, _ files: FilesOfOthers,
    at instant: Date
  ) async throws -> Bool {
    let key = try await store.seal.keys.key(of: CaseSeal.owner(request.id))
    guard let handing = try await files.handing(offer.author, offer.message, file.number, key) else { return false }
    let day = CalendarDay(instant, in: zone)
    let acting = Acting(ActingOfficer(id: "", name: offer.author.description), at: instant, on: day)
    // Also what is kept in a compartment is there already.
    let known = try await store.records(CaseFile.self, of: request.id, for: Self.everyCompartment).map(\.value)
    let document = DocumentFile.kept(message.document, of: message.act)
    let input = message.filing(
      file.content, among: request.items.map(\.id), saying: document, on: day,
      in: try await compartment(of: file, of: message, saying: document, in: request, files))
    let decision: CaseFileDecision?
    do { decision = try request.adding(input, id: ID(), among: known, acting) } catch CannotFile.alreadyThere { decision = nil }
    var statements = [CaseStore.stillKept(request.id)] + handing
    if let decision { statements.append(try await store.written(decision.state, over: nil, at: instant)) }
    let events = (decision?.events ?? []).map {
      request.recorded($0.told(by: message.message), by: .program, at: instant, in: decision?.state.compartment)
    }
    try await store.database.commit(Commit(statements, events: events))
    return decision != nil
  }

  /// The compartment into which a file goes that came: that of what it is about, or whose words are in its name or, where it is text, in its content.
  private func compartment(
    of file: OfferedFile, of message: CaseMessage, saying document: CaseDocument?, in request: RegisteredRequest, _ files: FilesOfOthers
  ) async throws -> Compartment? {
    let guarded = try await guardedMatters(of: request)
    guard !guarded.isEmpty else { return nil }
    if let found = guarded.compartment(of: file.content, message.concerned(in: request, saying: document)) { return found }
    guard let open = try await files.open(message.author, message.message, file.number) else { return nil }
    return try await first(in: open, file.content, guarded.compartment(ofText:))
  }

  /// What an officer says about the files of a message.
  enum FilesAnswer: Sendable {
    /// They are fetched.
    case agree
    /// They are not wanted.
    case refuse(RefusalOfFiles)
  }

  /// Agrees that the files of a message are fetched, or refuses them: both registers of it in one commit.
  /// - Throws: ``CannotAct/noSuchRecord``, ``CannotAct/nothingOpen``; ``CannotFetch``.
  func answer(
    _ answer: FilesAnswer, to id: ID<CaseMessage>, of request: ID<RegisteredRequest>, for reader: CaseStore.Reader, _ acting: Acting
  ) async throws {
    guard let files = around.exchange?.files else { throw CannotAct.nothingOpen }
    let owner = try await store.request(request, for: reader).value
    guard owner.head.shreddedOn == nil else { throw CannotShred.shredded }
    let found = try await store.record(id, of: request, for: reader)
    let decision: MessageDecision
    switch answer {
    case .agree: decision = try found.value.agreeingToFiles(acting)
    case .refuse(let reason): decision = try found.value.refusingFiles(reason, acting)
    }
    let (author, message) = (found.value.author, found.value.message)
    let offer = CaseStore.Offer(author: author, message: message, request: request, record: id)
    let commit = Commit(
      [CaseStore.stillKept(request), try await store.written(decision.state, over: found.version, at: acting.at), offer.decided],
      events: decision.events.map { owner.recorded($0, by: .officer(acting.officer.id), at: acting.at) })
    do {
      switch answer {
      case .agree: try await files.consent(author, message, commit)
      case .refuse: try await files.refuse(author, message, commit)
      }
    } catch let reason as CannotTransfer {
      throw CannotFetch(reason)
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    }
  }
}
