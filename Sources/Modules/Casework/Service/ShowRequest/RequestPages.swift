// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// The page of one request: what it is, what it needs, what can be done, what happened.
struct RequestPages: Sendable {
  let casework: Casework

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let found = try await casework.store.request(id, for: call.who.reader)
    let timeline = try await casework.happenings(of: id, for: call.who.reader)
    if found.value.head.shreddedOn != nil {
      let history = RequestPage(
        found: found, timeline: timeline, attention: AttentionInput(found.value), letters: [], panels: [], call: call, casework: casework
      ).history
      return .page(ShreddedPage(request: found.value, timeline: history, casework: casework, call: call).page)
    }
    let view = CaseView(found: found, call: call, casework: casework)
    var panels: [HTML] = []
    for panel in CasePanel.all { panels.append(try await panel.draw(view)) }
    let attention = try await casework.attention(found.value, for: call.who.reader)
    let letters = call.query["letter"] == nil ? [] : try await casework.letters(of: found.value, for: call.who.reader)
    return .page(
      RequestPage(
        found: found, timeline: timeline, attention: attention, letters: letters, panels: panels, call: call, casework: casework
      ).page)
  }
}

extension Casework {
  /// Everything that happened to a request, the latest first.
  func timeline(of id: ID<RegisteredRequest>) async throws -> [RecordedEvent] {
    try await EventLog(store.database).events(of: EventSubject("registeredRequest", id.description)).reversed()
  }
}

/// The page of a request as a function of what was read.
struct RequestPage: Sendable {
  let found: Versioned<RegisteredRequest>
  /// What happened, the earliest first.
  let timeline: [WholeCase.Happening]
  /// The request with what hangs on it.
  let attention: AttentionInput
  /// All letters that the request and its records can produce.
  let letters: [CaseLetter]
  /// What other use cases add, in their order.
  let panels: [HTML]
  let call: Call<SignedIn>
  let casework: Casework

  private var words: Words { call.words }
  private var head: RequestHead { found.value.head }
  private var url: String { "/cases/\(found.value.id)" }
  private var today: CalendarDay { CalendarDay(call.now, in: casework.zone) }

  var page: Page {
    let title = head.reference.isEmpty ? words("casework.noReference") : head.reference
    return Page(title, trail: [.init(words("casework.register.title"), "/cases")], classification: .restricted) {
      tag("p", .css("lead")) { typedText(head.subject) }
      tag("p") { StageWords(words: words).badge(found.value) }
      LetterOffer(request: found.value, letters: letters, call: call).html
      needs
      summary
      clocks
      ProposalPanel(request: found.value, version: found.version, url: url, call: call).html
      ItemTable(request: found.value, words: words).html
      acts
      RecordLists(request: found.value, words: words).html
      HTML(panels)
      history
    }
  }

  /// Whether somebody has said what kind it is: of a scan or message that waits to be registered nobody has.
  private var isRead: Bool { found.value.stageCode != IncomingStage.received.rawValue }

  private var summary: HTML {
    facts([
      (words("casework.field.direction"), HTML(words("casework.direction.\(found.value.direction.rawValue)"))),
      (words("casework.field.requestingState"), HTML(words.state(head.requestingState))),
      (words("casework.field.requestedState"), HTML(words.state(head.requestedState))),
      (words("casework.field.otherAuthority"), head.otherAuthority.map(typedText)),
      (words("casework.field.theirReference"), head.theirReference.map(typedText)),
      (
        words("casework.field.otherReferences"),
        head.otherReferences.isEmpty ? nil : typedText(head.otherReferences.joined(separator: ", "))
      ),
      (words("casework.field.kind"), isRead ? HTML(words("casework.kind.\(head.kind.rawValue)")) : nil),
      (words("casework.field.basis"), isRead ? basis : nil),
      (words("casework.field.offences"), head.offences.isEmpty ? nil : HTML(words.list(head.offences.map(words.offence)))),
      (words("casework.field.unit"), head.unit.map(typedText)),
      (
        words(found.value.direction == .incoming ? "casework.field.arrivedOn" : "casework.field.writtenOn"),
        HTML(words.date(head.arrival.on))
      ),
      (words("casework.field.medium"), HTML(words("casework.medium.\(head.arrival.medium.rawValue)"))),
      (words("casework.field.urgency"), urgency),
      (
        words("casework.field.delays"),
        found.value.delays.isEmpty ? nil : HTML(words.list(found.value.delays.map { words("casework.delay.\($0.rawValue)") }))
      ),
      (words("casework.field.confidential"), head.confidentiality?.isRequired == true ? HTML(words("casework.confidentialRequired")) : nil),
      (words("casework.field.content"), head.content == nil ? nil : HTML(words("casework.contentKept"))),
    ])
  }

  private var basis: HTML {
    HTML {
      for (place, named) in head.basis.all.enumerated() {
        if place > 0 { void("br") }
        HTML(words("casework.basis.\(named.kind.rawValue)"))
        if let title = named.title, !title.isEmpty {
          HTML(" ")
          typedText(title)
        }
      }
      if head.basis.electsParagraphs9To29 { tag("p", .css("hint")) { words("casework.basis.elected") } }
    }
  }

  private var urgency: HTML? {
    guard let urgency = head.urgency, urgency.isUrgent == true else { return nil }
    return HTML {
      if let ground = urgency.ground { words("content.urgencyGround.\(ground.rawValue)") }
      if let day = urgency.deadlineOn {
        HTML(" · ")
        HTML(words.date(day))
        if found.value.isOpen, day < today {
          HTML(" ")
          badge(words("casework.overdue"), .refused)
        }
      }
      if let reason = urgency.reason { tag("p", .css("hint")) { typedText(reason) } }
    }
  }

  /// What needs attention, each with where it comes from.
  private var needs: HTML {
    let needs = casework.needs(of: attention, found.value, on: today)
    guard !needs.isEmpty else { return .nothing }
    return panel(words("casework.column.needs"), needs.contains(where: \.isOverdue) ? .refused : .attention) {
      tag("ul") {
        for need in needs {
          tag("li") {
            words("casework.needs.\(need.kind.rawValue)")
            if !need.items.isEmpty { HTML(" (\(words.list(need.items.map(\.rawValue))))") }
            if let due = need.dueOn { HTML(" · \(words.date(due))") }
            if need.isOverdue {
              HTML(" ")
              badge(words("casework.overdue"), .refused)
            }
            tag("p", .css("hint")) { words("casework.source", ["source": .text(words.source(need.source))]) }
            actions(for: need.kind)
          }
        }
      }
    }
  }

  /// What the officer can do about it at once.
  private func actions(for need: NeedsAttention.Kind) -> HTML {
    let offered = permitted.filter { need.answers.contains($0) }
    guard !offered.isEmpty else { return .nothing }
    return tag("p", .css("actions")) {
      for act in need.answers where offered.contains(act) {
        link("\(url)/acts/\(act.text)", words("casework.act.\(act.words)"), .css("button secondary"))
      }
    }
  }

  private var permitted: [CaseAct.Code] { found.value.offered.filter { call.who.may($0.permission) } }

  private var clocks: HTML {
    let clocks = casework.runningClocks(of: found.value, on: today)
    guard !clocks.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.clocks") }
      facts(
        clocks.map { clock in
          (
            words("casework.clock.\(clock.kind.rawValue)"),
            HTML {
              words.date(clock.dueOn)
              if clock.isStopped {
                HTML(" ")
                badge(words("casework.clockStopped"), .attention)
              }
              if clock.isOverdue(on: today) {
                HTML(" ")
                badge(words("casework.overdue"), .refused)
              }
              if clock.suspended.count > 0 {
                tag("p", .css("hint")) { words("casework.clockSuspended", ["count": .integer(clock.suspended.count)]) }
              }
              tag("p", .css("hint")) { words.profileSource(on: clock.source) }
            }
          )
        })
      CalendarNote(request: found.value, casework: casework, today: today, words: words).html
      tag("p") { link("\(url)/deadlines", words("casework.deadlines.why")) }
    }
  }

  private var acts: HTML {
    guard !permitted.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.acts") }
      tag("ul", .css("acts")) {
        for act in permitted {
          tag("li") { link("\(url)/acts/\(act.text)", words("casework.act.\(act.words)")) }
        }
      }
    }
  }

  var history: HTML {
    HTML {
      tag("h2") { words("casework.timeline") }
      tag("ol", .css("timeline")) {
        for happening in timeline.reversed() {
          tag("li") {
            words.happening(happening.kind)
            if let message = words.message(of: happening) { HTML(" · \(message)") }
            HTML(" ")
            tag("span", .css("hint")) {
              words.dateTime(happening.at, in: call.zone)
              HTML(" · ")
              tag("bdi") { words.actor(happening.by) }
              if let proposer = happening.proposedBy {
                HTML(" · ")
                words("casework.paper.proposedBy", ["name": .text(words.actor(proposer))])
              }
            }
          }
        }
      }
    }
  }
}
