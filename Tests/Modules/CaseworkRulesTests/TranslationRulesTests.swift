// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Testing
import WritingRules

@Suite("Translations of a request")
struct TranslationRulesTests {
  private let outgoing = RegisteredRequest.outgoing(OutgoingWalkTests.start(.criminalAssistance, items: 2))

  private func incoming() throws -> RegisteredRequest {
    .incoming(try Sample.registered())
  }

  private func asked(
    of request: RegisteredRequest, into: String = "French", needsCertificate: Bool = false, isAwaited: Bool = true
  ) throws -> TranslationTask {
    try request.askingForTranslation(
      TranslationDetails(
        from: "English", into: into, text: "The request", needsCertificate: needsCertificate, isAwaited: isAwaited,
        dueOn: Sample.today.adding(10)), id: ID(), Sample.acting()
    ).task
  }

  /// Does acts one after another, each today.
  private func doing(
    _ acts: [TranslationAct], to task: TranslationTask, of request: RegisteredRequest, others: [TranslationTask] = []
  ) throws -> (task: TranslationTask, request: RegisteredRequest) {
    var (task, request) = (task, request)
    for act in acts {
      let decision = try task.deciding(act, for: request, others: others, Sample.acting())
      (task, request) = (decision.task, decision.request ?? request)
    }
    return (task, request)
  }

  private var assign: TranslationAct { .assign(translator: "Bureau One", on: Sample.today) }
  private var deliver: TranslationAct { .deliver(on: Sample.today) }
  private var certify: TranslationAct { .certify(by: "Sworn translator", on: Sample.today) }
  private var sendBack: TranslationAct { .sendBack(defect: "Two pages are missing", on: Sample.today, dueOn: nil) }
  private var callOff: TranslationAct { .callOff(reason: "Not needed", on: Sample.today) }

  private func isSuspended(_ request: RegisteredRequest) -> Bool {
    request.suspensions.contains { $0.reason == .translation && $0.endedOn == nil }
  }

  @Test("An outgoing request is in translation from the assignment to the delivery, and waits on for a certificate that is needed")
  func outgoingWaits() throws {
    let task = try asked(of: outgoing)
    #expect(outgoing.stageCode == "approved")
    let given = try doing([assign], to: task, of: outgoing)
    #expect(given.request.stageCode == "inTranslation" && isSuspended(given.request))
    let there = try doing([deliver], to: given.task, of: given.request)
    #expect(there.request.stageCode == "approved" && !isSuspended(there.request) && !there.task.isOpen)
    let strict = try asked(of: outgoing, needsCertificate: true)
    let delivered = try doing([assign, deliver], to: strict, of: outgoing)
    #expect(delivered.request.stageCode == "inTranslation" && delivered.task.isOpen)
    let certified = try doing([certify], to: delivered.task, of: delivered.request)
    guard case .outgoing(let request) = certified.request else { throw CannotAct.noItems }
    #expect(certified.request.stageCode == "approved" && request.translations.map(\.isCertified) == [true])
  }

  @Test("What is sent back makes the request wait again, as the same translation; what is called off leaves none")
  func sentBack() throws {
    let there = try doing([assign, deliver], to: try asked(of: outgoing), of: outgoing)
    let back = try doing([sendBack], to: there.task, of: there.request)
    #expect(back.task.stage == .assigned && back.task.defects.count == 1 && back.request.stageCode == "inTranslation")
    let again = try doing([deliver], to: back.task, of: back.request)
    guard case .outgoing(let request) = again.request else { throw CannotAct.noItems }
    #expect(request.translations.count == 1 && again.request.stageCode == "approved")
    let off = try doing([callOff], to: back.task, of: back.request)
    guard case .outgoing(let without) = off.request else { throw CannotAct.noItems }
    #expect(without.translations.isEmpty && off.request.stageCode == "approved" && !isSuspended(off.request))
    #expect(off.task.permits.isEmpty && !off.task.isOpen)
  }

  @Test("An incoming request is suspended as long as one of the translations it waits for is not there")
  func incomingWaits() throws {
    let request = try incoming()
    let (one, two) = (try asked(of: request), try asked(of: request, into: "Spanish"))
    let first = try doing([assign], to: one, of: request)
    let both = try doing([assign], to: two, of: first.request, others: [first.task])
    #expect(isSuspended(both.request) && both.request.suspensions.count == 1)
    let oneThere = try doing([deliver], to: first.task, of: both.request, others: [both.task])
    #expect(isSuspended(oneThere.request))
    let allThere = try doing([deliver], to: both.task, of: oneThere.request, others: [oneThere.task])
    #expect(!isSuspended(allThere.request))
  }

  @Test("An outgoing request waits for every translation that it was told to wait for, whichever comes first")
  func outgoingWaitsForAll() throws {
    let (french, spanish) = (try asked(of: outgoing), try asked(of: outgoing, into: "Spanish"))
    let one = try doing([assign], to: french, of: outgoing)
    let two = try doing([assign], to: spanish, of: one.request, others: [one.task])
    guard case .outgoing(let waiting) = two.request else { throw CannotAct.noItems }
    #expect(waiting.translations.map(\.language) == ["French", "Spanish"] && waiting.suspensions.count == 1)
    // The first to be asked for comes first, or last: either way the request waits for both.
    for (first, second) in [(one.task, two.task), (two.task, one.task)] {
      let half = try doing([deliver], to: first, of: two.request, others: [second])
      #expect(half.request.stageCode == "inTranslation" && isSuspended(half.request))
      let all = try doing([deliver], to: second, of: half.request, others: [half.task])
      #expect(all.request.stageCode == "approved" && !isSuspended(all.request))
      let off = try doing([callOff], to: second, of: half.request, others: [half.task])
      #expect(off.request.stageCode == "approved" && !isSuspended(off.request))
    }
  }

  @Test("Two texts into one language are one translation of the request, which is there when both are")
  func sameLanguage() throws {
    let (letter, annex) = (try asked(of: outgoing), try asked(of: outgoing))
    let one = try doing([assign], to: letter, of: outgoing)
    let two = try doing([assign], to: annex, of: one.request, others: [one.task])
    let half = try doing([deliver], to: one.task, of: two.request, others: [two.task])
    #expect(half.request.stageCode == "inTranslation" && isSuspended(half.request))
    let all = try doing([deliver], to: two.task, of: half.request, others: [half.task])
    guard case .outgoing(let request) = all.request else { throw CannotAct.noItems }
    #expect(request.stage == .approved && request.translations.map(\.language) == ["French"])
  }

  @Test(
    "A request does not go out while a translation that it is to wait for is not begun; one that nothing waits for keeps it from nothing")
  func sending() throws {
    let task = try asked(of: outgoing)
    #expect(throws: CannotTranslate.stillAwaited) { try [task].checkSending() }
    let off = try doing([callOff], to: task, of: outgoing)
    let there = try doing([assign, deliver], to: task, of: outgoing)
    #expect(throws: Never.self) { try [off.task, there.task, try asked(of: outgoing, isAwaited: false)].checkSending() }
  }

  @Test("By hand a translation is recorded as done by its language; without one it is the last that began")
  func byHand() throws {
    let (french, spanish) = (try asked(of: outgoing), try asked(of: outgoing, into: "Spanish"))
    let one = try doing([assign], to: french, of: outgoing)
    guard case .outgoing(let both) = try doing([assign], to: spanish, of: one.request, others: [one.task]).request else {
      throw CannotAct.noItems
    }
    let half = try Sample.doing(.finishTranslation(FinishTranslation(on: Sample.today, into: "French")), to: both)
    #expect(half.runningTranslation?.language == "Spanish" && half.stage == .inTranslation)
    #expect(throws: CannotAct.nothingOpen) {
      _ = try half.deciding(.finishTranslation(FinishTranslation(on: Sample.today, into: "French")), Sample.acting())
    }
    #expect(try Sample.doing(.finishTranslation(FinishTranslation(on: Sample.today)), to: half).stage == .approved)
  }

  @Test("A translation that nothing waits for leaves the request as it is")
  func notAwaited() throws {
    let task = try asked(of: outgoing, isAwaited: false)
    #expect(try doing([assign, deliver, sendBack, callOff], to: task, of: outgoing).request == outgoing)
  }

  @Test("Every stage permits its acts and refuses all others; a request that has gone out waits for nothing")
  func stages() throws {
    let ways: [(TranslationTask.Stage, [TranslationAct])] = [
      (.asked, []), (.assigned, [assign]), (.delivered, [assign, deliver]), (.certified, [assign, deliver, certify]),
      (.calledOff, [callOff]),
    ]
    #expect(Set(ways.map(\.0)) == Set(TranslationTask.Stage.allCases))
    for (stage, way) in ways {
      let at = try doing(way, to: try asked(of: outgoing, isAwaited: false), of: outgoing).task
      #expect(at.stage == stage)
      for act in [assign, deliver, certify, sendBack, callOff] {
        if at.permits.contains(act.code) {
          #expect(throws: Never.self) { _ = try doing([act], to: at, of: outgoing) }
        } else {
          #expect(throws: CannotTranslate.notNow) { _ = try doing([act], to: at, of: outgoing) }
        }
      }
    }
    var sent = OutgoingWalkTests.start(.criminalAssistance, items: 1)
    sent = try Sample.doing(OutgoingTests.send, to: sent)
    #expect(throws: CannotTranslate.cannotWait) { _ = try asked(of: .outgoing(sent)) }
    #expect(throws: Never.self) { _ = try asked(of: .outgoing(sent), isAwaited: false) }
  }

  @Test("Days follow one another, and what an act needs is asked for")
  func days() throws {
    let task = try asked(of: outgoing)
    let acts: [(TranslationAct, CannotAct)] = [
      (.assign(translator: " ", on: Sample.today), .missing(field: "translator")),
      (.assign(translator: "A", on: Sample.today.adding(1)), .dayInFuture(field: "on")),
      (.assign(translator: "A", on: Sample.today.adding(-1)), .dayTooEarly(field: "on")),
      (.callOff(reason: "", on: Sample.today), .missing(field: "reason")),
    ]
    for (act, problem) in acts { #expect(throws: problem) { _ = try doing([act], to: task, of: outgoing) } }
    let there = try doing([assign, deliver], to: task, of: outgoing)
    #expect(throws: CannotAct.missing(field: "defect")) {
      _ = try doing([.sendBack(defect: "", on: Sample.today, dueOn: nil)], to: there.task, of: there.request)
    }
    #expect(throws: CannotAct.dayNotAhead(field: "dueOn")) {
      _ = try doing([.sendBack(defect: "A", on: Sample.today, dueOn: Sample.today.adding(-1))], to: there.task, of: there.request)
    }
  }
}
