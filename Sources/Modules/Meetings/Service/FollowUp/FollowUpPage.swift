// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// What a meeting was asked, what was announced and done about it, what shows it: for the secretariat.
struct FollowUpPage: Sendable {
  let meetings: Meetings

  static func url(_ meeting: Meeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)/follow-up" }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let dossier = try await ProgressNotePages.load(call, meetings)
    let lines = dossier.followUp
    let words = call.words
    return .page(
      Page(
        words("meetings.mandates.followUp.title"), trail: ProgressNotePages.trail(dossier, words), classification: .internalUse
      ) {
        tag("p", .css("lead")) { words("meetings.mandates.followUp.lead") }
        if lines.isEmpty {
          emptyState(words("meetings.mandates.followUp.none"))
        } else {
          Self.counts(lines, words)
          Self.table(lines, dossier, words)
        }
        tag("p", .css("actions")) {
          link(ProgressNotePages.url(dossier.meeting), words("meetings.mandates.note.title"), .css("button secondary"))
          if call.who.may("meetings.edit") {
            link(
              "\(MeetingListPage.url)/\(dossier.meeting.mark)/draft-next", words("meetings.mandates.draft.door"), .css("button secondary"))
          }
        }
      })
  }

  private static func counts(_ lines: [FollowUpLine], _ words: Words) -> HTML {
    let text = MandateText(words: words)
    return facts(
      Mandate.Status.allCases.map { status in
        let count = lines.count { $0.mandate.createsTask && $0.mandate.status == status }
        return (text.status(status), count == 0 ? nil : HTML(words.number(count)))
      })
  }

  private static func table(_ lines: [FollowUpLine], _ dossier: MeetingDossier, _ words: Words) -> HTML {
    let (text, note) = (MandateText(words: words), ProgressNote(dossier: dossier, words: words))
    return Table(
      caption: words("meetings.mandates.followUp.title"), showsCaption: false,
      columns: ["asked", "items", "announced", "done", "shown", "status"].map {
        Table.Column(words("meetings.mandates.followUp.\($0)"))
      },
      rows: lines.map { line in
        [
          HTML {
            link(MandateText.url(line.mandate), line.mandate.mark.text, .dir("ltr"))
            " "
            localText(line.mandate.task, on: words.language)
          },
          line.items.isEmpty ? HTML("–") : tag("bdi") { words.list(line.items.map(\.number.description)) },
          announced(line, words), ProgressNotePages.done(line, note),
          line.evidence.isEmpty ? HTML("–") : HTML(line.evidence.map { document in tag("p") { text.citation(document) } }),
          text.badge(line.mandate),
        ]
      }
    ).html
  }

  private static func announced(_ line: FollowUpLine, _ words: Words) -> HTML {
    guard !line.expectations.isEmpty else {
      return line.mandate.isLiving ? badge(words("meetings.mandates.followUp.silent"), .attention) : HTML("–")
    }
    return HTML(line.expectations.map { expectation in tag("p") { localText(expectation.what, on: words.language) } })
  }
}

/// What an officer finds on the start page: mandates that are due, and those of which nobody has said anything.
struct MandatesHome: Sendable {
  let meetings: Meetings

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let register = try await meetings.store.overview().register
    let living = register.entries.lazy.map(\.mandate).filter(\.isLiving)
    guard !living.isEmpty else { return .nothing }
    let lastDays = register.lastDays
    let due = living.count { $0.isDue(on: call.today, lastDays: lastDays) }
    let silent = living.count { $0.status == .noIndication }
    let open = try await meetings.store.proposals().count { $0.value.proposedBy.id != call.who.officer }
    guard due + silent + open > 0 else { return .nothing }
    return panel(call.words("meetings.mandates.title"), .attention) {
      if due > 0 { tag("p") { link("\(MandateText.url)?due=yes", call.words("meetings.mandates.home.due", ["count": .integer(due)])) } }
      if silent > 0 {
        tag("p") {
          link("\(MandateText.url)?status=noIndication", call.words("meetings.mandates.home.silent", ["count": .integer(silent)]))
        }
      }
      if open > 0 { tag("p") { link(HousekeepingPages.url, call.words("meetings.mandates.home.proposals", ["count": .integer(open)])) } }
    }
  }
}
