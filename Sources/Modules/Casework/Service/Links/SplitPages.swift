// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension Casework {
  /// Takes items out of a request into one of its own, with copies of the subjects they name, for those who may know of the request.
  /// - Returns: the new request.
  /// - Throws: ``CannotSplit``, ``CannotAct``, ``CannotRegister/referenceTaken``.
  func split(
    _ id: ID<RegisteredRequest>, seen version: Int, _ input: SplitRequest, for reader: CaseStore.Reader, _ acting: Acting
  ) async throws -> ID<RegisteredRequest> {
    let found = try await store.request(id, for: reader)
    guard found.version == version else { throw CannotAct.changedSinceSeen }
    guard found.value.head.shreddedOn == nil else { throw CannotShred.shredded }
    let new = ID<RegisteredRequest>()
    try await checkOutgoing([input.reference, input.subject], of: found.value)
    let notes = try await guardedNotes(of: id).map { $0.copied(as: ID(), to: new, Set(input.items)) }
    let decision = try found.value.splitting(input, as: new, acting)
    let named = Set(decision.part.items.flatMap(\.persons))
    let gone = Set(input.items)
    let copies = try await store.everySubject(of: id)
      .filter { named.contains($0.id.description) || !gone.isDisjoint(with: $0.guardedItems ?? []) }
      .map { (old: $0.id.description, new: $0.copied(to: new, gone, on: acting.on)) }
    let part = decision.part.renaming(Dictionary(uniqueKeysWithValues: copies.map { ($0.old, $0.new.id.description) }))
    let actor = EventActor.officer(acting.officer.id)
    let rest = try await store.written(
      .init(request: decision.rest, events: decision.restEvents, standing: clocks(of: decision.rest, on: acting.on)),
      over: version, by: actor, at: acting.at)
    let (store, subjects) = (store, copies.map(\.new))
    let made = try await store.written(
      .init(request: part, events: decision.partEvents, standing: clocks(of: part, on: acting.on)), over: nil,
      isRestricted: try await store.isRestricted(id), by: actor, at: acting.at
    ) { key in
      var statements: [SQL] = []
      for subject in subjects {
        statements.append(try CaseStore.row(of: subject, over: nil, under: key, at: acting.at))
        statements += try await store.terms(of: subject, isNew: true, at: acting.at)
      }
      for note in notes { statements.append(try CaseStore.row(of: note, over: nil, under: key, at: acting.at)) }
      return statements
    }
    let noted = notes.map {
      NewEvent(Self.guardedNoted, of: EventSubject("caseRecord", $0.id.description), at: acting.at, by: actor)
    }
    do {
      try await store.database.commit(
        Commit(
          rest.statements + made.statements + [CaseStore.sharedAccess(of: id, with: new)] + CaseStore.links(of: part),
          events: rest.events + made.events + noted))
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    } catch let violation as UniqueViolation where violation.table == nil || violation.table?.lowercased() == "requestreference" {
      throw CannotRegister.referenceTaken
    }
    return new
  }
}

extension CaseStore {
  fileprivate func isRestricted(_ id: ID<RegisteredRequest>) async throws -> Bool {
    try await database.row(SQL("SELECT isRestricted FROM registeredRequest WHERE id = $1", [id.sql]))?.integer("isRestricted") == 1
  }

  /// Whoever was named for the request is named for the one that was split from it.
  fileprivate static func sharedAccess(of id: ID<RegisteredRequest>, with new: ID<RegisteredRequest>) -> SQL {
    SQL(
      """
      INSERT INTO requestAccess (officer, request, grantedBy, grantedAt)
      SELECT officer, $2, grantedBy, grantedAt FROM requestAccess WHERE request = $1
      """, [id.sql, new.sql])
  }
}

/// The page on which items are taken out of a request.
struct SplitPages: Sendable {
  let casework: Casework

  private func request(_ call: Call<SignedIn>) async throws -> Versioned<RegisteredRequest> {
    try await casework.store.request(try call.parameter("case") { ID<RegisteredRequest>($0) }, for: call.who.reader)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let found = try await request(call)
    let reference = try await casework.nextReference(found.value.direction, on: CalendarDay(call.now, in: casework.zone))
    return .page(page(found, FormData([("reference", reference), ("subject", found.value.head.subject)]), .none, call))
  }

  @Sendable func split(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let seen = form["version"].flatMap({ Int($0) }) else { throw CannotAct.changedSinceSeen }
    let found = try await request(call)
    do {
      var input = ActInput(form)
      let request = SplitRequest(items: input.items(), reference: input.text("reference"), subject: input.text("subject"))
      try input.check()
      let new = try await casework.split(found.value.id, seen: seen, request, for: call.who.reader, try await casework.acting(call))
      return .redirect(to: "/cases/\(new)", notice: Message("casework.notice.split"))
    } catch let problem as any Problem {
      guard problem.kind == .invalid || problem.kind == .conflict else { throw problem }
      return .page(
        page(try await request(call), form, FormErrors(problem, in: call.words), call),
        status: problem.kind == .conflict ? .conflict : .unprocessableContent)
    }
  }

  private func page(_ found: Versioned<RegisteredRequest>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    let request = found.value
    let url = "/cases/\(request.id)"
    let separable = Set(request.separableItems)
    return Page(
      words("casework.split.title"), trail: [.init(words("casework.register.title"), "/cases"), .init(request.head.title(words), url)],
      classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.split.lead") }
      Web.form(
        call, to: "\(url)/split", submit: words("casework.split.title"), errors: errors, cancel: (words("casework.cancel"), url)
      ) {
        hiddenField("version", "\(found.version)")
        Field("items", words("casework.split.items"), hint: words("casework.hint.items"), errors: errors).checkboxes(
          request.items.filter { separable.contains($0.id) }.map {
            .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))", hint: $0.summary)
          }, chosen: Set(form.all("items")))
        Field("reference", words("casework.split.reference"), value: form.raw("reference"), errors: errors)
          .line(width: "medium", direction: "ltr")
        Field("subject", words("casework.split.subject"), value: form.raw("subject"), errors: errors).line()
      }
    }
  }
}
