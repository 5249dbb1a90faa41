// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Storage
import Web

/// The page on which one act is done to a request.
struct ActPages: Sendable {
  let casework: Casework
  /// The acts of the address: one, or one for each direction.
  let codes: [CaseAct.Code]

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (found, code) = try await request(call)
    let today = CalendarDay(call.now, in: casework.zone)
    let days = code.fields.compactMap { field -> (String, String)? in
      if case .day(isToday: true) = field.kind { (field.name, today.description) } else { nil }
    }
    return .page(try await page(found, code, FormData(code.preset(found.value) + days + preset(found.value, code)), .none, call))
  }

  /// An item that is the only choice is chosen already.
  private func preset(_ request: RegisteredRequest, _ code: CaseAct.Code) -> [(String, String)] {
    let items = request.items(for: code)
    // What was recorded before stands chosen, so that recording again takes out what is unchosen and nothing else.
    if code.text == "recordDelays" { return request.delays.map { ("delays", $0.rawValue) } }
    return items.count == 1 ? [("items", items[0].id.rawValue), ("item", items[0].id.rawValue)] : []
  }

  /// The request, and the act of the address in its direction.
  /// - Throws: ``CannotAct/noSuchRequest`` for an act of the other direction, whose address nobody is given; `WebProblem.notPermitted`.
  private func request(_ call: Call<SignedIn>) async throws -> (Versioned<RegisteredRequest>, CaseAct.Code) {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    let code = codes.first { code in
      switch (found.value, code) {
      case (.incoming, .incoming), (.outgoing, .outgoing): true
      default: false
      }
    }
    guard let code else { throw CannotAct.noSuchRequest }
    guard call.who.may(code.permission) else { throw WebProblem.notPermitted }
    return (found, code)
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    let (before, code) = try await request(call)
    do {
      let act = try await casework.prepared(try code.read(form), for: before.value)
      try await casework.checkRecords(of: act, in: id, for: call.who.reader)
      let acting = try await casework.acting(call, for: code)
      let changed = try await casework.change(
        id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { try $0.deciding(act, acting) }
      return .redirect(
        to: casework.page(of: changed.value, after: before.value),
        notice: Message(code.needsSecondOfficer ? "casework.notice.proposed" : "casework.notice.done"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      let (found, code) = try await request(call)
      return .page(
        try await page(found, code, form, FormErrors(problem, in: call.words), call, source: (problem as? any SourcedProblem)?.source),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  /// Whoever comes by an old address is told before anything is typed that the act is not possible now.
  private func tooEarlyOrLate(_ words: Words) -> HTML {
    panel(words("problem.casework.not-at-this-stage.title"), .attention) {
      tag("p") { words("problem.casework.not-at-this-stage.detail") }
      tag("p") { words("problem.casework.not-at-this-stage.action") }
    }
  }

  private func page(
    _ found: Versioned<RegisteredRequest>, _ code: CaseAct.Code, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>,
    source: Source? = nil
  ) async throws -> Page {
    let words = call.words
    let request = found.value
    let authorities = try await casework.authorities(for: request, code, call)
    let files = try await casework.filesToChoose(for: code, of: request.id, call)
    let url = "/cases/\(request.id)"
    let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
    return Page(
      words("casework.act.\(code.words)"),
      trail: [.init(words("casework.register.title"), "/cases"), .init(reference, url)], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.lead.\(code.words)") }
      if code.needsSecondOfficer { tag("p", .css("hint")) { words("casework.needsSecondOfficer") } }
      if let source { tag("p", .css("hint")) { words("casework.source", ["source": .text(words.source(source))]) } }
      if errors.isEmpty, !request.offered.contains(code) { tooEarlyOrLate(words) }
      AnsweredConditions(request: request, code: code, words: words).html
      AnsweredConsultations(request: request, code: code, words: words).html
      Web.form(
        call, to: "\(url)/acts/\(code.text)", submit: words("casework.act.\(code.words)"), errors: errors,
        cancel: (words("casework.cancel"), url)
      ) {
        hiddenField("version", "\(found.version)")
        ActFields(request: request, code: code, authorities: authorities, files: files, form: form, errors: errors, words: words).html
      }
    }
  }
}

/// The fields of an act's form.
struct ActFields: Sendable {
  let request: RegisteredRequest
  let code: CaseAct.Code
  /// The authorities of the other State that the directory names on the day.
  let authorities: [Field.Option]
  /// The files of the case that the act can name.
  let files: [Field.Option]
  let form: FormData
  let errors: FormErrors
  let words: Words

  var html: HTML { HTML(code.fields.filter { isAsked($0.name) }.map(drawn)) }

  /// Fields that belong to one kind of cooperation or basis are asked of that alone.
  private func isAsked(_ name: String) -> Bool {
    switch (name, request) {
    case ("notConsulted", .incoming(let incoming)): incoming.head.kind == .extradition
    case ("basicConcepts", .incoming(let incoming)): incoming.isUnderParagraphs9To29
    default: true
    }
  }

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
    case .line where code == .outgoing(.recordConditionKept):
      return field.choice(AnsweredConditions(request: request, code: code, words: words).options, none: words("casework.choose"))
    case .line: return field.line()
    case .area: return field.area(rows: 4)
    case .tick: return field.tick(form[spec.name] == "yes")
    case .authority: return field.choice(authorities, none: words("casework.notInDirectory"))
    case .amount: return field.line(width: "medium", direction: "ltr")
    case .choice(let codes, let prefix):
      return field.choice(codes.map { .init($0, words("\(prefix).\($0)")) }, none: words("casework.choose"))
    case .many(let codes, let prefix):
      return field.checkboxes(codes.map { .init($0, words("\(prefix).\($0)")) }, chosen: Set(form.all(spec.name)))
    case .grounds:
      let kind = request.head.kind
      return field.checkboxes(grounds.map { .init($0.rawValue, words.ground($0, for: kind)) }, chosen: Set(form.all(spec.name)))
    case .files:
      guard !files.isEmpty else { return tag("p", .css("hint")) { words("casework.files.noneToChoose") } }
      return field.checkboxes(files, chosen: Set(form.all(spec.name)))
    case .state: return field.choice(words.statesByName.map { .init($0.code, words.state($0)) }, none: words("casework.choose"))
    case .offences:
      return field.checkboxes(RegistrationForm.offences.map { .init("\($0)", words.offence($0)) }, chosen: Set(form.all("offences")))
    case .consultation(let topic):
      // Without a topic the open ones are asked for, to be concluded; with one, those that the act can rest on.
      let named =
        topic.map { topic in request.consultations.filter { $0.topic == topic } } ?? code.consultations(of: request)
      return field.choice(
        named.map { .init($0.id, "\($0.id) · \(words("casework.topic.\($0.topic.rawValue)"))") }, none: words("casework.choose"))
    }
  }

  /// Grounds that are open for none of the items are not offered; what another State told can rest on any that the kind knows.
  private var grounds: [GroundForRefusal] {
    let all = GroundForRefusal.grounds(of: request.head.kind)
    guard case .incoming(let incoming) = request, case .incoming(let act) = code else { return all }
    let open = Set(incoming.items(for: act).flatMap { incoming.groundsOpen(for: $0) })
    return all.filter(open.contains)
  }

  private var items: [Field.Option] {
    request.items(for: code).map {
      .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))", hint: $0.summary)
    }
  }
}

/// Confirming and giving back what was proposed.
struct ProposalPages: Sendable {
  let casework: Casework

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let place = try call.parameter("proposal") { Int($0) }
    let proposals = try await casework.store.request(id, for: call.who.reader).value.proposals
    guard proposals.indices.contains(place) else { throw CannotAct.noSuchProposal }
    // A note may protect since what was proposed to leave, the scan may have found something, a translation may have been asked for.
    try await casework.checkRecords(of: proposals[place].act, in: id, for: call.who.reader)
    let acting = try await casework.acting(call, for: proposals[place].act.code)
    return try await answer(call, notice: "casework.notice.confirmed") { try $0.confirming($1, acting) }
  }

  @Sendable func giveBack(_ call: Call<SignedIn>) async throws -> Answer {
    try await answer(call, notice: "casework.notice.givenBack") { try $0.returning($1) }
  }

  private func answer(
    _ call: Call<SignedIn>, notice: String, _ decide: @escaping @Sendable (RegisteredRequest, Int) throws -> Casework.Change
  ) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let place = try call.parameter("proposal") { Int($0) }
    guard let seen = try await call.form()["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    let before = try await casework.store.request(id, for: call.who.reader).value
    let changed = try await casework.change(id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: call.now) {
      try decide($0, place)
    }
    return .redirect(to: casework.page(of: changed.value, after: before), notice: Message(notice))
  }
}
