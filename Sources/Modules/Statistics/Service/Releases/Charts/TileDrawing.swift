// SPDX-License-Identifier: Apache-2.0
import Localisation

/// A tile for each regional group, all of one size, so that no group looks larger than its number; darker where there is more.
struct TileDrawing {
  let points: [ReleaseChart.Point]
  let words: Words

  /// From light to dark, each with the ink that can be read on it.
  private static let shades: [(fill: String, ink: String)] = [
    ("#eef4f8", "#14202b"), ("#cfe3f1", "#14202b"), ("#9cc7e4", "#14202b"), ("#0b3a5b", "#ffffff"),
  ]

  func draw(on drawing: inout ChartDrawing) {
    let across = drawing.place == .narrow ? 2 : 3
    let gap = 8.0
    let wide = (drawing.width - 2 - gap * Double(across - 1)) / Double(across)
    let names = points.map { drawing.lines($0.label, size: 13, room: wide - 20) }
    let tall = 52 + 17 * Double(names.map(\.count).max() ?? 1)
    let greatest = points.compactMap(\.value).max() ?? 0
    let top = drawing.height + 1
    for (place, point) in points.enumerated() {
      let x = 1 + Double(place % across) * (wide + gap)
      let y = top + Double(place / across) * (tall + gap)
      let shade = Self.shades[point.value.map { Self.shade($0, of: greatest) } ?? 0]
      if point.value == nil {
        drawing.hatched(x: x, y: y, width: wide, height: tall)
        drawing.box(x: x + 6, y: y + 6, width: wide - 12, height: tall - 12, fill: ChartDrawing.Ink.paper.rawValue)
      } else {
        drawing.box(x: x, y: y, width: wide, height: tall, fill: shade.fill, stroke: ChartDrawing.Ink.soft.rawValue)
      }
      for (number, line) in names[place].enumerated() {
        drawing.text(line, x: x + 11, y: y + 23 + 17 * Double(number), size: 13, ink: shade.ink)
      }
      drawing.text(point.said(words), x: x + 11, y: y + tall - 13, size: 21, isBold: true, ink: shade.ink)
    }
    let rows = Double((points.count + across - 1) / across)
    drawing.height = top + rows * (tall + gap) - gap + 3
  }

  /// The step of the shade: four of the same width from zero to the greatest number.
  static func shade(_ value: Int, of greatest: Int) -> Int {
    greatest > 0 ? min(3, value * 4 / greatest) : 0
  }
}
