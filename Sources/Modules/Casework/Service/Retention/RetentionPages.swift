// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// The pages on which officers decide how long cases are kept, and shred those whose time has ended.
struct RetentionPages: Sendable {
  let casework: Casework

  static let pageLength = 50

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let today = CalendarDay(call.now, in: casework.zone)
    let due = try await casework.store.due(
      casework.retentionProfiles.latestClosures(on: today), after: Self.place(call.query["after"]), for: call.who.reader,
      limit: Self.pageLength + 1)
    let decided = try await casework.store.decidedRetention(for: call.who.reader, limit: Self.pageLength)
    let words = call.words
    return .page(
      Page(words("casework.retention.title"), trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted) {
        tag("p", .css("lead")) { words("casework.retention.lead") }
        if !decided.isEmpty {
          tag("h2") { words("casework.retention.open") }
          table(decided, words("casework.retention.open"), words)
        }
        tag("h2") { words("casework.retention.due") }
        if due.isEmpty {
          emptyState(words("casework.retention.none"))
        } else {
          table(Array(due.prefix(Self.pageLength)), words("casework.retention.due"), words)
        }
        if due.count > Self.pageLength, let last = due[Self.pageLength - 1].request.value.closure?.on {
          tag("p", .css("actions")) {
            link("/cases/retention?after=\(last)_\(due[Self.pageLength - 1].request.value.id)", words("casework.register.following"))
          }
        }
      })
  }

  private static func place(_ text: String?) -> (closedOn: CalendarDay, id: ID<RegisteredRequest>)? {
    guard let parts = text?.split(separator: "_"), parts.count == 2, let day = CalendarDay(parts[0]),
      let id = ID<RegisteredRequest>(parts[1])
    else { return nil }
    return (day, id)
  }

  private func table(_ cases: [CaseStore.DueCase], _ caption: String, _ words: Words) -> HTML {
    Table(
      caption: caption, showsCaption: false,
      columns: ["request", "kind", "closedOn", "keptUntil", "standing"].map { Table.Column(words("casework.retention.column.\($0)")) },
      rows: cases.map { one in
        let request = one.request.value
        let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
        return [
          link("/cases/\(request.id)/retention", reference, .dir("ltr")), HTML(words("casework.kind.\(request.head.kind.rawValue)")),
          HTML(request.closure.map { words.date($0.on) } ?? "–"),
          HTML(casework.retentionProfiles.keptUntil(request).map(words.date) ?? "–"), RetentionWords(words: words).badge(one.retention),
        ]
      }
    ).html
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    return .page(try await page(id, FormData(), .none, call))
  }

  private func page(_ id: ID<RegisteredRequest>, _ form: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) async throws -> Page {
    let found = try await casework.store.request(id, for: call.who.reader)
    let retention = try await casework.retention(of: id, for: call.who.reader)
    return RetentionPage(
      request: found.value, retention: retention?.value ?? CaseRetention(of: id), version: retention?.version ?? 0, casework: casework,
      form: form, errors: errors, call: call
    ).page
  }

  @Sendable func preserve(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await decide(call, form, seen: Self.seen(form), notice: "casework.notice.preserved") { _, retention, acting in
      guard let day = form["reviewOn"].flatMap({ CalendarDay($0) }) else { throw CannotShred.reviewNotAhead }
      return try retention.preserving(form["reason"] ?? "", reviewOn: day, acting)
    }
  }

  @Sendable func lift(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await decide(call, form, seen: Self.seen(form), notice: "casework.notice.done") { _, retention, acting in
      try retention.liftingPreservation(acting)
    }
  }

  @Sendable func propose(_ call: Call<SignedIn>) async throws -> Answer {
    let profiles = casework.retentionProfiles
    let form = try await call.form()
    return try await decide(call, form, seen: Self.seen(form), notice: "casework.notice.proposed") { request, retention, acting in
      try retention.proposingShredding(of: request, profiles, acting)
    }
  }

  @Sendable func giveBack(_ call: Call<SignedIn>) async throws -> Answer {
    let form = try await call.form()
    return try await decide(call, form, seen: Self.seen(form), notice: "casework.notice.givenBack") { _, retention, acting in
      try retention.returningShredding(acting)
    }
  }

  @Sendable func confirm(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let form = try await call.form()
    do {
      try await casework.shred(id, seen: Self.seen(form), for: call.who.reader, acting(call))
      // What is left of a restricted case is for nobody who was named for it: their names went with it.
      let stays = try await casework.store.isRestricted(id, for: call.who.reader) != nil
      return .redirect(to: stays ? "/cases/\(id)" : "/cases/retention", notice: Message("casework.notice.shredded"))
    } catch let problem as any Problem {
      return try await refused(problem, id, form, call)
    }
  }

  private func acting(_ call: Call<SignedIn>) -> Acting {
    Acting(ActingOfficer(id: call.who.officer, name: call.who.name), at: call.now, on: CalendarDay(call.now, in: casework.zone))
  }

  /// The version that the form was filled in on; without one it was not seen.
  private static func seen(_ form: FormData) -> Int { form["version"].flatMap { Int($0) } ?? -1 }

  private func decide(
    _ call: Call<SignedIn>, _ form: FormData, seen version: Int, notice: String,
    _ decision: @escaping @Sendable (RegisteredRequest, CaseRetention, Acting) throws -> CaseRetention.Decided
  ) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let acting = acting(call)
    do {
      try await casework.changeRetention(
        of: id, seen: version, for: call.who.reader, by: .officer(call.who.officer), at: call.now
      ) { try decision($0, $1, acting) }
      return .redirect(to: "/cases/\(id)/retention", notice: Message(notice))
    } catch let problem as any Problem {
      return try await refused(problem, id, form, call)
    }
  }

  private func refused(
    _ problem: any Problem, _ id: ID<RegisteredRequest>, _ form: FormData, _ call: Call<SignedIn>
  ) async throws -> Answer {
    guard problem is CannotShred || problem.kind == .invalid || problem.kind == .conflict else { throw problem }
    return .page(try await page(id, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
  }
}

/// The page of one case's keeping, as a function of what was read.
struct RetentionPage: Sendable {
  let request: RegisteredRequest
  let retention: CaseRetention
  /// The version of what is decided; 0 where nothing is.
  let version: Int
  let casework: Casework
  let form: FormData
  let errors: FormErrors
  let call: Call<SignedIn>

  private var words: Words { call.words }
  private var url: String { "/cases/\(request.id)" }
  /// The version that the page shows.
  private var seen: [String: String] { ["version": "\(version)"] }

  var page: Page {
    let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
    return Page(
      words("casework.retention.ofCase"),
      trail: [
        .init(words("casework.register.title"), "/cases"), .init(words("casework.retention.title"), "/cases/retention"),
        .init(reference, url),
      ], classification: .restricted, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      RetentionWords(words: words).time(request, casework.retentionProfiles)
      if request.head.shreddedOn == nil {
        preservation
        shredding
      }
    }
  }

  private var preservation: HTML {
    HTML {
      tag("h2") { words("casework.retention.preservation") }
      if let preservation = retention.preservation {
        RetentionWords(words: words).preserved(preservation)
        tag("p", .css("actions")) {
          buttonForm(call, to: "\(url)/retention/lift", words("casework.retention.lift"), hidden: seen)
        }
      }
      // What was typed is shown again also where another officer was faster.
      if retention.preservation == nil || form["reason"] != nil {
        tag("p") { words("casework.retention.preserveLead") }
        Web.form(call, to: "\(url)/retention/preserve", submit: words("casework.retention.preserve"), errors: .none) {
          hiddenField("version", "\(version)")
          Field("reason", words("casework.retention.reason"), value: form.raw("reason"), errors: errors).area(rows: 3)
          Field("reviewOn", words("casework.retention.reviewOn"), value: form.raw("reviewOn"), errors: errors).day
        }
      }
    }
  }

  @HTMLBuilder private var proposed: [HTML] {
    if let proposal = retention.proposal {
      tag("p") { words("casework.retention.proposedBy", ["name": .text(proposal.by.name), "day": .day(proposal.on)]) }
      if proposal.by.id == call.who.officer {
        tag("p") { words("casework.ownProposal") }
      } else {
        tag("p", .css("actions")) {
          buttonForm(call, to: "\(url)/retention/confirm", words("casework.retention.confirm"), tone: "button danger", hidden: seen)
        }
      }
      tag("p", .css("actions")) { buttonForm(call, to: "\(url)/retention/return", words("casework.giveBack"), hidden: seen) }
    } else {
      tag("p", .css("actions")) {
        buttonForm(call, to: "\(url)/retention/propose", words("casework.retention.propose"), hidden: seen)
      }
    }
  }

  /// Offered once the time has ended alone; before, the page says until when the case is kept.
  private var shredding: HTML {
    let today = CalendarDay(call.now, in: casework.zone)
    guard retention.preservation == nil, let until = casework.retentionProfiles.keptUntil(request), until < today else { return .nothing }
    return HTML {
      tag("h2") { words("casework.retention.shredding") }
      tag("p") { words("casework.retention.proposeLead") }
      HTML(proposed)
    }
  }
}

/// What is said about the keeping of a case.
struct RetentionWords: Sendable {
  let words: Words

  func badge(_ retention: CaseRetention?) -> HTML {
    if retention?.preservation != nil { return Web.badge(words("casework.retention.preserved"), .info) }
    if retention?.proposal != nil { return Web.badge(words("casework.retention.proposed"), .attention) }
    return HTML("–")
  }

  /// Until when a case is kept, and where that comes from.
  func time(_ request: RegisteredRequest, _ profiles: RetentionProfiles) -> HTML {
    HTML {
      if let day = request.head.shreddedOn {
        tag("p") { words("casework.retention.shreddedOn", ["day": .day(day)]) }
      } else if let until = profiles.keptUntil(request) {
        tag("p") { words("casework.retention.keptUntil", ["day": .day(until)]) }
      } else if request.isOpen {
        tag("p") { words("casework.retention.notClosed") }
      } else {
        tag("p") { words("casework.retention.keptForGood") }
      }
      if let profile = profiles.profile(of: request.head.kind) {
        tag("p", .css("hint")) { words("casework.retention.years", ["count": .integer(profile.years)]) }
        tag("p", .css("hint")) { words.profileSource(on: profile.source) }
      }
    }
  }

  func preserved(_ preservation: Preservation) -> HTML {
    HTML {
      tag("p") {
        words("casework.retention.preservedSince", ["day": .day(preservation.since), "review": .day(preservation.reviewOn)])
      }
      typedText(preservation.reason)
      tag("p", .css("hint")) { preservation.by.name }
    }
  }
}
