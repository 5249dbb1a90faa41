// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Naming the figure by which a mandate will be judged, and typing values of it from publications.
struct MeasurePages: Sendable {
  let meetings: Meetings

  private static let (baseline, value) = ("baseline.", "value.")
  /// The field that takes the baseline from a release in place of what is typed.
  private static let released = "baseline.released"

  private func keep(_ mandate: Mandate, over version: Int, as event: String, _ call: Call<SignedIn>) async throws -> Answer {
    var change = Change()
    let facts: [String: EventValue] = mandate.measure.map { ["measure": .text($0.reference.text)] } ?? [:]
    try change.keep(mandate, over: version, as: event, facts: facts, by: .officer(call.who), at: call.now)
    try await meetings.store.commit(change)
    return .redirect(to: MandateText.url(mandate), notice: Message("meetings.measure.saved"))
  }

  // MARK: The figure

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    var pairs: [(String, String)] = []
    if let measure = current.value.measure {
      pairs = [("reference", measure.reference.text), ("direction", measure.direction.rawValue)]
      if measure.baseline.page != nil {
        pairs.append((Self.released, PublishedSpan(measure.baseline).text))
      } else {
        pairs += MeasureForm.typed(measure.baseline, prefix: Self.baseline)
      }
    }
    return .page(try await page(current, FormData(pairs), .none, call))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    let typed = try await call.form()
    return try await refusing(typed, page, call) {
      let mandate = try current.value.judged(by: try await read(typed, call.words), today: call.today)
      guard typed["version"] == "\(current.version)" else { throw CannotEnterMandate.changedSinceSeen }
      return try await keep(mandate, over: current.version, as: "mandateMeasureSet", call)
    }
  }

  /// The measure as the form says it; none where no figure is chosen.
  private func read(_ form: FormData, _ words: Words) async throws -> MandateMeasure? {
    guard let chosen = form["reference"] else { return nil }
    guard let reference = MeasureReference(chosen), meetings.figures.offered.contains(where: { $0.reference == reference }) else {
      throw CannotEnterMandate.wrongFields([MandateFault.wrongValue.at("reference")])
    }
    guard let direction = form["direction"].flatMap({ MandateMeasure.Direction(rawValue: $0) }) else {
      throw CannotEnterMandate.wrongFields([MandateFault.missing.at("direction")])
    }
    return MandateMeasure(reference, direction: direction, baseline: try await baseline(of: reference, form, words))
  }

  /// The value from which the mandate sets out: as a release tells it, or as it was typed.
  private func baseline(of reference: MeasureReference, _ form: FormData, _ words: Words) async throws -> MeasuredValue {
    guard let chosen = form[Self.released] else { return try MeasureForm(words: words, prefix: Self.baseline).read(form) }
    guard let span = PublishedSpan(chosen) else {
      throw CannotEnterMandate.wrongFields([MandateFault.wrongValue.at(Self.released)])
    }
    guard let value = try await meetings.figures.value(of: reference, in: span) else {
      throw CannotEnterMandate.wrongFields([MandateFault.notPublished.at(Self.released)])
    }
    return value
  }

  private func page(
    _ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let (words, url) = (call.words, MandateText.url(current.value))
    let spans = try await meetings.figures.spans()
    let text = MeasureText(words: words, figures: meetings.figures)
    return frame(words("meetings.measure.edit", ["mark": .text(current.value.mark.text)]), current.value, errors, words) {
      form(
        call, to: "\(url)/measure", submit: words("meetings.measure.save"), errors: errors, cancel: (words("meetings.mandates.cancel"), url)
      ) {
        hiddenField("version", "\(current.version)")
        Field(
          "reference", words("meetings.measure.column.reference"), hint: words("meetings.measure.hint.reference"),
          value: typed.raw("reference"), errors: errors
        ).choice(
          meetings.figures.offered.map { .init($0.reference.text, text.title($0.reference)) }, none: words("meetings.measure.noFigure"))
        Field("direction", words("meetings.measure.column.direction"), value: typed.raw("direction"), errors: errors).radios(
          MandateMeasure.Direction.allCases.map { .init($0.rawValue, words("meetings.measure.direction.\($0.rawValue)")) })
        tag("h2") { words("meetings.measure.baseline") }
        if !spans.isEmpty {
          Field(
            Self.released, words("meetings.measure.released"), hint: words("meetings.measure.hint.released"),
            value: typed.raw(Self.released), errors: errors
          ).choice(spans.map { .init($0.text, text.span($0)) }, none: words("meetings.measure.notReleased"))
          tag("h3") { words("meetings.measure.typedBaseline") }
        }
        HTML(MeasureForm(words: words, prefix: Self.baseline).fields(typed, errors))
      }
    }
  }

  // MARK: A value

  @Sendable func showValue(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    guard current.value.measure != nil else { return .redirect(to: "\(MandateText.url(current.value))/measure") }
    return .page(valuePage(current, FormData(), .none, call))
  }

  @Sendable func submitValue(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    let typed = try await call.form()
    return try await refusing(typed, { valuePage($0, $1, $2, $3) }, call) {
      let mandate = try current.value.entering(
        try MeasureForm(words: call.words, prefix: Self.value).read(typed), today: call.today)
      guard typed["version"] == "\(current.version)" else { throw CannotEnterMandate.changedSinceSeen }
      return try await keep(mandate, over: current.version, as: "mandateValueEntered", call)
    }
  }

  private func valuePage(_ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let (words, url) = (call.words, MandateText.url(current.value))
    return frame(words("meetings.measure.value", ["mark": .text(current.value.mark.text)]), current.value, errors, words) {
      if let measure = current.value.measure {
        tag("p") { localText(meetings.figures.title(of: measure.reference), on: words.language) }
      }
      form(
        call, to: "\(url)/measure/value", submit: words("meetings.measure.save"), errors: errors,
        cancel: (words("meetings.mandates.cancel"), url)
      ) {
        hiddenField("version", "\(current.version)")
        HTML(MeasureForm(words: words, prefix: Self.value).fields(typed, errors))
      }
    }
  }

  // MARK: Both

  /// The form again with what was typed, when the rules refuse it or somebody else was faster.
  private func refusing(
    _ typed: FormData, _ page: (Versioned<Mandate>, FormData, FormErrors, Call<SignedIn>) async throws -> Page, _ call: Call<SignedIn>,
    _ act: () async throws -> Answer
  ) async throws -> Answer {
    let problem: CannotEnterMandate
    do { return try await act() } catch let refused as CannotEnterMandate { problem = refused } catch is StaleWrite {
      problem = .changedSinceSeen
    }
    let now = try await EditMandatePages.load(call, meetings)
    return .page(try await page(now, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  private func frame(
    _ title: String, _ mandate: Mandate, _ errors: FormErrors, _ words: Words, @HTMLBuilder _ body: @escaping () -> [HTML]
  ) -> Page {
    Page(title, trail: MandatePage.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { localText(mandate.task, on: words.language) }
      HTML(body())
    }
  }
}
