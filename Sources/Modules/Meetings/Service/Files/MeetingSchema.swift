// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import MeetingsRules
import Web

/// The JSON Schema of a meeting's file: what the API describes and what is published in `docs/protocol/`.
///
/// A member that may be left out may be `null` too. That references lead somewhere, the schema cannot tell.
public enum MeetingSchema {
  private static let day = Schema.string(format: "date", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
  private static let mark = Schema.string(pattern: "^[a-z0-9][a-z0-9-]{0,63}$")
  private static let uuid = Schema.string(format: "uuid", pattern: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")
  private static let state = Schema.string(pattern: "^[A-Za-z]{2}$")
  private static let language = Schema.oneOf(Language.allCases.map(\.rawValue))
  private static let reference = Schema.alternatives([.integer(), .string()])
  private static let languages = Schema.object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, .string()) }))
  private static let text = Schema.alternatives([.string(), languages])
  private static let whole = Schema.integer(minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991)
  private static let time = Schema.string(pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$")

  private static func word<Value: RawRepresentable & CaseIterable & Hashable & Sendable>(_ type: Value.Type) -> Schema
  where Value.RawValue == String {
    .oneOf(Value.allCases.map { FileWord<Value>.snake($0.rawValue) })
  }

  /// An object: members that must be there, and members that may be left out or be `null`.
  private static func object(_ required: [String: Schema], _ others: [String: Schema] = [:], titled: Bool = false) -> Schema {
    var members = required.merging(others.mapValues { .optional($0) }) { $1 }
    if titled {
      for name in Language.allCases.flatMap({ [$0.rawValue, "\($0.rawValue)_short"] }) { members[name] = .optional(.string()) }
    }
    return .object(members, required: Array(required.keys))
  }

  /// The schema as the API describes it.
  static let schema: Schema = object(
    [
      "schema": .oneOf([MeetingFile.format]), "bodies": .array(body), "meetings": .array(meeting), "documents": .array(document),
      "mandates": .array(mandate), "agenda": .array(item), "expectations": .array(expectation), "sessions": .array(session),
    ],
    [
      "checked_against": .string(), "meeting": mark, "panels": .array(panel), "outcome": outcome,
      "agenda_bases": .array(object(["source": mark, "role": word(AgendaBasis.Role.self)])),
      "expected_findings": .array(object(["rule": .string(), "ids": .array(reference)], ["detail": .string()])),
    ])

  /// The published file.
  /// - Throws: `EncodingError`, which does not happen.
  public static func file() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Published(schema: schema)) + Data("\n".utf8)
  }

  private struct Published: Encodable {
    let schema: Schema

    enum Keys: String, CodingKey {
      case schema = "$schema"
      case title, description
    }

    func encode(to encoder: any Encoder) throws {
      var out = encoder.container(keyedBy: Keys.self)
      try out.encode("https://json-schema.org/draft/2020-12/schema", forKey: .schema)
      try out.encode("Meeting with its agenda, documents and mandates: \(MeetingFile.format)", forKey: .title)
      try out.encode(
        "Things refer to each other by their id, items by their number. Titles stand beside the other members under the code of their language. "
          + "A member that may be left out may be null.", forKey: .description)
      try schema.encode(to: encoder)
    }
  }

  // MARK: Things

  private static let body = object(
    ["id": mark, "kind": word(Body.Kind.self)], ["uuid": uuid, "symbol_prefix": .string(), "parent": mark, "word_limits": .map(whole)],
    titled: true)

  private static let meeting = object(
    ["id": mark, "body": mark, "dates": .array(day)],
    [
      "uuid": uuid, "ordinal": whole, "place": object([:], ["city": text, "country": state, "venue": text]), "time_zone": .string(),
      "opens_at": .string(format: "date-time"), "standing": word(Meeting.Standing.self),
      "agenda_status": .oneOf(["provisional", "adopted"]),
      "agenda_adopted_on": day, "previous": mark, "outcome_document": .string(),
      "resources": object(["plenary_meetings": whole, "interpretation": .array(language)]),
      "approval": object(["by": mark, "day": day]),
      "agenda_decisions": .array(object(["kind": word(AgendaDecision.Kind.self), "day": day], ["text": .string()])),
    ], titled: true)

  private static let document = object(
    ["id": mark, "kind": word(MeetingDocument.Kind.self)],
    [
      "uuid": uuid, "symbol": .string(), "alias": .string(), "inferred": .boolean, "distribution": word(MeetingDocument.Distribution.self),
      "akn": object(["documentType": .string(), "subtype": .string(), "name": .string()]), "issued": day, "decided": day,
      "original_language": language, "this_version": language, "job_number": .string(), "meeting": mark, "body": mark,
      "items": .array(reference), "cited_under": .array(reference), "topics": .array(word(Topic.self)),
      "expressions": .array(expression),
    ], titled: true)

  private static let expression = object(
    ["language": language],
    [
      "edition": .string(), "submitted": day, "in_translation": day, "issued": day, "words": whole, "job_number": .string(),
      "files": .array(
        object(["name": .string(), "type": .string(), "size": whole, "sha256": .string(pattern: "^[0-9a-f]{64}$")])),
    ])

  private static let mandate = object(
    ["id": mark, "source": mark, "given_by": mark, "verb": word(Mandate.Verb.self), "task": text],
    [
      "uuid": uuid, "recorded_for": mark, "paragraph": .string(), "given_at": mark, "addressee": mark,
      "qualifier": word(Mandate.Qualifier.self), "condition": text, "due": .string(), "report_to": mark, "creates_task": .boolean,
      "stated_under": .array(reference), "terms": .map(text), "translation_query": .string(), "status": word(Mandate.Status.self),
      "overtaken_by": mark, "status_reason": .string(),
      "actions": .array(object(["what": text, "done_on": day], ["uuid": uuid, "evidence": mark])),
    ])

  private static let item = object(
    ["number": .integer(minimum: 1, maximum: 999), "type": word(AgendaItem.Kind.self)],
    [
      "letter": .string(pattern: "^[a-z]$"), "uuid": uuid, "topics": .array(word(Topic.self)), "documents": .array(mark),
      "annotation": .array(text),
    ], titled: true)

  private static let expectation = object(
    ["id": mark, "item": reference, "kind": word(Expectation.Kind.self), "actor": mark, "what": text],
    ["uuid": uuid, "panel": mark, "answers": .array(mark), "answers_partly": .array(mark), "terms": .map(text), "proposed": .boolean])

  private static let panellist = object(["name": .string()], ["state": state, "organization": .string(), "confirmed": .boolean])

  private static let panel = object(
    ["id": mark, "item": reference, "announced": .boolean],
    ["uuid": uuid, "topics": .array(text), "speakers": .array(panellist), "moderator": panellist, "mandated_by": mark])

  private static let session = object(
    [
      "id": mark, "date": day, "from": time, "to": time, "kind": word(SessionBand.Kind.self),
      "items": .array(.alternatives([.integer(), .string(), object(["item": reference], ["minutes": whole])])),
    ], ["uuid": uuid, "interpretation": .array(language)])

  private static let outcome = object(
    [
      "report": object(
        [:],
        [
          "symbol": .string(), "drafted_by": mark, "adopted_under": reference, "contains": .array(word(ExpectedOutcome.Part.self)),
        ])
    ], ["recommendations": .array(mark)])
}
