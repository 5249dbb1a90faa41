// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel
public import StatisticsRules

/// Collections of the demonstration, of fictional States: one that two States have answered, and one that waits for answers.
public enum DemonstrationReturns {
  /// The collection that Arcadia and Borealia have answered.
  static let answered = "00000000-0000-4000-8000-000000000601"
  /// The collection that nobody has answered yet; the demonstration's authorities have its questionnaire.
  static let waiting = "00000000-0000-4000-8000-000000000602"

  private static let states = ["XA", "XB", "XC"].compactMap { StateCode($0) }

  private static let title = LocalText([
    .ar: "التعاون الدولي، الأرقام السنوية", .en: "International cooperation, annual figures",
    .es: "Cooperación internacional, datos anuales",
    .fr: "Coopération internationale, chiffres annuels", .ru: "Международное сотрудничество, ежегодные данные", .zh: "国际合作年度数据",
  ])

  /// The title with its year, set apart as each language does.
  private static func titled(_ year: Int) -> LocalText {
    let commas: [Language: String] = [.ar: "، ", .zh: "，"]
    return LocalText(Dictionary(uniqueKeysWithValues: title.texts.map { ($0, $1 + (commas[$0] ?? ", ") + "\(year)") }))
  }

  /// The collection that waits for answers, about the year before last.
  /// - Parameter today: the day on which the demonstration begins.
  public static func waiting(today: CalendarDay, _ collecting: [TableSpec]) -> DataCollection? {
    collection(waiting, year: today.parts.year - 2, deadline: today.adding(60), collecting)
  }

  private static func collection(_ id: String, year: Int, deadline: CalendarDay, _ tables: [TableSpec]) -> DataCollection? {
    guard let id = ID<DataCollection>(id), let period = period(year) else { return nil }
    return DataCollection(
      id: id, title: titled(year), period: period, deadline: deadline, codebookVersion: 1,
      tables: tables, asked: states, stage: .open)
  }

  private static func period(_ year: Int) -> TableSpec.Period? {
    guard let from = CalendarDay("\(year)-01-01"), let to = CalendarDay("\(year)-12-31") else { return nil }
    return TableSpec.Period(from: from, to: to)
  }

  /// The tables of both collections for a year: flows, kinds, outcomes, the balance, and what returns are compared by.
  public static func tables(_ year: Int, titles: [MirrorTables.Side: LocalText]) throws -> [TableSpec] {
    guard let period = period(year) else { return [] }
    var set = try BuiltInCodebook.releaseTables()
    set.period = period
    let names = ["flows", "kinds", "outcomes", "balance"]
    return set.specified.filter { names.contains($0.name) } + MirrorTables.specs(period, titles: titles)
  }

  /// The answered collection about last year with the returns of Arcadia and Borealia.
  ///
  /// What Borealia sent agrees with what Arcadia received; of what Arcadia sent Borealia received one request fewer.
  public static func answered(
    today: CalendarDay, titles: [MirrorTables.Side: LocalText]
  ) throws -> (collection: DataCollection, returns: [StatisticalReturn])? {
    let year = today.parts.year - 1
    guard let collection = collection(answered, year: year, deadline: today.adding(30), try tables(year, titles: titles)) else {
      return nil
    }
    let codebook = try BuiltInCodebook.current()
    let sent = [("criminalAssistance", 3), ("extradition", 1)]
    let got = [("criminalAssistance", 2), ("extradition", 1)]
    let back = [("criminalAssistance", 1), ("assetRecovery", 1)]
    return (
      collection,
      [
        try answer("XA", to: collection, other: "XB", outgoing: sent, incoming: back, codebook),
        try answer("XB", to: collection, other: "XA", outgoing: back, incoming: got, codebook),
      ]
    )
  }

  private static func answer(
    _ state: String, to collection: DataCollection, other: String, outgoing: [(String, Int)], incoming: [(String, Int)],
    _ codebook: Codebook
  ) throws -> StatisticalReturn {
    var figures = try Figures(collection.tables, codebook)
    for (direction, kinds) in [("outgoing", outgoing), ("incoming", incoming)] {
      for (kind, count) in kinds {
        let request = request(direction, kind, other, collection.period.from.adding(40), codebook)
        figures.add(ContiguousArray(repeating: request, count: count))
      }
    }
    let reported = ReportedFigures(of: StateCode(state) ?? .notKnown, from: figures.tables(codebook), codebook: codebook)
    return StatisticalReturn(collection: collection.id, figures: reported)
  }

  private static func request(
    _ direction: String, _ kind: String, _ other: String, _ day: CalendarDay, _ codebook: Codebook
  ) -> CountedRequest {
    func code(_ code: String, _ name: Breakdown) -> CountedRequest.Code {
      codebook.index(of: code, in: name).map { CountedRequest.Code($0) } ?? CountedRequest.notRecorded
    }
    var request = CountedRequest()
    request.unit = code("request", .unit)
    request.direction = code(direction, .direction)
    request.kind = code(kind, .kind)
    request.state = StateCode(other).map { StateIndex($0) } ?? .notRecorded
    request.outcome = code("executed", .outcome)
    request.receivedOn = DayIndex(day)
    request.closedOn = DayIndex(day.adding(90))
    return request
  }
}
