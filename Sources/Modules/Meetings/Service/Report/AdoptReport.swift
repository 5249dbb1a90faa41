// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Adopting the report: the officer confirms the mandates that its recommendations give, and one commit keeps all of it.
struct AdoptReport: Sendable {
  let meetings: Meetings

  private var desk: ReportDesk { ReportDesk(meetings: meetings) }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let open = try await desk.open(call)
    return .page(page(open, MandateRows(open).proposed, .none, call))
  }

  @Sendable func adopt(_ call: Call<SignedIn>) async throws -> Answer {
    let open = try await desk.open(call)
    let form = try await call.form()
    do {
      let adopted = try open.report.adopted(ReportDesk.step(call))
      guard form["version"] == "\(open.current.version)" else { throw CannotChangeReport.changedSinceSeen }
      let change = try await change(open, adopted, form, call)
      try await meetings.store.commit(change)
    } catch let problem as CannotChangeReport {
      return try await refused(problem, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, form, call)
    } catch is UniqueViolation {
      // The one thing of the form that something else may have: the symbol.
      return try await refused(.wrongFields([FieldProblem(field: "symbol", code: ReportFault.symbolTaken.code)]), form, call)
    }
    return .redirect(to: open.url, notice: Message("meetings.report.adopted"))
  }

  /// Report, meeting, document and mandates: kept together or not at all.
  ///
  /// The stage of the agenda stays as it is.
  private func change(
    _ open: ReportDesk.Open, _ adopted: MeetingReport, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Change {
    guard let meeting = try await meetings.store.meeting(open.dossier.meeting.mark) else { throw WebProblem.notFound }
    let document = try document(open, form, on: CalendarDay(call.now, in: open.dossier.meeting.timeZone))
    let mandates = try MandateRows(open).mandates(form, source: document.id, numbers: adopted.numbers)
    return try Self.change(open, adopted, document, mandates, of: meeting, by: ReportDesk.maker(call), at: call.now)
  }

  /// What one adoption keeps.
  /// - Parameter meeting: the meeting as it is kept now.
  static func change(
    _ open: ReportDesk.Open, _ adopted: MeetingReport, _ document: MeetingDocument, _ mandates: [Mandate], of meeting: Versioned<Meeting>,
    by maker: Maker, at instant: Date
  ) throws -> Change {
    var change = Change()
    try change.keep(adopted, over: open.current.version, as: "reportAdopted", by: maker, at: instant)
    if open.dossier.document(document.id) == nil {
      try change.keep(document, over: 0, as: "reportDocumentEntered", by: maker, at: instant)
    }
    if meeting.value.outcomeDocument != document.id {
      var changed = meeting.value
      changed.outcomeDocument = document.id
      try change.keep(changed, over: meeting.version, as: "outcomeRecorded", part: "report", by: maker, at: instant)
    }
    for mandate in mandates { try change.keep(mandate, over: 0, as: "mandateGiven", by: maker, at: instant) }
    return change
  }

  /// The document that holds the report: the one that the meeting has already, or a new one of general distribution.
  func document(_ open: ReportDesk.Open, _ form: FormData, on day: CalendarDay) throws -> MeetingDocument {
    if let known = open.dossier.document(open.dossier.meeting.outcomeDocument) { return known }
    if let symbol = form["symbol"], DocumentSymbol(symbol) == nil {
      throw CannotChangeReport.wrongFields([FieldProblem(field: "symbol", code: ReportFault.wrongValue.code)])
    }
    var title = LocalText()
    for language in Language.allCases { title[language] = meetings.words(language)("meetings.report.documentTitle") }
    return MeetingDocument(
      id: ID(), mark: .next(after: open.dossier.documents.map(\.mark), prefix: "d"), meeting: open.dossier.meeting.id,
      symbol: form["symbol"],
      kind: .meetingReport, distribution: .general, issuedOn: day,
      originalLanguage: .en, title: title)
  }

  private func refused(_ problem: CannotChangeReport, _ form: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    .page(
      page(try await desk.open(call), form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  // MARK: Page

  private func page(_ open: ReportDesk.Open, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("meetings.report.adoptTitle"),
      trail: ReportDesk.trail(open.dossier, words, .init(words("meetings.report.adoptionTitle"), "\(open.url)/adoption")),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if open.report.adoption != nil {
        tag("p") { link(open.url, words("meetings.report.isAdopted")) }
      } else if let undecided = open.report.undecided {
        let said = words.problem(undecided)
        errors.summary(words)
        panel(said.title, .attention) {
          tag("p") { said.detail }
          tag("p") { link("\(open.url)/adoption", said.action) }
        }
      } else {
        adoptForm(open, typed, errors, call)
      }
    }
  }

  private func adoptForm(_ open: ReportDesk.Open, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let rows = MandateRows(open)
    return form(
      call, to: "\(open.url)/adopt", submit: words("meetings.report.adopt"), errors: errors,
      cancel: (words("meetings.report.backToAdoption"), "\(open.url)/adoption")
    ) {
      hiddenField("version", "\(open.current.version)")
      if open.dossier.document(open.dossier.meeting.outcomeDocument) == nil {
        Field(
          "symbol", words("meetings.report.symbol"), hint: words("meetings.report.symbolHint"), value: typed.raw("symbol"), errors: errors
        ).line(width: "medium", direction: "ltr")
      }
      tag("h2") { words("meetings.report.mandates") }
      tag("p") { words(rows.recommendations.isEmpty ? "meetings.report.noRecommendations" : "meetings.report.mandatesLead") }
      for recommendation in rows.recommendations { rows.draw(recommendation, typed, errors, words) }
    }
  }
}
