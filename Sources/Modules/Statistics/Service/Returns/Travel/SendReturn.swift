// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import Kernel
public import StatisticsRules
public import Storage

extension Reporting {
  /// Sends the newest version of a return, once it was approved, as a signed message to the secretariat.
  ///
  /// Approved versions before it that never left go first: the secretariat takes one after the other.
  /// - Parameter seen: the version of the return's row that the officer saw; `nil` at the console.
  /// - Returns: how many versions go.
  /// - Throws: ``CannotReport``; `StaleWrite` when somebody else was faster.
  @discardableResult
  public func send(
    _ collection: ID<DataCollection>, seen: Int? = nil, by actor: EventActor, at instant: Date
  ) async throws -> Int {
    let versions = try await store.versions(collection)
    guard let newest = versions.first, newest.value.approvedBy != nil else { throw CannotReport.notApproved }
    guard seen == nil || seen == newest.version else { throw CannotReport.changedSinceSeen }
    let messages = try await travel.messages(of: state, in: collection)
    guard ReturnJourney(of: newest.value.content.revision, in: messages).maySend else { throw CannotReport.underWay }
    guard let exchange, let secretariat = try await exchange.secretariat() else { throw CannotReport.noSecretariat }
    let waiting = versions.reversed().filter { version in
      version.value.approvedBy != nil && ReturnJourney(of: version.value.content.revision, in: messages).maySend
    }
    var conversation = messages.last { $0.other == secretariat }?.conversation
    var commit = Commit()
    for version in waiting {
      let message = TravelledMessage.own(
        .return, by: exchange.own, to: secretariat, in: conversation, of: collection, state, revision: version.value.content.revision,
        at: instant)
      conversation = message.conversation
      let document = try ReturnJSON.bytes(version.value.content)
      guard let planned = try await PlannedMessage.planned(message, document: document, over: exchange) else { throw CannotReport.tooLong }
      commit = commit.and(planned.commit)
    }
    try await store.sent(newest, with: commit, by: actor, at: instant)
    return waiting.count
  }

  /// What a message of the secretariat brings about: a questionnaire is here, a reminder, or what became of a return.
  /// - Throws: `ExchangeProblem.schema` for what is none of these, or is about another State or another return than went out.
  public func arrived(_ manifest: Manifest, receivedAt instant: Date) async throws -> Commit {
    let text = try ArrivedText(manifest, at: instant, fromSecretariat: true)
    if try await travel.message(manifest.id, by: manifest.from) != nil { return Commit() }
    switch text.act {
    case .collection: return try await questionnaire(text)
    case .reminder: return try await reminder(text)
    case .answer: return try await answer(text)
    case .return: throw ExchangeProblem.schema
    }
  }

  private func questionnaire(_ text: ArrivedText) async throws -> Commit {
    guard let questionnaire = try? QuestionnaireJSON.read(text.document), try QuestionnaireJSON.bytes(questionnaire) == text.document else {
      throw ExchangeProblem.schema
    }
    let came = Commit([TravelStore.insertion(text.row(of: questionnaire.id, state))])
    do {
      let admitted = try await admitted(questionnaire)
      return came.and(try ReportStore.taking(admitted, by: .program, at: text.at))
    } catch CannotReport.alreadyHere {
      return came
    } catch is CannotReport {
      throw ExchangeProblem.schema
    }
  }

  private func reminder(_ text: ArrivedText) async throws -> Commit {
    guard let collection = try? ReminderJSON.read(text.document), try await store.questionnaire(collection) != nil else {
      throw ExchangeProblem.schema
    }
    return Commit(
      [TravelStore.insertion(text.row(of: collection, state))],
      events: [ReportStore.event("reminderCame", collection, by: .program, at: text.at)])
  }

  private func answer(_ text: ArrivedText) async throws -> Commit {
    guard let answer = try? AnswerJSON.read(text.document),
      let own = try await store.versions(answer.collection).first(where: { $0.value.content.revision == answer.revision })?.value,
      try ReturnJSON.digest(own.content) == answer.digest
    else { throw ExchangeProblem.schema }
    return Commit(
      [
        TravelStore.insertion(text.row(of: answer.collection, state, revision: answer.revision, answer: answer.outcome))
      ],
      events: [
        ReportStore.event(
          "returnAnswered", answer.collection, by: .program, at: text.at,
          ["revision": .integer(answer.revision), "outcome": .text(answer.outcome.code)])
      ])
  }

  /// What a receipt for a message of this authority brings about.
  public func progressed(_ id: MessageID, _ receipts: [Receipt]) async throws -> Commit {
    guard let exchange else { return Commit() }
    return try await travel.progressed(id, by: exchange.own, receipts)
  }
}
