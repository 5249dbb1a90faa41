// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// Persons, entities, accounts and assets: to look up, to record, to link.
  var subjects: [Route] {
    let pages = SubjectPages(casework: casework)
    let lookUp = LookUpPages(casework: casework)
    return [
      .page(.get, "/cases/subjects", needs: "casework.read", lookUp.form),
      // A name is sent in the body of a form, never in an address, which browsers and servers keep.
      .page(.post, "/cases/subjects", needs: "casework.read", changesNothing: true, lookUp.find),
      .page(.get, "/cases/:case/subjects/new", needs: "casework.register", pages.new),
      .page(
        .post, "/cases/:case/subjects/new", needs: "casework.register", records: ["casework.subjectRecorded", "casework.protectionDue"],
        pages.record),
      .page(.get, "/cases/:case/subjects/:subject", needs: "casework.read", pages.show),
      .page(.get, "/cases/:case/subjects/:subject/edit", needs: "casework.register", pages.edit),
      .page(
        .post, "/cases/:case/subjects/:subject/edit", needs: "casework.register",
        records: ["casework.subjectChanged", "casework.protectionDue"], pages.change),
      .page(
        .post, "/cases/:case/subjects/:subject/compare", needs: "casework.register",
        records: ["casework.subjectChanged"], pages.compare),
      .api(.get, "/api/cases/:case/subjects", needs: "casework.read", SubjectAPI.operation, SubjectAPI(casework: casework).list),
    ]
  }
}

/// The pages of the subjects of a request.
struct SubjectPages: Sendable {
  let casework: Casework

  private func request(_ call: Call<SignedIn>) async throws -> Versioned<RegisteredRequest> {
    try await casework.store.request(try call.parameter("case") { ID<RegisteredRequest>($0) }, for: call.who.reader)
  }

  private func subject(_ call: Call<SignedIn>, of request: RegisteredRequest) async throws -> Versioned<Subject> {
    try await casework.store.record(try call.parameter("subject") { ID<Subject>($0) }, of: request.id, for: call.who.reader)
  }

  private func trail(_ request: RegisteredRequest, _ words: Words) -> [Page.Crumb] {
    [.init(words("casework.register.title"), "/cases"), .init(request.head.title(words), "/cases/\(request.id)")]
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call).value
    let found = try await subject(call, of: request)
    let hints = try await casework.hints(for: request.id, subjects: [found.value], for: call.who.reader)
    let words = call.words
    let url = "/cases/\(request.id)/subjects/\(found.value.id)"
    return .page(
      Page(found.value.name, trail: trail(request, words), classification: .restricted, isTitleTyped: true) {
        tag("p", .css("lead")) { words("casework.subjectKind.\(found.value.details.kind.rawValue)") }
        if let compartment = found.value.compartment {
          tag("p") { badge(words("casework.compartment.\(compartment.rawValue)"), .attention) }
        }
        facts(
          found.value.lines(words).map { ($0.label, $0.isTyped ? typedText($0.value) : HTML($0.value)) }
            + [
              (
                words("casework.field.concernedItems"),
                request.items(concerning: found.value).isEmpty
                  ? nil : HTML(words.list(request.items(concerning: found.value).map(\.rawValue)))
              )
            ])
        if call.who.may("casework.register") {
          tag("p", .css("actions")) { link("\(url)/edit", words("casework.subject.edit"), .css("button")) }
        }
        HintList(hints: hints, words: words, choices: call.who.may("casework.register") ? (call, url, found.version) : nil).html
      })
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await request(call).value, FormData(), .none, call))
  }

  @Sendable func record(_ call: Call<SignedIn>) async throws -> Answer { try await save(nil, call) }

  @Sendable func edit(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call).value
    let found = try await subject(call, of: request)
    let form = SubjectForm.filled(found.value, items: request.items(concerning: found.value))
    return .page(page(request, form.setting("version", to: "\(found.version)"), .none, call, subject: found.value))
  }

  @Sendable func change(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call).value
    return try await save(try await subject(call, of: request).value, call)
  }

  private func save(_ subject: Subject?, _ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call).value
    let form = try await call.form()
    // More rows are asked for: nothing is read yet, so nothing can be refused.
    if form["then"] == "rows" { return .page(page(request, form, .none, call, subject: subject)) }
    do {
      let input = try SubjectForm.read(form, compartments: call.who.reader.compartments)
      let seen = form["version"].flatMap { Int($0) }
      guard subject == nil || seen != nil else { throw CannotAct.changedSinceSeen }
      let saved = try await casework.record(
        input, as: subject?.id, of: request.id, seen: seen, for: call.who.reader, try await casework.acting(call))
      return .redirect(to: "/cases/\(request.id)/subjects/\(saved.id)", notice: Message("casework.notice.subjectRecorded"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      guard problem as? CannotAct == .changedSinceSeen, let subject else {
        return .page(
          page(request, form, FormErrors(problem, in: call.words), call, subject: subject),
          status: problem.kind == .conflict ? .conflict : .unprocessableContent)
      }
      // Sent once more, the form goes over what is kept now and is shown above it.
      let kept = try await casework.store.record(subject.id, of: request.id, for: call.who.reader)
      return .page(
        page(
          request, form.setting("version", to: "\(kept.version)"), FormErrors(problem, in: call.words), call, subject: kept.value,
          showsKept: true), status: .conflict)
    }
  }

  private func page(
    _ request: RegisteredRequest, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, subject: Subject? = nil,
    showsKept: Bool = false
  ) -> Page {
    let words = call.words
    let base = "/cases/\(request.id)/subjects"
    let url = subject.map { "\(base)/\($0.id)/edit" } ?? "\(base)/new"
    let back = subject.map { "\(base)/\($0.id)" } ?? "/cases/\(request.id)"
    return Page(
      words(subject == nil ? "casework.subject.new" : "casework.subject.edit"), trail: trail(request, words), classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.subject.lead") }
      if showsKept, let subject {
        panel(words("casework.keptNow"), .attention) {
          facts(subject.lines(words).map { ($0.label, $0.isTyped ? typedText($0.value) : HTML($0.value)) })
        }
      }
      Web.form(
        call, to: url, submit: words("casework.subject.save"), errors: errors, cancel: (words("casework.cancel"), back),
        other: (words("casework.moreRows"), "then", "rows")
      ) {
        if subject != nil { hiddenField("version", form.raw("version")) }
        SubjectForm(request: request, compartments: call.who.reader.compartments, words: words, form: form, errors: errors).html
      }
    }
  }

  /// What an officer found of a hint: the same, with or without taking over, or somebody else.
  @Sendable func compare(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call).value
    let form = try await call.form()
    guard let seen = form["version"].flatMap({ Int($0) }), let there = form["request"].flatMap({ ID<RegisteredRequest>($0) }),
      let named = form["other"].flatMap({ ID<Subject>($0) })
    else { throw CannotAct.changedSinceSeen }
    // Both requests are read for the officer: nobody takes over from a case they may not know of, and taking over from a restricted one is
    // reading it.
    _ = try await casework.open(there, for: call.who.reader, .form, by: .officer(call.who.officer), at: call.now)
    let other = try await casework.store.record(named, of: there, for: call.who.reader).value
    let choice = form["choice"] ?? ""
    guard ["same", "takeOver", "other"].contains(choice) else { throw CannotAct.changedSinceSeen }
    let id = try call.parameter("subject") { ID<Subject>($0) }
    let (store, now) = (casework.store, call.now)
    try await casework.changeTogether(
      id, of: request.id, seen: seen, for: call.who.reader, by: .officer(call.who.officer), at: now,
      with: { (subject: Subject) in try await store.terms(of: subject, isNew: false, at: now) }
    ) { _, known in
      guard let known else { throw CannotAct.noSuchRecord }
      let decision =
        choice == "other" ? try known.tellingApart(from: other) : try known.linking(to: other, takingOver: choice == "takeOver")
      return .init(record: decision.subject, request: nil, events: decision.events)
    }
    return .redirect(to: "/cases/\(request.id)/subjects/\(id)", notice: Message("casework.notice.subjectCompared"))
  }
}

extension RequestHead {
  /// What a request is called in a trail or a link.
  func title(_ words: Words) -> String { reference.isEmpty ? words("casework.noReference") : reference }
}

/// Where the subjects of a request are known too.
struct HintList: Sendable {
  let hints: [SubjectHint]
  let words: Words
  /// What the forms for comparing need; `nil` where nothing can be done.
  let choices: (call: Call<SignedIn>, url: String, version: Int)?

  var html: HTML {
    guard !hints.isEmpty else { return .nothing }
    return panel(words("casework.hints.title"), .info) {
      tag("p", .css("hint")) { words("casework.hints.lead") }
      tag("ul", .css("records")) { for hint in hints { tag("li") { line(hint) } } }
    }
  }

  private func line(_ hint: SubjectHint) -> HTML {
    let there = hint.other
    return HTML {
      badge(words("casework.match.\(hint.match.rawValue)"), hint.match == .name ? .plain : .attention)
      HTML(" ")
      if there.request.isRestricted {
        there.request.reference(words, "/cases/\(there.request.id)/subjects/\(there.subject.id)")
      } else {
        open(hint)
      }
      if choices == nil, there.request.isRestricted || hint.mine.name != there.subject.name {
        tag("p", .css("hint")) { typedText(hint.mine.name) }
      }
      if let choices { buttons(hint, choices) }
    }
  }

  /// The subject of a request that is not restricted, with the request.
  private func open(_ hint: SubjectHint) -> HTML {
    let there = hint.other
    return HTML {
      link("/cases/\(there.request.id)/subjects/\(there.subject.id)", there.subject.name, .dir("auto"))
      tag("p", .css("hint")) {
        words("casework.hints.inRequest")
        HTML(" ")
        there.request.reference(words, "/cases/\(there.request.id)")
        HTML(" · ")
        words.state(there.request.request.otherState)
      }
    }
  }

  private func buttons(_ hint: SubjectHint, _ choices: (call: Call<SignedIn>, url: String, version: Int)) -> HTML {
    let codes = hint.match == .linked ? ["takeOver", "other"] : ["takeOver", "same", "other"]
    return tag("div", .css("actions")) {
      for code in codes {
        buttonForm(
          choices.call, to: "\(choices.url)/compare", words("casework.compare.\(code)"),
          hidden: [
            "version": "\(choices.version)", "request": hint.other.request.id.description, "other": hint.other.subject.id.description,
            "choice": code,
          ])
      }
    }
  }
}

extension CasePanel {
  /// The persons, entities, accounts and assets of the request, and where they are known too.
  static let subjects = CasePanel { view in
    let words = view.words
    let reader = view.call.who.reader
    let subjects = try await view.casework.store.records(Subject.self, of: view.request.id, for: reader).map(\.value)
    let hints = try await view.casework.hints(for: view.request.id, subjects: subjects, for: reader)
    return HTML {
      tag("h2") { words("casework.subjects.title") }
      if subjects.isEmpty {
        tag("p", .css("hint")) { words("casework.subjects.none") }
      } else {
        Table(
          caption: words("casework.subjects.title"), showsCaption: false,
          columns: ["subject", "subjectKind", "roles", "items"].map { Table.Column(words("casework.column.\($0)")) },
          rows: subjects.map { subject in
            [
              HTML {
                link("\(view.url)/subjects/\(subject.id)", subject.name, .dir("auto"))
                if let compartment = subject.compartment {
                  HTML(" ")
                  badge(words("casework.compartment.\(compartment.rawValue)"), .attention)
                }
                subject.details.bornOn.map { born in tag("p", .css("hint")) { words.date(born) } } ?? .nothing
              },
              HTML(words("casework.subjectKind.\(subject.details.kind.rawValue)")),
              HTML(words.listed(subject.details.roles.map { words("casework.role.\($0.rawValue)") })),
              HTML(words.listed(view.request.items(concerning: subject).map(\.rawValue))),
            ]
          }
        ).html
      }
      HintList(hints: hints, words: words, choices: nil).html
      if view.call.who.may("casework.register") {
        tag("p", .css("actions")) { link("\(view.url)/subjects/new", words("casework.subject.new"), .css("button secondary")) }
      }
    }
  }
}
