// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import Kernel
import Storage
import StrictJSON
import WritingRules

extension Casework {
  /// Takes a request that came as a message into the register, with what it names; its conversation begins with it.
  /// - Throws: ``ExchangeProblem/schema`` for content that is no request between the two States.
  func register(_ message: ArrivedMessage) async throws -> Commit {
    guard case .request(let document) = message.document else { throw ExchangeProblem.schema }
    let requesting = message.manifest.from.state
    guard requesting != state, try isBetween(requesting, message) else { throw ExchangeProblem.schema }
    let id = ID<RegisteredRequest>()
    let day = CalendarDay(message.at, in: zone)
    let named = document.content.map { Subject.named(in: $0, of: id, on: day) } ?? []
    let input = document.registering(
      from: requesting, to: state, as: try await nextReference(.incoming, on: day),
      basis: basis(try await directory(), from: requesting, to: state, kind: document.kind, on: day),
      persons: { item in named.filter { $0.items.contains(item.rawValue) }.map(\.subject.id.description) }, on: day)
    let officer = ActingOfficer(id: "", name: message.manifest.from.description)
    let acting = Acting(officer, at: message.at, on: day)
    let registered = try entered(input, id, acting)
    let (request, linked) = try await linked(registered.state, document, message)
    let change = Change(request, registered.events.map { $0.told(by: message.manifest.id) } + linked.events)
    var decided = decided(change, at: message.at)
    let kept = message.record(of: id, .request, .taken)
    decided.records =
      ReceivedMaterial.received(in: request, since: nil) { ID() }.map { WrittenRecord(record: $0) }
      + named.map { WrittenRecord(record: $0.subject) } + [WrittenRecord(record: kept)]
    for subject in named.map(\.subject) { decided.statements += try await store.terms(of: subject, isNew: true, at: message.at) }
    decided.statements += [
      CaseStore.beginning(CaseConversation(id: message.manifest.conversation, request: id, other: message.manifest.from, isOn: true))
    ]
    decided.statements += CaseStore.noting(kept, signed: message.signed)
    let written = try await store.written(decided, over: nil, by: .program, at: message.at)
    let links = request.head.links.isEmpty ? [] : CaseStore.links(of: request)
    return Commit(written.statements + links, events: written.events + linked.other)
  }

  /// Takes a draft that was shared for comment as an informal contact: it is no request, and nobody owes an answer.
  ///
  /// It brings no files: they would belong to no case, and nobody could agree to them.
  /// - Throws: ``ExchangeProblem/schema`` for content that is no request between the two States, and for files.
  func note(_ message: ArrivedMessage) async throws -> Commit {
    guard case .request(let document) = message.document else { throw ExchangeProblem.schema }
    guard message.manifest.payloads.isEmpty else { throw ExchangeProblem.schema }
    let (author, day) = (message.manifest.from, CalendarDay(message.at, in: zone))
    guard author.state != state, try isBetween(author.state, message) else { throw ExchangeProblem.schema }
    let acting = Acting(ActingOfficer(id: "", name: author.description), at: message.at, on: day)
    let decision = try InformalContact.recording(
      document.noted(from: author.state, by: author, on: day), id: ID(), unit: "", acting)
    var written = try await store.written(decision, over: nil, by: .program, at: message.at)
    written.statements.append(CaseStore.noting(message.manifest.id, by: author, signed: message.signed, as: decision.state.id))
    return written
  }

  /// Whether the whole request as data, where it came along, is read strictly and names the same two States.
  private func isBetween(_ requesting: StateCode, _ message: ArrivedMessage) throws -> Bool {
    guard let json = message.json["content"] else { return true }
    guard let content = try? around.requestFile(CanonicalJSON.bytes(json), false) else { return false }
    return (content.requestingState ?? requesting) == requesting && (content.requestedState ?? state) == state
  }

  /// The request in the register; one that the rules of registering refuse waits there for an officer to register it, as a scan does.
  private func entered(
    _ input: RegisterIncoming, _ id: ID<RegisteredRequest>, _ acting: Acting
  ) throws -> (state: RegisteredRequest, events: [CaseEvent]) {
    let arrived = IncomingRequest(id: id, head: input.head, items: [])
    do {
      let decision = try arrived.deciding(.register(input), acting)
      return (.incoming(decision.state), decision.events)
    } catch is any Problem {
      let taken = TakeInRequest(
        state: input.head.requestingState, theirReference: input.head.theirReference, subject: input.head.subject,
        arrival: input.head.arrival)
      let decision = try IncomingRequest.takingIn(taken, id: id, requested: state, basis: input.head.basis, acting)
      return (.incoming(decision.state), decision.events)
    }
  }

  /// The request, linked to the one that it says it adds to, where that is known here from the same authority.
  private func linked(
    _ request: RegisteredRequest, _ document: RequestDocument, _ message: ArrivedMessage
  ) async throws -> (request: RegisteredRequest, facts: (events: [CaseEvent], other: [NewEvent])) {
    guard let earlier = document.supplements?.conversation, let conversation = try await store.conversation(earlier),
      conversation.other == message.manifest.from
    else { return (request, ([], [])) }
    let other = try await store.request(conversation.request, for: console).value
    guard other.head.shreddedOn == nil, let decision = try? request.linking(.supplements, to: other) else { return (request, ([], [])) }
    return (decision.request, (decision.events, decision.otherEvents.map { other.recorded($0, by: .program, at: message.at) }))
  }
}
