// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The ranking of capacity-building needs: what it rests on, how it is weighed, and what shows each line.
struct NeedsPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/needs"

  private var store: ContributionsStore { contributions.store }

  /// The module's own evidence: requests for help that are not met.
  func requests() async throws -> [NeedEvidence] {
    try await store.all(AssistanceEntry.self, [Term.code("unmet", "yes")]).map(\.value).map { entry in
      NeedEvidence(
        kind: .help, category: entry.category, articles: entry.articles, state: entry.state, count: 1,
        label: LocalText([entry.language: entry.subject]), url: "\(AssistancePages.url)/\(entry.id)")
    }
  }

  func evidence() async throws -> [NeedEvidence] {
    var all = try await requests()
    for source in contributions.links.needs { all += try await source.evidence() }
    return all
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let grouping = call.query["by"].flatMap { NeedRanking.Grouping(rawValue: $0) } ?? .category
    let weights = try await store.weights().value
    let needs = NeedRanking.ranked(try await evidence(), by: grouping, with: weights)
    let categories = try await store.categories()
    let words = call.words
    return .page(
      Page(words("contributions.needs.title"), trail: ContributionText.trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { words("contributions.needs.lead") }
        sources(words)
        tag("h2") { words("contributions.needs.weights") }
        Self.weights(weights, words)
        if call.who.may("contributions.moderate") { tag("p") { link("\(Self.url)/weights", words("contributions.needs.changeWeights")) } }
        tag("h2") { words("contributions.needs.ranking") }
        tag("p") {
          for (place, other) in NeedRanking.Grouping.allCases.enumerated() {
            if place > 0 { " · " }
            if other == grouping {
              tag("strong") { words("contributions.needs.by.\(other.rawValue)") }
            } else {
              link("\(Self.url)?by=\(other.rawValue)", words("contributions.needs.by.\(other.rawValue)"))
            }
          }
        }
        if needs.isEmpty { emptyState(words("contributions.needs.none")) } else { ranking(needs, grouping, categories, words) }
        tag("p", .css("actions")) { link("\(Self.url).csv?by=\(grouping.rawValue)", words("contributions.table.download")) }
      })
  }

  /// Which sources are connected: a ranking must say what it does not see.
  private func sources(_ words: Words) -> HTML {
    let connected = Set(contributions.links.needs.map(\.name))
    return HTML {
      tag("h2") { words("contributions.needs.sources") }
      tag("ul") {
        tag("li") {
          words("contributions.needs.source.requests")
          " "
          badge(words("contributions.needs.connected"), .ok)
        }
        for name in ContributionLinks.sourceNames {
          tag("li") {
            words("contributions.needs.source.\(name)")
            " "
            connected.contains(name)
              ? badge(words("contributions.needs.connected"), .ok) : badge(words("contributions.needs.notConnected"), .attention)
          }
        }
      }
    }
  }

  private static func weights(_ weights: NeedWeights, _ words: Words) -> HTML {
    HTML {
      facts(NeedEvidence.Kind.allCases.map { (words("contributions.evidence.\($0.rawValue)"), HTML(words.number(weights[$0]))) })
      if let reason = weights.reason, let since = weights.since {
        tag("p") {
          words("contributions.needs.since", ["day": .day(since)])
          " "
          typedText(reason)
        }
      } else {
        tag("p") { words("contributions.needs.usual") }
      }
    }
  }

  static func name(_ subject: String?, _ grouping: NeedRanking.Grouping, _ categories: [AssistanceCategory], _ words: Words) -> HTML {
    guard let subject else { return HTML(words("contributions.needs.unassigned")) }
    return grouping == .article
      ? HTML(words("contributions.needs.article", ["article": .text(subject)])) : AssistancePages.name(of: subject, categories, words)
  }

  private func ranking(
    _ needs: [RankedNeed], _ grouping: NeedRanking.Grouping, _ categories: [AssistanceCategory], _ words: Words
  ) -> HTML {
    Table(
      caption: words("contributions.needs.ranking"), showsCaption: false,
      columns: [.init(words("contributions.field.need")), .init(words("contributions.field.score"), isNumber: true)]
        + NeedEvidence.Kind.allCases.map { .init(words("contributions.evidence.\($0.rawValue)"), isNumber: true) }
        + [.init(words("contributions.field.states"), isNumber: true)],
      rows: needs.map { need in
        [
          tag("a", .href("\(Self.url)/\(grouping.rawValue)/\(need.subject ?? "none")")) {
            Self.name(need.subject, grouping, categories, words)
          },
          HTML(words.number(need.score)),
        ] + NeedEvidence.Kind.allCases.map { HTML(words.number(need.counts[$0] ?? 0)) } + [HTML(words.number(need.states.count))]
      }
    ).html
  }

  /// One line with everything that shows it, each piece with its weight and a link.
  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let grouping = try call.parameter("grouping") { NeedRanking.Grouping(rawValue: $0) }
    let subject = call.parameters["subject"] == "none" ? nil : call.parameters["subject"]
    let weights = try await store.weights().value
    let needs = NeedRanking.ranked(try await evidence(), by: grouping, with: weights)
    guard let need = needs.first(where: { $0.subject == subject }) else { throw WebProblem.notFound }
    let categories = try await store.categories()
    let words = call.words
    let name = Self.plainName(subject, grouping, categories, words)
    return .page(
      Page(name, trail: ContributionText.trail(words, .init(words("contributions.needs.title"), Self.url)), classification: .internalUse) {
        facts([
          (words("contributions.field.score"), HTML(words.number(need.score))),
          (
            words("contributions.field.states"),
            HTML(need.states.isEmpty ? "–" : words.list(words.sorted(need.states.map { words.state($0) })))
          ),
        ])
        Table(
          caption: words("contributions.needs.evidence"),
          columns: [
            .init(words("contributions.needs.evidence")), .init(words("contributions.field.kind")),
            .init(words("contributions.field.state")),
            .init(words("contributions.field.count"), isNumber: true), .init(words("contributions.field.weight"), isNumber: true),
          ],
          rows: need.evidence.map { piece in
            [
              tag("a", .href(piece.url)) { localText(piece.label, on: words.language) },
              HTML(words("contributions.evidence.\(piece.kind.rawValue)")),
              HTML(piece.state.map { words.state($0) } ?? "–"), HTML(words.number(piece.count)),
              HTML(words.number(piece.count * weights[piece.kind])),
            ]
          }
        ).html
      })
  }

  private static func plainName(
    _ subject: String?, _ grouping: NeedRanking.Grouping, _ categories: [AssistanceCategory], _ words: Words
  ) -> String {
    guard let subject else { return words("contributions.needs.unassigned") }
    if grouping == .article { return words("contributions.needs.article", ["article": .text(subject)]) }
    return categories.first { $0.mark == subject }?.name.best(for: words.language)?.text ?? subject
  }

  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let grouping = call.query["by"].flatMap { NeedRanking.Grouping(rawValue: $0) } ?? .category
    let needs = NeedRanking.ranked(try await evidence(), by: grouping, with: try await store.weights().value)
    let text = EntryTable.plain(
      [["subject", "score"] + NeedEvidence.Kind.allCases.map(\.rawValue) + ["states"]]
        + needs.map { need in
          [need.subject ?? "", "\(need.score)"] + NeedEvidence.Kind.allCases.map { "\(need.counts[$0] ?? 0)" }
            + [need.states.map(\.code).joined(separator: " ")]
        })
    return .file(Data(text.utf8), type: "text/csv; charset=utf-8", name: "needs.csv")
  }

  // MARK: Weights

  @Sendable func editWeights(_ call: Call<SignedIn>) async throws -> Answer {
    let now = try await store.weights()
    return .page(try await weightsPage(now, now.value.fields, .none, call))
  }

  @Sendable func saveWeights(_ call: Call<SignedIn>) async throws -> Answer {
    let sent = try await call.form()
    var fields = EntryFields()
    for name in NeedEvidence.Kind.allCases.map(\.rawValue) + ["reason"] { fields[name] = sent.raw(name) }
    let now = try await store.weights()
    do {
      let weights = try NeedWeights.entered(fields, on: call.today)
      guard sent["version"] == "\(now.version)" else { throw CannotContribute.otherStage }
      var change = Change()
      try change.keep(KeptWeights(weights: weights), over: now.version, as: "weightsChanged", by: call.who.maker, at: call.now)
      try await store.commit(change)
      return .redirect(to: Self.url, notice: Message("contributions.saved"))
    } catch let problem as CannotContribute {
      return .page(try await weightsPage(now, fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let error where error is StaleWrite || error is UniqueViolation {
      let problem = CannotContribute.otherStage
      return .page(
        try await weightsPage(try await store.weights(), fields, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func weightsPage(
    _ now: Versioned<NeedWeights>, _ fields: EntryFields, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let versions = try await store.versions(of: KeptWeights.self, KeptWeights.key)
    let older = try versions.map { ($0, try JSONDecoder().decode(KeptWeights.self, from: Data($0.entry.utf8)).weights) }
    return Page(
      words("contributions.needs.changeWeights"), trail: ContributionText.trail(words, .init(words("contributions.needs.title"), Self.url)),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if !errors.isEmpty { Self.weights(now.value, words) }
      form(
        call, to: "\(Self.url)/weights", submit: words("contributions.save"), errors: errors,
        cancel: (words("contributions.cancel"), Self.url)
      ) {
        hiddenField("version", "\(now.version)")
        for kind in NeedEvidence.Kind.allCases {
          Field(kind.rawValue, words("contributions.evidence.\(kind.rawValue)"), value: fields[kind.rawValue], errors: errors)
            .line(type: "number", width: "short", direction: "ltr")
        }
        Field("reason", words("contributions.field.reason"), value: fields["reason"], errors: errors).area(rows: 3)
      }
      if !older.isEmpty {
        tag("h2") { words("contributions.history") }
        for (version, weights) in older {
          tag("h3") {
            words("contributions.needs.changedBy", ["day": .day(CalendarDay(version.at, in: call.zone)), "name": .text(version.byName)])
          }
          Self.weights(weights, words)
        }
      }
    }
  }
}
