// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import Instruments
import Kernel
import Localisation
import Web

extension CasePanel {
  /// The consultations that travel, each as one conversation of both sides.
  static let rooms = CasePanel { view in
    guard let exchange = view.casework.around.exchange,
      let conversation = try await view.casework.store.conversation(of: view.request.id)
    else { return .nothing }
    let known = try await view.casework.messages(of: view.request.id)
    let rooms = try await view.casework.consultations(of: view.request, in: conversation, known, exchange)
    guard !rooms.isEmpty else { return .nothing }
    return HTML {
      tag("h2", .id("consultations")) { view.words("casework.room.title") }
      tag("p", .css("hint")) { view.words("casework.room.lead") }
      for room in rooms { RoomPanel(consultation: room, view: view).html }
    }
  }
}

/// One consultation: what it is about, how far it has come, who said what and when.
struct RoomPanel: Sendable {
  let consultation: TravelledConsultation
  let view: CaseView

  private var words: Words { view.words }
  private var room: ConsultationRoom { consultation.room }

  var html: HTML {
    HTML {
      tag("h3") { heading }
      tag("p") {
        standing
        if let ground = room.ground {
          HTML(" ")
          tag("span", .css("hint")) { words("casework.source", ["source": .text(words.source(ground.source))]) }
        }
      }
      tag("ol", .css("timeline")) {
        for entry in room.entries { tag("li") { step(entry) } }
        for aside in room.setAside { tag("li") { step(aside.entry, without: aside.reason) } }
      }
      for message in consultation.underway {
        tag("p", .css("hint")) {
          words("casework.travel.act.\(message.act.rawValue)")
          HTML(" · ")
          words("casework.room.underway")
        }
      }
    }
  }

  private var heading: String {
    let items = words.list(consultation.document.items.map(\.rawValue))
    let topic = words("casework.topic.\(consultation.document.topic.rawValue)")
    guard case .consultation(let id)? = consultation.opening.anchor else { return "\(topic) · \(items)" }
    return "\(id) · \(topic) · \(items)"
  }

  private var standing: HTML {
    // By the day that both count by, whatever the zone of the reader.
    let day = CalendarDay(view.call.now, in: .gmt)
    func told(_ state: String, _ day: CalendarDay? = nil, _ tone: Tone = .plain) -> HTML {
      badge(words("casework.room.state.\(state)", day.map { ["day": .day($0)] } ?? [:]), tone)
    }
    if case .awaiting(let pending) = room.state, case .open = room.standing(on: day) {
      return told("lapsed", pending.proposal.lapsesOn, .refused)
    }
    switch room.standing(on: day) {
    case .notOpen, .open: return told("open")
    case .awaiting(let pending): return told("awaiting", pending.proposal.lapsesOn, .attention)
    case .bound(let binding): return told("bound", binding.since, .ok)
    case .closed(.agreed, _): return told("closedAgreed", nil, .ok)
    case .closed(.withoutAgreement, _): return told("closedWithout")
    case .closed(.withdrawn, _): return told("closedWithdrawn")
    }
  }

  private func step(_ entry: RoomEntry, without reason: RoomProblem? = nil) -> HTML {
    HTML {
      tag("p") {
        words.state(entry.author.state)
        HTML(" · ")
        tag("strong") { words("casework.room.\(entry.act.word)") }
        HTML(" ")
        tag("span", .css("hint")) {
          tag("code", .dir("ltr")) { entry.author.description }
          HTML(" · ")
          words.dateTime(entry.receivedAt, in: view.call.zone)
        }
        if let reason {
          HTML(" ")
          badge(words("casework.room.withoutEffect"), .refused)
          tag("span", .css("hint")) { words("problem.\(CannotTravel.room(reason).code).title") }
        }
      }
      said(entry)
    }
  }

  /// What a step says, in the words of whoever signed it.
  private func said(_ entry: RoomEntry) -> HTML {
    guard let message = consultation.messages[entry.id] else { return .nothing }
    switch DocumentFile.kept(message.document, of: message.act) {
    case .consultationOpened(let told): return proposed(told.proposal, told.conditions, told.answerDueOn)
    case .consultationProposed(let told): return proposed(told.proposal, told.conditions, told.answerDueOn)
    case .consultationAnswered(let told): return tag("p") { typedText(told.text) }
    case .consultationClosed(let told):
      return HTML {
        tag("p") { words("casework.travel.ended.\(told.outcome.rawValue)") }
        if let text = told.text { tag("p") { typedText(text) } }
      }
    default: return .nothing
    }
  }

  private func proposed(_ proposal: String, _ put: [String]?, _ lapsesOn: CalendarDay) -> HTML {
    let conditions: [FactRow] = (put ?? []).map { (words("casework.field.condition"), typedText($0)) }
    return HTML {
      facts([(words("casework.field.proposal"), typedText(proposal))] + conditions)
      tag("p", .css("hint")) { words("casework.room.lapsesOn", ["day": .day(lapsesOn)]) }
    }
  }
}

extension RoomAct {
  /// The last part of the words for it.
  fileprivate var word: String {
    switch self {
    case .open, .begin: "proposed"
    case .propose: "countered"
    case .say: "said"
    case .answer(.accept): "accepted"
    case .answer(.decline): "declined"
    case .close: "closed"
    }
  }
}

/// The consultations that an act answers or ends: whoever types the answer reads what was proposed.
/// - Source: UNCAC 46(26)
struct AnsweredConsultations: Sendable {
  let request: RegisteredRequest
  let code: CaseAct.Code
  let words: Words

  private var open: [Consultation] {
    switch code {
    case .outgoing(.answerConsultation), .incoming(.concludeConsultation): code.consultations(of: request)
    case .outgoing(.counterPropose), .incoming(.counterPropose), .outgoing(.recordCounterProposal), .incoming(.recordCounterProposal):
      code.consultations(of: request)
    default: []
    }
  }

  /// What each proposes; nothing for every other act.
  var html: HTML {
    HTML(
      open.map { consultation in
        let conditions: [FactRow] = (consultation.latestConditions ?? []).map { (words("casework.field.condition"), typedText($0)) }
        return HTML {
          tag("h2") { "\(consultation.id) · \(words("casework.topic.\(consultation.topic.rawValue)"))" }
          facts(
            [
              (words("casework.field.items"), HTML(words.list(consultation.items.map(\.rawValue)))),
              (words("casework.field.proposal"), typedText(consultation.latestProposal)),
            ] + conditions + [(words("casework.field.answerDueOn"), HTML(words.date(consultation.dueOn)))])
        }
      })
  }
}
