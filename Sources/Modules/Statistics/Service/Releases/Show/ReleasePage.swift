// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// A release as it was published: its tables, what it takes the place of, what is different, and how it can be checked.
struct ReleasePage: Sendable {
  let releases: Releases

  static func url(_ name: ReleaseName) -> String { "\(ReleaseListPage.folder)/\(name)" }

  static func title(_ content: ReleaseContent, _ words: Words) -> String {
    words("statistics.releases.release.title", ["period": .text(TableText.period(content.period, words))])
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let release = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    let next = try await releases.store.revision(of: release.content.name)
    let (content, words) = (release.content, call.words)
    let texts = content.tables.map { TableText(table: $0, release: content, codebook: releases.codebook, words: words) }
    return .page(
      Page(Self.title(content, words), trail: ReleaseListPage.trail(words)) {
        if let next {
          panel(words("statistics.releases.revisedBy.title"), .attention) {
            tag("p") { link(Self.url(next), words("statistics.releases.revisedBy.open", ["name": .text(next.text)])) }
          }
        }
        about(release, words)
        if call.who?.may(ReleaseRoutes.permission) == true {
          tag("div", .css("actions")) {
            link("\(Self.url(content.name))/note", words("statistics.releases.note.title"), .css("button secondary"))
            if next == nil {
              link("\(Self.url(content.name))/revise", words("statistics.releases.revise.title"), .css("button secondary"))
            }
          }
        }
        tag("h2") { words("statistics.releases.tables") }
        tag("ul") {
          for text in texts { tag("li") { link(TablePage.url(content, text.table), text.title) } }
        }
        for (text, chart) in charts(texts) {
          chart.figure
          tag("p") { link(TablePage.url(content, text.table), text.title) }
        }
        if !content.differences.isEmpty { differences(content, texts, words) }
        SymbolLegend(words: words).html
      })
  }

  /// The charts of the first tables, and of the first one after them that shows regional groups; the others stand with their tables.
  private func charts(_ texts: [TableText]) -> [(TableText, ReleaseChart)] {
    let regional = texts.dropFirst(3).first { $0.kinds.contains(.tiles) }
    return (texts.prefix(3) + (regional.map { [$0] } ?? [])).compactMap { text in text.chart().map { (text, $0) } }
  }

  private func about(_ release: PublishedRelease, _ words: Words) -> HTML {
    let content = release.content
    func states(_ states: [StateCode]) -> HTML { HTML(words.list(states.map { words.state($0) })) }
    return facts([
      (words("statistics.releases.column.period"), HTML(TableText.period(content.period, words))),
      (words("statistics.releases.column.releasedOn"), HTML(words.date(content.releasedOn))),
      (words("statistics.releases.column.coverage"), states(content.reporting)),
      (words("statistics.releases.column.asked"), states(content.asked)),
      (words("statistics.releases.column.source"), content.sources.map { sources($0, words) }),
      (words("statistics.releases.column.threshold"), HTML(words.number(content.threshold))),
      (
        words("statistics.releases.column.revises"),
        content.revises.map { old in
          HTML {
            link(Self.url(old.name), old.name.text, .dir("ltr"))
            " "
            typedText(old.reason)
          }
        }
      ),
      (
        words("statistics.releases.column.digest"),
        HTML {
          tag("code", .dir("ltr")) { release.digest }
          " "
          link("\(Self.url(content.name))/file", words("statistics.releases.asPublished"))
        }
      ),
    ])
  }

  private func sources(_ sources: [ReleaseContent.Source], _ words: Words) -> HTML {
    tag("ul") {
      for source in sources {
        tag("li") {
          words(
            "statistics.releases.source.of",
            ["state": .state(source.state), "source": .text(SourceWords(words: words).line(source))])
        }
      }
    }
  }

  private func differences(_ content: ReleaseContent, _ texts: [TableText], _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("statistics.releases.differences.title") }
      Table(
        caption: words("statistics.releases.differences.title"), showsCaption: false,
        columns: ["table", "row", "column", "before", "after"].map { Table.Column(words("statistics.releases.column.\($0)")) },
        rows: content.differences.prefix(Self.most).map { difference in
          let text = texts.first { $0.table.name == difference.table }
          func label(_ code: String?, _ axis: ReleasedTable.Axis?) -> String {
            guard let code, let axis, let heading = axis.headings.first(where: { $0.code == code }) else { return code ?? "–" }
            return text?.label(heading, of: axis) ?? code
          }
          func said(_ cell: ReleasedCell?) -> String { cell.flatMap { cell in text?.said(cell) } ?? "–" }
          return [
            HTML(text?.title ?? difference.table), HTML(label(difference.row, text?.table.rows)),
            HTML(label(difference.column, text?.table.columns)), HTML(said(difference.before)), HTML(said(difference.after)),
          ]
        }
      ).html
      if content.differences.count > Self.most {
        tag("p") { words("statistics.releases.differences.more", ["count": .integer(content.differences.count - Self.most)]) }
      }
    }
  }

  /// The file has all of them.
  private static let most = 200
}

/// What the symbols mean, for every page that has one of them.
struct SymbolLegend: Sendable {
  let words: Words

  var html: HTML {
    HTML {
      tag("h2") { words("statistics.releases.symbols") }
      tag("dl", .css("facts")) {
        tag("div") {
          tag("dt") { words.number(0) }
          tag("dd") { words("statistics.releases.symbol.zero") }
        }
        for mark in ReleaseMark.allCases {
          tag("div") {
            tag("dt") { tag("span", .dir("ltr")) { mark.symbol } }
            tag("dd") { words("statistics.releases.symbol.\(mark.rawValue)") }
          }
        }
      }
    }
  }
}
