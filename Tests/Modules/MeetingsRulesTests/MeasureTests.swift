// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("Figures by which mandates are judged") struct MeasureTests {
  static let reference = MeasureReference(table: "grounds", row: "notInConformity", figure: .share)

  private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

  private func year(_ year: Int, _ amount: MeasuredValue.Amount, _ source: String = "R", page: String? = nil) throws -> MeasuredValue {
    MeasuredValue(
      from: try day("\(year)-01-01"), to: try day("\(year)-12-31"), amount: amount, count: 40, source: source, page: page)
  }

  private func mandate() -> Mandate {
    Mandate(
      id: ID(), mark: Mark("m01") ?? Mark.next(after: [], prefix: "m"), recordedFor: ID(), source: ID(), givenBy: ID(), verb: .requests,
      addressee: ID(), task: LocalText([.en: "State what is missing when a request is refused"]))
  }

  @Test("A figure is written as table, row and what is read, and nothing else is one")
  func written() throws {
    #expect(Self.reference.text == "grounds/notInConformity/share" && MeasureReference(Self.reference.text) == Self.reference)
    for text in ["", "grounds", "grounds/a", "grounds//share", "grounds/a/mean", "grounds/a/share/b", "grounds/a b/share", "/a/share"] {
      #expect(MeasureReference(text) == nil, "\(text)")
    }
    let coded = try JSONEncoder().encode([Self.reference])
    let read = try JSONDecoder().decode([MeasureReference].self, from: coded)
    #expect(String(decoding: coded, as: UTF8.self).contains("share") && read == [Self.reference])
  }

  @Test("Values stand beside the baseline in their order; symbols and days that overlap are compared with nothing")
  func series() throws {
    var measure = MandateMeasure(Self.reference, direction: .fall, baseline: try year(2024, .number(hundredths: 4000)))
    measure.entered = [try year(2027, .number(hundredths: 4000), "CRP.1"), try year(2025, .number(hundredths: 3000), "CRP.1")]
    var overlapping = try year(2025, .number(hundredths: 100))
    overlapping.from = try day("2024-07-01")
    let released = [
      try year(2023, .number(hundredths: 9000)), try year(2025, .number(hundredths: 3000), "Release 2", page: "/statistics"),
      try year(2026, .withheld), overlapping, try year(2028, .number(hundredths: 4500)), try year(2029, .notAvailable),
    ]
    let series = MeasureSeries(measure, released: released + [released[1]])
    #expect(
      series.lines.map(\.comparison) == [.notComparable, .asWished, .asWished, .notComparable, .unchanged, .otherWay, .notComparable])
    // The release stands before what was typed of the same period, and neither hides the other.
    #expect(series.lines.dropFirst().prefix(2).map(\.value.source) == ["Release 2", "CRP.1"])
    measure.direction = .rise
    #expect(MeasureSeries(measure, released: released).lines.map(\.comparison)[1] == .otherWay)
    measure.baseline.amount = .withheld
    #expect(MeasureSeries(measure, released: released).lines.allSatisfy { $0.comparison == .notComparable })
    measure.entered = []
    #expect(MeasureSeries(measure, released: []).lines.isEmpty)
  }

  @Test("A baseline or a value that cannot be is refused at its fields; values stay while the figure is the same")
  func faults() throws {
    let today = try day("2026-11-26")
    let start = try mandate().judged(
      by: MandateMeasure(Self.reference, direction: .fall, baseline: try year(2024, .number(hundredths: 4000))), today: today)
    let judged = try start.entering(try year(2025, .number(hundredths: 2500)), today: today)
    #expect(judged.measure?.entered.count == 1)
    func fields(_ act: () throws -> Mandate) -> [String] {
      do { _ = try act() } catch let problem as CannotEnterMandate { return problem.fields.map { "\($0.field) \($0.code.rawValue)" } } catch
      {
        return ["\(error)"]
      }
      return []
    }
    var wrong = try year(2024, .number(hundredths: -1), " ")
    (wrong.from, wrong.to, wrong.count) = (today, today.adding(-1), -3)
    #expect(
      fields { try judged.entering(wrong, today: today) } == [
        "value.to meetings.mandate-period-reversed", "value.amount meetings.mandate-wrong-value",
        "value.count meetings.mandate-wrong-value",
        "value.source meetings.mandate-missing",
      ])
    #expect(fields { try judged.entering(try year(2026, .withheld), today: today) } == ["value.to meetings.mandate-day-to-come"])
    #expect(fields { try judged.entering(try year(2024, .withheld), today: today) } == ["value.to meetings.mandate-not-after-baseline"])
    #expect(
      fields { try judged.entering(try year(2025, .number(hundredths: 2500)), today: today) } == [
        "value.amount meetings.mandate-entered-already"
      ])
    #expect(fields { try mandate().entering(try year(2025, .withheld), today: today) } == ["reference meetings.mandate-missing"])
    let again = try judged.judged(
      by: MandateMeasure(Self.reference, direction: .rise, baseline: try year(2023, .notAvailable)), today: today)
    #expect(again.measure?.entered.count == 1 && again.measure?.direction == .rise)
    let other = MeasureReference(table: "delays", row: "lost", figure: .count)
    #expect(
      try judged.judged(by: MandateMeasure(other, direction: .fall, baseline: try year(2024, .withheld)), today: today).measure?.entered
        .isEmpty == true)
    #expect(try judged.judged(by: nil, today: today).measure == nil)
    // Mandates of before have none, and are read as they were.
    let old = try JSONDecoder().decode(Mandate.self, from: JSONEncoder().encode(mandate()))
    let copy = try JSONDecoder().decode(Mandate.self, from: JSONEncoder().encode(judged))
    #expect(old.measure == nil && copy == judged)
  }
}
