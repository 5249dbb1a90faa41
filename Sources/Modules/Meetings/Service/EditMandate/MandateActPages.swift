// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Recording what was done about a mandate, and setting its status.
struct MandateActPages: Sendable {
  let meetings: Meetings

  private func fields(_ words: Words) async throws -> MandateForm {
    MandateForm(
      bodies: [], documents: try await meetings.store.overview().shelf.entries.map(\.document), meetings: [], words: words)
  }

  /// Commits one version of a mandate and goes back to its page.
  private func keep(
    _ mandate: Mandate, over version: Int, as event: String, notice: String, _ call: Call<SignedIn>
  ) async throws -> Answer {
    var change = Change()
    try change.keep(
      mandate, over: version, as: event, facts: ["status": .text(mandate.status.rawValue)], by: .officer(call.who), at: call.now)
    try await meetings.store.commit(change)
    return .redirect(to: MandateText.url(mandate), notice: Message(notice))
  }

  // MARK: What was done

  @Sendable func action(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    return .page(try await actionPage(current, FormData([("doneOn", call.today.description)]), .none, call))
  }

  @Sendable func submitAction(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    let typed = try await call.form()
    do {
      let source = try await meetings.store.thing(MeetingDocument.self, current.value.source.description)?.value
      let action = try await read(typed)
      let mandate = try current.value.recording(action, source: source, today: call.today)
      guard typed["version"] == "\(current.version)" else { throw CannotEnterMandate.changedSinceSeen }
      return try await keep(mandate, over: current.version, as: "mandateActionRecorded", notice: "meetings.mandates.action.saved", call)
    } catch let problem as CannotEnterMandate {
      return .page(
        try await actionPage(current, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      let now = try await EditMandatePages.load(call, meetings)
      let problem = CannotEnterMandate.changedSinceSeen
      return .page(try await actionPage(now, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func read(_ form: FormData) async throws -> Mandate.Action {
    var faults: [FieldProblem] = []
    let day = form["doneOn"].flatMap { CalendarDay($0) }
    if day == nil { faults.append((form["doneOn"] == nil ? MandateFault.missing : .wrongValue).at("doneOn")) }
    var evidence: ID<MeetingDocument>?
    if let text = form["evidence"] {
      evidence = try await ID<MeetingDocument>(text).asyncFlatMap {
        try await meetings.store.thing(MeetingDocument.self, $0.description)?.value.id
      }
      if evidence == nil { faults.append(MandateFault.wrongValue.at("evidence")) }
    }
    guard let day, faults.isEmpty else { throw CannotEnterMandate.wrongFields(faults) }
    return Mandate.Action(id: ID(), what: MandateForm.local("what", form), doneOn: day, evidence: evidence)
  }

  private func actionPage(
    _ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let (words, url) = (call.words, MandateText.url(current.value))
    let fields = try await fields(words)
    return Page(
      words("meetings.mandates.action.title", ["mark": .text(current.value.mark.text)]), trail: MandatePage.trail(words),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(current.value.task, on: words.language) }
      form(
        call, to: "\(url)/action", submit: words("meetings.mandates.action.record"), errors: errors,
        cancel: (words("meetings.mandates.cancel"), url)
      ) {
        hiddenField("version", "\(current.version)")
        fields.localFields("what", typed, errors)
        Field("doneOn", fields.label("doneOn"), value: typed.raw("doneOn"), errors: errors).day
        Field(
          "evidence", fields.label("evidence"), hint: words("meetings.mandates.hint.evidence"), value: typed.raw("evidence"), errors: errors
        ).choice(fields.documentOptions, none: "–")
      }
    }
  }

  // MARK: Status

  @Sendable func status(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await statusPage(try await EditMandatePages.load(call, meetings), FormData(), .none, call))
  }

  @Sendable func submitStatus(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    let typed = try await call.form()
    do {
      guard typed["version"] == "\(current.version)" else { throw CannotMoveMandate.changedSinceSeen }
      guard let status = typed["status"].flatMap({ Mandate.Status(rawValue: $0) }) else {
        throw CannotEnterMandate.wrongFields([MandateFault.missing.at("status")])
      }
      let successor = try await typed["successor"].flatMap { ID<Mandate>($0) }.asyncFlatMap {
        try await meetings.store.thing(Mandate.self, $0.description)?.value
      }
      let mandate = try current.value.moving(to: status, because: typed["reason"], successor: successor)
      return try await keep(mandate, over: current.version, as: "mandateMoved", notice: "meetings.mandates.move.saved", call)
    } catch let problem as CannotMoveMandate {
      return try await refusedStatus(problem, typed, call)
    } catch let problem as CannotEnterMandate {
      return try await refusedStatus(problem, typed, call)
    } catch is StaleWrite {
      return try await refusedStatus(CannotMoveMandate.changedSinceSeen, typed, call)
    }
  }

  private func refusedStatus(_ problem: any Problem, _ typed: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    let now = try await EditMandatePages.load(call, meetings)
    return .page(try await statusPage(now, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  private func statusPage(
    _ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let (words, mandate) = (call.words, current.value)
    let (text, url) = (MandateText(words: words), MandateText.url(current.value))
    let others = try await meetings.store.overview().register.entries.map(\.mandate).filter { $0.id != mandate.id }
    return Page(
      words("meetings.mandates.move.title", ["mark": .text(mandate.mark.text)]), trail: MandatePage.trail(words),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(mandate.task, on: words.language) }
      tag("p") {
        words("meetings.mandates.move.now") + " "
        text.badge(mandate)
      }
      form(
        call, to: "\(url)/status", submit: words("meetings.mandates.move.set"), errors: errors,
        cancel: (words("meetings.mandates.cancel"), url)
      ) {
        hiddenField("version", "\(current.version)")
        Field("status", words("meetings.mandates.column.status"), value: typed.raw("status"), errors: errors).radios(
          mandate.status.moves.map {
            .init($0.to.rawValue, text.status($0.to), hint: words("meetings.mandates.need.\($0.need.rawValue)"))
          })
        Field("reason", words("meetings.mandates.column.reason"), value: typed.raw("reason"), errors: errors).area(rows: 3)
        Field("successor", words("meetings.mandates.column.overtakenBy"), value: typed.raw("successor"), errors: errors).choice(
          others.map { .init($0.id.description, "\($0.mark) – \(text.task($0).inOneLine)") }, none: "–")
      }
    }
  }
}

extension String {
  /// A sentence for one line of a list of choices; what is left out is marked.
  fileprivate var inOneLine: String { count > 100 ? "\(prefix(100))…" : self }
}

extension Optional where Wrapped: Sendable {
  /// What an answer that has to be waited for makes of the value, where there is one.
  fileprivate func asyncFlatMap<Value: Sendable>(_ transform: (Wrapped) async throws -> Value?) async rethrows -> Value? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
