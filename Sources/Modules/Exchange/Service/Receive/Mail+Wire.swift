// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Storage

extension Mail {
  /// Where messages are handed over.
  public static let inboxPath = "/v1/inbox"
  /// Where receipts are handed over that come by themselves.
  public static let receiptsPath = "/v1/receipts"

  /// Answers the calls of other nodes under ``inboxPath``, ``receiptsPath`` and ``logPath``.
  public var handler: WireHandler {
    { call in
      switch call.path {
      case Self.inboxPath: try await takeMessage(call)
      case Self.receiptsPath: try await takeReceipt(call)
      case Self.logPath: try await answerLog(call)
      default: throw ExchangeProblem.schema
      }
    }
  }

  /// Takes a message; what is attested about it is the answer, whatever it says.
  private func takeMessage(_ call: WireCall) async throws -> WireAnswer {
    do {
      try checkForm(call)
      let receipt = try await take(call.content, from: call.from, receivedAt: call.receivedAt)
      guard let key = try await surroundings.directory.peer(call.from)?.encryptionKey(at: now()) else { throw ExchangeProblem.unknownKey }
      let sealed = try SealedText.receipt.seal(receipt, for: key)
      return WireAnswer(status: 200, fields: ["content-type": SealedText.media], content: .bytes(sealed))
    } catch let problem as ExchangeProblem {
      try await turnAway(call.from, problem)
      throw problem
    }
  }

  /// Takes a receipt that comes by itself.
  private func takeReceipt(_ call: WireCall) async throws -> WireAnswer {
    do {
      try checkForm(call)
      try await takeReceipt(call.content, from: call.from, at: call.receivedAt)
      return WireAnswer(status: 200)
    } catch let problem as ExchangeProblem {
      try await turnAway(call.from, problem)
      throw problem
    }
  }

  private func checkForm(_ call: WireCall) throws(ExchangeProblem) {
    guard call.method == "POST" else { throw .schema }
    guard call.fields["content-type"] == SealedText.media else { throw .media }
    guard call.content.count <= WireLimits.content else { throw .tooLarge }
  }

  /// Records that something of an authority was not taken: once in a while, so that nobody can fill the event log with it.
  private func turnAway(_ peer: AuthorityName, _ problem: ExchangeProblem) async throws {
    guard await watch.isNews("\(peer) \(problem.rawValue)", at: now()) else { return }
    try await database.commit(
      Commit(events: [
        NewEvent(
          "exchange.turnedAway", of: EventSubject("exchangePeer", peer.description), at: now(), by: .program,
          facts: ["problem": .text(problem.rawValue)])
      ]))
  }
}
