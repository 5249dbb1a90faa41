// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The figure by which a mandate will be judged: a row of a table of published statistics, and what is read from it.
///
/// Written as `table/row/figure`, for example `grounds/notInConformity/share`; table and row are codes of the statistics' codebook, `total` is the
/// whole table.
public struct MeasureReference: Hashable, Sendable, Comparable {
  /// What is read from the row.
  public enum Figure: String, Codable, Hashable, Sendable, CaseIterable {
    /// How many requests.
    case count
    /// Which share of the table's requests, in per cent.
    case share
    /// The median, in days.
    case median
  }

  /// The table.
  public let table: String
  /// The row.
  public let row: String
  /// What is read from it.
  public let figure: Figure

  /// Names a figure.
  public init(table: String, row: String, figure: Figure) {
    self.table = table
    self.row = row
    self.figure = figure
  }

  /// Reads the written form; `nil` when it is none.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: Character("/"), omittingEmptySubsequences: false).map { String($0) }
    let isCode = { (part: String) in !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) } }
    guard parts.count == 3, isCode(parts[0]), isCode(parts[1]), let figure = Figure(rawValue: parts[2]) else { return nil }
    self.init(table: parts[0], row: parts[1], figure: figure)
  }

  /// The written form.
  public var text: String { "\(table)/\(row)/\(figure.rawValue)" }

  /// Orders by the written form.
  public static func < (left: MeasureReference, right: MeasureReference) -> Bool { left.text < right.text }
}

extension MeasureReference: Codable {
  /// Reads the written form.
  /// - Throws: `DecodingError` when it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let reference = MeasureReference(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no measure")
    }
    self = reference
  }

  /// Writes the written form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// One value of a figure, for the days that it counts, with where it was published.
public struct MeasuredValue: Codable, Hashable, Sendable {
  /// The value, or the symbol that was published in its place.
  public enum Amount: Codable, Hashable, Sendable {
    /// A number, in hundredths: of a request, of one per cent, of a day.
    case number(hundredths: Int)
    /// Withheld, `[c]`.
    case withheld
    /// Not available, `[x]`.
    case notAvailable
    /// Not applicable, `[z]`.
    case notApplicable

    /// The symbol in place of a number; `nil` for a number.
    public var symbol: String? {
      switch self {
      case .number: nil
      case .withheld: "[c]"
      case .notAvailable: "[x]"
      case .notApplicable: "[z]"
      }
    }
  }

  /// The first day counted.
  public var from: CalendarDay
  /// The last day counted.
  public var to: CalendarDay
  /// The value.
  public var amount: Amount
  /// Of how many requests it is made; `nil` when that is not published.
  public var count: Int?
  /// Whether it may still change, `[p]`.
  public var isProvisional: Bool
  /// Where it is published: the name of a release, or the symbol of a document.
  public var source: String
  /// The page of the release that it was read from; `nil` for a value that an officer typed.
  public var page: String?

  /// Describes a value.
  public init(
    from: CalendarDay, to: CalendarDay, amount: Amount, count: Int? = nil, isProvisional: Bool = false, source: String, page: String? = nil
  ) {
    self.from = from
    self.to = to
    self.amount = amount
    self.count = count
    self.isProvisional = isProvisional
    self.source = source
    self.page = page
  }
}
