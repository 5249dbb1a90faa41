// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

extension AgendaProposal: Kept {
  static let table = "agendaProposal"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [("body", body.sql), ("proposedOn", proposedOn.sql), ("fate", fate.name.sql)]
  }
}

extension MeetingsStore {
  /// Proposals for future agendas and their fates.
  static let createAgendaProposal = Migration(
    "meetings.agenda", 1, "create_agenda_proposal",
    [
      """
      CREATE TABLE agendaProposal (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL, proposedOn TEXT NOT NULL, fate TEXT NOT NULL
      CHECK (fate IN ('open', 'takenUp', 'keptForLater', 'notTakenUp')), version INTEGER NOT NULL, entry TEXT NOT NULL)
      """,
      "CREATE INDEX agendaProposalByDay ON agendaProposal (proposedOn, id)",
    ])

  /// Proposals, the latest first.
  func agendaProposals(limit: Int = 500) async throws -> [Versioned<AgendaProposal>] {
    try await database.rows(SQL("SELECT entry, version FROM agendaProposal ORDER BY proposedOn DESC, id DESC LIMIT $1", [limit.sql])).map {
      try KeptEntry.versioned($0)
    }
  }
}

/// Proposals for items of future agendas: entered by delegations and officers, decided by officers.
struct ProposalPages: Sendable {
  let meetings: Meetings

  static let url = "/meetings/proposals"

  /// Delegations and officers of meetings.
  private func check(_ who: SignedIn) throws {
    guard who.may("meetings.desk") || who.may("meetings.edit") else { throw WebProblem.notPermitted }
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    try check(call.who)
    return .page(try await page(FormData(), .none, call))
  }

  @Sendable func propose(_ call: Call<SignedIn>) async throws -> Answer {
    try check(call.who)
    let form = try await call.form()
    do {
      let proposal = try AgendaProposal(
        PlaceFields(form), by: call.who.name, on: call.today, bodies: try await meetings.store.bodies())
      var change = Change()
      try change.keep(proposal, over: 0, as: "itemProposed", by: Maker(call.who), at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: Self.url, notice: Message("meetings.agenda.proposals.done"))
    } catch let problem as CannotEditMeeting {
      return .page(try await page(form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func page(_ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let words = call.words
    let proposals = try await meetings.store.agendaProposals()
    let bodies = try await meetings.store.bodies()
    let shown = ProposalText(bodies: bodies, meetings: try await places(of: proposals.map(\.value)), words: words)
    func field(_ name: String, _ label: String? = nil) -> Field {
      Field(name, words("meetings.agenda.field.\(label ?? name)"), value: typed.raw(name), errors: errors)
    }
    return Page(
      words("meetings.agenda.proposals.title"), trail: [.init(words("meetings.list.title"), MeetingListPage.url)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("meetings.agenda.proposals.lead") }
      if proposals.isEmpty {
        emptyState(words("meetings.agenda.proposals.none"))
      } else {
        Table(
          caption: words("meetings.agenda.proposals.title"),
          columns: ["subject", "who", "proposedOn", "fate"].map { Table.Column(words("meetings.agenda.field.\($0)")) },
          rows: proposals.map { entry in
            [
              tag("a", .href("\(Self.url)/\(entry.value.id)")) { typedText(entry.value.what) }, typedText(entry.value.proposedBy),
              HTML(words.date(entry.value.proposedOn)), shown.fate(entry.value),
            ]
          }
        ).html
      }
      tag("h2") { words("meetings.agenda.proposals.new") }
      form(call, to: Self.url, submit: words("meetings.agenda.proposals.submit"), errors: errors) {
        field("body").choice(bodies.filter(\.holdsMeetings).map { Choice($0.id.description, "", $0.name, words).option }, none: "–")
        field("what", "subject").area(rows: 2)
        field("why").area(rows: 4)
        field("mandate").line()
        if call.who.may("meetings.edit") { field("who").line() }
      }
    }
  }

  // MARK: One proposal

  private func load(_ call: Call<SignedIn>) async throws -> Versioned<AgendaProposal> {
    let id = try call.parameter("proposal") { ID<AgendaProposal>($0) }
    guard let proposal = try await meetings.store.thing(AgendaProposal.self, id.description) else { throw WebProblem.notFound }
    return proposal
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    try check(call.who)
    return .page(try await onePage(try await load(call), FormData(), .none, call))
  }

  @Sendable func decide(_ call: Call<SignedIn>) async throws -> Answer {
    let now = try await load(call)
    let form = try await call.form()
    do {
      guard form["version"] == "\(now.version)" else { throw CannotEditMeeting.changedSinceSeen }
      let items = [form["item"].flatMap { ID<AgendaItem>($0) }].compactMap(\.self)
      let decided = try now.value.decided(
        PlaceFields(form), on: call.today, meetings: try await meetings.store.meetings(stating: items))
      var change = Change()
      try change.keep(decided, over: now.version, as: "proposalDecided", by: Maker(call.who), at: call.now)
      try await meetings.store.commit(change)
      return .redirect(to: "\(Self.url)/\(now.value.id)", notice: Message("meetings.agenda.saved"))
    } catch let problem as CannotEditMeeting {
      return .page(try await onePage(now, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    } catch is StaleWrite {
      let problem = CannotEditMeeting.changedSinceSeen
      return .page(try await onePage(try await load(call), form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  /// The meetings whose items proposals became.
  private func places(of proposals: [AgendaProposal]) async throws -> [Meeting] {
    let taken = proposals.compactMap { proposal in if case .takenUp(let meeting, _) = proposal.fate { meeting.description } else { nil } }
    return try await meetings.store.things(Meeting.self, taken).map(\.value)
  }

  /// The meetings whose items a proposal may have become, the latest first.
  private func candidates(of body: ID<Body>) async throws -> [Meeting] {
    let latest = try await meetings.store.overview().meetings.filter { $0.body == body }.suffix(6).map(\.id)
    let kept = try await meetings.store.things(Meeting.self, latest.map(\.description)).map(\.value)
    return latest.reversed().compactMap { id in kept.first { $0.id == id } }
  }

  private func onePage(
    _ proposal: Versioned<AgendaProposal>, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let value = proposal.value
    let bodies = try await meetings.store.bodies()
    let versions = try await meetings.store.versions(of: AgendaProposal.self, value.key)
    let history = try versions.map { ($0, try JSONDecoder().decode(AgendaProposal.self, from: Data($0.entry.utf8))) }
    let shown = ProposalText(bodies: bodies, meetings: try await places(of: [value] + history.map(\.1)), words: words)
    let candidates = call.who.may("meetings.edit") ? try await candidates(of: value.body) : []
    return Page(
      words("meetings.agenda.proposals.one"),
      trail: [
        .init(words("meetings.list.title"), MeetingListPage.url), .init(words("meetings.agenda.proposals.title"), Self.url),
      ], classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      facts([
        (words("meetings.column.body"), bodies.first { $0.id == value.body }.map { localText($0.name, on: words.language) }),
        (words("meetings.agenda.field.subject"), typedText(value.what)), (words("meetings.agenda.field.why"), typedText(value.why)),
        (words("meetings.agenda.field.mandate"), value.mandate.isEmpty ? nil : typedText(value.mandate)),
        (words("meetings.agenda.field.who"), typedText(value.proposedBy)),
        (words("meetings.agenda.field.proposedOn"), HTML(words.date(value.proposedOn))),
        (words("meetings.agenda.field.fate"), shown.fate(value)),
      ])
      if call.who.may("meetings.edit") { decision(proposal, typed, errors, candidates, call) }
      tag("h2") { words("meetings.agenda.proposals.history") }
      tag("ol", .css("timeline")) {
        for (version, kept) in history {
          tag("li") {
            words.dateTime(version.at, in: call.zone) + " · "
            typedText(version.byName)
            " · "
            shown.fate(kept)
          }
        }
      }
    }
  }

  private func decision(
    _ proposal: Versioned<AgendaProposal>, _ typed: FormData, _ errors: FormErrors, _ candidates: [Meeting], _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let items = candidates.flatMap { meeting in
      meeting.items.map { Choice($0.id.description, "\(meeting.mark) · \($0.number)", $0.title, words).option }
    }
    return HTML {
      tag("h2") { words("meetings.agenda.proposals.decide") }
      form(call, to: "\(Self.url)/\(proposal.value.id)", submit: words("meetings.agenda.proposals.decideSubmit"), errors: errors) {
        hiddenField("version", "\(proposal.version)")
        Field("fate", words("meetings.agenda.field.fate"), value: typed.raw("fate"), errors: errors).radios(
          ["takenUp", "keptForLater", "notTakenUp"].map { .init($0, words("meetings.agenda.fate.\($0)")) })
        Field("item", words("meetings.agenda.field.takenUpAs"), value: typed.raw("item"), errors: errors).choice(Array(items), none: "–")
        Field("reason", words("meetings.agenda.field.reason"), value: typed.raw("reason"), errors: errors).area(rows: 3)
      }
    }
  }
}

/// What became of proposals, in words.
struct ProposalText: Sendable {
  let bodies: [Body]
  let meetings: [Meeting]
  let words: Words

  func fate(_ proposal: AgendaProposal) -> HTML {
    let name = words("meetings.agenda.fate.\(proposal.fate.name)")
    switch proposal.fate {
    case .open: return badge(name, .attention)
    case .takenUp(let id, let item):
      guard let meeting = meetings.first(where: { $0.id == id }) else { return badge(name, .ok) }
      let number = meeting.item(item)?.number.description ?? "–"
      return HTML {
        badge(name, .ok)
        " "
        link(
          "\(MeetingListPage.url)/\(meeting.mark)",
          words(
            "meetings.agenda.fate.where",
            [
              "meeting": .text(MeetingText.plainName(of: meeting, body: bodies.first { $0.id == meeting.body }, words)),
              "item": .text(number),
            ]))
      }
    case .keptForLater(let reason), .notTakenUp(let reason):
      return HTML {
        badge(name)
        " "
        if !reason.isEmpty { typedText(reason) }
      }
    }
  }
}
