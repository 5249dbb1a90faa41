// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Testing
import WritingRules

@Suite("Requests that hang together")
struct LinkRulesTests {
  private func incoming(_ kind: CooperationKind = .criminalAssistance) throws -> IncomingRequest { try Sample.registered(kind) }

  @Test("A link stands on one request and is a fact of both; a second one of the same kind is refused from either side")
  func linking() throws {
    let (one, other) = (RegisteredRequest.incoming(try incoming()), RegisteredRequest.incoming(try incoming()))
    let decision = try one.linking(.supplements, to: other)
    #expect(decision.request.head.links == [RequestLink(.supplements, to: other.id)])
    #expect(decision.events.map(\.name) == [.linked] && decision.otherEvents.map(\.name) == [.linked])
    #expect(throws: CannotLink.linkedAlready) { _ = try decision.request.linking(.supplements, to: other) }
    #expect(throws: CannotLink.linkedAlready) { _ = try other.linking(.supplements, to: decision.request) }
    #expect(throws: Never.self) { _ = try other.linking(.related, to: decision.request) }
    #expect(throws: CannotLink.withItself) { _ = try one.linking(.related, to: one) }
    let without = try decision.request.unlinking(RequestLink(.supplements, to: other.id))
    #expect(without.request == one && without.otherEvents.map(\.name) == [.unlinked])
    #expect(throws: CannotLink.noSuchLink) { _ = try one.unlinking(RequestLink(.supplements, to: other.id)) }
  }

  @Test("A link says only what is so: information without a request and informal contacts are followed, splits are not made by name")
  func kinds() throws {
    let one = RegisteredRequest.incoming(try incoming())
    let information = RegisteredRequest.incoming(try incoming(.spontaneousTransmission))
    let draft = RegisteredRequest.incoming(try incoming(.draftForComment))
    #expect(throws: CannotLink.notSpontaneous) { _ = try one.linking(.followsSpontaneousTransmission, to: draft) }
    #expect(throws: Never.self) { _ = try one.linking(.followsSpontaneousTransmission, to: information) }
    #expect(throws: CannotLink.notInformal) { _ = try one.linking(.followsInformalContact, to: information) }
    #expect(throws: Never.self) { _ = try one.linking(.followsInformalContact, to: draft) }
    #expect(throws: CannotLink.onlyBySplitting) { _ = try one.linking(.splitFrom, to: draft) }
    #expect(!RequestLink.Kind.named.contains(.splitFrom) && RequestLink.Kind.named.count == 5)
  }

  private func split(_ items: [ItemID], _ reference: String = "CA-2026-2") -> SplitRequest {
    SplitRequest(items: items, reference: reference, subject: "The witness")
  }

  @Test("What was asked about the items that go alone goes with them, and is noted as moved; what was asked about others stays")
  func splitting() throws {
    var request = try incoming()
    request = try Sample.doing(.acknowledge(Acknowledgement(on: Sample.today, contact: "Desk 3")), to: request)
    request = try Sample.doing(
      .askForInformation(
        AskForInformation(items: ["i2"], question: "Where is the witness?", on: Sample.today, dueOn: Sample.today.adding(9))),
      to: request)
    let whole = RegisteredRequest.incoming(request)
    let id = ID<RegisteredRequest>()
    let decision = try whole.splitting(split(["i2"]), as: id, Sample.acting())
    guard case .incoming(let rest) = decision.rest, case .incoming(let part) = decision.part else { throw CannotAct.noItems }
    #expect(rest.items + part.items == request.items && rest.id == request.id && part.id == id)
    #expect(part.standing == request.standing && part.acknowledgement == request.acknowledgement)
    #expect(part.openInquiry?.question == "Where is the witness?" && part.suspensions == request.suspensions)
    #expect(rest.openInquiry == nil && rest.inquiries.map(\.answer) == [.moved(on: Sample.today)])
    #expect(rest.suspensions.allSatisfy { $0.endedOn != nil })
    #expect(part.head.links == [RequestLink(.splitFrom, to: request.id)] && part.head.otherReferences.contains(request.head.reference))
    #expect(decision.restEvents.map(\.name) == [.split] && decision.partEvents.map(\.name) == [.registered, .linked])
    let answered = try Sample.doing(.recordInformation(RecordInformation(text: "Here.", on: Sample.today)), to: part)
    #expect(answered.openInquiry == nil && answered.suspensions.allSatisfy { $0.endedOn != nil })
    let first = try whole.splitting(split(["i1"]), as: id, Sample.acting())
    guard case .incoming(let other) = first.part, case .incoming(let stays) = first.rest else { throw CannotAct.noItems }
    #expect(
      other.inquiries.isEmpty && other.suspensions.allSatisfy { $0.endedOn != nil }, "what concerns the other item does not suspend it")
    #expect(stays.inquiries == request.inquiries && stays.suspensions == request.suspensions)
    #expect(throws: CannotLink.onlyBySplitting) { _ = try decision.part.unlinking(RequestLink(.splitFrom, to: request.id)) }
  }

  private func consult(_ items: [ItemID], _ topic: Consultation.Topic = .refusal) -> IncomingAct {
    .consult(
      OpenConsultation(items: items, topic: topic, proposal: "Refuse", on: Sample.today, answerDueOn: Sample.today.adding(9)))
  }

  @Test("What waits and concerns items of both stays under the reference that it was asked under; what was answered is known in both")
  func splittingShared() throws {
    var request = try incoming()
    request = try Sample.doing(consult(["i2"], .postponement), to: request)
    request = try Sample.doing(
      .concludeConsultation(ConcludeConsultation("c1", .answered(on: Sample.today, accepts: false, text: "No"))), to: request)
    request = try Sample.doing(consult(["i1", "i2"]), to: request)
    request = try Sample.doing(consult(["i2"], .costs), to: request)
    request = try Sample.doing(
      .askForInformation(AskForInformation(items: ["i1", "i2"], question: "Which bank?", on: Sample.today)), to: request)
    request = try Sample.doing(.recordStatusEnquiry(StatusEnquiry(askedOn: Sample.today)), to: request)
    let decision = try RegisteredRequest.incoming(request).splitting(split(["i2"]), as: ID(), Sample.acting())
    guard case .incoming(let rest) = decision.rest, case .incoming(let part) = decision.part else { throw CannotAct.noItems }
    #expect(rest.openConsultations.map(\.id) == ["c2"] && rest.consultations.last?.outcome == .moved(on: Sample.today))
    #expect(rest.inquiries == request.inquiries && rest.statusEnquiries == request.statusEnquiries)
    #expect(part.consultations.map(\.id) == ["c1", "c3"] && part.openConsultations.map(\.id) == ["c3"])
    #expect(part.inquiries.isEmpty && part.statusEnquiries.isEmpty)
    #expect(part.suspensions.filter { $0.endedOn == nil }.map(\.reason) == [.consultation], "what it is consulted about goes on with it")
    #expect(part.consultations.allSatisfy { $0.isWrittenElsewhere == true })
    // Names of consultations are given once, and what was held before carries a postponement now.
    let again = try Sample.doing(consult(["i2"]), to: part)
    #expect(again.consultations.map(\.id) == ["c1", "c3", "c4"])
    #expect(throws: Never.self) {
      _ = try part.deciding(
        .postpone(PostponeItems(items: ["i2"], reasons: "A trial", reviewOn: Sample.today.adding(30), on: Sample.today)), Sample.acting())
    }
    // Only a split moves a consultation.
    #expect(throws: CannotAct.nothingOpen) {
      _ = try rest.deciding(.concludeConsultation(ConcludeConsultation("c2", .moved(on: Sample.today))), Sample.acting())
    }
  }

  @Test("Only what is undecided goes, something stays, and nothing that waits for a second officer is cut in two")
  func refused() throws {
    let request = try incoming()
    let whole = RegisteredRequest.incoming(request)
    #expect(throws: CannotSplit.nothingLeft) { _ = try whole.splitting(split(["i1", "i2"]), as: ID(), Sample.acting()) }
    #expect(throws: CannotAct.noItems) { _ = try whole.splitting(split([]), as: ID(), Sample.acting()) }
    #expect(throws: CannotAct.noSuchItem("i7")) { _ = try whole.splitting(split(["i7"]), as: ID(), Sample.acting()) }
    #expect(throws: CannotAct.missing(field: "reference")) { _ = try whole.splitting(split(["i1"], " "), as: ID(), Sample.acting()) }
    let accepted = RegisteredRequest.incoming(
      try Sample.doing(.accept(AcceptItems(items: ["i1"], on: Sample.today)), to: request))
    #expect(throws: CannotAct.itemNotAtThisStage("i1")) { _ = try accepted.splitting(split(["i1"]), as: ID(), Sample.acting()) }
    #expect(accepted.separableItems == ["i2"])
    let proposed = RegisteredRequest.incoming(
      try incoming(.spontaneousTransmission).deciding(.close(CloseRequest(on: Sample.today)), Sample.acting()).state)
    #expect(proposed.proposalCount == 1)
    #expect(throws: CannotSplit.proposalWaits) { _ = try proposed.splitting(split(["i1"]), as: ID(), Sample.acting()) }
  }

  @Test("An outgoing request that went out is split with the dispatches of its items")
  func outgoing() throws {
    var request = OutgoingWalkTests.start(.criminalAssistance, items: 2)
    request = try Sample.doing(OutgoingTests.send, to: request)
    let decision = try RegisteredRequest.outgoing(request).splitting(split(["i2"]), as: ID(), Sample.acting())
    guard case .outgoing(let part) = decision.part, case .outgoing(let rest) = decision.rest else { throw CannotAct.noItems }
    #expect(part.dispatches.map(\.items) == [["i2"]] && part.stage == request.stage && part.items.map(\.id) == ["i2"])
    #expect(rest.dispatches == request.dispatches && rest.items.map(\.id) == ["i1"])
  }

  @Test("A question of the other State about items of both is answered once, under the reference that it came with")
  func outgoingShared() throws {
    var request = try Sample.doing(OutgoingTests.send, to: OutgoingWalkTests.start(.criminalAssistance, items: 2))
    request = try Sample.doing(
      .recordInformationRequest(RecordInformationRequest(items: ["i1", "i2"], question: "Which bank?", on: Sample.today)), to: request)
    request = try Sample.doing(
      .recordConsultation(
        RecordConsultation(
          items: ["i2"], topic: .refusal, proposal: "Only as evidence", on: Sample.today, answerDueOn: Sample.today.adding(9))), to: request
    )
    let decision = try RegisteredRequest.outgoing(request).splitting(split(["i2"]), as: ID(), Sample.acting())
    guard case .outgoing(let part) = decision.part, case .outgoing(let rest) = decision.rest else { throw CannotAct.noItems }
    #expect(rest.openInquiry != nil && rest.openConsultations.isEmpty && part.inquiries.isEmpty)
    // The answer to what came along is written under the new reference.
    #expect(part.openConsultations.map(\.isWrittenElsewhere) == [nil])
    // A decision about all that is left ends what waited here, although one item has gone.
    let refused = try Sample.doing(
      .recordDecision(RecordDecision(items: ["i1"], .refused(grounds: [], provision: nil, causes: [], reasons: "No"), on: Sample.today)),
      to: rest)
    #expect(refused.openInquiry == nil)
  }

  @Test("An informal contact is noted and changed, and followed by one formal request")
  func contacts() throws {
    var details = ContactDetails(
      isOurs: true, state: Sample.state("XB"), with: "Central authority", channel: .telephone, on: Sample.today, subject: "Accounts",
      said: "Yes")
    let contact = try InformalContact.recording(details, id: ID(), unit: "", Sample.acting())
    #expect(contact.events.map(\.name) == [.contactRecorded])
    details.outcome = .cannotHelp
    #expect(try contact.state.changing(details, Sample.acting()).state.details == details)
    let request = RegisteredRequest.incoming(try incoming())
    let followed = try contact.state.followed(by: request).state
    #expect(followed.request == request.id && followed.details.outcome == .requestWillFollow)
    #expect(throws: CannotLink.linkedAlready) { _ = try followed.followed(by: request) }
    let draft = RegisteredRequest.incoming(try incoming(.draftForComment))
    #expect(throws: CannotLink.notInformal) { _ = try contact.state.followed(by: draft) }
    details.on = Sample.today.adding(1)
    #expect(throws: CannotAct.dayInFuture(field: "on")) { _ = try InformalContact.recording(details, id: ID(), unit: "", Sample.acting()) }
    details.said = ""
    #expect(throws: CannotAct.missing(field: "said")) { _ = try contact.state.changing(details, Sample.acting()) }
  }
}
