// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// Where the pages of a State's own returns are.
enum ReportPath {
  static let list = "/statistics/returns"

  static func of(_ collection: ID<DataCollection>) -> String { "\(list)/\(collection)" }
  static func trail(_ words: Words) -> [Page.Crumb] { [.init(words("statistics.report.title"), list)] }

  static func trail(_ questionnaire: DataCollection, _ words: Words) -> [Page.Crumb] {
    trail(words) + [.init(CollectionPath.name(questionnaire, words), of(questionnaire.id), isTyped: true)]
  }
}

/// The questionnaires that came from the secretariat, and taking one in from a file.
struct QuestionnairePages: Sendable {
  let reporting: Reporting
  private static let pageSize = 50

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let mark = call.query["after"].flatMap { ReportStore.Mark($0) }
    if call.query.has("after"), mark == nil { throw WebProblem.notFound }
    let found = try await reporting.store.list(after: mark, limit: Self.pageSize + 1)
    let shown = found.prefix(Self.pageSize)
    let mayTake = call.who.may("statistics.report")
    let standings = try await reporting.standings(of: shown.map(\.questionnaire.id))
    return .page(
      Page(words("statistics.report.title"), classification: .internalUse) {
        tag("p", .css("lead")) { words("statistics.report.lead") }
        if shown.isEmpty {
          emptyState(
            words("statistics.report.none"), action: mayTake ? (words("statistics.report.take"), "\(ReportPath.list)/take") : nil)
        } else {
          table(shown.map(\.questionnaire), standings, call)
          if found.count > shown.count, let last = shown.last {
            tag("p") { link("\(ReportPath.list)?after=\(last.mark.text)", words("statistics.collect.older")) }
          }
          if mayTake {
            tag("div", .css("actions")) { link("\(ReportPath.list)/take", words("statistics.report.take"), .css("button secondary")) }
          }
        }
      })
  }

  /// What waits for this officer on the start page: returns to be filled, approved, sent or mended.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let (words, who) = (call.words, call.who)
    let (mayReport, mayApprove) = (who.may("statistics.report"), who.may("statistics.approveReturn"))
    let newest = try await reporting.store.list(after: nil, limit: Self.pageSize).map(\.questionnaire)
    let standings = try await reporting.standings(of: newest.map(\.id))
    let waiting = newest.filter { questionnaire in
      standings[questionnaire.id]?.needs(who.officer, mayReport: mayReport, mayApprove: mayApprove) ?? mayReport
    }
    guard !waiting.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("statistics.report.title") }
      table(waiting, standings, call)
    }
  }

  private func table(
    _ questionnaires: [DataCollection], _ standings: [ID<DataCollection>: ReturnStanding], _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let travel = TravelTable(words: words, zone: call.zone)
    let drawing = ReturnTables(codebook: reporting.codebook, words: words)
    return Table(
      caption: words("statistics.report.title"), showsCaption: false,
      columns: ["name", "period", "deadline", "standing"].map { Table.Column(words("statistics.collect.\($0)")) },
      rows: questionnaires.map { questionnaire in
        [
          HTML { tag("a", .href(ReportPath.of(questionnaire.id))) { localText(questionnaire.title, on: words.language) } },
          HTML(drawing.period(questionnaire.period)),
          HTML {
            words.date(questionnaire.deadline)
            if questionnaire.deadline < call.today, !(standings[questionnaire.id]?.isWithSecretariat ?? false) {
              " "
              badge(words("statistics.standing.overdue"), .attention)
            }
          },
          travel.badge(standings[questionnaire.id]),
        ]
      }
    ).html
  }

  @Sendable func take(_ call: Call<SignedIn>) async throws -> Answer { .page(form("", .none, call)) }

  @Sendable func submitTake(_ call: Call<SignedIn>) async throws -> Answer {
    var text = try await call.form().raw("file")
    do {
      if let file = try call.file("chosen") { text = try await file.text(upTo: QuestionnaireJSON.sizeLimit) }
      guard !text.isEmpty else { throw ReturnProblem.nothing }
      let taken = try await reporting.take(
        try QuestionnaireJSON.read(Data(text.utf8)), by: .officer(call.who.officer), at: call.now)
      return .redirect(to: ReportPath.of(taken.id), notice: Message("statistics.report.taken"))
    } catch let problem as CannotReport {
      return .page(form(text, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let problem as ReturnProblem {
      return .page(form(text, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch let problem as WebProblem {
      return .page(form(text, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func form(_ text: String, _ errors: FormErrors, _ call: Call<SignedIn>) -> Page {
    let words = call.words
    return Page(
      words("statistics.report.take"), trail: ReportPath.trail(words), classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("statistics.report.takeLead") }
      Web.form(
        call, to: "\(ReportPath.list)/take", submit: words("statistics.report.takeSubmit"), errors: errors, encoding: .multipart,
        cancel: (words("statistics.cancel"), ReportPath.list)
      ) {
        Field("chosen", words("statistics.take.chosen")).file(accept: ".json")
        Field("file", words("statistics.take.text"), value: text, errors: errors).area(rows: 10)
      }
    }
  }
}
