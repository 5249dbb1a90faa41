// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import Kernel
import Keys
import Storage
import Web
import WritingRules

extension Casework {
  /// Takes a scan or a message in as an incoming request whose fields are still to be filled: case, key and file come with one commit.
  /// - Parameters:
  ///   - giver: who gave it.
  ///   - unit: the officer's unit, which sees it then; empty for the central authority itself.
  /// - Throws: ``CannotAct``, `WebProblem.fileNotStored`, `WebProblem.noRoom`.
  func takeIn(
    _ file: ReceivedFile, _ input: TakeInRequest, givenBy giver: String, in unit: String, _ acting: Acting
  ) async throws -> ID<RegisteredRequest> {
    let id = ID<RegisteredRequest>()
    let arrived = try IncomingRequest.takingIn(
      input, id: id, requested: state, basis: try await basis(of: input), unit: unit.isEmpty ? nil : unit, acting)
    let request = RegisteredRequest.incoming(arrived.state)
    let content = NewContent.received(file).content
    let isMessage = input.arrival.medium == .email || content.isMessage
    let added = try request.adding(
      AddFile(
        kind: isMessage ? .message : .request, title: input.subject, content: content,
        origin: .init(givenBy: giver, on: input.arrival.on, form: input.arrival.medium == .paper && !isMessage ? .copy : .electronic)),
      id: ID(), among: [], acting)
    let fresh = try await store.seal.freshKey(of: id, at: acting.at)
    let officer = EventActor.officer(acting.officer.id)
    let (statements, events) = try await store.written(
      decided(Change(arrived), at: acting.at), over: nil, by: officer, at: acting.at, under: fresh)
    let kept = try await file.keep(in: vault, under: fresh.key, at: acting.at).statement
    let record = try await store.written(added.state, over: nil, at: acting.at, under: fresh)
    try await store.database.commit(
      Commit(statements + [kept, record], events: events + added.events.map { request.recorded($0, by: officer, at: acting.at) }))
    return id
  }

  /// What is usual with the State, as far as it is known; registration resolves it for the kind of cooperation.
  private func basis(of input: TakeInRequest) async throws -> AppliedBasis {
    guard let asking = input.state else { return AppliedBasis(primary: .init(.convention)) }
    return basis(try await directory(), from: asking, to: state, kind: .criminalAssistance, on: input.arrival.on)
  }
}

extension CaseFile.Content {
  /// Whether it is an e-mail, by its name or by what it is said to be.
  var isMessage: Bool { mediaType == "message/rfc822" || name.lowercased().hasSuffix(".eml") }
}

/// The fields with which a scan or a message is taken in.
struct IntakeInput: Sendable {
  let request: TakeInRequest
  let givenBy: String

  /// Reads a form; what it leaves open an e-mail's own head fills, and the file's name.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  init(_ form: FormData, _ file: ReceivedFile, own: StateCode, unknownGiver: String) async throws {
    var input = ActInput(form)
    let medium = input.choice("medium", Arrival.Medium.paper)
    let arrival = Arrival(medium: medium, on: input.day("arrivedOn"))
    var state: StateCode?
    if let text = form["state"] {
      state = StateCode(text)
      if state == nil || state == .notKnown { input.refuse("state", "casework.choice-unknown") }
      if state == own { input.refuse("state", "casework.own-state") }
    }
    try input.check()
    let isMessage = Casework.NewContent.received(file).content.isMessage
    let head = isMessage ? MessageHead(try await file.beginning(upTo: MessageHead.length)) : nil
    request = TakeInRequest(
      state: state, theirReference: input.optionalText("theirReference"),
      subject: input.optionalText("subject") ?? head?.subject ?? file.name, arrival: arrival)
    givenBy = input.optionalText("givenBy") ?? head?.from ?? unknownGiver
  }
}
