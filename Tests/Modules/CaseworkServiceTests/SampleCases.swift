// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@testable import CaseworkService

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Requests of both directions to which everything was done that is told to the other State; fictional States and names.
enum SampleCases {
  static let day = parsed("2026-11-10")
  static let today = parsed("2026-11-24")
  static let ours = "XAI-2026-00900"
  static let theirs = "BO 7/26"

  static func parsed(_ text: String) -> CalendarDay {
    guard let day = CalendarDay(text) else { preconditionFailure("not a day: \(text)") }
    return day
  }

  static func state(_ code: String) -> StateCode {
    guard let state = StateCode(code) else { preconditionFailure("not a State: \(code)") }
    return state
  }

  static let authority: CompetentAuthority = {
    var named = CompetentAuthority(
      id: ID(), state: state("XB"), kind: .mutualLegalAssistance, originalName: "Central Authority of Borealia")
    named.address = "1 North Quay\nBoreal"
    named.requirements.languages = [.fr, .ru]
    return named
  }()

  static func acting(_ officer: String) -> Acting {
    Acting(
      ActingOfficer(id: officer, name: "Officer \(officer)"), at: Date(timeIntervalSince1970: 1_795_000_000), on: today,
      authorities: [authority])
  }

  static func head(_ basis: AppliedBasis.Kind, incoming: Bool) -> RequestHead {
    var head = RequestHead(
      reference: ours, theirReference: theirs, requestingState: state(incoming ? "XB" : "XA"),
      requestedState: state(incoming ? "XA" : "XB"), kind: .criminalAssistance,
      basis: AppliedBasis(primary: .init(basis, title: basis == .convention ? nil : "Treaty of the Two Rivers")),
      subject: "The harbour matter",
      arrival: Arrival(channel: .direct, medium: incoming ? .paper : .oral, on: parsed("2026-11-02")))
    head.otherAuthority = incoming ? authority.originalName : nil
    head.confidentiality = Confidentiality(isRequired: true)
    head.urgency = Urgency(isUrgent: true, ground: .detention, reason: "A person is detained.")
    return head
  }

  static func done(_ acts: [IncomingAct], to request: IncomingRequest) throws -> IncomingRequest {
    try acts.reduce(request) { request, act in
      let decided = try request.deciding(act, acting("a")).state
      guard act.code.needsSecondOfficer, let proposal = decided.proposals.last else { return decided }
      return try decided.confirming(proposal, acting("b")).state
    }
  }

  static func done(_ acts: [OutgoingAct], to request: OutgoingRequest) throws -> OutgoingRequest {
    try acts.reduce(request) { request, act in
      let decided = try request.deciding(act, acting("a")).state
      guard act.code.needsSecondOfficer, let proposal = decided.proposals.last else { return decided }
      return try decided.confirming(proposal, acting("b")).state
    }
  }

  static func arrived(_ basis: AppliedBasis.Kind = .convention) throws -> IncomingRequest {
    let head = head(basis, incoming: true)
    let sought: [Measure] = [.bankRecords, .takeEvidence, .freezing, .searchAndSeizure]
    let items = sought.enumerated().map { place, measure in
      RegisterIncoming.RegisteredItem(id: ItemID(rawValue: "i\(place + 1)"), sought: .measure(measure), summary: "Described \(place + 1)")
    }
    return try done(
      [.register(RegisterIncoming(head: head, items: items, on: day))], to: IncomingRequest(id: ID(), head: head, items: []))
  }

  private static func consult(_ id: String, _ items: [ItemID], _ topic: Consultation.Topic, accepts: Bool = false) -> [IncomingAct] {
    [
      .consult(OpenConsultation(items: items, topic: topic, proposal: "Proposed \(id)", on: day, answerDueOn: parsed("2026-11-20"))),
      .concludeConsultation(ConcludeConsultation(id, .answered(on: parsed("2026-11-12"), accepts: accepts, text: "Answered \(id)"))),
    ]
  }

  /// An incoming request to which every act that speaks to the other State was done, closed at the end.
  static func incoming(_ basis: AppliedBasis.Kind = .convention) throws -> IncomingRequest {
    var acts: [IncomingAct] = [
      .acknowledge(Acknowledgement(on: day, contact: "Desk 3, +00 1 234")), .examine(ExamineRequest(on: day)),
      .askForInformation(AskForInformation(items: ["i1"], question: "Which account?", on: day, dueOn: parsed("2026-12-01"))),
      .recordInformation(RecordInformation(text: "The one in the annex.", on: parsed("2026-11-12"))),
      .tellConfidentialityImpossible(ConfidentialityNotice(on: day, reason: "The bank must tell its client.")),
      .recordStatusEnquiry(StatusEnquiry(askedOn: day)), .answerStatusEnquiry(.init(on: parsed("2026-11-12"), text: "Half is done.")),
    ]
    acts += consult("c1", ["i2", "i4"], .refusal) + consult("c2", ["i4"], .postponement) + consult("c3", ["i1"], .costs, accepts: true)
    acts += consult("c4", ["i1"], .coordination)
    acts += [
      .postpone(
        PostponeItems(items: ["i4"], reasons: "A trial is on.", reviewOn: parsed("2027-01-10"), on: parsed("2026-11-13"))),
      .accept(AcceptItems(items: ["i1"], on: parsed("2026-11-13"))),
      .accept(AcceptItems(items: ["i3"], conditions: ["Costs are shared."], on: parsed("2026-11-13"))),
    ]
    acts += consult("c5", ["i4"], .postponement) + consult("c6", ["i3"], .conditions, accepts: true)
    acts += [
      .postpone(
        PostponeItems(items: ["i4"], reasons: "It goes on.", reviewOn: parsed("2027-02-10"), on: parsed("2026-11-13"))),
      .endPostponement(EndPostponement(items: ["i4"], on: parsed("2026-11-14"))),
    ]
    let ground: GroundForRefusal = basis == .convention ? .contraryToLegalSystem : .otherBasis
    acts += [
      .refuse(
        RefuseItems(
          items: ["i2", "i4"], grounds: [ground], provision: basis == .convention ? nil : "Article 4 of the treaty",
          causes: [.insufficientFacts], reasons: "The link to the facts is missing.", on: parsed("2026-11-14"))),
      .sendReasons(SendReasons(items: ["i2", "i4"], on: parsed("2026-11-15"))),
      .beginExecution(BeginExecution(items: ["i1", "i3"], authority: "District court", on: parsed("2026-11-14"))),
      .recordExecution(
        RecordExecution(item: "i1", result: .full, procedure: .notFollowed(reason: "Not known here."), on: parsed("2026-11-15"))),
      .recordExecution(RecordExecution(item: "i3", result: .full, on: parsed("2026-11-15"))),
      .sendProduct(
        SendProduct(
          items: ["i1", "i3"], summary: "Records of the account", limitationOnUse: "For this proceeding alone",
          confidentiality: "The source", files: [String(repeating: "ab", count: 32)], on: parsed("2026-11-16"))),
    ]
    acts += consult("c7", ["i3"], .lifting)
    acts += [
      .liftMeasure(
        LiftMeasure(
          item: "i3", lifting: .init(on: parsed("2026-11-18"), reason: "The court released it.", hearing: .heard(consultation: "c7")))),
      .close(CloseRequest(on: parsed("2026-11-20"), note: "Internal note that stays here")),
    ]
    return try done(acts, to: arrived(basis))
  }

  static func outgoing(_ basis: AppliedBasis.Kind = .convention) throws -> OutgoingRequest {
    let items = (1...4).map { OutgoingItem(id: ItemID(rawValue: "i\($0)"), sought: .measure(.bankRecords), summary: "Described \($0)") }
    let request = OutgoingRequest(id: ID(), head: head(basis, incoming: false), items: items, approvedOn: parsed("2026-11-02"))
    let sending = SendRequest(
      authority: authority.id, to: authority.originalName, channel: .direct, medium: .oral, trackingNumber: "RR 1 XA",
      on: parsed("2026-11-03"))
    var again = sending
    again.medium = .paper
    again.on = parsed("2026-11-05")
    return try done(
      [
        .send(sending), .confirmInWriting(ConfirmInWriting(on: parsed("2026-11-04"))), .resend(again),
        .chase(ChaseRequest(on: parsed("2026-11-06"))), .chase(ChaseRequest(on: parsed("2026-11-07"))),
        .recordInformationRequest(RecordInformationRequest(items: ["i1"], question: "Which bank?", on: parsed("2026-11-08"))),
        .answerInformation(AnswerInformation(text: "Harbour Bank.", on: parsed("2026-11-09"))),
        .recordConsultation(
          RecordConsultation(
            items: ["i1"], topic: .refusal, proposal: "Only as evidence", on: day, answerDueOn: parsed("2026-12-01"))),
        .answerConsultation(AnswerConsultation("c1", accepts: true, text: "Agreed.", on: parsed("2026-11-11"))),
        .recordConsultation(
          RecordConsultation(
            items: ["i2"], topic: .postponement, proposal: "In spring", on: day, answerDueOn: parsed("2026-12-01"))),
        .counterPropose(
          CounterPropose(
            "c2", proposal: "By the new year", conditions: ["Sealed."], on: parsed("2026-11-10"), answerDueOn: parsed("2026-11-30"))),
        .recordCounterProposal(CounterPropose("c2", proposal: "In spring", on: parsed("2026-11-10"), answerDueOn: parsed("2026-12-01"))),
        .answerConsultation(AnswerConsultation("c2", accepts: false, text: "Too late.", on: parsed("2026-11-11"))),
        .recordDecision(RecordDecision(items: ["i3"], .accepted(conditions: ["Returned at once."]), on: parsed("2026-11-12"))),
        .refuseConditions(AnswerToConditions(items: ["i3"], text: "The trial goes on.", on: parsed("2026-11-12"))),
        .recordDecision(RecordDecision(items: ["i3"], .accepted(conditions: ["Kept apart."]), on: parsed("2026-11-12"))),
        .acceptConditions(AcceptConditions(items: ["i3"], on: parsed("2026-11-13"))),
        .recordReply(
          RecordReply(
            items: ["i1", "i2", "i3"], result: .full, summary: "Two binders", limitationOnUse: "This trial",
            confidentiality: "The name of the source",
            files: [String(repeating: "cd", count: 32)], on: parsed("2026-11-14"))),
        .confirmReply(ConfirmReply(items: ["i1", "i2", "i3"], on: parsed("2026-11-15"))),
        .withdraw(WithdrawItems(items: ["i4"], Withdrawal(on: parsed("2026-11-15"), reason: "The case ended."))),
        .tellNotNeeded(NotNeededNotice(items: ["i4"], on: parsed("2026-11-16"))), .close(CloseOutgoing(on: parsed("2026-11-20"))),
      ], to: request)
  }

  /// What came to the outgoing request, with another use that is asked for and disclosures of both kinds.
  static func material(of request: OutgoingRequest) throws -> ReceivedMaterial {
    let acting = acting("a")
    let came = try #require(request.transmissions.first)
    let material = ReceivedMaterial(id: ID(), came, of: request, proceeding: "Trial 12")
    return try told(material, acting)
  }

  private static func told(_ start: ReceivedMaterial, _ acting: Acting) throws -> ReceivedMaterial {
    var material = start
    material = try material.askingForNewUse("Trial 13", passedTo: "Tax court", on: parsed("2026-11-16"), acting).state
    material = try material.tellingConfidentialityImpossible(
      ConfidentialityNotice(on: parsed("2026-11-17"), reason: "A public hearing"), acting
    ).state
    material = try material.preparingDisclosure(in: "Trial 14", notice: .before(on: parsed("2026-11-17")), acting).state
    material = try material.preparingDisclosure(in: "Trial 15", notice: .notPossibleBefore(reason: "Ordered at once"), acting).state
    return try material.disclosing("d2", on: parsed("2026-11-18"), acting).state
  }

  /// A request, one for each way in which it can be passed on.
  static func passedOn(isReturned: Bool) throws -> IncomingRequest {
    try done([.forward(ForwardRequest(Forwarding(on: day, to: "Regional court", isReturned: isReturned)))], to: arrived())
  }

  /// Every letter there is, with its request.
  static func letters(_ basis: AppliedBasis.Kind = .convention) throws -> [(request: RegisteredRequest, letter: CaseLetter)] {
    let outgoing = try outgoing(basis)
    var all: [(RegisteredRequest, CaseLetter)] = []
    let incoming: [IncomingRequest] = [try Self.incoming(basis), try passedOn(isReturned: false), try passedOn(isReturned: true)]
    for request in incoming.map(RegisteredRequest.incoming) { all += request.letters().map { (request, $0) } }
    let sent = RegisteredRequest.outgoing(outgoing)
    all += sent.letters([try material(of: outgoing)]).map { (sent, $0) }
    return all + (try SampleTracks.letters(basis))
  }
}
