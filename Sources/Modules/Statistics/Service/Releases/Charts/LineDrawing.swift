// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation

/// Lines over time from zero, each with its name at its end, a shape and a dash of its own.
///
/// In Arabic time runs to the left, as the words do; every year stands below its points.
struct LineDrawing {
  let series: [ReleaseChart.Series]
  let times: [String]
  let words: Words

  private static let inks: [ChartDrawing.Ink] = [.bar, .second, .third, .fourth]
  private static let dashes: [String?] = [nil, "7 4", "2 4", "10 4 2 4"]

  /// The most lines that a reader tells apart.
  static let most = 4

  func draw(on drawing: inout ChartDrawing) {
    let isNarrow = drawing.place == .narrow
    let (high, names) = (isNarrow ? 220.0 : 280.0, isNarrow ? 104.0 : 190.0)
    let top = drawing.height + 14
    let steps = Self.steps(to: series.flatMap { $0.points.compactMap(\.value) }.max() ?? 0)
    let greatest = Double(steps.last ?? 1)
    let axis = (steps.map { ChartDrawing.needs(words.number($0), 12) }.max() ?? 0) + 8
    let plot = (begin: axis, width: drawing.width - axis - names - 8)
    func y(_ value: Int) -> Double { top + high * (1 - Double(value) / greatest) }
    func x(_ place: Int) -> Double {
      times.count < 2 ? plot.begin + plot.width / 2 : plot.begin + 8 + (plot.width - 16) * Double(place) / Double(times.count - 1)
    }
    for step in steps {
      drawing.line(
        from: (plot.begin, y(step)), to: (plot.begin + plot.width, y(step)),
        stroke: (step == 0 ? ChartDrawing.Ink.text : .rule).rawValue)
      drawing.text(words.number(step), x: plot.begin - 6, y: y(step) + 4, size: 12, anchor: .end, ink: ChartDrawing.Ink.soft.rawValue)
    }
    let every = max(1, (times.count + (isNarrow ? 3 : 7)) / (isNarrow ? 4 : 8))
    for (place, time) in times.enumerated() where place % every == 0 || place == times.count - 1 {
      drawing.text(time, x: x(place), y: top + high + 20, size: 13, anchor: .middle)
    }
    for (number, line) in series.enumerated() { self.line(line, number, on: &drawing, x: x, y: y, base: top + high) }
    label(on: &drawing, from: plot.begin + plot.width + 10, room: names, y: y, within: top...(top + high))
    drawing.height = top + high + 32
  }

  private func line(
    _ line: ReleaseChart.Series, _ number: Int, on drawing: inout ChartDrawing, x: (Int) -> Double, y: (Int) -> Double, base: Double
  ) {
    let ink = Self.inks[number % Self.inks.count].rawValue
    var run: [(x: Double, y: Double)] = []
    for (place, point) in line.points.enumerated() {
      if let value = point.value {
        run.append((x(place), y(value)))
      } else {
        // A line that went on over what is withheld would tell it.
        if run.count > 1 { drawing.path(run, stroke: ink, dashes: Self.dashes[number % Self.dashes.count]) }
        run = []
        let side = base - 16 - Double(number) * 18
        drawing.hatched(x: x(place) - 14, y: side, width: 28, height: 14)
        drawing.text(point.said(words), x: x(place), y: side - 4, size: 12, isBold: true, anchor: .middle, ink: ink)
      }
    }
    if run.count > 1 { drawing.path(run, stroke: ink, dashes: Self.dashes[number % Self.dashes.count]) }
    for (place, point) in line.points.enumerated() {
      if let value = point.value { drawing.mark(number, x: x(place), y: y(value), fill: ink) }
    }
  }

  /// The names at the ends of the lines, moved apart where the ends are close.
  private func label(on drawing: inout ChartDrawing, from x: Double, room: Double, y: (Int) -> Double, within: ClosedRange<Double>) {
    var entries = series.enumerated().map { number, line in
      let last = line.points.last
      var lines = drawing.lines(line.label, size: 13, room: room - 16)
      // A number is never broken.
      if let said = last?.said(words), let end = lines.last {
        let whole = end.isEmpty ? said : "\(end) \(said)"
        if ChartDrawing.needs(whole, 13) <= room - 16 { lines[lines.count - 1] = whole } else { lines.append(said) }
      }
      return (number: number, lines: lines, y: last?.value.map(y) ?? within.upperBound - 8)
    }.sorted { $0.y < $1.y }
    var floor = within.lowerBound - 6
    for place in entries.indices {
      entries[place].y = max(entries[place].y, floor + 6)
      floor = entries[place].y + Double(entries[place].lines.count) * 16
    }
    // What was pushed over the end goes up again, from the last to the first.
    var ceiling = within.upperBound + 14
    for place in entries.indices.reversed() {
      let tall = Double(entries[place].lines.count) * 16
      entries[place].y = min(entries[place].y, ceiling - tall)
      ceiling = entries[place].y - 4
    }
    for entry in entries {
      let ink = Self.inks[entry.number % Self.inks.count].rawValue
      drawing.mark(entry.number, x: x + 2, y: entry.y, fill: ink)
      for (place, line) in entry.lines.enumerated() {
        drawing.text(line, x: x + 14, y: entry.y + 5 + Double(place) * 16, size: 13, isBold: true, ink: ink)
      }
    }
  }

  /// From zero to at least the greatest number, in at most five round steps.
  static func steps(to greatest: Int) -> [Int] {
    guard greatest > 0 else { return [0, 1] }
    var unit = 1
    while true {
      for factor in [1, 2, 5] where greatest <= 5 * unit * factor {
        let step = unit * factor
        return Array(stride(from: 0, through: (greatest + step - 1) / step * step, by: step))
      }
      unit *= 10
    }
  }
}
