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

  @Test("A split loses nothing: items, what was asked and told about them, and the time go with them")
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
    #expect(part.inquiries == request.inquiries && rest.inquiries == request.inquiries && part.suspensions == request.suspensions)
    #expect(part.head.links == [RequestLink(.splitFrom, to: request.id)] && part.head.otherReferences.contains(request.head.reference))
    #expect(decision.restEvents.map(\.name) == [.split] && decision.partEvents.map(\.name) == [.registered, .linked])
    let first = try whole.splitting(split(["i1"]), as: id, Sample.acting())
    guard case .incoming(let other) = first.part else { throw CannotAct.noItems }
    #expect(
      other.inquiries.isEmpty && other.suspensions.allSatisfy { $0.endedOn != nil }, "what concerns the other item does not suspend it")
    #expect(throws: CannotLink.onlyBySplitting) { _ = try decision.part.unlinking(RequestLink(.splitFrom, to: request.id)) }
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
