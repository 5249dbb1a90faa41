// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// The State's own return: filled from its cases, seen exactly as it will leave, annotated, approved by a second officer, written out.
struct OwnReturnPages: Sendable {
  let reporting: Reporting

  private func questionnaire(_ call: Call<SignedIn>) async throws -> DataCollection {
    let id = try call.parameter("collection") { ID<DataCollection>($0) }
    guard let found = try await reporting.store.questionnaire(id) else { throw WebProblem.notFound }
    return found
  }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await draw(try await questionnaire(call), FormData(), .none, [], call))
  }

  // MARK: Acts

  /// What an act makes of the newest version; `nil` where there is none yet.
  private func act(
    _ call: Call<SignedIn>, as event: String, notice: String,
    _ decide: (DataCollection, Versioned<OwnReturn>?, FormData) async throws -> (own: OwnReturn, over: Int)
  ) async throws -> Answer {
    let questionnaire = try await questionnaire(call)
    let form = try await call.form()
    do {
      let newest = try await reporting.store.newest(questionnaire.id)
      guard form["seen"] == Self.seen(newest) else { throw CannotReport.changedSinceSeen }
      let decided = try await decide(questionnaire, newest, form)
      try await reporting.store.keep(decided.own, over: decided.over, as: event, by: call.who.officer, at: call.now)
      return .redirect(to: ReportPath.of(questionnaire.id), notice: Message(notice))
    } catch let problem as CannotReport {
      return try await refused(problem, questionnaire, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, questionnaire, form, call)
    } catch is UniqueViolation {
      return try await refused(.changedSinceSeen, questionnaire, form, call)
    }
  }

  private func refused(
    _ problem: CannotReport, _ questionnaire: DataCollection, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    var faults: [ReturnFault] = []
    if case .contradictory(let found) = problem { faults = found }
    return .page(
      try await draw(questionnaire, form, FormErrors(problem, in: call.words), faults, call), status: problem.kind.status)
  }

  /// What was on the page when an officer decided: the revision, its version, and for an approval the very bytes.
  static func seen(_ newest: Versioned<OwnReturn>?) -> String {
    newest.map { "\($0.value.content.revision).\($0.version)" } ?? "0.0"
  }

  static func digest(_ own: OwnReturn) throws -> String { try ReturnJSON.digest(own.content) }

  /// Counts the tables from the node's cases, anew each time; notes stay.
  @Sendable func fill(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "returnFilled", notice: "statistics.report.filled") { questionnaire, newest, _ in
      let figures = try await reporting.counted(questionnaire)
      let own = try OwnReturn.filled(figures, for: questionnaire.id, over: newest?.value, by: call.who.officer)
      return (own, newest?.version ?? 0)
    }
  }

  @Sendable func note(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "returnNoted", notice: "statistics.report.noted") { _, newest, form in
      guard let newest else { throw CannotReport.changedSinceSeen }
      let language = form["language"].flatMap { Language(rawValue: $0) } ?? call.language
      var notes: [String: LocalText] = [:]
      for table in newest.value.content.figures.tables where form.has("note|\(table.spec.name)") {
        var note = table.note
        note[language] = form["note|\(table.spec.name)"]
        notes[table.spec.name] = note
      }
      var reason: LocalText?
      if form.has("reason") {
        var text = newest.value.content.reason
        text[language] = form["reason"]
        reason = text
      }
      return (try newest.value.noted(notes, reason: reason, by: call.who.officer), newest.version)
    }
  }

  @Sendable func approve(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "returnApproved", notice: "statistics.report.approved") { questionnaire, newest, form in
      guard let newest, try form["digest"] == Self.digest(newest.value) else { throw CannotReport.changedSinceSeen }
      let own = try newest.value.approved(
        by: call.who.officer, asked: questionnaire.tables, of: reporting.state, reporting.codebook)
      return (own, newest.version)
    }
  }

  @Sendable func revise(_ call: Call<SignedIn>) async throws -> Answer {
    try await act(call, as: "returnRevised", notice: "statistics.report.revised") { _, newest, _ in
      guard let newest else { throw CannotReport.notApproved }
      return (try newest.value.revised(by: call.who.officer), 0)
    }
  }

  /// Sends what was approved to the secretariat's node.
  @Sendable func send(_ call: Call<SignedIn>) async throws -> Answer {
    let questionnaire = try await questionnaire(call)
    let form = try await call.form()
    do {
      let newest = try await reporting.store.newest(questionnaire.id)
      guard form["seen"] == Self.seen(newest) else { throw CannotReport.changedSinceSeen }
      try await reporting.send(questionnaire.id, seen: newest?.version, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: ReportPath.of(questionnaire.id), notice: Message("statistics.travel.returnSent"))
    } catch let problem as CannotReport {
      return try await refused(problem, questionnaire, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, questionnaire, form, call)
    }
  }

  /// The very bytes of the newest version, before or after its approval.
  @Sendable func text(_ call: Call<SignedIn>) async throws -> Answer {
    let questionnaire = try await questionnaire(call)
    guard let newest = try await reporting.store.newest(questionnaire.id)?.value else { throw WebProblem.notFound }
    let content = newest.content
    let mark = newest.approvedBy == nil ? "preview" : "return"
    return .file(
      try ReturnJSON.bytes(content), type: "application/json", name: "\(mark)-\(reporting.state)-\(content.revision).json")
  }

  /// The file that goes to the secretariat; that it was written out is recorded.
  @Sendable func export(_ call: Call<SignedIn>) async throws -> Answer {
    let questionnaire = try await questionnaire(call)
    do {
      let bytes = try await reporting.approvedBytes(questionnaire.id, by: .officer(call.who.officer), at: call.now)
      return .file(bytes, type: "application/json", name: "return-\(reporting.state)-\(questionnaire.period.from.parts.year).json")
    } catch let problem as CannotReport {
      return try await refused(problem, questionnaire, FormData(), call)
    }
  }
}
