// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Web

/// The records of one kind over all cases that an officer may see, whatever stage they have come to.
struct TrackLists: Sendable {
  let casework: Casework
  let kind: CaseRecordKind

  static let pageLength = 50

  private var url: String {
    switch kind {
    case .material: "/cases/material"
    case .consentToUse: "/cases/uses"
    default: "/cases/undertakings"
    }
  }
  private var words: String { "casework.list.\(kind.rawValue)" }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let said = call.words
    let isOpen = call.query["show"] == "waiting"
    let state = call.query["state"].flatMap { StateCode($0) }
    let after = call.query["after"].flatMap { ID<Self>($0) }.map(\.description)
    let found = try await casework.store.listed(
      kind, isOpen: isOpen, state: state, after: after, for: call.who.reader, limit: Self.pageLength + 1)
    let shown = Array(found.prefix(Self.pageLength))
    let today = CalendarDay(call.now, in: casework.zone)
    return .page(
      Page(said("\(words).title"), trail: [.init(said("casework.register.title"), "/cases")], classification: .restricted) {
        tag("p", .css("lead")) { said("\(words).lead") }
        filters(isOpen, state, said)
        if shown.isEmpty {
          emptyState(said("\(words).none"))
        } else {
          table(shown, said, today)
        }
        if found.count > Self.pageLength, let last = shown.last {
          let form = FormData(
            [("show", isOpen ? "waiting" : ""), ("state", state?.code ?? ""), ("after", last.track.id)].filter { !$0.1.isEmpty })
          tag("p", .css("actions")) { link(url + form.query, said("casework.register.following")) }
        }
      })
  }

  private func filters(_ isOpen: Bool, _ state: StateCode?, _ said: Words) -> HTML {
    filterForm(url, submit: said("casework.register.filter")) {
      Field("show", said("casework.register.shown"), value: isOpen ? "waiting" : "").choice(
        [.init("waiting", said("\(words).waiting"))], none: said("\(words).all"))
      Field("state", said("casework.register.state"), value: state?.code ?? "").choice(
        said.sorted(StateNames.shared.states) { said.state($0) }.map { .init($0.code, said.state($0)) }, none: said("casework.any"))
    }
  }

  private func table(_ shown: [ListedTrack], _ said: Words, _ today: CalendarDay) -> HTML {
    Table(
      caption: said("\(words).title"), showsCaption: false,
      columns: ["request", "state", "record", "waits"].map { Table.Column(said("casework.column.\($0)")) },
      rows: shown.map { listed in
        let view = TrackView(track: listed.track, words: said, today: today)
        return [
          HTML {
            listed.request.link(said, to: "#tracks")
            StageWords(words: said).badge(listed.request.request)
          },
          HTML(said.state(listed.request.request.otherState)),
          listed.request.told(view.facts),
          view.waiting,
        ]
      }
    ).html
  }
}
