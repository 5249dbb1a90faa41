// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Storage

/// Does what messages leave to do: makes them of drafts, sends them and the receipts, and keeps the tables in order; until it is told to stop.
///
/// It may be killed at any instant. Several processes of one node may each run one.
public struct MailWorker: Sendable {
  private let mail: Mail
  private let drafts: OutboxWorker
  /// Seconds after which it looks without having been woken.
  private let look: TimeInterval
  /// Seconds between two times of keeping in order.
  private let upkeep: TimeInterval

  /// Makes the worker of a node.
  public init(_ mail: Mail, look: TimeInterval = 2, upkeep: TimeInterval = 60) {
    self.mail = mail
    self.look = look
    self.upkeep = upkeep
    drafts = OutboxWorker(
      Outbox(mail.database), handlers: mail.effectHandlers, now: mail.surroundings.now, logger: mail.surroundings.logger)
  }

  /// Works until the task is cancelled.
  public func run() async {
    var keptUpAt = Date.distantPast
    while !Task.isCancelled {
      // Listening begins before looking, so that what comes in between still wakes it.
      let (commits, wishes) = (mail.database.changes(), mail.wake.stream())
      do {
        if abs(mail.now().timeIntervalSince(keptUpAt)) >= upkeep {
          keptUpAt = mail.now()
          try await keepUp()
        }
        if try await runDue() > 0 { continue }
      } catch {
        guard !Task.isCancelled else { return }
        mail.warn("messages could not be sent", error)
      }
      await wait(commits, wishes)
    }
  }

  /// Does what is due now, and tells how many pieces of work moved something on.
  @discardableResult
  public func runDue() async throws -> Int {
    var taken = 0
    try await mail.apart("drafts could not be made messages") { taken = try await drafts.runDue() }
    try await mail.apart("held messages could not be looked for") { try await mail.releaseHeld() }
    try await mail.apart("messages could not be sent") { try await mail.sendDue() }
    try await mail.apart("receipts could not be sent") { try await mail.sendReceipts() }
    return taken
  }

  /// Keeps the tables in order.
  public func keepUp() async throws {
    try await mail.apart("what was begun could not be finished") { try await mail.finishBegun() }
    try await mail.apart("what was kept could not be judged") { try await mail.judgeKept() }
    try await mail.apart("entries could not be forgotten") { try await mail.forget() }
    try await mail.apart("sealed files could not be released") { try await mail.releaseFiles() }
  }

  private func wait(_ commits: AsyncStream<Void>, _ wishes: AsyncStream<Void>) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in commits { return } }
      group.addTask { for await _ in wishes { return } }
      group.addTask { [look] in try? await Task.sleep(for: .seconds(look)) }
      await group.next()
      group.cancelAll()
    }
  }
}
