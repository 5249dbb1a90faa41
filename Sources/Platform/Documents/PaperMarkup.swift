// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Web

/// An official paper as the content of a page; in print its symbol stands on each sheet.
///
/// Each table is called by the heading above it: captions tell tables of one page apart for those who hear them.
public struct PaperMarkup {
  private let paper: OfficialPaper
  private let language: Language
  private let occasion: HTML?

  /// Draws a paper.
  /// - Parameters:
  ///   - language: that of the page; pieces in another one are marked. The paper's own when left out.
  ///   - occasion: what stands in the place of the body and the occasion of the masthead, for example with a link.
  public init(_ paper: OfficialPaper, on language: Language? = nil, occasion: HTML? = nil) {
    self.paper = paper
    self.language = language ?? paper.language
    self.occasion = occasion
  }

  /// The paper as markup, with its title as the first heading.
  public var html: HTML {
    tag("article", .css("paper")) {
      if let running = paper.runningHead { tag("p", .css("running print-only"), .dir("ltr")) { running } }
      masthead
      tag("h1") { draw(paper.title) }
      blocks
      for line in paper.closing { tag("p", .css("hint")) { draw(line) } }
    }
  }

  private var masthead: HTML {
    let head = paper.masthead
    return tag("div", .css("masthead")) {
      if head.organ != nil || head.symbol != nil {
        tag("div", .css("organ")) {
          if let organ = head.organ { tag("p") { draw(organ) } }
          if let symbol = head.symbol { tag("p") { tag("bdi", .css("symbol"), .dir("ltr")) { symbol } } }
        }
      }
      tag("ul", .css("distribution")) { for line in head.lines { tag("li") { draw(line) } } }
      if let occasion {
        tag("div", .css("occasion")) { occasion }
      } else if head.body != nil || head.occasion != nil {
        tag("div", .css("occasion")) {
          if let body = head.body { tag("p") { tag("strong") { draw(body) } } }
          if let occasion = head.occasion { tag("p") { draw(occasion) } }
        }
      }
    }
  }

  /// The blocks in order; numbered lines that follow one another are one list.
  private var blocks: [HTML] {
    var drawn: [HTML] = []
    var entries: [HTML] = []
    func endList() {
      if !entries.isEmpty { drawn.append(tag("ul", .css("agenda")) { entries }) }
      entries = []
    }
    for (place, block) in paper.blocks.enumerated() {
      guard case .entry(let number, let piece, let level) = block else {
        endList()
        drawn.append(draw(block, at: place))
        continue
      }
      entries.append(
        tag("li", level > 1 ? .css("below") : nil) {
          tag("bdi", .css("number"), .dir(language.direction.rawValue)) { number + " " }
          draw(piece)
        })
    }
    endList()
    return drawn
  }

  private func draw(_ block: OfficialPaper.Block, at place: Int) -> HTML {
    switch block {
    case .heading(let piece, 1): tag("h2") { draw(piece) }
    case .heading(let piece, 2): tag("h3") { draw(piece) }
    case .heading(let piece, _): tag("h4") { draw(piece) }
    case .paragraph(let piece), .entry(_, let piece, _): tag("p") { draw(piece) }
    case .clause(let number, let lines, let isBold):
      tag("div", .css("report-paragraph")) {
        tag("p", .css("report-number")) { number }
        tag("div") { for line in lines { tag("p") { isBold ? tag("strong") { draw(line) } : draw(line) } } }
      }
    case .table(let columns, let rows):
      Table(
        caption: caption(before: place), showsCaption: false, columns: columns.map { Table.Column($0.heading) },
        rows: rows.map { row in row.map { cell in HTML(cell.lines.map { line in tag("p") { draw(line) } }) } }
      ).html
    case .picture(_, let title, let description):
      tag("div") {
        tag("p") { tag("strong") { draw(title) } }
        tag("p") { description }
      }
    case .annex(let heading, let title):
      tag("div", .css("annex")) {
        tag("h2") { draw(heading) }
        tag("h3") { draw(title) }
      }
    case .timetable(let columns, let days):
      HTML {
        for day in days { Table(caption: day.heading, columns: columns.map { Table.Column($0) }, rows: rows(of: day)).html }
      }
    }
  }

  /// The heading above a table; of several tables below one heading the second and those after it count on.
  private func caption(before place: Int) -> String {
    var heading = paper.title.text
    var tables = 0
    for block in paper.blocks[...place] {
      if case .heading(let piece, _) = block { (heading, tables) = (piece.text, 0) }
      if case .table = block { tables += 1 }
    }
    return tables > 1 ? "\(heading) (\(tables))" : heading
  }

  /// The time is printed once for a session; who hears the table read hears it with each item.
  private func rows(of day: OfficialPaper.Day) -> [[HTML]] {
    var time = ""
    return day.lines.map { line in
      time = line.time ?? time
      let first = line.time == nil ? tag("span", .css("again")) { time } : HTML(time)
      return [first, tag("bdi", .dir(language.direction.rawValue)) { line.number }, draw(line.title)]
    }
  }

  private func draw(_ piece: OfficialPaper.Piece) -> HTML { foreign(piece.text, piece.language, on: language) }
}
