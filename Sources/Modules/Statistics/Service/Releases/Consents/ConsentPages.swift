// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// The consents of States that figures of themselves with others may be published.
struct ConsentPages: Sendable {
  let releases: Releases

  static let url = "\(ReleaseListPage.folder)/consents"

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    .page(page(call, FormData(), .none, try await releases.store.agreements()))
  }

  @Sendable func record(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    do {
      let agreement = try PairAgreement(
        state: form["state"].flatMap { StateCode($0) }, partner: form["partner"], agreedOn: form["agreedOn"].flatMap { CalendarDay($0) },
        document: form["document"] ?? "", today: call.today)
      try await releases.store.record(agreement, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: Self.url, notice: Message("statistics.releases.consents.recorded"))
    } catch let problem as CannotRelease {
      let agreements = try await releases.store.agreements()
      return .page(page(call, form, FormErrors(problem, in: call.words), agreements), status: problem.kind.status)
    }
  }

  @Sendable func withdraw(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    guard let id = form["consent"].flatMap({ ID<PairAgreement>($0) }) else { throw CannotRelease.noSuchConsent }
    try await releases.store.withdraw(id, on: call.today, by: .officer(call.who.officer), at: call.now)
    return .redirect(to: Self.url, notice: Message("statistics.releases.consents.withdrawn"))
  }

  private func page(_ call: Call<SignedIn>, _ typed: FormData, _ errors: FormErrors, _ agreements: [PairAgreement]) -> Page {
    let words = call.words
    func field(_ name: String, hint: Bool = false) -> Field {
      Field(
        name, words("statistics.releases.consents.\(name)"), hint: hint ? words("statistics.releases.consents.\(name).hint") : nil,
        value: typed.raw(name), errors: errors)
    }
    return Page(
      words("statistics.releases.consents.title"), trail: ReleaseListPage.trail(words), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("statistics.releases.consents.lead") }
      if agreements.isEmpty {
        emptyState(words("statistics.releases.consents.none"))
      } else {
        Table(
          caption: words("statistics.releases.consents.title"), showsCaption: false,
          columns: ["state", "partner", "agreedOn", "document", "standing"].map {
            Table.Column(words("statistics.releases.consents.\($0)"))
          }, rows: agreements.map { row($0, call) }
        ).html
      }
      tag("h2") { words("statistics.releases.consents.new") }
      form(call, to: Self.url, submit: words("statistics.releases.consents.submit"), errors: errors) {
        field("state").line(width: "short", direction: "ltr")
        field("partner", hint: true).line(width: "short", direction: "ltr")
        field("agreedOn").day
        field("document", hint: true).line()
      }
    }
  }

  private func row(_ agreement: PairAgreement, _ call: Call<SignedIn>) -> [HTML] {
    let words = call.words
    return [
      HTML(words.state(agreement.state)),
      HTML(agreement.partner.map { words.state($0) } ?? words("statistics.releases.consents.all")), HTML(words.date(agreement.agreedOn)),
      typedText(agreement.document),
      agreement.withdrawnOn.map { HTML(words("statistics.releases.consents.ended", ["day": .day($0)])) }
        ?? buttonForm(
          call, to: "\(Self.url)/withdraw", words("statistics.releases.consents.withdraw"), hidden: ["consent": agreement.id.description]),
    ]
  }
}
