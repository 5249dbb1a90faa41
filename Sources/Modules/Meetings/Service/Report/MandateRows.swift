// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The rows of the adoption's form: for each agreed recommendation what the split proposes, and one row more.
struct MandateRows {
  let dossier: MeetingDossier
  let report: MeetingReport

  init(_ open: ReportDesk.Open) {
    dossier = open.dossier
    report = open.report
  }

  var recommendations: [ReportParagraph] { report.agreedRecommendations }

  private func proposals(_ paragraph: ReportParagraph) -> [ProposedMandate] {
    ProposedMandate.split(paragraph.text, among: dossier.bodies)
  }

  private func name(_ paragraph: ReportParagraph, _ row: Int, _ field: String) -> String { "mandate.\(paragraph.id).\(row).\(field)" }

  /// What the form shows first: the split, and nothing confirmed.
  var proposed: FormData {
    var pairs: [(String, String)] = []
    for paragraph in recommendations {
      for (row, proposal) in proposals(paragraph).enumerated() {
        pairs += [
          (name(paragraph, row, "verb"), proposal.verb.rawValue),
          (name(paragraph, row, "addressee"), proposal.addressee?.description ?? ""),
          (name(paragraph, row, "qualifier"), proposal.qualifier?.rawValue ?? ""),
        ]
        pairs += Language.allCases.map { (name(paragraph, row, "task.\($0.rawValue)"), proposal.task[$0] ?? "") }
      }
    }
    return FormData(pairs)
  }

  /// The mandates that the officer confirmed.
  /// - Throws: ``CannotChangeReport/wrongFields(_:)`` with every row that is neither confirmed nor left out, and every field of a confirmed
  ///   one that cannot be read.
  func mandates(
    _ form: FormData, source: ID<MeetingDocument>, numbers: [ID<ReportParagraph>: ReportNumber]
  ) throws(CannotChangeReport) -> [Mandate] {
    var faults: [FieldProblem] = []
    var mandates: [Mandate] = []
    var marks = dossier.mandates.map(\.mark)
    for paragraph in recommendations {
      let rows = proposals(paragraph).count
      for row in 0...rows {
        // The row beyond the split counts only when something is typed into it.
        switch form[name(paragraph, row, "fate")] {
        case "enter":
          guard let read = read(paragraph, row, form, &faults) else { continue }
          let mark = Mark.next(after: marks, prefix: "m")
          marks.append(mark)
          mandates.append(
            Mandate(
              id: ID(), mark: mark, recordedFor: dossier.meeting.id, source: source, paragraph: numbers[paragraph.id]?.description,
              givenBy: dossier.meeting.body, givenAt: dossier.meeting.id, verb: read.verb, addressee: read.addressee,
              task: read.task, qualifier: read.qualifier))
        case "leave": continue
        default:
          if row < rows || !task(paragraph, row, form).texts.isEmpty {
            faults.append(FieldProblem(field: name(paragraph, row, "fate"), code: ReportFault.missing.code))
          }
        }
      }
    }
    guard faults.isEmpty else { throw .wrongFields(faults) }
    return mandates
  }

  private func task(_ paragraph: ReportParagraph, _ row: Int, _ form: FormData) -> LocalText {
    var task = LocalText()
    for language in Language.allCases { task[language] = form[name(paragraph, row, "task.\(language.rawValue)")] }
    return task
  }

  private func read(_ paragraph: ReportParagraph, _ row: Int, _ form: FormData, _ faults: inout [FieldProblem]) -> ProposedMandate? {
    let before = faults.count
    let verb = form[name(paragraph, row, "verb")].flatMap { Mandate.Verb(rawValue: $0) }
    if verb == nil { faults.append(FieldProblem(field: name(paragraph, row, "verb"), code: ReportFault.missing.code)) }
    let task = task(paragraph, row, form)
    if task.texts.isEmpty { faults.append(FieldProblem(field: name(paragraph, row, "task.en"), code: ReportFault.missing.code)) }
    let addressee = form[name(paragraph, row, "addressee")].flatMap { ID<Body>($0) }
    if let named = form[name(paragraph, row, "addressee")], dossier.body(addressee) == nil {
      faults.append(FieldProblem(field: name(paragraph, row, "addressee"), code: ReportFault.wrongValue.code, details: ["value": named]))
    }
    // Who asks for something asks somebody.
    if let verb, verb.usuallyCreatesTask, addressee == nil {
      faults.append(FieldProblem(field: name(paragraph, row, "addressee"), code: ReportFault.missing.code))
    }
    guard faults.count == before, let verb else { return nil }
    return ProposedMandate(
      verb: verb, addressee: addressee, task: task,
      qualifier: form[name(paragraph, row, "qualifier")].flatMap { Mandate.Qualifier(rawValue: $0) })
  }

  /// Mandates that still live and give the same task.
  private func repeated(_ paragraph: ReportParagraph, _ row: Int, _ typed: FormData) -> [Mandate] {
    guard let verb = typed[name(paragraph, row, "verb")].flatMap({ Mandate.Verb(rawValue: $0) }),
      let task = typed[name(paragraph, row, "task.en")]
    else { return [] }
    let mandate = Mandate(
      id: ID(), mark: .next(after: dossier.mandates.map(\.mark), prefix: "m"), recordedFor: dossier.meeting.id, source: ID(),
      givenBy: dossier.meeting.body, verb: verb, addressee: typed[name(paragraph, row, "addressee")].flatMap { ID<Body>($0) },
      task: LocalText([.en: task]))
    return dossier.mandates.filter { mandate.repeats($0) }
  }

  // MARK: Drawing

  func draw(_ paragraph: ReportParagraph, _ typed: FormData, _ errors: FormErrors, _ words: Words) -> HTML {
    let number = report.numbers[paragraph.id]?.description ?? "–"
    return tag("section") {
      tag("h3") { words("meetings.report.paragraph", ["number": .text(number)]) }
      if let best = paragraph.text.best(for: words.language) {
        tag("div", .lang(best.language.htmlCode), .dir(best.language.direction.rawValue)) {
          ReportDesk.text(best.text, best.language, isBold: true)
        }
      }
      for row in 0...proposals(paragraph).count {
        if row < proposals(paragraph).count {
          fields(paragraph, row, number, typed, errors, words)
        } else {
          tag("details", .flag("open", !task(paragraph, row, typed).texts.isEmpty)) {
            tag("summary") { words("meetings.report.oneMore") }
            fields(paragraph, row, number, typed, errors, words)
          }
        }
      }
    }
  }

  private func fields(
    _ paragraph: ReportParagraph, _ row: Int, _ number: String, _ typed: FormData, _ errors: FormErrors, _ words: Words
  ) -> HTML {
    func field(_ key: String, _ label: String) -> Field {
      Field(
        name(paragraph, row, key), words("meetings.report.row.\(label)"), value: typed.raw(name(paragraph, row, key)), errors: errors)
    }
    func taskField(_ language: Language) -> Field {
      let key = name(paragraph, row, "task.\(language.rawValue)")
      let label = words("meetings.report.row.taskIn", ["language": .text(words("meetings.language.\(language.rawValue)"))])
      return Field(key, label, value: typed.raw(key), errors: errors)
    }
    let bodies = dossier.bodies.map { body in
      let best = body.name.best(for: words.language)
      return Field.Option(body.id.description, best?.text ?? body.mark.text, language: best?.language)
    }
    let repeated = repeated(paragraph, row, typed)
    return tag("fieldset", .css("field")) {
      tag("legend") { words("meetings.report.row", ["index": .integer(row + 1), "number": .text(number)]) }
      field("verb", "verb").choice(
        Mandate.Verb.allCases.map { .init($0.rawValue, words("meetings.report.verb.\($0.rawValue)")) }, none: "–")
      field("addressee", "addressee").choice(bodies, none: words("meetings.report.row.nobody"))
      taskField(.en).area(rows: 3)
      tag("details") {
        tag("summary") { words("meetings.report.row.otherLanguages") }
        tag("p", .css("hint")) { words("meetings.report.row.otherLanguagesHint") }
        for language in Language.allCases where language != .en { taskField(language).area(rows: 3) }
      }
      field("qualifier", "qualifier").choice(
        Mandate.Qualifier.allCases.map { .init($0.rawValue, words("meetings.report.qualifier.\($0.rawValue)")) }, none: "–")
      if !repeated.isEmpty {
        tag("div", .css("panel attention")) {
          tag("p") { words("meetings.report.repeats", ["count": .integer(repeated.count)]) }
          tag("ul") {
            for mandate in repeated {
              tag("li") {
                tag("bdi") { mandate.mark.text }
                " "
                localText(mandate.task, on: words.language)
              }
            }
          }
        }
      }
      field("fate", "fate").radios([
        .init("enter", words("meetings.report.row.enter")), .init("leave", words("meetings.report.row.leave")),
      ])
    }
  }
}
