// SPDX-License-Identifier: Apache-2.0

/// One figure as an authority published it, with what it covers.
public struct PublishedFigure: Hashable, Sendable {
  /// What it is a figure of.
  public var key: Key
  /// The figure, in requests or whole units of the currency; `nil` when it is not available, which is not zero.
  public var value: Int?
  /// How exact it is.
  public var precision: Precision
  /// What it covers and what it does not.
  public var coverage: String
  /// Whether it takes the place of a figure that was published before.
  public var isRevision: Bool
  /// Why it was revised.
  public var reason: String
  /// The line of the file.
  public var line: Int

  /// How exact a published figure is.
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// As it stands.
    case exact
    /// Rounded: "about".
    case about
    /// "More than".
    case over
    /// "Less than".
    case under
  }

  /// What a figure is of: every column that tells figures apart.
  public struct Key: Hashable, Sendable {
    /// The values, by column.
    public var values: [PublishedColumn: String]

    /// Makes a key.
    public init(_ values: [PublishedColumn: String]) { self.values = values }

    /// The value of a column.
    public subscript(column: PublishedColumn) -> String {
      get { values[column] ?? "" }
      set { values[column] = newValue }
    }

    /// The same with another value in one column.
    func with(_ column: PublishedColumn, _ value: String) -> Key {
      var key = self
      key[column] = value
      return key
    }
  }

  /// Describes a figure.
  public init(
    _ key: Key, value: Int?, precision: Precision = .exact, coverage: String, isRevision: Bool = false, reason: String = "", line: Int
  ) {
    self.key = key
    self.value = value
    self.precision = precision
    self.coverage = coverage
    self.isRevision = isRevision
    self.reason = reason
    self.line = line
  }
}

/// The columns of a register of published figures.
public enum PublishedColumn: String, Codable, Hashable, Sendable, CaseIterable {
  /// The State whose authority published it.
  case reporter
  /// The year.
  case year
  /// Direction.
  case direction
  /// What is counted, see ``PublishedQuantity``.
  case quantity
  /// Kind of cooperation, or `total`.
  case kind
  /// The State on the other side, `other` or `total`.
  case partner
  /// Outcome, or `total`; of closed requests alone.
  case outcome
  /// The currency of an amount.
  case currency
  /// The figure; `x` when it is not available.
  case figure
  /// How exact it is; exact when it is left out.
  case precision
  /// What it covers.
  case coverage
  /// `yes` when it revises a figure of before.
  case revises
  /// Why it was revised.
  case reason
  /// Where it was published.
  case source

  /// Those that tell figures apart.
  public static let ofKey: [PublishedColumn] = [.reporter, .year, .direction, .quantity, .kind, .partner, .outcome, .currency]
  /// Those whose parts can be added to a whole.
  static let added: [PublishedColumn] = [.kind, .partner, .outcome]
}

/// What published figures count.
public enum PublishedQuantity: String, Hashable, Sendable, CaseIterable {
  /// New requests.
  case new
  /// Open at the beginning.
  case opening
  /// Closed.
  case closed
  /// Open at the end.
  case closing
  /// Frozen or seized.
  case frozen
  /// Confiscated.
  case confiscated
  /// Returned.
  case returned
}
