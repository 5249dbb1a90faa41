// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Web

/// The list of mandates for everybody, with filters, as a page and as a table to keep.
struct MandateListPage: Sendable {
  let meetings: Meetings

  private typealias Choice = (name: String, options: [(value: String, label: String)])
  private typealias Found = (register: MandateRegister, filter: MandateFilter, mandates: [Mandate])

  private func find(_ call: Call<SignedIn?>) async throws -> Found {
    let register = try await meetings.store.overview().register
    let filter = MandateFilter(call.query, today: call.today)
    return (register, filter, filter.entries(of: register, restricted: call.who.readsMeetings).map(\.mandate))
  }

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let found = try await find(call)
    let words = call.words
    let errors = found.filter.errors(words)
    let shown = Paging(found.mandates, call.query)
    let choices = choices(found.register, words)
    let clear: (label: String, url: String)? =
      call.query.pairs.isEmpty ? nil : (words("meetings.mandates.filter.clear"), MandateText.url)
    return .page(
      Page(
        words("meetings.mandates.title"), trail: [.init(words("meetings.list.title"), MeetingListPage.url)], hasErrors: !errors.isEmpty
      ) {
        errors.summary(words)
        tag("p", .css("lead")) { words("meetings.mandates.lead") }
        filterForm(MandateText.url, submit: words("meetings.mandates.filter.apply")) { fields(found, choices, call, errors) }
        chosen(found, choices, call)
        tag("p", Attribute("role", "status")) { words("meetings.mandates.found", ["count": .integer(found.mandates.count)]) }
        if found.mandates.isEmpty {
          emptyState(words("meetings.mandates.none"), action: clear)
        } else {
          table(shown.entries, found.register, words)
          shown.links(MandateText.url, call)
          tag("p", .css("actions")) {
            link("\(MandateText.url).csv\(call.query.setting("page", to: nil).query)", words("meetings.mandates.csv"))
          }
        }
        doors(call)
      }, status: found.filter.answer)
  }

  private func doors(_ call: Call<SignedIn?>) -> HTML {
    guard call.who?.may("meetings.read") == true else { return .nothing }
    return tag("p", .css("actions")) {
      if call.who?.may("meetings.edit") == true {
        link("\(MandateText.url)/new", call.words("meetings.mandates.new"), .css("button secondary"))
      }
      link("\(MandateText.url)/housekeeping", call.words("meetings.mandates.housekeeping.title"), .css("button secondary"))
    }
  }

  // MARK: Filters

  @HTMLBuilder private func fields(_ found: Found, _ choices: [Choice], _ call: Call<SignedIn?>, _ errors: FormErrors) -> [HTML] {
    let words = call.words
    let any = words("meetings.mandates.filter.any")
    Field("q", words("meetings.mandates.filter.search"), value: call.query["q"] ?? "").line(type: "search")
    for (name, options) in choices {
      Field(name, words("meetings.mandates.column.\(name)"), value: call.query[name] ?? "", errors: errors).choice(
        options.map { .init($0.value, $0.label, isTyped: name == "source") }, none: any)
    }
    Field("due", words("meetings.mandates.filter.due")).tick(found.filter.dueOn != nil)
  }

  /// What can be chosen, by the name in the address: only what some mandate has.
  private func choices(_ register: MandateRegister, _ words: Words) -> [Choice] {
    let (text, choices) = (MandateText(words: words), register.choices)
    func named(_ bodies: [Body]) -> [(value: String, label: String)] {
      words.sorted(bodies) { text.plainName($0) }.map { ($0.id.description, text.plainName($0)) }
    }
    return [
      ("status", Mandate.Status.allCases.map { ($0.rawValue, text.status($0)) }),
      ("verb", Mandate.Verb.allCases.map { ($0.rawValue, text.verb($0)) }), ("addressee", named(choices.addressees)),
      ("body", named(choices.givers)), ("source", choices.sources.map { ($0.id.description, $0.citation ?? $0.mark.text) }),
      ("meeting", choices.meetings.map { ($0.mark.text, MeetingText.plainName(of: $0, body: register.bodies[$0.body], words)) }),
    ]
  }

  private func chosen(_ found: Found, _ choices: [Choice], _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    var entries: [(name: String, label: String)] = call.query["q"].map { [("q", $0)] } ?? []
    if found.filter.dueOn != nil { entries.append(("due", words("meetings.mandates.filter.due"))) }
    for (name, options) in choices where call.query.has(name) {
      if let option = options.first(where: { $0.value == call.query[name] }) { entries.append((name, option.label)) }
    }
    guard !entries.isEmpty else { return .nothing }
    return tag("ul", .css("chosen"), Attribute("aria-label", words("meetings.mandates.filter.chosen"))) {
      for entry in entries {
        tag("li") {
          link(
            MandateText.url + call.query.setting(entry.name, to: nil).setting("page", to: nil).query,
            words("meetings.mandates.filter.remove", ["what": .text(entry.label)]))
        }
      }
    }
  }

  // MARK: Tables

  private static let columns = ["mark", "task", "verb", "addressee", "body", "source", "status"]

  private func table(_ mandates: [Mandate], _ register: MandateRegister, _ words: Words) -> HTML {
    let text = MandateText(words: words)
    return Table(
      caption: words("meetings.mandates.title"), showsCaption: false,
      columns: Self.columns.map { Table.Column(words("meetings.mandates.column.\($0)")) },
      rows: mandates.map { mandate in
        [
          link(MandateText.url(mandate), mandate.mark.text, .dir("ltr")), localText(mandate.task, on: words.language),
          HTML(text.verb(mandate.verb)), text.name(mandate.addressee.flatMap { register.bodies[$0] }),
          text.name(register.bodies[mandate.givenBy]), text.source(mandate, register.document(mandate.source)), text.badge(mandate),
        ]
      }
    ).html
  }

  /// The same mandates as the page shows, with more columns.
  @Sendable func csv(_ call: Call<SignedIn?>) async throws -> Answer {
    let found = try await find(call)
    let (register, words) = (found.register, call.words)
    let text = MandateText(words: words)
    let more = ["qualifier", "condition", "due", "reportTo", "actions"]
    let head = (Self.columns + more).map { words("meetings.mandates.column.\($0)") }
    let rows = found.mandates.map { mandate in
      [
        mandate.mark.text, text.task(mandate), text.verb(mandate.verb), text.plainName(mandate.addressee.flatMap { register.bodies[$0] }),
        text.plainName(register.bodies[mandate.givenBy]), text.plainSource(mandate, register.document(mandate.source)),
        mandate.createsTask ? text.status(mandate.status) : words("meetings.mandates.noTask"),
        mandate.qualifier.map { words("meetings.mandates.qualifier.\($0.rawValue)") } ?? "",
        mandate.condition.best(for: words.language)?.text ?? "", text.due(mandate.due, register.meetings, register.bodies) ?? "",
        text.plainName(mandate.reportTo.flatMap { register.bodies[$0] }),
        mandate.actions.map { "\(words.date($0.doneOn)): \($0.what.best(for: words.language)?.text ?? "")" }.joined(separator: "\n"),
      ]
    }
    return .file(
      Data(CSVFile.text([head] + rows, guardsFormulas: true).utf8), type: "text/csv; charset=utf-8",
      name: "mandates-\(words.language.rawValue).csv")
  }
}
