// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// One paragraph: its text in six languages, what it is, the amendments to it.
struct ParagraphPages: Sendable {
  let meetings: Meetings

  private var desk: ReportDesk { ReportDesk(meetings: meetings) }

  /// A form of the page that was refused: which one, what was typed, why.
  private struct Refused {
    var form: String
    var typed: FormData
    var problem: CannotChangeReport
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try page(try await desk.open(call), nil, call)) }

  /// Writes the text of one language over the version that the officer had before them.
  @Sendable func write(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let language = try language(form)
    let id = try paragraph(call)
    let open = try await desk.open(call)
    guard let version = form["version"].flatMap({ Int($0) }),
      let seen = try await meetings.store.report(open.report.id, version: version)?.paragraph(id)
    else { throw WebProblem.notFound }
    let edit = ReportEdit.write(id, language, seen: seen.text[language] ?? "", text: form["text.\(language.rawValue)"] ?? "")
    return try await save(
      edit, as: "reportParagraphWritten", form: language.rawValue, form, anchor: "#language-\(language.rawValue)", call)
  }

  @Sendable func mark(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let kind = ReportParagraph.Kind(rawValue: form["kind"] ?? "") else { throw WebProblem.notFound }
    return try await save(.mark(try paragraph(call), kind), as: "reportParagraphMarked", form: "kind", form, call)
  }

  /// Enters an amendment; who names neither a State nor a delegation speaks for the chair.
  @Sendable func propose(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    var text = LocalText()
    for language in Language.allCases { text[language] = form["text.\(language.rawValue)"] }
    var author = ReportAmendment.Author.chair
    if let code = form["state"] {
      guard let state = StateCode(code), StateNames.shared.states.contains(state) else {
        return try await refuse(.wrongFields([FieldProblem(field: "state", code: ReportFault.wrongValue.code)]), "amendment", form, call)
      }
      author = .state(state)
    } else if let name = form["organization"] {
      author = .organization(name)
    }
    let amendment = ReportAmendment(by: author, text, ReportDesk.step(call))
    return try await save(.propose(amendment, to: try paragraph(call)), as: "reportAmendmentProposed", form: "amendment", form, call)
  }

  @Sendable func decide(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let outcome = ReportAmendment.State(rawValue: form["outcome"] ?? "") else { throw WebProblem.notFound }
    let amendment = try call.parameter("amendment") { ID<ReportAmendment>($0) }
    return try await save(
      .decide(amendment, of: try paragraph(call), as: outcome), as: "reportAmendmentDecided", form: "decision", form, call)
  }

  private func paragraph(_ call: Call<SignedIn>) throws -> ID<ReportParagraph> { try call.parameter("paragraph") { ID($0) } }

  private func language(_ form: FormData) throws -> Language {
    guard let language = form["language"].flatMap({ Language(rawValue: $0) }) else { throw WebProblem.notFound }
    return language
  }

  private func save(
    _ edit: ReportEdit, as event: String, form name: String, _ form: FormData, anchor: String = "", _ call: Call<SignedIn>
  ) async throws -> Answer {
    let id = try paragraph(call)
    do {
      try await desk.change(edit, as: event, of: id, call)
    } catch let problem as CannotChangeReport {
      return try await refuse(problem, name, form, call)
    }
    let open = try await desk.open(call)
    return .redirect(to: "\(open.url)/paragraphs/\(id)\(anchor)", notice: Message("meetings.report.saved"))
  }

  private func refuse(
    _ problem: CannotChangeReport, _ name: String, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    .page(
      try page(try await desk.open(call), Refused(form: name, typed: form, problem: problem), call), status: problem.kind.status)
  }

  // MARK: Page

  private func page(_ open: ReportDesk.Open, _ refused: Refused?, _ call: Call<SignedIn>) throws -> Page {
    let words = call.words
    guard let paragraph = open.report.paragraph(try self.paragraph(call)) else { throw WebProblem.notFound }
    let number = open.report.numbers[paragraph.id]?.description ?? "–"
    return Page(
      words("meetings.report.paragraph", ["number": .text(number)]),
      trail: ReportDesk.trail(open.dossier, words, .init(words("meetings.report.draftTitle"), "\(open.url)/draft")),
      classification: .internalUse, hasErrors: refused != nil
    ) {
      if let refused, refused.form == "decision" { FormErrors(refused.problem, in: words).summary(words) }
      tag("p") {
        ReportDesk.badge(paragraph.state, words)
        " "
        badge(words("meetings.report.kind.\(paragraph.kind.rawValue)"), .info)
      }
      if paragraph.bracketsDiffer { panel(words("meetings.report.bracketsDiffer"), .attention) { pairs(paragraph, words) } }
      let isOpen = open.report.adoption == nil && !paragraph.state.isSettled
      if !isOpen { tag("p") { words("meetings.report.isSettled") } }
      tag("div", .css("report-languages")) {
        for language in Language.allCases { text(paragraph, language, open, isOpen, refused, call) }
      }
      if isOpen { kind(paragraph, open, refused, call) }
      amendments(paragraph, open, isOpen, refused, call)
      history(paragraph, in: open.dossier.meeting.timeZone, words)
    }
  }

  private func pairs(_ paragraph: ReportParagraph, _ words: Words) -> HTML {
    tag("ul") {
      for language in Language.allCases {
        if let count = paragraph.bracketPairs[language] {
          tag("li") {
            words(
              "meetings.report.bracketPairs",
              ["count": .integer(count), "language": .text(words("meetings.language.\(language.rawValue)"))])
          }
        }
      }
    }
  }

  private func text(
    _ paragraph: ReportParagraph, _ language: Language, _ open: ReportDesk.Open, _ isOpen: Bool, _ refused: Refused?,
    _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let label = words("meetings.report.textIn", ["language": .text(words("meetings.language.\(language.rawValue)"))])
    let now = paragraph.text[language] ?? ""
    let name = "text.\(language.rawValue)"
    guard isOpen else {
      return tag("section", .id("language-\(language.rawValue)")) {
        tag("h2") { label }
        tag("div", .lang(language.htmlCode), .dir(language.direction.rawValue)) { ReportDesk.text(now, language) }
      }
    }
    let mine = refused?.form == language.rawValue ? refused : nil
    return tag("section", .id("language-\(language.rawValue)")) {
      if paragraph.behind.contains(language) { tag("p") { badge(words("meetings.report.behind"), .attention) } }
      if let mine, mine.problem == .changedSinceSeen { contested(now, mine.typed[name] ?? "", language, words) }
      form(
        call, to: "\(open.url)/paragraphs/\(paragraph.id)/text", submit: words("meetings.report.save"),
        errors: mine.map { FormErrors($0.problem, in: words) } ?? .none
      ) {
        hiddenField("language", language.rawValue)
        // After a refusal the officer has seen what stands there now: sending again puts the own text in its place.
        hiddenField("version", "\(open.current.version)")
        Field(
          name, label, value: mine?.typed.raw(name) ?? now, errors: mine.map { FormErrors($0.problem, in: words) } ?? .none
        ).area(rows: 6)
      }
      if paragraph.base[language] != paragraph.text[language] {
        tag("details") {
          tag("summary") { words("meetings.report.changes") }
          ReportDesk.changes(from: paragraph.base[language] ?? "", to: now, language)
        }
      }
    }
  }

  private func contested(_ now: String, _ typed: String, _ language: Language, _ words: Words) -> HTML {
    panel(words("meetings.report.contested"), .attention) {
      tag("p") { words("meetings.report.contestedMeans") }
      tag("h3") { words("meetings.report.theirs") }
      tag("div", .lang(language.htmlCode), .dir(language.direction.rawValue)) { ReportDesk.text(now, language) }
      tag("h3") { words("meetings.report.difference") }
      ReportDesk.changes(from: now, to: typed, language)
    }
  }

  private func kind(_ paragraph: ReportParagraph, _ open: ReportDesk.Open, _ refused: Refused?, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let errors = refused?.form == "kind" ? refused.map { FormErrors($0.problem, in: words) } ?? .none : .none
    return form(call, to: "\(open.url)/paragraphs/\(paragraph.id)/kind", submit: words("meetings.report.saveKind"), errors: errors) {
      Field("kind", words("meetings.report.kind"), value: paragraph.kind.rawValue).radios(
        ReportParagraph.Kind.allCases.map { .init($0.rawValue, words("meetings.report.kind.\($0.rawValue)")) })
    }
  }

  private func amendments(
    _ paragraph: ReportParagraph, _ open: ReportDesk.Open, _ isOpen: Bool, _ refused: Refused?, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let url = "\(open.url)/paragraphs/\(paragraph.id)/amendments"
    return HTML {
      tag("h2") { words("meetings.report.amendments") }
      for amendment in paragraph.amendments {
        tag("section", .css("panel")) {
          tag("h3") {
            ReportDesk.author(amendment.author, words)
            " "
            badge(words("meetings.report.amendment.\(amendment.state.rawValue)"), amendment.state == .accepted ? .ok : .plain)
          }
          for language in Language.allCases {
            if let text = amendment.text[language] {
              ReportDesk.changes(
                from: amendment.state == .proposed ? paragraph.text[language] ?? "" : text, to: text, language)
            }
          }
          if isOpen, amendment.state == .proposed {
            tag("p", .css("actions")) {
              for outcome in [ReportAmendment.State.accepted, .withdrawn, .notAccepted] {
                buttonForm(
                  call, to: "\(url)/\(amendment.id)", words("meetings.report.record.\(outcome.rawValue)"),
                  hidden: ["outcome": outcome.rawValue])
              }
            }
          }
        }
      }
      if isOpen { proposal(paragraph, url, refused, call) }
    }
  }

  private func proposal(_ paragraph: ReportParagraph, _ url: String, _ refused: Refused?, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let mine = refused?.form == "amendment" ? refused : nil
    let errors = mine.map { FormErrors($0.problem, in: words) } ?? .none
    let states = words.statesByName.map { Field.Option($0.code, words.state($0)) }
    return tag("details", .flag("open", mine != nil)) {
      tag("summary") { words("meetings.report.propose") }
      form(call, to: url, submit: words("meetings.report.propose"), errors: errors) {
        tag("p", .css("hint")) { words("meetings.report.authorHint") }
        Field("state", words("meetings.report.authorState"), value: mine?.typed.raw("state") ?? "", errors: errors).choice(
          states, none: "–")
        Field("organization", words("meetings.report.authorOther"), value: mine?.typed.raw("organization") ?? "", errors: errors).line()
        for language in Language.allCases {
          Field(
            "text.\(language.rawValue)",
            words("meetings.report.textIn", ["language": .text(words("meetings.language.\(language.rawValue)"))]),
            value: mine?.typed.raw("text.\(language.rawValue)") ?? "", errors: errors, suffix: "-amendment"
          ).area(rows: 4)
        }
      }
    }
  }

  private func history(_ paragraph: ReportParagraph, in zone: TimeZone, _ words: Words) -> HTML {
    guard !paragraph.decisions.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.report.decisions") }
      tag("ul", .css("timeline")) { for decision in paragraph.decisions { tag("li") { Self.line(decision, in: zone, words) } } }
    }
  }

  static func line(_ decision: ReportParagraph.Decision, in zone: TimeZone, _ words: Words) -> String {
    words(
      "meetings.report.decision",
      [
        "state": .text(words("meetings.report.state.\(decision.state.rawValue)")), "name": .text(decision.step.name),
        "at": .text(words.dateTime(decision.step.at, in: zone)),
      ])
  }
}
