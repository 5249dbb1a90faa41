// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// An official paper in one language in the form of the United Nations, before it becomes text, a page, a PDF or a DOCX file.
///
/// All words are already localised; a piece that is there in another language alone says which.
public struct OfficialPaper: Codable, Hashable, Sendable {
  /// Words with the language they are in.
  public struct Piece: Codable, Hashable, Sendable {
    /// The words.
    public let text: String
    /// Their language.
    public let language: Language

    /// Marks words with their language.
    public init(_ text: String, _ language: Language) {
      self.text = text
      self.language = language
    }
  }

  /// What stands above the title.
  public struct Masthead: Codable, Hashable, Sendable {
    /// The body to which the paper belongs.
    public var organ: Piece?
    /// The symbol, where it is known.
    public var symbol: String?
    /// Distribution, day, language and original language, one on each line.
    public var lines: [Piece]
    /// Who meets.
    public var body: Piece?
    /// When and where.
    public var occasion: Piece?

    /// Makes a masthead.
    public init(organ: Piece? = nil, symbol: String? = nil, lines: [Piece] = [], body: Piece? = nil, occasion: Piece? = nil) {
      self.organ = organ
      self.symbol = symbol
      self.lines = lines
      self.body = body
      self.occasion = occasion
    }
  }

  /// One line of a timetable: a number with its words.
  public struct Line: Codable, Hashable, Sendable {
    /// What stands in the first column, on the first line of a band alone.
    public let time: String?
    /// The number.
    public let number: String
    /// The words.
    public let title: Piece

    /// Makes a line.
    public init(time: String?, number: String, title: Piece) {
      self.time = time
      self.number = number
      self.title = title
    }
  }

  /// The lines of one day.
  public struct Day: Codable, Hashable, Sendable {
    /// The day.
    public let heading: String
    /// Its lines.
    public let lines: [Line]

    /// Makes a day.
    public init(heading: String, lines: [Line]) {
      self.heading = heading
      self.lines = lines
    }
  }

  /// A column of a table.
  public struct Column: Codable, Hashable, Sendable {
    /// Its heading.
    public let heading: String
    /// Its share of the width, in proportion to the other columns' shares.
    public let share: Int

    /// Makes a column.
    public init(_ heading: String, share: Int = 1) {
      self.heading = heading
      self.share = share
    }
  }

  /// A cell of a table.
  public struct Cell: Codable, Hashable, Sendable {
    /// Its lines.
    public let lines: [Piece]

    /// Makes a cell.
    public init(_ lines: [Piece]) { self.lines = lines }
  }

  /// A piece of the paper.
  public enum Block: Codable, Hashable, Sendable {
    /// A heading; 1 for a chapter, 2 for an item, 3 for what belongs to an item.
    case heading(Piece, level: Int)
    /// A numbered line of a list; level 2 stands further in.
    case entry(number: String, Piece, level: Int)
    /// A paragraph.
    case paragraph(Piece)
    /// A numbered paragraph of one or more lines, for example of a report; in bold, for example a recommendation.
    case clause(number: String, lines: [Piece], isBold: Bool)
    /// A table: headings, then rows with as many cells, each of one or more lines.
    case table(columns: [Column], rows: [[Cell]])
    /// A picture as SVG with its title and what it shows in words; a form that cannot hold pictures leaves it out, so a table stands beside it.
    case picture(svg: String, title: Piece, description: String)
    /// The beginning of an annex, on a page of its own.
    case annex(Piece, title: Piece)
    /// A timetable with the headings of its three columns.
    case timetable(columns: [String], days: [Day])
  }

  /// The paper's language.
  public var language: Language
  /// What stands above the title.
  public var masthead: Masthead
  /// What runs on the head of each page, for example the symbol.
  public var runningHead: String?
  /// The title.
  public var title: Piece
  /// The pattern of the page number, with `{number}` and `{count}`.
  public var pagePattern: String
  /// What the paper says.
  public var blocks: [Block]
  /// Small lines at the end, for example the digest of the record from which it was made.
  public var closing: [Piece]

  /// Makes a paper.
  public init(
    _ title: Piece, in language: Language, masthead: Masthead, runningHead: String?, pagePattern: String, blocks: [Block],
    closing: [Piece] = []
  ) {
    self.title = title
    self.language = language
    self.masthead = masthead
    self.runningHead = runningHead
    self.pagePattern = pagePattern
    self.blocks = blocks
    self.closing = closing
  }

  /// The paper as plain text: a blank line between pieces, a tab between the columns of a table.
  public var text: String {
    let head = [masthead.organ?.text, masthead.symbol].compactMap(\.self)
    let lines = masthead.lines.map(\.text).joined(separator: "\n")
    let occasion = [masthead.body?.text, masthead.occasion?.text].compactMap(\.self).joined(separator: "\n")
    let pieces = head + [lines, occasion, title.text] + listed(blocks) + [closing.map(\.text).joined(separator: "\n")]
    return pieces.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private func listed(_ blocks: [Block]) -> [String] {
    var pieces: [String] = []
    var entries: [String] = []
    for block in blocks {
      if case .entry(let number, let piece, let level) = block {
        entries.append("\(level > 1 ? "   " : "")\(number) \(piece.text)")
        continue
      }
      if !entries.isEmpty { pieces.append(entries.joined(separator: "\n")) }
      entries = []
      pieces += text(of: block)
    }
    return entries.isEmpty ? pieces : pieces + [entries.joined(separator: "\n")]
  }

  private func text(of block: Block) -> [String] {
    switch block {
    case .heading(let piece, _), .paragraph(let piece), .entry(_, let piece, _): [piece.text]
    case .clause(let number, let lines, _):
      [([number + lines.prefix(1).map { " \($0.text)" }.joined()] + lines.dropFirst().map(\.text)).joined(separator: "\n")]
    case .table(let columns, let rows):
      [
        ([columns.map(\.heading)] + rows.map { $0.map { $0.lines.map(\.text).joined(separator: "; ") } }).map { $0.joined(separator: "\t") }
          .joined(separator: "\n")
      ]
    case .picture(_, let title, let description): [title.text, description]
    case .annex(let heading, let title): [heading.text, title.text]
    case .timetable(let columns, let days):
      [
        ([columns.joined(separator: "\t")]
          + days.flatMap { [$0.heading] + $0.lines.map { "\($0.time ?? "")\t\($0.number)\t\($0.title.text)" } })
          .joined(separator: "\n")
      ]
    }
  }
}
