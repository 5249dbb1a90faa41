// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Web

extension MeetingsAPI {
  static let day = Schema.string(format: "date")
  static let mark = Schema.string(pattern: "^[a-z0-9][a-z0-9-]{0,63}$")
  static let uuid = Schema.string(format: "uuid")
  static let text = Schema.object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, Schema.string()) }))
  static let path = ["meeting": mark]
  private static let verbs = Schema.oneOf(Mandate.Verb.allCases.map(\.rawValue))
  private static let page = APIOperation.Parameter(
    "page", .integer(minimum: 1, maximum: 1_000_000), about: "Which page, from 1; one without lines is past the last")
  private static let statuses = Schema.oneOf(Mandate.Status.allCases.map(\.rawValue))

  static let listOperation = APIOperation(
    id: "listMeetings", "Lists meetings in the order of their days, 500 on a page.",
    query: [
      .init("from", day, about: "Only those that begin on this day or later"), .init("body", mark, about: "Only those of this body"), page,
    ],
    answers: [
      .init(
        .array(
          .object(
            [
              "id": uuid, "name": mark, "title": text, "body": mark, "ordinal": .integer(), "dates": .array(day), "timeZone": .string(),
              "standing": .oneOf(Meeting.Standing.allCases.map(\.rawValue)), "url": .string(format: "uri"),
            ], required: ["id", "name", "title", "dates", "timeZone", "standing", "url"])), about: "The meetings")
    ])

  static let readOperation = APIOperation(
    id: "readMeeting", "Gives one meeting in the format of its file, without restricted matter.", path: path,
    answers: [.init(MeetingSchema.schema, about: "The meeting")])

  static let documentsOperation = APIOperation(
    id: "listMeetingDocuments", "Lists the documents of a meeting and those that its agenda refers to, without restricted ones.",
    path: path,
    answers: [
      .init(
        .array(
          .object(
            [
              "id": uuid, "name": mark, "symbol": .string(), "alias": .string(),
              "kind": .oneOf(MeetingDocument.Kind.allCases.map(\.rawValue)),
              "distribution": .oneOf(MeetingDocument.Distribution.allCases.map(\.rawValue)), "title": text, "issuedOn": day,
              "items": .array(.string()),
            ], required: ["id", "name", "kind", "title", "items"])), about: "The documents")
    ])

  static let findingsOperation = APIOperation(
    id: "listMeetingFindings", "Tells what the agenda of a meeting leaves open.", path: path,
    answers: [
      .init(
        .object(
          [
            "findings": .array(
              .object(
                ["rule": .string(), "ids": .array(.alternatives([.integer(), .string()])), "detail": .string()], required: ["rule", "ids"]))
          ], required: ["findings"]), about: "The findings")
    ])

  static let mandatesOperation = APIOperation(
    id: "listMandates", "Lists mandates given by documents that are not restricted, by their short names, 500 on a page.",
    query: [
      .init("meeting", mark, about: "Only those in the record of this meeting"),
      .init("status", statuses, about: "Only those at this status"),
      .init("living", .boolean, about: "Only those that still live, or only those that do not"),
      .init("addressee", mark, about: "Only those that speak to this body or group"),
      .init("givenBy", mark, about: "Only those that this body has given"), page,
    ],
    answers: [
      .init(
        .array(
          .object(
            [
              "id": uuid, "name": mark, "meeting": uuid, "source": .string(), "paragraph": .string(), "givenBy": mark, "verb": verbs,
              "addressee": mark, "task": text, "createsTask": .boolean, "isLiving": .boolean, "status": statuses,
            ], required: ["id", "name", "meeting", "verb", "task", "createsTask", "isLiving", "status"])), about: "The mandates")
    ])
}
