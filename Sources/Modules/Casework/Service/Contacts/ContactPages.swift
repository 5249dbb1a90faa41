// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Instruments
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// Informal contacts before a request, apart from the register.
  var contacts: [Route] {
    let pages = ContactPages(casework: casework)
    return [
      .page(.get, "/cases/contacts", needs: "casework.read", pages.list),
      .page(.get, "/cases/contacts/new", needs: "casework.register", pages.new),
      .page(.post, "/cases/contacts/new", needs: "casework.register", records: ["casework.contactRecorded"], pages.record),
      .page(.get, "/cases/contacts/:contact", needs: "casework.read", records: [Casework.read], pages.show),
      .page(.get, "/cases/contacts/:contact/edit", needs: "casework.register", records: [Casework.read], pages.edit),
      .page(
        .post, "/cases/contacts/:contact/edit", needs: "casework.register", records: [Casework.read, "casework.contactChanged"],
        pages.change),
      .page(
        .post, "/cases/contacts/:contact/link", needs: "casework.register", records: [Casework.read, "casework.linked"], pages.follow),
    ]
  }
}

/// The pages of informal contacts.
struct ContactPages: Sendable {
  let casework: Casework

  static let mostListed = 200

  /// The contact of the address; once a request followed it, reading it is reading that request.
  private func contact(_ call: Call<SignedIn>, _ how: CaseReading = .form) async throws -> Versioned<InformalContact> {
    let found = try await casework.store.contact(try call.parameter("contact") { ID<InformalContact>($0) }, for: call.who.reader)
    if let request = found.value.request { try await casework.admit(to: request, call, how) }
    return found
  }

  private func trail(_ words: Words, isList: Bool = false) -> [Page.Crumb] {
    [.init(words("casework.register.title"), "/cases")] + (isList ? [] : [.init(words("casework.contacts.title"), "/cases/contacts")])
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let contacts = try await casework.store.contacts(for: call.who.reader, limit: Self.mostListed)
    return .page(
      Page(words("casework.contacts.title"), trail: trail(words, isList: true), classification: .restricted) {
        tag("p", .css("lead")) { words("casework.contacts.lead") }
        if call.who.may("casework.register") {
          tag("p", .css("actions")) { link("/cases/contacts/new", words("casework.contact.new"), .css("button")) }
        }
        if contacts.isEmpty {
          emptyState(words("casework.contacts.none"))
        } else {
          Table(
            caption: words("casework.contacts.title"), showsCaption: false,
            columns: ["subject", "with", "on", "outcome"].map { Table.Column(words("casework.contact.field.\($0)")) },
            rows: contacts.map { listed in
              let url = "/cases/contacts/\(listed.contact.id)"
              if let reference = listed.restricted {
                return [restricted(reference, url, words), HTML("–"), HTML("–"), HTML("–")]
              }
              let details = listed.contact.details
              return [
                link(url, details.subject, .dir("auto")),
                HTML {
                  typedText(details.with)
                  tag("p", .css("hint")) { words.state(details.state) }
                },
                HTML(words.date(details.on)), HTML(words("casework.contact.outcome.\(details.outcome.rawValue)")),
              ]
            }
          ).html
        }
      })
  }

  /// A contact that a restricted request followed: by the reference of that one alone, as in every list.
  private func restricted(_ reference: String, _ url: String, _ words: Words) -> HTML {
    HTML {
      link(url, reference.isEmpty ? words("casework.noReference") : reference, .dir("ltr"))
      HTML(" ")
      badge(words("casework.restricted"), .attention)
    }
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    .page(try await page(try await contact(call, .page), FormData(), .none, call))
  }

  private func page(
    _ found: Versioned<InformalContact>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let details = found.value.details
    let url = "/cases/contacts/\(found.value.id)"
    var request: RegisteredRequest?
    if let id = found.value.request { request = try await casework.store.request(id, for: call.who.reader).value }
    let followed = request.map { link("/cases/\($0.id)", $0.head.title(words), .dir("ltr")) }
    return Page(
      details.subject, trail: trail(words), classification: .restricted, hasErrors: !errors.isEmpty, isTitleTyped: true
    ) {
      if found.value.request != nil { errors.summary(words) }
      tag("p", .css("lead")) { words("casework.contact.notFormal") }
      facts(
        noted(details, words) + [
          (words("casework.contact.field.request"), followed),
          (words("casework.contact.field.recordedBy"), typedText(found.value.recordedBy.name)),
        ])
      if call.who.may("casework.register") {
        tag("p", .css("actions")) { link("\(url)/edit", words("casework.contact.edit"), .css("button secondary")) }
        if found.value.request == nil {
          tag("h2") { words("casework.contact.link") }
          Web.form(call, to: "\(url)/link", submit: words("casework.contact.link"), errors: errors) {
            hiddenField("version", "\(found.version)")
            Field(
              "reference", words("casework.link.reference"), hint: words("casework.contact.linkHint"), value: form.raw("reference"),
              errors: errors
            ).line(width: "medium", direction: "ltr")
          }
        }
      }
    }
  }

  /// What was noted of a contact, but for its subject.
  private func noted(_ details: ContactDetails, _ words: Words) -> [FactRow] {
    func label(_ name: String) -> String { words("casework.contact.field.\(name)") }
    return [
      (label("isOurs"), HTML(words(details.isOurs ? "casework.contact.ours" : "casework.contact.theirs"))),
      (label("state"), HTML(words.state(details.state))), (label("with"), typedText(details.with)),
      (label("channel"), HTML(words("casework.contact.channel.\(details.channel.rawValue)"))),
      (label("on"), HTML(words.date(details.on))), (label("said"), typedText(details.said)),
      (label("draft"), details.draft.map(typedText)),
      (label("outcome"), HTML(words("casework.contact.outcome.\(details.outcome.rawValue)"))),
    ]
  }

  @Sendable func follow(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await contact(call)
    let form = try await call.form()
    do {
      guard form["version"] == "\(found.version)" else { throw CannotAct.changedSinceSeen }
      var input = ActInput(form)
      let reference = input.text("reference")
      try input.check()
      let request = try await casework.meant(by: reference, for: call.who.reader)
      let decision = try found.value.followed(by: request)
      let actor = EventActor.officer(call.who.officer)
      try await casework.store.commit(
        decision, over: found.version, by: actor, at: call.now,
        and: decision.events.map { request.recorded($0, by: actor, at: call.now) })
      return .redirect(to: "/cases/contacts/\(found.value.id)", notice: Message("casework.notice.linked"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        try await page(try await contact(call), form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  // MARK: Recording and changing

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: casework.zone).description
    return .page(formPage(nil, FormData([("on", today), ("isOurs", "yes"), ("outcome", "open")]), .none, call))
  }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await contact(call)
    let form = ContactForm.filled(found.value.details).setting("version", to: "\(found.version)")
    return .page(formPage(found.value.id, form, .none, call))
  }

  @Sendable func record(_ call: Call<SignedIn>) async throws -> Answer {
    let acting = try await casework.acting(call)
    let unit = call.who.reader.unit
    return try await save(nil, call) { details, _ in
      (try InformalContact.recording(details, id: ID(), unit: unit, acting), nil)
    }
  }

  @Sendable func change(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await contact(call)
    let acting = try await casework.acting(call)
    return try await save(found.value.id, call) { details, form in
      guard form["version"] == "\(found.version)" else { throw CannotAct.changedSinceSeen }
      return (try found.value.changing(details, acting), found.version)
    }
  }

  private func save(
    _ id: ID<InformalContact>?, _ call: Call<SignedIn>, _ decide: (ContactDetails, FormData) throws -> (ContactDecision, Int?)
  ) async throws -> Answer {
    let form = try await call.form()
    do {
      let (decision, version) = try decide(try ContactForm.read(form), form)
      try await casework.store.commit(decision, over: version, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: "/cases/contacts/\(decision.state.id)", notice: Message("casework.notice.contactRecorded"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      guard problem as? CannotAct == .changedSinceSeen, let id else {
        return .page(
          formPage(id, form, FormErrors(problem, in: call.words), call),
          status: problem.kind == .conflict ? .conflict : .unprocessableContent)
      }
      // Sent once more, the form goes over what is kept now and is shown above it.
      let kept = try await casework.store.contact(id, for: call.who.reader)
      return .page(
        formPage(id, form.setting("version", to: "\(kept.version)"), FormErrors(problem, in: call.words), call, kept: kept.value),
        status: .conflict)
    }
  }

  private func formPage(
    _ id: ID<InformalContact>?, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, kept: InformalContact? = nil
  ) -> Page {
    let words = call.words
    let url = "/cases/contacts" + (id.map { "/\($0)" } ?? "")
    return Page(
      words(id == nil ? "casework.contact.new" : "casework.contact.edit"), trail: trail(words), classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.contact.lead") }
      if let kept { panel(words("casework.keptNow"), .attention) { facts(noted(kept.details, words)) } }
      Web.form(
        call, to: id == nil ? "\(url)/new" : "\(url)/edit", submit: words("casework.contact.save"), errors: errors,
        cancel: (words("casework.cancel"), url)
      ) {
        if id != nil { hiddenField("version", form.raw("version")) }
        ContactForm(words: words, form: form, errors: errors).html
      }
    }
  }
}

/// The form in which an informal contact is noted.
struct ContactForm: Sendable {
  let words: Words
  let form: FormData
  let errors: FormErrors

  /// What is noted, as the form shows it.
  static func filled(_ details: ContactDetails) -> FormData {
    FormData([
      ("isOurs", details.isOurs ? "yes" : "no"), ("state", details.state.code), ("with", details.with),
      ("channel", details.channel.rawValue),
      ("on", details.on.description), ("subject", details.subject), ("said", details.said), ("draft", details.draft ?? ""),
      ("outcome", details.outcome.rawValue),
    ])
  }

  private func field(_ name: String) -> Field {
    let hint = "casework.contact.hint.\(name)"
    return Field(
      name, words("casework.contact.field.\(name)"), hint: words.contains(hint) ? words(hint) : nil, value: form.raw(name), errors: errors)
  }

  var html: HTML {
    HTML {
      field("subject").line()
      field("isOurs").choice([.init("yes", words("casework.contact.ours")), .init("no", words("casework.contact.theirs"))])
      field("state").choice(
        words.sorted(StateNames.shared.states) { words.state($0) }.map { .init($0.code, words.state($0)) }, none: words("casework.choose"))
      field("with").line()
      field("channel").choice(
        InformalContact.Channel.allCases.map { .init($0.rawValue, words("casework.contact.channel.\($0.rawValue)")) },
        none: words("casework.choose"))
      field("on").day
      field("said").area(rows: 5)
      field("draft").line(direction: "auto")
      field("outcome").choice(InformalContact.Outcome.allCases.map { .init($0.rawValue, words("casework.contact.outcome.\($0.rawValue)")) })
    }
  }

  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func read(_ form: FormData) throws(UnreadableAct) -> ContactDetails {
    var input = ActInput(form)
    let state = StateCode(input.text("state"))
    if state == nil { input.refuse("state", "casework.choice-unknown") }
    let channel = input.choice("channel", InformalContact.Channel.other)
    let subject = input.text("subject")
    let with = input.text("with")
    let day = input.day("on")
    let said = input.text("said")
    let outcome = input.choice("outcome", InformalContact.Outcome.open)
    try input.check()
    guard let state else { throw UnreadableAct(fields: input.problems) }
    return ContactDetails(
      isOurs: form["isOurs"] == "yes", state: state, with: with, channel: channel, on: day, subject: subject, said: said,
      draft: input.optionalText("draft"), outcome: outcome)
  }
}
