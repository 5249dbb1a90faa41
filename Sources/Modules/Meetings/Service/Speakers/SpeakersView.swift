// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// A list of speakers drawn: for everybody, for a delegate, or for officers with what they can do.
struct SpeakersView: Sendable {
  let list: SpeakersList
  let delegations: [ID<Delegation>: Delegation]
  let words: Words
  let now: Date

  init(_ list: SpeakersList, _ delegations: [Delegation], _ words: Words, at now: Date) {
    self.list = list
    self.delegations = Dictionary(uniqueKeysWithValues: delegations.map { ($0.id, $0) })
    self.words = words
    self.now = now
  }

  func name(_ request: FloorRequest) -> HTML { SessionText.name(delegations[request.delegation], words) }

  /// "open", in colour.
  static func standing(_ list: SpeakersList, _ words: Words) -> HTML {
    badge(
      words("meetings.session.list.\(list.standing.rawValue)"),
      list.standing == .open ? .ok : list.standing == .closed ? .attention : .plain)
  }

  /// Who has the floor, what for, and how long still.
  func present(_ actions: (FloorRequest) -> HTML = { _ in .nothing }) -> HTML {
    guard let request = list.speaking else { return tag("p") { words("meetings.session.nobodySpeaks") } }
    return panel(words("meetings.session.speaking"), .info) {
      tag("p", .css("lead")) { name(request) }
      tag("p") { SessionText.kind(request, words) }
      tag("p") {
        words("meetings.session.used", ["time": .text(SessionText.duration(request.spoken(at: now), words))])
        if let left = list.remaining(of: request, at: now) {
          " "
          SessionText.remaining(left, words)
        }
      }
      actions(request)
    }
  }

  /// Those who wait, in their order.
  func waiting(_ actions: ((FloorRequest) -> HTML)? = nil) -> HTML {
    guard !list.waiting.isEmpty else { return tag("p") { words("meetings.session.nobodyWaits") } }
    var columns = [
      Table.Column(words("meetings.session.column.delegation")), .init(words("meetings.session.column.place"), isNumber: true),
      .init(words("meetings.session.column.purpose")),
    ]
    if actions != nil { columns.append(.init(words("meetings.session.column.acts"))) }
    return Table(
      caption: words("meetings.session.waiting"), columns: columns,
      rows: list.waiting.enumerated().map { place, request in
        [name(request), HTML(words.number(place + 1)), purpose(request)] + (actions.map { [$0(request)] } ?? [])
      }
    ).html
  }

  private func purpose(_ request: FloorRequest) -> HTML {
    HTML {
      SessionText.kind(request, words)
      if request.isInterrupted {
        " "
        badge(words("meetings.session.interrupted"), .attention)
      }
    }
  }

  /// Those who have spoken, with their times and the time of all.
  func spoken() -> HTML {
    let finished = list.requests.filter { $0.stage == .finished }
    guard !finished.isEmpty else { return .nothing }
    return HTML {
      Table(
        caption: words("meetings.session.finished"),
        columns: [
          .init(words("meetings.session.column.delegation")), .init(words("meetings.session.column.purpose")),
          .init(words("meetings.session.column.used"), isNumber: true),
        ],
        rows: finished.map { [name($0), SessionText.kind($0, words), HTML(SessionText.duration($0.spoken(at: now), words))] }
      ).html
      tag("p") { words("meetings.session.total", ["time": .text(SessionText.duration(list.spoken(at: now), words))]) }
    }
  }
}

/// The lists of speakers of a meeting for everybody; the page loads itself anew, without script, unless the reader stops it.
struct PublicSpeakersPage: Sendable {
  let meetings: Meetings

  /// Seconds after which the page is loaded again.
  private static let interval = 20

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let lists = try await meetings.store.speakersLists(of: here.meeting.id)
    let delegations = try await meetings.store.delegations(of: here.meeting.id)
    let words = call.words
    // A page that moves by itself must be asked for: nobody who reads slowly is interrupted.
    let stands = call.query["live"] == nil
    let maySee = call.who?.may("meetings.read") ?? false
    // The item under which somebody speaks comes first.
    let shown = here.meeting.items.filter { lists[$0.id].map { $0.standing != .notOpened } ?? false }
      .sorted { (lists[$0.id]?.speaking == nil ? 1 : 0, $0.number) < (lists[$1.id]?.speaking == nil ? 1 : 0, $1.number) }
    var page = Page(words("meetings.session.speakers"), trail: here.trail(words)) {
      tag("p", .css("hint")) {
        words(stands ? "meetings.session.still" : "meetings.session.refreshes")
        " "
        link(
          "\(here.base)/speakers\(stands ? "?live=yes" : "")", words(stands ? "meetings.session.refresh" : "meetings.session.stop"))
      }
      if shown.isEmpty { emptyState(words("meetings.session.noList")) }
      for item in shown {
        if let list = lists[item.id] {
          let view = SpeakersView(list, delegations, words, at: call.now)
          tag("h2") { SessionText.item(item, words) }
          tag("p") { SpeakersView.standing(list, words) }
          view.present()
          view.waiting()
        }
      }
      if maySee { officers(here, lists, words) }
    }
    page.refreshesAfter = stands ? nil : Self.interval
    return .page(page)
  }

  private func officers(_ here: SessionCall, _ lists: [ID<AgendaItem>: SpeakersList], _ words: Words) -> HTML {
    HTML {
      tag("h2") { words("meetings.session.lists") }
      tag("ul") {
        for item in here.meeting.items {
          tag("li") {
            tag("a", .href("\(here.base)/items/\(item.id)/speakers")) { SessionText.item(item, words) }
            " "
            if let list = lists[item.id] { SpeakersView.standing(list, words) }
          }
        }
      }
    }
  }
}
