// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MerkleLog
import Storage
import Web

/// The log for programs, such as those that collect checkpoints outside the node.
struct AuditAPI: Sendable {
  let audit: AuditLog

  struct ActBody: Encodable {
    let index: Int64
    let at: String
    let kind: String
    let by: String
    let officer: String?
    let subjectType: String
    let subject: String
  }

  struct CheckpointBody: Encodable {
    let size: Int
    let root: String
    let at: String
    let note: String
  }

  private func number(_ name: String, in range: ClosedRange<Int>, _ call: Call<SignedIn>) throws -> Int? {
    guard call.query.has(name) else { return nil }
    guard let number = Int(call.query.raw(name)), range.contains(number) else { throw AuditProblem.badQuery(name: name) }
    return number
  }

  private static func time(_ instant: Date) -> String { instant.formatted(.iso8601) }

  @Sendable func events(_ call: Call<SignedIn>) async throws -> Answer {
    let before = try number("before", in: 0...Self.largest, call).map(Int64.init)
    let limit = try number("limit", in: 1...500, call) ?? 100
    for name in ["officer", "kind", "subject"] where call.query.has(name) {
      guard call.query.raw(name).wholeMatch(of: /[A-Za-z0-9.-]{1,100}/) != nil else { throw AuditProblem.badQuery(name: name) }
    }
    for name in ["from", "until"] where call.query.has(name) && call.query[name] == nil { throw AuditProblem.badQuery(name: name) }
    // Days of a program are days of UTC, whatever zone the officer has chosen for the pages.
    let acts = try await audit.log.acts(try LogPages.filter(call.query, in: .gmt), before: before, limit: limit)
    return .json(
      acts.map {
        ActBody(
          index: $0.index, at: Self.time($0.at), kind: $0.kind.rawValue, by: $0.byType, officer: $0.officer,
          subjectType: $0.subject.type, subject: $0.subject.id)
      })
  }

  @Sendable func proof(_ call: Call<SignedIn>) async throws -> Answer {
    struct Body: Encodable {
      let index: Int
      let proof: String
    }
    let index = try call.parameter("index") { Int($0) }
    return .json(Body(index: index, proof: try await audit.proof(of: index)))
  }

  @Sendable func checkpoints(_ call: Call<SignedIn>) async throws -> Answer {
    let limit = try number("limit", in: 1...500, call) ?? 50
    return .json(
      try await audit.store.latest(limit).map {
        CheckpointBody(size: $0.size, root: $0.root.base64EncodedString(), at: Self.time($0.at), note: $0.note)
      })
  }

  @Sendable func consistency(_ call: Call<SignedIn>) async throws -> Answer {
    guard let old = try number("old", in: 0...Self.largest, call), let new = try number("new", in: 0...Self.largest, call) else {
      throw AuditProblem.badQuery(name: call.query.has("old") ? "new" : "old")
    }
    return .json(try await audit.consistency(from: old, to: new))
  }

  private static let largest = 1 << 53
}

extension AuditAPI {
  private static let index = Schema.integer(minimum: 0, maximum: largest)
  private static let base64 = Schema.string(pattern: "^[A-Za-z0-9+/]{43}=$")

  static let eventsOperation = APIOperation(
    id: "listEvents", "Lists who did what to which thing and when, the latest first; never what was written.",
    query: [
      .init("officer", .string(pattern: "^[A-Za-z0-9.-]{1,100}$"), about: "Those of one account, by its id"),
      .init("kind", .string(pattern: "^[A-Za-z0-9.-]{1,100}$"), about: "Those of one kind, for example writing.approved"),
      .init("subject", .string(pattern: "^[A-Za-z0-9.-]{1,100}$"), about: "Those about one thing, by its id"),
      .init("from", .string(format: "date"), about: "Not before this day, UTC"),
      .init("until", .string(format: "date"), about: "Not after this day, UTC"),
      .init("before", index, about: "Only smaller indices, to go on from the last one"),
      .init("limit", .integer(minimum: 1, maximum: 500), about: "How many at most; 100 when left out"),
    ],
    answers: [
      .init(
        .array(
          .object(
            [
              "index": index, "at": .string(format: "date-time"), "kind": .string(),
              "by": .oneOf(["officer", "program", "operatorAtConsole", "visitor"]), "officer": .string(), "subjectType": .string(),
              "subject": .string(),
            ], required: ["index", "at", "kind", "by", "subjectType", "subject"])), about: "The events")
    ])
  static let proofOperation = APIOperation(
    id: "proveEvent", "Proves that an event is in the log, in the form c2sp.org/tlog-proof@v1.", path: ["index": index],
    answers: [.init(.object(["index": index, "proof": .string()], required: ["index", "proof"]), about: "The proof")], problems: [409])
  static let checkpointsOperation = APIOperation(
    id: "listCheckpoints", "Lists the signed checkpoints of the log, the latest first, in the form c2sp.org/tlog-checkpoint.",
    query: [.init("limit", .integer(minimum: 1, maximum: 500), about: "How many at most; 50 when left out")],
    answers: [
      .init(
        .array(
          .object(
            ["size": index, "root": base64, "at": .string(format: "date-time"), "note": .string()],
            required: ["size", "root", "at", "note"])), about: "The checkpoints")
    ])
  static let consistencyOperation = APIOperation(
    id: "proveConsistency", "Proves that the tree of one size goes on from that of a smaller one (RFC 9162, 2.1.4).",
    query: [
      .init("old", index, isRequired: true, about: "The smaller size"),
      .init("new", index, isRequired: true, about: "The larger size, at most that of the latest checkpoint"),
    ],
    answers: [
      .init(
        .object(["old": index, "new": index, "proof": .array(base64)], required: ["old", "new", "proof"]), about: "The proof")
    ], problems: [409])
}
