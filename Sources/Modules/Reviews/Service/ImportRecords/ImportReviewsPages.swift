// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import ReviewsRules
import Storage
import Web

/// Taking records in from a file: paste or choose it, look through what would become of each line, confirm.
struct ImportReviewsPages: Sendable {
  static let url = "/reviews/import"

  let reviews: Reviews

  @Sendable func begin(_ call: Call<SignedIn>) async throws -> Answer { .page(formPage(call, "", .none)) }

  @Sendable func look(_ call: Call<SignedIn>) async throws -> Answer {
    var text = try await call.form().raw("file")
    do {
      if let file = try call.file("chosen") { text = try await file.text() }
      return .page(try previewPage(call, text, try await reviews.plan(Self.read(text, call.words)), .none))
    } catch let problem as WebProblem {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    } catch let problem as CannotTakeReviews {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    let text = form.raw("file")
    do {
      let file = try Self.read(text, call.words)
      let plan = try await reviews.plan(file)
      guard try plan.digest() == form["seen"] else { return try refused(.changedSinceSeen, call, text, plan) }
      do {
        try await reviews.take(plan, by: .officer(call.who), at: call.now)
      } catch let problem as CannotTakeReviews {
        return try refused(problem, call, text, plan)
      } catch let error where error is StaleWrite || error is UniqueViolation {
        return try refused(.changedSinceSeen, call, text, try await reviews.plan(file))
      }
      return .redirect(to: ReviewText.url, notice: Message("reviews.taken", ["count": .integer(plan.writing.count)]))
    } catch let problem as CannotTakeReviews {
      return .page(formPage(call, text, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  private func refused(_ problem: CannotTakeReviews, _ call: Call<SignedIn>, _ text: String, _ plan: ReviewPlan) throws -> Answer {
    .page(try previewPage(call, text, plan, FormErrors(problem, in: call.words)), status: problem.kind.status)
  }

  /// A file that begins with a brace is JSON, every other one a table.
  /// - Throws: ``CannotTakeReviews/unreadable(_:)``.
  static func read(_ text: String, _ words: Words) throws(CannotTakeReviews) -> ReviewFile {
    let isCSV = !text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.hasPrefix("{")
    do { return try ReviewFile(Data(text.utf8), isCSV: isCSV) } catch { throw CannotTakeReviews(error, in: words) }
  }

  // MARK: Pages

  private func formPage(_ call: Call<SignedIn>, _ text: String, _ errors: FormErrors) -> Page {
    let words = call.words
    return Page(words("reviews.import"), trail: ReviewText.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty) {
      tag("p", .css("lead")) { words("reviews.import.lead") }
      form(
        call, to: Self.url, submit: words("reviews.import.look"), errors: errors, encoding: .multipart,
        cancel: (words("reviews.cancel"), ReviewText.url)
      ) {
        Field("file", words("reviews.import.file"), hint: words("reviews.import.fileHint"), value: text, errors: errors).area(rows: 16)
        Field("chosen", words("reviews.import.choose")).file(accept: ".json,.csv")
      }
    }
  }

  private func previewPage(_ call: Call<SignedIn>, _ text: String, _ plan: ReviewPlan, _ errors: FormErrors) throws -> Page {
    let words = call.words
    let seen = try plan.digest()
    let rows = try plan.lines.filter { $0.compared.comparison != .unchanged }.prefix(Self.limit).map { try row($0, words) }
    let wrong = plan.count(.contradictory)
    return Page(
      words("reviews.import.preview"), trail: ReviewText.trail(words) + [.init(words("reviews.import"), Self.url)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      facts(
        RecordComparison.allCases.map { (words("reviews.comparison.\($0.rawValue)"), HTML(words.number(plan.count($0)))) })
      if rows.isEmpty { emptyState(words("reviews.import.nothing")) }
      if wrong > 0 { panel(words("reviews.import.contradictory"), .refused) { tag("p") { words("reviews.import.contradictoryMeans") } } }
      if !rows.isEmpty {
        Table(
          caption: words("reviews.import.preview"), showsCaption: false,
          columns: ["line", "record", "comparison", "difference"].map { Table.Column(words("reviews.column.\($0)")) }, rows: Array(rows)
        ).html
        let left = plan.lines.count - plan.count(.unchanged) - rows.count
        if left > 0 { tag("p") { words("reviews.import.more", ["count": .integer(left)]) } }
      }
      if wrong == 0, !plan.writing.isEmpty {
        form(
          call, to: "\(Self.url)/confirm", submit: words("reviews.import.confirm"), encoding: .multipart,
          cancel: (words("reviews.import.other"), Self.url)
        ) {
          hiddenField("file", text)
          hiddenField("seen", seen)
        }
      }
    }
  }

  /// As many lines as somebody looks through; who takes in more compares the files.
  private static let limit = 300

  private func row(_ line: ReviewPlan.Line, _ words: Words) throws -> [HTML] {
    let compared = line.compared
    let tone: Tone =
      switch compared.comparison {
      case .added: .ok
      case .updated: .attention
      case .unchanged: .plain
      case .contradictory: .refused
      }
    return [
      HTML(words.number(line.line)),
      HTML {
        tag("code", .dir("ltr")) { compared.record.id }
        " "
        ReviewText(words: words).name(compared.record)
      },
      HTML {
        badge(words("reviews.comparison.\(compared.comparison.rawValue)"), tone)
        if let contradiction = compared.contradiction { tag("p") { words("reviews.contradiction.\(contradiction.rawValue)") } }
      },
      try differences(line, words),
    ]
  }

  private func differences(_ line: ReviewPlan.Line, _ words: Words) throws -> HTML {
    let record = line.compared.record
    if line.compared.contradiction == .fields {
      return tag("ul") {
        for fault in record.faults {
          tag("li") { "\(RecordForm(kind: record.kind, words: words).label(named: fault.field)): \(words.fieldProblem(fault))" }
        }
      }
    }
    guard let current = line.current else { return .nothing }
    return PublishPages.differences(
      try RecordFields(current.value), try RecordFields(record), RecordForm(kind: record.kind, words: words))
  }
}
