// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

extension PlaceForm {
  /// Rows for speakers that the form offers besides those that are there.
  private static let spareRows = 2

  var facts: HTML {
    HTML {
      texts("name")
      line("ordinal", width: "short")
      line("days", width: "long", hint: true)
      texts("city")
      choice("country", states, none: "–")
      texts("venue")
      line("zone", hint: true)
      field("opensDay").day
      other("opensDay")
      field("opensTime", hint: true).line(width: "short", direction: "ltr")
      other("opensTime")
      choice("standing", Meeting.Standing.allCases.map { Choice($0.rawValue, words("meetings.standing.\($0.rawValue)")) })
      line("plenaries", width: "short")
      checks("interpretation", languages)
      choice("previous", meetings, none: "–")
      for role in AgendaBasis.Role.allCases { checks("\(role.rawValue).bases", documents) }
      choice("draftedBy", bodies, none: "–")
      choice("adoptedUnder", items, none: "–")
      checks("contains", ExpectedOutcome.Part.allCases.map { Choice($0.rawValue, words("meetings.agenda.choice.\($0.rawValue)")) })
    }
  }

  func item(_ stated: Set<ID<Mandate>>) -> HTML {
    HTML {
      field("number", hint: true).line(width: "short", direction: "ltr")
      other("number")
      texts("title", rows: 2)
      texts("short", rows: 2, hint: true)
      field("kind").radios(AgendaItem.Kind.allCases.map { .init($0.rawValue, words("meetings.agenda.choice.\($0.rawValue)")) })
      other("kind")
      checks("topics", Topic.allCases.map { Choice($0.rawValue, words("meetings.topic.\($0.rawValue)")) })
      checks("documents", documents)
      checks("cited", documents)
      texts("annotation", rows: 8, hint: true)
      hiddenField("seenMandates", stated.map(\.description).sorted().joined(separator: " "))
      if !mandates.isEmpty { field("mandates").checkboxes(mandates.map(\.option), chosen: Set(stated.map(\.description))) }
    }
  }

  var expectation: HTML {
    HTML {
      choice("item", items)
      choice("kind", Expectation.Kind.allCases.map { Choice($0.rawValue, words("meetings.agenda.choice.\($0.rawValue)")) })
      choice("actor", bodies)
      texts("what", rows: 3)
      choice("panel", panels, none: "–")
      checks("answers", mandates)
      checks("answersPartly", mandates)
      texts("terms", rows: 2, hint: true)
      tick("proposed")
    }
  }

  var panelForm: HTML {
    HTML {
      choice("item", items)
      texts("about", rows: 4, hint: true)
      tick("announced")
      choice("mandatedBy", mandates, none: "–")
      person("moderator", label("moderator"))
      other("moderator")
      let rows = Set(fields.values.keys.filter { $0.hasPrefix("speaker.") }.compactMap { Int($0.split(separator: ".")[1]) })
      for row in 0..<((rows.max() ?? -1) + 1 + Self.spareRows) {
        person("speaker.\(row)", words("meetings.agenda.field.speaker", ["number": .integer(row + 1)]))
      }
      other("speaker")
    }
  }

  private func person(_ row: String, _ legend: String) -> HTML {
    tag("fieldset", .css("field")) {
      tag("legend") { legend }
      field("\(row).name", "person.name").line()
      field("\(row).state", "person.state").choice(states.map(\.option), none: "–")
      field("\(row).organization", "person.organization").line()
      field("\(row).confirmed", "person.confirmed").tick(fields["\(row).confirmed"] == "yes")
    }
  }

  var band: HTML {
    HTML {
      choice("day", meeting.days.map { Choice($0.description, words.date($0)) }, none: fields["day"].isEmpty ? "–" : nil)
      field("from", hint: true).line(width: "short", direction: "ltr")
      other("from")
      field("to").line(width: "short", direction: "ltr")
      other("to")
      field("kind").radios(SessionBand.Kind.allCases.map { .init($0.rawValue, words("meetings.band.\($0.rawValue)")) })
      other("kind")
      checks("interpretation", languages)
      checks("items", items)
      for item in meeting.items {
        Field(
          "minutes.\(item.id)", words("meetings.agenda.field.minutes", ["item": .text(item.number.description)]),
          value: fields["minutes.\(item.id)"], errors: errors
        ).line(width: "short", direction: "ltr")
      }
    }
  }
}
