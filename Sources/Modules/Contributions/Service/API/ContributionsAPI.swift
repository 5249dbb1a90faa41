// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web

/// What programs read: the same as the pages show to the same reader, page by page.
struct ContributionsAPI: Sendable {
  let contributions: Contributions

  private var store: ContributionsStore { contributions.store }

  /// A part of a list and where the rest stands.
  private struct Listed<Entry: Encodable & Sendable>: Encodable, Sendable {
    let entries: [Entry]
    let next: String?
  }

  private struct CallLine: Encodable, Sendable {
    let id: ID<CallForContributions>
    let title: LocalText
    let themes: [Theme]
    let meeting: String?
    let item: String?
    let questions: [LocalText]
    let opensOn: CalendarDay
    let closesOn: CalendarDay
    let stage: CallForContributions.Stage
  }

  private struct ContributionLine: Encodable, Sendable {
    let id: ID<Contribution>
    let call: ID<CallForContributions>
    let state: StateCode
    let kind: Contribution.Kind
    let language: Language
    let title: String
    let answers: [String]
    let submittedOn: CalendarDay?
    let unofficialTranslations: [String: Contribution.Translation]
  }

  private struct AssistanceLine: Encodable, Sendable {
    let id: ID<AssistanceEntry>
    let side: AssistanceEntry.Side
    let state: StateCode?
    let provider: String?
    let category: String
    let subject: String
    let language: Language
    let articles: [String]
    let priority: AssistanceEntry.Priority
    let status: AssistanceEntry.Status
  }

  private struct NeedLine: Encodable, Sendable {
    let subject: String?
    let score: Int
    let states: [StateCode]
    let counts: [String: Int]
  }

  private func query<Who>(_ call: Call<Who>, _ term: String, _ filters: [ListFilter.Filter]) -> TermQuery {
    var query = ListFilter(url: "", filters: filters).query(call.query, visible: term)
    query.limit = 200
    return query
  }

  @Sendable func calls(_ call: Call<SignedIn?>) async throws -> Answer {
    let stages = CallForContributions.Stage.allCases.map(\.rawValue)
    let page = try await store.list(
      CallForContributions.self, query(call, Term.open, [.code(name: "stage", part: "callStage", codes: stages)]))
    return .json(
      Listed(
        entries: page.things.map(\.value).map {
          CallLine(
            id: $0.id, title: $0.title, themes: $0.themes, meeting: $0.agendaItem?.meeting, item: $0.agendaItem?.number,
            questions: $0.questions, opensOn: $0.opensOn, closesOn: $0.closesOn, stage: $0.stage)
        }, next: page.next))
  }

  @Sendable func published(_ call: Call<SignedIn?>) async throws -> Answer {
    let term = call.who.listTerm == Term.open ? Term.open : Term.authorities
    let page = try await store.list(
      Contribution.self, query(call, term, [.state, .call([]), .code(name: "theme", part: "theme", codes: []), .language]))
    return .json(
      Listed(
        entries: page.things.map(\.value).map {
          ContributionLine(
            id: $0.id, call: $0.call, state: $0.state, kind: $0.kind, language: $0.language, title: $0.title, answers: $0.answers,
            submittedOn: $0.submittedOn, unofficialTranslations: $0.translations)
        }, next: page.next))
  }

  @Sendable func tools(_ call: Call<SignedIn?>) async throws -> Answer {
    let page = try await store.list(
      Tool.self, query(call, Term.open, [.code(name: "kind", part: "toolKind", codes: []), .article, .language]))
    return .json(Listed(entries: page.things.map(\.value), next: page.next))
  }

  @Sendable func laws(_ call: Call<SignedIn?>) async throws -> Answer {
    let filters: [ListFilter.Filter] = [
      .state, .code(name: "kind", part: "lawKind", codes: []), .article, .code(name: "deposited", part: "deposited", codes: []),
    ]
    let page = try await store.list(NationalLaw.self, query(call, Term.open, filters))
    return .json(Listed(entries: page.things.map(\.value), next: page.next))
  }

  @Sendable func assistance(_ call: Call<SignedIn?>) async throws -> Answer {
    let filters: [ListFilter.Filter] = [
      .code(name: "side", part: "side", codes: []), .category([]), .state, .article, .code(name: "status", part: "status", codes: []),
    ]
    let page = try await store.list(AssistanceEntry.self, query(call, call.who.listTerm, filters))
    return .json(
      Listed(
        entries: page.things.map(\.value).map {
          AssistanceLine(
            id: $0.id, side: $0.side, state: $0.state, provider: $0.provider, category: $0.category, subject: $0.subject,
            language: $0.language, articles: $0.articles, priority: $0.priority, status: $0.status)
        }, next: page.next))
  }

  @Sendable func needs(_ call: Call<SignedIn>) async throws -> Answer {
    let grouping = call.query["by"].flatMap { NeedRanking.Grouping(rawValue: $0) } ?? .category
    let needs = NeedRanking.ranked(
      try await NeedsPages(contributions: contributions).evidence(), by: grouping, with: try await store.weights().value)
    return .json(
      needs.map { need in
        NeedLine(
          subject: need.subject, score: need.score, states: need.states,
          counts: Dictionary(uniqueKeysWithValues: need.counts.map { ($0.key.rawValue, $0.value) }))
      })
  }
}
