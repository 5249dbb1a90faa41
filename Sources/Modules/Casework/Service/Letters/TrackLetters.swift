// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import WritingRules

/// A record that has letters of its own to the other State.
protocol LetterRecord: CaseRecord {
  /// The letters that the record as it stands can produce.
  func letters(of request: RegisteredRequest) -> [CaseLetter]
}

extension Track: LetterRecord {
  func letters(of request: RegisteredRequest) -> [CaseLetter] { body.letters(TrackLetter(record: "\(id)", request: request)) }
}

/// Makes the letters of one track; their names carry its identifier, so that they stay the same whatever comes later.
struct TrackLetter: Sendable {
  let record: String
  let request: RegisteredRequest

  func callAsFunction(
    _ kind: CaseLetter.Kind, _ mark: String? = nil, on day: CalendarDay, items: [ItemID] = [], about: CalendarDay? = nil,
    _ laws: [CaseLetter.Law], _ lines: [CaseLetter.Line?]
  ) -> CaseLetter {
    var letter = CaseLetter(
      kind, [record, mark].compactMap(\.self).joined(separator: "-"), on: day, items: items, laws: laws, of: request.head)
    letter.about = about
    letter.lines = lines.compactMap(\.self)
    return letter
  }
}

extension SafeConduct {
  /// The State to which the person comes tells that they are safe there, and that this has ended.
  /// - Source: UNCAC 46(27)
  func letters(_ letter: TrackLetter) -> [CaseLetter] {
    guard letter.request.direction == .outgoing else { return [] }
    let given = givenOn.map {
      letter(
        .safeConductGiven, on: $0, [.safeConduct],
        [.named("person", person), .code("safeDays", "\(agreedPeriod ?? Self.period.count)")])
    }
    let ended = endedOn.map {
      letter(
        .safeConductEnded, on: $0, [.safeConduct],
        [
          .named("person", person), toldOn.map { .day("toldOn", $0) }, lastDay.map { .day("lastDay", $0) },
          leftOn.map { .day("leftOn", $0) }, returnedOn.map { .day("cameBackOn", $0) },
        ])
    }
    return [given, ended].compactMap(\.self)
  }
}

extension TransferredPerson {
  /// Both States write down on which terms the person was moved, and that the person returned; the sending State alone lets the person go free.
  /// - Source: UNCAC 46(10)-(12)
  func letters(_ letter: TrackLetter) -> [CaseLetter] {
    var letters: [CaseLetter] = []
    if let consentedOn, let agreedOn {
      letters.append(
        letter(
          .transferTerms, on: receivedOn, [.transfer],
          [
            .named("person", person), .day("consentedOn", consentedOn), .day("agreedOn", agreedOn), .day("transferredOn", receivedOn),
            // Another day of return that is agreed later stands in a letter of its own: what was written stays as it was.
            .day("returnDueOn", firstReturnDueOn ?? returnDueOn),
          ]))
    }
    if let releaseAllowedOn, letter.request.direction == .incoming {
      letters.append(
        letter(
          .releaseAllowed, on: releaseAllowedOn, [.transfer], [.named("person", person), .day("transferredOn", receivedOn)]))
    }
    if let returnedOn {
      letters.append(
        letter(
          .personReturned, on: returnedOn, [.transfer],
          [
            .named("person", person), .day("transferredOn", receivedOn), .day("returnedOn", returnedOn),
            .code("custodyDays", "\(custodyDays(until: returnedOn).count)"),
          ]))
    }
    return letters
  }
}

extension ExtraditionTrack {
  /// The State that did not surrender a national tells that the case is before its own authorities, and what came of it.
  /// - Source: UNCAC 44(11)
  func letters(_ letter: TrackLetter) -> [CaseLetter] {
    guard letter.request.direction == .incoming, let submission, let submittedOn = submission.submittedOn else { return [] }
    let head: [CaseLetter.Line?] = [
      .day("nationalRefusedOn", submission.refusedOn), submission.requestedOn.map { .day("submissionRequestedOn", $0) },
      .day("submittedOn", submittedOn), .told("ownCase", maybe: submission.ownCase),
    ]
    let made = letter(.prosecutionInstead, on: submittedOn, [.nationals], head)
    let result = submission.resultToldOn.map {
      letter(.prosecutionResult, on: $0, [.nationals], head + [.told("submissionResult", maybe: submission.result)])
    }
    return [made] + [result].compactMap(\.self)
  }
}

extension PropertyLedger {
  /// The State that confiscated tells who gets the property and what it hands over; both write down what they agreed on.
  /// - Source: UNCAC 57(3)-(5)
  func letters(_ letter: TrackLetter) -> [CaseLetter] {
    let decided = ((revised ?? []) + [decision].compactMap(\.self)).enumerated().compactMap { place, decision in
      disposal(decision, "\(place + 1)", letter)
    }
    guard letter.request.direction == .incoming else { return decided }
    let taken = Set(entries.compactMap(\.corrects))
    return decided
      + entries.enumerated().filter { $1.kind == .handedOver && $1.corrects == nil && !taken.contains($0 + 1) }.map { place, entry in
        handOver(entry, at: place, letter)
      }
  }

  private func disposal(_ decision: DisposalDecision, _ mark: String, _ letter: TrackLetter) -> CaseLetter? {
    let recipients = CaseLetter.Line.chosen("disposalTo", decision.recipients.map { "casework.disposalTo.\($0.rawValue)" })
    if let agreement = decision.agreement {
      return letter(
        .disposalAgreed, mark, on: agreement.on, [.disposalAgreement],
        [
          .told("property", property), recipients, .told("agreed", agreement.wording),
          agreement.excludesDeductions ? .chosen("excludesDeductions", ["casework.yesNo.yes"]) : nil,
        ])
    }
    guard letter.request.direction == .incoming else { return nil }
    return letter(
      .disposalDecision, mark, on: decision.on, [.disposal],
      [
        .told("property", property), recipients, .chosen("disposalRule", ["casework.disposalRule.\(decision.rule)"]),
        .told("consideration", maybe: decision.consideration),
      ])
  }

  /// The account as it was with this entry, so that the letter says the same whatever is entered later.
  private func handOver(_ entry: Entry, at place: Int, _ letter: TrackLetter) -> CaseLetter {
    var then = PropertyLedger(of: property)
    then.add(entries.prefix(place + 1))
    func amount(_ units: Int) -> String { Self.amount(units, entry.currency) }
    return letter(
      .handOver, "\(place + 1)", on: entry.on, [.disposal] + (then.deducted > 0 ? [.deductions] : []),
      [
        .told("property", property), entry.to.map { .chosen("disposalTo", ["casework.disposalTo.\($0.rawValue)"]) },
        .code("handedOver", amount(entry.minorUnits)), .code("gross", amount(then.gross)), .code("deducted", amount(then.deducted)),
        .code("paid", amount(then.paid)), .code("net", amount(then.net)), .told("note", maybe: entry.note),
      ])
  }
}

extension ConsentToUse {
  /// The answer to the State that asked.
  /// - Source: UNCAC 46(5), 46(19)
  func letters(_ letter: TrackLetter) -> [CaseLetter] {
    guard let answer else { return [] }
    let lines: [CaseLetter.Line?] = [
      .day("givenOn", givenOn), .told("purpose", purpose), .told("passedTo", maybe: passedTo),
    ]
    let laws: [CaseLetter.Law] = [isSpontaneous ? .spontaneous : .use]
    switch answer {
    case .granted(let day, let conditions):
      var granted = letter(.consentGranted, on: day, items: items, about: askedOn, laws, lines)
      granted.conditions = conditions.map { Condition($0) }
      return [granted]
    case .refused(let day, let reasons):
      return [letter(.consentRefused, on: day, items: items, about: askedOn, laws, lines + [.told("reasons", maybe: reasons)])]
    }
  }
}
