// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import ExchangeRules
import Foundation
import Instruments
import Kernel
import StrictJSON
import Testing
import WritingRules

@testable import CaseworkRules

/// Reads a document as a node does that gets it over the wire.
struct StrictReader: DocumentReader {
  let value: JSONValue

  init(_ data: Data) throws { value = try StrictJSON.parse(data, limits: StrictLimits(bytes: 256 << 10, depth: 32)) }

  func read<Content: Decodable>(_ type: Content.Type) throws -> Content { try StrictDecoder().decode(type, from: value) }
}

/// The two registers of one request, with everything that was told between them as bytes.
struct TwoRegisters {
  var asking: OutgoingRequest
  var asked: IncomingRequest
  /// Everything that travelled, in order.
  var told: [(act: TravellingAct, bytes: Data)] = []
  /// What came and could not be recorded.
  var setAside: [(TravellingAct, any Error)] = []

  /// Sends a request, and registers it on the other side from its document alone.
  init(items: Int = 2, on day: CalendarDay = Sample.today) throws {
    let request = OutgoingRequest(
      id: ID(), head: Sample.head(incoming: false),
      items: (1...items).map { OutgoingItem(id: ItemID(rawValue: "i\($0)"), sought: .measure(.bankRecords), summary: "Account \($0)") },
      approvedOn: Sample.day("2026-11-02"))
    let (sent, events) = try Self.done(
      .send(SendRequest(authority: Sample.authorities[0].id, to: "Beta", channel: .electronic, medium: .electronic, on: day)), to: request,
      day)
    asking = sent
    asked = IncomingRequest(id: ID(), head: Sample.head(), items: [])
    let telling = try #require(RegisteredRequest.outgoing(sent).tellings(of: events).first)
    guard case .request(let document) = try Self.travelled(telling, &told) else { throw CannotAct.notOfThisKind }
    let input = document.registering(
      from: Sample.state("XA"), to: Sample.state("XB"), as: "XBI-1", basis: AppliedBasis(primary: .init(.convention)), persons: { _ in [] },
      on: day)
    asked = try IncomingRequest(id: ID(), head: input.head, items: []).carryingOut(.register(input), Sample.acting(on: day)).state
  }

  static func travelled(_ telling: Telling, _ told: inout [(act: TravellingAct, bytes: Data)]) throws -> CaseDocument {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var document = telling.document
    if case .product(var product) = document {
      // The service names the files as the message offers them.
      product.files = telling.files.enumerated().map { .init(name: "file-\($0).pdf", sha256: $1) }
      document = .product(product)
    }
    let bytes = try encoder.encode(document.content)
    told.append((telling.act, bytes))
    return try CaseDocument(telling.act, from: StrictReader(bytes))
  }

  static func done(_ act: OutgoingAct, to request: OutgoingRequest, _ day: CalendarDay) throws -> (OutgoingRequest, [CaseEvent]) {
    let decided = try request.deciding(act, Sample.acting(on: day))
    guard act.code.needsSecondOfficer, let proposal = decided.state.proposals.last else { return (decided.state, decided.events) }
    let confirmed = try decided.state.confirming(proposal, Sample.acting(as: Sample.second, on: day))
    return (confirmed.state, confirmed.events)
  }

  static func done(_ act: IncomingAct, to request: IncomingRequest, _ day: CalendarDay) throws -> (IncomingRequest, [CaseEvent]) {
    let decided = try request.deciding(act, Sample.acting(on: day))
    guard act.code.needsSecondOfficer, let proposal = decided.state.proposals.last else { return (decided.state, decided.events) }
    let confirmed = try decided.state.confirming(proposal, Sample.acting(as: Sample.second, on: day))
    return (confirmed.state, confirmed.events)
  }

  /// The requested State does something; what it tells arrives.
  @discardableResult
  mutating func asked(_ act: IncomingAct, on day: CalendarDay = Sample.today) throws -> [TravellingAct] {
    let events: [CaseEvent]
    (asked, events) = try Self.done(act, to: asked, day)
    return try arriveAtAsking(RegisteredRequest.incoming(asked).tellings(of: events), day)
  }

  /// The requesting State does something; what it tells arrives.
  @discardableResult
  mutating func asking(_ act: OutgoingAct, on day: CalendarDay = Sample.today) throws -> [TravellingAct] {
    let events: [CaseEvent]
    (asking, events) = try Self.done(act, to: asking, day)
    let tellings = RegisteredRequest.outgoing(asking).tellings(of: events)
    for telling in tellings {
      let document = try Self.travelled(telling, &told)
      do {
        let taken = try RegisteredRequest.incoming(asked).taking(
          document, answering: telling.answers ? telling.anchor : nil, Sample.acting(on: day))
        guard let taken, case .incoming(let next) = taken.request else { continue }
        asked = next
        try arriveAtAsking(taken.request.tellings(of: taken.events), day)
      } catch {
        setAside.append((telling.act, error))
      }
    }
    return tellings.map(\.act)
  }

  @discardableResult
  private mutating func arriveAtAsking(_ tellings: [Telling], _ day: CalendarDay) throws -> [TravellingAct] {
    for telling in tellings {
      let document = try Self.travelled(telling, &told)
      do {
        let taken = try RegisteredRequest.outgoing(asking).taking(
          document, answering: telling.answers ? telling.anchor : nil, Sample.acting(on: day))
        if case .outgoing(let next)? = taken?.request { asking = next }
      } catch {
        setAside.append((telling.act, error))
      }
    }
    return tellings.map(\.act)
  }
}

@Suite("What travels between two authorities") struct TravelTests {
  private static let today = Sample.today

  @Test("Every milestone of the exchange is an act that travels, made by the same State")
  func milestones() {
    for milestone in MilestoneAct.allCases {
      let act = TravellingAct(rawValue: milestone.rawValue)
      #expect(act != nil, "\(milestone)")
      // Information can come from either State; a consultation is closed here by the State that opened it.
      guard let act, milestone.side != .either else { continue }
      #expect(act.side == milestone.side, "\(milestone)")
    }
    for act in TravellingAct.allCases {
      #expect(ActName(act.rawValue) != nil && WireURN(act.schema) != nil, "\(act)")
      #expect((act.milestone == nil) == !MilestoneAct.allCases.map(\.rawValue).contains(act.rawValue))
    }
  }

  @Test("A request travels from its sending to its product, and both registers say the same of every item")
  func wholeLife() throws {
    var two = try TwoRegisters()
    #expect(two.asked.stage == .registered && two.asked.items.map(\.id) == ["i1", "i2"])
    #expect(two.asked.head.theirReference == "CA-2026-1" && two.asked.head.subject == two.asking.head.subject)
    #expect(try two.asked(.acknowledge(Acknowledgement(on: Self.today, contact: "Desk 3"))) == [.acknowledgement])
    #expect(two.asking.acknowledgement?.theirReference == "XBI-1" && two.asking.acknowledgement?.contact == "Desk 3")
    #expect(try two.asked(.examine(ExamineRequest(on: Self.today))) == [])
    let question = AskForInformation(items: ["i1"], question: "Which account?", on: Self.today, dueOn: Self.today.adding(10))
    #expect(try two.asked(.askForInformation(question)) == [.informationAsked])
    #expect(two.asking.openInquiry?.question == "Which account?")
    #expect(try two.asking(.answerInformation(AnswerInformation(text: "The one in annex A.", on: Self.today))) == [.informationGiven])
    #expect(two.asked.openInquiry == nil && two.asked.inquiries[0].answer == two.asking.inquiries[0].answer)
    #expect(try two.asking(.chase(ChaseRequest(on: Self.today))) == [.statusEnquiry])
    #expect(try two.asked(.answerStatusEnquiry(.init(on: Self.today, text: "Soon."))) == [.statusAnswer])
    #expect(two.asking.statusEnquiries[0].answer?.text == "Soon." && two.asked.statusEnquiries == two.asking.statusEnquiries)
    let consult = OpenConsultation(
      items: ["i2"], topic: .refusal, proposal: "Under these conditions", conditions: ["No use in tax matters."], on: Self.today,
      answerDueOn: Self.today.adding(7))
    #expect(try two.asked(.consult(consult)) == [.consultationOpened])
    #expect(two.asking.openConsultations.first?.putConditions == ["No use in tax matters."])
    let answer = AnswerConsultation("c1", accepts: true, text: "Agreed.", on: Self.today)
    #expect(try two.asking(.answerConsultation(answer)) == [.consultationAnswered])
    #expect(two.asked.consultations[0].outcome == two.asking.consultations[0].outcome)
    #expect(two.told.last?.act == .consultationClosed)
    try products(&two)
    #expect(two.setAside.isEmpty)
  }

  private func products(_ two: inout TwoRegisters) throws {
    #expect(try two.asked(.accept(AcceptItems(items: ["i1"], conditions: ["All costs."], on: Self.today))) == [.acceptance])
    let no = AnswerToConditions(items: ["i1"], text: "Too much.", on: Self.today)
    #expect(try two.asking(.refuseConditions(no)) == [.conditionsRefused])
    #expect(two.asked.items[0].stage.code == .undecided && two.asking.items[0].stage.code == .awaiting)
    #expect(two.asked.items[0].conditionAnswers?.last?.text == "Too much.")
    #expect(try two.asked(.accept(AcceptItems(items: ["i1"], conditions: ["Costs are shared."], on: Self.today))) == [.acceptance])
    #expect(two.asking.items[0].conditions.map(\.text) == ["Costs are shared."])
    #expect(try two.asking(.acceptConditions(AcceptConditions(items: ["i1"], on: Self.today))) == [.conditionsAccepted])
    #expect(two.asked.items[0].openConditions.isEmpty && two.asked.items[0].conditions.first?.acceptedOn == Self.today)
    #expect(try two.asked(.accept(AcceptItems(items: ["i2"], conditions: ["No use in tax matters."], on: Self.today))) == [.acceptance])
    #expect(two.asked.items[1].openConditions.isEmpty && two.asking.items[1].conditions.first?.acceptedOn == Self.today)
    #expect(try two.asked(.beginExecution(BeginExecution(items: ["i1", "i2"], authority: "Court", on: Self.today))) == [])
    try two.asked(.recordExecution(RecordExecution(item: "i1", result: .full, on: Self.today)))
    let digest = String(repeating: "ab", count: 32)
    #expect(
      try two.asked(
        .sendProduct(SendProduct(items: ["i1"], summary: "Records", limitationOnUse: "This case", files: [digest], on: Self.today)))
        == [.partialProduct])
    #expect(two.asking.items[0].stage.code == .replied && two.asking.items[1].stage.code == .accepted)
    #expect(two.asking.transmissions[0].limitationOnUse == "This case" && two.asking.transmissions[0].files == [digest])
    #expect(try two.asking(.confirmReply(ConfirmReply(items: ["i1"], on: Self.today))) == [.productReceived])
    #expect(two.asked.items[0].stage.code == .confirmed)
    try two.asked(.recordExecution(RecordExecution(item: "i2", result: .nothingFound, on: Self.today)))
    #expect(try two.asked(.sendProduct(SendProduct(items: ["i2"], summary: "Nothing", on: Self.today))) == [.fullProduct])
    #expect(two.asking.items[1].stage.replies?.result == .nothingFound && two.asking.stage == .fullyReplied)
  }

  @Test("A postponement, a refusal with its reasons and a withdrawal arrive; the refusal only when its reasons are sent")
  func otherEnds() throws {
    var two = try TwoRegisters(items: 3)
    func consult(_ item: ItemID, _ topic: Consultation.Topic) throws {
      try two.asked(
        .consult(OpenConsultation(items: [item], topic: topic, proposal: "?", on: Self.today, answerDueOn: Self.today.adding(7))))
      let id = try #require(two.asking.openConsultations.first?.id)
      try two.asking(.answerConsultation(AnswerConsultation(id, accepts: false, text: "No.", on: Self.today)))
    }
    try consult("i1", .postponement)
    let postpone = PostponeItems(items: ["i1"], reasons: "A trial is on.", reviewOn: Self.today.adding(30), on: Self.today)
    #expect(try two.asked(.postpone(postpone)) == [.postponement])
    #expect(
      two.asking.items[0].stage == .postponed(ToldPostponement(on: Self.today, reviewOn: Self.today.adding(30), reasons: "A trial is on.")))
    try consult("i2", .refusal)
    let refuse = RefuseItems(
      items: ["i2"], grounds: [.essentialInterests], causes: [.insufficientFacts], reasons: "No link.", on: Self.today)
    #expect(try two.asked(.refuse(refuse)) == [])
    #expect(two.asking.items[1].stage.code == .awaiting)
    #expect(try two.asked(.sendReasons(SendReasons(items: ["i2"], on: Self.today))) == [.refusal])
    guard case .refused(let told) = two.asking.items[1].stage else { throw CannotAct.notOfThisKind }
    #expect(told.grounds == [.essentialInterests] && told.causes == [.insufficientFacts] && told.reasons == "No link.")
    #expect(try two.asking(.withdraw(WithdrawItems(items: ["i3"], Withdrawal(on: Self.today, reason: "Acquitted.")))) == [.withdrawal])
    #expect(two.asked.items[2].withdrawal?.reason == "Acquitted." && two.asked.items[2].stage.code == .withdrawn)
    let notice = try #require(try two.asking.tellingWithdrawal(on: Self.today, Sample.acting()))
    #expect(notice.state.notNeededToTell.isEmpty && notice.events.map(\.name) == [.notNeededTold])
    #expect(two.setAside.isEmpty)
  }

  @Test("Only a request that goes by the electronic channel travels")
  func onPaper() throws {
    let request = OutgoingRequest(
      id: ID(), head: Sample.head(isUrgent: true, incoming: false),
      items: [OutgoingItem(id: "i1", sought: .measure(.bankRecords), summary: "")],
      approvedOn: Sample.day("2026-11-02"))
    for channel in Channel.allCases {
      for medium in Arrival.Medium.allCases {
        let act = OutgoingAct.send(
          SendRequest(authority: Sample.authorities[0].id, to: "Beta", channel: channel, medium: medium, on: Self.today))
        let (sent, events) = try TwoRegisters.done(act, to: request, Self.today)
        let told = RegisteredRequest.outgoing(sent).tellings(of: events)
        #expect(told.isEmpty == !(channel == .electronic && medium == .electronic), "\(channel) \(medium)")
      }
    }
  }

  @Test("What cannot be recorded as the request stands is told by a problem of the rules and changes nothing")
  func impossible() throws {
    var two = try TwoRegisters()
    try two.asked(.acknowledge(Acknowledgement(on: Self.today, contact: "Desk 3")))
    let outgoing = RegisteredRequest.outgoing(two.asking)
    let again = CaseDocument.acknowledgement(AcknowledgementDocument(on: Self.today, reference: "X", contact: "Y"))
    #expect(throws: CannotAct.notAtThisStage) { try outgoing.taking(again, answering: .request, Sample.acting()) }
    let stranger = CaseDocument.acceptance(AcceptanceDocument(items: ["i9"], conditions: [], on: Self.today))
    #expect(throws: CannotAct.noSuchItem("i9")) { try outgoing.taking(stranger, answering: nil, Sample.acting()) }
    let incoming = RegisteredRequest.incoming(two.asked)
    let given = CaseDocument.informationGiven(AnswerDocument(text: "Here.", on: Self.today))
    #expect(throws: CannotAct.nothingOpen) { try incoming.taking(given, answering: nil, Sample.acting()) }
    // An answer to an earlier question is none to the one that is open.
    try two.asked(.askForInformation(AskForInformation(items: ["i1"], question: "A?", on: Self.today)))
    try two.asking(.answerInformation(AnswerInformation(text: "a", on: Self.today)))
    try two.asked(.askForInformation(AskForInformation(items: ["i1"], question: "B?", on: Self.today)))
    #expect(throws: CannotAct.nothingOpen) {
      try RegisteredRequest.incoming(two.asked).taking(given, answering: .inquiry(0), Sample.acting())
    }
    // Conditions are accepted as such: other words accept nothing.
    try two.asked(.accept(AcceptItems(items: ["i2"], conditions: ["One."], on: Self.today)))
    let other = CaseDocument.conditionsAccepted(AcceptanceDocument(items: ["i2"], conditions: ["Another."], on: Self.today))
    #expect(throws: CannotAct.nothingOpen) { try RegisteredRequest.incoming(two.asked).taking(other, answering: nil, Sample.acting()) }
  }
}
