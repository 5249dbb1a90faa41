// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// An official document in two of the six languages side by side, or in one, before it becomes a page, a PDF or a DOCX file.
///
/// One whose two languages are the same stands in one column. ``OfficialPaper`` has the form of the United Nations.
///
/// All words are already localised; what was typed by people is kept as text and never read as markup.
public struct OfficialDocument: Codable, Hashable, Sendable {
  /// The same words in both languages.
  public struct Pair: Codable, Hashable, Sendable {
    /// In the first language.
    public let primary: String
    /// In the second language.
    public let secondary: String

    /// Pairs two versions.
    public init(_ primary: String, _ secondary: String) {
      self.primary = primary
      self.secondary = secondary
    }
  }

  /// A value beside a label.
  public enum Value: Codable, Hashable, Sendable {
    /// Words in both languages.
    case pair(Pair)
    /// Text that was typed, in its own language where that is known.
    case text(String, language: Language?)
    /// Text that was typed, with space for its certified translation beside it where the document has such space.
    case narrative(String, language: Language?)
    /// A reference, a number, a digest: the same in every language, written from left to right.
    case code(String)
  }

  /// A label with its value.
  public struct Row: Codable, Hashable, Sendable {
    /// What it is.
    public let label: Pair
    /// What it says.
    public let value: Value

    /// Makes a row.
    public init(_ label: Pair, _ value: Value) {
      self.label = label
      self.value = value
    }
  }

  /// A column of a table.
  public struct Column: Codable, Hashable, Sendable {
    /// Its heading.
    public let heading: Pair
    /// Its share of the width, in proportion to the other columns' shares.
    public let share: Int

    /// Makes a column.
    public init(_ heading: Pair, share: Int = 1) {
      self.heading = heading
      self.share = share
    }
  }

  /// A piece of a part.
  public enum Block: Codable, Hashable, Sendable {
    /// A heading below the part's own.
    case heading(Pair)
    /// A sentence in both languages.
    case paragraph(Pair)
    /// A text in one language, with space for its certified translation beside it where the document has such space.
    case narrative(String, language: Language?)
    /// Labels with values.
    case rows([Row])
    /// A table: headings, then rows with as many cells.
    case table(columns: [Column], rows: [[Value]])
    /// Space for signature and seal, with the signatory's name and function.
    case signature(label: Pair, name: String, function: String)
  }

  /// A numbered part.
  public struct Part: Codable, Hashable, Sendable {
    /// Its heading.
    public let title: Pair
    /// The provision that asks for it, if any.
    public let source: String?
    /// What it says.
    public let blocks: [Block]

    /// Makes a part.
    public init(_ title: Pair, source: String?, _ blocks: [Block]) {
      self.title = title
      self.source = source
      self.blocks = blocks
    }
  }

  /// The language of the first column.
  public var primary: Language
  /// The language of the second column.
  public var secondary: Language
  /// The title.
  public var title: Pair
  /// The line under the title.
  public var subtitle: Pair
  /// The mark on each page, if any.
  public var classification: Pair?
  /// What runs on the head of each page beside the mark: a reference, the same in every language.
  public var runningHead: String?
  /// The heading of a table of contents, which a PDF then has.
  public var contents: Pair?
  /// A line above everything, for example that it is urgent or a draft.
  public var banner: Pair?
  /// Reference, date, sender, addressee.
  public var head: [Row]
  /// The numbered parts.
  public var parts: [Part]
  /// What stands after the last part: thanks, signature and seal.
  public var closing: [Block]
  /// The pattern of the page number, with `{number}` and `{count}`.
  public var pagePattern: Pair
  /// What the digest is.
  public var digestLabel: Pair
  /// The digest of the structured data, 64 hexadecimal digits.
  public var digest: String
  /// Words in the space for a certified translation; without them narratives have no such space.
  public var translationLabel: Pair?

  /// Makes a document without parts.
  public init(
    primary: Language, secondary: Language, title: Pair, subtitle: Pair, pagePattern: Pair, digestLabel: Pair, digest: String,
    translationLabel: Pair?
  ) {
    self.primary = primary
    self.secondary = secondary
    self.title = title
    self.subtitle = subtitle
    self.pagePattern = pagePattern
    self.digestLabel = digestLabel
    self.digest = digest
    self.translationLabel = translationLabel
    head = []
    parts = []
    closing = []
  }
}
