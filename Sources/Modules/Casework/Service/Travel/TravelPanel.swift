// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CasePanel {
  /// What was told between the two authorities through the exchange, the line that both show, and what became of each message.
  static let travel = CasePanel { view in
    let exchange = view.casework.around.exchange
    // What was told stays on the case, also on a node whose exchange was given up since.
    let messages = try await view.casework.withoutApart(
      try await view.casework.messages(of: view.request.id), of: view.request, for: view.call.who.reader)
    guard let conversation = try await view.casework.store.conversation(of: view.request.id) else {
      return try await TravelPanel.offer(view, exchange, messages)
    }
    let line = try await exchange?.line(conversation.id, conversation.other)
    return TravelPanel(view: view, conversation: conversation, line: line, messages: messages).html
  }
}

/// The part of a request's page about the exchange.
struct TravelPanel: Sendable {
  let view: CaseView
  let conversation: CaseConversation
  let line: MilestoneLine?
  let messages: [CaseMessage]

  private var words: Words { view.words }

  /// The State of an authority, with the name that it has in the directory.
  private static func name(_ authority: AuthorityName, _ words: Words) -> String {
    words("casework.travel.named", ["name": .text(words.state(authority.state)), "authority": .text(authority.description)])
  }

  /// That a request which did not go out yet can go through the exchange.
  static func offer(_ view: CaseView, _ exchange: CaseExchange?, _ messages: [CaseMessage]) async throws -> HTML {
    var other: AuthorityName?
    if case .outgoing(let request) = view.request, request.dispatches.isEmpty, view.request.isOpen {
      // What cannot be sent now is not offered; why is told to whoever sends the request.
      do { other = try await exchange?.addressee(in: request.head.requestedState) } catch is CannotTravel { other = nil }
    }
    guard other != nil || !messages.isEmpty else { return .nothing }
    let panel = messages.last.map { message in
      TravelPanel(
        view: view,
        conversation: CaseConversation(
          id: ConversationID(at: message.at, random: 0), request: message.request, other: message.to, isOn: false), line: nil,
        messages: messages)
    }
    return HTML {
      tag("h2", .id("travel")) { view.words("casework.travel.title") }
      if let other {
        tag("p", .css("hint")) { view.words("casework.travel.offer", ["authority": .text(Self.name(other, view.words))]) }
        if view.call.who.may("casework.register") {
          tag("div", .css("actions")) { buttonForm(view.call, to: "\(view.url)/travel/draft", view.words("casework.travel.share")) }
        }
      }
      if let panel {
        panel.waiting
        panel.list
      }
    }
  }

  var html: HTML {
    HTML {
      tag("h2", .id("travel")) { words("casework.travel.title") }
      tag("p") {
        words("casework.travel.\(conversation.isOn ? "on" : "onPaper")", ["authority": .text(Self.name(conversation.other, words))])
      }
      waiting
      milestones
      list
      if view.casework.around.exchange?.evidence != nil, line != nil {
        tag("p") { words("casework.travel.evidenceLead") }
        buttonForm(view.call, to: "\(view.url)/travel/evidence", words("casework.travel.evidence"))
      }
      choice
    }
  }

  /// What the other State told and could not be recorded, and what did not reach it.
  var waiting: HTML {
    HTML {
      for message in messages where message.isToBeSeen {
        panel(words("casework.travel.act.\(message.act.rawValue)"), .attention) {
          tag("p") { words("casework.travel.lead.\(message.lead)", ["authority": .text(Self.name(conversation.other, words))]) }
          if let reason = message.reason(words) { tag("p", .css("hint")) { reason } }
          told(message)
          if view.call.who.may("casework.register") {
            tag("div", .css("actions")) {
              buttonForm(view.call, to: "\(view.url)/messages/\(message.id)/seen", words("casework.travel.see"))
            }
          }
        }
      }
    }
  }

  private func told(_ message: CaseMessage) -> HTML {
    let lines = DocumentFile.kept(message.document, of: message.act)?.lines(words) ?? []
    return facts(lines.map { ($0.label, $0.isTyped ? typedText($0.value) : HTML($0.value)) })
  }

  private var milestones: HTML {
    guard let line, !line.agreed.isEmpty || !line.underway.isEmpty else { return .nothing }
    return HTML {
      tag("h3") { words("casework.travel.line") }
      tag("p", .css("hint")) { words("casework.travel.lineLead") }
      tag("ol", .css("timeline")) { for step in line.agreed { milestone(step) } }
      if !line.underway.isEmpty {
        tag("p", .css("hint")) { words("casework.travel.underwayLead") }
        tag("ul", .css("timeline")) { for step in line.underway { milestone(step) } }
      }
    }
  }

  private func milestone(_ step: Milestone) -> HTML {
    tag("li") {
      words("casework.travel.act.\(step.act.rawValue)")
      HTML(" ")
      tag("span", .css("hint")) {
        words.state(step.author.state)
        HTML(" · ")
        tag("code", .dir("ltr")) { step.author.description }
        HTML(" · ")
        words.dateTime(step.issuedAt, in: view.call.zone)
      }
    }
  }

  var list: HTML {
    guard !messages.isEmpty else { return .nothing }
    return HTML {
      tag("h3") { words("casework.travel.messages") }
      tag("ul", .css("records")) {
        for message in messages {
          tag("li") {
            words("casework.travel.act.\(message.act.rawValue)")
            HTML(" ")
            badge(words("casework.travel.standing.\(message.shownStanding)"), message.tone)
            HTML(" ")
            tag("span", .css("hint")) {
              tag("code", .dir("ltr")) { "\(message.author)\u{A0}→\u{A0}\(message.to)" }
              HTML(" · ")
              words.dateTime(message.at, in: view.call.zone)
            }
          }
        }
      }
    }
  }

  private var choice: HTML {
    guard view.request.isOpen, view.casework.around.exchange != nil, view.call.who.may("casework.register") else { return .nothing }
    return tag("div", .css("actions")) {
      buttonForm(
        view.call, to: "\(view.url)/travel", words("casework.travel.\(conversation.isOn ? "usePaper" : "useExchange")"),
        hidden: ["way": conversation.isOn ? "paper" : "exchange"])
    }
  }
}

extension CaseMessage {
  /// What an officer is told of it: one that never left is not said to have been refused there.
  fileprivate var lead: String {
    if case .rejected(ManifestProblem.gone.rawValue, _) = standing { ManifestProblem.gone.rawValue } else { standing.code }
  }

  /// What became of it, in a word of the program: without files nothing is said of files.
  var shownStanding: String {
    guard case .delivered = standing, DocumentFile.kept(document, of: act)?.files.isEmpty != false else { return standing.code }
    return "relayed"
  }

  /// Why it could not be recorded.
  fileprivate func reason(_ words: Words) -> String? {
    guard case .setAside(let code) = standing else { return nil }
    return words("problem.\(code).title")
  }

  /// What came is known to the second alone: within one the identifiers tell what was signed first.
  var second: Double { at.timeIntervalSince1970.rounded(.down) }

  fileprivate var tone: Tone {
    switch standing {
    case .underway, .noted, .seen: .plain
    case .relayed, .delivered, .retrieved, .taken: .ok
    case .rejected, .failed, .notDelivered: .refused
    case .setAside: .attention
    }
  }
}

extension CaseworkRoutes {
  /// What an officer does about the messages of a request.
  var travel: [Route] {
    let pages = TravelPages(casework: casework)
    return [
      .page(.post, "/cases/:case/travel", needs: "casework.register", records: ["casework.travelChosen"], pages.choose),
      .page(
        .post, "/cases/:case/travel/evidence", needs: "casework.read", records: ["exchange.evidenceExported"], pages.evidence),
      .page(.post, "/cases/:case/travel/draft", needs: "casework.register", records: ["casework.draftShared"], pages.share),
      .page(.post, "/cases/:case/messages/:message/seen", needs: "casework.register", records: ["casework.messageSeen"], pages.see),
    ]
  }
}

/// Choosing paper or the exchange, and looking at what could not be recorded.
struct TravelPages: Sendable {
  let casework: Casework

  @Sendable func choose(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    guard let conversation = try await casework.store.conversation(of: id), request.isOpen else { throw CannotAct.nothingOpen }
    let isOn = try await call.form()["way"] == "exchange"
    let fact = CaseEvent(.travelChosen, ["way": .code(isOn ? "exchange" : "paper")])
    try await casework.store.database.commit(
      Commit(
        [CaseStore.stillKept(id), CaseStore.choosing(conversation, isOn: isOn)],
        events: [request.recorded(fact, by: .officer(call.who.officer), at: call.now)]))
    return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.travelChosen"))
  }

  @Sendable func share(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    _ = try await call.form()
    try await casework.shareDraft(id, for: call.who.reader, by: .officer(call.who.officer), at: call.now)
    return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.draftShared"))
  }

  @Sendable func see(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let message = try call.parameter("message") { ID<CaseMessage>($0) }
    let acting = try await casework.acting(call)
    try await casework.changeRecord(
      message, of: id, for: call.who.reader, by: .officer(call.who.officer), at: call.now
    ) { _, message in
      guard let decision = try message?.seeing(acting) else { throw CannotAct.noSuchRecord }
      return (decision.state, decision.events)
    }
    return .redirect(to: "/cases/\(id)", notice: Message("casework.notice.messageSeen"))
  }
}
