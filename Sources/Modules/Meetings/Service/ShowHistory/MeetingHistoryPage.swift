// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Every version of a meeting: when, by whom, and what changed.
struct MeetingHistoryPage: Sendable {
  let pages: EditMeetingPages

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (meeting, dossier) = try await pages.loaded(call)
    let words = call.words
    let versions = try await pages.meetings.store.versions(of: Meeting.self, meeting.value.key)
    let choices = try await pages.choices(dossier)
    let read = try versions.map { (version: $0, meeting: try JSONDecoder().decode(Meeting.self, from: Data($0.entry.utf8))) }
    return .page(
      Page(
        words("meetings.agenda.history.title"), trail: EditMeetingPages.trail(meeting.value, dossier, words, isInside: false),
        classification: .internalUse
      ) {
        AgendaDecisionList(meeting: meeting.value, words: words).html
        tag("ol", .css("timeline"), Attribute("reversed", "reversed")) {
          for (index, entry) in read.enumerated() {
            tag("li") {
              tag("strong") { heading(entry.version, call) }
              if index + 1 < read.count {
                MeetingChanges(before: read[index + 1].meeting, after: entry.meeting, choices: choices, words: words).html
              }
            }
          }
        }
      })
  }

  private func heading(_ version: KeptVersion, _ call: Call<SignedIn>) -> String {
    let words = call.words
    let act = words.contains("meetings.agenda.act.\(version.event)") ? words("meetings.agenda.act.\(version.event)") : version.event
    let arguments: [String: MessageArgument] = [
      "number": .integer(version.number), "act": .text(act), "time": .text(words.dateTime(version.at, in: call.zone)),
      "name": .text(version.byName),
    ]
    return words(version.byName.isEmpty ? "meetings.agenda.history.entryConsole" : "meetings.agenda.history.entry", arguments)
  }
}

/// What differs between two versions of a meeting, field by field.
struct MeetingChanges: Sendable {
  let before: Meeting
  let after: Meeting
  let choices: MeetingChoices
  let words: Words

  var html: HTML {
    let places = after.places + before.places.filter { !after.has($0) }
    let changed = places.filter { before.fields(of: $0) != after.fields(of: $0) }
    guard !changed.isEmpty else { return .nothing }
    return tag("ul") {
      for place in changed {
        tag("li") {
          let owner = after.has(place) ? after : before
          PlaceName(meeting: owner, words: words).html(place)
          fields(place)
        }
      }
    }
  }

  private func fields(_ place: MeetingPlace) -> HTML {
    guard let old = before.fields(of: place) else { return HTML(" – " + words("meetings.agenda.history.added")) }
    guard let new = after.fields(of: place) else { return HTML(" – " + words("meetings.agenda.history.removed")) }
    let names = Set(old.values.keys).union(new.values.keys).filter { old[$0] != new[$0] }.sorted()
    let (oldForm, newForm) = (form(before, old), form(after, new))
    return facts(
      names.map { name in
        (
          label(name),
          HTML {
            tag("del") { oldForm.shown(old[name], of: name) }
            " "
            tag("ins") { newForm.shown(new[name], of: name) }
          }
        )
      })
  }

  private func form(_ meeting: Meeting, _ fields: PlaceFields) -> PlaceForm {
    PlaceForm(meeting: meeting, choices: choices, words: words, fields: fields)
  }

  /// The label of a field by its name: `title.en`, `speaker.0.name`, `minutes.<item>`.
  private func label(_ name: String) -> String {
    let parts = name.split(separator: ".").map(String.init)
    if parts.count == 2, Language(rawValue: parts[1]) != nil {
      return words(
        "meetings.agenda.inLanguage",
        ["field": .text(words("meetings.agenda.field.\(parts[0])")), "language": .text(words("meetings.language.\(parts[1])"))])
    }
    switch parts[0] {
    case "minutes":
      let number = (after.items + before.items).first { $0.id.description == parts.last }?.number.description ?? ""
      return words("meetings.agenda.field.minutes", ["item": .text(number)])
    case "speaker":
      let row = parts.count > 1 ? (Int(parts[1]) ?? 0) + 1 : 1
      return words("meetings.agenda.field.speaker", ["number": .integer(row)]) + " · "
        + words("meetings.agenda.field.person.\(parts.last ?? "")")
    case "moderator": return words("meetings.agenda.field.moderator") + " · " + words("meetings.agenda.field.person.\(parts.last ?? "")")
    default: return words("meetings.agenda.field.\(name)")
    }
  }
}
