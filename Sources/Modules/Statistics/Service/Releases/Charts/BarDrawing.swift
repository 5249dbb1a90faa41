// SPDX-License-Identifier: Apache-2.0
import Localisation
import StatisticsRules

/// Bars from zero, sorted by whoever asks for them, each with its name and its number.
struct BarDrawing {
  let points: [ReleaseChart.Point]
  let words: Words

  private static let size = 14.0

  func draw(on drawing: inout ChartDrawing) {
    let most = Double(points.compactMap(\.value).max() ?? 0)
    let numbers = points.map { ChartDrawing.needs($0.said(words), Self.size) }.max() ?? 0
    // Beside the bar where there is room, above it where there is not.
    let isBeside = drawing.place != .narrow
    let names = isBeside ? 250.0 : 0
    let begin = isBeside ? names + 12 : 1
    let room = drawing.width - begin - numbers - 14
    drawing.height += 6
    let top = drawing.height
    for point in points {
      let lines = drawing.lines(point.label, size: Self.size, room: isBeside ? names - 6 : drawing.width - 4)
      let thick = 20.0
      if isBeside {
        let high = max(thick, Double(lines.count) * 18)
        for (number, line) in lines.enumerated() {
          drawing.text(
            line, x: names, y: drawing.height + high / 2 + 5 + (Double(number) - Double(lines.count - 1) / 2) * 18, size: Self.size,
            anchor: .end)
        }
        bar(point, most, on: &drawing, x: begin, y: drawing.height + (high - thick) / 2, room: room, thick: thick)
        drawing.height += high + 9
      } else {
        for line in lines {
          drawing.height += 18
          drawing.text(line, x: 0, y: drawing.height - 4, size: Self.size)
        }
        bar(point, most, on: &drawing, x: begin, y: drawing.height + 1, room: room, thick: thick)
        drawing.height += thick + 12
      }
    }
    drawing.line(
      from: (begin, top - 4), to: (begin, drawing.height - 4), stroke: ChartDrawing.Ink.text.rawValue)
    drawing.height += 4
  }

  private func bar(
    _ point: ReleaseChart.Point, _ most: Double, on drawing: inout ChartDrawing, x: Double, y: Double, room: Double, thick: Double
  ) {
    var end = x
    if let value = point.value {
      let long = most > 0 ? max(room * Double(value) / most, value > 0 ? 1 : 0) : 0
      if long > 0 { drawing.box(x: x, y: y, width: long, height: thick, fill: ChartDrawing.Ink.bar.rawValue) }
      end += long
    } else if point.mark == .withheld {
      drawing.hatched(x: x, y: y, width: 44, height: thick)
      end += 44
    }
    drawing.text(point.said(words), x: end + 7, y: y + thick / 2 + 5, size: Self.size, isBold: true)
  }
}
