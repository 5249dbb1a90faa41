// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import HTTPTypes
import Kernel
import Storage
import StrictJSON
import Web

/// The files of a case for programs.
struct FilesAPI: Sendable {
  let casework: Casework

  /// A file as programs get it.
  struct Body: Encodable {
    let id: ID<CaseFile>
    let version: Int
    let kind: CaseFile.Kind
    let title: String
    let content: Content?
    let items: [ItemID]
    let origin: CaseFile.Origin
    let object: String?
    let custody: [HandOver]
    let returnDuty: CaseFile.ReturnDuty?
    let returnedOn: CalendarDay?
    let compartment: Compartment?

    struct Content: Encodable {
      let name: String
      let mediaType: String
      let sha256: String
      let size: Int
      let scan: String?
    }

    init(_ found: Versioned<CaseFile>, _ scans: [String: ScanResult]) {
      let file = found.value
      id = file.id
      version = found.version
      kind = file.kind
      title = file.title
      content = file.content.map {
        .init(name: $0.name, mediaType: $0.mediaType, sha256: $0.sha256, size: $0.size, scan: scans[$0.sha256]?.rawValue)
      }
      items = file.items
      origin = file.origin
      object = file.object
      custody = file.custody
      returnDuty = file.returnDuty
      returnedOn = file.returnedOn
      compartment = file.compartment
    }
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    _ = try await casework.store.request(id, for: call.who.reader)
    let files = try await casework.store.records(CaseFile.self, of: id, for: call.who.reader)
    let scans = try await casework.scans(of: id)
    return .json(files.map { Body($0, scans) })
  }

  @Sendable func add(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    _ = try await casework.store.request(id, for: call.who.reader)
    guard let file = try call.caseFile() else { throw CannotFile.nothingGiven }
    let form = try await call.form()
    try form.expecting([
      "file", "kind", "title", "items", "givenBy", "receivedOn", "form", "object", "keptBy", "place", "condition", "returnTo",
      "returnDueOn", "compartment",
    ])
    return try await RefusedAsAsked.telling {
      let content = Casework.NewContent.received(file)
      let input = try FileForm.read(form, content.content, for: call.who.reader)
      let added = try await casework.add(input, content, to: id, for: call.who.reader, try await casework.acting(call))
      return .json(Body(Versioned(added, version: 1), try await casework.scans(of: id)), status: .created)
    }
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let file = try await casework.store.record(try call.parameter("file") { ID<CaseFile>($0) }, of: id, for: call.who.reader)
    return .json(Body(file, try await casework.scans(of: id)))
  }

  /// What a program asks: an act with the fields of its form.
  struct Asked: Decodable {
    let act: String
    let version: Int
    let fields: [TracksAPI.Body.Member]
  }

  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let data = try await call.body(upTo: FormData.sizeLimit)
    let body: Asked
    do {
      body = try StrictDecoder().decode(Asked.self, from: try StrictJSON.parse(data))
    } catch {
      throw CannotReadCase(error, in: call.words)
    }
    guard let act = FileAct(rawValue: body.act) else { throw CannotReadCase([.init(line: 1, column: 1, path: "act", said: "")]) }
    let found = try await casework.store.record(try call.parameter("file") { ID<CaseFile>($0) }, of: id, for: call.who.reader)
    return try await RefusedAsAsked.telling {
      let form = FormData(body.fields.map { ($0.name, $0.value) })
      try form.expecting(act.fields)
      _ = try await casework.act(act, form, on: found.value.id, of: id, seen: body.version, call)
      return .json(
        Body(
          try await casework.store.record(found.value.id, of: id, for: call.who.reader), try await casework.scans(of: id)))
    }
  }

  @Sendable func read(_ call: Call<SignedIn>) async throws -> Answer { try await FilePages(casework: casework).download(call) }
}

extension FilesAPI {
  private static let day = Schema.string(format: "date")
  private static let caseID = ["case": Schema.string(format: "uuid")]
  private static let officer = Schema.object(["id": .string(), "name": .string()], required: ["id", "name"])
  private static let handOver = Schema.object(
    [
      "kind": .oneOf(HandOver.Kind.allCases.map(\.rawValue)), "from": .string(), "to": .string(), "place": .string(), "on": day,
      "purpose": .string(), "condition": .string(), "by": officer,
    ], required: ["kind", "from", "to", "place", "on", "by"])
  private static let kind = Schema.oneOf(CaseFile.Kind.allCases.map(\.rawValue))
  private static let form = Schema.oneOf(CaseFile.Form.allCases.map(\.rawValue))
  private static let compartment = Schema.oneOf(Compartment.allCases.map(\.rawValue))
  private static let travelled = Schema.object(
    ["from": .string(), "to": .string(), "message": .string(format: "uuid")], required: ["from", "to", "message"])
  private static let file = Schema.object(
    [
      "id": .string(format: "uuid"), "version": .integer(minimum: 1), "kind": kind, "title": .string(),
      "content": .object(
        [
          "name": .string(), "mediaType": .string(), "sha256": .string(), "size": .integer(minimum: 0),
          "scan": .oneOf(ScanResult.allCases.map(\.rawValue)),
        ], required: ["name", "mediaType", "sha256", "size"]),
      "items": .array(.string()),
      "origin": .object(
        ["givenBy": .string(), "on": day, "form": form, "travelled": travelled], required: ["givenBy", "on", "form"]),
      "object": .string(), "custody": .array(handOver), "returnDuty": .object(["to": .string(), "dueOn": day], required: ["to"]),
      "returnedOn": day, "compartment": compartment,
    ], required: ["id", "version", "kind", "title", "items", "origin", "custody"])
  private static let fileID = caseID.merging(["file": .string(format: "uuid")]) { first, _ in first }

  static let listOperation = APIOperation(
    id: "listCaseFiles", "Lists the files and objects of a case in the order in which they came.", path: caseID,
    answers: [.init(.array(file), about: "The files")])
  /// A part of a form is text, whatever somebody takes it for.
  static let text = Schema.string()

  static let addOperation = APIOperation(
    id: "addCaseFile", "Keeps a file with a case, sealed under the case’s key.", path: caseID,
    body: .init(
      type: "multipart/form-data",
      .object(
        [
          "file": .string(format: "binary"), "kind": kind, "title": text, "items": text, "givenBy": text,
          "receivedOn": day, "form": form, "object": text, "keptBy": text, "place": text, "condition": text,
          "returnTo": text, "returnDueOn": day, "compartment": compartment,
        ], required: ["file", "kind", "givenBy", "receivedOn", "form"])),
    answers: [.init(file, status: 201, about: "The file")], problems: [409, 413, 503])
  static let showOperation = APIOperation(
    id: "readCaseFileEntry", "Gives what the evidence list says of one file or object, with its version.", path: fileID,
    answers: [.init(file, about: "The file")])
  static let actOperation = APIOperation(
    id: "actOnCaseFile",
    "Describes a file anew, hands its object over, agrees its return, records that it went back or changes who may see it. The version seen must be the present one.",
    path: fileID,
    body: .init(
      .object(
        [
          "act": .oneOf(FileAct.allCases.map(\.rawValue)), "version": .integer(minimum: 1, maximum: 1_000_000_000),
          "fields": .array(.object(["name": .string(), "value": .string()], required: ["name", "value"])),
        ], required: ["act", "version", "fields"])),
    answers: [.init(file, about: "The file as it is afterwards")], problems: [409])
  static let readOperation = APIOperation(
    id: "readCaseFile", "Gives the content of a file, whole or the part asked for, with its digest; that it was read is recorded.",
    path: fileID,
    answers: [
      .init(.string(format: "binary"), type: "application/octet-stream", about: "The content"),
      .init(.string(format: "binary"), status: 206, type: "application/octet-stream", about: "The part"),
    ], problems: [409, 416, 503])
}

extension FormData {
  /// Refuses parts that the description of an operation does not name, so that a program is told of a misspelt one.
  func expecting(_ names: Set<String>) throws(UnreadableAct) {
    guard pairs.allSatisfy({ names.contains($0.name) }) else {
      throw UnreadableAct(fields: [FieldProblem(field: "form", code: "casework.choice-unknown")])
    }
  }
}
