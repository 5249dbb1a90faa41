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

  /// An act with the version it was decided on.
  struct ActBody<Act: Decodable>: Decodable {
    let version: Int
    let act: Act
  }

  /// The facts that acts of programs can record.
  static let recorded: [EventKind] = Array(
    Set(CaseAct.Code.withForm.flatMap(\.records)).sorted { $0.rawValue < $1.rawValue })

  /// The facts that a second officer's confirmation can record.
  ///
  /// A withdrawal that travels is the notice that the requested State is owed.
  static let confirmed: [EventKind] = Array(
    Set(CaseAct.Code.withForm.filter(\.needsSecondOfficer).map(\.event) + ["casework.notNeededTold"])
  ).sorted { $0.rawValue < $1.rawValue }

  private func body<Value: Decodable>(_ type: Value.Type, _ call: Call<SignedIn>) async throws -> Value {
    let data = try await call.body(upTo: FormData.sizeLimit)
    do {
      return try StrictDecoder().decode(type, from: try StrictJSON.parse(data))
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let filter = RegisterFilter(call.query, today: CalendarDay(call.now, in: casework.zone))
    // What a page leaves out without a word would give a program another list than it asked for.
    let empty = RegisterFilter.names.filter { $0 != "q" && $0 != "unit" && call.query.has($0) && call.query[$0] == nil }
    if let name = (filter.unread(in: call.query) + empty).first { throw BadCaseQuery(name: name) }
    let lines = try await casework.store.bareLines(filter, for: call.who.reader, limit: 500)
    return .json(lines)
  }

  @Sendable func read(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    return .json(RequestBody(try await casework.told(try await casework.store.request(id, for: call.who.reader), for: call.who.reader)))
  }

  @Sendable func register(_ call: Call<SignedIn>) async throws -> Answer {
    let body = try await body(NewCase.self, call)
    let directory = try await casework.directory()
    return try await RefusedAsAsked.telling {
      let read = try body.registration(at: casework.state, in: call.who.unit, on: CalendarDay(call.now, in: casework.zone)) {
        casework.basis(directory, from: $0, to: $1, kind: $2, on: $3)
      }
      let acting = try await casework.acting(call)
      let registered =
        switch read {
        case .incoming(let input): try await casework.register(input, acting)
        case .outgoing(let input): try await casework.enter(input, acting)
        }
      return .json(RequestBody(registered), status: .created)
    }
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let data = try await call.body(upTo: FormData.sizeLimit)
    try checkFrame(data, call)
    let request = try await casework.store.request(id, for: call.who.reader).value
    return try await RefusedAsAsked.telling {
      let (version, written) = try sent(data, to: request, call)
      let act = try await casework.prepared(written, for: request)
      guard call.who.may(act.code.permission) else { throw WebProblem.notPermitted }
      try await casework.checkRecords(of: act, in: id, for: call.who.reader)
      let acting = try await casework.acting(call, for: act.code)
      let changed = try await casework.change(
        id, seen: version, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { try $0.deciding(act, acting) }
      return .json(RequestBody(try await casework.told(changed, for: call.who.reader)))
    }
  }

  /// What every act's body has, whichever act it is: the version seen and the name of an act.
  private struct Frame: Decodable {
    let version: Int
    let act: Tag

    struct Tag: Decodable { let act: String }
    static let acts = Set(CaseAct.Code.withForm.map(\.text) + ["register"])
  }

  private func checkFrame(_ data: Data, _ call: Call<SignedIn>) throws {
    let tree: JSONValue
    do { tree = try StrictJSON.parse(data) } catch { throw CannotReadCase(error, in: call.words) }
    let members = (try? JSONDecoder().decode([String: Ignored].self, from: data)).map { Set($0.keys) }
    guard members == ["version", "act"], tree["act"] != nil, let frame = try? JSONDecoder().decode(Frame.self, from: data),
      (1...1_000_000_000).contains(frame.version), Frame.acts.contains(frame.act.act)
    else { throw CannotReadCase([.init(line: 1, column: 1, path: "act", said: "")]) }
  }

  /// A member of which only the name counts.
  private struct Ignored: Decodable { init(from decoder: any Decoder) throws {} }

  /// The act of a body, read as one of the request's own direction.
  private func sent(_ data: Data, to request: RegisteredRequest, _ call: Call<SignedIn>) throws -> (version: Int, act: CaseAct) {
    do {
      let tree = try StrictJSON.parse(data)
      switch request {
      case .incoming:
        let body = try StrictDecoder().decode(ActBody<IncomingAct>.self, from: tree)
        return (body.version, .incoming(body.act))
      case .outgoing:
        let body = try StrictDecoder().decode(ActBody<OutgoingAct>.self, from: tree)
        return (body.version, .outgoing(body.act))
      }
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
  }
}
