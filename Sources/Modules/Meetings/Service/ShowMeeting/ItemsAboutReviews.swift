// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Localisation
import MeetingsRules

/// An agenda item as pages of other modules link to it.
public struct LinkedItem: Sendable, Hashable {
  /// The meeting's name.
  public let meeting: String
  /// The item's number and title.
  public let item: String
  /// The item's page.
  public let url: String
}

extension Meetings {
  /// The items under which results of reviews are taken up, of the meeting that is next or, when none is to come, of the last one.
  ///
  /// Items on country reviews where the agenda has any, else those on mutual legal assistance and extradition, which reviews of chapter IV
  /// are about.
  public func itemsAboutReviews(on day: CalendarDay, in words: Words) async throws -> [LinkedItem] {
    let meetings = try await store.overview().meetings.filter { $0.standing != .cancelled && !$0.items.isEmpty }
    guard let next = meetings.first(where: { $0.lastDay >= day }) ?? meetings.last, let dossier = try await store.dossier(next.id),
      AgendaPage.isPublic(dossier)
    else { return [] }
    let items = dossier.meeting.items
    let own = items.filter { $0.topics.contains(.countryReviews) }
    let about = own.isEmpty ? items.filter { $0.topics.contains(.mutualLegalAssistance) || $0.topics.contains(.extradition) } : own
    let name = MeetingText.plainName(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words)
    return about.map { item in
      LinkedItem(
        meeting: name, item: "\(item.number). \(item.title.best(for: words.language)?.text ?? "")",
        url: ItemPage.url(of: item, in: dossier.meeting))
    }
  }
}
