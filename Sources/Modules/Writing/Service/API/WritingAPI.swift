import DirectoryRules
// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StrictJSON
import Web
import WritingRules

/// The writer for programs: the same use cases as the pages.
struct WritingAPI: Sendable {
  let writing: Writing

  /// A draft as programs get it.
  struct DraftBody: Encodable {
    let id: ID<Draft>
    let version: Int
    let stage: Draft.Stage.Code
    let digest: String
    let content: RequestContent

    init(_ draft: Versioned<Draft>) throws {
      id = draft.value.id
      version = draft.version
      stage = draft.value.stage.code
      digest = try draft.value.content.digest()
      content = draft.value.content
    }
  }

  struct LineBody: Encodable {
    let id: ID<Draft>
    let version: Int
    let stage: Draft.Stage.Code
    let kind: RequestKind
    let requestedState: StateCode?
    let reference: String?
  }

  /// The body of a change: the version seen, and the whole request.
  struct Replacement: Decodable {
    let version: Int
    let content: RequestContent
  }

  struct Seen: Decodable { let version: Int }

  /// - Parameter member: where in the body the request stands; `nil` when the body is no request, empty when all of it is.
  private func body<Value: Decodable>(_ type: Value.Type, request member: String?, _ call: Call<SignedIn>) async throws -> Value {
    let data = try await call.body(upTo: FormData.sizeLimit)
    do {
      let tree = try StrictJSON.parse(data)
      let value = try StrictDecoder().decode(type, from: tree)
      switch member {
      case nil: break
      case "": try RequestFile.check(tree)
      case let name?: if let request = tree[name] { try RequestFile.check(request, path: "\(name).") }
      }
      return value
    } catch {
      throw CannotReadFile(error, in: call.words)
    }
  }

  private func id(_ call: Call<SignedIn>) throws -> ID<Draft> { try call.parameter("draft") { ID<Draft>($0) } }

  private func value<Value>(_ name: String, _ call: Call<SignedIn>, _ read: (String) -> Value?) throws -> Value? {
    guard call.query.has(name) else { return nil }
    guard let value = read(call.query.raw(name)) else { throw BadQueryValue(name: name) }
    return value
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let stage = try value("stage", call) { Draft.Stage.Code(rawValue: $0) }
    let lines = try await writing.store.lines(at: stage.map { [$0] } ?? Draft.Stage.Code.allCases, limit: 500)
    return .json(
      lines.map {
        LineBody(
          id: $0.id, version: $0.version, stage: $0.stage, kind: $0.kind, requestedState: $0.requestedState, reference: $0.reference)
      })
  }

  @Sendable func create(_ call: Call<SignedIn>) async throws -> Answer {
    let content = try await body(RequestContent.self, request: "", call)
    return .json(try DraftBody(try await writing.start(content, by: call.who.asOfficer, at: call.now)), status: .created)
  }

  @Sendable func read(_ call: Call<SignedIn>) async throws -> Answer { .json(try DraftBody(try await writing.store.draft(try id(call)))) }

  @Sendable func replace(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try id(call)
    let sent = try await body(Replacement.self, request: "content", call)
    let saved = try await writing.change(id, by: call.who.asOfficer, at: call.now) { draft in
      guard draft.version == sent.version else { throw CannotChange.changedSinceSeen }
      return try draft.value.changing(to: sent.content, in: nil, by: call.who.asOfficer)
    }
    return .json(try DraftBody(saved))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try id(call)
    let seen = try await body(Seen.self, request: nil, call)
    return .json(try DraftBody(try await writing.submit(id, seen: seen.version, by: call.who.asOfficer, at: call.now)))
  }

  @Sendable func attach(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try id(call)
    guard let file = try call.file(AnnexFile.field) else { throw CannotAttach.fileMissing }
    let form = try await call.form()
    let kind = form["kind"].map { Annex.Kind(rawValue: $0) }
    if let kind, kind == nil { throw SectionEdit.Unreadable(fields: [FieldProblem(field: "kind", code: "writing.bad-choice")]) }
    let annex = Annex(kind: kind ?? nil, title: form["title"])
    let saved = try await writing.attach(file, as: annex, to: id, by: call.who.asOfficer, at: call.now)
    return .json(try DraftBody(saved), status: .created)
  }

  @Sendable func check(_ call: Call<SignedIn>) async throws -> Answer {
    let day = try value("on", call) { CalendarDay($0) } ?? call.today
    let content = try await body(RequestContent.self, request: "", call)
    return .json(RequestCheck(content, on: day, directory: try await writing.directory(), in: call.words))
  }

  @Sendable func findings(_ call: Call<SignedIn>) async throws -> Answer {
    let day = try value("on", call) { CalendarDay($0) } ?? call.today
    let content = try await writing.store.draft(try id(call)).value.content
    return .json(RequestCheck(content, on: day, directory: try await writing.directory(), in: call.words))
  }
}

/// A value of the query that is no such value.
struct BadQueryValue: Problem, Equatable {
  let name: String
  var code: ProblemCode { "writing.bad-query" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { ["name": name] }
}

extension WritingAPI {
  private static let day = Schema.string(format: "date")
  private static let draftID = ["draft": Schema.string(format: "uuid")]
  private static let content = RequestSchema.schema
  private static let stage = Schema.oneOf(Draft.Stage.Code.allCases.map(\.rawValue))
  private static let draft = Schema.object(
    ["id": .string(format: "uuid"), "version": .integer(minimum: 1), "stage": stage, "digest": .string(), "content": content],
    required: ["id", "version", "stage", "digest", "content"])
  private static let checked = Schema.object(
    [
      "ready": .boolean,
      "findings": .array(
        .object(
          [
            "code": .string(), "severity": .oneOf(Finding.Severity.allCases.map(\.rawValue)), "field": .string(), "source": .string(),
            "message": .string(), "action": .string(),
          ], required: ["code", "severity", "field", "source", "message", "action"])),
    ], required: ["ready", "findings"])

  private static let next = ["readRequest", "replaceRequest", "attachFile", "listFindings", "submitRequest"].map {
    APIOperation.Next($0, parameter: "draft", member: "id")
  }

  static let listOperation = APIOperation(
    id: "listRequests", "Lists requests, the latest change first, at most 500.",
    query: [.init("stage", stage, about: "Only those at this stage")],
    answers: [
      .init(
        .array(
          .object(
            [
              "id": .string(format: "uuid"), "version": .integer(minimum: 1), "stage": stage,
              "kind": .oneOf(RequestKind.allCases.map(\.rawValue)), "requestedState": .string(), "reference": .string(),
            ], required: ["id", "version", "stage", "kind"])), about: "The requests")
    ])
  static let createOperation = APIOperation(
    id: "startRequest", "Begins a draft from a structured request.", body: .init(content),
    answers: [.init(draft, status: 201, about: "The draft", next: next)], problems: [409])
  static let readOperation = APIOperation(
    id: "readRequest", "Gives one request with its version and its digest.", path: draftID, answers: [.init(draft, about: "The request")])
  static let replaceOperation = APIOperation(
    id: "replaceRequest", "Replaces what a draft says; the version seen must be the present one.", path: draftID,
    body: .init(.object(["version": .integer(minimum: 1, maximum: 1_000_000_000), "content": content], required: ["version", "content"])),
    answers: [.init(draft, about: "The draft")], problems: [409])
  static let attachOperation = APIOperation(
    id: "attachFile", "Keeps a file with a draft and adds it to the annexes with its name, type, size and digest.", path: draftID,
    body: .init(
      type: "multipart/form-data",
      .object(
        ["file": .string(format: "binary"), "kind": .oneOf(Annex.Kind.allCases.map(\.rawValue)), "title": .string()],
        required: ["file"])),
    answers: [.init(draft, status: 201, about: "The draft")], problems: [409, 503])
  static let submitOperation = APIOperation(
    id: "submitRequest", "Hands a draft over to be approved.", path: draftID,
    body: .init(.object(["version": .integer(minimum: 1, maximum: 1_000_000_000)], required: ["version"])),
    answers: [.init(draft, about: "The draft")],
    problems: [409])
  static let checkOperation = APIOperation(
    id: "checkRequest", "Tells what would get a structured request delayed or refused, without keeping it.",
    query: [.init("on", day, about: "The day it would go out; today when left out")], body: .init(content),
    answers: [.init(checked, about: "The findings")], problems: [409])
  static let findingsOperation = APIOperation(
    id: "listFindings", "Tells what would get a draft delayed or refused.",
    query: [.init("on", day, about: "The day it would go out; today when left out")], path: draftID,
    answers: [.init(checked, about: "The findings")])
}
