// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The parts of a meeting that an officer edits, with what the coverage check finds beside them.
struct TaskListPage: Sendable {
  let dossier: MeetingDossier
  let words: Words

  private var meeting: Meeting { dossier.meeting }
  private var names: PlaceName { PlaceName(meeting: meeting, words: words) }

  func draw(_ call: Call<SignedIn>, version: Int, errors: FormErrors = .none) -> Page {
    let findings = dossier.coverageFindings
    let list = FindingList(dossier: dossier, words: words)
    return Page(
      words("meetings.agenda.edit.title"), trail: EditMeetingPages.trail(meeting, dossier, words, isInside: false),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      tag("p", .css("lead")) { words("meetings.agenda.edit.lead") }
      tag("div", .css("columns")) {
        tag("div") { for kind in MeetingPlace.Kind.allCases { part(kind, findings, list, call) } }
        tag("aside", Attribute("aria-label", words("meetings.agenda.findings"))) {
          tag("h2") { words("meetings.agenda.findings") }
          list.html(findings, none: words("meetings.check.none"))
        }
      }
      AgendaLinks(meeting: meeting, words: words).html(call.who, inEdit: true)
    }
  }

  private func part(_ kind: MeetingPlace.Kind, _ findings: [CoverageFinding], _ list: FindingList, _ call: Call<SignedIn>) -> HTML {
    let places = meeting.places.filter { $0.kind == kind }
    let url = EditMeetingPages.url(meeting)
    return HTML {
      tag("h2") { words("meetings.agenda.part.\(kind.rawValue)") }
      if places.isEmpty { tag("p") { words("meetings.agenda.partEmpty") } }
      if !places.isEmpty {
        tag("ul", .css("tasks")) {
          for place in places {
            tag("li") {
              tag("a", .href(EditMeetingPages.url(place, of: meeting))) { names.html(place) }
              tag("span") {
                if case .expectation(let id) = place, meeting.expectations.first(where: { $0.id == id })?.isProposed == true {
                  badge(words("meetings.agenda.isProposal"), .info)
                  " "
                }
                let count = findings.count { list.concerns($0, place) }
                if count > 0 { badge(words("meetings.check.found", ["count": .integer(count)]), .attention) }
              }
              if case .item = place, !meeting.isAgendaAdopted { moves(place, call) }
            }
          }
        }
      }
      if kind != .facts {
        tag("div", .css("actions")) {
          link("\(url)/\(kind.rawValue)/new", words("meetings.agenda.add.\(kind.rawValue)"), .css("button secondary"))
          if kind == .items, !meeting.isAgendaAdopted, meeting.items.count > 1 {
            buttonForm(call, to: "\(url)/renumber", words("meetings.agenda.renumber"))
          }
        }
      }
    }
  }

  private func moves(_ place: MeetingPlace, _ call: Call<SignedIn>) -> HTML {
    guard case .item(let id) = place, let item = meeting.item(id) else { return .nothing }
    return tag("span", .css("hint")) {
      for move in ItemMove.allCases {
        buttonForm(
          call, to: "\(EditMeetingPages.url(place, of: meeting))/move",
          words("meetings.agenda.move.\(move.rawValue)", ["item": .text(item.number.description)]), hidden: ["move": move.rawValue])
        " "
      }
    }
  }
}

/// Where an officer goes from a meeting.
struct AgendaLinks: Sendable {
  let meeting: Meeting
  let words: Words

  func html(_ who: SignedIn?, inEdit: Bool = false) -> HTML {
    guard let who, who.may("meetings.read") else { return .nothing }
    let url = "\(MeetingListPage.url)/\(meeting.mark)"
    return tag("p", .css("actions")) {
      if who.may("meetings.edit"), !inEdit { link("\(url)/edit", words("meetings.agenda.edit.title"), .css("button secondary")) }
      if !meeting.isAgendaAdopted, who.may("meetings.service") {
        link("\(url)/adopt", words("meetings.agenda.adopt.title"), .css("button secondary"))
      }
      if who.may("meetings.edit"), meeting.standing == .planned || meeting.approval == nil {
        link("\(url)/approve", words("meetings.agenda.approve.title"), .css("button secondary"))
      }
      link("\(url)/check", words("meetings.agenda.findings"), .css("button secondary"))
      link("\(url)/history", words("meetings.agenda.history.title"), .css("button secondary"))
    }
  }
}
