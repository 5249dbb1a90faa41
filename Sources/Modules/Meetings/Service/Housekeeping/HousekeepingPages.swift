// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// Putting the list of living mandates in order: one officer proposes, another one decides.
struct HousekeepingPages: Sendable {
  let meetings: Meetings

  static let url = "\(MandateText.url)/housekeeping"

  static func trail(_ words: Words) -> [Page.Crumb] {
    MandatePage.trail(words) + [.init(words("meetings.mandates.housekeeping.title"), url)]
  }

  private static func officer(_ who: SignedIn) -> MandateProposal.Officer { .init(id: who.officer, name: who.name) }

  // MARK: The list

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let register = try await meetings.store.overview().register
    let open = Dictionary(try await meetings.store.proposals().map { ($0.value.mandate, $0.value) }) { first, _ in first }
    let words = call.words
    let text = MandateText(words: words)
    let body = call.query["body"].flatMap { ID<Body>($0) }
    let living = register.entries.map(\.mandate).filter { $0.isLiving && (body == nil || $0.givenBy == body || $0.addressee == body) }
    let shown = Paging(living, call.query)
    let bodies = words.sorted(register.bodies.values.filter(\.holdsMeetings)) { text.plainName($0) }
    return .page(
      Page(words("meetings.mandates.housekeeping.title"), trail: MandatePage.trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { words("meetings.mandates.housekeeping.lead") }
        filterForm(Self.url, submit: words("meetings.mandates.filter.apply")) {
          Field("body", words("meetings.mandates.housekeeping.body"), value: body?.description ?? "").choice(
            bodies.map { .init($0.id.description, text.plainName($0)) }, none: words("meetings.mandates.filter.any"))
        }
        tag("p", Attribute("role", "status")) { words("meetings.mandates.found", ["count": .integer(living.count)]) }
        if living.isEmpty {
          emptyState(words("meetings.mandates.housekeeping.none"))
        } else {
          Table(
            caption: words("meetings.mandates.housekeeping.title"),
            columns: ["mark", "task", "source", "status", "proposal"].map { Table.Column(words("meetings.mandates.column.\($0)")) },
            rows: shown.entries.map { mandate in
              [
                link("\(Self.url)/\(mandate.id)", mandate.mark.text, .dir("ltr")), localText(mandate.task, on: words.language),
                text.source(mandate, register.document(mandate.source)), text.badge(mandate),
                open[mandate.id].map { badge(Self.kind($0.kind, words), .attention) } ?? HTML("–"),
              ]
            }
          ).html
          shown.links(Self.url, call)
        }
      })
  }

  static func kind(_ kind: MandateProposal.Kind, _ words: Words) -> String {
    switch kind {
    case .retain: words("meetings.mandates.proposal.retain")
    case .update: words("meetings.mandates.proposal.update")
    case .remove: words("meetings.mandates.proposal.remove")
    }
  }

  // MARK: One mandate

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    var pairs = current.value.task.texts.map { ("task.\($0.key.rawValue)", $0.value) }
    pairs.append(("kind", ""))
    return .page(try await page(current, FormData(pairs), .none, call))
  }

  private func page(
    _ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let proposals = try await meetings.store.proposals(about: current.value.id).map(\.value)
    let (words, mandate) = (call.words, current.value)
    let text = MandateText(words: words)
    let mayEdit = call.who.may("meetings.edit")
    return Page(
      words("meetings.mandates.housekeeping.of", ["mark": .text(mandate.mark.text)]), trail: Self.trail(words),
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(mandate.task, on: words.language) }
      tag("p") {
        text.badge(mandate)
        " "
        link(MandateText.url(mandate), words("meetings.mandates.one", ["mark": .text(mandate.mark.text)]))
      }
      if let open = proposals.first(where: \.isOpen) {
        decision(open, typed, errors, call, mayEdit: mayEdit)
      } else if mandate.isLiving, mayEdit {
        proposalForm(current, typed, errors, call)
      }
      Self.history(proposals.filter { !$0.isOpen }, words)
    }
  }

  private func proposalForm(_ current: Versioned<Mandate>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let fields = MandateForm(bodies: [], documents: [], meetings: [], words: words)
    return form(
      call, to: "\(Self.url)/\(current.value.id)", submit: words("meetings.mandates.proposal.propose"), errors: errors,
      cancel: (words("meetings.mandates.cancel"), Self.url)
    ) {
      Field("kind", words("meetings.mandates.column.proposal"), value: typed.raw("kind"), errors: errors).radios(
        ["retain", "update", "remove"].map {
          .init($0, words("meetings.mandates.proposal.\($0)"), hint: words("meetings.mandates.proposal.means.\($0)"))
        })
      Field("reason", words("meetings.mandates.column.reason"), value: typed.raw("reason"), errors: errors).area(rows: 3)
      fields.localFields("task", typed, errors, hint: words("meetings.mandates.proposal.newTask"))
    }
  }

  private func decision(
    _ proposal: MandateProposal, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>, mayEdit: Bool
  ) -> HTML {
    let (words, url) = (call.words, "\(Self.url)/\(proposal.mandate)")
    return HTML {
      tag("h2") { words("meetings.mandates.proposal.open") }
      Self.facts(of: proposal, words)
      if mayEdit, proposal.proposedBy.id == call.who.officer {
        errors.summary(words)
        tag("p", .css("hint")) { words("meetings.mandates.proposal.fourEyes") }
        buttonForm(
          call, to: "\(url)/withdraw", words("meetings.mandates.proposal.withdraw"), hidden: ["proposal": proposal.id.description])
      } else if mayEdit {
        form(
          call, to: "\(url)/decide", submit: words("meetings.mandates.proposal.confirm"), errors: errors,
          other: (words("meetings.mandates.proposal.decline"), "decline", "yes")
        ) {
          hiddenField("proposal", proposal.id.description)
          Field(
            "reason", words("meetings.mandates.column.reason"), hint: words("meetings.mandates.proposal.declineHint"),
            value: typed.raw("reason"), errors: errors
          ).area(rows: 2)
        }
      }
    }
  }

  private static func facts(of proposal: MandateProposal, _ words: Words) -> HTML {
    var task: HTML?
    if case .update(let new) = proposal.kind { task = localText(new, on: words.language) }
    return Web.facts([
      (words("meetings.mandates.column.proposal"), HTML(kind(proposal.kind, words))),
      (words("meetings.mandates.proposal.before"), localText(proposal.seenTask, on: words.language)),
      (words("meetings.mandates.proposal.newTask"), task),
      (words("meetings.mandates.column.reason"), proposal.reason.isEmpty ? nil : typedText(proposal.reason)),
      (words("meetings.mandates.proposal.by"), HTML("\(proposal.proposedBy.name) · \(words.date(proposal.proposedOn))")),
    ])
  }

  private static func history(_ proposals: [MandateProposal], _ words: Words) -> HTML {
    guard !proposals.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.mandates.history.title") }
      tag("ol", .css("timeline")) {
        for proposal in proposals.sorted(by: { $0.proposedOn > $1.proposedOn }) {
          tag("li") {
            facts(of: proposal, words)
            outcome(proposal.outcome, words)
          }
        }
      }
    }
  }

  private static func outcome(_ outcome: MandateProposal.Outcome?, _ words: Words) -> HTML {
    switch outcome {
    case .confirmed(let officer, let day):
      HTML(words("meetings.mandates.proposal.confirmed", ["who": .text(officer.name), "day": .day(day)]))
    case .declined(let officer, let day, let reason):
      HTML {
        words("meetings.mandates.proposal.declined", ["who": .text(officer.name), "day": .day(day)])
        HTML(" ")
        typedText(reason)
      }
    case .withdrawn(let day): HTML(words("meetings.mandates.proposal.withdrawn", ["day": .day(day)]))
    case nil: .nothing
    }
  }

  // MARK: Acts

  @Sendable func propose(_ call: Call<SignedIn>) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    let typed = try await call.form()
    do {
      let kind: MandateProposal.Kind
      switch typed["kind"] {
      case "retain": kind = .retain
      case "update": kind = .update(MandateForm.local("task", typed))
      case "remove": kind = .remove
      default: throw CannotEnterMandate.wrongFields([MandateFault.missing.at("kind")])
      }
      let open = try await meetings.store.proposals(about: current.value.id).first { $0.value.isOpen }?.value
      let source = try await meetings.store.thing(MeetingDocument.self, current.value.source.description)?.value
      let proposal = try MandateProposal.proposing(
        kind, for: current.value, because: typed["reason"] ?? "", by: Self.officer(call.who), on: call.today, open: open, source: source)
      var change = Change()
      try change.keep(proposal, over: 0, as: "mandateProposalMade", by: .officer(call.who), at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: "\(Self.url)/\(current.value.id)", notice: Message("meetings.mandates.proposal.made"))
    } catch let problem as CannotKeepHouse {
      return try await refused(problem, current, typed, call)
    } catch let problem as CannotEnterMandate {
      return try await refused(problem, current, typed, call)
    } catch is UniqueViolation {
      return try await refused(CannotKeepHouse.alreadyProposed, current, typed, call)
    }
  }

  private func refused(
    _ problem: any Problem, _ current: Versioned<Mandate>, _ typed: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    .page(try await page(current, typed, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }

  @Sendable func decide(_ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    return try await settle(typed, call) { proposal, current, change in
      let officer = Self.officer(call.who)
      if typed["decline"] != nil {
        let declined = try proposal.value.declined(by: officer, on: call.today, because: typed["reason"] ?? "")
        try change.keep(declined, over: proposal.version, as: "mandateProposalDeclined", by: .officer(call.who), at: call.now)
        return
      }
      let confirmed = try proposal.value.confirmed(by: officer, on: call.today, mandate: current.value)
      try change.keep(confirmed.proposal, over: proposal.version, as: "mandateProposalConfirmed", by: .officer(call.who), at: call.now)
      if confirmed.mandate != current.value {
        try change.keep(confirmed.mandate, over: current.version, as: "mandateHousekept", by: .officer(call.who), at: call.now)
      }
    }
  }

  @Sendable func withdraw(_ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    return try await settle(typed, call) { proposal, _, change in
      let withdrawn = try proposal.value.withdrawn(by: Self.officer(call.who), on: call.today)
      try change.keep(withdrawn, over: proposal.version, as: "mandateProposalWithdrawn", by: .officer(call.who), at: call.now)
    }
  }

  private func settle(
    _ typed: FormData, _ call: Call<SignedIn>,
    _ act: (Versioned<MandateProposal>, Versioned<Mandate>, inout Change) throws -> Void
  ) async throws -> Answer {
    let current = try await EditMandatePages.load(call, meetings)
    do {
      guard let id = typed["proposal"].flatMap({ ID<MandateProposal>($0) }),
        let proposal = try await meetings.store.thing(MandateProposal.self, id.description), proposal.value.mandate == current.value.id
      else { throw WebProblem.notFound }
      var change = Change()
      try act(proposal, current, &change)
      try await meetings.store.commit(change)
      return .redirect(to: Self.url, notice: Message("meetings.mandates.proposal.settled"))
    } catch let problem as CannotKeepHouse {
      return try await refused(problem, current, typed, call)
    } catch is StaleWrite {
      return try await refused(CannotKeepHouse.decidedAlready, current, typed, call)
    }
  }
}
