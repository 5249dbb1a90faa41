// SPDX-License-Identifier: Apache-2.0
import AuditRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// The verification of the log: begun on a page, shown when it has ended.
struct VerificationPages: Sendable {
  let audit: AuditLog
  let desk: VerificationDesk

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let running = await desk.running
    let last = await desk.last
    var page = Page(words("audit.verification"), trail: [.init(words("audit.title"), "/audit")], classification: .internalUse) {
      tag("p", .css("lead")) { words("audit.verificationLead") }
      LogPages.ways("/audit/verification", words)
      if let running {
        tag("p", Attribute("role", "status")) { words("audit.verifying", ["time": .text(words.dateTime(running, in: call.zone))]) }
      } else {
        buttonForm(call, to: "/audit/verification", words("audit.verifyNow"))
      }
      if let last {
        result(last.outcome, begun: last.begun, call)
      } else if running == nil {
        emptyState(words("audit.neverVerified"))
      }
    }
    if running != nil { page.refreshesAfter = 5 }
    return .page(page)
  }

  private func result(_ outcome: VerificationDesk.Outcome, begun: Date, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard case .finished(let report) = outcome else {
      return panel(words("audit.failed"), .attention) {
        facts([(words("audit.begun"), HTML(words.dateTime(begun, in: call.zone)))])
      }
    }
    return panel(words(report.isIntact ? "audit.intact" : "audit.changed"), report.isIntact ? .ok : .refused) {
      if !report.findings.isEmpty {
        tag("ul") { for finding in report.findings { tag("li") { words.finding(finding) } } }
      }
      facts([
        (words("audit.begun"), HTML(words.dateTime(begun, in: call.zone))),
        (words("audit.eventsRead"), HTML(words.number(report.events))),
        (words("audit.checkpointsCompared"), HTML(words.number(report.checkpoints))),
        (words("audit.furtherFindings"), report.further > 0 ? HTML(words.number(report.further)) : nil),
        (words("audit.root"), report.root.map { root in tag("code", .dir("ltr")) { root } }),
      ])
    }
  }

  @Sendable func start(_ call: Call<SignedIn>) async throws -> Answer {
    let event = NewEvent("audit.verificationStarted", of: EventSubject("auditTree", "1"), at: call.now, by: .officer(call.who.officer))
    try await audit.database.commit(Commit(events: [event]))
    await desk.start(audit, at: call.now)
    return .redirect(to: "/audit/verification")
  }
}
