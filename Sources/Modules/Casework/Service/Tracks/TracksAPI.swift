// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import StrictJSON
import Web

/// Acts on records for programs: the same acts as the forms, with their fields as strings.
struct TracksAPI: Sendable {
  let casework: Casework

  /// What a program asks.
  struct Body: Decodable {
    let act: String
    let record: String?
    let version: Int?
    let fields: [Member]

    /// One field of the act's form; a field that takes several values is given several times.
    struct Member: Decodable {
      let name: String
      let value: String
    }
  }

  /// A record as programs get it.
  struct Record: Encodable {
    let id: String
    let kind: String
    let version: Int
    let isWaiting: Bool
    let dueOn: CalendarDay?
  }

  static let actOperation = APIOperation(
    id: "actOnRecord",
    "Does an act to a record of a request, or begins one; without a record its identifier is made here. The version seen must be the present one.",
    path: ["case": .string(format: "uuid")],
    body: .init(
      .object(
        [
          "act": .oneOf(RecordAct.all.map(\.name)), "record": .string(format: "uuid"),
          "version": .integer(minimum: 1, maximum: 1_000_000_000),
          "fields": .array(.object(["name": .string(), "value": .string()], required: ["name", "value"])),
        ], required: ["act", "fields"])),
    answers: [
      .init(
        .array(
          .object(
            [
              "id": .string(format: "uuid"), "kind": .string(), "version": .integer(minimum: 1), "isWaiting": .boolean,
              "dueOn": .string(format: "date"),
            ], required: ["id", "kind", "version", "isWaiting"])), about: "All records of the request that the form pages show")
    ], problems: [409])

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let data = try await call.body(upTo: FormData.sizeLimit)
    let body: Body
    do {
      body = try StrictDecoder().decode(Body.self, from: try StrictJSON.parse(data))
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
    guard let act = RecordAct.all.first(where: { $0.name == body.act }) else {
      throw CannotReadCase([.init(line: 1, column: 1, path: "act", said: "")])
    }
    guard call.who.may(act.permission) else { throw WebProblem.notPermitted }
    _ = try await casework.store.request(id, for: call.who.reader)
    return try await RefusedAsAsked.telling {
      if !act.begins, body.record == nil { throw CannotAct.noSuchRecord }
      try await act.perform(
        casework,
        RecordActCall(
          request: id, record: body.record ?? "\(ID<RegisteredRequest>())", version: body.version,
          form: FormData(body.fields.map { ($0.name, $0.value) }), reader: call.who.reader, acting: try await casework.acting(call)))
      return .json(
        try await casework.store.tracks(of: id, for: call.who.reader).map { track in
          let task = track.value.task
          return Record(id: track.id, kind: track.kind.rawValue, version: track.version, isWaiting: task != nil, dueOn: task?.dueOn)
        })
    }
  }
}
