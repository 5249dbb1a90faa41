// SPDX-License-Identifier: Apache-2.0
public import Instruments
import Kernel
public import Localisation
public import StatisticsRules
import Web

/// A figure of a release as other parts of the program show it beside their own matter: one line of a table, all its requests together.
public struct LinkedFigure: Hashable, Sendable {
  /// What the line is about.
  public let breakdown: Breakdown
  /// The code of the line.
  public let code: String
  /// What is counted, of what and when, in the reader's language.
  public let label: String
  /// The figure, or the symbol that stands in its place.
  public let value: String
  /// How many; `nil` where a symbol stands or a time is told.
  public let count: Int?
  /// Where the provision or the practice behind the code stands.
  public let source: Source
  /// The page of the table.
  public let url: String

  /// What tells it from the others, whatever the language.
  public struct Place: Hashable, Sendable {
    let url: String
    let code: String
  }

  /// What tells it from the others, whatever the language.
  public var place: Place { Place(url: url, code: code) }
}

extension Releases {
  /// The figures of the releases in force about the codes of some breakdowns, the newest release first; nothing while none is published.
  ///
  /// Only what was released is told, with its symbols; a line of several codes together is told for each of them.
  /// - Parameter releases: of so many releases at the most.
  public func figures(by breakdowns: [Breakdown], of releases: Int = 3, in words: Words) async throws -> [LinkedFigure] {
    var found: [LinkedFigure] = []
    for line in try await store.list(after: nil, limit: 20).filter({ $0.revisedBy == nil }).prefix(releases) {
      let content = try await store.published(line.name).content
      for table in content.tables {
        guard let breakdown = Breakdown(rawValue: table.rows.name), breakdowns.contains(breakdown) else { continue }
        // Grounds are counted of what was refused; a table that leaves anything else out tells of a part alone.
        guard table.only.isEmpty || (breakdown == .ground && table.only == ["outcome": "refused"]) else { continue }
        found += lines(of: table, by: breakdown, in: content, words)
      }
    }
    return found
  }

  /// The figures of the releases in force about what stands in a provision: grounds, measures, offences whose source it is or lies within it.
  public func figures(about provision: Provision, in words: Words) async throws -> [LinkedFigure] {
    try await figures(by: [.ground, .measure, .offence], in: words).filter { figure in
      guard case .provision(let source) = figure.source else { return false }
      return source.instrument == provision.instrument && source.article == provision.article
        && (provision.paragraph == nil || provision.paragraph == source.paragraph)
        && (provision.point == nil || provision.point == source.point)
    }
  }

  private func lines(of table: ReleasedTable, by breakdown: Breakdown, in content: ReleaseContent, _ words: Words) -> [LinkedFigure] {
    guard let variable = codebook.variable(breakdown) else { return [] }
    let text = TableText(table: table, release: content, codebook: codebook, words: words)
    return table.rows.headings.flatMap { heading -> [LinkedFigure] in
      guard let cell = table.cell(row: heading.code, column: table.columns == nil ? nil : "total") else { return [] }
      return (heading.parts ?? [heading.code]).compactMap { part in
        guard let code = variable.codes.first(where: { $0.code == part }) else { return nil }
        return LinkedFigure(
          breakdown: breakdown, code: part,
          label: words(
            "statistics.releases.linked",
            ["table": .text(text.title), "line": .text(text.label(heading, of: table.rows)), "period": .text(text.period)]),
          value: text.said(cell), count: table.figure == .count ? cell.count : nil, source: code.source ?? variable.source,
          url: TablePage.url(content, table))
      }
    }
  }
}
