// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Keys
public import Storage

extension Mail {
  /// The handlers for the effects with which other modules send messages.
  public var effectHandlers: [String: OutboxWorker.Handler] { [MessageDraft.effect: { try await submit($0) }] }

  /// Makes a message of a draft: its place in the conversation and its signed bytes are fixed in one commit with striking the effect off.
  ///
  /// Nothing is thrown that only waits: a trouble of the moment does not use up the attempts after which an effect is buried.
  func submit(_ effect: ClaimedEffect) async throws -> EffectOutcome {
    guard let waiting = try? JSONDecoder().decode(MessageDraft.self, from: Data(effect.payload.utf8)) else {
      return .givenUp(problem: "exchange.unreadable-draft")
    }
    var draft = waiting
    do {
      guard let version = try await surroundings.directory.copy().flatMap({ $0.standing(at: now()).isRelied ? $0.version : nil }) else {
        return later("exchange.not-now")
      }
      // The times that are signed would be wrong, and stay so.
      guard await surroundings.transport.maySign() else { return later("exchange.clock-wrong") }
      // What a module wanted first is signed first: a later one may say that it no longer holds.
      let found = try await store.inbox(
        of: own, in: draft.conversation, draft.id, and: Outbox.earlierQuery(than: effect, lane: draft.conversation.description))
      guard found.more.isEmpty else { return later("exchange.earlier-waits") }
      draft = try await waiting.opened(with: surroundings.dataKeys, found.key)
      let outcome = try await submit(draft, found, directoryVersion: version)
      await watch.forgetTroubles(of: effect.id)
      return outcome
    } catch let problem as CannotSubmit {
      return try await rejected(draft, Data(effect.payload.utf8), problem)
    } catch KeyProblem.destroyed {
      // The conversation was shredded since the draft was opened.
      return try await rejected(draft, Data(effect.payload.utf8), .rule(.gone))
    } catch is CancellationError {
      throw CancellationError()
    } catch is TooManyWait {
      return .later(now().addingTimeInterval(Self.pauseOfFiles), problem: "exchange.files-wait")
    } catch {
      warn("a message could not be submitted", error)
      let wait = min(Self.longestPause, Self.pause * pow(2, Double(await watch.troubles(of: effect.id))))
      return .later(now().addingTimeInterval(wait), problem: "exchange.not-now")
    }
  }

  /// A draft that meets trouble every time is looked at again after so many seconds at the latest.
  private static let longestPause: TimeInterval = 600

  private func later(_ problem: String) -> EffectOutcome { .later(now().addingTimeInterval(Self.pause), problem: problem) }

  /// So many seconds pass before a draft that had to wait is looked at again.
  private static let pause: TimeInterval = 2

  /// So many seconds pass before a draft is looked at again whose files found too many before them.
  private static let pauseOfFiles: TimeInterval = 5
  /// So many drafts wait for their files to be sealed; more would leave no room for those that have none.
  private static let filesWaiting = 8

  private func submit(_ draft: MessageDraft, _ found: KeptInbox, directoryVersion: Int) async throws -> EffectOutcome {
    // Before anything is signed: nothing of a case may ever be on its way to the secretariat.
    guard let service = WireURN(draft.service) else { throw CannotSubmit.unreadable }
    guard ServiceBound.admits(service, between: own, and: draft.to, secretariat: try await surroundings.directory.secretariat()) else {
      throw CannotSubmit.rule(.service)
    }
    // A worker that was killed after its commit, and whose effect came back with an older copy of the database.
    guard found.known.isEmpty else { return .done() }
    let kept = found.chain
    if let peer = kept.peer, peer != draft.to { throw CannotSubmit.otherParty }
    guard let place = ChainPlace(sequence: kept.chain.next, predecessor: kept.chain.last) else { throw CannotSubmit.unreadable }
    let payloads = try await payloads(of: draft)
    let manifest = try draft.manifest(
      from: own, at: place, payloads: payloads, directoryVersion: directoryVersion,
      checkpoint: try await surroundings.checkpoint(), now: now())
    let text = try await SealedText.message.sign(ManifestJSON.bytes(manifest), with: keys)
    guard text.count <= SealedText.steps.last ?? 0 else { throw CannotSubmit.tooLong }
    let signed = DigestOf<SignedMessage>(of: text)
    let row = NewMessage(
      manifest: manifest, signed: signed, peer: draft.to, at: wholeSecond(), state: .queued,
      text: try await store.sealed(text, of: manifest, at: now(), key: found.key),
      nextAt: now(), directoryVersion: directoryVersion)
    wake.send()
    return .done(
      Commit(
        [
          store.insertion(row),
          MailStore.writing(
            kept, of: own, in: draft.conversation, with: draft.to, next: place.sequence + 1, last: signed, skipped: [:]),
        ] + surroundings.files.kept(draft.id, payloads),
        events: [
          NewEvent(
            "exchange.submitted", of: EventSubject("exchangeMessage", signed.hex), at: now(), by: .program,
            facts: [
              "to": .text(draft.to.description), "message": .text(draft.id.description), "service": .text(draft.service),
              "act": .text(draft.act), "sequence": .integer(place.sequence),
            ])
        ]))
  }

  private func payloads(of draft: MessageDraft) async throws -> [Payload] {
    guard !draft.files.isEmpty else { return [] }
    do {
      let sealed = try await sealing.run(withAtMost: Self.filesWaiting) { try await surroundings.files.seal(draft) }
      guard let sealed else { throw TooManyWait() }
      return sealed
    } catch let problem as ManifestProblem {
      throw CannotSubmit.rule(problem)
    } catch is FileIsGone {
      throw CannotSubmit.rule(.gone)
    } catch ExchangeProblem.tooLarge {
      throw CannotSubmit.rule(.segments)
    }
  }

  /// The draft never becomes a message: the own node says so, and the module that wanted it learns of it.
  private func rejected(_ draft: MessageDraft, _ payload: Data, _ problem: CannotSubmit) async throws -> EffectOutcome {
    // Its files may have been sealed already, and nobody will ever fetch them.
    if !draft.files.isEmpty { try await surroundings.files.discard(draft.id) }
    guard let rule = problem.rule else { return .givenUp(problem: "exchange.\(problem.code)") }
    // Nothing was signed; the draft itself is what the receipt is about.
    let signed = DigestOf<SignedMessage>(of: payload)
    let receipt = Receipt(
      message: draft.id, signed: signed, from: own, to: draft.to, issuedAt: wholeSecond(), evidence: .submissionRejection(rule))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    let head = MessageDraft.Head(
      id: draft.id, conversation: draft.conversation, service: draft.service, act: draft.act, to: draft.to, signed: signed)
    let told = draft.service == Self.loop ? Commit() : try await planned { try await surroundings.planners.progressed(head, [receipt]) }
    let event = NewEvent(
      "exchange.failed", of: EventSubject("exchangeMessage", signed.hex), at: now(), by: .program,
      facts: ["reason": .text("submission-rejection"), "problem": .text(problem.code), "message": .text(draft.id.description)])
    return .done(
      Commit([MailStore.unsigned(draft, signed, own: own, at: now()), MailStore.keeping(receipt, jws, at: now())], events: [event]).and(
        told))
  }

  /// The own node's receipt that it took a message over, with the place of that in its event log; nothing where it is kept already.
  ///
  /// It is committed with the first try.
  /// - Parameter index: that place.
  func submission(of message: KeptMessage, at index: Int64?) async throws -> Commit {
    guard message.tries.count == 0, let index else { return Commit() }
    let receipt = Receipt(
      message: message.id, signed: message.signed, from: own, to: message.peer, issuedAt: wholeSecond(),
      evidence: .submissionAcceptance(logIndex: Int(index)))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    return Commit([MailStore.keeping(receipt, jws, at: now())])
  }
}

/// The files of so many drafts wait to be sealed that another's has to wait outside.
private struct TooManyWait: Error {}

extension MailStore {
  /// The row of a draft that never became a message.
  static func unsigned(_ draft: MessageDraft, _ signed: DigestOf<SignedMessage>, own: AuthorityName, at now: Date) -> SQL {
    SQL(
      """
      INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, answers, service, act, issuedAt, expiresAt, at,
        state, reason, files) VALUES ($1, 'out', $2, $3, $4, $5, $6, $7, $8, $9, $9, $9, 'failed', 'submission-rejection', $10)
      """,
      [
        signed.hex.sql, own.description.sql, draft.to.description.sql, draft.id.description.sql, draft.conversation.description.sql,
        (draft.answers?.description).sql, draft.service.sql, draft.act.sql, now.sql, draft.files.count.sql,
      ], mustChange: 1)
  }
}
