// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// The mirror check of a collection: what each State says it sent against what the other says it received.
struct MirrorPages: Sendable {
  let collecting: Collecting

  /// Only returns that count: what nobody has confirmed, and what was asked back, is not compared.
  private func check(_ collection: DataCollection) async throws -> MirrorCheck {
    let kept = try await collecting.store.counting(in: collection.id)
    return MirrorCheck(kept.map(\.content.figures), period: collection.period, collecting.codebook)
  }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let (words, mirror) = (call.words, try await check(collection))
    let isWhole = call.query["all"] == "yes"
    let lines = mirror.lines.filter { isWhole || $0.kind == "total" }
    let url = "\(CollectionPath.of(collection.id))/mirror"
    return .page(
      Page(words("statistics.mirror.title"), trail: CollectionPath.trail(collection, words), classification: .restricted) {
        tag("p", .css("lead")) { words("statistics.mirror.lead") }
        if lines.isEmpty {
          emptyState(words("statistics.mirror.none"))
        } else {
          tag("p", Attribute("role", "status")) { summary(mirror.lines.filter { $0.kind == "total" }, words) }
          table(lines, words)
          tag("div", .css("actions")) {
            link(isWhole ? url : "\(url)?all=yes", words(isWhole ? "statistics.mirror.totals" : "statistics.mirror.kinds"))
            link("\(url).csv", words("statistics.mirror.file"))
          }
        }
      })
  }

  private func summary(_ lines: [MirrorLine], _ words: Words) -> String {
    let agree = lines.count { $0.finding == .agree }
    let silent = lines.count { $0.finding == .requestingSilent || $0.finding == .requestedSilent }
    return words(
      "statistics.mirror.summary",
      [
        "count": .integer(lines.count), "agree": .integer(agree), "differ": .integer(lines.count - agree - silent),
        "silent": .integer(silent),
      ])
  }

  private func table(_ lines: [MirrorLine], _ words: Words) -> HTML {
    let drawing = collecting.drawing(words)
    func number(_ value: Int?) -> HTML { value.map { number in tag("span", .dir("ltr")) { words.number(number) } } ?? HTML("–") }
    return Table(
      caption: words("statistics.mirror.title"), showsCaption: false,
      columns: ["pair", "year", "kind"].map { Table.Column(words("statistics.mirror.\($0)")) }
        + ["sent", "received"].map { Table.Column(words("statistics.mirror.\($0)"), isNumber: true) }
        + [Table.Column(words("statistics.mirror.finding"))],
      rows: lines.map { line in
        [
          HTML(words("statistics.mirror.fromTo", ["from": .text(words.state(line.requesting)), "to": .text(words.state(line.requested))])),
          HTML(line.year), HTML(drawing.label(line.kind, .kind)), number(line.sent), number(line.received), finding(line, words),
        ]
      }
    ).html
  }

  private func finding(_ line: MirrorLine, _ words: Words) -> HTML {
    HTML {
      badge(said(line, words), line.finding == .agree ? .ok : .attention)
      if !line.hints.isEmpty {
        tag("ul") { for hint in line.hints { tag("li") { words("statistics.mirror.hint.\(hint.rawValue)") } } }
      }
    }
  }

  private func said(_ line: MirrorLine, _ words: Words) -> String {
    guard case .differ(let difference) = line.finding else { return words("statistics.mirror.\(line.finding.code)") }
    return words("statistics.mirror.differ", ["count": .integer(abs(difference))])
  }

  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let lines = try await check(collection).lines
    let head = ["year", "requesting", "requested", "kind", "sent", "received", "finding", "difference", "hints"]
    let rows = lines.map { line in
      var difference = ""
      if case .differ(let by) = line.finding { difference = "\(by)" }
      return [
        line.year, line.requesting.code, line.requested.code, line.kind, line.sent.map { "\($0)" } ?? "x",
        line.received.map { "\($0)" } ?? "x",
        line.finding.code, difference, line.hints.map(\.rawValue).joined(separator: ";"),
      ]
    }
    // Codes and numbers alone: a number below zero must stay one.
    return .file(Data(CSVFile.text([head] + rows).utf8), type: "text/csv; charset=utf-8", name: "mirror.csv")
  }
}
