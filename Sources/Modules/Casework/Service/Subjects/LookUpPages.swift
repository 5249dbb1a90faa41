// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// Looking requests up by a person, an entity, an account or an asset.
struct LookUpPages: Sendable {
  let casework: Casework

  @Sendable func form(_ call: Call<SignedIn>) async throws -> Answer { .page(page(nil, "", .none, call)) }

  @Sendable func find(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let typed = form["sought"] ?? ""
    let terms = SubjectTerm.meant(by: typed)
    guard !terms.isEmpty else {
      let problem = UnreadableAct(fields: [FieldProblem(field: "sought", code: "casework.too-short")])
      return .page(page(nil, typed, FormErrors(problem, in: call.words), call), status: .unprocessableContent)
    }
    return .page(page(try await casework.store.subjects(found: terms, for: call.who.reader, at: call.now), typed, .none, call))
  }

  private func page(_ found: [CaseStore.FoundSubject]?, _ typed: String, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("casework.lookUp.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("casework.lookUp.lead") }
      Web.form(call, to: "/cases/subjects", submit: words("casework.lookUp.find"), errors: errors) {
        Field("sought", words("casework.field.sought"), hint: words("casework.hint.sought"), value: typed, errors: errors).line()
      }
      if let found {
        tag("p", Attribute("role", "status")) { words("casework.lookUp.found", ["count": .integer(found.count)]) }
        if !found.isEmpty { table(found, words) }
      }
    }
  }

  private func table(_ found: [CaseStore.FoundSubject], _ words: Words) -> HTML {
    Table(
      caption: words("casework.lookUp.title"), showsCaption: false,
      columns: ["subject", "subjectKind", "roles", "request", "state", "stage"].map { Table.Column(words("casework.column.\($0)")) },
      rows: found.map { found in
        let details = found.subject.details
        let (listed, request) = (found.request, found.request.request)
        return [
          listed.told(
            HTML {
              link("/cases/\(listed.id)/subjects/\(found.subject.id)", found.subject.name, .dir("auto"))
              details.bornOn.map { born in tag("p", .css("hint")) { words.date(born) } } ?? .nothing
            }),
          listed.told(HTML(words("casework.subjectKind.\(details.kind.rawValue)"))),
          listed.told(HTML(words.listed(details.roles.map { words("casework.role.\($0.rawValue)") }))),
          listed.link(words),
          listed.told(
            HTML {
              words("casework.direction.\(request.direction.rawValue)")
              tag("p", .css("hint")) { words.state(request.otherState) }
            }),
          listed.told(StageWords(words: words).badge(request)),
        ]
      }
    ).html
  }
}

/// The subjects of a request for programs.
struct SubjectAPI: Sendable {
  let casework: Casework

  /// A subject as programs get it.
  private struct Body: Encodable {
    let id: ID<Subject>
    let version: Int
    let items: [String]
    let recordedOn: CalendarDay
    let details: SubjectDetails
  }

  static let operation = APIOperation(
    id: "listSubjects", "Lists the persons, entities, accounts and assets of a request, as far as they are open to the caller.",
    path: ["case": .string(format: "uuid")],
    answers: [
      .init(
        .array(
          .object(
            [
              "id": .string(format: "uuid"), "version": .integer(minimum: 1), "items": .array(.string()),
              "recordedOn": .string(format: "date"), "details": .object([:], open: true),
            ], required: ["id", "version", "items", "recordedOn", "details"])), about: "The subjects")
    ])

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let subjects = try await casework.store.records(Subject.self, of: id, for: call.who.reader)
    return .json(
      subjects.map { found in
        Body(
          id: found.value.id, version: found.version, items: request.items(concerning: found.value).map(\.rawValue),
          recordedOn: found.value.recordedOn, details: found.value.details)
      })
  }
}
