// SPDX-License-Identifier: Apache-2.0
import StatisticsRules
import Web

/// The figures of the authority for programs.
struct StatisticsAPI: Sendable {
  let own: OwnFigures

  @Sendable func table(_ call: Call<SignedIn>) async throws -> Answer { .json(try await TablePages(own: own).body(call)) }

  private static let day = Schema.string(format: "date")

  /// What a table counts, as the answer repeats it.
  private static let described: Schema = .object(
    [
      "name": .string(), "title": .map(.string()), "unit": .string(), "direction": .string(),
      "dateBasis": .oneOf(TableSpec.DateBasis.allCases.map(\.rawValue)),
      "period": .object(["from": .string(format: "date"), "to": .string(format: "date")], required: ["from", "to"]),
      "asOf": .string(format: "date"), "only": .map(.array(.string())), "rows": .oneOf(Breakdown.allCases.map(\.rawValue)),
      "columns": .oneOf(Breakdown.allCases.map(\.rawValue)), "figure": .oneOf(TableSpec.FigureKind.allCases.map(\.rawValue)),
    ], required: ["name", "unit", "direction", "dateBasis", "period", "rows", "figure"])

  static let tableOperation = APIOperation(
    id: "countTable", "Counts a table of the requests of this authority from its event log, for internal use.",
    query: [
      .init("from", day, about: "The first day of the period; 1 January when left out"),
      .init("to", day, about: "The last day of the period; today when left out"),
      .init("asOf", day, about: "What happened after this day is not seen"),
      .init("unit", .oneOf(["request", "supplementaryRequest", "any"]), about: "What is counted; requests when left out"),
      .init("direction", .oneOf(["incoming", "outgoing", "any"]), about: "Which way they went; both when left out"),
      .init(
        "by", .oneOf(TableSpec.DateBasis.allCases.map(\.rawValue)),
        about: "By which day a request falls into the period; received when left out, and always the stock for figures of it"),
      .init("rows", .oneOf(Breakdown.allCases.map(\.rawValue)), about: "What the rows are; direction when left out"),
      .init("columns", .oneOf(Breakdown.allCases.map(\.rawValue)), about: "What the columns are; one column when left out"),
      .init("figure", .oneOf(TableSpec.FigureKind.allCases.map(\.rawValue)), about: "What stands in the cells; how many when left out"),
      .init("state", .string(pattern: "^[A-Z]{2}$"), about: "Only requests of this State"),
      .init("region", .string(), about: "Only requests of States of this regional group, by its code"),
      .init("basis", .string(), about: "Only requests that name this basis, by its code"),
      .init("kind", .string(), about: "Only this kind of cooperation, by its code"),
      .init("proceeding", .string(), about: "Only this kind of proceeding, by its code"),
      .init("outcome", .array(.string()), about: "Only requests that ended so, by the code; may stand several times"),
    ],
    answers: [
      .init(
        .object(
          [
            "codebook": .integer(minimum: 1), "asOfEvent": .integer(minimum: -1), "table": described,
            "figures": .array(
              .object(Dictionary(uniqueKeysWithValues: TableLine.names.map { ($0, Schema.string()) }), required: TableLine.names)),
            "revisions": .array(
              .object(
                ["reason": .oneOf(Revision.Reason.allCases.map(\.rawValue)), "changes": .integer(minimum: 1)],
                required: ["reason", "changes"])),
          ], required: ["codebook", "asOfEvent", "table", "figures", "revisions"]), about: "The table")
    ])
}
