// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Storage
import Web

extension IncomingAct.Code {
  /// Who may do it.
  var permission: Permission {
    switch self {
    case .register, .acknowledge, .recordStatusEnquiry, .answerStatusEnquiry, .confirmInWriting, .withdraw: "casework.register"
    case .recordExecution, .beginExecution: "casework.execute"
    default: "casework.decide"
    }
  }

  /// The facts that it can put into the event log.
  var records: [EventKind] {
    let name: CaseEvent.Name =
      switch self {
      case .register: .registered
      case .acknowledge: .acknowledged
      case .examine: .examined
      case .askForInformation: .informationAsked
      case .recordInformation: .informationRecorded
      case .consult: .consulted
      case .concludeConsultation: .consultationConcluded
      case .assessDualCriminality: .dualCriminalityAssessed
      case .checkProtection: .protectionChecked
      case .accept: .accepted
      case .postpone: .postponed
      case .refuse: .refused
      case .sendReasons: .reasonsSent
      case .forward: .forwarded
      case .recordTransferConsent: .transferConsentRecorded
      case .settleCosts: .costsSettled
      case .beginExecution: .executionBegun
      case .recordExecution: .executed
      case .sendProduct: .productSent
      case .confirmProduct: .productConfirmed
      case .liftMeasure: .measureLifted
      case .tellConfidentialityImpossible: .confidentialityImpossible
      case .confirmInWriting: .confirmedInWriting
      case .recordStatusEnquiry: .statusEnquired
      case .answerStatusEnquiry: .statusAnswered
      case .suspend: .suspended
      case .resume: .resumed
      case .withdraw: .withdrawn
      case .close: .closed
      }
    let kind = EventKind(rawValue: "casework.\(name.rawValue)")
    return needsSecondOfficer ? ["casework.proposed"] : [kind]
  }

  /// The acts that have a form of the common kind.
  static let withForm: [IncomingAct.Code] = allCases.filter { $0 != .register }
}

/// The page on which one act is done to a request.
struct ActPages: Sendable {
  let casework: Casework
  let code: IncomingAct.Code

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await incoming(call)
    let today = CalendarDay(call.now, in: casework.zone)
    let days = code.fields.compactMap { field -> (String, String)? in
      if case .day(isToday: true) = field.kind { (field.name, today.description) } else { nil }
    }
    return .page(page(found.value, found.version, FormData(days + preset(found.value)), .none, call))
  }

  /// An item that is the only choice is chosen already.
  private func preset(_ request: IncomingRequest) -> [(String, String)] {
    let items = request.items(for: code)
    return items.count == 1 ? [("items", items[0].id.rawValue), ("item", items[0].id.rawValue)] : []
  }

  private func incoming(_ call: Call<SignedIn>) async throws -> Versioned<IncomingRequest> {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    guard case .incoming(let request) = found.value else { throw CannotAct.noSuchRequest }
    return Versioned(request, version: found.version)
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    do {
      let act = try code.read(form)
      let acting = casework.acting(call)
      _ = try await casework.change(id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now) { request in
        guard case .incoming(let incoming) = request else { throw CannotAct.noSuchRequest }
        return Casework.Change(try incoming.deciding(act, acting))
      }
      return .redirect(
        to: "/cases/\(id)", notice: Message(code.needsSecondOfficer ? "casework.notice.proposed" : "casework.notice.done"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      let found = try await incoming(call)
      return .page(
        page(found.value, found.version, form, FormErrors(problem, in: call.words), call, source: (problem as? any SourcedProblem)?.source),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(
    _ request: IncomingRequest, _ version: Int, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, source: Source? = nil
  ) -> Page {
    let words = call.words
    let url = "/cases/\(request.id)"
    let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
    return Page(
      words("casework.act.\(code.rawValue)"),
      trail: [.init(words("casework.register.title"), "/cases"), .init(reference, url)], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.lead.\(code.rawValue)") }
      if code.needsSecondOfficer { tag("p", .css("hint")) { words("casework.needsSecondOfficer") } }
      if let source { tag("p", .css("hint")) { words("casework.source", ["source": .text(words.source(source))]) } }
      Web.form(
        call, to: "\(url)/acts/\(code.rawValue)", submit: words("casework.act.\(code.rawValue)"), errors: errors,
        cancel: (words("casework.cancel"), url)
      ) {
        hiddenField("version", "\(version)")
        ActFields(request: request, code: code, form: form, errors: errors, words: words).html
      }
    }
  }
}

/// The fields of an act's form.
struct ActFields: Sendable {
  let request: IncomingRequest
  let code: IncomingAct.Code
  let form: FormData
  let errors: FormErrors
  let words: Words

  var html: HTML { HTML(code.fields.map(drawn)) }

  private func drawn(_ spec: ActField) -> HTML {
    let hint = "casework.hint.\(spec.name)"
    let label = words("casework.field.\(spec.name)")
    let field = Field(
      spec.name, spec.isRequired ? label : words("casework.optional", ["label": .text(label)]),
      hint: words.contains(hint) ? words(hint) : nil, value: form.raw(spec.name), errors: errors)
    switch spec.kind {
    case .items: return field.checkboxes(items, chosen: Set(form.all("items")))
    case .item: return field.choice(items, none: words("casework.choose"))
    case .day: return field.day
    case .line: return field.line()
    case .area: return field.area(rows: 4)
    case .tick: return field.tick(form[spec.name] == "yes")
    case .amount: return field.line(width: "medium", direction: "ltr")
    case .choice(let codes, let prefix):
      return field.choice(codes.map { .init($0, words("\(prefix).\($0)")) }, none: words("casework.choose"))
    case .many(let codes, let prefix):
      return field.checkboxes(open(codes, spec).map { .init($0, words("\(prefix).\($0)")) }, chosen: Set(form.all(spec.name)))
    case .consultation(let topic):
      // Without a topic the open ones are asked for, to be concluded; with one, those that the act can rest on.
      let named = topic.map { topic in request.consultations.filter { $0.topic == topic } } ?? request.openConsultations
      return field.choice(
        named.map { .init($0.id, "\($0.id) · \(words("casework.topic.\($0.topic.rawValue)"))") }, none: words("casework.choose"))
    }
  }

  /// Grounds that are open for none of the items are not offered.
  private func open(_ codes: [String], _ spec: ActField) -> [String] {
    guard spec.name == "grounds" else { return codes }
    let open = Set(request.items(for: code).flatMap { request.groundsOpen(for: $0) }.map(\.rawValue))
    return codes.filter(open.contains)
  }

  private var items: [Field.Option] {
    request.items(for: code).map {
      .init($0.id.rawValue, "\($0.id.rawValue) · \(words("casework.sought.\($0.sought.code)"))", hint: $0.summary)
    }
  }
}

/// Confirming and giving back what was proposed.
struct ProposalPages: Sendable {
  let casework: Casework

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let acting = casework.acting(call)
    return try await answer(call, notice: "casework.notice.confirmed") { request, proposal in
      Casework.Change(try request.confirming(proposal, acting))
    }
  }

  @Sendable func giveBack(_ call: Call<SignedIn>) async throws -> Answer {
    try await answer(call, notice: "casework.notice.givenBack") { request, proposal in Casework.Change(try request.returning(proposal)) }
  }

  private func answer(
    _ call: Call<SignedIn>, notice: String,
    _ decide: @escaping @Sendable (IncomingRequest, Proposed<IncomingAct>) throws -> Casework.Change
  ) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let place = try call.parameter("proposal") { Int($0) }
    guard let seen = try await call.form()["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    _ = try await casework.change(id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now) { request in
      guard case .incoming(let incoming) = request, incoming.proposals.indices.contains(place) else { throw CannotAct.noSuchProposal }
      return try decide(incoming, incoming.proposals[place])
    }
    return .redirect(to: "/cases/\(id)", notice: Message(notice))
  }
}
