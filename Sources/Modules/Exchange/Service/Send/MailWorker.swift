// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import Storage

/// Does what messages leave to do: makes them of drafts, sends them and the receipts, and keeps the tables in order; until it is told to stop.
///
/// Each of these goes on by itself, and sending goes on for each authority by itself, so that what waits for one waits alone. It may be killed at any
/// instant. Several processes of one node may each run one.
public struct MailWorker: Sendable {
  private let mail: Mail
  private let drafts: OutboxLanes
  /// Seconds after which it looks without having been woken.
  private let look: TimeInterval
  /// Seconds between two times of keeping in order.
  private let upkeep: TimeInterval

  /// Makes the worker of a node.
  public init(_ mail: Mail, look: TimeInterval = 2, upkeep: TimeInterval = 60) {
    self.mail = mail
    self.look = look
    self.upkeep = upkeep
    drafts = OutboxLanes(
      OutboxWorker(
        Outbox(mail.database), handlers: mail.effectHandlers, patience: .init(look: look), now: mail.surroundings.now,
        logger: mail.surroundings.logger),
      lane: Self.lane, carriedOut: { mail.wake.send() })
  }

  /// Works until the task is cancelled.
  public func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await drafts.run() }
      group.addTask {
        await Rounds(mail: mail, trouble: Self.upkeepTrouble, look: upkeep, isWoken: false).run { try await keepTables() }
      }
      // Other nodes take their time to answer, and the tables do not wait for them.
      group.addTask {
        await Rounds(mail: mail, trouble: Self.acceptancesTrouble, look: upkeep, isWoken: false).run { try await mail.askForAcceptances() }
      }
      group.addTask { await rounds(Self.heldTrouble).run { try await mail.releaseHeld() } }
      group.addTask {
        await PeerRounds(rounds: rounds(Self.messagesTrouble)) {
          try await mail.peersWithMessages()
        } work: {
          try await mail.sendMessages(to: $0)
        }.run()
      }
      group.addTask {
        await PeerRounds(rounds: rounds(Self.receiptsTrouble)) {
          try await mail.peersWithReceipts()
        } work: {
          try await mail.sendReceipts(to: $0)
        }.run()
      }
    }
  }

  private func rounds(_ trouble: String) -> Rounds { Rounds(mail: mail, trouble: trouble, look: look) }

  private static let acceptancesTrouble = "acceptances could not be asked for"
  private static let upkeepTrouble = "the tables of messages could not be kept in order"
  private static let draftsTrouble = "drafts could not be made messages"
  private static let heldTrouble = "held messages could not be looked for"
  private static let messagesTrouble = "messages could not be sent"
  private static let receiptsTrouble = "receipts could not be sent"

  /// Does what is due now, one kind after the other and each to its end, and tells how many drafts it looked at.
  ///
  /// What a test needs to know what is done when; a node runs ``run()``.
  @discardableResult
  public func runDue() async throws -> Int {
    var taken = 0
    try await mail.apart(Self.draftsTrouble) { taken = try await drafts.runDue() }
    try await mail.apart(Self.heldTrouble) { try await mail.releaseHeld() }
    try await mail.apart(Self.messagesTrouble) { try await mail.sendDue() }
    try await mail.apart(Self.receiptsTrouble) { try await mail.sendReceipts() }
    return taken
  }

  /// Keeps the tables in order, and asks for what a delivery has overtaken.
  public func keepUp() async throws {
    try await mail.apart(Self.acceptancesTrouble) { try await mail.askForAcceptances() }
    try await keepTables()
  }

  private func keepTables() async throws {
    try await mail.apart("what was begun could not be finished") { try await mail.finishBegun() }
    try await mail.apart("what was kept could not be judged") { try await mail.judgeKept() }
    try await mail.apart("entries could not be forgotten") { try await mail.forget() }
    try await mail.apart("sealed files could not be released") { try await mail.releaseFiles() }
    try await mail.apart("files that tried the path could not be removed") { try await mail.surroundings.files.removeTried() }
  }

  /// Drafts of one conversation one after the other.
  private static func lane(_ effect: ClaimedEffect) -> String {
    let draft = try? JSONDecoder().decode(MessageDraft.self, from: Data(effect.payload.utf8))
    return draft?.conversation.description ?? "\(effect.id)"
  }
}
