// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// How far the documents of a meeting are in six languages.
struct ReadinessPages: Sendable {
  let tools: DocumentTools

  @Sendable func board(_ call: Call<SignedIn>) async throws -> Answer {
    let (meeting, body) = try await meeting(call)
    guard let opening = meeting.days.min() else { throw WebProblem.notFound }
    let rule = DocumentationRule(opening: opening, wordLimits: body?.value.wordLimits ?? [:])
    let asked = call.query["on"]
    let day = asked.flatMap { CalendarDay($0) } ?? call.today
    let errors =
      asked == nil || CalendarDay(asked ?? "") != nil
      ? FormErrors.none
      : FormErrors(CannotEditDocument.wrongFields([FieldProblem(field: "on", code: DocumentFault.dayUnreadable.code)]), in: call.words)
    let shelf = try await tools.shelf()
    let rows = Self.documents(of: MeetingLine(meeting), shelf).map { ($0, DocumentReadiness($0, on: day, by: rule)) }
    let page = ReadinessBoard(meeting: meeting, body: body?.value, rule: rule, day: day, rows: rows, errors: errors).page(call)
    return .page(page, status: errors.isEmpty ? .ok : .unprocessableContent)
  }

  /// The meeting's own documents, and those of no meeting that its items list.
  private static func documents(of meeting: MeetingLine, _ shelf: DocumentShelf) -> [MeetingDocument] {
    let listed = Set(meeting.items.flatMap(\.documents))
    return shelf.entries.map(\.document).filter { document in
      document.meeting == meeting.id || (document.meeting == nil && listed.contains(document.id))
    }
  }

  /// On the start page: the coming meetings whose documents are late or too long today.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let shelf = try await tools.shelf()
    let words = call.words
    let coming = shelf.meetings.values.filter { $0.standing != .cancelled && ($0.days.min() ?? .earliest) >= call.today }
      .sorted { ($0.days.min() ?? .latest, $0.mark) < ($1.days.min() ?? .latest, $1.mark) }
    let lines = coming.prefix(10).compactMap { meeting -> (MeetingLine, Int)? in
      let rule = DocumentationRule(opening: meeting.days.min() ?? .latest, wordLimits: shelf.bodies[meeting.body]?.wordLimits ?? [:])
      let late = Self.documents(of: meeting, shelf).count { DocumentReadiness($0, on: call.today, by: rule).needsAttention }
      return late > 0 ? (meeting, late) : nil
    }
    guard !lines.isEmpty else { return .nothing }
    return panel(words("meetings.documents.readiness.title"), .attention) {
      tag("ul") {
        for (meeting, late) in lines {
          tag("li") {
            link(ReadinessBoard.url(meeting), MeetingText.plainName(of: meeting, body: shelf.bodies[meeting.body], words))
            " · " + words("meetings.documents.readiness.attention", ["count": .integer(late)])
          }
        }
      }
    }
  }

  @Sendable func limits(_ call: Call<SignedIn>) async throws -> Answer {
    let (meeting, body) = try await meeting(call)
    guard let body else { throw WebProblem.notFound }
    let typed = FormData(WordLimitForm.values(of: body.value).map { ($0.key, $0.value) })
    return .page(WordLimitForm(meeting: meeting, body: body, typed: typed, errors: .none).page(call))
  }

  @Sendable func setLimits(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await DocumentTools.retrying {
      let (meeting, body) = try await meeting(call)
      guard let body else { throw WebProblem.notFound }
      let mine = WordLimitForm.values(form)
      let seen = try await tools.store.thing(Body.self, body.value.key, version: form["version"].flatMap { Int($0) } ?? 0)
      let theirs = WordLimitForm.values(of: body.value)
      let merge = FieldMerge(seen: seen.map { WordLimitForm.values(of: $0) } ?? theirs, mine: mine, theirs: theirs)
      do {
        var changed = body.value
        changed.wordLimits = try WordLimitForm.limits(try merge.settled())
        if changed != body.value {
          var change = Change()
          try change.keep(changed, over: body.version, as: "wordLimitsSet", by: call.documentMaker, at: call.now)
          try await tools.store.commit(change)
        }
        return .redirect(to: ReadinessBoard.url(meeting), notice: Message("meetings.documents.saved"))
      } catch let problem as CannotEditDocument {
        let isConflict = if case .changedSinceSeen = problem { true } else { false }
        let typed = FormData((isConflict ? merge.values : mine).map { ($0.key, $0.value) })
        let page = WordLimitForm(meeting: meeting, body: body, typed: typed, errors: FormErrors(problem, in: call.words)).page(call)
        return .page(page, status: problem.kind.status)
      }
    }
  }

  private func meeting(_ call: Call<SignedIn>) async throws -> (Meeting, Versioned<Body>?) {
    let mark = try call.parameter("meeting") { Mark($0) }
    guard let meeting = try await tools.store.meeting(mark)?.value else { throw WebProblem.notFound }
    return (meeting, try await tools.store.thing(Body.self, meeting.body.description))
  }
}

/// The board: documents by languages, each cell with its state, its day and whether it is late, in words and in colour.
struct ReadinessBoard: Sendable {
  let meeting: Meeting
  let body: Body?
  let rule: DocumentationRule
  let day: CalendarDay
  let rows: [(document: MeetingDocument, readiness: DocumentReadiness)]
  let errors: FormErrors

  static func url(_ meeting: some NamedMeeting) -> String { "\(MeetingListPage.url)/\(meeting.mark)/readiness" }

  func page(_ call: Call<SignedIn>) -> Page {
    let words = call.words
    let name = MeetingText.plainName(of: meeting, body: body, words)
    return Page(
      words("meetings.documents.readiness.title"),
      trail: [
        .init(words("meetings.list.title"), MeetingListPage.url), .init(name, "\(MeetingListPage.url)/\(meeting.mark)"),
      ], classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { name }
      tag("p") { words("meetings.documents.readiness.on", ["day": .day(day)]) }
      facts([
        (words("meetings.documents.readiness.opening"), HTML(words.date(rule.opening))),
        (words("meetings.documents.readiness.submissionDue"), HTML(words.date(rule.submissionDue))),
        (words("meetings.documents.readiness.issueDue"), HTML(words.date(rule.issueDue))),
      ])
      errors.summary(words)
      filterForm(Self.url(meeting), submit: words("meetings.documents.readiness.show")) {
        Field("on", words("meetings.documents.readiness.day"), value: call.query["on"] ?? day.description, errors: errors).day
      }
      if rows.isEmpty {
        emptyState(words("meetings.documents.readiness.none"))
      } else {
        tag("p") { words("meetings.documents.readiness.attention", ["count": .integer(rows.filter(\.readiness.needsAttention).count)]) }
        table(words)
      }
      if call.who.may("meetings.edit") {
        tag("p", .css("actions")) {
          link("\(DocumentTools.url)/new?meeting=\(meeting.mark)", words("meetings.documents.new"), .css("button secondary"))
          link("\(Self.url(meeting))/limits", words("meetings.documents.readiness.limits"), .css("button secondary"))
        }
      }
    }
  }

  private func table(_ words: Words) -> HTML {
    let order = [words.language] + Language.allCases.filter { $0 != words.language }
    let columns =
      [Table.Column(words("meetings.documents.column.symbol"))] + order.map { Table.Column(DocumentText.language($0, words)) }
      + [Table.Column(words("meetings.documents.column.words"))]
    return Table(
      caption: words("meetings.documents.readiness.title"), columns: columns,
      rows: rows.map { document, readiness in
        let title = HTML {
          DocumentText.citationLink(document, words)
          void("br")
          HTML(DocumentText.kind(document.kind, words))
        }
        return [title] + order.map { language in readiness.cells[language].map { cell($0, words) } ?? .nothing }
          + [length(document, readiness, words)]
      }
    ).html
  }

  private func cell(_ cell: ReadinessCell, _ words: Words) -> HTML {
    let (name, day) = Self.said(cell.state)
    let text = words("meetings.documents.readiness.state.\(name)", day.map { ["day": .day($0)] } ?? [:])
    return HTML {
      switch cell.timing {
      case .inTime:
        if case .issued = cell.state { badge(text, .ok) } else { HTML(text) }
      case .willBeLate(let days):
        HTML(text)
        void("br")
        badge(words("meetings.documents.readiness.willBeLate", ["count": .integer(days.count)]), .attention)
      case .late(let days):
        HTML(text)
        void("br")
        badge(words("meetings.documents.readiness.late", ["count": .integer(days.count)]), .refused)
      }
    }
  }

  private static func said(_ state: ReadinessCell.State) -> (name: String, day: CalendarDay?) {
    switch state {
    case .awaited(let day): ("awaited", day)
    case .submitted(let day): ("submitted", day)
    case .toBeTranslated(let day): ("toBeTranslated", day)
    case .inTranslation(let day): ("inTranslation", day)
    case .issued(let day): ("issued", day)
    case .originalOnly: ("originalOnly", nil)
    case .afterMeeting: ("afterMeeting", nil)
    }
  }

  private func length(_ document: MeetingDocument, _ readiness: DocumentReadiness, _ words: Words) -> HTML {
    guard let count = document.current(in: document.originalLanguage ?? .en)?.wordCount else { return HTML("–") }
    return HTML {
      HTML(
        words(
          "meetings.documents.readiness.words", ["words": .text(words.number(count)), "limit": .text(words.number(readiness.wordLimit))]))
      if let over = readiness.wordsTooMany {
        void("br")
        badge(words("meetings.documents.readiness.tooLong", ["count": .integer(over)]), .attention)
      }
    }
  }
}

/// How many words the documents of a body may have, kind by kind.
struct WordLimitForm: Sendable {
  let meeting: Meeting
  let body: Versioned<Body>
  let typed: FormData
  let errors: FormErrors

  static func values(of body: Body) -> [String: String] {
    Dictionary(uniqueKeysWithValues: MeetingDocument.Kind.allCases.map { ($0.rawValue, body.wordLimits?[$0].map { "\($0)" } ?? "") })
  }

  static func values(_ form: FormData) -> [String: String] {
    Dictionary(uniqueKeysWithValues: MeetingDocument.Kind.allCases.map { ($0.rawValue, form[$0.rawValue] ?? "") })
  }

  /// - Throws: ``CannotEditDocument/wrongFields(_:)`` for what is no number of words.
  static func limits(_ values: [String: String]) throws(CannotEditDocument) -> [MeetingDocument.Kind: Int]? {
    var reader = FieldReader(values: values)
    var limits: [MeetingDocument.Kind: Int] = [:]
    for kind in MeetingDocument.Kind.allCases {
      guard let text = reader.text(kind.rawValue) else { continue }
      if let limit = Int(text), (1...10_000_000).contains(limit) {
        limits[kind] = limit
      } else {
        reader.refuse(kind.rawValue, .wordCountUnreadable)
      }
    }
    try reader.finish()
    return limits.isEmpty ? nil : limits
  }

  func page(_ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("meetings.documents.readiness.limits"),
      trail: [.init(words("meetings.documents.readiness.title"), ReadinessBoard.url(meeting))],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(body.value.name, on: words.language) }
      tag("p") { words("meetings.documents.readiness.limitsLead", ["limit": .text(words.number(DocumentationRule.usualWordLimit))]) }
      form(
        call, to: "\(ReadinessBoard.url(meeting))/limits", submit: words("meetings.documents.save"), errors: errors,
        cancel: (words("meetings.documents.cancel"), ReadinessBoard.url(meeting))
      ) {
        hiddenField("version", "\(body.version)")
        for kind in MeetingDocument.Kind.allCases {
          Field(kind.rawValue, DocumentText.kind(kind, words), value: typed.raw(kind.rawValue), errors: errors)
            .line(width: "short", direction: "ltr")
        }
      }
    }
  }
}
