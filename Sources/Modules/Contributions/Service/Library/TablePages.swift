// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// Entries of the library as a table: given out to everybody, brought by officers.
struct TablePages<Entry: Kept & VerifiedEntry>: Sendable {
  let contributions: Contributions
  let name: String
  let url: String
  let events: (added: String, changed: String)

  /// The bytes that a table may have.
  static var fileLimit: Int { 8 << 20 }

  @Sendable func download(_ call: Call<SignedIn?>) async throws -> Answer {
    let entries = try await contributions.store.all(Entry.self, [Term.open]).map(\.value)
    return .file(
      Data(EntryTable.text(entries).utf8), type: "text/csv; charset=utf-8", name: "\(url.split(separator: "/").last ?? "table").csv")
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(page(nil, .none, call)) }

  @Sendable func take(_ call: Call<SignedIn>) async throws -> Answer {
    do {
      guard let file = try call.file("file") else {
        throw CannotContribute.wrongFields([FieldProblem(field: "file", code: EntryFault.missing.code)])
      }
      let surroundings = EntrySurroundings(today: call.today)
      let data = try await file.data(upTo: Self.fileLimit)
      let taken = try await contributions.store.take(
        data, of: Entry.self, as: events, in: surroundings, by: call.who.maker, at: call.now)
      return .page(page(taken, .none, call))
    } catch let problem as any Problem where problem.kind != .missing {
      let status = problem.kind.status
      return .page(page(nil, FormErrors(problem, in: call.words), call, refused: problem), status: status)
    } catch is StaleWrite {
      let problem = CannotContribute.otherStage
      return .page(page(nil, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is UniqueViolation {
      let problem = CannotContribute.otherStage
      return .page(page(nil, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func page(_ taken: TakenLines?, _ errors: FormErrors, _ call: Call<SignedIn>, refused: (any Problem)? = nil) -> Page {
    let words = call.words
    return Page(
      words("contributions.table.import"), trail: ContributionText.trail(words, .init(words("contributions.\(name).list"), url)),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      if let taken {
        tag("p", .css("notice"), Attribute("role", "status")) {
          words(
            "contributions.table.taken",
            ["added": .integer(taken.added), "changed": .integer(taken.changed), "unchanged": .integer(taken.unchanged)])
        }
      }
      if let refused, refused is CannotTakeTable {
        let said = words.problem(refused)
        panel(said.title, .refused) {
          tag("p") { said.detail }
          tag("p") { said.action }
        }
      }
      tag("p") { words("contributions.table.hint") }
      tag("p") { tag("code", .dir("ltr")) { EntryTable.columns(Entry.form).joined(separator: ",") } }
      form(call, to: "\(url)/import", submit: words("contributions.table.take"), errors: errors, encoding: .multipart) {
        Field("file", words("contributions.field.file"), errors: errors).file(accept: ".csv,text/csv")
      }
      tag("p") { link("\(url).csv", words("contributions.table.download")) }
    }
  }
}
