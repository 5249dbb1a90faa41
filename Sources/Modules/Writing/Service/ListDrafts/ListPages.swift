// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

/// The list of requests, and what an officer finds of them on the start page.
struct ListPages: Sendable {
  let writing: Writing

  /// How many lines a page of the list has.
  static let pageLength = 50

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let stage = call.query["stage"].flatMap { Draft.Stage.Code(rawValue: $0) }
    let page = max(1, call.query["page"].flatMap { Int($0) } ?? 1)
    let shown = stage.map { [$0] } ?? [.writing, .submitted, .approved]
    let counts = try await writing.store.counts()
    let total = shown.reduce(0) { $0 + (counts[$1] ?? 0) }
    let lines = try await writing.store.lines(at: shown, limit: Self.pageLength, from: (page - 1) * Self.pageLength)
    let others = try await writing.atWork(call)
    return .page(
      Page(words("writing.title"), classification: .internalUse) {
        tag("p", .css("lead")) { words("writing.lead") }
        if call.who.may("writing.draft") {
          tag("p", .css("actions")) { link("/requests/new", words("writing.new"), .css("button")) }
        }
        stages(stage, counts, words)
        tag("p", Attribute("role", "status")) { words("writing.found", ["count": .integer(total)]) }
        if lines.isEmpty {
          emptyState(words("writing.none"), action: call.who.may("writing.draft") ? (words("writing.new"), "/requests/new") : nil)
        } else {
          table(lines, others, call)
        }
        pages(page, total, call)
      })
  }

  private func stages(_ chosen: Draft.Stage.Code?, _ counts: [Draft.Stage.Code: Int], _ words: Words) -> HTML {
    tag("nav", Attribute("aria-label", words("writing.stages"))) {
      tag("ul", .css("chosen")) {
        tag("li") { link("/requests", words("writing.allOpen"), chosen == nil ? Attribute("aria-current", "page") : nil) }
        for stage in Draft.Stage.Code.allCases {
          tag("li") {
            link(
              "/requests?stage=\(stage.rawValue)", "\(words("writing.stage.\(stage.rawValue)")) (\(words.number(counts[stage] ?? 0)))",
              chosen == stage ? Attribute("aria-current", "page") : nil)
          }
        }
      }
    }
  }

  private func table(_ lines: [DraftStore.Line], _ others: [DraftStore.Opening], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let columns = ["request", "reference", "stage", "changed", "by"].map { Table.Column(words("writing.list.\($0)")) }
    return Table(
      caption: words("writing.title"), columns: columns,
      rows: lines.map { line in
        [
          HTML {
            link(
              "/requests/\(line.id)",
              words.title(of: line.kind, to: line.requestedState))
            let names = others.filter { $0.draft == line.id && line.stage == .writing }.map {
              "\($0.name) (\(words.name(of: $0.section, in: line.kind)))"
            }
            if !names.isEmpty { tag("p", .css("hint")) { words("writing.atWork", ["list": .list(names)]) } }
          },
          line.reference.map { typedText($0) } ?? HTML("–"), DraftFrame.badge(line.stage, words),
          HTML(words.dateTime(line.changedAt, in: call.zone)), typedText(line.changedByName),
        ]
      }
    ).html
  }

  private func pages(_ page: Int, _ total: Int, _ call: Call<SignedIn>) -> HTML {
    let last = max(1, (total + Self.pageLength - 1) / Self.pageLength)
    guard last > 1 else { return .nothing }
    return tag("p", .css("actions")) {
      if page > 1 { link("/requests" + call.query.setting("page", to: "\(page - 1)").query, call.words("writing.previous")) }
      if page < last { link("/requests" + call.query.setting("page", to: "\(page + 1)").query, call.words("writing.following")) }
    }
  }

  /// What waits for the officer: for approvers what was submitted, for drafters what is being written.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    var stages: [(Draft.Stage.Code, String)] = []
    if call.who.may("writing.approve") { stages.append((.submitted, "writing.home.approve")) }
    if call.who.may("writing.draft") { stages.append((.writing, "writing.home.write")) }
    let others = try await writing.atWork(call)
    var parts: [HTML] = []
    for (stage, heading) in stages {
      let lines = try await writing.store.lines(at: [stage], limit: 10)
      guard !lines.isEmpty else { continue }
      parts.append(
        HTML {
          tag("h2") { words(heading) }
          table(lines, others, call)
        })
    }
    if call.who.may("writing.draft") {
      parts.append(tag("p", .css("actions")) { link("/requests/new", words("writing.new"), .css("button")) })
    }
    return HTML(parts)
  }
}
