// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import ExchangeRules
import Kernel
import WritingRules

extension OutgoingRequest {
  /// What this State, which asks, writes to the one that is asked.
  var letters: [CaseLetter] { sendings + answers + receivings + ends }

  private func letter(
    _ kind: CaseLetter.Kind, _ mark: String? = nil, on day: CalendarDay, items: [ItemID] = [], _ laws: [CaseLetter.Law] = [],
    about: CalendarDay? = nil, _ lines: [CaseLetter.Line?]
  ) -> CaseLetter {
    var letter = CaseLetter(kind, mark, on: day, items: items, laws: laws, of: head)
    letter.about = about
    letter.lines = lines.compactMap(\.self)
    return letter
  }

  private var sendings: [CaseLetter] {
    var letters = dispatches.enumerated().map { place, dispatch in
      letter(
        place == 0 ? .dispatch : .dispatchAgain, "\(place + 1)", on: dispatch.on, items: dispatch.items, [.forwarding, .execution],
        [
          .chosen("channel", ["content.channel.\(dispatch.channel.rawValue)"]),
          dispatch.trackingNumber.map { .code("tracking", $0) }, head.urgency?.deadlineOn.map { .day("neededBy", $0) },
        ])
    }
    if let confirmed = confirmedInWritingOn {
      let told = (splitItems ?? []).filter { $0.isConfirmedInWriting == true }.map(\.id)
      letters.append(
        letter(
          .writtenConfirmation, on: confirmed, items: (items.map(\.id) + told).sorted(), [.oralRequest],
          about: dispatches.first { $0.medium == .oral }?.on ?? head.arrival.on, []))
    }
    letters += statusEnquiries.enumerated().map { place, enquiry in
      let earlier = statusEnquiries.prefix(place).map(\.askedOn)
      return letter(
        .reminder, "\(place + 1)", on: enquiry.askedOn, [.status, .execution],
        [earlier.isEmpty ? nil : .days("askedBefore", earlier), head.urgency?.deadlineOn.map { .day("neededBy", $0) }])
    }
    return letters
  }

  private var answers: [CaseLetter] {
    var letters: [CaseLetter] = []
    for (place, inquiry) in inquiries.enumerated() {
      guard inquiry.isWrittenElsewhere != true, case .answered(let on, let text) = inquiry.answer else { continue }
      letters.append(
        letter(
          .informationAnswer, "\(place + 1)", on: on, items: inquiry.items, [.information], about: inquiry.askedOn,
          [.told("question", inquiry.question), .told("answer", text)]))
    }
    for consultation in consultations {
      // What this State proposed last the other one answered.
      guard consultation.isWrittenElsewhere != true, consultation.proposedBy == .requestedState,
        case .answered(let on, let accepts, let text) = consultation.outcome
      else { continue }
      var letter = letter(
        accepts ? .consultationAccepted : .consultationDeclined, consultation.id, on: on, items: consultation.items,
        accepts && consultation.topic.putsConditions ? [.conditions] : consultation.topic.laws, about: consultation.openedOn,
        [.told("proposal", consultation.latestProposal), .told("answer", text)])
      if accepts {
        letter.topic = consultation.topic
        letter.conditions = (consultation.latestConditions ?? []).map { Condition($0, acceptedOn: on) }
      }
      letters.append(letter)
    }
    letters += consultations.counterProposals(by: .requestingState) { letter(.counterProposal, $0, on: $1, items: $2, $3, []) }
    return letters + accepted
  }

  /// One letter for the conditions that were answered to in one go, whatever else was answered on that day.
  private var accepted: [CaseLetter] {
    var order: [String] = []
    var found: [String: (items: [ItemID], answer: ConditionAnswer)] = [:]
    for item in items {
      for answer in item.conditionAnswers ?? [] {
        guard let id = answer.id else { continue }
        guard var known = found[id] else {
          order.append(id)
          found[id] = ([item.id], answer)
          continue
        }
        known.items.append(item.id)
        known.answer.conditions += answer.conditions.filter { !known.answer.conditions.contains($0) }
        found[id] = known
      }
    }
    let letters = order.compactMap { id in
      found[id].map { items, answer in
        var letter = letter(
          answer.accepts ? .conditionsAccepted : .conditionsRefused, id, on: answer.on, items: items,
          [answer.accepts ? .conditions : .consultation],
          [.told("answer", maybe: answer.text)])
        letter.conditions = answer.conditions.map { Condition($0, acceptedOn: answer.accepts ? answer.on : nil) }
        return letter
      }
    }
    return acceptedBefore + letters
  }

  /// One letter for the conditions that were accepted on a day, before it was kept which of them were accepted in one go; those of a consultation
  /// are accepted in its answer.
  private var acceptedBefore: [CaseLetter] {
    let answered = Set(
      consultations.flatMap { consultation -> [String] in
        if case .answered(_, true, _) = consultation.outcome { consultation.putConditions + [consultation.latestProposal] } else { [] }
      })
    var days: [CalendarDay: (items: [ItemID], conditions: [Condition])] = [:]
    for item in items {
      let known = Set((item.conditionAnswers ?? []).flatMap(\.conditions))
      for condition in item.conditions where !answered.contains(condition.text) && !known.contains(condition.text) {
        guard let day = condition.acceptedOn else { continue }
        var found = days[day] ?? ([], [])
        if found.items.last != item.id { found.items.append(item.id) }
        if !found.conditions.contains(where: { $0.text == condition.text }) { found.conditions.append(condition) }
        days[day] = found
      }
    }
    return days.sorted { $0.key < $1.key }.map { day, found in
      var letter = letter(.conditionsAccepted, "\(day)", on: day, items: found.items, [.conditions], [])
      letter.conditions = found.conditions
      return letter
    }
  }

  /// One letter for what was confirmed in one go: items of which the same came later get a letter of their own.
  private var receivings: [CaseLetter] {
    struct Confirmed: Hashable {
      let transmission: String
      let on: CalendarDay
      let with: [ItemID]?
    }
    let confirmed = items.flatMap { item in
      (item.stage.replies?.received ?? []).compactMap { came in
        came.confirmedOn.map { (item.id, Confirmed(transmission: came.id, on: $0, with: came.confirmedWith)) }
      }
    }
    return grouped(confirmed).compactMap { confirmed, items in
      guard let transmission = transmissions.first(where: { $0.id == confirmed.transmission }) else { return nil }
      var letter = letter(
        .productReceived, confirmed.with.map { "\(transmission.id)-\($0.first ?? items[0])" } ?? transmission.id, on: confirmed.on,
        items: items, [.use],
        [
          .told("received", transmission.summary), .day("arrivedOn", transmission.on),
          .told("limitationOnUse", maybe: transmission.limitationOnUse), .told("confidentiality", maybe: transmission.confidentiality),
        ])
      letter.conditions = transmission.conditions.map { text in
        let accepted = self.items.flatMap(\.conditions).first { $0.text == text }?.acceptedOn
        return Condition(text, acceptedOn: accepted.flatMap { $0 <= confirmed.on ? $0 : nil })
      }
      letter.files = transmission.files
      return letter
    }
  }

  private var ends: [CaseLetter] {
    // What was withdrawn is told promptly: the letter is there as soon as the withdrawal is.
    let sent = Set(dispatches.flatMap(\.items))
    let withdrawn = items.compactMap { item -> (ItemID, CalendarDay)? in
      guard case .withdrawn(let withdrawal) = item.stage, sent.contains(item.id) else { return nil }
      return (item.id, notices.first { $0.items.contains(item.id) }?.on ?? withdrawal.on)
    }
    var letters = grouped(withdrawn).map { day, items in
      let reason = self.items.first { $0.id == items[0] }.flatMap { if case .withdrawn(let told) = $0.stage { told.reason } else { nil } }
      return letter(.notNeeded, items[0].rawValue, on: day, items: items, [.notNeeded], [.told("reasons", maybe: reason)])
    }
    if case .closed(let closure) = standing, !dispatches.isEmpty {
      var letter = letter(
        .outgoingClosure, on: closure.on, [], [.chosen("outcome", ["casework.outcome.\(closure.outcome.rawValue)"])])
      letter.tellsOutcomes = true
      letters.append(letter)
    }
    return letters
  }
}

extension ReceivedMaterial: LetterRecord {
  /// What the State that received it writes to the one that gave it.
  /// - Source: UNCAC 46(5), 46(19)
  func letters(of request: RegisteredRequest) -> [CaseLetter] {
    let head = request.head
    let laws: [CaseLetter.Law] =
      switch binding {
      case .speciality: [.use]
      case .restrictionsOfSpontaneous: [.spontaneous]
      case .otherBasis: []
      }
    func letter(_ kind: CaseLetter.Kind, _ mark: String, on day: CalendarDay, _ lines: [CaseLetter.Line?]) -> CaseLetter {
      var letter = CaseLetter(kind, "\(id)-\(mark)", on: day, items: items, laws: laws, of: head)
      letter.lines = [.day("material", receivedOn)] + lines.compactMap(\.self)
      letter.files = files
      return letter
    }
    let uses = newUses.map { use in
      letter(.consentRequest, use.id, on: use.askedOn, [.told("purpose", use.purpose), .told("passedTo", maybe: use.passedTo)])
    }
    let told = disclosures.compactMap { disclosure -> CaseLetter? in
      switch disclosure.notice {
      case .before(let day): return letter(.disclosureNotice, disclosure.id, on: day, [.told("proceeding", disclosure.proceeding)])
      case .notPossibleBefore(let reason):
        guard let disclosed = disclosure.disclosedOn else { return nil }
        return letter(
          .disclosureTold, disclosure.id, on: disclosure.toldAfterOn ?? disclosed,
          [.told("proceeding", disclosure.proceeding), .day("disclosedOn", disclosed), .told("notBefore", reason)])
      }
    }
    // The duty of 46(20) binds the State that is asked; what came is confidential by 46(5), or as a term on which it was given.
    let impossible = confidentialityImpossible.map {
      letter(
        .materialConfidentiality, "c", on: $0.on, [.told("confidentiality", maybe: confidentiality), .told("reasons", maybe: $0.reason)])
    }
    return uses + told + [impossible].compactMap(\.self)
  }
}
