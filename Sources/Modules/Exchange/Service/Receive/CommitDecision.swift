// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Keys
import Storage

extension Mail {
  /// The service whose messages do nothing: with them officers try the whole path.
  static let loop = ServiceBound.loop

  /// The message takes effect: entry, effect, event and place in the conversation are one commit.
  ///
  /// - Parameter frees: whether others that were held may take effect after it.
  func takeEffect(_ judged: Judged, _ chain: MessageChain, frees: Bool) async throws -> Attested {
    let manifest = judged.manifest
    let message = VerifiedMessage(manifest: manifest, signed: judged.arrival.signed, receivedAt: judged.arrival.receivedAt)
    let (effect, delivery): (Commit, Data?)
    do {
      (effect, delivery) = try await self.effect(of: message, sendingAfter: judged.givingDelivery ? Self.confirmedWithin : 0)
    } catch let problem as ExchangeProblem where problem.isPermanent {
      // A module may remember a name for longer than the exchange does.
      return Attested(decision: try await refuse(judged, problem, problem == .idReuse ? .idReuse : nil))
    }
    // Those that were held for it each take effect in a commit of their own: what a module plans for one may need what the one before did.
    let number = manifest.place.sequence
    let isLate = number < judged.kept.chain.next
    let text = try await store.sealed(judged.text, of: manifest, at: now(), key: judged.key)
    var commit = Commit(
      [
        store.insertion(judged.row(.effective, text: text)),
        MailStore.writing(
          judged.kept, of: manifest.from, in: manifest.conversation, with: manifest.from, next: isLate ? chain.next : number + 1,
          last: isLate ? chain.last : judged.arrival.signed, skipped: chain.skipped),
      ],
      events: [
        NewEvent("exchange.received", of: judged.subject, at: now(), by: .program, facts: judged.facts.merging(Self.told(delivery)) { $1 })
      ])
    commit = commit.and(effect)
    let indices = try await database.commit(commit).eventIndices
    let attested = Attested(
      decision: try await acknowledgement(of: judged, event: indices), delivery: judged.givingDelivery ? delivery : nil)
    guard frees else { return attested }
    do {
      try await settle(manifest.from, in: manifest.conversation)
    } catch {
      // The receipt is for this message alone; what was held is looked at again with the next arrival and by the worker.
      warn("held messages could not be released", error)
    }
    return attested
  }

  /// What a message brings about that takes effect now, and the receipt of delivery when nothing of it is still to come.
  ///
  /// - Parameter wait: so many seconds pass before that receipt goes by itself; it does not when the other node says before that it has it.
  func effect(of message: VerifiedMessage, sendingAfter wait: TimeInterval = 0) async throws -> (commit: Commit, delivery: Data?) {
    let manifest = message.manifest
    let planned = manifest.service.text == Self.loop ? Commit() : try await planned(message)
    guard manifest.payloads.isEmpty else { return (planned.and(try await surroundings.files.offered(message)), nil) }
    // A message without files is delivered when it takes effect.
    let delivery = try await attested(
      .delivery(files: []), id: manifest.id, signed: message.signed, to: manifest.from, sendAt: now().addingTimeInterval(wait),
      isTold: true)
    return (planned.and(delivery.commit), delivery.jws)
  }

  /// What the event of a message's taking effect says of the delivery that is attested with it: one event for both.
  static func told(_ delivery: Data?) -> [String: EventValue] { delivery == nil ? [:] : ["attested": .text("delivery")] }

  /// So many seconds a receipt that was given in an answer waits for the word of the other node that it is kept there.
  static let confirmedWithin: TimeInterval = 60

  /// The message came early: it is acknowledged and waits for those before it.
  func hold(_ judged: Judged, _ chain: MessageChain) async throws -> Data {
    let manifest = judged.manifest
    let text = try await store.sealed(judged.text, of: manifest, at: now(), key: judged.key)
    let indices = try await database.commit(
      Commit(
        [
          store.insertion(judged.row(.held, text: text)),
          // Unchanged, but nobody else may have changed it: what is held decides what may come.
          MailStore.writing(
            judged.kept, of: manifest.from, in: manifest.conversation, with: manifest.from, next: chain.next, last: chain.last,
            skipped: chain.skipped),
        ], events: [NewEvent("exchange.held", of: judged.subject, at: now(), by: .program, facts: judged.facts)])
    ).eventIndices
    return try await acknowledgement(of: judged, event: indices)
  }

  private func acknowledgement(of judged: Judged, event indices: [Int64]) async throws -> Data {
    if let index = indices.first, !judged.hasWaited { return try await acknowledgement(of: judged.taken, event: index) }
    guard let message = try await store.message(judged.arrival.signed) else { throw StaleWrite() }
    return try await acknowledgement(of: message)
  }

  /// The directory has expired: the message is kept, and nothing is said of it.
  func keep(_ judged: Judged) async throws {
    // Where there is no key any more nothing is kept; it is refused once the directory is fresh.
    guard !judged.hasWaited, let text = try await sealedUnlessShredded(judged) else { return }
    try await database.commit(
      Commit(
        [store.insertion(judged.row(.waits, text: text))],
        events: [NewEvent("exchange.kept", of: judged.subject, at: now(), by: .program, facts: judged.facts)]))
  }

  /// The message is refused for good: entry, event and receipt are one commit.
  func refuse(_ judged: Judged, _ problem: ExchangeProblem, _ alarm: ExchangeAlarm?) async throws -> Data {
    let manifest = judged.manifest
    let receipt = Receipt(
      message: manifest.id, signed: judged.arrival.signed, from: own, to: manifest.from, issuedAt: wholeSecond(),
      evidence: .relayRejection(problem, receivedAt: judged.arrival.receivedAt))
    let jws = try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys)
    // The second of two stories is evidence; any other refused message is not kept.
    let text = alarm == nil ? nil : try await sealedUnlessShredded(judged)
    var facts = judged.facts
    facts["problem"] = .text(problem.rawValue)
    var events = [NewEvent("exchange.refused", of: judged.subject, at: now(), by: .program, facts: facts)]
    if let alarm { events.append(Self.event(alarm, judged.subject, manifest.from, at: now())) }
    try await database.commit(
      Commit(
        [store.insertion(judged.row(.refused, reason: problem.rawValue, text: text)), MailStore.keeping(receipt, jws, at: now())],
        events: events))
    return jws
  }

  /// The text as it is kept; `nil` when what its conversation was about was shredded.
  private func sealedUnlessShredded(_ judged: Judged) async throws -> Data? {
    do {
      return try await store.sealed(judged.text, of: judged.manifest, at: now(), key: judged.key)
    } catch KeyProblem.destroyed {
      return nil
    }
  }

  /// Tells officers of something that somebody has to look at; once for a message.
  func raise(_ alarm: ExchangeAlarm, about arrival: Arrival) async throws {
    let subject = EventSubject("exchangeMessage", arrival.signed.hex)
    guard try await !EventLog(database).events(of: subject).contains(where: { $0.kind == Self.alarmKind }) else { return }
    try await database.commit(Commit(events: [Self.event(alarm, subject, arrival.manifest.from, at: now())]))
  }

  static let alarmKind: EventKind = "exchange.alarm"

  private static func event(_ alarm: ExchangeAlarm, _ subject: EventSubject, _ author: AuthorityName, at now: Date) -> NewEvent {
    NewEvent(
      alarmKind, of: subject, at: now, by: .program, facts: ["alarm": .text(alarm.rawValue), "author": .text(author.description)])
  }

  /// Now, as receipts tell it.
  func wholeSecond() -> Date { Date(timeIntervalSince1970: now().timeIntervalSince1970.rounded(.down)) }
}
