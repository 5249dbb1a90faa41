// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import StrictJSON
import Web

/// Casework for programs: the same use cases as the pages.
struct CaseworkAPI: Sendable {
  let casework: Casework

  /// A request as programs get it.
  struct RequestBody: Encodable {
    let id: ID<RegisteredRequest>
    let version: Int
    let direction: RegisteredRequest.Direction
    let stage: String
    let request: RegisteredRequest

    init(_ found: Versioned<RegisteredRequest>) {
      id = found.value.id
      version = found.version
      direction = found.value.direction
      stage = found.value.stageCode
      request = found.value
    }

    private enum CodingKeys: String, CodingKey { case id, version, direction, stage, request }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(version, forKey: .version)
      try container.encode(direction, forKey: .direction)
      try container.encode(stage, forKey: .stage)
      switch request {
      case .incoming(let incoming): try container.encode(incoming, forKey: .request)
      case .outgoing(let outgoing): try container.encode(outgoing, forKey: .request)
      }
    }
  }

  struct LineBody: Encodable {
    let id: ID<RegisteredRequest>
    let direction: RegisteredRequest.Direction
    let reference: String
    let theirReference: String?
    let state: StateCode
    let kind: CooperationKind
    let stage: String
    let dueOn: CalendarDay?
    let turn: String
  }

  /// An act with the version it was decided on.
  struct ActBody: Decodable {
    let version: Int
    let act: IncomingAct
  }

  /// The facts that acts of programs can record.
  static let recorded: [EventKind] = Array(
    Set(IncomingAct.Code.withForm.flatMap(\.records)).sorted { $0.rawValue < $1.rawValue })

  private func body<Value: Decodable>(_ type: Value.Type, _ call: Call<SignedIn>) async throws -> Value {
    let data = try await call.body(upTo: FormData.sizeLimit)
    do {
      return try StrictDecoder().decode(type, from: try StrictJSON.parse(data))
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let lines = try await casework.store.lines(RegisterFilter(call.query), for: call.who.reader, limit: 500)
    return .json(
      lines.map { line in
        let head = line.request.head
        return LineBody(
          id: line.id, direction: line.request.direction, reference: head.reference, theirReference: head.theirReference,
          state: line.request.otherState, kind: head.kind, stage: line.request.stageCode, dueOn: line.dueOn, turn: line.turn)
      })
  }

  @Sendable func read(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    return .json(RequestBody(try await casework.store.request(id, for: call.who.reader)))
  }

  @Sendable func register(_ call: Call<SignedIn>) async throws -> Answer {
    let input = try await body(RegisterIncoming.self, call)
    guard input.head.requestedState == casework.state else { throw CannotRegister.notForThisState }
    return .json(RequestBody(try await casework.register(input, casework.acting(call))), status: .created)
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let sent = try await body(ActBody.self, call)
    guard call.who.may(sent.act.code.permission) else { throw WebProblem.notPermitted }
    let acting = casework.acting(call)
    let changed = try await casework.change(
      id, seen: sent.version, for: call.who.reader, by: .officer(call.who.officer), at: call.now
    ) { request in
      guard case .incoming(let incoming) = request else { throw CannotAct.noSuchRequest }
      return Casework.Change(try incoming.deciding(sent.act, acting))
    }
    return .json(RequestBody(changed))
  }
}
