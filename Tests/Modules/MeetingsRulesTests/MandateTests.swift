// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

/// Mandates for tests of rules.
enum SampleMandate {
  static let secretariat = ID<Body>()
  static let conference = ID<Body>()
  static let meeting = ID<Meeting>()
  static let resolution = MeetingDocument(
    id: ID(), mark: Mark.next(after: [], prefix: "d"), alias: "resolution 7/1", kind: .resolution, decidedOn: CalendarDay("2017-11-10"),
    title: LocalText())

  static func mandate(
    _ mark: String = "m01", verb: Mandate.Verb = .requests, addressee: ID<Body>? = secretariat,
    _ task: String = "Keep statistics on requests",
    status: Mandate.Status = .noIndication, actions: [Mandate.Action] = [], createsTask: Bool? = nil
  ) -> Mandate {
    Mandate(
      id: ID(), mark: Mark(mark) ?? .next(after: [], prefix: "m"), recordedFor: meeting, source: resolution.id, givenBy: conference,
      verb: verb, addressee: addressee,
      task: LocalText([.en: task]), createsTask: createsTask, status: status, actions: actions)
  }

  static func action(_ day: String = "2018-03-01", evidence: ID<MeetingDocument>? = nil) -> Mandate.Action {
    Mandate.Action(id: ID(), what: LocalText([.en: "Questionnaire sent"]), doneOn: CalendarDay(day) ?? .earliest, evidence: evidence)
  }
}

@Suite("Entering mandates") struct EnterMandateTests {
  private func codes(_ mandate: Mandate) -> [String] {
    mandate.faults(source: SampleMandate.resolution).map { "\($0.field) \($0.code.rawValue)" }
  }

  @Test("A task that holds a second verb of decision is told, in each language, and the noun of the same form is not")
  func twoVerbs() {
    #expect(codes(SampleMandate.mandate("m01", "Send the form, and invites States to answer")) == ["task.en meetings.mandate-two-verbs"])
    #expect(codes(SampleMandate.mandate("m01", "Analyse difficulties of authorities that handle Convention requests")).isEmpty)
    for (language, text) in [
      (Language.fr, "Établir un questionnaire et encourage les États à répondre"), (.es, "Preparar un formulario y alienta a los Estados"),
      (.ru, "Подготовить анкету и настоятельно призывает государства ответить"), (.zh, "编写问卷并鼓励各国答复"),
      (.ar, "إعداد استبيان ويشجع الدول"),
    ] {
      var mandate = SampleMandate.mandate()
      mandate.task[language] = language == .ar ? "إعداد استبيان و يشجع الدول" : text
      #expect(codes(mandate) == ["task.\(language.rawValue) meetings.mandate-two-verbs"], "\(language)")
    }
  }

  @Test("The verb in the task, a list, no addressee, a report to oneself and a day before the decision are told at their fields")
  func faults() {
    #expect(codes(SampleMandate.mandate("m01", "Requests the Secretariat to keep statistics")) == ["task.en meetings.mandate-verb-in-task"])
    #expect(codes(SampleMandate.mandate("m01", "Keep (a) statistics and (b) a list")) == ["task.en meetings.mandate-several-tasks"])
    #expect(codes(SampleMandate.mandate(addressee: nil)) == ["addressee meetings.mandate-missing-addressee"])
    #expect(codes(SampleMandate.mandate(verb: .welcomes, addressee: nil)).isEmpty)
    var mandate = SampleMandate.mandate()
    mandate.reportTo = mandate.addressee
    mandate.due = .day(CalendarDay("2017-11-09")!)
    #expect(codes(mandate) == ["reportTo meetings.mandate-reports-to-itself", "dueDay meetings.mandate-due-before-given"])
    mandate.task = LocalText([.en: "  "])
    #expect(codes(mandate).first == "task.en meetings.mandate-missing")
  }

  @Test("Nothing was done in the future, before the mandate was given, or without words")
  func action() throws {
    let mandate = SampleMandate.mandate()
    let today = CalendarDay("2018-06-08")!
    let recorded = try mandate.recording(SampleMandate.action(), source: SampleMandate.resolution, today: today)
    #expect(recorded.actions.count == 1)
    for day in ["2018-06-09", "2017-11-09"] {
      #expect(throws: CannotEnterMandate.self) {
        try mandate.recording(SampleMandate.action(day), source: SampleMandate.resolution, today: today)
      }
    }
    let silent = Mandate.Action(id: ID(), what: LocalText(), doneOn: today)
    #expect(throws: CannotEnterMandate.wrongFields([MandateFault.missing.at("what.en")])) {
      try mandate.recording(silent, source: nil, today: today)
    }
  }

  @Test("A mandate is due six weeks before its day, and no longer when it has ended")
  func due() {
    var mandate = SampleMandate.mandate()
    mandate.due = .meeting(SampleMandate.meeting)
    let lastDays = [SampleMandate.meeting: CalendarDay("2018-06-08")!]
    #expect(!mandate.isDue(on: CalendarDay("2018-04-26")!, lastDays: lastDays))
    #expect(mandate.isDue(on: CalendarDay("2018-04-27")!, lastDays: lastDays))
    mandate.status = .done
    #expect(!mandate.isDue(on: CalendarDay("2018-06-08")!, lastDays: lastDays))
  }
}

@Suite("The status of mandates") struct MoveMandateTests {
  /// What each move needs; a pair that is not here is no move.
  static let moves: [String: MoveNeed] = [
    "noIndication notStarted": .nothing, "noIndication inProgress": .action, "noIndication done": .evidence,
    "noIndication overtaken": .successor, "noIndication notApplicable": .reason, "notStarted inProgress": .action,
    "notStarted done": .evidence, "notStarted overtaken": .successor, "notStarted notApplicable": .reason, "inProgress done": .evidence,
    "inProgress overtaken": .successor, "inProgress notApplicable": .reason, "done inProgress": .reason,
    "overtaken notStarted": .reason, "notApplicable notStarted": .reason,
  ]

  private static func refusal(_ need: MoveNeed) -> CannotMoveMandate? {
    switch need {
    case .nothing: nil
    case .action: .needsAction
    case .evidence: .needsEvidence
    case .successor: .needsSuccessor
    case .reason: .needsReason
    }
  }

  @Test("Every pair of statuses is a move with its need, or none", arguments: Mandate.Status.allCases, Mandate.Status.allCases)
  func pairs(from: Mandate.Status, to: Mandate.Status) throws {
    let evidence = SampleMandate.action(evidence: SampleMandate.resolution.id)
    let successor = SampleMandate.mandate("m02")
    let full = SampleMandate.mandate(status: from, actions: [evidence])
    guard let need = Self.moves["\(from.rawValue) \(to.rawValue)"] else {
      #expect(from.need(to: to) == nil)
      #expect(throws: CannotMoveMandate.noSuchMove) { try full.moving(to: to, because: "reason", successor: successor) }
      return
    }
    #expect(from.need(to: to) == need)
    let moved = try full.moving(to: to, because: "reason", successor: successor)
    #expect(moved.status == to && moved.overtakenBy == (to == .overtaken ? successor.id : nil) && moved.statusReason == "reason")
    let bare = SampleMandate.mandate(status: from)
    if let refusal = Self.refusal(need) {
      #expect(throws: refusal) { try bare.moving(to: to) }
    } else {
      #expect(try bare.moving(to: to).status == to)
    }
  }

  @Test("An action without a document makes a mandate in progress but not done")
  func evidence() throws {
    let mandate = SampleMandate.mandate(actions: [SampleMandate.action()])
    #expect(try mandate.moving(to: .inProgress).status == .inProgress)
    #expect(throws: CannotMoveMandate.needsEvidence) { try mandate.moving(to: .done) }
  }

  @Test("A mandate is not overtaken by itself nor by one that it has overtaken, and one without a task has no status")
  func successor() throws {
    let mandate = SampleMandate.mandate()
    var other = SampleMandate.mandate("m02")
    #expect(throws: CannotMoveMandate.needsSuccessor) { try mandate.moving(to: .overtaken, successor: mandate) }
    other.overtakenBy = mandate.id
    #expect(throws: CannotMoveMandate.needsSuccessor) { try mandate.moving(to: .overtaken, successor: other) }
    #expect(throws: CannotMoveMandate.nothingToDo) {
      try SampleMandate.mandate(verb: .welcomes, addressee: nil).moving(to: .notStarted)
    }
  }
}

@Suite("Housekeeping of mandates") struct MandateProposalTests {
  private let one = MandateProposal.Officer(id: "1", name: "Luis Tanaka")
  private let two = MandateProposal.Officer(id: "2", name: "Mina Osei")
  private let day = CalendarDay("2018-06-11") ?? .earliest

  private func propose(_ kind: MandateProposal.Kind, _ mandate: Mandate, because reason: String = "dealt with") throws -> MandateProposal {
    try MandateProposal.proposing(kind, for: mandate, because: reason, by: one, on: day)
  }

  @Test("Each kind of proposal, confirmed by a second officer, does what it says")
  func confirmed() throws {
    let mandate = SampleMandate.mandate()
    #expect(try propose(.retain, mandate, because: "").confirmed(by: two, on: day, mandate: mandate).mandate == mandate)
    let text = LocalText([.en: "Keep statistics and publish them"])
    #expect(try propose(.update(text), mandate).confirmed(by: two, on: day, mandate: mandate).mandate.task == text)
    let removed = try propose(.remove, mandate).confirmed(by: two, on: day, mandate: mandate)
    #expect(removed.mandate.status == .notApplicable && removed.mandate.statusReason == "dealt with")
    #expect(removed.proposal.outcome == .confirmed(by: two, on: day))
  }

  @Test("The proposer neither confirms nor declines, and nobody else takes the proposal back")
  func fourEyes() throws {
    let mandate = SampleMandate.mandate()
    let proposal = try propose(.remove, mandate)
    #expect(throws: CannotKeepHouse.ownProposal) { try proposal.confirmed(by: one, on: day, mandate: mandate) }
    #expect(throws: CannotKeepHouse.ownProposal) { try proposal.declined(by: one, on: day, because: "no") }
    #expect(throws: CannotKeepHouse.othersProposal) { try proposal.withdrawn(by: two, on: day) }
    #expect(throws: CannotKeepHouse.needsReason) { try proposal.declined(by: two, on: day, because: " ") }
    let declined = try proposal.declined(by: two, on: day, because: "still needed")
    #expect(!declined.isOpen)
    #expect(throws: CannotKeepHouse.decidedAlready) { try declined.confirmed(by: two, on: day, mandate: mandate) }
    #expect(throws: CannotKeepHouse.decidedAlready) { try declined.withdrawn(by: one, on: day) }
    #expect(try proposal.withdrawn(by: one, on: day).outcome == .withdrawn(on: day))
  }

  @Test("A proposal needs a living mandate, a reason to remove, new words to update, and no other proposal that is open")
  func proposing() throws {
    let mandate = SampleMandate.mandate()
    #expect(throws: CannotKeepHouse.needsReason) { try propose(.remove, mandate, because: "") }
    #expect(throws: CannotKeepHouse.nothingNew) { try propose(.update(mandate.task), mandate) }
    #expect(throws: CannotKeepHouse.notLiving) { try propose(.retain, SampleMandate.mandate(status: .done)) }
    #expect(throws: CannotEnterMandate.self) { try propose(.update(LocalText()), mandate) }
    let open = try propose(.retain, mandate)
    #expect(throws: CannotKeepHouse.alreadyProposed) {
      try MandateProposal.proposing(.retain, for: mandate, because: "", by: two, on: day, open: open)
    }
    var changed = mandate
    changed.task[.en] = "Something else"
    #expect(throws: CannotKeepHouse.mandateChanged) { try open.confirmed(by: two, on: day, mandate: changed) }
  }
}
