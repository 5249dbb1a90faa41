// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// A chart of a released table: which figures it shows, and how it is drawn.
///
/// Bars begin at zero and are sorted, lines show time, nothing is read from colour alone, and what is withheld is drawn as such. There is no
/// second axis and no part of a circle.
struct ReleaseChart: Sendable {
  /// One figure with its name.
  struct Point: Sendable {
    let label: String
    let value: Int?
    let mark: ReleaseMark?

    /// What stands beside it.
    func said(_ words: Words) -> String { value.map { words.number($0) } ?? mark?.symbol ?? "" }
  }

  /// One line of a chart over time.
  struct Series: Sendable {
    let label: String
    let points: [Point]
  }

  enum Form: Sendable {
    case bars([Point])
    case lines([Series], times: [String])
    case tiles([Point])
  }

  let form: Form
  /// What the chart finds, in one sentence.
  let title: String
  /// What is counted, where and when.
  let subtitle: String
  let words: Words
  /// Tells its ids from those of other charts of a page.
  let id: String

  /// What a reader who does not see the chart is told.
  var description: String {
    let listed: [String] =
      switch form {
      case .bars(let points), .tiles(let points): points.map { "\($0.label): \($0.said(words))" }
      case .lines(let series, let times):
        series.map { line in
          "\(line.label): "
            + zip(times, line.points).map { "\($0) \($1.said(words))" }.joined(separator: words.language == .zh ? "，" : ", ")
        }
      }
    return "\(subtitle). " + listed.joined(separator: words.language == .zh ? "；" : words.language == .ar ? "؛ " : "; ")
  }

  /// The chart for one place.
  func svg(_ place: ChartPlace) -> HTML {
    var drawing = ChartDrawing(place, in: words.language, id: id)
    if place == .alone {
      drawing.height = 12
      for line in drawing.lines(title, size: 18, room: drawing.width - 16) {
        drawing.height += 22
        drawing.text(line, x: 8, y: drawing.height, size: 18, isBold: true)
      }
      for line in drawing.lines(subtitle, size: 13, room: drawing.width - 16) {
        drawing.height += 18
        drawing.text(line, x: 8, y: drawing.height, size: 13, ink: ChartDrawing.Ink.soft.rawValue)
      }
      drawing.height += 14
    }
    switch form {
    case .bars(let points): BarDrawing(points: points, words: words).draw(on: &drawing)
    case .lines(let series, let times): LineDrawing(series: series, times: times, words: words).draw(on: &drawing)
    case .tiles(let points): TileDrawing(points: points, words: words).draw(on: &drawing)
    }
    return drawing.image(title: title, description: description)
  }

  /// The chart with its heading as a page shows it: one drawing for each width, of which a reader meets one.
  var figure: HTML {
    tag("figure", .css("chart-figure")) {
      tag("figcaption") {
        tag("p", .css("chart-title")) { title }
        tag("p", .css("hint")) { subtitle }
      }
      svg(.wide)
      svg(.narrow)
    }
  }

  /// The chart as a file of its own.
  var file: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(.alone).markup + "\n" }
}
