// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel

extension IncomingRequest {
  /// What this State, which is asked, writes to the one that asks.
  var letters: [CaseLetter] { answers + decisions + results + ends }

  private func letter(
    _ kind: CaseLetter.Kind, _ mark: String? = nil, on day: CalendarDay, items: [ItemID] = [], _ laws: [CaseLetter.Law] = [],
    _ lines: [CaseLetter.Line?]
  ) -> CaseLetter {
    var letter = CaseLetter(kind, mark, on: day, items: items, laws: laws, of: head)
    letter.lines = lines.compactMap(\.self)
    return letter
  }

  private var answers: [CaseLetter] {
    var letters: [CaseLetter] = []
    if let acknowledgement {
      letters.append(letter(.acknowledgement, on: acknowledgement.on, [.execution], [.told("contact", acknowledgement.contact)]))
    }
    // What was asked before a split was asked in a letter of the other request.
    letters += inquiries.enumerated().filter { $0.element.isWrittenElsewhere != true }.map { place, inquiry in
      letter(
        .informationRequest, "\(place + 1)", on: inquiry.askedOn, items: inquiry.items, [.information],
        [.told("question", inquiry.question), inquiry.dueOn.map { .day("dueOn", $0) }])
    }
    letters += consultations.filter { $0.isWrittenElsewhere != true }.map { consultation in
      var letter = letter(
        consultation.topic.letter, consultation.id, on: consultation.openedOn, items: consultation.items, consultation.topic.laws,
        [.told("proposal", consultation.proposal), .day("dueOn", consultation.answerDueOn)])
      letter.conditions = (consultation.conditions ?? []).map { Condition($0) }
      return letter
    }
    letters += consultations.counterProposals(by: .requestedState) { letter(.counterProposal, $0, on: $1, items: $2, $3, []) }
    if let notice = confidentialityImpossible {
      letters.append(letter(.confidentialityNotice, on: notice.on, [.confidentiality], [.told("reasons", notice.reason)]))
    }
    for (place, enquiry) in statusEnquiries.enumerated() {
      guard let answer = enquiry.answer else { continue }
      var answered = letter(.statusAnswer, "\(place + 1)", on: answer.on, [.status], [.told("answer", answer.text)])
      answered.about = enquiry.askedOn
      letters.append(answered)
    }
    return letters
  }

  private var decisions: [CaseLetter] { acceptances + postponed + refused }

  private var acceptances: [CaseLetter] {
    let all = items.flatMap { item in ((item.pastAcceptances ?? []) + [item.acceptance].compactMap(\.self)).map { (item.id, $0) } }
    return grouped(all).map { acceptance, items in
      let kind: CaseLetter.Kind = acceptance.conditions.isEmpty ? .acceptance : .conditionalAcceptance
      var letter = letter(
        kind, mark(acceptance.on, items), on: acceptance.on, items: items,
        kind == .acceptance ? [.procedure] : [.procedure, .conditions], [])
      letter.conditions = acceptance.conditions.map { asOf(acceptance.on, $0, of: items[0]) }
      return letter
    }
  }

  private var postponed: [CaseLetter] {
    let postponed = grouped(items.flatMap { item in (item.postponements ?? []).map { (item.id, $0) } }).map { postponement, items in
      letter(
        postponement.prolongs == nil ? .postponement : .prolongation, mark(postponement.on, items), on: postponement.on, items: items,
        [.postponement, .consultation],
        [.told("reasons", postponement.reasons), .day("reviewOn", postponement.reviewOn), consulted(postponement.consultation)])
    }
    let ended = grouped(items.flatMap { item in (item.postponementEnds ?? []).map { (item.id, $0) } }).map { day, items in
      letter(.executionResumed, mark(day, items), on: day, items: items, [.execution], [])
    }
    return postponed + ended
  }

  private var refused: [CaseLetter] {
    let refusals = items.compactMap { item -> (ItemID, Refusal)? in
      guard case .refused(let refusal) = item.stage else { return nil }
      return (item.id, refusal)
    }
    return grouped(refusals).map { refusal, items in
      letter(
        .refusal, mark(refusal.on, items), on: refusal.reasonsSentOn ?? refusal.on, items: items, [.refusal],
        [
          .chosen("grounds", refusal.grounds.map { $0.words(for: head.kind) }), .told("provision", maybe: refusal.provision),
          .chosen("causes", refusal.causes.map { "casework.cause.\($0.rawValue)" }), .told("reasons", maybe: refusal.reasons),
          .told("basicConcepts", maybe: refusal.basicConcepts), consulted(refusal.consultation),
        ])
    }
  }

  private var results: [CaseLetter] {
    let lifted = items.compactMap { item -> CaseLetter? in
      guard let lifting = item.execution?.measure?.lifted else { return nil }
      var letter = letter(
        .measureLifted, item.id.rawValue, on: lifting.on, items: [item.id], [.hearing],
        [.told("reasons", lifting.reason), heard(lifting.hearing)])
      letter.about = lifting.on
      return letter
    }
    return transmissions + lifted
  }

  /// One letter for each product that was sent, whatever its items come to later and whichever of them the other side confirms.
  private var transmissions: [CaseLetter] {
    let sent = items.flatMap { item in (item.execution?.sent ?? []).map { (item: item.id, transmission: $0) } }
    return grouped(sent.map { ($0.item, $0.transmission.id) }).compactMap { id, items in
      let parts = sent.filter { $0.transmission.id == id }
      guard let first = parts.first?.transmission else { return nil }
      let said: [CaseLetter.Line?] = [.told("summary", first.summary)]
      let terms: [CaseLetter.Line?] = [
        .told("limitationOnUse", maybe: first.limitationOnUse), .told("confidentiality", maybe: first.confidentiality),
      ]
      // The confidentiality of 46(20) is what the requesting State asks for; what this State asks for is a term of what it gives.
      var letter = letter(
        .transmission, id, on: first.on, items: items, [.use], said + extents(of: parts) + terms + procedures(of: parts))
      var seen: Set<String> = []
      letter.conditions = parts.flatMap { part in part.transmission.conditions.map { (part.item, $0) } }
        .filter { seen.insert($0.1).inserted }.map { asOf(first.on, Condition($0.1), of: $0.0) }
      letter.files = first.files
      return letter
    }
  }

  private typealias Sent = (item: ItemID, transmission: Transmission)

  /// How much was sent and what had come of it; of which items, where they differ.
  private func extents(of parts: [Sent]) -> [CaseLetter.Line?] {
    struct Extent: Hashable {
      let isPart: Bool
      let result: Execution.Result?
    }
    let groups = grouped(
      parts.map { part in
        let sent = part.transmission
        // What was sent in part before the result was kept had come in part.
        let result = sent.result ?? (sent.isPart ? .part : items.first { $0.id == part.item }?.execution?.result)
        return (part.item, Extent(isPart: sent.isPart, result: result))
      })
    return groups.flatMap { extent, items -> [CaseLetter.Line?] in
      [
        groups.count > 1 ? .code("item", items.map(\.rawValue).joined(separator: ", ")) : nil,
        .chosen("extent", ["casework.letter.extent.\(extent.isPart ? "part" : "whole")"]),
        extent.result.map { .chosen("result", ["casework.result.\($0.rawValue)"]) },
      ]
    }
  }

  /// Whether the procedure that was asked for was followed; for which items, where they differ.
  private func procedures(of parts: [Sent]) -> [CaseLetter.Line?] {
    let groups = grouped(
      parts.map { part in
        (part.item, part.transmission.procedure ?? items.first { $0.id == part.item }?.execution?.procedure ?? .noneAsked)
      })
    return groups.flatMap { procedure, items -> [CaseLetter.Line?] in
      let lines = procedure.lines
      guard groups.count > 1, !lines.isEmpty else { return lines }
      return [.code("item", items.map(\.rawValue).joined(separator: ", "))] + lines
    }
  }

  private var ends: [CaseLetter] {
    var letters: [CaseLetter] = []
    if let forwarding {
      letters.append(
        letter(
          forwarding.isReturned ? .returned : .forwarding, on: forwarding.on, [.forwarding],
          [forwarding.isReturned ? nil : .told("to", forwarding.to)]))
    }
    if case .closed(let closure) = standing {
      var letter = letter(.closure, on: closure.on, [], [.chosen("outcome", ["casework.outcome.\(closure.outcome.rawValue)"])])
      letter.tellsOutcomes = true
      letters.append(letter)
    }
    return letters
  }

  /// The day and the first item tell decisions apart: one item is decided once in a way on a day.
  private func mark(_ day: CalendarDay, _ items: [ItemID]) -> String { "\(day)-\(items[0].rawValue)" }

  /// A condition as it stood on a day: with the day on which the other State accepted it, where it had by then.
  private func asOf(_ day: CalendarDay, _ condition: Condition, of item: ItemID) -> Condition {
    let known = items.first { $0.id == item }?.conditions ?? []
    let accepted = (known.first { $0.text == condition.text } ?? condition).acceptedOn
    return Condition(condition.text, acceptedOn: accepted.flatMap { $0 <= day ? $0 : nil })
  }

  private func consulted(_ standing: ConsultationStanding) -> CaseLetter.Line? {
    if let reason = standing.notAppropriate { return .told("notConsulted", reason) }
    guard case .held(let id) = standing, let held = consultations.first(where: { $0.id == id }) else { return nil }
    return .day(held.isUnanswered ? "consultedWithoutAnswer" : "consulted", held.openedOn)
  }

  private func heard(_ hearing: ProvisionalMeasure.Hearing) -> CaseLetter.Line? {
    switch hearing {
    case .notPossible(let reason): .told("notHeard", reason)
    case .notNeeded: .chosen("notHeard", ["casework.measureNotNeeded"])
    case .heard(let id):
      consultations.first { $0.id == id }.map { .day($0.isUnanswered ? "hearingWithoutAnswer" : "hearing", $0.openedOn) }
    }
  }
}

extension Consultation.Topic {
  /// The letter that opens a consultation about it.
  var letter: CaseLetter.Kind {
    switch self {
    case .refusal: .refusalConsultation
    case .postponement: .postponementConsultation
    case .conditions: .conditionsConsultation
    case .costs: .costConsultation
    case .lifting: .hearing
    case .coordination: .coordination
    }
  }

  /// What the Convention says about it.
  var laws: [CaseLetter.Law] {
    switch self {
    case .refusal: [.consultation, .extraditionConsultation]
    case .postponement: [.consultation, .postponement]
    case .conditions: [.conditions]
    case .costs: [.costs]
    case .lifting: [.hearing]
    case .coordination: [.coordination]
    }
  }
}

extension ProcedureFollowed {
  /// Whether the procedure that was asked for was followed, and why not.
  /// - Source: UNCAC 46(17)
  var lines: [CaseLetter.Line] {
    switch self {
    case .noneAsked: []
    case .followed: [.chosen("procedure", ["casework.procedure.followed"])]
    case .notFollowed(let reason): [.chosen("procedure", ["casework.procedure.notFollowed"]), .told("reasons", reason)]
    }
  }
}
