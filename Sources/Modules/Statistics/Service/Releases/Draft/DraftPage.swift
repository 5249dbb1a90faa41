// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// The page of a draft, from top to bottom in the order of the work.
struct DraftPage {
  let releases: Releases
  let draft: Versioned<ReleaseDraft>
  let call: Call<SignedIn>
  /// The collections whose accepted returns can be figures of it.
  let collections: [DataCollection]
  var problem: (any Problem)?
  var typed = FormData()
  /// What a register says that cannot be, line by line.
  var lines: [String] = []

  private var words: Words { call.words }
  private var value: ReleaseDraft { draft.value }
  private var url: String { DraftPages.url(value.name) }
  private var errors: FormErrors { problem.map { FormErrors($0, in: words) } ?? .none }

  func page() -> Page {
    Page(
      words("statistics.releases.draft.title", ["name": .text(value.name.text)]), trail: DraftPages.trail(words),
      classification: .internalUse, hasErrors: problem != nil
    ) {
      if problem != nil {
        errors.summary(words)
        if !lines.isEmpty { tag("ul") { for line in lines { tag("li") { tag("code", .dir("auto")) { line } } } } }
        proposals
      }
      about
      sources
      tables
      protection
      tag("h2") { words("statistics.releases.draft.discard") }
      buttonForm(call, to: "\(url)/discard", words("statistics.releases.draft.discard"), tone: "button danger", hidden: version)
    }
  }

  private var version: [String: String] { ["version": "\(draft.version)"] }

  /// What would help where a table cannot be protected.
  @HTMLBuilder private var proposals: [HTML] {
    if case .cannotProtect(_, let coarser)? = problem as? DisclosureProblem {
      let merges = ReleaseDraft.merges(coarser)
      if !merges.isEmpty { panel(words("statistics.releases.draft.coarser")) { for merge in merges { mergeButton(merge) } } }
    }
  }

  private func mergeButton(_ merge: CategoryMerge) -> HTML {
    tag("p") {
      buttonForm(
        call, to: "\(url)/merge",
        words("statistics.releases.draft.merge", ["names": .list(merge.codes.map { label($0, merge.breakdown) })]),
        hidden: version.merging(["breakdown": merge.breakdown.rawValue, "code": merge.codes.joined(separator: " ")]) { $1 })
    }
  }

  private func label(_ code: String, _ breakdown: Breakdown) -> String {
    let parts = code.split(separator: "+").map(String.init)
    let labels = parts.map { part in
      releases.codebook.variable(breakdown)?.codes.first { $0.code == part }?.label.best(for: words.language)?.text ?? part
    }
    return words.list(labels)
  }

  private var about: HTML {
    facts([
      (words("statistics.releases.column.period"), HTML(TableText.period(value.period, words))),
      (words("statistics.releases.column.threshold"), HTML(words.number(value.threshold))),
      (words("statistics.releases.column.asked"), HTML(words.list(value.asked.map { words.state($0) }))),
      (words("statistics.releases.field.provisional"), value.isProvisional ? HTML(words("statistics.releases.yes")) : nil),
      (
        words("statistics.releases.column.revises"),
        value.revises.map { old in
          HTML {
            link(ReleasePage.url(old.name), old.name.text, .dir("ltr"))
            " "
            typedText(old.reason)
          }
        }
      ),
    ])
  }

  // MARK: Whose figures

  private var sources: HTML {
    HTML {
      tag("h2") { words("statistics.releases.draft.sources") }
      if value.sources.isEmpty {
        tag("p") { words("statistics.releases.draft.noSources") }
      } else {
        Table(
          caption: words("statistics.releases.draft.sources"), showsCaption: false,
          columns: [
            Table.Column(words("statistics.releases.column.state")), Table.Column(words("statistics.releases.column.source")),
            Table.Column(words("statistics.releases.column.requests"), isNumber: true),
            Table.Column(words("statistics.releases.column.contradictions"), isNumber: true),
            Table.Column(words("statistics.releases.column.digest")), Table.Column(words("statistics.releases.column.action")),
          ],
          rows: value.sources.map { source in
            [
              HTML(words.state(source.reporter)), origin(source), HTML(source.requests.map { words.number($0) } ?? "–"),
              HTML(words.number(source.contradictions.values.reduce(0, +))), tag("code", .dir("ltr")) { String(source.digest.prefix(16)) },
              buttonForm(
                call, to: "\(url)/sources/remove", words("statistics.releases.draft.removeSource"),
                hidden: version.merging(["state": source.reporter.code]) { $1 }),
            ]
          }
        ).html
      }
      form(
        call, to: "\(url)/sources", submit: words("statistics.releases.draft.addSource"), tone: "button secondary", encoding: .multipart
      ) {
        hiddenField("version", "\(draft.version)")
        Field(
          "state", words("statistics.releases.field.state"), hint: words("statistics.releases.field.state.hint"), value: typed.raw("state"),
          errors: errors
        ).line(width: "short", direction: "ltr")
        Field("file", words("statistics.releases.field.file"), hint: words("statistics.releases.field.file.hint"), errors: errors).file(
          accept: ".csv,text/csv")
        Field("accept", words("statistics.releases.field.accept")).tick(typed["accept"] == "yes")
      }
      collection
    }
  }

  /// Where a State's figures come from, and which tables of the release they lack.
  private func origin(_ source: SourceFigures) -> HTML {
    let lacking = value.tables.filter { source.grids[$0.name] == nil }.map { $0.title?.best(for: words.language)?.text ?? $0.name }
    return HTML {
      SourceWords(words: words).line(.init(source))
      if !lacking.isEmpty {
        tag("p", .css("hint")) { words("statistics.releases.source.lacking", ["tables": .list(lacking)]) }
      }
    }
  }

  private var collection: HTML {
    guard !collections.isEmpty else { return tag("p", .css("hint")) { words("statistics.releases.draft.noCollection") } }
    return form(call, to: "\(url)/collection", submit: words("statistics.releases.draft.addCollection"), tone: "button secondary") {
      hiddenField("version", "\(draft.version)")
      Field(
        "collection", words("statistics.releases.field.collection"), hint: words("statistics.releases.field.collection.hint"),
        value: typed.raw("collection"), errors: errors
      ).choice(collections.map { .init($0.id.description, CollectionPath.name($0, words)) })
    }
  }

  // MARK: Its tables

  private var tables: HTML {
    HTML {
      tag("h2") { words("statistics.releases.tables") }
      tag("ul", .css("tasks")) {
        for table in value.tables {
          tag("li") {
            tag("span") { table.title?.best(for: words.language)?.text ?? table.name }
            if value.tables.count > 1 {
              buttonForm(
                call, to: "\(url)/tables/remove", words("statistics.releases.draft.removeTable"),
                hidden: version.merging(["table": table.name]) { $1 })
            }
          }
        }
      }
      if !value.merges.isEmpty {
        tag("p") { words("statistics.releases.draft.merged") }
        tag("ul") {
          for merge in value.merges { tag("li") { merge.codes.map { label($0, merge.breakdown) }.joined(separator: " + ") } }
        }
      }
    }
  }

  // MARK: What would be withheld

  @HTMLBuilder private var protection: [HTML] {
    tag("h2") { words("statistics.releases.draft.protection") }
    if let protection = value.protection {
      tag("p") {
        words(
          "statistics.releases.draft.counts",
          [
            "primaryCount": .integer(protection.primaryCount), "furtherCount": .integer(protection.complementaryCount),
            "cells": .text(words.number(protection.cellCount)),
          ])
      }
      if !protection.proposals.isEmpty {
        panel(words("statistics.releases.draft.coarser")) { for merge in protection.proposals { mergeButton(merge) } }
      }
      findings(protection)
      preview
      approval
    } else {
      tag("p") { words("statistics.releases.draft.notProtected") }
      buttonForm(call, to: "\(url)/protect", words("statistics.releases.draft.protect"), tone: "button", hidden: version)
    }
  }

  private func findings(_ protection: ProtectedDraft) -> HTML {
    guard !protection.findings.isEmpty else { return tag("p") { words("statistics.releases.draft.nothingWithheld") } }
    return HTML {
      tag("h3") { words("statistics.releases.draft.audit") }
      tag("p", .css("hint")) { words("statistics.releases.draft.auditHint") }
      Table(
        caption: words("statistics.releases.draft.audit"), showsCaption: false,
        columns: ["table", "cell", "least", "most"].map {
          Table.Column(words("statistics.releases.column.\($0)"), isNumber: $0 == "least" || $0 == "most")
        },
        rows: protection.findings.prefix(200).map { finding in
          [
            HTML(finding.table.isEmpty ? words("statistics.releases.draft.difference") : finding.table),
            tag("span", .dir("ltr")) { finding.place.joined(separator: " / ") }, HTML(words.number(finding.least)),
            HTML(finding.most.map { words.number($0) } ?? words("statistics.releases.draft.noLimit")),
          ]
        }
      ).html
    }
  }

  private var preview: HTML {
    guard let content = value.preview(codebook: releases.codebook.version) else { return .nothing }
    return HTML {
      tag("h3") { words("statistics.releases.draft.preview") }
      for table in content.tables {
        let text = TableText(table: table, release: content, codebook: releases.codebook, words: words)
        tag("details") {
          tag("summary") { text.title }
          text.html(caption: text.title)
        }
      }
    }
  }

  @HTMLBuilder private var approval: [HTML] {
    tag("h2") { words("statistics.releases.draft.approval") }
    if value.makers.contains(call.who.officer) {
      tag("p") { words("statistics.releases.draft.secondOfficer") }
    } else {
      tag("p") { words("statistics.releases.draft.approvalLead") }
      buttonForm(call, to: "\(url)/approve", words("statistics.releases.draft.approve"), tone: "button", hidden: version)
    }
  }
}
