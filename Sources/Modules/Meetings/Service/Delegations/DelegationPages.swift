// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The delegations of a meeting as officers see them.
struct DelegationPages: Sendable {
  let meetings: Meetings

  /// The delegation that an address names.
  /// - Throws: `WebProblem.notFound`, also for a delegation of another meeting.
  func delegation(_ here: SessionCall, _ call: Call<SignedIn>) async throws -> Versioned<Delegation> {
    let id = try call.parameter("delegation") { ID<Delegation>($0) }
    guard let found = try await meetings.store.thing(Delegation.self, id.description), found.value.meeting == here.meeting.id else {
      throw WebProblem.notFound
    }
    return found
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let delegations = SessionText.sorted(try await meetings.store.delegations(of: here.meeting.id), call.words)
    let attendance = try await meetings.store.attendance(of: here.meeting.id)
    let words = call.words
    return .page(
      Page(words("meetings.session.delegations"), trail: here.trail(words), classification: .internalUse) {
        tag("p", .css("actions")) {
          if call.who.may("meetings.service") {
            link("\(here.base)/delegations/new", words("meetings.session.newDelegation"), .css("button"))
          }
          link("\(here.base)/participants", words("meetings.session.participants"))
        }
        if delegations.isEmpty {
          emptyState(words("meetings.session.noDelegation"))
        } else {
          Table(
            caption: words("meetings.session.delegations"),
            columns: ["delegation", "kind", "participants", "credentials"].map {
              Table.Column(words("meetings.session.column.\($0)"), isNumber: $0 == "participants")
            },
            rows: delegations.map { delegation in
              [
                tag("a", .href("\(here.base)/delegations/\(delegation.id)")) { SessionText.name(delegation, words) },
                HTML(words("meetings.session.kindOf.\(delegation.kind.rawValue)")), HTML(words.number(delegation.participants.count)),
                Self.standing(delegation.credentials, words),
              ]
            }
          ).html
        }
        sessions(here, attendance, of: delegations.count, words)
      })
  }

  static func standing(_ credentials: Credentials?, _ words: Words) -> HTML {
    guard let credentials else { return badge(words("meetings.session.credentials.none"), .attention) }
    return badge(
      words("meetings.session.credentials.\(credentials.standing.rawValue)"), credentials.standing == .inOrder ? .ok : .info)
  }

  private func sessions(
    _ here: SessionCall, _ attendance: [ID<SessionBand>: Versioned<Attendance>], of count: Int, _ words: Words
  ) -> HTML {
    guard !here.meeting.bands.isEmpty, count > 0 else { return .nothing }
    return Table(
      caption: words("meetings.session.attendance"),
      columns: [.init(words("meetings.column.time")), .init(words("meetings.session.column.present"), isNumber: true)],
      rows: here.meeting.bands.map { band in
        [
          link("\(here.base)/attendance/\(band.mark)", SessionText.time(band, here.meeting, words)),
          HTML(attendance[band.id].map { words.number($0.value.present.count) } ?? "–"),
        ]
      }
    ).html
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await delegation(here, call)
    return .page(try await page(here, current, refusal: .none, call))
  }

  /// The page of one delegation with the account that speaks for it.
  /// - Parameter refusal: why what an officer wanted to do with the whole of it was refused.
  func page(_ here: SessionCall, _ current: Versioned<Delegation>, refusal: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let account = try await meetings.store.delegateAccounts(of: here.meeting.id).first { $0.value.delegation == current.value.id }
    var accountName: String?
    if let account { accountName = try await meetings.officers.name(account.value.officer) ?? account.value.officer }
    return page(here, current, account: accountName, .none, FormData(), refusal: refusal, call)
  }

  /// The page of one delegation, with the form of its account.
  private func page(
    _ here: SessionCall, _ current: Versioned<Delegation>, account: String?, _ errors: FormErrors, _ typed: FormData,
    refusal: FormErrors = .none, _ call: Call<SignedIn>
  ) -> Page {
    let (words, delegation) = (call.words, current.value)
    let url = "\(here.base)/delegations/\(delegation.id)"
    let mayChange = call.who.may("meetings.service")
    return Page(
      SessionText.plainName(delegation, words),
      trail: here.trail(words, .init(words("meetings.session.delegations"), "\(here.base)/delegations")), classification: .internalUse,
      hasErrors: !errors.isEmpty || !refusal.isEmpty
    ) {
      refusal.summary(words)
      Web.facts([
        (words("meetings.session.column.kind"), HTML(words("meetings.session.kindOf.\(delegation.kind.rawValue)"))),
        (words("meetings.session.column.credentials"), Self.standing(delegation.credentials, words)),
        (words("meetings.session.received"), delegation.credentials.map { HTML(words.date($0.receivedOn)) }),
        (words("meetings.session.issuer"), delegation.credentials.map { HTML(words("meetings.session.issuer.\($0.issuer.rawValue)")) }),
        (
          words("meetings.session.letter"),
          delegation.credentials?.letter.map { letter in
            tag("a", .href("\(url)/credentials/file"), .dir("auto")) { letter.name }
          }
        ),
      ])
      if mayChange {
        tag("p", .css("actions")) {
          link("\(url)/edit", words("meetings.session.editDelegation"), .css("button secondary"))
          link("\(url)/credentials", words("meetings.session.editCredentials"), .css("button secondary"))
          link("\(url)/participants/new", words("meetings.session.newParticipant"), .css("button"))
        }
      }
      participants(delegation, url, mayChange: mayChange, words)
      accountPart(delegation, account, url, mayChange: mayChange, errors, typed, call)
      RemoveDelegation.part(here, current, account: account, call)
    }
  }

  private func participants(_ delegation: Delegation, _ url: String, mayChange: Bool, _ words: Words) -> HTML {
    guard !delegation.participants.isEmpty else { return emptyState(words("meetings.session.noParticipant")) }
    return Table(
      caption: words("meetings.session.participants"),
      columns: ["name", "function", "role", "languages", "contact"].map { Table.Column(words("meetings.session.column.\($0)")) },
      rows: delegation.participantsInOrder.map { participant in
        [
          mayChange
            ? tag("a", .href("\(url)/participants/\(participant.id)")) { typedText(participant.name) } : typedText(participant.name),
          typedText(participant.function), HTML(words("meetings.session.role.\(participant.role.rawValue)")),
          HTML(words.list(participant.languages.map { words("meetings.language.\($0.rawValue)") })), typedText(participant.contact),
        ]
      }
    ).html
  }

  private func accountPart(
    _ delegation: Delegation, _ account: String?, _ url: String, mayChange: Bool, _ errors: FormErrors, _ typed: FormData,
    _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    return HTML {
      tag("h2") { words("meetings.session.account") }
      if let account {
        tag("p") { typedText(account) }
        if mayChange { buttonForm(call, to: "\(url)/account/unlink", words("meetings.session.unlink")) }
      } else if mayChange {
        form(call, to: "\(url)/account", submit: words("meetings.session.link"), errors: errors) {
          Field(
            "account", words("meetings.session.signInName"), hint: words("meetings.session.signInNameHint"), value: typed.raw("account"),
            errors: errors
          ).line(width: "medium", direction: "ltr")
        }
      } else {
        tag("p") { words("meetings.session.noAccount") }
      }
    }
  }

  @Sendable func linkAccount(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await delegation(here, call)
    let form = try await call.form()
    do {
      guard let name = form["account"] else { throw Self.wrong("meetings.entry-missing") }
      guard let officer = try await meetings.officers.delegate(name) else { throw Self.wrong("meetings.no-delegate-account") }
      var change = Change()
      try change.keep(
        DelegateAccount(id: ID(), meeting: here.meeting.id, delegation: current.value.id, officer: officer), over: 0, as: "delegateLinked",
        facts: ["delegation": .text(current.value.id.description)], by: call.who.maker, at: call.now)
      do {
        try await meetings.store.commit(change)
      } catch is UniqueViolation {
        throw Self.wrong("meetings.no-delegate-account")
      }
      return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
    } catch let problem as CannotRegister {
      return .page(
        page(here, current, account: nil, FormErrors(problem, in: call.words), form, call), status: problem.kind.status)
    }
  }

  private static func wrong(_ code: ProblemCode) -> CannotRegister { .wrongFields([FieldProblem(field: "account", code: code)]) }

  @Sendable func unlinkAccount(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let current = try await delegation(here, call)
    let account = try await meetings.store.delegateAccounts(of: here.meeting.id).first { $0.value.delegation == current.value.id }
    // Two officers who end the same link want the same.
    if let account {
      do {
        try await meetings.store.unlink(account, by: call.who.maker, at: call.now)
      } catch is StaleWrite {}
    }
    return .redirect(to: "\(here.base)/delegations/\(current.value.id)", notice: Message("meetings.session.saved"))
  }
}
