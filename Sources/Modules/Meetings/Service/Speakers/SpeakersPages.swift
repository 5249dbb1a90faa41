// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// The list of speakers under one item for those who service the meeting.
struct SpeakersPages: Sendable {
  let meetings: Meetings

  /// What a button of the page does, by the last part of its address.
  private static let acts: [String: (act: FloorRequest.Act, event: String)] = [
    "give-floor": (.giveFloor, "floorGiven"), "finish": (.finish, "speakerFinished"), "pass-over": (.passOver, "speakerPassedOver"),
    "put-back": (.putBack, "speakerPutBack"), "withdraw": (.withdraw, "requestWithdrawn"),
  ]

  /// The facts that the page can record.
  static let events: [EventKind] = [
    "meetings.floorGiven", "meetings.speakerFinished", "meetings.speakerPassedOver", "meetings.speakerPutBack", "meetings.requestWithdrawn",
    "meetings.speakersListOpened", "meetings.speakersListClosed", "meetings.speakingTimeLimited", "meetings.floorRequested",
    "meetings.statementDelivered",
  ]

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    return .page(try await page(here, try here.item(call), FormData(), .none, call))
  }

  /// Two officers can work on one list: an act is decided on the list as it is when it is recorded, and refused where it no longer fits.
  @Sendable func act(_ call: Call<SignedIn>) async throws -> Answer {
    let here = try await SessionCall(meetings, call)
    let item = try here.item(call)
    let form = try await call.form()
    do {
      try await carryOut(try call.parameter("act") { $0 }, here, item, form, call)
      return .redirect(to: "\(here.base)/items/\(item.id)/speakers")
    } catch let problem as CannotTakeFloor {
      return .page(try await page(here, item, form, FormErrors(problem, in: call.words), call), status: problem.kind.status)
    }
  }

  private func carryOut(_ name: String, _ here: SessionCall, _ item: AgendaItem, _ form: FormData, _ call: Call<SignedIn>) async throws {
    let (store, maker, now) = (meetings.store, call.who.maker, call.now)
    func speak(_ event: String, _ facts: [String: EventValue] = [:], _ decide: (SpeakersList) throws -> SpeakersList) async throws {
      try await store.speak(item.id, in: here.meeting.id, as: event, facts: facts, by: maker, at: now, decide: decide)
    }
    switch name {
    case "open": try await speak("speakersListOpened") { try $0.opened() }
    case "close": try await speak("speakersListClosed") { try $0.closed() }
    case "limits":
      let limits = try Self.limits(form)
      try await speak("speakingTimeLimited") { try $0.limiting(limits) }
    case "add":
      let known = try await store.delegations(of: here.meeting.id)
      guard let kind = form["kind"].flatMap({ FloorRequest.Kind(rawValue: $0) }),
        let delegation = known.first(where: { $0.id.description == form["delegation"] })
      else { throw WebProblem.unreadableForm }
      let id = ID<FloorRequest>()
      try await speak(
        "floorRequested", ["delegation": .text(delegation.id.description), "kind": .text(kind.rawValue), "request": .text(id.description)]
      ) { try $0.requesting(kind, as: id, by: delegation.id, for: form["group"] ?? "", at: now) }
    default:
      guard let (act, event) = Self.acts[name], let id = form["request"].flatMap({ ID<FloorRequest>($0) }) else {
        throw WebProblem.notFound
      }
      try await store.speak(
        item.id, in: here.meeting.id, as: event, facts: ["request": .text(id.description)], by: maker, at: now,
        also: { change, list in
          guard let request = list.request(id) else { return }
          try await store.deliver(request, under: item.id, of: here.meeting.id, into: &change, by: maker, at: now)
        }, decide: { try $0.carryingOut(act, on: id, at: now) })
    }
  }

  private static func limits(_ form: FormData) throws(CannotTakeFloor) -> [FloorRequest.Kind: Int] {
    var limits: [FloorRequest.Kind: Int] = [:]
    for kind in FloorRequest.Kind.allCases {
      guard let text = form["limit.\(kind.rawValue)"] else { continue }
      guard let minutes = Int(text) else { throw .wrongLimit("limit.\(kind.rawValue)") }
      limits[kind] = minutes
    }
    return limits
  }

  private func page(
    _ here: SessionCall, _ item: AgendaItem, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) async throws -> Page {
    let words = call.words
    let delegations = try await meetings.store.delegations(of: here.meeting.id)
    let list =
      try await meetings.store.thing(SpeakersList.self, item.id.description)?.value ?? SpeakersList(item: item.id, meeting: here.meeting.id)
    let statements = try await meetings.store.statements(of: here.meeting.id).map(\.value).filter { $0.item == item.id }
    let url = "\(here.base)/items/\(item.id)/speakers"
    let view = SpeakersView(list, delegations, words, at: call.now)
    let mayAct = call.who.may("meetings.service")
    func button(_ act: String, _ request: FloorRequest, tone: String = "button secondary") -> HTML {
      buttonForm(call, to: "\(url)/\(act)", words("meetings.session.act.\(act)"), tone: tone, hidden: ["request": "\(request.id)"])
    }
    let planned = here.meeting.bands.flatMap(\.slots).filter { $0.item == item.id }.compactMap(\.minutes).reduce(0, +)
    return Page(
      words("meetings.session.speakersOf", ["item": .text(item.number.description)]),
      trail: here.trail(words, .init(words("meetings.session.speakers"), "\(here.base)/speakers")), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { localText(item.title, on: words.language) }
      errors.summary(words)
      Web.facts([
        (words("meetings.session.list"), SpeakersView.standing(list, words)),
        (words("meetings.session.totalTime"), HTML(SessionText.duration(list.spoken(at: call.now), words))),
        (words("meetings.session.planned"), planned > 0 ? HTML(SessionText.duration(planned * 60, words)) : nil),
      ])
      if mayAct {
        let act = list.standing == .open ? "close" : "open"
        buttonForm(call, to: "\(url)/\(act)", words("meetings.session.act.\(act)"))
      }
      view.present { mayAct ? button("finish", $0, tone: "button") : .nothing }
      view.waiting(
        mayAct
          ? { request in HTML([button("give-floor", request, tone: "button"), button("pass-over", request), button("withdraw", request)]) }
          : nil)
      passedOver(list, view, mayAct: mayAct) { HTML([button("put-back", $0), button("withdraw", $0)]) }
      view.spoken()
      if mayAct { forms(list, delegations, url, typed, errors, call) }
      StatementList(meetings: meetings, here: here, delegations: delegations).officers(statements, call)
    }
  }

  private func passedOver(
    _ list: SpeakersList, _ view: SpeakersView, mayAct: Bool, _ actions: (FloorRequest) -> HTML
  ) -> HTML {
    let passed = list.requests.filter { $0.stage == .passedOver }
    guard !passed.isEmpty else { return .nothing }
    return Table(
      caption: view.words("meetings.session.passedOver"),
      columns: ["delegation", "purpose", "acts"].map { .init(view.words("meetings.session.column.\($0)")) },
      rows: passed.map { [view.name($0), SessionText.kind($0, view.words), mayAct ? actions($0) : HTML("–")] }
    ).html
  }

  private func forms(
    _ list: SpeakersList, _ delegations: [Delegation], _ url: String, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    let kinds = FloorRequest.Kind.allCases
    return HTML {
      tag("h2") { words("meetings.session.add") }
      form(call, to: "\(url)/add", submit: words("meetings.session.act.add")) {
        Field("delegation", words("meetings.session.column.delegation"), value: typed.raw("delegation"), errors: errors).choice(
          SessionText.sorted(delegations, words).map { .init($0.id.description, SessionText.plainName($0, words)) })
        Field("kind", words("meetings.session.column.purpose"), value: typed.raw("kind"), errors: errors).choice(
          kinds.map { .init($0.rawValue, words("meetings.session.kind.\($0.rawValue)")) })
        Field(
          "group", words("meetings.session.group"), hint: words("meetings.session.groupHint"), value: typed.raw("group"), errors: errors
        )
        .line()
      }
      tag("h2") { words("meetings.session.limits") }
      form(call, to: "\(url)/limits", submit: words("meetings.session.save"), tone: "button secondary") {
        for kind in kinds {
          let name = "limit.\(kind.rawValue)"
          Field(
            name, words("meetings.session.kind.\(kind.rawValue)"),
            value: typed.has(name) ? typed.raw(name) : list.limit(of: kind).map { "\($0)" } ?? "", errors: errors
          ).line(width: "short", direction: "ltr")
        }
      }
    }
  }
}
