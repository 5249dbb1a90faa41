// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web

extension SafeConduct: TrackBody {
  static var recordKind: CaseRecordKind { .safeConduct }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let days = words.line("agreedPeriod", said: words("casework.days", ["count": .integer(agreedPeriod ?? Self.period.count)]))
    let times = obstacles.map { obstacle in
      words.line(
        "obstacle",
        said: [words.date(obstacle.from), obstacle.to.map(words.date) ?? words("casework.tracks.lasts")].joined(separator: " – "))
    }
    return [words.typed("person", person), words.line("givenOn", givenOn), days, words.line("toldOn", toldOn)].compactMap { $0 } + times
      + [
        words.line("lastDay", lastDay), words.line("leftOn", leftOn), words.line("cameBackOn", returnedOn), words.line("endedOn", endedOn),
      ].compactMap { $0 }
  }

  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine] {
    [words.line("protection", said: words("casework.protection.\(protection(on: day).code)"))]
  }
}

extension SafeConduct.Protection {
  /// The code of its words.
  fileprivate var code: String {
    switch self {
    case .lasts: "lasts"
    case .lastsUntil: "lastsUntil"
    case .personLeft: "personLeft"
    case .endedByStaying: "endedByStaying"
    case .endedByReturning: "endedByReturning"
    }
  }
}

extension TransferredPerson: TrackBody {
  static var recordKind: CaseRecordKind { .transferredPerson }

  func lines(_ words: Words) -> [CaseRecordLine] {
    [
      words.typed("person", person), words.line("personOn", consentedOn), words.line("authoritiesOn", agreedOn),
      words.line("receivedOn", receivedOn), words.line("returnDueOn", returnDueOn),
      words.line("personReturnedOn", returnedOn), words.line("releaseAllowedOn", releaseAllowedOn),
    ].compactMap { $0 } + prosecutedOn.map { words.line("prosecutedOn", said: words.date($0)) }
  }

  func standing(_ words: Words, on day: CalendarDay) -> [CaseRecordLine] {
    var lines = [
      words.line("custodyDays", said: words("casework.days", ["count": .integer(custodyDays(until: day).count)])),
      words.line("inCustody", said: words(mustBeInCustody(on: day) ? "casework.yesNo.yes" : "casework.yesNo.no")),
    ]
    let late = daysLate(on: day).count
    if late > 0 { lines.append(words.line("daysLate", said: words("casework.days", ["count": .integer(late)]))) }
    return lines
  }
}

extension RecordAct {
  static let safeConductActs: [RecordAct] = [
    .beginning(
      SafeConduct.self, "giveSafeConduct", .uncac(46, 27), .safeConductGiven,
      [.line("person"), .line("agreedPeriod", isRequired: false), .on],
      when: { TrackKind.safeConduct.canBegin(for: $0) }
    ) { input in
      let (person, period, day) = (input.text("person"), input.optionalNumber("agreedPeriod"), input.day())
      return { _, request, acting in try SafeConduct.giving(to: person, agreedPeriod: period, on: day, for: request, acting) }
    },
    .on(
      SafeConduct.self, "tellSafeConduct", .uncac(46, 27), .safeConductTold, fields: [.on], when: { $0.toldOn == nil && $0.endedOn == nil }
    ) {
      input in
      let day = input.day()
      return { conduct, _, acting in try conduct.telling(on: day, acting) }
    },
    .on(
      SafeConduct.self, "interruptSafeConduct", .uncac(46, 27), .safeConductInterrupted,
      fields: [.day("from"), .day("until", isRequired: false)],
      when: { conduct in conduct.endedOn == nil && conduct.leftOn == nil && !conduct.obstacles.contains { $0.to == nil } }
    ) { input in
      let (from, until) = (input.day("from"), input.optionalDay("until"))
      return { conduct, _, acting in try conduct.interrupting(from: from, to: until, acting) }
    },
    .on(
      SafeConduct.self, "resumeSafeConduct", .uncac(46, 27), .safeConductResumed, fields: [.on],
      when: { $0.obstacles.contains { $0.to == nil } }
    ) { input in
      let day = input.day()
      return { conduct, _, acting in try conduct.resuming(on: day, acting) }
    },
    .on(SafeConduct.self, "recordDeparture", .uncac(46, 27), .personLeft, fields: [.on], when: { $0.leftOn == nil && $0.endedOn == nil }) {
      input in
      let day = input.day()
      return { conduct, _, acting in try conduct.leaving(on: day, acting) }
    },
    .on(
      SafeConduct.self, "recordComingBack", .uncac(46, 27), .personCameBack, fields: [.on],
      when: { $0.leftOn != nil && $0.returnedOn == nil && $0.endedOn == nil }
    ) { input in
      let day = input.day()
      return { conduct, _, acting in try conduct.comingBack(on: day, acting) }
    },
    .on(SafeConduct.self, "endSafeConduct", .uncac(46, 27), .safeConductEnded, fields: [.on], when: { $0.endedOn == nil }) { input in
      let day = input.day()
      return { conduct, _, acting in try conduct.ending(on: day, acting) }
    },
  ]

  static let transferredPersonActs: [RecordAct] = [
    .beginning(
      TransferredPerson.self, "receivePerson", .uncac(46, 11), .personReceived,
      [.line("person"), .day("personOn", isRequired: false), .day("authoritiesOn", isRequired: false), .on, .day("returnDueOn")],
      when: { TrackKind.transferredPerson.canBegin(for: $0) }
    ) { input in
      let (person, day, due) = (input.text("person"), input.day(), input.day("returnDueOn"))
      let consent = TransferConsent(personOn: input.optionalDay("personOn"), authoritiesOn: input.optionalDay("authoritiesOn"))
      return { _, request, acting in
        try TransferredPerson.receiving(person, on: day, returnDueOn: due, consent: consent, for: request, acting)
      }
    },
    .on(
      TransferredPerson.self, "agreeReturnDay", .uncac(46, 11, "b"), .returnDayAgreed, fields: [.day("returnDueOn")],
      when: { $0.waiting != nil }
    ) { input in
      let day = input.day("returnDueOn")
      return { person, _, acting in try person.agreeing(returnDueOn: day, acting) }
    },
    .on(
      TransferredPerson.self, "returnPerson", .uncac(46, 11, "b"), .personReturned, fields: [.on], when: { $0.returnedOn == nil }
    ) { input in
      let day = input.day()
      return { person, _, acting in try person.returning(on: day, acting) }
    },
    .on(
      TransferredPerson.self, "allowRelease", .uncac(46, 11, "a"), .personReleaseAllowed, fields: [.on],
      when: { $0.returnedOn == nil && $0.releaseAllowedOn == nil }
    ) { input in
      let day = input.day()
      return { person, _, acting in try person.releasing(on: day, acting) }
    },
    .on(
      TransferredPerson.self, "recordProsecution", .uncac(46, 12), .prosecutionAgreed,
      fields: [.day("actsOn"), ActField("isAgreed", .tick, isRequired: false), .on], when: { $0.returnedOn == nil }
    ) { input in
      let (acts, agrees, day) = (input.day("actsOn"), input.tick("isAgreed"), input.day())
      return { person, _, acting in try person.prosecuting(ofActsOn: acts, sendingStateAgrees: agrees, on: day, acting) }
    },
  ]
}

extension ActInput {
  /// A whole number; `nil` when the field is empty.
  mutating func optionalNumber(_ name: String) -> Int? {
    guard let text = form[name] else { return nil }
    if let number = Int(text) { return number }
    refuse(name, "casework.number-unreadable")
    return nil
  }

  /// A whole number.
  mutating func number(_ name: String) -> Int {
    if form[name] == nil { refuse(name, "casework.missing") }
    return optionalNumber(name) ?? 0
  }
}
