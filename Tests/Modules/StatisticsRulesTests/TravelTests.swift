// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import StatisticsRules
import StatisticsService
import Testing

@Suite("Messages about figures: how far they got and what was said") struct TravelTests {
  private let collection = ID<DataCollection>()
  private let digest = String(repeating: "0a", count: 32)

  private func message(
    _ act: ReturnAct, revision: Int, _ progress: TravelledMessage.Progress, answer: ReturnAnswer.Outcome? = nil
  ) throws -> TravelledMessage {
    let name = try #require(AuthorityName("XA.central"))
    return TravelledMessage(
      id: MessageID(at: Date(), random: 1), author: name, other: try #require(AuthorityName("XZ.secretariat")),
      conversation: ConversationID(at: Date(), random: 1), collection: collection, state: name.state, act: act, revision: revision,
      answer: answer, at: Date(), progress: progress)
  }

  @Test("A receipt moves a message on; a late one puts a failure right, and what was delivered stays so")
  func receipts() throws {
    let sealed = try #require(DigestOf<SealedMessage>(bytes: Array(repeating: 7, count: 32)))
    let relay = Evidence.relayAcceptance(RelayAcceptance(sealed: sealed, directoryVersion: 1, receivedAt: Date(), logProof: ""))
    #expect(TravelledMessage.Progress.queued.following(relay) == .relayed)
    #expect(TravelledMessage.Progress.unanswered.following(relay) == .relayed)
    #expect(TravelledMessage.Progress.delivered.following(relay) == nil)
    #expect(TravelledMessage.Progress.relayed.following(.delivery(files: [])) == .delivered)
    #expect(TravelledMessage.Progress.queued.following(.relayFailure(tries: 3, last: .noAnswer)) == .unanswered)
    #expect(TravelledMessage.Progress.relayed.following(.relayFailure(tries: 3, last: .noAnswer)) == nil)
    #expect(TravelledMessage.Progress.queued.following(.relayFailure(tries: 1, last: .problem(.service))) == .refused)
    #expect(TravelledMessage.Progress.queued.following(.relayRejection(.schema, receivedAt: Date())) == .refused)
    #expect(TravelledMessage.Progress.queued.following(.relayRejection(.expired, receivedAt: Date())) == .unanswered)
    #expect(TravelledMessage.Progress.relayed.following(.nonDelivery(.notAsSigned)) == .refused)
    #expect(TravelledMessage.Progress.queued.following(.submissionRejection(.service)) == .unsent)
    #expect(TravelledMessage.Progress.queued.following(.submissionAcceptance(logIndex: 1)) == nil)
    #expect(TravelledMessage.Progress.delivered.following(.retrieval(role: "officer")) == nil)
  }

  @Test("A version may be sent that was not, that failed or that was not taken in; what was said last counts")
  func journeys() throws {
    #expect(ReturnJourney(of: 1, in: []) == .notSent && ReturnJourney(of: 1, in: []).maySend)
    let failed = try message(.return, revision: 1, .unanswered)
    let again = try message(.return, revision: 1, .queued)
    #expect(ReturnJourney(of: 1, in: [failed]).maySend)
    #expect(ReturnJourney(of: 1, in: [failed, again]) == .sent(.queued) && !ReturnJourney(of: 1, in: [failed, again]).maySend)
    #expect(ReturnJourney(of: 2, in: [again]) == .notSent)
    let received = try message(.answer, revision: 1, .taken, answer: .received)
    let queried = try message(.answer, revision: 1, .taken, answer: .queried(remark: "Why?"))
    #expect(ReturnJourney(of: 1, in: [again, received, queried]) == .answered(.queried(remark: "Why?")))
    #expect(!ReturnJourney(of: 1, in: [again, received]).maySend)
    let refused = try message(.answer, revision: 1, .taken, answer: .refused(problem: CannotTakeReturn.collectionNotOpen.code))
    #expect(ReturnJourney(of: 1, in: [again, refused]).maySend)
  }

  @Test("A return needs nothing more while it is on its way or was taken in, and something again when it failed or was asked back")
  func standings() throws {
    func standing(_ messages: TravelledMessage..., revision: Int = 1) -> ReturnStanding {
      ReturnStanding(revision: revision, preparedBy: "anna", isApproved: true, messages: messages)
    }
    let sent = try message(.return, revision: 1, .queued)
    #expect(!standing().isWithSecretariat)
    #expect(standing(sent).isWithSecretariat && !standing(sent, revision: 2).isWithSecretariat)
    #expect(!standing(try message(.return, revision: 1, .unsent)).isWithSecretariat)
    for (outcome, isWith) in [
      (ReturnAnswer.Outcome.received, true), (.accepted, true), (.queried(remark: "Why?"), false),
      (.refused(problem: CannotTakeReturn.collectionNotOpen.code), false),
    ] { #expect(standing(sent, try message(.answer, revision: 1, .taken, answer: outcome)).isWithSecretariat == isWith, "\(outcome)") }
  }

  @Test("What waits to be approved needs another officer than who prepared it; what was approved needs somebody who sends it")
  func needs() throws {
    let prepared = ReturnStanding(revision: 1, preparedBy: "anna", isApproved: false, messages: [])
    #expect(prepared.needs("ben", mayReport: true, mayApprove: true) && !prepared.needs("anna", mayReport: true, mayApprove: true))
    #expect(!prepared.needs("ben", mayReport: true, mayApprove: false))
    let approved = ReturnStanding(revision: 1, preparedBy: "anna", isApproved: true, messages: [])
    #expect(approved.needs("anna", mayReport: true, mayApprove: false) && !approved.needs("ben", mayReport: false, mayApprove: true))
    let sent = try message(.return, revision: 1, .delivered)
    let done = ReturnStanding(revision: 1, preparedBy: "anna", isApproved: true, messages: [sent])
    #expect(!done.needs("anna", mayReport: true, mayApprove: true))
    let asked = try message(.answer, revision: 1, .taken, answer: .queried(remark: "Why 3?"))
    #expect(
      ReturnStanding(revision: 1, preparedBy: "anna", isApproved: true, messages: [sent, asked])
        .needs("anna", mayReport: true, mayApprove: true))
  }

  @Test("An answer reads as it was written, in one spelling; what does not fit together is none")
  func answers() throws {
    for outcome: ReturnAnswer.Outcome in [
      .received, .accepted, .queried(remark: "Why 3?"), .refused(problem: CannotTakeReturn.alreadyHere.code),
    ] {
      let answer = try #require(ReturnAnswer(collection: collection, revision: 2, digest: digest, outcome: outcome))
      let bytes = try AnswerJSON.bytes(answer)
      #expect(try AnswerJSON.read(bytes) == answer)
      let text = String(decoding: bytes, as: UTF8.self)
      for (from, to) in [
        ("return-answer/1", "return-answer/2"), ("\"revision\":2", "\"revision\":0"), (digest, digest + "0"),
        ("\"outcome\":\"\(outcome.code)\"", "\"outcome\":\"other\""), ("{", "{\"more\":1,"),
        ("\"problem\":\"", "\"problem\":\"statistics.unknown"), ("\"remark\":\"", "\"remark\":\" "),
      ] where !(from == "\"remark\":\"" && outcome.code == "queried") {
        let changed = text.replacingOccurrences(of: from, with: to)
        #expect(throws: ReturnProblem.self, "\(outcome) \(to)") { try AnswerJSON.read(Data(changed.utf8)) }
      }
    }
    #expect(ReturnAnswer(collection: collection, revision: 1, digest: digest, outcome: .queried(remark: " ")) == nil)
    #expect(
      ReturnAnswer(collection: collection, revision: 1, digest: digest, outcome: .queried(remark: String(repeating: "x", count: 4_001)))
        == nil)
  }

  @Test("A reminder names its collection and nothing else")
  func reminders() throws {
    #expect(try ReminderJSON.read(ReminderJSON.bytes(collection)) == collection)
    #expect(throws: ReturnProblem.self) { try ReminderJSON.read(Data(#"{"collection":"x","format":"comity.return-reminder/1"}"#.utf8)) }
    let other = Data("{\"collection\":\"\(collection)\",\"format\":\"comity.return/1\"}".utf8)
    #expect(throws: ReturnProblem.self) { try ReminderJSON.read(other) }
  }
}
