// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// Why a unit cannot be kept.
struct CannotKeepUnit: Problem, Equatable {
  /// The longest name, in characters.
  static let longestName = 200

  /// The field of its name, one for each unit on the page.
  let field: String
  /// Whether there is a name and it is too long; otherwise there is none.
  let isTooLong: Bool

  var code: ProblemCode { isTooLong ? "accounts.unit-name-too-long" : "accounts.cannot-keep-unit" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { isTooLong ? ["limit": "\(Self.longestName)"] : [:] }
  var fields: [FieldProblem] { [FieldProblem(field: field, code: code, details: details)] }
}

/// The page of the units: what they are called, and a new one.
extension OfficerPages {
  @Sendable func units(_ call: Call<SignedIn>) async throws -> Answer { .page(try await unitPage(call)) }

  /// - Parameter refused: the field that was refused; the errors stand in its form, and what was typed in all of them.
  private func unitPage(
    _ call: Call<SignedIn>, typed: FormData = FormData(), refused: String? = nil, _ errors: FormErrors = .none
  ) async throws -> Page {
    let words = call.words
    let units = try await accounts.store.units()
    func own(_ field: String) -> FormErrors { field == refused ? errors : .none }
    func value(_ field: String, _ kept: String) -> String { field == refused ? typed.raw(field) : kept }
    return Page(words("accounts.units"), trail: Self.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty) {
      if units.isEmpty { emptyState(words("accounts.noUnits")) }
      for unit in units {
        let field = "name-\(unit.id)"
        form(call, to: "/administration/units", submit: words("accounts.save"), tone: "button secondary", errors: own(field)) {
          hiddenField("unit", unit.id.description)
          Field(field, words("accounts.unitName"), value: value(field, unit.name), errors: own(field)).line(
            width: "medium", autocomplete: "off")
        }
      }
      tag("h2") { words("accounts.newUnit") }
      form(call, to: "/administration/units", submit: words("accounts.createUnit"), errors: own("name")) {
        Field("name", words("accounts.unitName"), value: value("name", ""), errors: own("name")).line(width: "medium", autocomplete: "off")
      }
    }
  }

  @Sendable func changeUnit(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = form["unit"].flatMap { ID<OrganisationUnit>($0) }
    let field = id.map { "name-\($0)" } ?? "name"
    let typed = form[field]
    guard let name = typed, name.count <= CannotKeepUnit.longestName else {
      let errors = FormErrors(CannotKeepUnit(field: field, isTooLong: typed != nil), in: call.words)
      return .page(try await unitPage(call, typed: form, refused: field, errors), status: .unprocessableContent)
    }
    let unit = id ?? ID<OrganisationUnit>()
    try await accounts.store.database.commit(
      Commit(
        [
          SQL(
            "INSERT INTO unit (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            [unit.sql, name.sql])
        ], events: [NewEvent("accounts.unitChanged", of: EventSubject("unit", unit.description), at: call.now, by: call.actor)]))
    return .redirect(to: "/administration/units", notice: Message("accounts.saved"))
  }
}
