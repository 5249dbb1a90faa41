// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// Beginning a release, or one that takes the place of another.
struct NewDraftPages: Sendable {
  let releases: Releases

  static let url = "\(ReleaseListPage.folder)/new"

  // MARK: A first one

  @Sendable func begin(_ call: Call<SignedIn>) async throws -> Answer {
    let year = call.today.parts.year - 1
    let typed = FormData(
      [
        ("name", "\(year)"), ("from", "\(year)-01-01"), ("through", "\(year)-12-31"),
        ("threshold", "\(DisclosurePolicy.usualThreshold)"),
      ] + releases.tables.map { ("tables", $0.name) })
    return .page(page(call, typed, .none))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let draft = try read(form, revises: nil, by: call.who.officer)
      try await releases.store.add(draft, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: DraftPages.url(draft.name), notice: Message("statistics.releases.draft.begun"))
    } catch let problem as CannotRelease {
      return .page(page(call, form, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  // MARK: A revision

  @Sendable func beginRevision(_ call: Call<SignedIn>) async throws -> Answer {
    let old = try await revisable(call)
    let content = old.content
    let typed = FormData(
      [
        ("name", "\(content.name)-r1"), ("from", content.period.from.description), ("through", content.period.to.description),
        ("threshold", "\(content.threshold)"), ("asked", content.asked.map(\.code).joined(separator: " ")),
        ("provisional", content.isProvisional ? "yes" : ""),
      ] + content.tables.map { ("tables", $0.name) })
    return .page(page(call, typed, .none, revises: old))
  }

  @Sendable func submitRevision(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let old = try await revisable(call)
    do {
      let reason = form["reason"] ?? ""
      guard !reason.isEmpty, reason.count <= 2000 else { throw CannotRelease.wrongFields([ReleaseFault.reason.field]) }
      let revision = ReleaseDraft.Revision(name: old.content.name, digest: old.digest, reason: reason)
      let draft = try read(form, revises: revision, by: call.who.officer)
      try await releases.store.add(draft, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: DraftPages.url(draft.name), notice: Message("statistics.releases.draft.begun"))
    } catch let problem as CannotRelease {
      return .page(page(call, form, FormErrors(problem, in: call.words), revises: old), status: problem.kind.status)
    }
  }

  /// - Throws: ``CannotRelease/isRevised`` where a newer one stands in its place already.
  private func revisable(_ call: Call<SignedIn>) async throws -> PublishedRelease {
    let old = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    guard try await releases.store.revision(of: old.content.name) == nil else { throw CannotRelease.isRevised }
    return old
  }

  // MARK: What was typed

  private func read(_ form: FormData, revises: ReleaseDraft.Revision?, by officer: String) throws(CannotRelease) -> ReleaseDraft {
    var faults: [ReleaseFault] = []
    let name = form["name"].flatMap { ReleaseName($0) }
    let (from, through) = (form["from"].flatMap { CalendarDay($0) }, form["through"].flatMap { CalendarDay($0) })
    let threshold = form["threshold"].flatMap { Int($0) }.flatMap { DisclosurePolicy.thresholds.contains($0) ? $0 : nil }
    let codes = (form["asked"] ?? "").split { $0 == " " || $0 == "," || $0 == ";" || $0 == "\n" }.map { StateCode($0) }
    let chosen = Set(form.all("tables"))
    let tables = releases.tables.filter { chosen.contains($0.name) }
    if name == nil { faults.append(.name) }
    if from == nil { faults.append(.from) }
    if through == nil { faults.append(.through) }
    if let from, let through, through < from { faults.append(.through) }
    if threshold == nil { faults.append(.threshold) }
    if codes.isEmpty || codes.contains(nil) { faults.append(.asked) }
    if tables.isEmpty { faults.append(.tables) }
    guard faults.isEmpty, let name, let from, let through, let threshold else { throw .wrongFields(faults.map(\.field)) }
    return ReleaseDraft(
      name: name, period: .init(from: from, to: through), threshold: threshold, asked: Array(Set(codes.compactMap(\.self))),
      isProvisional: form["provisional"] == "yes", tables: tables, revises: revises, by: officer)
  }

  private func page(_ call: Call<SignedIn>, _ typed: FormData, _ errors: FormErrors, revises old: PublishedRelease? = nil) -> Page {
    let words = call.words
    func field(_ name: String, hint: Bool = false) -> Field {
      Field(
        name, words("statistics.releases.field.\(name)"), hint: hint ? words("statistics.releases.field.\(name).hint") : nil,
        value: typed.raw(name), errors: errors)
    }
    let title = words(old == nil ? "statistics.releases.new.title" : "statistics.releases.revise.title")
    let url = old.map { "\(ReleasePage.url($0.content.name))/revise" } ?? Self.url
    return Page(title, trail: DraftPages.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words(old == nil ? "statistics.releases.new.lead" : "statistics.releases.revise.lead") }
      form(
        call, to: url, submit: words("statistics.releases.new.submit"), errors: errors,
        cancel: (words("statistics.releases.cancel"), DraftPages.folder)
      ) {
        field("name", hint: true).line(width: "medium", direction: "ltr")
        if old != nil { field("reason", hint: true).area(rows: 4) }
        field("from").day
        field("through", hint: true).day
        field("threshold", hint: true).line(width: "short", direction: "ltr")
        Field(
          "asked", words("statistics.releases.field.asked"),
          hint: words("statistics.releases.field.asked.hint", ["example": .text("XA XB")]),
          value: typed.raw("asked"), errors: errors
        ).area(rows: 3)
        field("provisional").tick(typed["provisional"] == "yes")
        Field("tables", words("statistics.releases.field.tables"), errors: errors).checkboxes(
          releases.tables.map { .init($0.name, $0.title?.best(for: words.language)?.text ?? $0.name) },
          chosen: Set(typed.all("tables")))
      }
    }
  }
}
