// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Kernel
import StatisticsRules
public import Storage

extension Collecting {
  /// What a message of a State's authority brings about: its return is taken in by the same rules as a file, and the State is told.
  ///
  /// What is not taken in is answered as well, with the reason: a refusal of the message alone would not say it.
  /// - Parameters:
  ///   - instant: when the message was received first, which decides whether the return is in time.
  ///   - now: when it takes effect, and the answer is made.
  /// - Throws: `ExchangeProblem.schema` for what is no return of that authority's own State.
  public func arrived(_ manifest: Manifest, receivedAt instant: Date, now: Date) async throws -> Commit {
    let text = try ArrivedText(manifest, at: instant, fromSecretariat: false)
    // The exchange may have forgotten the message; what it brought stands here for ever.
    if try await travel.message(manifest.id, by: manifest.from) != nil { return Commit() }
    guard let exchange, let answer = try? ReturnJSON.read(text.document), answer.figures.state == manifest.from.state,
      // One return has one text: what is signed is what is kept.
      try ReturnJSON.bytes(answer) == text.document
    else { throw ExchangeProblem.schema }
    let state = answer.figures.state
    let came = Commit([TravelStore.insertion(text.row(of: answer.collection, state, revision: answer.revision))])
    let (outcome, effects) = try await taken(answer, at: instant)
    let told = ReturnAnswer(
      collection: answer.collection, revision: answer.revision, digest: try ReturnJSON.digest(answer), outcome: outcome)
    guard let told else { throw ExchangeProblem.schema }
    let message = TravelledMessage.own(
      .answer, by: exchange.own, to: manifest.from, in: manifest.conversation, of: answer.collection, state, revision: answer.revision,
      answer: outcome, at: now)
    let reply = try await PlannedMessage.planned(message, answers: manifest.id, document: try AnswerJSON.bytes(told), over: exchange)
    return came.and(effects).and(reply?.commit ?? Commit())
  }

  /// Takes a return in, or says why not.
  private func taken(_ answer: StatisticalReturn, at instant: Date) async throws -> (ReturnAnswer.Outcome, Commit) {
    // What stands here already, whichever way it came, need not come again.
    if let known = try await store.versions(of: answer.figures.state, in: answer.collection).first(where: { $0.value.content == answer }) {
      return (known.value.answer(digest: try ReturnJSON.digest(answer))?.outcome ?? .received, Commit())
    }
    do {
      let kept = try await admitted(answer, way: .message, officer: nil, at: instant)
      return (.received, try CollectionStore.taking(kept, by: .program, at: instant))
    } catch let problem as CannotTakeReturn {
      let event = CollectionStore.event(
        "returnTurnedAway", answer.collection, by: .program, at: instant,
        [
          "state": .text(answer.figures.state.code), "revision": .integer(answer.revision), "way": .text(KeptReturn.Way.message.rawValue),
          "problem": .text(problem.code.rawValue),
        ])
      return (.refused(problem: problem.code), Commit(events: [event]))
    }
  }

  /// What a receipt for a message of the secretariat brings about.
  public func progressed(_ id: MessageID, _ receipts: [Receipt]) async throws -> Commit {
    guard let exchange else { return Commit() }
    return try await travel.progressed(id, by: exchange.own, receipts)
  }

  /// What tells a State how its return stands now; nothing where it exchanges no messages about the collection.
  func telling(_ kept: KeptReturn, at instant: Date) async throws -> Commit {
    let (collection, state) = (kept.content.collection, kept.content.figures.state)
    guard let exchange, let answer = kept.answer(digest: try ReturnJSON.digest(kept.content)) else { return Commit() }
    let messages = try await travel.messages(of: state, in: collection)
    // The return itself is answered where it came as a message; else the State's authority that has the questionnaire is told.
    let answered = messages.last { $0.act == .return && $0.revision == kept.content.revision }
    let sent = messages.last { $0.act == .collection && !$0.progress.hasFailed }
    guard let last = answered ?? sent else { return Commit() }
    let message = TravelledMessage.own(
      .answer, by: exchange.own, to: last.other, in: last.conversation, of: collection, state, revision: answer.revision,
      answer: answer.outcome, at: instant)
    let reply = try await PlannedMessage.planned(message, answers: answered?.id, document: try AnswerJSON.bytes(answer), over: exchange)
    return reply?.commit ?? Commit()
  }
}
