// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// The event log as an auditor sees it: who did what to which thing and when, never what was written.
struct LogPages: Sendable {
  let audit: AuditLog
  let views: AuditViews

  /// How many events a page has.
  static let pageLength = 50

  /// The ways between the auditor's three pages.
  static func ways(_ present: String, _ words: Words) -> HTML {
    let pages = [("/audit", "audit.title"), ("/audit/checkpoints", "audit.checkpoints"), ("/audit/verification", "audit.verification")]
    return tag("nav", Attribute("aria-label", words("audit.nav"))) {
      tag("ul", .css("chosen")) {
        for (url, label) in pages { tag("li") { link(url, words(label), url == present ? Attribute("aria-current", "page") : nil) } }
      }
    }
  }

  /// Reads the filter from the query; a day that is none is refused.
  static func filter(_ query: FormData, in zone: TimeZone) throws -> EventFilter {
    func start(_ name: String, daysLater days: Int) throws -> Date? {
      guard let text = query[name] else { return nil }
      guard let day = CalendarDay(text) else { throw AuditProblem.badQuery(name: name) }
      let parts = day.adding(Days(days)).parts
      var calendar = Calendar(identifier: .gregorian)
      calendar.timeZone = zone
      return calendar.date(from: DateComponents(year: parts.year, month: parts.month, day: parts.day))
    }
    return EventFilter(
      officer: query["officer"], kind: query["kind"], subject: query["subject"], from: try start("from", daysLater: 0),
      until: try start("until", daysLater: 1))
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let filter = try Self.filter(call.query, in: call.zone)
    let before = try call.query["before"].map { text in
      guard let index = Int64(text) else { throw AuditProblem.badQuery(name: "before") }
      return index
    }
    let found = try await audit.log.acts(filter, before: before, limit: Self.pageLength + 1)
    let shown = Array(found.prefix(Self.pageLength))
    let officers = try await views.officers()
    return .page(
      Page(words("audit.title"), classification: .internalUse) {
        tag("p", .css("lead")) { words("audit.lead") }
        Self.ways("/audit", words)
        filters(call.query, officers, words)
        if shown.isEmpty { emptyState(words("audit.none")) } else { table(shown, officers, call) }
        tag("p", .css("actions")) {
          if before != nil { link("/audit" + call.query.setting("before", to: nil).query, words("audit.newest")) }
          if found.count > shown.count, let last = shown.last {
            link("/audit" + call.query.setting("before", to: "\(last.index)").query, words("audit.earlier"))
          }
        }
      })
  }

  private func filters(_ query: FormData, _ officers: [(id: String, name: String)], _ words: Words) -> HTML {
    filterForm("/audit", submit: words("audit.show")) {
      Field("officer", words("audit.officer"), value: query.raw("officer")).choice(
        officers.map { .init($0.id, $0.name, isTyped: true) }, none: words("audit.anybody"))
      Field("kind", words("audit.kind"), value: query.raw("kind")).choice(
        views.kinds().map { .init($0.rawValue, $0.rawValue, language: .en) }, none: words("audit.anything"))
      Field("subject", words("audit.subject"), hint: words("audit.subjectHint"), value: query.raw("subject")).line(
        width: "medium", autocomplete: "off", direction: "ltr")
      Field("from", words("audit.from"), value: query.raw("from")).day
      Field("until", words("audit.until"), value: query.raw("until")).day
    }
  }

  private func table(_ acts: [LoggedAct], _ officers: [(id: String, name: String)], _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let names = Dictionary(officers.map { ($0.id, $0.name) }) { first, _ in first }
    return Table(
      caption: words("audit.title"),
      columns: ["number", "at", "by", "kind", "thing", "proof"].map { .init(words("audit.column.\($0)"), isNumber: $0 == "number") },
      rows: acts.map { act in
        [
          HTML(words.number(Int(act.index))), HTML(words.dateTime(act.at, in: call.zone)),
          act.officer.map { typedText(names[$0] ?? $0) } ?? HTML(words("audit.by.\(act.byType)")),
          tag("code", .dir("ltr")) { act.kind.rawValue },
          tag("span", .dir("ltr")) {
            tag("code") { act.subject.type }
            " "
            link("/audit" + FormData([("subject", act.subject.id)]).query, act.subject.id, .css("code"))
          },
          link("/audit/events/\(act.index)/proof", words("audit.proofOf", ["index": .text("\(act.index)")])),
        ]
      }
    ).html
  }

  @Sendable func proof(_ call: Call<SignedIn>) async throws -> Answer {
    let index = try call.parameter("index") { Int($0) }
    return .file(Data(try await audit.proof(of: index).utf8), type: "text/plain; charset=utf-8", name: "event-\(index).tlog-proof")
  }
}
