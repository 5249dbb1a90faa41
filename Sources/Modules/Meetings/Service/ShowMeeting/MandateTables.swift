// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// Mandates on public pages: what is to be done, who gave it to whom, how far it is.
///
/// What is doubtful in a translation is for officers alone; a source of restricted distribution is not named.
struct MandateTables {
  let dossier: MeetingDossier
  let words: Words
  let forOfficer: Bool

  /// The mandates stated for the meeting, those that still live first.
  var byStatus: HTML {
    let items = Set(dossier.meeting.items.map(\.id))
    let stated = dossier.mandates.filter { $0.statedUnder.contains(where: items.contains) }
    return HTML {
      tag("h2") { words("meetings.show.mandates") }
      if stated.isEmpty { emptyState(words("meetings.show.noMandates")) }
      for status in Mandate.Status.allCases {
        let mandates = stated.filter { $0.createsTask && $0.status == status }
        if !mandates.isEmpty { table(mandates, caption: count(words("meetings.show.status.\(status.rawValue)"), mandates.count)) }
      }
      let others = stated.filter { !$0.createsTask }
      if !others.isEmpty { table(others, caption: count(words("meetings.show.status.none"), others.count)) }
    }
  }

  private func count(_ status: String, _ count: Int) -> String {
    words("meetings.show.statusCount", ["status": .text(status), "count": .integer(count)])
  }

  /// The mandates behind one item, each with its status.
  func table(_ mandates: [Mandate], caption: String, withStatus: Bool = false) -> HTML {
    let last = withStatus ? "status" : "item"
    return Table(
      caption: caption, columns: ["task", "source", "addressee", last].map { Table.Column(words("meetings.column.\($0)")) },
      rows: mandates.map { mandate in
        [
          task(mandate), source(mandate), dossier.body(mandate.addressee).map { localText($0.name, on: words.language) } ?? HTML("–"),
          withStatus ? HTML(words("meetings.show.status.\(mandate.createsTask ? mandate.status.rawValue : "none")")) : items(mandate),
        ]
      }
    ).html
  }

  private func task(_ mandate: Mandate) -> HTML {
    HTML {
      tag("span", .css("badge")) { words("meetings.show.verb.\(mandate.verb.rawValue)") }
      " "
      localText(mandate.task, on: words.language)
      for note in notes(of: mandate) { tag("span", .css("hint note")) { note } }
      if forOfficer, let query = mandate.translationQuery {
        tag("span", .css("hint note")) {
          words("meetings.show.query") + " "
          tag("span", .dir("auto")) { query }
        }
      }
    }
  }

  private func notes(of mandate: Mandate) -> [HTML] {
    var notes: [HTML] = []
    if let qualifier = mandate.qualifier { notes.append(HTML(words("meetings.show.qualifier.\(qualifier.rawValue)"))) }
    if !mandate.condition.texts.isEmpty { notes.append(localText(mandate.condition, on: words.language)) }
    switch mandate.due {
    case .day(let day): notes.append(HTML(words("meetings.show.due", ["when": .day(day)])))
    case .meeting(let id):
      if let meeting = dossier.meeting(id) {
        let days = MeetingText.days(meeting.days, words)
        notes.append(HTML(words("meetings.show.dueMeeting", ["when": .text(days)])))
      }
    case nil: break
    }
    return notes
  }

  private func source(_ mandate: Mandate) -> HTML {
    guard let document = dossier.document(mandate.source), document.isPublic else { return HTML("–") }
    return HTML {
      if let symbol = document.symbol { MeetingText.symbol(symbol) } else { localText(document.title, on: words.language) }
      if let paragraph = mandate.paragraph {
        HTML(" " + words("meetings.show.paragraph", ["paragraph": .text(paragraph)]))
      }
    }
  }

  private func items(_ mandate: Mandate) -> HTML {
    let numbers = dossier.meeting.items.filter { mandate.statedUnder.contains($0.id) }.map { $0.number.printed(in: words.language) }
    return HTML(numbers.isEmpty ? "–" : words.list(numbers))
  }
}
