// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A release in the making: its figures are for officers alone.
public struct ReleaseDraft: Codable, Hashable, Sendable {
  /// Its id, which the release keeps.
  public let id: ID<ReleaseDraft>
  /// Its short name, which its address has.
  public var name: ReleaseName
  /// The period, whose days both belong to it.
  public var period: TableSpec.Period
  /// The least number of requests that a cell may tell, 3 to 10.
  public var threshold: Int
  /// The States that were asked for figures.
  public var asked: [StateCode]
  /// Whether the figures may still change: they stand with the symbol of provisional ones.
  public var isProvisional: Bool
  /// The tables that it is to have.
  public var tables: [TableSpec]
  /// What the States gave.
  public var sources: [SourceFigures]
  /// Categories that are shown as one.
  public var merges: [CategoryMerge]
  /// The release that it takes the place of, and why.
  public let revises: Revision?
  /// The officers who had a hand in it: none of them can approve it.
  public var makers: [String]
  /// What would be published; `nil` until it is protected, and after every change.
  public var protection: ProtectedDraft?

  /// A release that takes the place of an earlier one.
  public struct Revision: Codable, Hashable, Sendable {
    /// The name of the earlier one.
    public let name: ReleaseName
    /// The digest of what it told.
    public let digest: String
    /// Why, as the officer wrote it.
    public let reason: String

    /// Names the earlier release.
    public init(name: ReleaseName, digest: String, reason: String) {
      self.name = name
      self.digest = digest
      self.reason = reason
    }
  }

  /// Begins a release.
  public init(
    id: ID<ReleaseDraft> = ID(), name: ReleaseName, period: TableSpec.Period, threshold: Int, asked: [StateCode], isProvisional: Bool,
    tables: [TableSpec], revises: Revision? = nil, by officer: String
  ) {
    self.id = id
    self.name = name
    self.period = period
    self.threshold = threshold
    self.asked = asked.sorted()
    self.isProvisional = isProvisional
    self.tables = tables
    sources = []
    merges = []
    self.revises = revises
    makers = [officer]
  }

  /// The tables with the release's period, as a register is counted by them.
  public var specified: [TableSpec] {
    tables.map {
      var table = $0
      table.period = period
      return table
    }
  }
}

/// The short name of a release: small letters, digits and hyphens, at most forty.
public struct ReleaseName: Codable, Hashable, Sendable, CustomStringConvertible, Comparable {
  /// The name.
  public let text: String

  /// Reads a name; `nil` when it is none, or a word that the addresses of the pages use themselves.
  public init?(_ text: String) {
    let letters = text.unicodeScalars
    let isPlain = letters.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    guard (2...40).contains(letters.count), isPlain, !text.hasPrefix("-"), !text.hasSuffix("-"), !Self.reserved.contains(text) else {
      return nil
    }
    self.text = text
  }

  private static let reserved: Set<String> = ["new", "drafts", "consents"]

  /// Reads a name from text.
  /// - Throws: `DecodingError` when it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let name = ReleaseName(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not the name of a release")
    }
    self = name
  }

  /// Writes the name as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The name.
  public var description: String { text }

  /// Orders names by their letters.
  public static func < (left: ReleaseName, right: ReleaseName) -> Bool { left.text < right.text }
}

/// What would be published of a draft, and on what that was judged.
public struct ProtectedDraft: Codable, Hashable, Sendable {
  /// The day on which it was judged.
  public let on: CalendarDay
  /// The tables as readers would get them.
  public let tables: [ReleasedTable]
  /// Cells withheld for what they tell themselves.
  public let primaryCount: Int
  /// Cells withheld to protect those.
  public let complementaryCount: Int
  /// All cells, those that tables share counted once.
  public let cellCount: Int
  /// What the audit found out about each withheld cell.
  public let findings: [Finding]
  /// Categories that are better put together.
  public let proposals: [CategoryMerge]
  /// What else was published and which consents were in force: another basis asks for another judgement.
  public let basis: ReleaseBasis

  /// What readers can find out about one withheld cell.
  public struct Finding: Codable, Hashable, Sendable {
    /// The table, or its part of one year.
    public let table: String
    /// The cell's categories.
    public let place: [String]
    /// The least number that readers can hold possible.
    public let least: Int
    /// The greatest; `nil` where there is no limit.
    public let most: Int?
  }
}

/// What a judgement rests on beside the figures.
public struct ReleaseBasis: Codable, Hashable, Sendable {
  /// The digests of the releases that were published before, sorted.
  public let earlier: [String]
  /// The consents that were in force, sorted.
  public let consents: [String]

  /// Names what a judgement rests on.
  public init(earlier: [String], consents: [String]) {
    self.earlier = earlier.sorted()
    self.consents = consents.sorted()
  }
}
