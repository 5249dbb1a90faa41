// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// The pages of the administration: officers and units.
struct OfficerPages: Sendable {
  let accounts: Accounts

  static func trail(_ words: Words) -> [Page.Crumb] { [.init(words("accounts.officers"), "/administration/officers")] }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let officers = try await accounts.store.officers()
    let units = Dictionary(uniqueKeysWithValues: try await accounts.store.units().map { ($0.id, $0.name) })
    let columns = ["name", "signInName", "roles", "unit", "standing"].map { Table.Column(words("accounts.\($0)")) }
    return .page(
      Page(words("accounts.officers"), classification: .internalUse) {
        tag("p", .css("actions")) {
          link("/administration/officers/new", words("accounts.newOfficer"), .css("button"))
          link("/administration/units", words("accounts.units"), .css("button secondary"))
        }
        Table(
          caption: words("accounts.officers"), columns: columns,
          rows: officers.map { officer in
            [
              link("/administration/officers/\(officer.id)", officer.name), tag("code", .dir("ltr")) { officer.signInName },
              HTML(words.list(officer.roles.map { words("accounts.role.\($0.rawValue)") })),
              officer.unit.flatMap { units[$0] }.map { typedText($0) } ?? HTML("–"),
              badge(words("accounts.standing.\(officer.standing.rawValue)"), officer.standing == .active ? .ok : .plain),
            ]
          }
        ).html
        matrix(words)
      })
  }

  private func matrix(_ words: Words) -> HTML {
    let roles = Role.roles(on: accounts.node)
    return tag("details") {
      tag("summary") { words("accounts.matrix") }
      Table(
        caption: words("accounts.matrix"), columns: ["role", "may", "factor"].map { .init(words("accounts.matrix.\($0)")) },
        rows: roles.map { role in
          [
            HTML(words("accounts.role.\(role.rawValue)")),
            tag("span", .css("code"), .dir("ltr")) { role.permissions.sorted().joined(separator: ", ") },
            HTML(words(role.needsSecondFactor ? "accounts.factor.needed" : "accounts.factor.free")),
          ]
        }
      ).html
    }
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await officerForm(call, officer: nil, version: nil, typed: FormData(), errors: .none))
  }

  private func described(_ form: FormData, _ officer: inout Officer) {
    officer.name = form["name"] ?? ""
    officer.signInName = Officer.plain(form["signInName"] ?? "")
    officer.unit = form["unit"].flatMap { ID<OrganisationUnit>($0) }
    officer.set(Set(form.all("roles").compactMap { Role(rawValue: $0) }))
    if let standing = form["standing"].flatMap({ Officer.Standing(rawValue: $0) }) { officer.standing = standing }
  }

  @Sendable func create(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    var officer = Officer(id: ID<Officer>(), name: "", signInName: "", roles: [])
    described(form, &officer)
    do {
      let kept = try await accounts.create(officer, by: call.actor)
      let url = try await accounts.enrolmentLink(for: kept.id, by: call.actor)
      return .page(linkPage(kept, url, call))
    } catch let problem as CannotKeepOfficer {
      return .page(
        try await officerForm(call, officer: nil, version: nil, typed: form, errors: FormErrors(problem, in: call.words)),
        status: .unprocessableContent)
    }
  }

  func linkPage(_ officer: Officer, _ url: String, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(words("accounts.enrolmentLink"), trail: Self.trail(words)) {
      tag("p", .css("lead")) { words("accounts.enrolmentLinkFor", ["name": .text(officer.name)]) }
      tag("p") { tag("code", .dir("ltr")) { url } }
      tag("p") { words("accounts.shownOnce") }
      tag("p") { link("/administration/officers", words("accounts.officers"), .css("button secondary")) }
    }
  }

  func load(_ call: Call<SignedIn>) async throws -> Versioned<Officer> {
    guard let officer = try await accounts.store.officer(try call.parameter("officer") { ID<Officer>($0) }) else {
      throw CannotAdminister.noSuchOfficer
    }
    return officer
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let officer = try await load(call)
    return .page(try await officerForm(call, officer: officer.value, version: officer.version, typed: FormData(), errors: .none))
  }

  @Sendable func change(_ call: Call<SignedIn>) async throws -> Answer {
    let present = try await load(call)
    let form = try await call.form()
    var officer = present.value
    described(form, &officer)
    do {
      guard form["version"] == "\(present.version)" else { throw CannotAdminister.changedSinceSeen }
      try await accounts.change(officer, over: present.version, by: call.actor)
    } catch let problem as any Problem {
      let kept = try await load(call)
      let isStale = problem as? CannotAdminister == .changedSinceSeen
      return .page(
        try await officerForm(
          call, officer: kept.value, version: kept.version, typed: form, errors: FormErrors(problem, in: call.words), showsKept: isStale),
        status: problem.kind.status)
    }
    return .redirect(to: "/administration/officers/\(officer.id)", notice: Message("accounts.saved"))
  }

  /// What an account is now, for somebody whose form was overtaken.
  private func keptNow(_ officer: Officer, _ units: [OrganisationUnit], _ words: Words) -> HTML {
    panel(words("accounts.keptNow"), .attention) {
      facts([
        (words("accounts.name"), typedText(officer.name)),
        (words("accounts.signInName"), tag("code", .dir("ltr")) { officer.signInName }),
        (words("accounts.roles"), HTML(words.list(officer.roles.map { words("accounts.role.\($0.rawValue)") }))),
        (words("accounts.unit"), units.first { $0.id == officer.unit }.map { typedText($0.name) }),
        (words("accounts.standing"), HTML(words("accounts.standing.\(officer.standing.rawValue)"))),
      ])
    }
  }

  /// The form of an account; what was typed stands in it when it was refused.
  private func officerForm(
    _ call: Call<SignedIn>, officer: Officer?, version: Int?, typed: FormData, errors: FormErrors, showsKept: Bool = false
  ) async throws -> Page {
    let words = call.words
    let units = try await accounts.store.units()
    let isRefused = !errors.isEmpty
    let access = if let officer { try await access(of: officer, call) } else { HTML.nothing }
    let url = officer.map { "/administration/officers/\($0.id)" } ?? "/administration/officers/new"
    let roles = isRefused ? Set(typed.all("roles")) : Set((officer?.roles ?? []).map(\.rawValue))
    func value(_ name: String, _ kept: String?) -> String { isRefused ? typed.raw(name) : kept ?? "" }
    return Page(officer?.name ?? words("accounts.newOfficer"), trail: Self.trail(words), classification: .internalUse, hasErrors: isRefused)
    {
      if showsKept, let officer { keptNow(officer, units, words) }
      form(call, to: url, submit: words(officer == nil ? "accounts.createOfficer" : "accounts.save"), errors: errors) {
        if let version { hiddenField("version", "\(version)") }
        Field("name", words("accounts.name"), value: value("name", officer?.name), errors: errors).line(
          width: "medium", autocomplete: "off")
        Field(
          "signInName", words("accounts.signInName"), hint: words("accounts.signInNameHint"),
          value: value("signInName", officer?.signInName),
          errors: errors
        ).line(width: "medium", autocomplete: "off", direction: "ltr")
        Field("roles", words("accounts.roles"), errors: errors).checkboxes(
          Role.roles(on: accounts.node).map {
            .init($0.rawValue, words("accounts.role.\($0.rawValue)"), hint: words("accounts.roleMeans.\($0.rawValue)"))
          }, chosen: roles)
        if !units.isEmpty {
          Field("unit", words("accounts.unit"), value: value("unit", officer?.unit?.description), errors: errors).choice(
            units.map { .init($0.id.description, $0.name) }, none: words("accounts.noUnit"))
        }
        if let officer {
          Field("standing", words("accounts.standing"), value: value("standing", officer.standing.rawValue), errors: errors).radios(
            Officer.Standing.allCases.map { .init($0.rawValue, words("accounts.standing.\($0.rawValue)")) })
        }
      }
      access
    }
  }
}
