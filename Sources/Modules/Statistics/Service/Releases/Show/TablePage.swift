// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// A table of a release: its chart, its figures, its files, and what a reader wants to see of it.
struct TablePage: Sendable {
  let releases: Releases

  static func url(_ content: ReleaseContent, _ table: ReleasedTable) -> String { "\(ReleasePage.url(content.name))/tables/\(table.name)" }

  /// The table that an address names, as the reader wants to see it.
  static func loaded(_ call: Call<SignedIn?>, _ releases: Releases) async throws -> (TableText, TableView) {
    let release = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    guard let name = call.parameters["table"], let table = release.content.table(name) else { throw CannotRelease.noSuchTable }
    let view = TableView(call.query, for: table)
    return (TableText(table: view.of(table), release: release.content, codebook: releases.codebook, words: call.words), view)
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let (text, view) = try await Self.loaded(call, releases)
    guard let whole = text.release.table(text.table.name) else { throw CannotRelease.noSuchTable }
    let (words, content) = (call.words, text.release)
    let trail = ReleaseListPage.trail(words) + [.init(ReleasePage.title(content, words), ReleasePage.url(content.name))]
    return .page(
      Page(text.title, trail: trail) {
        if let chart = text.chart(column: view.column, as: view.chart) {
          chart.figure
        } else {
          tag("p", .css("lead")) { text.subtitle() }
        }
        text.html(caption: text.title)
        notes(text)
        files(text, call)
        builder(whole, text, view, call)
      })
  }

  @HTMLBuilder private func notes(_ text: TableText) -> [HTML] {
    if !text.footnotes.isEmpty { tag("ul") { for note in text.footnotes { tag("li") { note } } } }
    if !text.legend.isEmpty {
      tag("dl", .css("facts")) {
        for (symbol, meaning) in text.legend {
          tag("div") {
            tag("dt") { tag("span", .dir("ltr")) { symbol } }
            tag("dd") { meaning }
          }
        }
      }
    }
    tag("p", .css("source")) {
      text.words(
        "statistics.releases.source",
        [
          "name": .text(text.release.name.text), "releasedOn": .day(text.release.releasedOn),
          "codebook": .text(text.words.number(text.release.codebook)),
        ])
    }
  }

  private func files(_ text: TableText, _ call: Call<SignedIn?>) -> HTML {
    let url = "\(Self.url(text.release, text.table))/file"
    func file(_ form: TableFile, _ more: String? = nil) -> HTML {
      let query = call.query.setting("lang", to: nil).setting("as", to: form.rawValue).setting("bom", to: more)
      // The names of forms are the same in every language.
      let label =
        form == .svg
        ? text.words("statistics.releases.file.svg", ["form": .text(form.name)])
        : more == nil ? form.name : text.words("statistics.releases.file.csvWithMark")
      return tag("li") { link(url + query.query, label) }
    }
    return HTML {
      tag("h2") { text.words("statistics.releases.files") }
      tag("ul", .css("downloads")) {
        file(.csv)
        file(.csv, "yes")
        file(.xlsx)
        file(.sdmx)
        file(.json)
        if text.chart() != nil { file(.svg) }
      }
    }
  }

  // MARK: What to see of it

  private func builder(_ whole: ReleasedTable, _ text: TableText, _ view: TableView, _ call: Call<SignedIn?>) -> HTML {
    let words = text.words
    let labels = TableText(table: whole, release: text.release, codebook: text.codebook, words: words)
    func options(_ axis: ReleasedTable.Axis) -> [Field.Option] { axis.headings.map { .init($0.code, labels.label($0, of: axis)) } }
    return HTML {
      tag("h2") { words("statistics.releases.build.title") }
      tag("p", .css("hint")) { words("statistics.releases.build.hint") }
      filterForm(Self.url(text.release, whole), submit: words("statistics.releases.build.submit")) {
        fold(words("statistics.releases.build.rows", ["name": .text(labels.name(whole.rows))]), !view.rows.isEmpty) {
          Field("row", labels.name(whole.rows)).checkboxes(options(whole.rows), chosen: view.rows)
        }
        if let columns = whole.columns {
          fold(words("statistics.releases.build.columns", ["name": .text(labels.name(columns))]), !view.columns.isEmpty) {
            Field("column", labels.name(columns)).checkboxes(options(columns), chosen: view.columns)
          }
          Field("turn", words("statistics.releases.build.turn"), value: view.isTurned ? "yes" : "").choice(
            [.init("yes", words("statistics.releases.build.turned"))], none: words("statistics.releases.build.asReleased"))
          Field("of", words("statistics.releases.build.of"), value: view.column ?? "").choice(
            options(view.isTurned ? whole.rows : columns), none: words("statistics.releases.build.whole"))
        }
        if text.kinds.count > 1 {
          Field("chart", words("statistics.releases.build.chart"), value: view.chart?.rawValue ?? "").choice(
            text.kinds.map { .init($0.rawValue, words("statistics.releases.chart.\($0.rawValue)")) },
            none: words("statistics.releases.build.best"))
        }
      }
    }
  }

  private func fold(_ label: String, _ isOpen: Bool, @HTMLBuilder content: () -> [HTML]) -> HTML {
    tag("details", .flag("open", isOpen)) {
      tag("summary") { label }
      content()
    }
  }
}
