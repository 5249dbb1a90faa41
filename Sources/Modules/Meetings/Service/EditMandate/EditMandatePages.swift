// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

extension Maker {
  /// The officer behind a call.
  static func officer(_ who: SignedIn) -> Maker { Maker(id: who.officer, name: who.name) }
}

/// Entering and editing mandates.
struct EditMandatePages: Sendable {
  let meetings: Meetings

  /// How a form is shown again.
  private struct Shown {
    var typed: FormData
    var errors = FormErrors.none
    /// What another officer changed meanwhile.
    var changes: [(label: String, value: String)] = []
    /// Living mandates whose task this one gives again.
    var repeated: [Mandate] = []
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let last = try await meetings.store.overview().meetings.last { $0.firstDay <= call.today }
    let typed = FormData([("createsTask", "yes"), ("recordedFor", last?.id.description ?? "")])
    return .page(try await page(nil, Shown(typed: typed), call))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await Self.load(call, meetings)
    return .page(try await page(current, Shown(typed: MandateForm.typed(of: current.value)), call))
  }

  @Sendable func submitNew(_ call: Call<SignedIn>) async throws -> Answer { try await save(nil, call) }

  @Sendable func submitEdit(_ call: Call<SignedIn>) async throws -> Answer { try await save(try await Self.load(call, meetings), call) }

  static func load(_ call: Call<SignedIn>, _ meetings: Meetings) async throws -> Versioned<Mandate> {
    let id = try call.parameter("mandate") { ID<Mandate>($0) }
    guard let mandate = try await meetings.store.thing(Mandate.self, id.description) else { throw WebProblem.notFound }
    return mandate
  }

  private func fields(_ words: Words) async throws -> MandateForm {
    let overview = try await meetings.store.overview()
    return MandateForm(
      bodies: overview.bodies, documents: overview.shelf.entries.map(\.document), meetings: overview.meetings, words: words)
  }

  private func save(_ current: Versioned<Mandate>?, _ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    let form = try await fields(call.words)
    let known = try await meetings.store.overview().register.entries.map(\.mandate)
    do {
      // Names of mandates are given once for all meetings: annotated agendas and notes cite them side by side.
      let mark = current?.value.mark ?? Mark.next(after: known.map(\.mark), prefix: "m")
      let mandate = try form.entered(typed, over: current?.value, id: current?.value.id ?? ID(), mark: mark)
      if let current, typed["version"] != "\(current.version)" { throw CannotEnterMandate.changedSinceSeen }
      let repeated = known.filter { mandate.repeats($0) }
      let isNews = current.map { $0.value.task != mandate.task || $0.value.addressee != mandate.addressee } ?? true
      if isNews, !repeated.isEmpty, typed["repeatsOnPurpose"] != "yes" {
        return .page(try await page(current, Shown(typed: typed, repeated: repeated), call), status: .conflict)
      }
      if mandate != current?.value {
        var change = Change()
        try change.keep(
          mandate, over: current?.version ?? 0, as: current == nil ? "mandateEntered" : "mandateChanged", by: .officer(call.who),
          at: call.now)
        try await meetings.store.commit(change)
      }
      return .redirect(to: MandateText.url(mandate), notice: Message("meetings.mandates.saved"))
    } catch let problem as CannotEnterMandate {
      return try await refused(problem, current, typed, form, call)
    } catch is StaleWrite {
      return try await refused(.changedSinceSeen, current, typed, form, call)
    }
  }

  private func refused(
    _ problem: CannotEnterMandate, _ current: Versioned<Mandate>?, _ typed: FormData, _ form: MandateForm, _ call: Call<SignedIn>
  ) async throws -> Answer {
    var shown = Shown(typed: typed, errors: FormErrors(problem, in: call.words))
    guard problem == .changedSinceSeen, let current else {
      return .page(try await page(current, shown, call), status: problem.kind.status)
    }
    let now = try await meetings.store.thing(Mandate.self, current.value.key) ?? current
    let versions = try await meetings.store.versions(of: Mandate.self, current.value.key)
    let seen = versions.first { "\($0.number)" == typed["version"] }.flatMap {
      try? JSONDecoder().decode(Mandate.self, from: Data($0.entry.utf8))
    }
    shown.changes = form.changes(from: seen.map { MandateForm.typed(of: $0) } ?? typed, to: MandateForm.typed(of: now.value))
    return .page(try await page(now, shown, call), status: problem.kind.status)
  }

  private func page(_ current: Versioned<Mandate>?, _ shown: Shown, _ call: Call<SignedIn>) async throws -> Page {
    let fields = try await fields(call.words)
    let words = call.words
    let url = current.map { MandateText.url($0.value) }
    let title =
      current.map { words("meetings.mandates.edit.title", ["mark": .text($0.value.mark.text)]) } ?? words("meetings.mandates.new")
    return Page(
      title, trail: MandatePage.trail(words), classification: .internalUse, hasErrors: !shown.errors.isEmpty || !shown.repeated.isEmpty
    ) {
      Self.changesPanel(shown.changes, words)
      form(
        call, to: url.map { "\($0)/edit" } ?? "\(MandateText.url)/new", submit: words("meetings.mandates.save"), errors: shown.errors,
        cancel: (words("meetings.mandates.cancel"), url ?? MandateText.url)
      ) {
        if let current { hiddenField("version", "\(current.version)") }
        repeatedPanel(shown, words)
        fields.fields(shown.typed, shown.errors)
      }
    }
  }

  static func changesPanel(_ changes: [(label: String, value: String)], _ words: Words) -> HTML {
    guard !changes.isEmpty else { return .nothing }
    return panel(words("meetings.mandates.changedMeanwhile"), .attention) {
      tag("p") { words("meetings.mandates.changedMeans") }
      facts(changes.map { ($0.label, typedText($0.value)) })
    }
  }

  /// Both tasks side by side: the officer decides whether the new one stands.
  private func repeatedPanel(_ shown: Shown, _ words: Words) -> HTML {
    guard !shown.repeated.isEmpty else { return .nothing }
    let text = MandateText(words: words)
    let mine = MandateForm.local("task", shown.typed)
    return panel(words("meetings.mandates.repeats.title"), .attention) {
      tag("p") { words("meetings.mandates.repeats.means") }
      Table(
        caption: words("meetings.mandates.repeats.title"),
        columns: ["mark", "task", "status"].map { Table.Column(words("meetings.mandates.column.\($0)")) },
        rows: [[HTML(words("meetings.mandates.repeats.mine")), localText(mine, on: words.language), HTML("–")]]
          + shown.repeated.map {
            [link(MandateText.url($0), $0.mark.text, .dir("ltr")), localText($0.task, on: words.language), text.badge($0)]
          }
      ).html
      Field("repeatsOnPurpose", words("meetings.mandates.repeats.purpose")).tick(false)
    }
  }
}
