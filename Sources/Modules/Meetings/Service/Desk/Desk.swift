// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// A delegate's place at a meeting: the meeting and the delegation for which the account speaks.
struct DeskPlace: Sendable {
  let here: SessionCall
  let delegation: Delegation

  var url: String { "\(DeskPages.url)/\(here.meeting.mark)" }

  /// - Throws: `WebProblem.notFound` when the account speaks for nobody at the meeting.
  init(_ meetings: Meetings, _ call: Call<SignedIn>) async throws {
    here = try await SessionCall(meetings, call)
    let meeting = here.meeting.id
    guard
      let account = try await meetings.store.delegateAccounts(ofOfficer: call.who.officer).first(where: { $0.meeting == meeting }),
      let delegation = try await meetings.store.thing(Delegation.self, account.delegation.description)?.value
    else { throw WebProblem.notFound }
    self.delegation = delegation
  }
}

extension Meeting {
  /// The session that is going on at an instant.
  func band(at instant: Date) -> SessionBand? {
    bands.first { $0.from.instant(on: $0.day, in: timeZone) <= instant && instant < $0.to.instant(on: $0.day, in: timeZone) }
  }

  /// The next session after an instant.
  func nextBand(after instant: Date) -> SessionBand? {
    bands.filter { $0.from.instant(on: $0.day, in: timeZone) > instant }
      .min { $0.from.instant(on: $0.day, in: timeZone) < $1.from.instant(on: $1.day, in: timeZone) }
  }
}

/// The desk of a delegation.
struct DeskPages: Sendable {
  let meetings: Meetings

  static let url = "/desk"

  /// The meetings of an account, the one that goes on or comes next first.
  func places(_ call: Call<SignedIn>) async throws -> [Meeting] {
    let ids = try await meetings.store.delegateAccounts(ofOfficer: call.who.officer).map(\.meeting.description)
    let found = try await meetings.store.things(Meeting.self, ids).map(\.value)
    let coming = found.filter { ($0.days.max() ?? .latest) >= call.today }.sorted {
      ($0.days.min() ?? .latest) < ($1.days.min() ?? .latest)
    }
    let past = found.filter { ($0.days.max() ?? .latest) < call.today }.sorted { ($0.days.min() ?? .latest) > ($1.days.min() ?? .latest) }
    return coming + past
  }

  @Sendable func start(_ call: Call<SignedIn>) async throws -> Answer {
    if let first = try await places(call).first { return .redirect(to: "\(Self.url)/\(first.mark)") }
    let words = call.words
    return .page(
      Page(words("meetings.session.desk"), classification: .internalUse) { emptyState(words("meetings.session.noPlace")) })
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let place = try await DeskPlace(meetings, call)
    let others = try await places(call).filter { $0.id != place.here.meeting.id }
    let lists = try await meetings.store.speakersLists(of: place.here.meeting.id)
    let words = call.words
    let meeting = place.here.meeting
    return .page(
      Page(
        words("meetings.session.deskOf", ["delegation": .text(SessionText.plainName(place.delegation, words))]),
        trail: place.here.trail(words), classification: .internalUse
      ) {
        Self.time(meeting, at: call.now, words)
        Self.items(place, lists, words)
        Self.documents(place.here.dossier, words)
        tag("p") {
          link("\(place.here.base)/participants", words("meetings.session.participants"))
          " · "
          link("\(place.here.base)/speakers", words("meetings.session.speakers"))
          " · "
          link("\(place.here.base)/statements", words("meetings.session.statements"))
        }
        if !others.isEmpty {
          tag("h2") { words("meetings.session.otherMeetings") }
          tag("ul") {
            for other in others {
              tag("li") {
                tag("a", .href("\(Self.url)/\(other.mark)")) {
                  MeetingText.name(of: other, body: place.here.dossier.body(other.body), words)
                }
              }
            }
          }
        }
      })
  }

  /// Which session goes on and which comes next.
  static func time(_ meeting: Meeting, at instant: Date, _ words: Words) -> HTML {
    let (now, next) = (meeting.band(at: instant), meeting.nextBand(after: instant))
    guard now != nil || next != nil else { return tag("p") { words("meetings.session.ended") } }
    return Web.facts([
      (words("meetings.session.goingOn"), now.map { HTML(SessionText.time($0, meeting, words)) }),
      (words("meetings.session.next"), next.map { HTML(SessionText.time($0, meeting, words)) }),
    ])
  }

  private static func items(_ place: DeskPlace, _ lists: [ID<AgendaItem>: SpeakersList], _ words: Words) -> HTML {
    Table(
      caption: words("meetings.session.items"),
      columns: ["item", "list", "place"].map { .init(words($0 == "item" ? "meetings.column.item" : "meetings.session.column.\($0)")) },
      rows: place.here.meeting.items.map { item in
        let list = lists[item.id]
        return [
          tag("a", .href("\(place.url)/items/\(item.id)")) { SessionText.item(item, words) },
          list.map { SpeakersView.standing($0, words) } ?? HTML(words("meetings.session.list.notOpened")),
          HTML {
            if list?.speaking?.delegation == place.delegation.id {
              badge(words("meetings.session.youSpeak"), .ok)
            } else if let number = list?.place(of: place.delegation.id) {
              words.number(number)
            } else {
              "–"
            }
          },
        ]
      }
    ).html
  }

  /// The documents, with a link to the reader's language version.
  private static func documents(_ dossier: MeetingDossier, _ words: Words) -> HTML {
    let listed = dossier.documents.filter { document in
      document.isPublic && (document.meeting == dossier.meeting.id || !dossier.items(listing: document.id).isEmpty)
    }
    guard !listed.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.documents.title") }
      tag("ul") {
        for document in listed {
          tag("li") {
            if let symbol = document.symbol {
              tag(
                "a",
                .href(
                  "https://documents.un.org/api/symbol/access\(FormData([("s", symbol), ("l", words.language.rawValue), ("t", "pdf")]).query)"
                ),
                Attribute("rel", "noreferrer")
              ) { MeetingText.symbol(symbol) }
              " · "
            }
            localText(document.title, on: words.language)
          }
        }
      }
    }
  }
}
