// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// What an officer chooses for a draft: name, days, and the place of each mandate.
enum DraftChoicesForm {
  private static let out = "out"

  /// A year after the last meeting, on the same days of the week.
  static func fallback(_ last: MeetingDossier) -> NextAgendaChoices {
    let ordinal = last.meeting.ordinal.map { $0 + 1 }
    let stem = last.body(last.meeting.body)?.mark.text ?? last.meeting.mark.text
    let mark = Mark("\(stem)-\(ordinal.map { "\($0)" } ?? "next")") ?? last.meeting.mark
    return NextAgendaChoices(mark: mark, ordinal: ordinal, days: last.meeting.days.map { $0.adding(364) })
  }

  static func typed(after last: MeetingDossier) -> FormData {
    let choices = fallback(last)
    return FormData([
      ("mark", choices.mark.text), ("ordinal", choices.ordinal.map { "\($0)" } ?? ""), ("first", choices.days.min()?.description ?? ""),
      ("last", choices.days.max()?.description ?? ""),
    ])
  }

  /// Reads the choices.
  /// - Throws: ``CannotDraftAgenda/wrongFields(_:)`` with everything that cannot be read.
  static func choices(_ form: FormData, _ mandates: [Mandate]) throws(CannotDraftAgenda) -> NextAgendaChoices {
    var faults: [FieldProblem] = []
    func need<Value>(_ field: String, _ read: (String) -> Value?) -> Value? {
      let value = form[field].flatMap(read)
      if value == nil { faults.append((form[field] == nil ? MandateFault.missing : .wrongValue).at(field)) }
      return value
    }
    let (mark, ordinal) = (need("mark") { Mark($0) }, need("ordinal") { Int($0).flatMap { (1...999).contains($0) ? $0 : nil } })
    let (first, last) = (need("first") { CalendarDay($0) }, need("last") { CalendarDay($0) })
    if let first, let last, last < first || first.days(to: last).count > 20 { faults.append(MandateFault.wrongValue.at("last")) }
    var (leftOut, places): (Set<ID<Mandate>>, [ID<Mandate>: ItemNumber]) = ([], [:])
    for mandate in mandates {
      let field = "place.\(mandate.id)"
      guard let text = form[field] else { continue }
      if text == out {
        leftOut.insert(mandate.id)
      } else if let number = ItemNumber(text) {
        places[mandate.id] = number
      } else {
        faults.append(MandateFault.wrongValue.at(field))
      }
    }
    guard let mark, let ordinal, let first, let last, faults.isEmpty else { throw .wrongFields(faults) }
    let days = (0...first.days(to: last).count).map { first.adding(Days($0)) }
    return NextAgendaChoices(mark: mark, ordinal: ordinal, days: days, leftOut: leftOut, places: places)
  }

  @HTMLBuilder static func fields(
    _ draft: NextAgenda, _ mandates: [Mandate], _ last: MeetingDossier, _ typed: FormData, _ errors: FormErrors, _ words: Words
  ) -> [HTML] {
    Field(
      "mark", words("meetings.mandates.draft.mark"), hint: words("meetings.mandates.draft.markHint"), value: typed.raw("mark"),
      errors: errors
    ).line(width: "medium", direction: "ltr")
    Field("ordinal", words("meetings.mandates.draft.ordinal"), value: typed.raw("ordinal"), errors: errors).line(width: "short")
    Field("first", words("meetings.mandates.draft.first"), value: typed.raw("first"), errors: errors).day
    Field("last", words("meetings.mandates.draft.last"), value: typed.raw("last"), errors: errors).day
    tag("fieldset", .css("field")) {
      tag("legend") { words("meetings.mandates.draft.places") }
      tag("p", .css("hint")) { words("meetings.mandates.draft.placesHint") }
      for mandate in mandates {
        place(mandate, draft.placements.first { $0.mandate.id == mandate.id }, last, typed, errors, words)
      }
    }
  }

  private static func place(
    _ mandate: Mandate, _ placement: NextAgenda.Placement?, _ last: MeetingDossier, _ typed: FormData, _ errors: FormErrors,
    _ words: Words
  ) -> HTML {
    let field = "place.\(mandate.id)"
    let task = MandateText(words: words).task(mandate)
    let proposed =
      placement.map { words("meetings.mandates.draft.proposed", ["items": .list($0.items.map(\.description))]) }
      ?? words("meetings.mandates.draft.byRule")
    let items = last.meeting.items.map { item in
      Field.Option(item.number.description, "\(item.number). \(item.title.best(for: words.language)?.text ?? "")")
    }
    return Field(
      field, "\(mandate.mark) – \(task)", hint: placement.map { ground($0.ground, words) }, value: typed.raw(field), errors: errors
    )
    .choice(items + [.init(out, words("meetings.mandates.draft.leaveOut"))], none: proposed)
  }

  private static func ground(_ ground: NextAgenda.Ground, _ words: Words) -> String {
    switch ground {
    case .stated: words("meetings.mandates.draft.ground.stated")
    case .topic: words("meetings.mandates.draft.ground.topic")
    case .chosen: words("meetings.mandates.draft.ground.chosen")
    case .unknown: words("meetings.mandates.draft.ground.unknown")
    }
  }
}

/// A draft as it would be printed, with what the coverage check says of it and what is still to be translated.
struct DraftPreview: Sendable {
  let draft: NextAgenda
  let last: MeetingDossier
  let words: Words

  var html: HTML {
    HTML {
      tag("h2") { words("meetings.mandates.draft.preview") }
      for item in draft.meeting.items { self.item(item) }
      check
    }
  }

  private func item(_ item: AgendaItem) -> HTML {
    HTML {
      tag("h3") {
        tag("span", .dir("ltr")) { "\(item.number)." }
        " "
        localText(item.title, on: words.language)
      }
      for paragraph in item.annotation { tag("p") { localText(paragraph, on: words.language) } }
    }
  }

  private var check: HTML {
    let report = CoverageReport(findings: draft.dossier(after: last).coverageFindings, words: words)
    let untranslated = draft.placements.map(\.mandate).filter { !$0.task.missing.isEmpty }
    return HTML {
      tag("h2") { words("meetings.mandates.draft.check") }
      if report.findings.isEmpty { tag("p") { words("meetings.check.none") } }
      if !report.findings.isEmpty {
        tag("ul") {
          for finding in report.findings {
            tag("li") {
              report.title(finding)
              if let detail = report.detail(finding) { tag("p", .css("hint")) { detail } }
            }
          }
        }
      }
      if !draft.leftOut.isEmpty {
        tag("p") { words("meetings.mandates.draft.leftOut", ["marks": .list(draft.leftOut.map(\.mark.text))]) }
      }
      if !untranslated.isEmpty {
        tag("p") {
          words(
            "meetings.mandates.draft.untranslated",
            ["count": .integer(untranslated.count), "marks": .list(untranslated.map(\.mark.text))])
        }
      }
    }
  }
}
