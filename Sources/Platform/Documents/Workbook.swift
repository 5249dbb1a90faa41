// SPDX-License-Identifier: Apache-2.0

/// Sheets for a spreadsheet, words already chosen: numbers stay numbers, everything else is text and never a formula.
public struct Workbook: Codable, Hashable, Sendable {
  /// What stands in a cell.
  public enum Cell: Codable, Hashable, Sendable {
    /// A whole number.
    case number(Int)
    /// Words or a symbol.
    case text(String)
  }

  /// One sheet: a title, a line of headings, rows.
  public struct Sheet: Codable, Hashable, Sendable {
    /// Its name, at most 31 letters; what spreadsheets do not allow in a name is left out.
    public let name: String
    /// What stands above the headings.
    public let title: String
    /// The headings; none where the rows speak for themselves.
    public let columns: [String]
    /// The rows.
    public let rows: [[Cell]]

    /// Makes a sheet.
    public init(name: String, title: String, columns: [String], rows: [[Cell]]) {
      self.name = name
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }

  /// The language of the words, as HTML names it.
  public let language: String
  /// Whether the first column stands at the right.
  public let isRightToLeft: Bool
  /// The sheets.
  public let sheets: [Sheet]

  /// Makes a workbook.
  public init(language: String, isRightToLeft: Bool, sheets: [Sheet]) {
    self.language = language
    self.isRightToLeft = isRightToLeft
    self.sheets = sheets
  }
}
