// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// One mandate: what is asked of whom by which paragraph, what was done about it, where agendas state it and what answers it.
struct MandatePage: Sendable {
  let meetings: Meetings

  static func trail(_ words: Words) -> [Page.Crumb] {
    [.init(words("meetings.list.title"), MeetingListPage.url), .init(words("meetings.mandates.title"), MandateText.url)]
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let id = try call.parameter("mandate") { ID<Mandate>($0) }
    let register = try await meetings.store.overview().register
    let isOfficer = call.who.readsMeetings
    guard let entry = register[id], isOfficer || entry.isPublic else { throw WebProblem.notFound }
    let mandate = entry.mandate
    let stating = try await meetings.store.meetings(stating: mandate.statedUnder)
    let text = MandateText(words: call.words)
    let series = try await meetings.figures.series(of: mandate)
    let history = isOfficer ? try await meetings.store.versions(of: Mandate.self, mandate.key) : []
    return .page(
      Page(
        call.words("meetings.mandates.one", ["mark": .text(mandate.mark.text)]), trail: Self.trail(call.words),
        classification: entry.isPublic ? nil : .restricted
      ) {
        tag("p", .css("lead")) { localText(mandate.task, on: call.words.language) }
        tag("p") { text.badge(mandate) }
        facts(mandate, register, isOfficer: isOfficer, text)
        actions(mandate, register, isOfficer: isOfficer, text)
        MeasureText(words: call.words, figures: meetings.figures).section(series)
        Self.places(mandate, stating, register, text)
        if isOfficer {
          doors(mandate, call)
          Self.history(history, call)
        }
      })
  }

  private func facts(_ mandate: Mandate, _ register: MandateRegister, isOfficer: Bool, _ text: MandateText) -> HTML {
    let words = text.words
    let successor = mandate.overtakenBy.flatMap { register[$0]?.mandate }
    func named(_ id: ID<Body>?) -> HTML? { id.flatMap { register.bodies[$0] }.map { text.name($0) } }
    func fact(_ name: String, _ value: HTML?) -> FactRow { (words("meetings.mandates.column.\(name)"), value) }
    return Web.facts([
      fact("verb", HTML(text.verb(mandate.verb))), fact("addressee", named(mandate.addressee)), fact("body", named(mandate.givenBy)),
      fact("givenAt", mandate.givenAt.flatMap { register.meetings[$0] }.map { Self.meeting($0, register, words) }),
      fact("source", text.source(mandate, register.document(mandate.source))),
      fact("qualifier", mandate.qualifier.map { HTML(words("meetings.mandates.qualifier.\($0.rawValue)")) }),
      fact("condition", localText(mandate.condition, on: words.language)),
      fact("due", text.due(mandate.due, register.meetings, register.bodies).map { HTML($0) }), fact("reportTo", named(mandate.reportTo)),
      fact("overtakenBy", successor.map { link(MandateText.url($0), "\($0.mark)", .dir("ltr")) }),
      // Doubts about a translation and reasons in an officer's words are the secretariat's own.
      fact("reason", isOfficer ? mandate.statusReason.map { typedText($0) } : nil),
      fact("translationQuery", isOfficer ? mandate.translationQuery.map { typedText($0) } : nil),
    ])
  }

  static func meeting(_ meeting: some NamedMeeting, _ register: MandateRegister, _ words: Words) -> HTML {
    link("\(MeetingListPage.url)/\(meeting.mark)", MeetingText.plainName(of: meeting, body: register.bodies[meeting.body], words))
  }

  private func actions(_ mandate: Mandate, _ register: MandateRegister, isOfficer: Bool, _ text: MandateText) -> HTML {
    let words = text.words
    return HTML {
      tag("h2") { words("meetings.mandates.actions.title") }
      if mandate.actions.isEmpty {
        emptyState(words("meetings.mandates.actions.none"))
      } else {
        Table(
          caption: words("meetings.mandates.actions.title"),
          columns: ["doneOn", "what", "evidence"].map { Table.Column(words("meetings.mandates.column.\($0)")) },
          rows: mandate.actions.sorted { $0.doneOn < $1.doneOn }.map { action in
            let document = action.evidence.flatMap { register.document($0) }.flatMap { isOfficer || $0.isPublic ? $0 : nil }
            return [HTML(words.date(action.doneOn)), localText(action.what, on: words.language), text.citation(document)]
          }
        ).html
      }
    }
  }

  private static func places(_ mandate: Mandate, _ stating: [Meeting], _ register: MandateRegister, _ text: MandateText) -> HTML {
    let words = text.words
    return HTML {
      tag("h2") { words("meetings.mandates.places.title") }
      if stating.isEmpty { emptyState(words("meetings.mandates.places.none")) }
      for meeting in stating {
        tag("h3") { self.meeting(meeting, register, words) }
        tag("ul") {
          for item in meeting.items where mandate.statedUnder.contains(item.id) {
            tag("li") {
              tag("span", .dir("ltr")) { "\(item.number)." }
              " "
              localText(item.title, on: words.language)
              answers(mandate, item, meeting, text)
            }
          }
        }
      }
    }
  }

  private static func answers(_ mandate: Mandate, _ item: AgendaItem, _ meeting: Meeting, _ text: MandateText) -> HTML {
    let words = text.words
    let found = meeting.expectations.filter { $0.item == item.id && ($0.answers + $0.answersPartly).contains(mandate.id) }
    guard !found.isEmpty else {
      return mandate.createsTask ? tag("p", .css("hint")) { words("meetings.mandates.places.silent") } : .nothing
    }
    return tag("ul") {
      for expectation in found {
        tag("li") {
          words("meetings.mandates.expectation.\(expectation.kind.rawValue)")
          HTML(words.language == .zh ? "：" : ": ")
          localText(expectation.what, on: words.language)
        }
      }
    }
  }

  private func doors(_ mandate: Mandate, _ call: Call<SignedIn?>) -> HTML {
    guard call.who?.may("meetings.edit") == true else { return .nothing }
    let (words, url) = (call.words, MandateText.url(mandate))
    return tag("p", .css("actions")) {
      link("\(url)/edit", words("meetings.mandates.edit.door"), .css("button secondary"))
      link("\(url)/action", words("meetings.mandates.action.door"), .css("button secondary"))
      link("\(url)/measure", words("meetings.measure.door"), .css("button secondary"))
      if mandate.measure != nil { link("\(url)/measure/value", words("meetings.measure.valueDoor"), .css("button secondary")) }
      if mandate.createsTask { link("\(url)/status", words("meetings.mandates.move.door"), .css("button secondary")) }
    }
  }

  private static func history(_ versions: [KeptVersion], _ call: Call<SignedIn?>) -> HTML {
    let text = MandateText(words: call.words)
    return HTML {
      tag("h2") { call.words("meetings.mandates.history.title") }
      tag("ol", .css("timeline")) {
        for version in versions {
          tag("li") {
            call.words("meetings.mandates.event.\(version.event)") + " · " + call.words.dateTime(version.at, in: call.zone)
            if !version.byName.isEmpty { " · " + version.byName }
            if let mandate = try? JSONDecoder().decode(Mandate.self, from: Data(version.entry.utf8)) {
              HTML(" · ")
              text.badge(mandate)
            }
          }
        }
      }
    }
  }
}
