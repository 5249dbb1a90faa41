// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Kernel
import Web

/// The operations in the document of the interface.
extension ContributionsAPI {
  private static let uuid = Schema.string(format: "uuid")
  private static let day = Schema.string(format: "date")
  private static let text = Schema.map(.string())
  private static let state = Schema.string(pattern: "^[A-Z]{2}$")
  private static let language = Schema.oneOf(Language.allCases.map(\.rawValue))
  private static let places = Schema.array(.string())

  private static func codes<Code: RawRepresentable & CaseIterable>(_ type: Code.Type) -> Schema where Code.RawValue == String {
    .oneOf(type.allCases.map(\.rawValue))
  }

  private static func listed(_ members: [String: Schema], _ required: [String], about: String) -> APIOperation.Answered {
    .init(
      .object(["entries": .array(.object(members, required: required)), "next": .string()], required: ["entries"]), about: about)
  }

  private static let after = APIOperation.Parameter("after", .string(), about: "The entry after which the list goes on, as `next` gave it")
  private static let search = APIOperation.Parameter("q", .string(), about: "Words that must be there")
  private static let ofState = APIOperation.Parameter("state", state, about: "Of this State alone")
  private static let ofArticle = APIOperation.Parameter("article", .integer(minimum: 1, maximum: 71), about: "About this article alone")

  static let callsOperation = APIOperation(
    id: "listCallsForContributions", "Lists the calls for contributions that are or were open.",
    query: [.init("stage", codes(CallForContributions.Stage.self), about: "At this stage alone"), search, after],
    answers: [
      listed(
        [
          "id": uuid, "title": text, "themes": .array(codes(Theme.self)), "meeting": .string(), "item": .string(),
          "questions": .array(text), "opensOn": day, "closesOn": day, "stage": codes(CallForContributions.Stage.self),
        ], ["id", "title", "themes", "questions", "opensOn", "closesOn", "stage"], about: "The calls, the newest first")
    ])

  static let publishedOperation = APIOperation(
    id: "listContributions", "Lists published contributions; delegates and officers also get those for authorities.",
    query: [
      ofState, .init("call", uuid, about: "To this call alone"), .init("theme", codes(Theme.self), about: "On this theme alone"),
      .init("language", language, about: "In this language alone"), search, after,
    ],
    answers: [
      listed(
        [
          "id": uuid, "call": uuid, "state": state, "kind": codes(Contribution.Kind.self), "language": language, "title": .string(),
          "answers": places, "submittedOn": day,
          "unofficialTranslations": .map(
            .object(["title": .string(), "answers": places, "on": day], required: ["title", "answers", "on"])),
        ], ["id", "call", "state", "kind", "language", "title", "answers", "unofficialTranslations"],
        about: "The contributions, the newest first")
    ])

  static let toolsOperation = APIOperation(
    id: "listTools", "Lists tools and services.",
    query: [
      .init("kind", codes(Tool.Kind.self), about: "Of this kind alone"), ofArticle,
      .init("language", .string(), about: "In this language alone"), search, after,
    ],
    answers: [
      listed(
        [
          "id": uuid, "mark": .string(), "name": text, "provider": .string(), "kind": codes(Tool.Kind.self), "purpose": text,
          "articles": places, "languages": places, "link": .string(format: "uri"), "verifiedOn": day,
        ], ["id", "mark", "name", "provider", "kind", "purpose", "articles", "languages"], about: "The tools by their English names")
    ])

  static let lawsOperation = APIOperation(
    id: "listNationalLaws", "Lists national laws and copies that were furnished to the Secretary-General.",
    query: [
      ofState, .init("kind", codes(NationalLaw.Kind.self), about: "Of this kind alone"), ofArticle,
      .init("deposited", .oneOf(["yes"]), about: "Those alone of which a copy was furnished (UNCAC 55(5))"), search, after,
    ],
    answers: [
      listed(
        [
          "id": uuid, "mark": .string(), "state": state, "kind": codes(NationalLaw.Kind.self), "title": text,
          "originalTitle": .string(), "articles": places, "languages": places, "link": .string(format: "uri"),
          "file": .object(["sha256": .string(), "name": .string(), "size": .integer()], required: ["sha256", "name", "size"]),
          "depositedOn": day, "inForceFrom": day, "inForceTo": day, "verifiedOn": day,
        ], ["id", "mark", "state", "kind", "title", "articles", "languages"], about: "The laws by State")
    ])

  static let assistanceOperation = APIOperation(
    id: "listAssistance", "Lists requests for technical assistance and offers of it that the reader may see.",
    query: [
      .init("side", codes(AssistanceEntry.Side.self), about: "Requests or offers alone"),
      .init("category", .string(), about: "Of this category alone"), ofState, ofArticle,
      .init("status", codes(AssistanceEntry.Status.self), about: "With this status alone"), search, after,
    ],
    answers: [
      listed(
        [
          "id": uuid, "side": codes(AssistanceEntry.Side.self), "state": state, "provider": .string(), "category": .string(),
          "subject": .string(), "language": language, "articles": places, "priority": codes(AssistanceEntry.Priority.self),
          "status": codes(AssistanceEntry.Status.self),
        ], ["id", "side", "category", "subject", "language", "articles", "priority", "status"], about: "The entries, the newest first")
    ])

  static let needsOperation = APIOperation(
    id: "rankNeeds", "Ranks needs of capacity-building by what shows them.",
    query: [.init("by", .oneOf(NeedRanking.Grouping.allCases.map(\.rawValue)), about: "By category or by article")],
    answers: [
      .init(
        .array(
          .object(
            ["subject": .string(), "score": .integer(), "states": .array(state), "counts": .map(.integer())],
            required: ["score", "states", "counts"])), about: "The needs, what weighs most first; what names no subject last")
    ])
}
