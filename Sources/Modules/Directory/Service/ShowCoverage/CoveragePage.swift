// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Web

/// For how many States of each regional group the directory knows an authority of each kind.
struct CoveragePage: Sendable {
  let store: DirectoryStore

  /// What was known of authorities at the end of the day, and which of them were valid on it.
  private func coverage(_ call: Call<SignedIn?>) async throws -> (Coverage, PageQuery) {
    var query = PageQuery(call.query)
    let asOf = query.pastDay(before: call.today)
    let coverage = try await DirectoryPages(store: store).snapshot(asOf: asOf, call).coverage(on: asOf ?? call.today)
    return (coverage, query)
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let (coverage, query) = try await coverage(call)
    let words = call.words
    let errors = query.errors(words)
    let kinds = CompetentAuthority.Kind.allCases
    let columns =
      [Table.Column(words("directory.filter.group"))]
      + kinds.map { Table.Column(words("directory.kind.\($0.rawValue)"), isNumber: true) }
    func rows(_ lines: [Coverage.Line]) -> [[HTML]] {
      lines.map { line in
        [HTML(Self.label(line, words))] + kinds.map { share(coverage.share(line, $0), words) }
      }
    }
    let real = coverage.lines.filter { $0 != .fictional }
    return .page(
      Page(words("directory.coverage.title"), trail: [.init(words("directory.title"), "/directory")], hasErrors: !errors.isEmpty) {
        errors.summary(words)
        tag("p", .css("lead")) { words("directory.coverage.lead", ["day": .day(coverage.day)]) }
        Table(caption: words("directory.coverage.caption"), columns: columns, rows: rows(real)).html
        if coverage.lines.contains(.fictional) {
          panel(words("directory.coverage.fictional"), .attention) { tag("p") { words("directory.coverage.fictionalMeans") } }
          Table(caption: words("directory.coverage.fictional"), columns: columns, rows: rows([.fictional])).html
        }
        tag("p", .css("actions")) { link("/directory/coverage.csv" + call.query.query, words("directory.coverage.download")) }
        DirectoryPages(store: store).asOfForm(call, errors)
      }, status: query.status)
  }

  private static func label(_ line: Coverage.Line, _ words: Words) -> String {
    switch line {
    case .group(let group): words("directory.group.\(group.rawValue)")
    case .all: words("directory.coverage.all")
    case .fictional: words("directory.coverage.fictional")
    }
  }

  private func share(_ share: Coverage.Share, _ words: Words) -> HTML {
    let numbers: [String: MessageArgument] = ["covered": .text(words.number(share.covered)), "total": .text(words.number(share.total))]
    return HTML(words("directory.coverage.share", numbers))
  }

  @Sendable func table(_ call: Call<SignedIn?>) async throws -> Answer {
    let (coverage, query) = try await coverage(call)
    guard query.faults.isEmpty else { throw CannotReadQuery.badValue(name: "on") }
    let rows = coverage.lines.flatMap { line in
      CompetentAuthority.Kind.allCases.map { kind in
        let share = coverage.share(line, kind)
        return [coverage.day.description, line.code, kind.rawValue, "\(share.covered)", "\(share.total)"]
      }
    }
    let text = CSVFile.text([["day", "group", "kind", "statesCovered", "states"]] + rows)
    return .file(Data(text.utf8), type: "text/csv; charset=utf-8", name: "coverage-\(coverage.day).csv")
  }
}
