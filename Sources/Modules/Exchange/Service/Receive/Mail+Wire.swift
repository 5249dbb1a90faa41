// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Storage

extension Mail {
  /// Where messages are handed over.
  public static let inboxPath = "/v1/inbox"
  /// Where receipts are handed over that come by themselves.
  public static let receiptsPath = "/v1/receipts"

  /// Answers the calls of other nodes under ``inboxPath``, ``receiptsPath`` and ``logPath``.
  public var handler: WireHandler {
    { call in
      // What a question brings is judged by one copy of the directory.
      let mail = holdingDirectory()
      switch call.path {
      case Self.inboxPath: return try await mail.takeEach(call) { try await mail.takeMessage($0, isOneOfSeveral: $1) }
      case Self.receiptsPath: return try await mail.takeEach(call) { call, _ in try await mail.takeReceipt(call) }
      case Self.logPath: return try await answerLog(call)
      default: throw ExchangeProblem.schema
      }
    }
  }

  /// Takes what a call brings: one text, or several at once of which each is taken as if it had come alone.
  private func takeEach(_ call: WireCall, _ take: @escaping Taking) async throws -> WireAnswer {
    guard call.method == "POST", call.fields["content-type"] == SealedLines.media, call.content.count <= WireLimits.content else {
      guard let text = try await take(call, false).first else { return WireAnswer(status: 200) }
      return try await sealed(text, .receipt, for: call.from)
    }
    guard let (texts, kept) = SealedLines.question(call.content) else { throw ExchangeProblem.schema }
    async let isSettled: Void = settle(kept, with: call.from)
    let lines = try await withThrowingTaskGroup(of: (Int, Data).self) { group in
      for (place, text) in texts.enumerated() {
        group.addTask { (place, try await line(of: text, call, take)) }
      }
      return try await group.reduce(into: [Int: Data]()) { $0[$1.0] = $1.1 }
    }
    await isSettled
    let content = SealedLines.content(lines.sorted { $0.key < $1.key }.map(\.value))
    // What is attested is nobody's business on the way, and one seal costs less than one for each.
    guard call.path == Self.inboxPath else {
      return WireAnswer(status: 200, fields: ["content-type": SealedLines.media], content: .bytes(content))
    }
    return try await sealed(content, .lines, for: call.from, atLeast: texts.count * SealedLines.stepOfAnswers)
  }

  /// The signed texts that answer one text; a receipt that was taken has none.
  private typealias Taking = @Sendable (_ call: WireCall, _ isOneOfSeveral: Bool) async throws -> [Data]

  private func sealed(_ content: Data, _ kind: SealedText, for name: AuthorityName, atLeast least: Int = 0) async throws -> WireAnswer {
    guard let key = try await surroundings.directory.peer(name)?.encryptionKey(at: now()) else { throw ExchangeProblem.unknownKey }
    return WireAnswer(
      status: 200, fields: ["content-type": SealedText.media], content: .bytes(try kind.seal(content, for: key, atLeast: least)))
  }

  private func line(of text: Data, _ call: WireCall, _ take: Taking) async throws -> Data {
    var fields = call.fields
    fields["content-type"] = SealedText.media
    let one = WireCall(
      from: call.from, method: call.method, path: call.path, fields: fields, content: text, receivedAt: call.receivedAt)
    do {
      return SealedLines.line(try await take(one, true))
    } catch let problem as ExchangeProblem {
      return SealedLines.line(problem)
    } catch let error where !Task.isCancelled {
      // A defect with one text, or a disk that is full: the others were taken, and their receipts are given.
      warn("one of several texts could not be taken", error)
      return SealedLines.line(.storage)
    }
  }

  /// Takes a message; what is attested about it is the answer, whatever it says.
  private func takeMessage(_ call: WireCall, isOneOfSeveral: Bool) async throws -> [Data] {
    do {
      try checkForm(call)
      let attested = try await take(call.content, from: call.from, receivedAt: call.receivedAt, givingDelivery: isOneOfSeveral)
      return [attested.decision] + [attested.delivery].compactMap(\.self)
    } catch let problem as ExchangeProblem {
      try await turnAway(call.from, problem)
      throw problem
    }
  }

  /// Takes a receipt that comes by itself.
  private func takeReceipt(_ call: WireCall) async throws -> [Data] {
    do {
      try checkForm(call)
      try await takeReceipt(call.content, from: call.from, at: call.receivedAt)
      return []
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
