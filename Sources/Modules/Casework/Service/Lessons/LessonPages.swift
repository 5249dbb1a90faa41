// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Web

extension CaseworkRoutes {
  var lessons: [Route] {
    let pages = LessonPages(casework: casework)
    return [
      .page(.get, "/cases/lessons", needs: "casework.read", pages.show),
      .page(.get, "/cases/lessons.csv", needs: "casework.read", pages.csv),
      .page(.get, "/cases/lessons/requests", needs: "casework.read", pages.requests),
    ]
  }
}

/// What refusals, delays and questions teach about the checks of readiness.
struct LessonPages: Sendable {
  let casework: Casework

  static let url = "/cases/lessons"
  /// How many of the last requests are looked at.
  static let looksAt = 1_000
  static let pageLength = 25

  private func state(_ call: Call<SignedIn>) -> StateCode? { call.query["state"].flatMap { StateCode($0) } }

  private func lessons(_ call: Call<SignedIn>) async throws -> [RequestLesson] {
    try await casework.store.lessons(to: state(call), limit: Self.looksAt)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let (words, state) = (call.words, state(call))
    let found = Lessons(of: try await lessons(call))
    let text = LessonText(words: words)
    return .page(
      Page(words("casework.lessons.title"), trail: [.init(words("casework.register.title"), "/cases")]) {
        tag("p", .css("lead")) { words("casework.lessons.lead") }
        tag("p") { words("casework.lessons.means") }
        filterForm(Self.url, submit: words("casework.lessons.apply")) {
          Field("state", words("casework.lessons.state"), value: state?.code ?? "").choice(
            words.statesByName.map { .init($0.code, words.state($0)) }, none: words("casework.lessons.anyState"))
        }
        tag("p", Attribute("role", "status")) { sent(found, state, words) }
        if found.sent > 0 {
          checks(found, text)
          outcomes(found, text, state)
          uncovered(found, text)
          tag("p", .css("actions")) { link("\(Self.url).csv\(call.query.query)", words("casework.lessons.csv")) }
        }
      })
  }

  private func sent(_ found: Lessons, _ state: StateCode?, _ words: Words) -> HTML {
    guard found.sent > 0 else { return HTML(words("casework.lessons.none")) }
    let counted = words(
      state == nil ? "casework.lessons.sent" : "casework.lessons.sentTo",
      [
        "sentCount": .integer(found.sent), "count": .integer(found.cameBack), "state": state.map { .state($0) } ?? .text(""),
      ])
    guard found.notRecorded > 0 else { return HTML(counted) }
    let unknown = words("casework.lessons.notRecorded", ["count": .integer(found.notRecorded)])
    return HTML([counted, unknown].joined(separator: words.language == .zh ? "" : " "))
  }

  private func checks(_ found: Lessons, _ text: LessonText) -> HTML {
    let words = text.words
    return HTML {
      tag("h2") { words("casework.lessons.checks") }
      tag("p") { words("casework.lessons.checksMean") }
      if found.checks.isEmpty {
        emptyState(words("casework.lessons.noChecks"))
      } else {
        Table(
          caption: words("casework.lessons.checks"), showsCaption: false,
          columns: ["check", "open", "resolved", "silent", "unknown"].map {
            Table.Column(words("casework.lessons.column.\($0)"), isNumber: $0 != "check")
          },
          rows: found.checks.map { check in
            [
              text.check(check.code), text.share(check.open), text.share(check.resolved), text.share(check.silent),
              text.share(check.notRecorded),
            ]
          }
        ).html
      }
    }
  }

  private func outcomes(_ found: Lessons, _ text: LessonText, _ state: StateCode?) -> HTML {
    let words = text.words
    return HTML {
      tag("h2") { words("casework.lessons.outcomes") }
      if found.outcomes.isEmpty {
        emptyState(words("casework.lessons.noOutcomes"))
      } else {
        Table(
          caption: words("casework.lessons.outcomes"), showsCaption: false,
          columns: ["outcome", "requests", "withOpenCheck", "checksAbout", "source"].map {
            Table.Column(words("casework.lessons.column.\($0)"), isNumber: $0 == "requests" || $0 == "withOpenCheck")
          },
          rows: found.outcomes.map { outcome in
            let code = outcome.answer.cameBack.code
            let query = FormData([("came", code)] + (state.map { [("state", $0.code)] } ?? [])).query
            return [
              link("\(Self.url)/requests\(query)", text.outcome(outcome.answer.cameBack)), HTML(words.number(outcome.requests)),
              HTML(outcome.answer.checks.isEmpty ? "–" : words.number(outcome.withOpenCheck)), text.standing(outcome.answer),
              tag("span", .dir("auto")) { words.source(outcome.answer.source) },
            ]
          }
        ).html
      }
    }
  }

  /// What a new check could look at: said also where nothing came back for it, because the table has the gap all the same.
  private func uncovered(_ found: Lessons, _ text: LessonText) -> HTML {
    let words = text.words
    return HTML {
      tag("h2") { words("casework.lessons.candidates") }
      tag("p") { words("casework.lessons.candidatesMean") }
      tag("ul") {
        for answer in ReadinessAnswer.table where answer.standing == .noCheck {
          let count = found.outcomes.first { $0.answer == answer }?.requests ?? 0
          tag("li") {
            words(
              "casework.lessons.candidate",
              [
                "outcome": .text(text.outcome(answer.cameBack)),
                "requests": .text(words("casework.lessons.requestCount", ["count": .integer(count)])),
              ])
            " "
            tag("span", .css("source"), .dir("auto")) { words.source(answer.source) }
          }
        }
      }
    }
  }

  /// The requests that came back for one thing, as far as the officer may know of them.
  @Sendable func requests(_ call: Call<SignedIn>) async throws -> Answer {
    guard let cameBack = call.query["came"].flatMap({ CameBack($0) }) else { throw BadCaseQuery(name: "came") }
    let words = call.words
    let ids = try await lessons(call).filter { $0.cameBack.contains(cameBack) }.map(\.request)
    let rest = call.query["after"].flatMap { ID<RegisteredRequest>($0) }.flatMap { after in
      ids.firstIndex(of: after).map { ids.suffix(from: $0 + 1) }
    }
    let page = Array((rest ?? ids[...]).prefix(Self.pageLength + 1))
    let shown = try await casework.store.seen(Array(page.prefix(Self.pageLength)), for: call.who.reader)
    let name = LessonText(words: words).outcome(cameBack)
    return .page(
      Page(
        name, trail: [.init(words("casework.register.title"), "/cases"), .init(words("casework.lessons.title"), Self.url)],
        classification: .restricted
      ) {
        tag("p", .css("lead")) { words("casework.lessons.requestsLead", ["count": .integer(ids.count)]) }
        if shown.isEmpty { emptyState(words("casework.lessons.noneSeen")) } else { table(shown, name, words) }
        if page.count > Self.pageLength {
          tag("p", .css("actions")) {
            link(
              "\(Self.url)/requests\(call.query.setting("after", to: page[Self.pageLength - 1].description).query)",
              words("casework.register.following"))
          }
        }
      })
  }

  private func table(_ shown: [ListedRequest], _ caption: String, _ words: Words) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["request", "state", "stage"].map { Table.Column(words("casework.column.\($0)")) },
      rows: shown.map { listed in
        [listed.link(words), HTML(words.state(listed.request.otherState)), StageWords(words: words).badge(listed.request)]
      }
    ).html
  }

  /// The same figures as the page shows, one line for each check and for each thing that requests came back for.
  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let found = Lessons(of: try await lessons(call))
    let text = LessonText(words: call.words)
    return .file(
      Data(CSVFile.text(text.table(found, to: state(call)), guardsFormulas: true).utf8), type: "text/csv; charset=utf-8",
      name: "lessons-\(call.words.language.rawValue).csv")
  }
}
