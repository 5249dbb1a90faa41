// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import Web

/// The requests of one year as a register, for a secretariat that counts a release.
struct RegisterPages: Sendable {
  let own: OwnFigures

  /// Requests that came in the year or before it and were open or closed in it: what stock, flow and endings of the year are counted from.
  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: own.zone)
    let year = call.query["year"].flatMap { Int($0) } ?? today.parts.year
    guard call.query["year"] == nil || (1900...today.parts.year).contains(Int(call.query.raw("year")) ?? 0),
      let first = CalendarDay(year: year, month: 1, day: 1), let last = CalendarDay(year: year, month: 12, day: 31)
    else { throw StatisticsProblem.tableRefused([FieldProblem(field: "year", code: "statistics.value-unreadable")]) }
    let (from, to) = (DayIndex(first), DayIndex(last))
    let counted = try await own.requests().filter { request in
      request.receivedOn.isDay && request.receivedOn <= to && (!request.closedOn.isDay || request.closedOn >= from)
    }
    return .file(
      Data(RegisterFile(own.codebook).csv(counted).utf8), type: "text/csv; charset=utf-8", name: "statistics-register-\(year).csv")
  }
}
