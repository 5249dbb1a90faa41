// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

extension CaseworkRoutes {
  var deadlines: [Route] {
    let pages = DeadlinePages(casework: casework)
    return [
      .page(.get, "/cases/deadlines", needs: "casework.read", pages.list),
      .page(.get, "/cases/:case/deadlines", needs: "casework.read", pages.ofRequest),
    ]
  }
}

/// Which deadlines run, where they come from, and why these.
struct DeadlinePages: Sendable {
  let casework: Casework

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    return .page(
      Page(words("casework.deadlines.title"), trail: [.init(words("casework.register.title"), "/cases")]) {
        tag("p", .css("lead")) { words("casework.deadlines.lead") }
        for profile in casework.profiles.profiles {
          tag("section") {
            tag("h2") { tag("code") { profile.code } }
            tag("p") { why(profile, words) }
            terms(profile, words)
            if let reasons = profile.suspendedBy {
              let told = words.list(reasons.map { words("casework.suspension.\($0.rawValue)") })
              tag("p", .css("hint")) { words("casework.deadlines.suspendedBy", ["reasons": .text(told)]) }
            }
          }
        }
      })
  }

  @Sendable func ofRequest(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let words = call.words
    let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
    return .page(
      Page(
        words("casework.deadlines.title"),
        trail: [.init(words("casework.register.title"), "/cases"), .init(reference, "/cases/\(id)")], classification: .restricted
      ) {
        tag("p", .css("lead")) { words("casework.deadlines.ofLead") }
        Table(
          caption: words("casework.deadlines.title"), showsCaption: false,
          columns: ["duty", "span", "profile", "source"].map { Table.Column(words("casework.deadlines.\($0)")) },
          rows: DeadlineProfile.Duty.allCases.compactMap { duty in
            guard let profile = casework.profiles.profile(for: duty, of: request), let term = profile.terms[duty] else { return nil }
            return [
              HTML(words("casework.duty.\(duty.rawValue)")), HTML(words.span(term.within)),
              HTML {
                tag("code") { profile.code }
                tag("p", .css("hint")) { why(profile, words) }
              }, words.profileSource(on: term.source),
            ]
          }
        ).html
        CalendarNote(request: request, casework: casework, today: CalendarDay(call.now, in: casework.zone), words: words).html
      })
  }

  /// For which requests a profile is meant.
  private func why(_ profile: DeadlineProfile, _ words: Words) -> HTML {
    switch (profile.treaty, profile.state) {
    case (let treaty?, _): HTML(words("casework.deadlines.byTreaty", ["treaty": .text(treaty)]))
    case (nil, let state?): HTML(words("casework.deadlines.byState", ["state": .text(words.state(state))]))
    case (nil, nil): HTML(words("casework.deadlines.usual"))
    }
  }

  private func terms(_ profile: DeadlineProfile, _ words: Words) -> HTML {
    Table(
      caption: "\(words("casework.deadlines.title")) · \(profile.code)", showsCaption: false,
      columns: ["duty", "span", "source"].map { Table.Column(words("casework.deadlines.\($0)")) },
      rows: DeadlineProfile.Duty.allCases.compactMap { duty in
        profile.terms[duty].map {
          [HTML(words("casework.duty.\(duty.rawValue)")), HTML(words.span($0.within)), words.profileSource(on: $0.source)]
        }
      }
    ).html
  }
}

extension Words {
  /// A length of time.
  func span(_ span: Span) -> String {
    self(span.unit == .days ? "casework.deadlines.days" : "casework.deadlines.workingDays", ["count": .integer(span.count)])
  }
}
