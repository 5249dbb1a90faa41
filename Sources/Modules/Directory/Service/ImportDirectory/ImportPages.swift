// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// Taking in a directory file: paste it, see what is wrong or what would change, then confirm.
struct ImportPages: Sendable {
  let store: DirectoryStore
  static let url = "/directory/import"
  /// The largest file, in bytes: its text goes through the form on which it is confirmed.
  static let fileLimit = 3 << 20
  /// Entries whose changes are shown field by field; the rest are counted.
  static let shownEntries = 50

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer { .page(form(FormData(), .none, call)) }

  @Sendable func check(_ call: Call<SignedIn>) async throws -> Answer {
    var typed = try await call.form()
    let held = try await store.held()
    do {
      if let file = try call.file("chosen") { typed = typed.setting("text", to: try await file.text()) }
      return .page(try previewPage(try ImportPreview(of: try read(typed, held, call), into: held), typed, .none, call))
    } catch let refused as DirectoryImport.Refused {
      return .page(form(typed, .none, call, refused: refused), status: .unprocessableContent)
    } catch let problem as WebProblem {
      return .page(form(typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let problem as CannotEdit {
      return .page(form(typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    let held = try await store.held()
    do {
      let file = try read(typed, held, call)
      let preview = try ImportPreview(of: file, into: held)
      guard typed["seen"] == preview.seen else { return try refused(CannotEdit.changedSinceSeen, preview, typed, call) }
      do {
        try await store.take(
          file, removingParticipation: typed["removal"] != nil, seen: preview.seen, at: call.now, by: .officer(call.who.officer))
      } catch let problem as CannotTake {
        return try refused(problem, preview, typed, call)
      }
      return .redirect(to: "/directory", notice: Message("directory.import.done"))
    } catch let refused as DirectoryImport.Refused {
      return .page(form(typed, .none, call, refused: refused), status: .unprocessableContent)
    } catch let problem as CannotEdit {
      return .page(form(typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      return try await changedMeanwhile(typed, call)
    } catch is UniqueViolation {
      return try await changedMeanwhile(typed, call)
    }
  }

  private func changedMeanwhile(_ typed: FormData, _ call: Call<SignedIn>) async throws -> Answer {
    let held = try await store.held()
    return try refused(CannotEdit.changedSinceSeen, try ImportPreview(of: try read(typed, held, call), into: held), typed, call)
  }

  private func refused(_ problem: any Problem, _ preview: ImportPreview, _ typed: FormData, _ call: Call<SignedIn>) throws -> Answer {
    .page(try previewPage(preview, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  private func read(_ typed: FormData, _ held: HeldDirectory, _ call: Call<SignedIn>) throws -> DirectoryFile {
    guard let format = typed["format"].flatMap({ DirectoryFormat(rawValue: $0) }) else {
      throw CannotEdit.wrongFields([FieldProblem(field: "format", code: "directory.wrong-value")])
    }
    let reader = DirectoryImport(today: call.today, listed: Set(held.file.states.map(\.state)), known: held.file.authorities)
    return try reader.read(Data(typed.raw("text").utf8), as: format)
  }

  // MARK: Pages

  private func form(_ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, refused: DirectoryImport.Refused? = nil) -> Page {
    let words = call.words
    return Page(
      words("directory.import.title"), trail: [.init(words("directory.title"), "/directory")], classification: .internalUse,
      hasErrors: refused != nil || !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("directory.import.lead") }
      if let refused { faults(refused.faults, words) }
      Web.form(call, to: Self.url, submit: words("directory.import.check"), errors: errors, encoding: .multipart) {
        Field("format", words("directory.import.format"), value: typed.raw("format"), errors: errors).radios(
          DirectoryFormat.allCases.map { .init($0.rawValue, words("directory.import.format.\($0.rawValue)")) })
        Field("text", words("directory.import.text"), hint: words("directory.import.textHint"), value: typed.raw("text")).area(rows: 16)
        Field("chosen", words("directory.import.chosen"), hint: words("directory.import.chosenHint")).file(accept: ".csv,.json,.yaml,.yml")
      }
      if call.who.may("directory.readRestricted") {
        tag("h2") { words("directory.import.export") }
        tag("p", .css("hint")) { words("directory.import.exportHint") }
        tag("p", .css("actions")) {
          link("\(Self.url)/all.csv", words("directory.download.table"))
          link("\(Self.url)/all.json", words("directory.download.file"))
        }
      }
    }
  }

  private func faults(_ faults: [DirectoryImport.Fault], _ words: Words) -> HTML {
    panel(words("directory.import.refused", ["count": .integer(faults.count)]), .refused) {
      tag("p") { words("directory.import.nothingTaken") }
      Table(
        caption: words("directory.import.faults"),
        columns: ["line", "column", "field", "reason"].map { Table.Column(words("directory.import.\($0)")) },
        rows: faults.map { fault in
          [
            HTML(words.number(fault.line)), HTML(words.number(fault.column)),
            tag("span", .css("code"), .dir("ltr")) { fault.field.isEmpty ? "–" : fault.field }, HTML(fault.said(in: words)),
          ]
        }
      ).html
    }
  }

  // MARK: Everything, for other authorities' nodes

  @Sendable func table(_ call: Call<SignedIn>) async throws -> Answer {
    let text = try AuthoritiesCSV.text(try await store.snapshot().authorities)
    return .file(Data(text.utf8), type: "text/csv; charset=utf-8", name: "authorities-all.csv")
  }

  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return .file(try encoder.encode(try await store.file()), type: "application/json", name: "directory-all.json")
  }
}
