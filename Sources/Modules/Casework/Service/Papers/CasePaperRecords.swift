// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import ExchangeRules
import Kernel
import Localisation

/// What was asked, told and agreed about a request, for its paper.
struct CasePaperRecords: Sendable {
  let paper: CasePaper

  private var request: RegisteredRequest { paper.whole.request }

  var blocks: [OfficialDocument.Block] {
    acknowledged + inquiries + consultations + enquiries + dispatches + notices
  }

  private func section(_ key: String, _ entries: [[OfficialDocument.Row]]) -> [OfficialDocument.Block] {
    entries.isEmpty ? [] : [.heading(paper.said(key))] + entries.map { .rows($0) }
  }

  private var acknowledged: [OfficialDocument.Block] {
    let lines: [OfficialDocument.Row] =
      switch request {
      case .incoming(let request):
        request.acknowledgement.map {
          [.init(paper.said("casework.event.acknowledged"), paper.day($0.on))]
            + paper.rows([("casework.letter.contact", paper.typed($0.contact))])
        } ?? []
      case .outgoing(let request):
        request.acknowledgement.map {
          [.init(paper.said("casework.event.acknowledgementRecorded"), paper.day($0.on))]
            + paper.rows([("casework.letter.contact", paper.typed($0.contact))])
        } ?? []
      }
    return lines.isEmpty ? [] : [.rows(lines)]
  }

  private var inquiries: [OfficialDocument.Block] {
    section(
      "casework.inquiries",
      request.inquiries.map { inquiry in
        var lines: [(label: String, value: OfficialDocument.Value?)] = [
          ("casework.letter.question", paper.typed(inquiry.question)), ("casework.paper.when", paper.day(inquiry.askedOn)),
          ("casework.letter.dueOn", inquiry.dueOn.map(paper.day)),
        ]
        switch inquiry.answer {
        case nil: lines.append(("casework.letter.answer", .pair(paper.said("casework.awaited"))))
        case .answered(let on, let text):
          lines += [("casework.letter.answer", paper.typed(text)), ("casework.paper.when", paper.day(on))]
        case .lapsed(let on): lines += [ended("casework.lapsedOn", on)]
        case .moved(let on): lines += [ended("casework.movedOn", on)]
        }
        return paper.rows(lines)
      })
  }

  private var consultations: [OfficialDocument.Block] {
    section(
      "casework.consultations",
      request.consultations.map { consultation in
        let topic = "\(consultation.id) · \(paper.words("casework.topic.\(consultation.topic.rawValue)"))"
        var lines: [(label: String, value: OfficialDocument.Value?)] = [
          ("casework.letter.consulted", .pair(paper.same(topic))),
          ("casework.field.items", .code(consultation.items.map(\.rawValue).joined(separator: ", "))),
          ("casework.letter.proposal", paper.typed(consultation.proposal)),
        ]
        lines += (consultation.conditions ?? []).map { ("casework.letter.condition", paper.typed($0)) }
        lines += [
          ("casework.paper.when", paper.day(consultation.openedOn)), ("casework.letter.dueOn", paper.day(consultation.answerDueOn)),
        ]
        for counter in consultation.counters ?? [] {
          lines.append(("casework.counterBy.\(counter.by == .requestingState ? "requesting" : "requested")", paper.typed(counter.proposal)))
          lines += (counter.conditions ?? []).map { ("casework.letter.condition", paper.typed($0)) }
          lines += [("casework.paper.when", paper.day(counter.on)), ("casework.letter.dueOn", paper.day(counter.answerDueOn))]
        }
        switch consultation.outcome {
        case nil: lines.append(("casework.letter.answer", .pair(paper.said("casework.awaited"))))
        case .answered(let on, let accepts, let text):
          let key = accepts ? "casework.consultationAnswer.accepts" : "casework.consultationAnswer.doesNot"
          lines += [
            ("casework.letter.answer", paper.typed(text)), ("casework.letter.outcome", .pair(paper.said(key))),
            ("casework.paper.when", paper.day(on)),
          ]
        case .lapsed(let on): lines += [ended("casework.lapsedOn", on)]
        case .moved(let on): lines += [ended("casework.movedOn", on)]
        }
        return paper.rows(lines)
      })
  }

  private func ended(_ key: String, _ day: CalendarDay) -> (label: String, value: OfficialDocument.Value?) {
    ("casework.letter.answer", .pair(paper.same(paper.words(key, ["day": .day(day)]))))
  }

  private var enquiries: [OfficialDocument.Block] {
    section(
      "casework.enquiries",
      request.statusEnquiries.map { enquiry in
        paper.rows([
          ("casework.paper.when", paper.day(enquiry.askedOn)),
          ("casework.letter.answer", enquiry.answer.flatMap { paper.typed($0.text) } ?? .pair(paper.said("casework.awaited"))),
          ("casework.paper.when", enquiry.answer.map { paper.day($0.on) }),
        ])
      })
  }

  private var dispatches: [OfficialDocument.Block] {
    guard case .outgoing(let request) = request else { return [] }
    return section(
      "casework.event.sent",
      request.dispatches.map { dispatch in
        paper.rows([
          ("casework.paper.when", paper.day(dispatch.on)), ("letter.to", paper.typed(dispatch.to)),
          ("casework.letter.channel", .pair(paper.said("content.channel.\(dispatch.channel.rawValue)"))),
          ("casework.letter.tracking", dispatch.trackingNumber.map { .code($0) }),
          ("casework.event.notReceivedReported", dispatch.notReceivedOn.map(paper.day)),
        ])
      })
  }

  private var notices: [OfficialDocument.Block] {
    switch request {
    case .incoming(let request):
      let impossible = request.confidentialityImpossible.map { notice in
        paper.rows([
          ("casework.event.confidentialityImpossible", paper.day(notice.on)), ("casework.letter.reasons", paper.typed(notice.reason)),
        ])
      }
      let forwarded = request.forwarding.map { forwarding in
        paper.rows([("casework.event.forwarded", paper.day(forwarding.on)), ("casework.letter.to", paper.typed(forwarding.to))])
      }
      let confirmed = paper.rows([("casework.event.confirmedInWriting", request.confirmedInWritingOn.map(paper.day))])
      return [impossible, forwarded, confirmed].compactMap(\.self).filter { !$0.isEmpty }.map { .rows($0) }
    case .outgoing(let request):
      let told = request.notices.map { notice in paper.rows([("casework.event.notNeededTold", paper.day(notice.on))]) }
      let confirmed = paper.rows([("casework.event.confirmedInWriting", request.confirmedInWritingOn.map(paper.day))])
      return (told + [confirmed]).filter { !$0.isEmpty }.map { .rows($0) }
    }
  }
}
