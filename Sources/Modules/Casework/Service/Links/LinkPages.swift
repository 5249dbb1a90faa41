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
  /// Links between requests, and taking items out into a request of their own.
  var links: [Route] {
    let pages = LinkPages(casework: casework)
    let split = SplitPages(casework: casework)
    return [
      .page(.get, "/cases/:case/links/new", needs: "casework.register", pages.new),
      .page(.post, "/cases/:case/links/new", needs: "casework.register", records: ["casework.linked"], pages.connect),
      .page(.post, "/cases/:case/links/remove", needs: "casework.register", records: ["casework.unlinked"], pages.unlink),
      .page(.get, "/cases/:case/split", needs: "casework.decide", split.show),
      .page(
        .post, "/cases/:case/split", needs: "casework.decide",
        records: ["casework.split", "casework.registered", "casework.linked", Casework.guardedNoted],
        split.split),
    ]
  }
}

extension Casework {
  /// Links a request to another one, or takes a link away, in one commit with the facts of both.
  /// - Throws: ``CannotLink``, ``CannotAct/noSuchRequest`` also when the officer may not know of the other one.
  func link(
    _ id: ID<RegisteredRequest>, to other: ID<RegisteredRequest>, for reader: CaseStore.Reader, _ acting: Acting,
    _ decide: @Sendable (RegisteredRequest, RegisteredRequest) throws -> LinkDecision
  ) async throws {
    for _ in 0..<5 {
      let found = try await store.request(id, for: reader)
      let there = try await store.request(other, for: reader).value
      let decision = try decide(found.value, there)
      let actor = EventActor.officer(acting.officer.id)
      let written = try await store.written(
        .init(request: decision.request, events: decision.events, standing: clocks(of: decision.request, on: acting.on)),
        over: found.version, by: actor, at: acting.at)
      let events = written.events + decision.otherEvents.map { there.recorded($0, by: actor, at: acting.at) }
      do {
        try await store.database.commit(Commit(written.statements + CaseStore.links(of: decision.request), events: events))
        return
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }

  /// The request that an officer means by a reference.
  /// - Throws: ``CannotLink/noSuchReference``.
  func meant(by reference: String, for reader: CaseStore.Reader) async throws -> RegisteredRequest {
    guard let folded = LookedUpReference(reference) else { throw CannotLink.noSuchReference }
    let access = store.accessClause(reader, from: 2)
    let rows = try await store.database.rows(
      SQL(
        """
        SELECT r.id FROM requestReference f JOIN registeredRequest r ON r.id = f.request WHERE f.reference = $1 AND \(access.text)
        ORDER BY CASE f.kind WHEN 'own' THEN 0 ELSE 1 END, r.id LIMIT 1
        """, [folded.text.sql] + access.values))
    guard let row = rows.first else { throw CannotLink.noSuchReference }
    return try await store.request(try row.value("id") { ID<RegisteredRequest>($0) }, for: reader).value
  }
}

extension Casework {
  /// A request as one reader may know it, for copies of the whole of it.
  func told(_ found: Versioned<RegisteredRequest>, for reader: CaseStore.Reader) async throws -> Versioned<RegisteredRequest> {
    guard found.value.head.shreddedOn == nil else { return found }
    var links: [RequestLink] = []
    for link in found.value.head.links where try await store.mayBeKnown(link.request, to: reader, whileKept: true) { links.append(link) }
    let named = found.value.items.contains { !$0.persons.isEmpty }
    let subjects = named ? try await store.everySubject(of: found.value.id) : []
    let hidden = subjects.filter { $0.compartment.map { !reader.compartments.contains($0) } ?? false }
    return Versioned(found.value.told(links: links, without: Set(hidden.map(\.id.description))), version: found.version)
  }

  /// Everything that happened to a request as one reader may know it, the latest first: a link to a request that the reader may not know of
  /// happened for others, and so did what happened in a compartment.
  func timeline(of id: ID<RegisteredRequest>, for reader: CaseStore.Reader) async throws -> [RecordedEvent] {
    var known: [String: Bool] = [:]
    var told: [RecordedEvent] = []
    for event in try await timeline(of: id) {
      if case .value(.text(let code))? = event.facts["compartment"], let compartment = Compartment(rawValue: code),
        !reader.compartments.contains(compartment)
      {
        continue
      }
      guard case .value(.text(let other))? = event.facts["other"], let other = ID<RegisteredRequest>(other) else {
        told.append(event)
        continue
      }
      if known[other.description] == nil { known[other.description] = try await store.mayBeKnown(other, to: reader) }
      if known[other.description] == true { told.append(event) }
    }
    return told
  }
}

extension CaseStore {
  /// Whether a reader may know of a request.
  /// - Parameter whileKept: only as long as it is not shredded.
  func mayBeKnown(_ id: ID<RegisteredRequest>, to reader: Reader, whileKept: Bool = false) async throws -> Bool {
    let access = accessClause(reader, from: 2)
    let row = try await database.row(
      SQL("SELECT r.shreddedOn FROM registeredRequest r WHERE r.id = $1 AND \(access.text)", [id.sql] + access.values))
    guard let row else { return false }
    return try !whileKept || row.value("shreddedOn") { CalendarDay($0) } == .latest
  }

  /// A link as it is read from one of its two sides.
  struct FoundLink: Sendable {
    let kind: RequestLink.Kind
    /// Whether the request of the page is the one that names the other.
    let isNaming: Bool
    let other: ListedRequest
  }

  /// The statements that keep the links of a request where they are found from the other side too.
  static func links(of request: RegisteredRequest) -> [SQL] {
    [SQL("DELETE FROM requestLink WHERE request = $1", [request.id.sql])]
      + request.head.links.map {
        // The case may name one that was shredded since: what tells of that one is gone with it, and does not come back.
        SQL(
          """
          INSERT INTO requestLink (request, other, kind) SELECT $1, r.id, $3 FROM registeredRequest r WHERE r.id = $2 AND r.shreddedOn = $4
          """, [request.id.sql, $0.request.sql, $0.kind.rawValue.sql, CalendarDay.latest.sql])
      }
  }

  /// The links of a request from both sides, to requests that the reader may know of.
  func links(of request: ID<RegisteredRequest>, for reader: Reader) async throws -> [FoundLink] {
    let access = accessClause(reader, from: 2)
    var found: [FoundLink] = []
    for (mine, other, isNaming) in [("request", "other", true), ("other", "request", false)] {
      let rows = try await database.rows(
        SQL(
          """
          SELECT \(Self.listColumns), l.kind FROM requestLink l JOIN registeredRequest r ON r.id = l.\(other)
          WHERE l.\(mine) = $1 AND \(access.text) ORDER BY r.id, l.kind LIMIT 200
          """, [request.sql] + access.values))
      for (row, other) in zip(rows, try await listed(rows)) {
        found.append(FoundLink(kind: try row.value("kind") { RequestLink.Kind(rawValue: $0) }, isNaming: isNaming, other: other))
      }
    }
    return found
  }
}

/// The pages on which requests are linked.
struct LinkPages: Sendable {
  let casework: Casework

  private func request(_ call: Call<SignedIn>) async throws -> RegisteredRequest {
    try await casework.store.request(try call.parameter("case") { ID<RegisteredRequest>($0) }, for: call.who.reader).value
  }

  @Sendable func new(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(try await request(call), FormData(), .none, call))
  }

  @Sendable func connect(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let form = try await call.form()
    do {
      var input = ActInput(form)
      let kind = input.choice("linkKind", RequestLink.Kind.related)
      let reference = input.text("reference")
      try input.check()
      let other = try await casework.meant(by: reference, for: call.who.reader)
      try await casework.link(request.id, to: other.id, for: call.who.reader, try await casework.acting(call)) {
        try $0.linking(kind, to: $1)
      }
      return .redirect(to: "/cases/\(request.id)", notice: Message("casework.notice.linked"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(request, form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  @Sendable func unlink(_ call: Call<SignedIn>) async throws -> Answer {
    let request = try await request(call)
    let form = try await call.form()
    guard let kind = form["kind"].flatMap({ RequestLink.Kind(rawValue: $0) }),
      let other = form["other"].flatMap({ ID<RegisteredRequest>($0) })
    else { throw CannotLink.noSuchLink }
    try await casework.link(request.id, to: other, for: call.who.reader, try await casework.acting(call)) { mine, other in
      try mine.unlinking(RequestLink(kind, to: other.id))
    }
    return .redirect(to: "/cases/\(request.id)", notice: Message("casework.notice.unlinked"))
  }

  private func page(_ request: RegisteredRequest, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let url = "/cases/\(request.id)"
    return Page(
      words("casework.link.new"), trail: [.init(words("casework.register.title"), "/cases"), .init(request.head.title(words), url)],
      classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.link.lead") }
      Web.form(
        call, to: "\(url)/links/new", submit: words("casework.link.new"), errors: errors, cancel: (words("casework.cancel"), url)
      ) {
        Field("linkKind", words("casework.link.kind"), value: form.raw("linkKind"), errors: errors).choice(
          RequestLink.Kind.named.map { .init($0.rawValue, words("casework.linkKind.\($0.rawValue)")) }, none: words("casework.choose"))
        Field(
          "reference", words("casework.link.reference"), hint: words("casework.link.hint"), value: form.raw("reference"), errors: errors
        ).line(width: "medium", direction: "ltr")
      }
    }
  }
}

extension CasePanel {
  /// How the request hangs together with others, and the informal contacts before it.
  static let links = CasePanel { view in
    let words = view.words
    let links = try await view.casework.store.links(of: view.request.id, for: view.call.who.reader)
    let contacts = try await view.casework.store.contacts(of: view.request.id, for: view.call.who.reader)
    let mayLink = view.call.who.may("casework.register")
    let maySplit = view.call.who.may("casework.decide") && !view.request.separableItems.isEmpty && view.request.items.count > 1
    guard !links.isEmpty || !contacts.isEmpty || mayLink || maySplit else { return .nothing }
    return HTML {
      tag("h2") { words("casework.links.title") }
      if links.isEmpty, contacts.isEmpty {
        tag("p", .css("hint")) { words("casework.links.none") }
      } else {
        tag("ul", .css("records")) {
          for found in links {
            tag("li") {
              words("casework.\(found.isNaming || found.kind.isMutual ? "linkKind" : "linkedFrom").\(found.kind.rawValue)")
              HTML(" ")
              found.other.link(words)
              if mayLink, found.isNaming, found.kind != .splitFrom {
                buttonForm(
                  view.call, to: "\(view.url)/links/remove", words("casework.link.remove"),
                  hidden: ["kind": found.kind.rawValue, "other": found.other.id.description])
              }
            }
          }
          for contact in contacts {
            tag("li") {
              words("casework.linkKind.followsInformalContact")
              HTML(" ")
              link("/cases/contacts/\(contact.value.id)", contact.value.details.subject, .dir("auto"))
              tag("p", .css("hint")) { words.date(contact.value.details.on) }
            }
          }
        }
      }
      if mayLink || maySplit {
        tag("p", .css("actions")) {
          if mayLink { link("\(view.url)/links/new", words("casework.link.new"), .css("button secondary")) }
          if maySplit { link("\(view.url)/split", words("casework.split.title"), .css("button secondary")) }
        }
      }
    }
  }
}
