// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Web

extension CaseworkAPI {
  private static let day = Schema.string(format: "date")
  private static let caseID = ["case": Schema.string(format: "uuid")]
  private static let direction = Schema.oneOf(RegisteredRequest.Direction.allCases.map(\.rawValue))
  private static let kind = Schema.oneOf(CooperationKind.allCases.map(\.rawValue))
  private static let request = Schema.object(
    [
      "id": .string(format: "uuid"), "version": .integer(minimum: 1), "direction": direction, "stage": .string(),
      "request": .object([:], open: true),
    ], required: ["id", "version", "direction", "stage", "request"])

  private static let next = ["readCase", "actOnCase"].map { APIOperation.Next($0, parameter: "case", member: "id") }

  static let listOperation = APIOperation(
    id: "listCases", "Lists registered requests, the most pressing first, at most 500.",
    query: [
      .init("show", .oneOf(RegisterFilter.Show.allCases.map(\.rawValue)), about: "Which ones by how far they are; open ones when left out"),
      .init("direction", direction, about: "Only one direction"), .init("kind", kind, about: "Only one kind"),
      .init("state", .string(pattern: "^[A-Z]{2}$"), about: "Only those with this State on the other side"),
      .init("stage", .oneOf(RegisterFilter.stages), about: "Only those at this stage"),
      .init("basis", .oneOf(AppliedBasis.Kind.allCases.map(\.rawValue)), about: "Only those on this governing basis"),
      .init("unit", .string(), about: "Only those of this unit"),
      .init(
        "responsible",
        .string(pattern: "^(mine|nobody|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$"),
        about: "Only those for which this officer is responsible: mine, nobody, or an account"),
      .init("due", day, about: "Only those that fall due by this day"), .init("urgent", .oneOf(["yes"]), about: "Only urgent ones"),
      .init("delayed", .oneOf(["yes"]), about: "Only those with a reason for delay"),
      .init("restricted", .oneOf(["yes"]), about: "Only restricted ones"),
      .init("q", .string(), about: "Either side’s reference, or its beginning"),
    ],
    answers: [
      .init(
        .array(
          .object(
            [
              "id": .string(format: "uuid"), "direction": direction, "reference": .string(), "theirReference": .string(),
              "state": .string(), "kind": kind, "stage": .string(), "dueOn": day, "turn": .string(),
            ], required: ["id", "direction", "reference", "state", "kind", "stage", "turn"])), about: "The requests")
    ])
  static let readOperation = APIOperation(
    id: "readCase", "Gives one registered request with its version.", path: caseID, answers: [.init(request, about: "The request")])
  static let registerOperation = APIOperation(
    id: "registerCase",
    "Takes a request into the register that came, or one that was written on paper here and, with sent, went out already; incoming when left out.",
    body: .init(NewCase.schema),
    answers: [.init(request, status: 201, about: "The request", next: next)], problems: [409])
  static let actOperation = APIOperation(
    id: "actOnCase", "Does an act to a request; what needs four eyes becomes a proposal. The version seen must be the present one.",
    path: caseID,
    body: .init(
      .object(
        [
          "version": .integer(minimum: 1, maximum: 1_000_000_000),
          "act": .object(
            ["act": .oneOf(Array(Set(CaseAct.Code.withForm.map(\.text) + ["register"])).sorted())], required: ["act"], open: true),
        ],
        required: ["version", "act"])),
    answers: [.init(request, about: "The request")], problems: [409])
}
