// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import ContributionsService
import DirectoryRules
import DirectoryService
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import MeetingsRules
import MeetingsService
import ReviewsRules
import ReviewsService
import StatisticsRules
import StatisticsService
import Storage

/// What a secretariat's node has beside its meetings, and what the modules tell each other there.
extension Node {
  /// The results of reviews, with what the directory, the meetings and released figures say beside them.
  static func reviewing(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore, _ catalogue: Catalogue,
    _ meetings: Meetings, _ releases: Releases?, now: @escaping @Sendable () -> Date
  ) -> Reviews {
    let today: @Sendable () -> CalendarDay = { [zone = configuration.zone] in CalendarDay(now(), in: zone) }
    return Reviews(
      database: database, worker: DocumentWorker(python: configuration.python), words: { catalogue.words($0) },
      around: ReviewSurroundings(
        requirements: { provision, words in
          try await directory.stances(on: provision, day: today(), in: words).map {
            RequirementLink(state: $0.state, label: $0.label, value: $0.value, url: $0.url)
          }
        },
        figures: { provision, words in
          try await releases?.figures(about: provision, in: words).map { FigureLink(label: $0.label, value: $0.value, url: $0.url) } ?? []
        },
        agenda: { words in
          try await meetings.itemsAboutReviews(on: today(), in: words).map {
            AgendaLink(meeting: $0.meeting, item: $0.item, url: $0.url)
          }
        }))
  }

  /// The releases of statistics, whose note learns from the meetings to what it belongs.
  static func releasing(
    _ configuration: NodeConfiguration, _ database: any Database, _ catalogue: Catalogue, _ meetings: Meetings,
    now: @escaping @Sendable () -> Date
  ) throws -> Releases {
    try Releases(
      database: database, worker: DocumentWorker(python: configuration.python), words: { catalogue.words($0) },
      meeting: { language in
        let day = CalendarDay(now(), in: configuration.zone)
        guard let occasion = try await meetings.statisticalOccasion(on: day, in: language) else { return nil }
        func linked(_ thing: (words: OfficialPaper.Piece, url: String)) -> NoteOccasion.Linked { .init(thing.words, url: thing.url) }
        return NoteOccasion(
          masthead: occasion.masthead, runningHead: occasion.runningHead, meeting: linked(occasion.meeting),
          item: occasion.item.map(linked), mandates: occasion.mandates.map(linked))
      })
  }

  /// The contributions that a secretariat calls for; delegates' States and agendas come from its meetings, the States parties from the directory.
  ///
  /// Evidence of needs comes from what reviews have found and from released reasons of refusal and delay.
  static func contributing(
    _ configuration: NodeConfiguration, _ database: any Database, _ catalogue: Catalogue, _ directory: DirectoryStore, _ files: NodeFiles,
    meetings: Meetings, reviews: Reviews?, releases: Releases?
  ) -> Contributions {
    Contributions(
      database: database, worker: DocumentWorker(python: configuration.python), words: { catalogue.words($0) },
      files: files.store(.contributions), secretariat: configuration.name, publicAddress: configuration.publicAddress.absoluteString,
      links: ContributionLinks(
        statesOf: { try await meetings.states(spokenForBy: $0) },
        agenda: {
          try await meetings.latest(12).flatMap { meeting in
            meeting.items.map { item in
              AgendaReference(
                item: item.id.description, meeting: meeting.mark.text, number: item.number.description, title: item.title,
                url: "/meetings/\(meeting.mark)/items/\(item.number)")
            }
          }
        },
        parties: { day in
          let participation = try await directory.snapshot().participation
          return participation.states.keys.filter { participation.inForce(for: $0, on: day) != nil }.sorted()
        }, needs: needs(catalogue, reviews, releases)))
  }

  private static func needs(_ catalogue: Catalogue, _ reviews: Reviews?, _ releases: Releases?) -> [ContributionLinks.NeedSource] {
    let found = reviews.map { reviews in
      ContributionLinks.NeedSource(name: "findings") {
        try await reviews.needs().map { need in
          NeedEvidence(
            kind: need.isTold ? .finding : .challenge, category: need.category.map(mark(of:)),
            articles: need.article.map { [$0.description] } ?? [],
            state: need.state, count: 1, label: need.label, url: need.url)
        }
      }
    }
    let counted = releases.map { releases in
      ContributionLinks.NeedSource(name: "refusals") { try await evidence(of: releases, catalogue) }
    }
    return [found, counted].compactMap(\.self)
  }

  /// The newest release's numbers by reason; a number that is withheld is no evidence, since nobody may know it.
  private static func evidence(of releases: Releases, _ catalogue: Catalogue) async throws -> [NeedEvidence] {
    var labels: [LinkedFigure.Place: LocalText] = [:]
    var figures: [LinkedFigure] = []
    for language in Language.allCases {
      figures = try await releases.figures(by: [.ground, .delay], of: 1, in: catalogue.words(language))
      for figure in figures { labels[figure.place, default: LocalText()][language] = figure.label }
    }
    // Numbers, codes and sources are the same in every language: those of the last one serve.
    return figures.compactMap { figure in
      guard let count = figure.count, count > 0, let category = ReasonOfNeed.category(against: figure.code) else { return nil }
      var articles: [String] = []
      if case .provision(let provision) = figure.source { articles = [provision.place] }
      return NeedEvidence(
        kind: figure.breakdown == .ground ? .refusal : .delay, category: category, articles: articles, state: nil, count: count,
        label: labels[figure.place] ?? LocalText(), url: figure.url)
    }
  }

  /// The mark of a category of assistance in the list that contributions keep.
  private static func mark(of category: AssistanceNeed.Category) -> String {
    switch category {
    case .goodPractices: "good-practices"
    case .legalAdvice: "legal-advice"
    case .modelLegislation: "model-legislation"
    case .onSiteExpert: "on-site-expert"
    case .capacityBuilding: "training"
    case .actionPlan: "action-plan"
    case .institutionBuilding: "institution-building"
    case .policyMaking: "policy-making"
    case .research: "research"
    case .technology: "information-technology"
    case .other: "other"
    }
  }
}
