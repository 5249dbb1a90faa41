// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web

/// How the exchange stands, for whoever looks after it: what has to be seen to first, then keys, directory, States and ways.
struct StandingPages: Sendable {
  let desk: StandingDesk
  static let url = "/exchange/standing"
  private static let guide = "docs/operations/exchange-keys.md"

  // MARK: The start page

  /// What somebody has to see to; nothing when all is well.
  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let view = try await desk.view(at: call.now)
    guard !view.concerns.isEmpty || view.keys == nil else { return .nothing }
    let words = call.words
    return panel(words("exchange.standing.title"), .attention) {
      concerns(view, call, withActs: false)
      tag("p") { link(Self.url, words("exchange.standing.toDo")) }
    }
  }

  // MARK: The page

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer { .page(try await page(call)) }

  @Sendable func compare(_ call: Call<SignedIn>) async throws -> Answer {
    let typed = try await call.form()
    do {
      guard let state = typed["state"].flatMap({ StateCode($0) }) else {
        throw TrustProblem.nothingToCompare(state: typed.raw("state"))
      }
      try await desk.accept(state, fingerprint: typed.raw("fingerprint"), by: call.who.officer)
      return .redirect(to: Self.url, notice: Message("exchange.follow.accepted", ["code": .text(state.code)]))
    } catch let problem as TrustProblem {
      return .page(try await page(call, typed, FormErrors(problem, in: call.words)), status: problem.kind.status)
    }
  }

  private func page(_ call: Call<SignedIn>, _ typed: FormData = FormData([]), _ errors: FormErrors = .none) async throws -> Page {
    let words = call.words
    let view = try await desk.view(at: call.now)
    return Page(
      words("exchange.standing.title"), trail: [.init(words("exchange.log.title"), "/exchange")], classification: .internalUse
    ) {
      tag("p", .css("lead")) { words("exchange.standing.lead") }
      tag("h2") { words("exchange.standing.toDo") }
      if view.concerns.isEmpty, view.keys != nil {
        tag("p") { words("exchange.standing.allWell") }
      } else {
        concerns(view, call, withActs: true)
      }
      held(view, call)
      comparing(view, typed, errors, call)
      keys(view, call)
      directory(view, call)
      states(view, call)
      ways(view, call)
      stamps(view, call)
      givenUp(view, call)
    }
  }

  private func concerns(_ view: StandingView, _ call: Call<SignedIn>, withActs: Bool) -> HTML {
    let words = call.words
    return tag("ul") {
      if view.keys == nil {
        tag("li") {
          badge(words("exchange.standing.now"), .refused)
          " " + words("exchange.standing.keysUnreadable")
        }
      }
      for concern in view.concerns {
        let said = ConcernWords(concern, in: call)
        let isUrgent = concern.urgency(at: call.now) == .now
        tag("li") {
          badge(words(isUrgent ? "exchange.standing.now" : "exchange.standing.soon"), isUrgent ? .refused : .attention)
          " " + said.sentence
          if withActs {
            tag("p") { said.act }
            if let command = said.command { tag("p") { Self.code(command) } }
          }
        }
      }
    }
  }

  // MARK: Keys of States

  private func held(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let rows = view.directory.states.compactMap { state -> [HTML]? in
      guard let offered = state.offered else { return nil }
      return [
        HTML(words.state(state.state)), Self.code(KeyFingerprint(offered.key).description),
        Self.code(KeyFingerprint(state.key).description),
        HTML(words.dateTime(offered.since, in: call.zone)),
      ]
    }
    if rows.isEmpty { return .nothing }
    let columns = ["exchange.directory.column.state", "exchange.standing.offered", "exchange.standing.relied", "exchange.standing.since"]
    return Table(caption: words("exchange.standing.heldTitle"), columns: columns.map { .init(words($0)) }, rows: rows).html
  }

  private func comparing(_ view: StandingView, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    // What was compared already need not be compared again, unless another key came since.
    let open = view.directory.states.filter { $0.state != desk.own && ($0.offered != nil || $0.relied.ground != .compared) }
    guard call.who.permissions.contains("exchange.operate"), !open.isEmpty || !errors.isEmpty else { return .nothing }
    return tag("section") {
      tag("h2") { words("exchange.standing.compare") }
      tag("p") { words("exchange.standing.compareLead") }
      form(call, to: Self.url, submit: words("exchange.standing.rely"), errors: errors) {
        Field("state", words("exchange.directory.column.state"), value: typed.raw("state")).choice(
          open.map { .init($0.state.code, words.state($0.state)) })
        Field(
          "fingerprint", words("exchange.standing.typed"), hint: words("exchange.standing.typedHint"), value: typed.raw("fingerprint")
        ).line(autocomplete: "off", direction: "ltr")
      }
    }
  }

  private func states(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    if view.directory.states.isEmpty { return .nothing }
    let names = Dictionary(grouping: view.directory.entries.keys.sorted(), by: \.state)
    let columns =
      ["exchange.directory.column.state", "exchange.directory.column.authorities", "exchange.directory.column.until"]
      + ["exchange.directory.column.fingerprint", "exchange.standing.ground", "exchange.standing.since"]
    return Table(
      caption: words("exchange.standing.states"), columns: columns.map { .init(words($0)) },
      rows: view.directory.states.map { state in
        let authorities = names[state.state] ?? []
        let end = authorities.compactMap { view.directory.entries[$0]?.expiresAt }.min()
        return [
          tag("span") {
            words.state(state.state)
            if state.offered != nil {
              " "
              badge(words("exchange.standing.held"), .refused)
            }
          },
          HTML(authorities.map { authority in HTML([Self.name(authority), HTML(" ")]) }),
          end.map { validity($0, ExchangeConcern.early, call) } ?? HTML("–"), Self.code(KeyFingerprint(state.key).description),
          HTML(words("exchange.standing.ground.\(state.relied.ground.rawValue)")),
          HTML(words.dateTime(state.relied.since, in: call.zone)),
        ]
      }
    ).html
  }

  // MARK: Own keys

  private func keys(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    guard let keys = view.keys else { return .nothing }
    let words = call.words
    let columns = ["use", "fingerprint", "key", "from", "until"].map { Table.Column(words("exchange.standing.\($0)")) }
    return HTML([
      Table(
        caption: words("exchange.standing.keys"), columns: columns + [.init(words("exchange.standing.left"), isNumber: true)],
        rows: keys.sorted { ($0.use.rawValue, $0.notBefore) < ($1.use.rawValue, $1.notBefore) }.map { key in
          [
            HTML(words("exchange.standing.use.\(key.use.rawValue)")), Self.code(KeyFingerprint(key.name).description),
            standing(of: key, view, call), HTML(words.dateTime(key.notBefore, in: call.zone)),
            HTML(words.dateTime(key.expiresAt, in: call.zone)),
            HTML(words("exchange.standing.daysLeft", ["count": .integer(max(0, Int(key.expiresAt.timeIntervalSince(call.now) / 86_400)))])),
          ]
        }
      ).html,
      view.device.map { device in
        facts([
          (
            words("exchange.standing.device"),
            device == .works
              ? badge(words("exchange.standing.device.works"), .ok) : badge(words("exchange.standing.device.troubled"), .refused)
          )
        ])
      } ?? .nothing,
      tag("p") {
        words("exchange.standing.keysLead", ["command": .text("comity exchange keys"), "path": .text(Self.guide)])
      },
    ])
  }

  private func standing(of key: EntryKey, _ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let (name, tone): (String, Tone) =
      if !key.isSafe {
        ("takenBack", .refused)
      } else if key.expiresAt <= call.now {
        ("ended", .refused)
      } else if view.inUse.contains(key.name) {
        ("inUse", .ok)
      } else if key.notBefore > call.now {
        ("later", .info)
      } else {
        ("valid", .plain)
      }
    return tag("span") {
      badge(words("exchange.standing.key.\(name)"), tone)
      if view.directory.copy != nil, !view.published.contains(key.name) {
        " "
        badge(words("exchange.standing.key.unpublished"), .attention)
      }
    }
  }

  // MARK: The copy of the directory

  private func directory(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let known = view.directory
    guard let copy = known.copy else {
      return HTML([tag("h2") { words("exchange.standing.directory") }, tag("p") { words("exchange.standing.never") }])
    }
    func part(_ name: String, _ end: Date, _ early: TimeInterval, _ then: String) -> FactRow {
      (
        words("exchange.directory.\(name)"),
        HTML([tag("p") { validity(end, early, call) }, tag("p", .css("hint")) { words("exchange.standing.then.\(then)") }])
      )
    }
    return HTML([
      tag("h2") { words("exchange.standing.directory") },
      facts([
        (words("exchange.directory.version"), HTML("\(copy.version)")),
        (words("exchange.standing.fetchedAt"), known.fetchedAt.map { HTML(words.dateTime($0, in: call.zone)) }),
        (words("exchange.standing.refused"), known.refusal.map(Self.code)),
        part("timestamp", copy.timestampExpiresAt, 3600, "timestamp"),
        part("snapshot", copy.snapshotExpiresAt, ExchangeConcern.snapshotLate, "copy"),
        part("targets", copy.targetsExpiresAt, ExchangeConcern.targetsLate, "copy"),
      ]),
    ])
  }

  /// Until when something is good, with a mark when somebody should see to it.
  private func validity(_ end: Date, _ early: TimeInterval, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    let told = HTML(words("exchange.directory.until", ["instant": .text(words.dateTime(end, in: call.zone))]))
    if end <= call.now { return HTML([badge(words("exchange.directory.over"), .refused), HTML(" "), told]) }
    if end.timeIntervalSince(call.now) < early { return HTML([badge(words("exchange.directory.soon"), .attention), HTML(" "), told]) }
    return told
  }

  // MARK: Ways to others

  private func ways(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    func time(_ instant: Date?) -> HTML { instant.map { HTML(words.dateTime($0, in: call.zone)) } ?? HTML("–") }
    let outbox = facts([
      (words("exchange.standing.drafts"), HTML(words.number(view.outbox.waiting))),
      (words("exchange.standing.buried"), HTML(words.number(view.outbox.buried))),
    ])
    let head = HTML([tag("h2") { words("exchange.standing.outbox") }, outbox])
    if view.ways.isEmpty { return head }
    let columns =
      ["log.peer", "log.state", "log.answeredAt", "log.failedAt", "log.nextTry", "standing.oldest", "log.lastOutcome"]
      .map { Table.Column(words("exchange.\($0)")) }
    return HTML([
      head,
      Table(
        caption: words("exchange.log.ways"), columns: columns + [.init(words("exchange.standing.waiting"), isNumber: true)],
        rows: view.ways.map { way in
          [
            AuthorityLabel(way.peer, words).html, standing(of: way, words), time(way.answeredAt), time(way.failedAt), time(way.nextTry),
            time(way.oldest), way.lastOutcome.map { Self.outcome($0, words) } ?? HTML("–"), HTML(words.number(way.waiting)),
          ]
        }
      ).html,
    ])
  }

  // MARK: Time stamps

  private func stamps(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    guard let stamps = view.stamps else { return .nothing }
    let words = call.words
    func time(_ instant: Date?) -> HTML? { instant.map { HTML(words.dateTime($0, in: call.zone)) } }
    return HTML([
      tag("h2") { words("exchange.standing.stamps") },
      tag("p", .css("hint")) { words("exchange.standing.stampsLead") },
      facts([
        (words("exchange.standing.stampedAt"), time(stamps.stampedAt) ?? HTML("–")),
        (words("exchange.standing.stampsFailSince"), time(stamps.failingSince)),
        (words("exchange.standing.stampsFault"), stamps.fault.map(Self.code)),
      ]),
    ])
  }

  private func standing(of way: WayToPeer, _ words: Words) -> HTML {
    guard way.breaker != nil else { return badge(words("exchange.standing.untried")) }
    return badge(words(way.isReached ? "exchange.log.reached" : "exchange.log.paused"), way.isReached ? .ok : .attention)
  }

  /// How a try ended: in words where it is no problem of the profile, which has its code everywhere.
  private static func outcome(_ code: String, _ words: Words) -> HTML {
    let said = "exchange.standing.outcome.\(code)"
    return words.contains(said) ? HTML(words(said)) : Self.code(code)
  }

  /// The name of an authority, which breaks in its middle only where nothing else helps.
  private static func name(_ authority: AuthorityName) -> HTML { tag("code", .dir("ltr"), .css("name")) { authority.description } }

  static func code(_ text: String) -> HTML { tag("code", .dir("ltr")) { text } }
}

extension StandingPages {
  /// The addresses of the page.
  var routes: [Route] {
    [
      .page(.get, Self.url, needs: "exchange.read", show),
      .page(.post, Self.url, needs: "exchange.operate", records: ["exchange.stateKeyRelied"], compare),
      .page(.post, "/exchange/drafts/:draft/again", needs: "exchange.operate", records: ["exchange.triedAgain"], again),
    ]
  }
}
