// SPDX-License-Identifier: Apache-2.0
import Kernel
import Web

/// Where a chart stands, which decides its width and how its text finds its side.
enum ChartPlace: String, Sendable {
  /// On a page, with room.
  case wide
  /// On a page of a telephone.
  case narrow
  /// A file of its own, with its heading and its font.
  case alone
  /// A picture in a document, whose paragraphs have the heading; without what few programs know.
  case document

  var width: Double { self == .narrow ? 320 : 720 }
}

/// A chart in the making: shapes and words from where lines begin, mirrored where they begin at the right.
struct ChartDrawing {
  let place: ChartPlace
  let language: Kernel.Language
  /// Tells the ids of this drawing from those of others on the page.
  let id: String
  private(set) var shapes: [HTML] = []
  /// How far down it reaches.
  var height = 0.0

  init(_ place: ChartPlace, in language: Kernel.Language, id: String) {
    self.place = place
    self.language = language
    self.id = "\(id)-\(place.rawValue)"
  }

  var width: Double { place.width }
  private var isMirrored: Bool { language.direction == .rightToLeft }

  /// The colours: dark enough on white for everybody, and told from each other by more than colour wherever they stand side by side.
  enum Ink: String {
    case text = "#14202b"
    case soft = "#43525f"
    case bar = "#0b3a5b"
    case rule = "#d5dce2"
    case paper = "#ffffff"
    case second = "#8a4b00"
    case third = "#14633c"
    case fourth = "#5a2d82"
  }

  /// Where words stand: at the side where lines begin, in the middle, or at the other side.
  enum Anchor { case start, middle, end }

  /// A number as SVG writes it.
  static func number(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }

  private func across(_ x: Double) -> Double { isMirrored ? width - x : x }

  // MARK: Shapes

  mutating func text(
    _ words: String, x: Double, y: Double, size: Double = 14, isBold: Bool = false, anchor: Anchor = .start, ink: String = Ink.text.rawValue
  ) {
    // A program that does not know the direction of text is told the side instead.
    let flips = isMirrored && place == .document
    let side =
      switch anchor {
      case .middle: "middle"
      case .start: flips ? "end" : "start"
      case .end: flips ? "start" : "end"
      }
    shapes.append(
      tag(
        "text", Attribute("x", Self.number(across(x))), Attribute("y", Self.number(y)), Attribute("font-size", Self.number(size)),
        isBold ? Attribute("font-weight", "600") : nil, side == "start" ? nil : Attribute("text-anchor", side), Attribute("fill", ink)
      ) { words })
  }

  /// A rectangle whose side where lines begin is at `x`.
  mutating func box(x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil) {
    shapes.append(
      tag(
        "rect", Attribute("x", Self.number(isMirrored ? self.width - x - width : x)), Attribute("y", Self.number(y)),
        Attribute("width", Self.number(width)), Attribute("height", Self.number(height)), Attribute("fill", fill),
        stroke.map { Attribute("stroke", $0) }))
  }

  /// What is withheld: hatched, so that nobody takes it for zero or for a small number.
  mutating func hatched(x: Double, y: Double, width: Double, height: Double) {
    box(x: x, y: y, width: width, height: height, fill: "url(#\(id)-hatch)", stroke: Ink.soft.rawValue)
  }

  mutating func line(from: (x: Double, y: Double), to: (x: Double, y: Double), stroke: String, width: Double = 1) {
    shapes.append(
      tag(
        "line", Attribute("x1", Self.number(across(from.x))), Attribute("y1", Self.number(from.y)),
        Attribute("x2", Self.number(across(to.x))), Attribute("y2", Self.number(to.y)), Attribute("stroke", stroke),
        Attribute("stroke-width", Self.number(width))))
  }

  mutating func path(_ points: [(x: Double, y: Double)], stroke: String, dashes: String?) {
    let moves = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(Self.number(across($1.x))) \(Self.number($1.y))" }
    shapes.append(
      tag(
        "path", Attribute("d", moves.joined(separator: " ")), Attribute("fill", "none"), Attribute("stroke", stroke),
        Attribute("stroke-width", "2.5"), dashes.map { Attribute("stroke-dasharray", $0) }))
  }

  /// A mark at a point: each series has a shape of its own, so that they are told apart without colour.
  mutating func mark(_ shape: Int, x: Double, y: Double, fill: String) {
    let (x, y) = (across(x), y)
    let corners: [(Double, Double)]? =
      switch shape {
      case 0: nil
      case 1: [(-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)]
      case 2: [(0, -6), (5.5, 4.5), (-5.5, 4.5)]
      default: [(0, -6), (6, 0), (0, 6), (-6, 0)]
      }
    guard let corners else {
      shapes.append(
        tag(
          "circle", Attribute("cx", Self.number(x)), Attribute("cy", Self.number(y)), Attribute("r", "5"), Attribute("fill", fill)))
      return
    }
    let points = corners.map { "\(Self.number(x + $0.0)),\(Self.number(y + $0.1))" }.joined(separator: " ")
    shapes.append(tag("polygon", Attribute("points", points), Attribute("fill", fill)))
  }

  // MARK: Words in lines

  /// Words in lines no wider than the room, by what letters usually need: nobody knows the reader's font here.
  func lines(_ words: String, size: Double, room: Double) -> [String] {
    guard Self.needs(words, size) > room else { return [words] }
    let pieces: [String] =
      language == .zh ? words.map(String.init) : words.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let gap = language == .zh ? "" : " "
    var lines: [String] = []
    for piece in pieces {
      if let last = lines.last, Self.needs(last + gap + piece, size) <= room {
        lines[lines.count - 1] = last + gap + piece
      } else {
        lines.append(piece)
      }
    }
    return lines
  }

  static func needs(_ words: String, _ size: Double) -> Double {
    words.unicodeScalars.reduce(0) { sum, scalar in
      let share: Double =
        switch scalar.value {
        case 0x2E80...0x9FFF, 0xFF00...0xFFEF: 1.0
        case 0x0300...0x036F, 0x064B...0x065F, 0x2066...0x2069: 0
        case 0x0600...0x06FF: 0.52
        case 0x0400...0x04FF: 0.6
        case 0x20, 0x69, 0x6A, 0x6C, 0x2E, 0x2C: 0.3
        case 0x41...0x5A: 0.68
        default: 0.56
        }
      return sum + share * size
    }
  }

  // MARK: The whole

  /// The drawing as an image with its title and its description.
  func image(title: String, description: String) -> HTML {
    let isFile = place == .alone || place == .document
    let font = isFile ? Attribute("font-family", Self.family(language)) : nil
    let size = "0 0 \(Self.number(width)) \(Self.number(height))"
    return tag(
      "svg", isFile ? Attribute("xmlns", "http://www.w3.org/2000/svg") : .css("chart chart-\(place.rawValue)"),
      Attribute("viewBox", size), Attribute("width", Self.number(width)), Attribute("height", Self.number(height)),
      Attribute("role", "img"),
      Attribute("aria-labelledby", "\(id)-title \(id)-desc"), font, .lang(language.htmlCode),
      isMirrored && place != .document ? Attribute("direction", "rtl") : nil
    ) {
      tag("title", .id("\(id)-title")) { title }
      tag("desc", .id("\(id)-desc")) { description }
      tag("defs") {
        tag(
          "pattern", .id("\(id)-hatch"), Attribute("width", "6"), Attribute("height", "6"), Attribute("patternUnits", "userSpaceOnUse"),
          Attribute("patternTransform", "rotate(45)")
        ) {
          tag("rect", Attribute("width", "6"), Attribute("height", "6"), Attribute("fill", Ink.paper.rawValue))
          tag("rect", Attribute("width", "2"), Attribute("height", "6"), Attribute("fill", Ink.soft.rawValue))
        }
      }
      if isFile {
        tag("rect", Attribute("width", "100%"), Attribute("height", "100%"), Attribute("fill", Ink.paper.rawValue))
      }
      shapes
    }
  }

  private static func family(_ language: Kernel.Language) -> String {
    switch language {
    case .ar: "Noto Naskh Arabic, Noto Sans Arabic, Noto Serif, sans-serif"
    case .zh: "Noto Serif CJK SC, Noto Sans CJK SC, Noto Serif, sans-serif"
    default: "Noto Serif, Noto Sans, sans-serif"
    }
  }
}
