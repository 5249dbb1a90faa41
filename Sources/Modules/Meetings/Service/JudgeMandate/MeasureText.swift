// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// How figures and their values are written on pages, in papers and in tables to keep.
struct MeasureText: Sendable {
  let words: Words
  let figures: MeetingFigures

  func title(_ reference: MeasureReference) -> String { figures.title(of: reference).best(for: words.language)?.text ?? reference.text }

  /// What is read from the row.
  func figure(_ figure: MeasureReference.Figure) -> String { words("meetings.measure.figure.\(figure.rawValue)") }

  /// A value in the unit of its figure, or its symbol.
  func amount(_ amount: MeasuredValue.Amount, _ figure: MeasureReference.Figure) -> String {
    guard case .number(let hundredths) = amount else { return amount.symbol ?? "" }
    let decimals = hundredths.isMultiple(of: 100) ? 0 : hundredths.isMultiple(of: 10) ? 1 : 2
    let value = Double(hundredths) / 100
    return switch figure {
    case .count: words.number(value, decimals: decimals)
    case .share: words.percent(value / 100, decimals: decimals)
    case .median: words("meetings.measure.days", ["value": .text(words.number(value, decimals: decimals))])
    }
  }

  func period(_ value: MeasuredValue) -> String { period(from: value.from, to: value.to) }

  private func period(from: CalendarDay, to: CalendarDay) -> String {
    words("meetings.measure.period", ["from": .text(words.date(from)), "to": .text(words.date(to))])
  }

  /// A span of days of a release, as a choice.
  func span(_ span: PublishedSpan) -> String {
    words("meetings.measure.span", ["release": .text(span.release), "period": .text(period(from: span.from, to: span.to))])
  }

  /// A value with its symbol of what is provisional, and of how many requests it is made.
  func value(_ value: MeasuredValue, _ figure: MeasureReference.Figure) -> String {
    let said = amount(value.amount, figure) + (value.isProvisional ? " [p]" : "")
    return value.count.map { words("meetings.measure.ofCount", ["value": .text(said), "count": .integer($0)]) } ?? said
  }

  func comparison(_ comparison: MeasureSeries.Comparison) -> String { words("meetings.measure.comparison.\(comparison.rawValue)") }

  /// The whole series as lines of text: what is wished, the baseline, each value since or that none is known.
  func lines(_ series: MeasureSeries) -> [String] {
    let (measure, figure) = (series.measure, series.measure.reference.figure)
    let head = words(
      "meetings.measure.judgedBy",
      ["figure": .text(title(measure.reference)), "direction": .text(words("meetings.measure.direction.\(measure.direction.rawValue)"))])
    let values: [String] = series.lines.map { line in
      words(
        "meetings.measure.line",
        [
          "period": .text(period(line.value)), "value": .text(value(line.value, figure)),
          "comparison": .text(comparison(line.comparison)), "source": .text(line.value.source),
        ])
    }
    let base = words(
      "meetings.measure.baselineLine",
      [
        "period": .text(period(measure.baseline)), "value": .text(value(measure.baseline, figure)),
        "source": .text(measure.baseline.source),
      ])
    return [head, base] + (values.isEmpty ? [words("meetings.measure.notYetKnown")] : values)
  }

  /// The part of a mandate's page on how it will be judged.
  func section(_ series: MeasureSeries?) -> HTML {
    HTML {
      tag("h2") { words("meetings.measure.title") }
      if let series { drawn(series) } else { emptyState(words("meetings.measure.none")) }
    }
  }

  private func drawn(_ series: MeasureSeries) -> HTML {
    let (measure, figure) = (series.measure, series.measure.reference.figure)
    return HTML {
      facts([
        (words("meetings.measure.column.reference"), localText(figures.title(of: measure.reference), on: words.language)),
        (words("meetings.measure.column.direction"), HTML(words("meetings.measure.direction.\(measure.direction.rawValue)"))),
      ])
      Table(
        caption: words("meetings.measure.series"),
        columns: ["period", "value", "comparison", "source"].map {
          Table.Column(words("meetings.measure.column.\($0)"), isNumber: $0 == "value")
        },
        rows: [
          [
            HTML(period(measure.baseline)), HTML(value(measure.baseline, figure)), HTML(words("meetings.measure.baseline")),
            source(measure.baseline),
          ]
        ]
          + series.lines.map {
            [HTML(period($0.value)), HTML(value($0.value, figure)), HTML(comparison($0.comparison)), source($0.value)]
          }
      ).html
      if series.lines.isEmpty { tag("p") { words("meetings.measure.notYetKnown") } }
      tag("p", .css("hint")) { words("meetings.measure.noReason") }
      tag("p", .css("hint")) { words("meetings.measure.symbols") }
    }
  }

  private func source(_ value: MeasuredValue) -> HTML {
    if let page = value.page { return link(page, value.source, .dir("auto")) }
    return HTML {
      typedText(value.source)
      tag("p", .css("hint")) { words("meetings.measure.typed") }
    }
  }
}

extension Words {
  /// The heading above the figures of a mandate.
  func measureHeading(_ mandate: Mandate) -> String { self("meetings.measure.of", ["mark": .text(mandate.mark.text)]) }
}
