// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import StatisticsRules
import Storage

extension Collecting {
  /// The questionnaires that can go to States as messages now: to those that are asked, whose node is in the directory, and to which none is on
  /// its way or went.
  func questionnaires(of collection: DataCollection, at instant: Date) async throws -> [PlannedMessage] {
    guard let exchange, collection.stage == .open else { return [] }
    let before = try await travel.messages(in: collection.id)
    let document = try QuestionnaireJSON.bytes(collection)
    var planned: [PlannedMessage] = []
    for state in collection.asked {
      let known = before[state] ?? []
      guard known.last(where: { $0.act == .collection }).map(\.progress.hasFailed) ?? true else { continue }
      guard let other = try await exchange.addressee(in: state) else { continue }
      let message = TravelledMessage.own(
        .collection, by: exchange.own, to: other, in: known.last { $0.other == other }?.conversation, of: collection.id, state, at: instant)
      guard let one = try await PlannedMessage.planned(message, document: document, over: exchange) else { return [] }
      planned.append(one)
    }
    return planned
  }

  /// Opens a collection: from then on it does not change, and goes to every State whose node can be written to.
  /// - Parameter version: the version that was seen.
  /// - Throws: ``CannotCollect``; `StaleWrite` when somebody else was faster.
  func open(_ collection: DataCollection, over version: Int, today: CalendarDay, by actor: EventActor, at instant: Date) async throws {
    let open = try collection.opened(in: codebook, today: today)
    let sent = try await questionnaires(of: open, at: instant)
    try await store.keep(
      open, over: version, as: "collectionOpened", by: actor, at: instant, facts: Self.told(sent), with: Self.commit(sent))
  }

  /// Sends the questionnaire to States that it did not reach yet: they came into the directory later, or a message failed.
  /// - Returns: how many it goes to.
  /// - Throws: ``CannotCollect``; `StaleWrite` when somebody else was faster.
  func send(_ collection: DataCollection, over version: Int, by actor: EventActor, at instant: Date) async throws -> Int {
    guard collection.stage == .open else { throw CannotCollect.notOpen }
    let sent = try await questionnaires(of: collection, at: instant)
    guard !sent.isEmpty else { throw CannotCollect.nobodyToReach }
    try await store.keep(
      collection, over: version, as: "collectionSent", by: actor, at: instant, facts: Self.told(sent), with: Self.commit(sent))
    return sent.count
  }

  static func told(_ sent: [PlannedMessage]) -> [String: EventValue] { ["sent": .list(sent.map(\.message.state.code))] }

  static func commit(_ sent: [PlannedMessage]) -> Commit { sent.reduce(Commit()) { $0.and($1.commit) } }

  /// A reminder as a message; `nil` for a State with which nothing was exchanged about the collection.
  func reminder(of state: StateCode, in collection: DataCollection, at instant: Date) async throws -> PlannedMessage? {
    guard let exchange, let last = try await travel.messages(of: state, in: collection.id).last(where: { $0.act == .collection }),
      last.progress.reached
    else { return nil }
    let message = TravelledMessage.own(
      .reminder, by: exchange.own, to: last.other, in: last.conversation, of: collection.id, state, at: instant)
    return try await PlannedMessage.planned(message, document: try ReminderJSON.bytes(collection.id), over: exchange)
  }
}
