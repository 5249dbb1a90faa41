// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One language of one edition of a document.
///
/// The document is one work; its language versions share the symbol.
public struct DocumentExpression: Codable, Hashable, Sendable {
  /// Which edition of the work it belongs to.
  /// - Source: practice (United Nations documentation: Rev. replaces, Corr. may concern some languages only, * is a reissue for technical reasons)
  public enum Edition: Hashable, Sendable {
    /// As it was first issued.
    case original
    /// Issued anew for technical reasons; its day stands in a footnote.
    case reissue(Int)
    /// Takes the place of all before it.
    case revision(Int)
    /// Corrects one or more languages.
    case corrigendum(Int)
  }

  /// A file with the text.
  public struct Attachment: Codable, Hashable, Sendable {
    /// What the file is called.
    public var name: String
    /// Its media type as the officer's browser told it.
    public var mediaType: String
    /// Its length in bytes.
    public var size: Int
    /// The SHA-256 digest of its content in hexadecimal, under which it is kept.
    public var sha256: String

    /// Describes a file.
    public init(name: String, mediaType: String, size: Int, sha256: String) {
      self.name = name
      self.mediaType = mediaType
      self.size = size
      self.sha256 = sha256
    }
  }

  /// The edition.
  public var edition: Edition
  /// The language.
  public var language: Language
  /// The day on which the text was handed to the conference services.
  public var submittedOn: CalendarDay?
  /// The day from which it was being translated.
  public var inTranslationFrom: CalendarDay?
  /// The day on which it was issued; of a reissue the day of its footnote.
  public var issuedOn: CalendarDay?
  /// How many words it has.
  public var wordCount: Int?
  /// The job number of this language; never invented.
  public var jobNumber: String?
  /// Its files.
  public var attachments: [Attachment]

  /// Describes a language version.
  public init(
    _ edition: Edition, _ language: Language, submittedOn: CalendarDay? = nil, inTranslationFrom: CalendarDay? = nil,
    issuedOn: CalendarDay? = nil, wordCount: Int? = nil, jobNumber: String? = nil, attachments: [Attachment] = []
  ) {
    self.edition = edition
    self.language = language
    self.submittedOn = submittedOn
    self.inTranslationFrom = inTranslationFrom
    self.issuedOn = issuedOn
    self.wordCount = wordCount
    self.jobNumber = jobNumber
    self.attachments = attachments
  }

  /// What tells it from the other language versions of the document: `original-en`, `rev1-fr`.
  public var name: String { "\(edition)-\(language.rawValue)" }
}

extension DocumentExpression.Edition: LosslessStringConvertible, Comparable, Codable {
  /// Reads `original`, `reissue1`, `rev1`, `corr1`; `nil` for any other form.
  public init?(_ text: String) {
    if text == "original" {
      self = .original
      return
    }
    let figures = String(text.drop { !$0.isNumber })
    guard let number = Int(figures), (1...99).contains(number), figures == String(number) else { return nil }
    switch text.dropLast(figures.count) {
    case "reissue": self = .reissue(number)
    case "rev": self = .revision(number)
    case "corr": self = .corrigendum(number)
    default: return nil
    }
  }

  /// `original`, `reissue1`, `rev1`, `corr1`.
  public var description: String {
    switch self {
    case .original: "original"
    case .reissue(let number): "reissue\(number)"
    case .revision(let number): "rev\(number)"
    case .corrigendum(let number): "corr\(number)"
    }
  }

  /// Whether it holds the whole text; a corrigendum holds a correction alone.
  public var isWhole: Bool { if case .corrigendum = self { false } else { true } }

  private var rank: (Int, Int) {
    switch self {
    case .original: (0, 0)
    case .reissue(let number): (1, number)
    case .revision(let number): (2, number)
    case .corrigendum(let number): (3, number)
    }
  }

  /// Orders as they take each other's place; corrigenda stand at the end.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  /// Reads the short form.
  /// - Throws: `DecodingError.dataCorrupted` for any other form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let edition = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "original, reissue1, rev1 or corr1")
    }
    self = edition
  }

  /// Writes the short form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension MeetingDocument {
  /// The edition that holds now: the latest that holds the whole text; `nil` when no language version is known.
  public var currentEdition: DocumentExpression.Edition? { expressions.map(\.edition).filter(\.isWhole).max() }

  /// The text that holds now in a language: of the latest revision, or of the original or its reissue while there is none.
  public func current(in language: Language) -> DocumentExpression? {
    let whole = expressions.filter { $0.edition.isWhole }
    let revision = whole.compactMap { if case .revision(let number) = $0.edition { number } else { nil } }.max()
    let holding = whole.filter { expression in revision.map { expression.edition == .revision($0) } ?? true }
    return holding.filter { $0.language == language }.max { $0.edition < $1.edition }
  }

  /// The language versions that can be had now, the reader's own language first, then the others in the order of the six.
  public func available(first language: Language) -> [DocumentExpression] {
    let order = [language] + Language.allCases.filter { $0 != language }
    return order.compactMap { current(in: $0) }.filter { $0.issuedOn != nil || !$0.attachments.isEmpty }
  }

  /// Whether everybody may have its files: those of general distribution alone.
  public var filesArePublic: Bool { distribution == .general }
}

extension KeyedDecodingContainer {
  /// What was kept before language versions were known has none.
  func decode(_ type: [DocumentExpression].Type, forKey key: Key) throws -> [DocumentExpression] {
    try decodeIfPresent(type, forKey: key) ?? []
  }
}
