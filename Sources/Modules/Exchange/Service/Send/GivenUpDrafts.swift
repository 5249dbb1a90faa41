// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import Kernel
public import Storage

/// A message that was to be sent and was given up before it was signed.
struct GivenUpDraft: Hashable, Sendable {
  /// The number of the work in the outbox, by which it is tried again.
  let number: Int64
  /// What names it, where it can still be read.
  let message: MessageID?
  let to: AuthorityName?
  let act: String?
  /// How often it was tried.
  let attempts: Int
  /// Why it was given up, as a code without the name of the module.
  let reason: String

  init(_ buried: BuriedEffect) {
    let draft = try? JSONDecoder().decode(MessageDraft.self, from: Data(buried.payload.utf8))
    number = buried.id
    message = draft?.id
    to = draft?.to
    act = draft?.act
    attempts = buried.attempts
    reason = buried.lastProblemCode.split(separator: ".").last.map(String.init) ?? buried.lastProblemCode
  }
}

/// The messages that were given up before they were signed: to be seen, and to be tried again.
struct GivenUpDrafts: Sendable {
  private let database: any Database

  /// So many are shown at once.
  static let shown = 50

  init(_ database: any Database) { self.database = database }

  /// The oldest of them.
  func all(limit: Int) async throws -> [GivenUpDraft] {
    try await Outbox(database).buried(MessageDraft.effect, limit: limit).map(GivenUpDraft.init)
  }

  /// Lets one be tried again, as if it had never been.
  /// - Throws: ``MailProblem/noSuchDraft`` when none of this number is given up.
  func tryAgain(_ number: Int64, by actor: EventActor, at instant: Date) async throws {
    let row = try await database.row(
      SQL("SELECT 1 AS one FROM outbox WHERE id = $1 AND kind = $2 AND state = 'buried'", [.integer(number), MessageDraft.effect.sql]))
    guard row != nil else { throw MailProblem.noSuchDraft }
    let event = NewEvent("exchange.triedAgain", of: EventSubject("exchangeDraft", "\(number)"), at: instant, by: actor)
    do {
      try await database.commit(Commit([Outbox.revival(number, at: instant)], events: [event]))
    } catch is StaleWrite {
      throw MailProblem.noSuchDraft
    }
  }
}

extension Mail {
  /// Lets a message be tried again that was given up before it was signed.
  /// - Throws: ``MailProblem/noSuchDraft``.
  public func tryAgain(_ number: Int64, by actor: EventActor) async throws {
    try await GivenUpDrafts(database).tryAgain(number, by: actor, at: now())
    wake.send()
  }

  /// The messages that were given up before they were signed, as lines with tabs: number, authority, act, tries, reason, identifier.
  public func givenUpLines(limit: Int) async throws -> [String] {
    try await GivenUpDrafts(database).all(limit: limit).map { draft in
      [
        "\(draft.number)", draft.to?.description ?? "-", draft.act ?? "-", "\(draft.attempts)", draft.reason,
        draft.message?.description ?? "-",
      ].joined(separator: "\t")
    }
  }

  /// The same as JSON.
  public func givenUpJSON(limit: Int) async throws -> Data {
    try Self.encoder.encode(try await GivenUpDrafts(database).all(limit: limit).map(GivenUpBody.init))
  }
}

/// A message that was given up, as programs get it.
struct GivenUpBody: Encodable {
  let number: Int64
  let message: String?
  let peer: String?
  let act: String?
  let tries: Int
  let reason: String

  init(_ draft: GivenUpDraft) {
    number = draft.number
    message = draft.message?.description
    peer = draft.to?.description
    act = draft.act
    tries = draft.attempts
    reason = draft.reason
  }
}
