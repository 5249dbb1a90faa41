// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel
import Localisation
import Web

/// What was asked, told and agreed about a request besides its items.
struct RecordLists: Sendable {
  let request: RegisteredRequest
  let words: Words

  var html: HTML {
    HTML {
      inquiries
      consultations
      enquiries
      suspensions
    }
  }

  private func section(_ title: String, _ entries: [HTML]) -> HTML {
    guard !entries.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words(title) }
      tag("ul", .css("records")) { for entry in entries { tag("li") { entry } } }
    }
  }

  private func day(_ key: String, _ day: CalendarDay) -> HTML { tag("p", .css("hint")) { words(key, ["day": .text(words.date(day))]) } }

  private var inquiries: HTML {
    section(
      "casework.inquiries",
      request.inquiries.map { inquiry in
        HTML {
          tag("p") { typedText(inquiry.question) }
          day("casework.askedOn", inquiry.askedOn)
          switch inquiry.answer {
          case nil: inquiry.dueOn.map { day("casework.answerDueOn", $0) } ?? badge(words("casework.awaited"), .attention)
          case .answered(let on, let text):
            tag("p") { typedText(text) }
            day("casework.answeredOn", on)
          case .lapsed(let on): day("casework.lapsedOn", on)
          case .moved(let on): day("casework.movedOn", on)
          }
        }
      })
  }

  private var consultations: HTML {
    section(
      "casework.consultations",
      request.consultations.map { consultation in
        HTML {
          tag("p") { "\(consultation.id) · \(words("casework.topic.\(consultation.topic.rawValue)"))" }
          tag("p") { typedText(consultation.proposal) }
          if let conditions = consultation.conditions { tag("ul") { for condition in conditions { tag("li") { typedText(condition) } } } }
          for counter in consultation.counters ?? [] {
            tag("p", .css("hint")) { words("casework.counterBy.\(counter.by == .requestingState ? "requesting" : "requested")") }
            tag("p") { typedText(counter.proposal) }
            if let conditions = counter.conditions { tag("ul") { for condition in conditions { tag("li") { typedText(condition) } } } }
          }
          switch consultation.outcome {
          case nil: day("casework.answerDueOn", consultation.dueOn)
          case .answered(let on, let accepts, let text):
            tag("p") { typedText(text) }
            tag("p", .css("hint")) { words(accepts ? "casework.consultationAnswer.accepts" : "casework.consultationAnswer.doesNot") }
            day("casework.answeredOn", on)
          case .lapsed(let on): day("casework.lapsedOn", on)
          case .moved(let on): day("casework.movedOn", on)
          }
        }
      })
  }

  private var enquiries: HTML {
    section(
      "casework.enquiries",
      request.statusEnquiries.map { enquiry in
        HTML {
          day("casework.askedOn", enquiry.askedOn)
          if let answer = enquiry.answer {
            tag("p") { typedText(answer.text) }
            day("casework.answeredOn", answer.on)
          } else {
            badge(words("casework.answerOwed"), .attention)
          }
        }
      })
  }

  private var suspensions: HTML {
    section(
      "casework.suspensions",
      request.suspensions.map { suspension in
        HTML {
          tag("p") { words("casework.suspension.\(suspension.reason.rawValue)") }
          day("casework.from", suspension.from)
          if let ended = suspension.endedOn {
            day("casework.until", ended)
          } else if let wakes = suspension.wakesOn {
            day("casework.wakesOn", wakes)
          }
        }
      })
  }
}

extension RegisteredRequest {
  /// The information that one side asked the other for.
  var inquiries: [AdditionalInformation] {
    switch self {
    case .incoming(let request): request.inquiries
    case .outgoing(let request): request.inquiries
    }
  }

  /// The questions about how far it is.
  var statusEnquiries: [StatusEnquiry] {
    switch self {
    case .incoming(let request): request.statusEnquiries
    case .outgoing(let request): request.statusEnquiries
    }
  }
}
