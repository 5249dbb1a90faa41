// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import ContributionsService
import DirectoryService
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import MeetingsService
import ReviewsRules
import ReviewsService
import StatisticsService
import Storage

/// What a secretariat's node has beside its meetings, and what the modules tell each other there.
extension Node {
  /// The results of reviews, with what the directory and the meetings say beside them; published figures are told by no module yet.
  static func reviewing(
    _ configuration: NodeConfiguration, _ database: any Database, _ directory: DirectoryStore, _ catalogue: Catalogue,
    _ meetings: Meetings, now: @escaping @Sendable () -> Date
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
  /// Evidence of needs from reviews and from releases of statistics is given here, as `needs`, once a module has it.
  static func contributing(
    _ configuration: NodeConfiguration, _ database: any Database, _ catalogue: Catalogue, _ directory: DirectoryStore, _ files: NodeFiles,
    meetings: Meetings
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
        }))
  }
}
