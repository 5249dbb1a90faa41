// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import WritingRules

@testable import CaseworkService

/// Tracks of requests of both directions to which everything was done that is told to the other State.
enum SampleTracks {
  private static let acting = SampleCases.acting("a")
  private static func day(_ text: String) -> CalendarDay { SampleCases.parsed("2026-11-\(text)") }

  private static func head(_ kind: CooperationKind, _ basis: AppliedBasis.Kind, incoming: Bool) -> RequestHead {
    let known = SampleCases.head(basis, incoming: incoming)
    var head = RequestHead(
      reference: known.reference, theirReference: known.theirReference, requestingState: known.requestingState,
      requestedState: known.requestedState, kind: kind, basis: known.basis, subject: known.subject, arrival: known.arrival)
    head.otherAuthority = SampleCases.authority.originalName
    return head
  }

  private static func incoming(
    _ kind: CooperationKind, _ sought: SoughtAct, _ basis: AppliedBasis.Kind, _ acts: [IncomingAct]
  ) throws -> RegisteredRequest {
    let head = head(kind, basis, incoming: true)
    let register = IncomingAct.register(
      RegisterIncoming(head: head, items: [.init(id: "i1", sought: sought, summary: "Described 1")], on: day("10")))
    return .incoming(try SampleCases.done([register] + acts, to: IncomingRequest(id: ID(), head: head, items: [])))
  }

  private static func track<Body: TrackBody>(_ body: Body, of request: RegisteredRequest) -> any CaseRecord {
    Track(id: ID(), request: request.id, body: body)
  }

  /// Every letter of a track, with its request; under another treaty those that extradition under the Convention alone knows are left out.
  static func letters(_ basis: AppliedBasis.Kind) throws -> [(request: RegisteredRequest, letter: CaseLetter)] {
    let sent = RegisteredRequest.outgoing(try moving(basis))
    let back = try incoming(.criminalAssistance, .measure(.transferDetainedPerson), basis, [])
    var all = letters(of: sent, [track(try conduct(sent), of: sent), track(try person(sent), of: sent)])
    all += letters(of: back, [track(try freed(back), of: back)])
    let assets = try incoming(.assetRecovery, .measure(.returnAssets), basis, [])
    all += letters(of: assets, [track(try ledger(), of: assets)])
    let answered = RegisteredRequest.incoming(try SampleCases.incoming(basis))
    all += letters(of: answered, try consents(answered).map { track($0, of: answered) })
    guard basis == .convention else { return all }
    let surrender = try incoming(.extradition, .other(.surrender), basis, refusal)
    return all + letters(of: surrender, [track(try submission(surrender), of: surrender)])
  }

  /// The letters of the records alone.
  private static func letters(of request: RegisteredRequest, _ records: [any CaseRecord]) -> [(
    request: RegisteredRequest, letter: CaseLetter
  )] {
    records.flatMap { ($0 as? any LetterRecord)?.letters(of: request) ?? [] }.map { (request, $0) }
  }

  private static func moving(_ basis: AppliedBasis.Kind) throws -> OutgoingRequest {
    let item = OutgoingItem(id: "i1", sought: .measure(.transferDetainedPerson), summary: "Described 1")
    let request = OutgoingRequest(
      id: ID(), head: head(.criminalAssistance, basis, incoming: false), items: [item], approvedOn: SampleCases.parsed("2026-11-02"))
    return try SampleCases.done(
      [
        .send(
          SendRequest(
            authority: SampleCases.authority.id, to: SampleCases.authority.originalName, channel: .direct, medium: .paper, on: day("03")))
      ], to: request)
  }

  private static func conduct(_ request: RegisteredRequest) throws -> SafeConduct {
    var conduct = try SafeConduct.giving(to: "The witness", agreedPeriod: 20, on: day("05"), for: request, acting).state
    conduct = try conduct.telling(on: day("08"), acting).state
    conduct = try conduct.leaving(on: day("10"), acting).state
    return try conduct.ending(on: day("11"), acting).state
  }

  private static func moved(_ request: RegisteredRequest) throws -> TransferredPerson {
    try TransferredPerson.receiving(
      "The prisoner", on: day("12"), returnDueOn: SampleCases.parsed("2026-12-01"),
      consent: TransferConsent(personOn: day("06"), authoritiesOn: day("07")), for: request, acting
    ).state
  }

  private static func person(_ request: RegisteredRequest) throws -> TransferredPerson {
    try moved(request).agreeing(returnDueOn: SampleCases.parsed("2026-12-20"), acting).state.returning(on: day("20"), acting).state
  }

  private static func freed(_ request: RegisteredRequest) throws -> TransferredPerson {
    try moved(request).releasing(on: day("18"), acting).state
  }

  private static func ledger() throws -> PropertyLedger {
    func entry(_ kind: PropertyLedger.Kind, _ units: Int, note: String? = nil, to: DisposalRecipient? = nil) -> PropertyLedger.Entry {
      .init(kind, minorUnits: units, currency: "XAD", on: day("16"), note: note, to: to)
    }
    var ledger = try PropertyLedger(of: "A house by the sea").recording(entry(.confiscated, 100_000), acting).state
    ledger = try ledger.recording(entry(.deducted, 10_000, note: "The trial"), acting).state
    let facts = DisposalFacts(origin: .otherOffence, isUnderArticle55: true)
    let decision = DisposalDecision(facts: facts, to: .requestingState, consideration: "Nobody else lost it.", on: day("14"))
    ledger = try ledger.disposing(decision, acting).state
    ledger = try ledger.recording(entry(.handedOver, 40_000, note: "By transfer"), acting).state
    ledger = try ledger.disposing(
      by: DisposalAgreement("Half of the rest to the victims", to: [.requestingState, .victims], on: day("17")), acting
    ).state
    return ledger
  }

  private static func consents(_ request: RegisteredRequest) throws -> [ConsentToUse] {
    func asked(_ purpose: String, _ answer: NewUse.Answer) throws -> ConsentToUse {
      try ConsentToUse.asking(
        for: "t1", purpose, passedTo: "Tax court", on: day("18"), answerDueOn: day("30"), of: request, acting
      ).state
        .proposing(answer, acting).state.confirming(SampleCases.acting("b")).state
    }
    return [
      try asked("Trial 21", .granted(on: day("19"), conditions: ["The source is not named."])),
      try asked("Trial 22", .refused(on: day("19"), reasons: "It is a tax matter.")),
    ]
  }

  private static let refusal: [IncomingAct] = [
    .acknowledge(Acknowledgement(on: day("10"), contact: "Desk 3")),
    .consult(OpenConsultation(items: ["i1"], topic: .refusal, proposal: "Proposed", on: day("10"), answerDueOn: day("20"))),
    .concludeConsultation(ConcludeConsultation("c1", .answered(on: day("12"), accepts: false, text: "Answered"))),
    .refuse(
      RefuseItems(items: ["i1"], grounds: [.nationality], causes: [.nationality], reasons: "A national.", on: day("14"))),
  ]

  private static func submission(_ request: RegisteredRequest) throws -> ExtraditionTrack {
    var track = try ExtraditionTrack.submitting(for: request).state
    track = try track.advancing(on: day("15"), ownCase: nil, acting).state
    track = try track.advancing(on: day("16"), ownCase: "PROS 12/26", acting).state
    return try track.advancing(on: day("23"), ownCase: nil, result: "Two years in prison", acting).state
  }
}
