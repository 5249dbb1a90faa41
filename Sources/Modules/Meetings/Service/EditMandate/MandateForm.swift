// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// The form of a mandate: what stands in it, what was typed into it, how it looks.
struct MandateForm: Sendable {
  let bodies: [Body]
  let documents: [MeetingDocument]
  let meetings: [MeetingLine]
  let words: Words

  private var text: MandateText { MandateText(words: words) }

  static func typed(of mandate: Mandate) -> FormData {
    var pairs = mandate.task.texts.map { ("task.\($0.key.rawValue)", $0.value) }
    pairs += mandate.condition.texts.map { ("condition.\($0.key.rawValue)", $0.value) }
    pairs += [
      ("verb", mandate.verb.rawValue), ("addressee", mandate.addressee?.description ?? ""), ("givenBy", mandate.givenBy.description),
      ("givenAt", mandate.givenAt?.description ?? ""), ("source", mandate.source.description), ("paragraph", mandate.paragraph ?? ""),
      ("qualifier", mandate.qualifier?.rawValue ?? ""), ("reportTo", mandate.reportTo?.description ?? ""),
      ("recordedFor", mandate.recordedFor.description), ("translationQuery", mandate.translationQuery ?? ""),
    ]
    if mandate.createsTask { pairs.append(("createsTask", "yes")) }
    switch mandate.due {
    case .day(let day): pairs.append(("dueDay", day.description))
    case .meeting(let id): pairs.append(("dueMeeting", id.description))
    case nil: break
    }
    return FormData(pairs)
  }

  /// Reads a mandate from its form, over the one that is there or as a new one.
  /// - Throws: ``CannotEnterMandate/wrongFields(_:)`` with everything that cannot be read or that the rules refuse.
  func entered(_ form: FormData, over known: Mandate?, id: ID<Mandate>, mark: Mark) throws(CannotEnterMandate) -> Mandate {
    var faults: [FieldProblem] = []
    func need<Value>(_ field: String, _ value: Value?) -> Value? {
      if value == nil { faults.append((form[field] == nil ? MandateFault.missing : .wrongValue).at(field)) }
      return value
    }
    func may<Value>(_ field: String, _ value: Value?) -> Value? { form[field] == nil ? nil : need(field, value) }
    func body(_ field: String) -> ID<Body>? { form[field].flatMap { ID<Body>($0) }.flatMap { id in bodies.first { $0.id == id }?.id } }
    func meeting(_ field: String) -> ID<Meeting>? {
      form[field].flatMap { ID<Meeting>($0) }.flatMap { id in meetings.first { $0.id == id }?.id }
    }
    let document = need("source", form["source"].flatMap { ID<MeetingDocument>($0) }.flatMap { id in documents.first { $0.id == id } })
    let (giver, verb) = (need("givenBy", body("givenBy")), need("verb", form["verb"].flatMap { Mandate.Verb(rawValue: $0) }))
    let home = need("recordedFor", meeting("recordedFor"))
    let day = may("dueDay", form["dueDay"].flatMap { CalendarDay($0) })
    let addressee = may("addressee", body("addressee"))
    let qualifier = may("qualifier", form["qualifier"].flatMap { Mandate.Qualifier(rawValue: $0) })
    let givenAt = may("givenAt", meeting("givenAt"))
    let due = day.map { Mandate.Due.day($0) } ?? may("dueMeeting", meeting("dueMeeting")).map { .meeting($0) }
    let reportTo = may("reportTo", body("reportTo"))
    guard let document, let giver, let verb, let home, faults.isEmpty else { throw .wrongFields(faults) }
    let mandate = Mandate(
      id: id, mark: mark, recordedFor: home, source: document.id, paragraph: form["paragraph"], givenBy: giver, givenAt: givenAt,
      verb: verb, addressee: addressee, task: Self.local("task", form), qualifier: qualifier, condition: Self.local("condition", form),
      due: due, reportTo: reportTo, createsTask: form["createsTask"] == "yes", statedUnder: known?.statedUnder ?? [],
      terms: known?.terms ?? [:], translationQuery: form["translationQuery"], status: known?.status ?? .noIndication,
      actions: known?.actions ?? [], overtakenBy: known?.overtakenBy, statusReason: known?.statusReason, measure: known?.measure)
    return try mandate.entered(source: document)
  }

  static func local(_ name: String, _ form: FormData) -> LocalText {
    var text = LocalText()
    for language in Language.allCases { text[language] = form["\(name).\(language.rawValue)"] }
    return text
  }

  // MARK: How it looks

  @HTMLBuilder func fields(_ typed: FormData, _ errors: FormErrors) -> [HTML] {
    choice("recordedFor", meetingOptions, typed, errors, hint: "recordedFor")
    choice("source", documentOptions, typed, errors)
    Field("paragraph", label("paragraph"), hint: words("meetings.mandates.hint.paragraph"), value: typed.raw("paragraph"), errors: errors)
      .line(width: "short")
    choice("givenBy", bodyOptions, typed, errors)
    choice("givenAt", meetingOptions, typed, errors)
    choice("verb", Mandate.Verb.allCases.map { .init($0.rawValue, text.verb($0)) }, typed, errors)
    choice("addressee", bodyOptions, typed, errors)
    localFields("task", typed, errors, hint: words("meetings.mandates.hint.task"))
    Field("createsTask", label("createsTask"), errors: errors).tick(typed["createsTask"] == "yes")
    choice(
      "qualifier", Mandate.Qualifier.allCases.map { .init($0.rawValue, words("meetings.mandates.qualifier.\($0.rawValue)")) }, typed, errors
    )
    localFields("condition", typed, errors)
    Field("dueDay", label("dueDay"), value: typed.raw("dueDay"), errors: errors).day
    choice("dueMeeting", meetingOptions, typed, errors)
    choice("reportTo", bodyOptions, typed, errors)
    Field("translationQuery", label("translationQuery"), value: typed.raw("translationQuery"), errors: errors).area(rows: 2)
  }

  func label(_ field: String) -> String { words("meetings.mandates.column.\(field)") }

  private func choice(_ name: String, _ options: [Field.Option], _ typed: FormData, _ errors: FormErrors, hint: String? = nil) -> HTML {
    Field(
      name, label(name), hint: hint.map { words("meetings.mandates.hint.\($0)") }, value: typed.raw(name), errors: errors
    ).choice(options, none: "–")
  }

  @HTMLBuilder func localFields(_ name: String, _ typed: FormData, _ errors: FormErrors, hint: String? = nil) -> [HTML] {
    tag("fieldset", .css("field")) {
      tag("legend") { label(name) }
      if let hint { tag("p", .css("hint")) { hint } }
      for language in Language.allCases {
        let field = "\(name).\(language.rawValue)"
        Field(field, words("meetings.language.\(language.rawValue)"), value: typed.raw(field), errors: errors).area(rows: 2)
      }
    }
  }

  private var bodyOptions: [Field.Option] {
    words.sorted(bodies) { text.plainName($0) }.map { .init($0.id.description, text.plainName($0)) }
  }

  var documentOptions: [Field.Option] {
    documents.map { document in
      let title = document.title.best(for: words.language)?.text ?? document.mark.text
      return .init(document.id.description, document.citation.map { "\($0) – \(title)" } ?? title)
    }
  }

  private var meetingOptions: [Field.Option] {
    meetings.reversed().map { meeting in
      let body = bodies.first { $0.id == meeting.body }
      return .init(meeting.id.description, MeetingText.plainName(of: meeting, body: body, words))
    }
  }

  /// The fields whose values differ between two versions, with their labels and what they hold now.
  func changes(from seen: FormData, to now: FormData) -> [(label: String, value: String)] {
    let names = Set(seen.pairs.map(\.name) + now.pairs.map(\.name)).sorted()
    return names.filter { seen.raw($0) != now.raw($0) }.map { name in
      let parts = name.split(separator: ".").map(String.init)
      let language = parts.count > 1 ? " (\(words("meetings.language.\(parts[1])")))" : ""
      return (label(parts[0]) + language, shown(now.raw(name), of: parts[0]))
    }
  }

  /// A value as a reader knows it: names instead of identifiers.
  private func shown(_ value: String, of field: String) -> String {
    guard !value.isEmpty else { return "–" }
    switch field {
    case "verb": return words("meetings.mandates.verb.\(value)")
    case "qualifier": return words("meetings.mandates.qualifier.\(value)")
    case "addressee", "givenBy", "reportTo": return text.plainName(bodies.first { $0.id.description == value })
    case "source": return documents.first { $0.id.description == value }?.citation ?? value
    case "givenAt", "recordedFor", "dueMeeting": return meetings.first { $0.id.description == value }?.mark.text ?? value
    case "createsTask": return words("meetings.mandates.yes")
    default: return value
    }
  }
}
