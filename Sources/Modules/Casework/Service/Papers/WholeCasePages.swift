// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Documents
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  /// The whole case as one file.
  var papers: [Route] {
    let pages = WholeCasePages(casework: casework)
    return [
      .page(.get, "/cases/:case/whole.pdf", needs: "casework.read", pages.pdf),
      .page(.get, "/cases/:case/whole.json", needs: "casework.read", pages.json),
      .api(.get, "/api/cases/:case/whole", needs: "casework.read", WholeCasePages.operation, pages.api),
    ]
  }
}

/// Gives out a case as a whole, to those who may know of it.
struct WholeCasePages: Sendable {
  let casework: Casework

  private func whole(_ call: Call<SignedIn>) async throws -> (WholeCase, Words) {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    var language = call.language
    if let asked = call.query["lang"] {
      guard let known = Language(rawValue: asked) else { throw BadCaseQuery(name: "lang") }
      language = known
    }
    let words = casework.words(language)
    let today = CalendarDay(call.now, in: casework.zone)
    let whole = try await casework.whole(found, for: call.who.reader, on: today, in: words)
    try await casework.checkWhole(whole)
    return (whole, words)
  }

  private func name(_ whole: WholeCase, _ ending: String) -> String {
    let reference = whole.request.head.reference
    return "\(reference.isEmpty ? "case" : reference)-\(whole.language.rawValue).\(ending)"
  }

  @Sendable func pdf(_ call: Call<SignedIn>) async throws -> Answer {
    let (whole, words) = try await whole(call)
    let document = try CasePaper(whole: whole, words: words, zone: casework.zone).document()
    return .file(try await casework.worker.render(document, as: .pdf), type: DocumentWorker.Kind.pdf.mediaType, name: name(whole, "pdf"))
  }

  @Sendable func json(_ call: Call<SignedIn>) async throws -> Answer {
    let (whole, _) = try await whole(call)
    return .file(try whole.json(), type: "application/json", name: name(whole, "json"))
  }

  @Sendable func api(_ call: Call<SignedIn>) async throws -> Answer {
    .json(WholeCaseBody(whole: try await whole(call).0))
  }

  private static let day = Schema.string(format: "date")
  private static let actor = Schema.object(
    ["kind": .oneOf(["officer", "program", "console"]), "name": .string()], required: ["kind"])

  static let operation = APIOperation(
    id: "readWholeCase",
    "Gives one registered request with everything that belongs to it and happened to it, as docs/protocol/case.md says.",
    query: [.init("lang", .oneOf(Language.allCases.map(\.rawValue)), about: "The language of titles and labels of records")],
    path: ["case": .string(format: "uuid")],
    answers: [
      .init(
        .object(
          [
            "format": .oneOf(["comity.case/1"]), "id": .string(format: "uuid"), "version": .integer(minimum: 1),
            "direction": .oneOf(RegisteredRequest.Direction.allCases.map(\.rawValue)), "stage": .string(),
            "language": .oneOf(Language.allCases.map(\.rawValue)), "writtenOn": day, "request": .object([:], open: true),
            "suspendedDays": .integer(minimum: 0),
            "deadlines": .array(
              .object(
                [
                  "kind": .string(), "from": day, "dueOn": day, "suspendedDays": .integer(minimum: 0), "isStopped": .boolean,
                  "source": .string(),
                ], required: ["kind", "from", "dueOn", "suspendedDays", "isStopped", "source"])),
            "timeline": .array(
              .object(
                [
                  "at": .string(format: "date-time"), "event": .string(), "by": actor, "proposedBy": actor,
                  "facts": .object([:], open: true),
                ],
                required: ["at", "event", "by", "facts"])),
            "records": .array(
              .object(
                [
                  "kind": .string(), "id": .string(), "title": .string(),
                  "lines": .array(
                    .object(
                      ["label": .string(), "value": .string(), "isTyped": .boolean], required: ["label", "value", "isTyped"])),
                ], required: ["kind", "id", "title", "lines"])),
            "letters": .array(
              .object(
                ["name": .string(), "kind": .string(), "on": day, "items": .array(.string())], required: ["name", "kind", "on", "items"])),
          ],
          required: [
            "format", "id", "version", "direction", "stage", "language", "writtenOn", "request", "suspendedDays", "deadlines", "timeline",
            "records", "letters",
          ]), about: "The case")
    ])
}

/// The links to the whole case as one file.
struct WholeCasePanel: Sendable {
  let url: String
  let call: Call<SignedIn>

  var html: HTML {
    let words = call.words
    return HTML {
      tag("h2", .id("whole")) { words("casework.paper.whole") }
      tag("p", .css("hint")) { "\(words("casework.paper.wholeLead")) \(words("casework.paper.compartments"))" }
      tag("form", .css("letter-choice"), Attribute("method", "get"), Attribute("action", "\(url)/whole.pdf")) {
        Field("lang", words("casework.letterFirst"), value: call.language.rawValue).choice(
          Language.allCases.map { Field.Option($0.rawValue, words("content.language.\($0.rawValue)")) })
        tag("p", .css("actions")) {
          tag("button", Attribute("type", "submit"), .css("button secondary")) { words("casework.paper.pdf") }
          link("\(url)/whole.json", words("casework.paper.json"))
        }
      }
    }
  }
}
