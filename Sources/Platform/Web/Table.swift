// SPDX-License-Identifier: Apache-2.0

/// A table that turns into small definition lists on a narrow screen.
public struct Table: Sendable {
  /// One column.
  public struct Column: Sendable {
    let label: String
    let isNumber: Bool
    let sortLink: String?
    let sorted: Sorted?

    /// Which way a column is sorted.
    public enum Sorted: String, Sendable {
      /// From small to large.
      case ascending
      /// From large to small.
      case descending
    }

    /// A column with its heading, and the link that sorts by it where the list can be sorted.
    public init(_ label: String, isNumber: Bool = false, sortLink: String? = nil, sorted: Sorted? = nil) {
      self.label = label
      self.isNumber = isNumber
      self.sortLink = sortLink
      self.sorted = sorted
    }
  }

  let caption: String
  let showsCaption: Bool
  let columns: [Column]
  let rows: [[HTML]]

  /// Makes a table; the first cell of each row is its heading.
  /// - Parameter showsCaption: whether the caption is seen; where a heading above says the same it is for screen readers alone.
  public init(caption: String, showsCaption: Bool = true, columns: [Column], rows: [[HTML]]) {
    self.caption = caption
    self.showsCaption = showsCaption
    self.columns = columns
    self.rows = rows
  }

  /// The markup.
  public var html: HTML {
    // The scroll region needs a name and a place in the tab order so that it can be scrolled by keyboard.
    tag("div", .css("table-frame"), Attribute("role", "region"), Attribute("aria-label", caption), Attribute("tabindex", "0")) {
      tag("table") {
        tag("caption", showsCaption ? nil : .css("again")) { caption }
        tag("thead") { tag("tr") { for column in columns { heading(column) } } }
        tag("tbody") { for row in rows { tag("tr") { cells(row) } } }
      }
    }
  }

  private func heading(_ column: Column) -> HTML {
    tag(
      "th", Attribute("scope", "col"), column.isNumber ? .css("number") : nil,
      column.sorted.map { Attribute("aria-sort", $0.rawValue) }
    ) {
      if let url = column.sortLink { link(url, column.label) } else { HTML(column.label) }
    }
  }

  private func cells(_ row: [HTML]) -> [HTML] {
    zip(columns, row).enumerated().map { index, pair in
      let (column, cell) = pair
      let label = Attribute("data-label", column.label)
      if index == 0 { return tag("th", Attribute("scope", "row"), label) { cell } }
      return tag("td", label, column.isNumber ? .css("number") : nil) { cell }
    }
  }
}
