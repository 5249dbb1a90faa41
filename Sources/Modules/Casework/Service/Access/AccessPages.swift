// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// Who may know of a case, and who has read one.
  var access: [Route] {
    let pages = AccessPages(casework: casework)
    return [
      .page(.get, "/cases/:case/access", needs: "casework.read", pages.show),
      .page(
        .post, "/cases/:case/access", needs: "casework.restrict",
        records: ["casework.accessRestricted", "casework.accessOpened", "casework.accessGranted", "casework.accessWithdrawn"], pages.change),
      .page(.post, "/cases/:case/assign", needs: "casework.restrict", records: ["casework.assigned"], pages.assign),
      .page(.get, "/cases/reads", needs: "audit.read", ReadsPage(casework: casework).list),
    ]
  }
}

/// The page on which it stands who may know of a case.
struct AccessPages: Sendable {
  let casework: Casework

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call, .none)) }

  @Sendable func change(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    do {
      try await casework.change(
        accessTo: id, try Self.act(form), for: call.who.reader, by: call.who.officer, at: call.now)
      return try await after(id, call)
    } catch let problem as any Problem {
      return try await refused(problem, call)
    }
  }

  @Sendable func assign(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    do {
      guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
      try await casework.assign(
        id, AssignRequest(unit: form["unit"], responsible: form["responsible"]), seen: seen, for: call.who.reader, by: call.who.officer,
        at: call.now)
      return try await after(id, call)
    } catch let problem as any Problem {
      return try await refused(problem, call, typed: form)
    }
  }

  private static func act(_ form: FormData) throws -> AccessAct {
    switch (form["act"], form["officer"]) {
    case ("restrict", _): return .restrict
    case ("open", _): return .open
    case ("grant", let officer?): return .grant(officer)
    case ("withdraw", let officer?): return .withdraw(officer)
    default: throw CannotChangeAccess.noSuchOfficer
    }
  }

  /// Whoever gave a case away does not know of it any more.
  private func after(_ id: ID<RegisteredRequest>, _ call: Call<SignedIn>) async throws -> Answer {
    let stays = try await casework.store.isRestricted(id, for: call.who.reader) != nil
    return .redirect(to: stays ? "/cases/\(id)/access" : "/cases", notice: Message("casework.notice.access"))
  }

  private func refused(_ problem: any Problem, _ call: Call<SignedIn>, typed: FormData? = nil) async throws -> Answer {
    guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
    return .page(
      try await page(call, FormErrors(problem, in: call.words), typed: typed),
      status: problem.kind == .conflict ? .conflict : .unprocessableContent)
  }

  /// - Parameter typed: an assignment that was refused; it stands in the form again, below what is kept now.
  private func page(_ call: Call<SignedIn>, _ errors: FormErrors, typed: FormData? = nil) async throws -> Page {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    let access = try await casework.store.access(to: id, for: call.who.reader).value
    var named: [(id: String, name: String)] = []
    for officer in access.officers { named.append((officer, try await casework.officers.name(officer) ?? officer)) }
    let words = call.words
    let mayChange = call.who.may("casework.restrict")
    let staff = try await casework.officers.staff()
    let known = staff.who(may: "casework.read")
    let head = found.value.head
    let responsible = if let id = head.responsible { try await casework.officers.name(id) ?? id } else { String?.none }
    return Page(
      words("casework.access"), trail: CaseTrail.trail(found.value, words), classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      tag("p", .css("lead")) { words(access.isRestricted ? "casework.access.restricted" : "casework.access.open") }
      officers(named.sorted { $0.name < $1.name }, call, mayChange)
      if mayChange {
        grant(known.filter { !access.officers.contains($0.id) }, errors, call)
        toggle(access, call)
        tag("h2") { words("casework.assignment") }
        if typed != nil { keptAssignment(head, responsible, words) }
        assignment(typed ?? Self.filled(head), found.version, staff.units, known, errors, call)
      }
    }
  }

  private func url(_ call: Call<SignedIn>, _ last: String = "access") -> String { "/cases/\(call.parameters["case"] ?? "")/\(last)" }

  private func officers(_ named: [(id: String, name: String)], _ call: Call<SignedIn>, _ mayChange: Bool) -> HTML {
    let words = call.words
    return HTML {
      tag("h2") { words("casework.access.officers") }
      if named.isEmpty {
        tag("p") { words("casework.access.nobody") }
      } else {
        tag("ul", .css("records")) {
          for officer in named {
            tag("li") {
              typedText(officer.name)
              if mayChange {
                HTML(" ")
                buttonForm(
                  call, to: url(call), words("casework.access.withdraw", ["name": .text(officer.name)]),
                  hidden: ["act": "withdraw", "officer": officer.id])
              }
            }
          }
        }
      }
    }
  }

  private func grant(_ others: [Staff.Member], _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard !others.isEmpty else { return .nothing }
    return form(call, to: url(call), submit: words("casework.access.grant"), tone: "button secondary") {
      hiddenField("act", "grant")
      Field("officer", words("casework.access.officer"), errors: errors).choice(
        others.map { .init($0.id, $0.unit.isEmpty ? $0.name : "\($0.name) (\($0.unit))", isTyped: true) }, none: words("casework.choose"))
    }
  }

  private func toggle(_ access: CaseAccess, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let act = access.isRestricted ? "open" : "restrict"
    return HTML {
      tag("p", .css("hint")) { words("casework.access.hint.\(act)") }
      buttonForm(call, to: url(call), words("casework.access.act.\(act)"), tone: "button", hidden: ["act": act])
    }
  }

  private static func filled(_ head: RequestHead) -> FormData {
    FormData([("unit", head.unit ?? ""), ("responsible", head.responsible ?? "")])
  }

  /// To whom the request is given now, for somebody whose assignment was overtaken.
  private func keptAssignment(_ head: RequestHead, _ responsible: String?, _ words: Words) -> HTML {
    panel(words("casework.keptNow"), .attention) {
      facts([
        (words("casework.access.unit"), head.unit.map(typedText) ?? HTML(words("casework.access.centralAuthority"))),
        (words("casework.access.responsible"), responsible.map(typedText) ?? HTML(words("casework.access.noOfficer"))),
      ])
    }
  }

  private func assignment(
    _ filled: FormData, _ version: Int, _ units: [String], _ known: [Staff.Member], _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    return form(call, to: url(call, "assign"), submit: words("casework.assign"), tone: "button secondary") {
      hiddenField("version", "\(version)")
      if !units.isEmpty {
        Field("unit", words("casework.access.unit"), hint: words("casework.access.hint.unit"), value: filled.raw("unit"), errors: errors)
          .choice(units.map { .init($0, $0, isTyped: true) }, none: words("casework.access.centralAuthority"))
      }
      Field("responsible", words("casework.access.responsible"), value: filled.raw("responsible"), errors: errors).choice(
        known.map { .init($0.id, $0.name, isTyped: true) }, none: words("casework.access.noOfficer"))
    }
  }
}

/// The way to a page that belongs to a case.
enum CaseTrail {
  static func trail(_ request: RegisteredRequest, _ words: Words) -> [Page.Crumb] {
    [
      .init(words("casework.register.title"), "/cases"),
      .init(request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference, "/cases/\(request.id)"),
    ]
  }
}

extension CasePanel {
  /// Who may know of the case.
  static let access = CasePanel { view in
    let access = try await view.casework.store.access(to: view.request.id, for: view.call.who.reader).value
    let responsible =
      if let id = view.request.head.responsible { try await view.casework.officers.name(id) ?? id } else { String?.none }
    return HTML {
      tag("h2") { view.words("casework.access") }
      if access.isRestricted { badge(view.words("casework.restricted"), .attention) }
      facts([
        (view.words("casework.access.unit"), view.request.head.unit.map(typedText)),
        (view.words("casework.access.responsible"), responsible.map(typedText)),
      ])
      tag("p") { link("\(view.url)/access", view.words("casework.access.show")) }
    }
  }
}
