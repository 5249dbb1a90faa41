// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import ExchangeRules
public import Foundation
import Kernel
public import Storage
import StrictJSON
import WritingRules

extension Casework {
  /// What a message of another authority that takes effect brings about; the exchange commits it with its entry and its receipt.
  ///
  /// Called again for a message that is known it brings about nothing. What the rules refuse is not lost: it is kept as the other State told it, and
  /// an officer looks at it.
  /// - Throws: ``ExchangeProblem/schema`` for what no register can make sense of: another service or act, a document that is not in the published
  ///   format, a conversation that is not of this authority, an act of the other State's side, files of a draft;
  ///   ``ExchangeProblem/idReuse`` for another text under the name of a message that was taken.
  public func arrived(_ manifest: Manifest, signed: DigestOf<SignedMessage>, receivedAt instant: Date) async throws -> Commit {
    guard let act = TravellingAct(rawValue: manifest.act.text), manifest.service.text == TravellingAct.service else {
      throw ExchangeProblem.schema
    }
    if let known = try await store.known(manifest.id, by: manifest.from) {
      // The exchange may have forgotten the first one; what stands in the case under the name is that one for ever.
      guard known.signed == nil || known.signed == signed else { throw ExchangeProblem.idReuse }
      return Commit()
    }
    let file = try read(manifest, act)
    let message = ArrivedMessage(
      manifest: manifest, signed: signed, act: act, document: file.document, json: file.json, at: instant,
      files: around.exchange?.files?.brought(by: manifest))
    guard let conversation = try await store.conversation(manifest.conversation) else {
      guard act.begins else { throw ExchangeProblem.schema }
      return act == .draftForComment ? try await note(message) : try await register(message)
    }
    guard conversation.other == manifest.from else { throw ExchangeProblem.schema }
    return try await record(message, in: conversation)
  }

  /// Reads the document strictly, as the schema of its act has it.
  private func read(_ manifest: Manifest, _ act: TravellingAct) throws -> (document: CaseDocument, json: JSONValue) {
    guard let document = manifest.document, document.schema.text == act.schema, document.media.text == "application/json" else {
      throw ExchangeProblem.schema
    }
    do {
      let file = try DocumentFile(document.content)
      return (try CaseDocument(act, from: file), file.value)
    } catch {
      throw ExchangeProblem.schema
    }
  }

  /// Records what the other State told of a request that both registers have.
  private func record(_ message: ArrivedMessage, in conversation: CaseConversation) async throws -> Commit {
    let found = try await store.request(conversation.request, for: console)
    // Of a case that was shredded there is no key left under which anything could be kept.
    guard found.value.head.shreddedOn == nil else { throw ExchangeProblem.schema }
    let author: MatterSide = found.value.direction == .incoming ? .requestingState : .requestedState
    guard message.act.side == author || message.act.side == .either else { throw ExchangeProblem.schema }
    let known = try await messages(of: found.value.id)
    if let problem = try await roomProblem(message, in: conversation, of: found.value, known) {
      return try await keep(message, .setAside(CannotTravel.room(problem).code.rawValue), .messageSetAside, found.value)
    }
    // The end of a consultation that nobody answered names its beginning, which is the other State's own.
    let question = known.first {
      $0.message == message.manifest.answers && ($0.author == around.exchange?.own || message.act == .consultationClosed)
    }?.anchor
    let officer = ActingOfficer(id: "", name: message.manifest.from.description)
    let acting = Acting(officer, at: message.at, on: CalendarDay(message.at, in: zone))
    do {
      guard let taken = try found.value.taking(message.document, answering: question, acting) else {
        return try await keep(message, .noted, .messageNoted, found.value)
      }
      return try await commit(taken, of: message, over: found)
    } catch let problem as any Problem {
      return try await keep(message, .setAside(problem.code.rawValue), .messageSetAside, found.value)
    }
  }

  private func commit(_ taken: Taken, of message: ArrivedMessage, over found: Versioned<RegisteredRequest>) async throws -> Commit {
    let told = taken.events.map { $0.told(by: message.manifest.id) }
    let kept = message.record(of: found.value.id, taken.anchor, .taken)
    let (change, out) = try await telling(
      Change(taken.request, told), since: found.value, after: ArrivedStep(message: kept, step: message.step), at: message.at)
    var decided = decided(change, at: message.at)
    decided.records = try await following(change.request, since: found.value) + out.records + [WrittenRecord(record: kept)]
    decided.statements = out.statements + CaseStore.noting(kept, signed: message.signed)
    let written = try await store.written(decided, over: found.version, by: .program, at: message.at)
    return Commit([CaseStore.stillKept(found.value.id)] + written.statements, events: written.events, effects: out.effects)
  }

  /// Keeps what was told although it changes nothing, or cannot be recorded as the request stands.
  private func keep(
    _ message: ArrivedMessage, _ standing: CaseMessage.Standing, _ name: CaseEvent.Name, _ request: RegisteredRequest
  ) async throws -> Commit {
    let kept = message.record(of: request.id, nil, standing)
    var facts: [String: CaseEvent.Value] = ["act": .code(message.act.rawValue)]
    if case .setAside(let code) = standing { facts["problem"] = .code(code) }
    let event = request.recorded(CaseEvent(name, facts).told(by: message.manifest.id), by: .program, at: message.at)
    return Commit(
      [CaseStore.stillKept(request.id), try await store.written(kept, over: nil, at: message.at)]
        + CaseStore.noting(kept, signed: message.signed),
      events: [event])
  }

  /// What receipts for an own message bring about, in their order; nothing for a message that is not of casework.
  public func progressed(_ id: MessageID, _ receipts: [Receipt]) async throws -> Commit {
    guard let own = around.exchange?.own, let place = try await store.recordOfMessage(id, by: own) else { return Commit() }
    let request = try await store.request(place.request, for: console).value
    guard request.head.shreddedOn == nil else { return Commit() }
    let found = try await store.record(place.record, of: place.request, for: console)
    var (message, last, events) = (found.value, Date?.none, [NewEvent]())
    for receipt in receipts {
      guard let decision = message.following(receipt.evidence, at: receipt.issuedAt) else { continue }
      (message, last) = (decision.state, receipt.issuedAt)
      events += decision.events.map { request.recorded($0, by: .program, at: receipt.issuedAt) }
    }
    guard let last else { return Commit() }
    return Commit([CaseStore.stillKept(place.request), try await store.written(message, over: found.version, at: last)], events: events)
  }
}

/// A message that takes effect, with its document.
struct ArrivedMessage: Sendable {
  let manifest: Manifest
  let signed: DigestOf<SignedMessage>
  let act: TravellingAct
  let document: CaseDocument
  /// The document as it was read, for the parts that have a format of their own.
  let json: JSONValue
  /// When it was received.
  let at: Date
  /// How it begins with the files that it brings.
  let files: BroughtFiles?

  /// Its place in the conversation.
  var step: ConversationStep {
    ConversationStep(
      id: manifest.id, author: manifest.from, sequence: manifest.place.sequence, signed: signed, answers: manifest.answers, receivedAt: at)
  }

  /// The record that keeps it.
  func record(of request: ID<RegisteredRequest>, _ anchor: MessageAnchor?, _ standing: CaseMessage.Standing) -> CaseMessage {
    CaseMessage(
      id: ID(), request: request, message: manifest.id, author: manifest.from, to: manifest.to, act: act, answers: manifest.answers, at: at,
      document: manifest.document?.content ?? Data(), anchor: anchor, standing: standing,
      files: files)
  }
}

extension CaseEvent {
  /// The fact with the message that told it.
  func told(by message: MessageID) -> CaseEvent { CaseEvent(name, facts.merging(["message": .code(message.description)]) { $1 }) }
}
