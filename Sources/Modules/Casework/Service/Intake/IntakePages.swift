// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web

/// The page on which a scan or a message comes in before anybody has filled its fields.
struct IntakePages: Sendable {
  let casework: Casework

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: casework.zone)
    return .page(page(FormData([("arrivedOn", today.description)]), .none, call))
  }

  @Sendable func takeIn(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let id = try await taken(form, call)
      return .redirect(to: "/cases/\(id)/acts/register", notice: Message("casework.intake.notice"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(form, FormErrors(problem, in: call.words), call), status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  /// For programs, such as one that watches a mailbox.
  @Sendable func takeInForProgram(_ call: Call<SignedIn>) async throws -> Answer {
    guard try call.caseFile() != nil else { throw CannotFile.nothingGiven }
    let form = try await call.form()
    try form.expecting(["file", "arrivedOn", "medium", "givenBy", "state", "theirReference", "subject"])
    return try await RefusedAsAsked.telling { .json(TakenIn(id: try await taken(form, call)), status: .created) }
  }

  private struct TakenIn: Encodable { let id: ID<RegisteredRequest> }

  private func taken(_ form: FormData, _ call: Call<SignedIn>) async throws -> ID<RegisteredRequest> {
    guard let file = try call.caseFile() else { throw CannotFile.nothingGiven }
    let input = try await IntakeInput(form, file, own: casework.state, unknownGiver: "–")
    return try await casework.takeIn(file, input.request, givenBy: input.givenBy, in: call.who.unit, try await casework.acting(call))
  }

  private func page(_ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    func optional(_ name: String) -> Field {
      Field(
        name, words("casework.optional", ["label": .text(words("casework.field.\(name)"))]), value: form.raw(name), errors: errors)
    }
    return Page(
      words("casework.intake.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.intake.lead") }
      Web.form(
        call, to: "/cases/intake", submit: words("casework.intake.submit"), errors: errors, encoding: .multipart,
        cancel: (words("casework.cancel"), "/cases")
      ) {
        Field(FileForm.file, words("casework.intake.file"), hint: words("casework.intake.fileHint"), errors: errors).file()
        Field("arrivedOn", words("casework.field.arrivedOn"), value: form.raw("arrivedOn"), errors: errors).day
        Field("medium", words("casework.field.medium"), value: form.raw("medium"), errors: errors).choice(
          Arrival.Medium.allCases.filter { $0 != .oral }.map { .init($0.rawValue, words("casework.medium.\($0.rawValue)")) })
        Field(
          "givenBy", words("casework.optional", ["label": .text(words("casework.files.field.givenBy"))]),
          hint: words("casework.intake.givenByHint"), value: form.raw("givenBy"), errors: errors
        ).line()
        Field(
          "state", words("casework.optional", ["label": .text(words("casework.field.requestingState"))]), value: form.raw("state"),
          errors: errors
        ).choice(
          words.sorted(StateNames.shared.states) { words.state($0) }.map { .init($0.code, words.state($0)) },
          none: words("casework.notKnown"))
        optional("theirReference").line(width: "medium", direction: "ltr")
        optional("subject").line()
      }
    }
  }
}
