// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// The page on which the fields of a request are filled that came in as a scan or a message.
struct RegisterTakenInPages: Sendable {
  let casework: Casework

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await waiting(call)
    let today = CalendarDay(call.now, in: casework.zone)
    var form = RegistrationForm.filled(found.value.head, items: [])
      .setting("reference", to: try await casework.nextReference(.incoming, on: today))
      // Nobody has said yet what kind it is.
      .setting("kind", to: nil)
    if found.value.head.requestingState == .notKnown { form = form.setting("state", to: nil) }
    return .page(try await page(found, form, .none, call))
  }

  @Sendable func register(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let found = try await waiting(call)
    // More rows are asked for: nothing is read yet, so nothing can be refused.
    if form["then"] == "rows" { return .page(try await page(found, form, .none, call)) }
    do {
      guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
      let directory = try await casework.directory()
      let acting = try await casework.acting(call)
      let ground = RegistrationForm.Ground(
        own: casework.state, today: acting.on,
        basis: { casework.basis(directory, from: $0, to: $1, kind: $2, on: $3) }, officer: acting.officer, ownUnit: call.who.unit,
        content: found.value.head.content)
      // What was taken in came from another State, whatever the form may say.
      guard case .incoming(let input) = try RegistrationForm.read(form, ground) else { throw CannotAct.notOfThisKind }
      let id = found.value.id
      _ = try await casework.change(id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now) {
        try $0.deciding(.incoming(.register(input)), acting)
      }
      return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.registered"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(found, form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  /// The request of the address, while its fields are still to be filled.
  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/notAtThisStage``.
  private func waiting(_ call: Call<SignedIn>) async throws -> Versioned<RegisteredRequest> {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    guard case .incoming(let request) = found.value, request.stage == .received else { throw CannotAct.notAtThisStage }
    return found
  }

  private func page(
    _ found: Versioned<RegisteredRequest>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let url = "/cases/\(found.value.id)"
    let files = try await casework.store.records(CaseFile.self, of: found.value.id, for: call.who.reader).map(\.value)
    let scans = try await casework.scans(of: found.value.id)
    let today = CalendarDay(call.now, in: casework.zone)
    return Page(
      words("casework.act.register"), trail: found.value.trail(words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.intake.registerLead") }
      if !files.isEmpty {
        tag("ul", .css("records")) {
          for file in files {
            tag("li") { FileLine(file: file, scans: scans, url: url, today: today, words: words).html }
          }
        }
      }
      Web.form(
        call, to: "\(url)/acts/register", submit: words("casework.act.register"), errors: errors, cancel: (words("casework.cancel"), url),
        other: (words("casework.moreItems"), "then", "rows")
      ) {
        hiddenField("version", "\(found.version)")
        RegistrationForm(words: words, form: form, errors: errors).html
      }
    }
  }
}
