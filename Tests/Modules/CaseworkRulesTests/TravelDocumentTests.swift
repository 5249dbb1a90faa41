// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@testable import CaseworkRules

@Suite("The documents that travel") struct TravelDocumentTests {
  private static let day = Sample.today

  /// One good document of every act.
  static let samples: [TravellingAct: any Codable & Hashable & Sendable] = {
    let request = RequestDocument(
      reference: "CA-1", kind: .criminalAssistance, subject: "A matter", offences: [15, 17], authority: "Central Authority", urgency: nil,
      confidentiality: nil, items: [.init(id: "i1", sought: .measure(.bankRecords), summary: "Records")], supplements: nil, content: nil,
      on: day)
    var supplementary = request
    supplementary.supplements = .init(reference: "CA-0", theirReference: nil, conversation: nil)
    var spontaneous = request
    spontaneous.kind = .spontaneousTransmission
    spontaneous.items = [.init(id: "i1", sought: .other(.information), summary: "")]
    let product = ProductDocument(
      parts: [.init(items: ["i1"], result: .full, conditions: ["One."], procedureNotFollowed: "Not known here.")], summary: "Records",
      limitationOnUse: "This case", confidentiality: nil, files: [.init(name: "a.pdf", sha256: String(repeating: "0f", count: 32))], on: day
    )
    return [
      .request: request, .supplementaryRequest: supplementary, .spontaneousInformation: spontaneous, .draftForComment: request,
      .acknowledgement: AcknowledgementDocument(on: day, reference: "XB-1", contact: "Desk"),
      .informationAsked: QuestionDocument(items: ["i1"], question: "Which?", on: day, dueOn: nil),
      .informationGiven: AnswerDocument(text: "This.", on: day),
      .consultationOpened: ConsultationDocument(
        items: ["i1"], topic: .conditions, proposal: "So", conditions: ["One."], on: day, answerDueOn: day.adding(7)),
      .consultationAnswered: ConsultationAnswerDocument(accepts: true, text: "Yes", on: day),
      .consultationProposed: ConsultationProposalDocument(proposal: "Instead", conditions: ["Sealed"], on: day, answerDueOn: day),
      .consultationClosed: ConsultationEndDocument(outcome: .agreed, text: "Well", on: day),
      .acceptance: AcceptanceDocument(items: ["i1"], conditions: [], on: day),
      .conditionsAccepted: AcceptanceDocument(items: ["i1"], conditions: ["One."], on: day),
      .conditionsRefused: ConditionsRefusedDocument(items: ["i1"], text: "Too much.", on: day),
      .postponement: PostponementDocument(items: ["i1"], reasons: "A trial", reviewOn: day.adding(30), on: day),
      .refusal: RefusalDocument(
        items: ["i1"], grounds: [.essentialInterests], provision: nil, causes: [.insufficientFacts], reasons: "No link", basicConcepts: nil,
        on: day), .partialProduct: product, .fullProduct: product, .productReceived: ItemsDocument(items: ["i1"], on: day),
      .withdrawal: WithdrawalDocument(items: ["i1"], reason: nil, on: day), .statusEnquiry: DayDocument(on: day),
      .statusAnswer: AnswerDocument(text: "Soon", on: day),
    ]
  }()

  private static func json(_ act: TravellingAct) throws -> [String: Any] {
    let sample = try #require(samples[act])
    return try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(sample)) as? [String: Any])
  }

  private static func isRead(_ act: TravellingAct, _ members: [String: Any]) -> Bool {
    guard let data = try? JSONSerialization.data(withJSONObject: members) else { return false }
    return (try? CaseDocument(act, from: StrictReader(data))) != nil
  }

  @Test("The document of every act is read as it was written", arguments: TravellingAct.allCases)
  func roundTrip(_ act: TravellingAct) throws {
    let sample = try #require(Self.samples[act])
    let read = try CaseDocument(act, from: StrictReader(JSONEncoder().encode(sample)))
    #expect(AnyHashable(read.content) == AnyHashable(sample))
  }

  @Test(
    "A document with a member that the act does not know, without one that it needs or with another's type is refused",
    arguments: TravellingAct.allCases)
  func members(_ act: TravellingAct) throws {
    let good = try Self.json(act)
    #expect(Self.isRead(act, good))
    var more = good
    more["note"] = "internal"
    #expect(!Self.isRead(act, more))
    for name in good.keys {
      let optional: Set = ["dueOn", "authority", "limitationOnUse", "supplements", "conditions", "procedureNotFollowed"]
      var less = good
      less[name] = nil
      let isOfProposal = act == .consultationOpened || act == .consultationProposed
      let isLeftOut = name == "text" && act == .consultationClosed
      if !isLeftOut, !optional.contains(name) || (name == "conditions" && !isOfProposal) {
        #expect(!Self.isRead(act, less), "\(act) \(name)")
      }
      var other = good
      other[name] = good[name] is [String: Any] ? 7 as Any : ["x": 1]
      #expect(!Self.isRead(act, other), "\(act) \(name)")
    }
  }

  @Test("A document with a text that no register can keep or show is refused", arguments: TravellingAct.allCases)
  func texts(_ act: TravellingAct) throws {
    let good = try Self.json(act)
    let words: Set = [
      "reference", "subject", "contact", "question", "text", "proposal", "reasons", "summary", "limitationOnUse", "authority",
    ]
    for name in good.keys where words.contains(name) {
      for bad in ["", "  \n", "a\u{0}b", "a\u{7}b", "\u{2028}"] {
        var changed = good
        changed[name] = bad
        #expect(!Self.isRead(act, changed), "\(act) \(name)")
      }
    }
    for name in ["reference", "subject"] where good[name] != nil {
      var long = good
      long[name] = String(repeating: "x", count: 501)
      #expect(!Self.isRead(act, long))
      var lines = good
      lines[name] = "a\nb"
      #expect(!Self.isRead(act, lines))
    }
  }

  @Test("Items twice, none, with a name that is none or too many are refused", arguments: TravellingAct.allCases)
  func items(_ act: TravellingAct) throws {
    let good = try Self.json(act)
    guard good["items"] is [String] else { return }
    let many = (0...1_000).map { "i\($0)" }
    for bad in [[], ["i1", "i1"], [""], ["../a"], ["-a"], [String(repeating: "a", count: 41)], ["i\u{430}"], many] {
      var changed = good
      changed["items"] = bad
      #expect(!Self.isRead(act, changed), "\(act) \(bad.prefix(2))")
    }
  }

  @Test("A request of another act than its kind, of a kind that is no request, or with an offence that there is not is refused")
  func requests() throws {
    for (act, other) in [(TravellingAct.request, "spontaneousTransmission"), (.spontaneousInformation, "extradition")] {
      var changed = try Self.json(act)
      changed["kind"] = other
      #expect(!Self.isRead(act, changed))
    }
    #expect(try !Self.isRead(.supplementaryRequest, Self.json(.request)) && !Self.isRead(.request, Self.json(.supplementaryRequest)))
    for (name, value) in [("kind", "informalContact"), ("kind", "nonsense")] as [(String, Any)] + [
      ("offences", [0]), ("offences", [15, 15]),
    ] {
      var changed = try Self.json(.draftForComment)
      changed[name] = value
      #expect(!Self.isRead(.draftForComment, changed), "\(name) \(value)")
    }
  }

  @Test("Every document on every state that a request can reach is recorded, kept or refused by a problem that has words")
  func everyState() async throws {
    let outgoing = await OutgoingWalkTests.walk.run(from: [OutgoingWalkTests.start(.criminalAssistance, items: 2)], limit: 1_500)
    let incoming = await IncomingWalkTests.walk.run(from: [IncomingWalkTests.start(.criminalAssistance, items: 2)], limit: 1_500)
    let states = outgoing.states.map(RegisteredRequest.outgoing) + incoming.states.map(RegisteredRequest.incoming)
    let documents = try Self.samples.map { act, sample in try CaseDocument(act, from: StrictReader(JSONEncoder().encode(sample))) }
    let anchors: [MessageAnchor?] = [nil, .inquiry(0), .inquiry(7), .consultation("c1"), .enquiry(0)]
    var taken = 0
    var refused: Set<String> = []
    for state in states {
      for document in documents {
        for anchor in anchors {
          do {
            guard let done = try state.taking(document, answering: anchor, Sample.acting(on: Self.day)) else { continue }
            #expect(done.request != state && !done.events.isEmpty)
            taken += 1
          } catch {
            refused.insert(try #require(error as? any Problem).code.rawValue)
          }
        }
      }
      // Whatever was closed stays as it was.
      if !state.isOpen {
        for document in documents { #expect((try? state.taking(document, answering: nil, Sample.acting(on: Self.day))) ?? nil == nil) }
      }
    }
    #expect(states.count > 1_000 && taken > 1_000)
    #expect(refused.isSuperset(of: ["casework.not-at-this-stage", "casework.item-not-at-this-stage", "casework.nothing-open"]))
  }

  @Test("Nothing that a letter would not say travels: no note, no finding, no name of an officer, no record of a person")
  func nothingLeaks() throws {
    var two = try TwoRegisters()
    two.asked.head.responsible = "CANARY-1"
    two.asked.head.unit = "CANARY-2"
    for place in two.asked.items.indices { two.asked.items[place].persons = ["CANARY-3"] }
    for place in two.asking.items.indices { two.asking.items[place].persons = ["CANARY-4"] }
    try two.asked(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk")))
    try two.asked(.chooseBasis(ChooseBasis(Sample.anotherBasis(than: two.asked.head).basis, reason: "CANARY-5", on: Self.day)))
    try two.asked(.assessDualCriminality(AssessDualCriminality(items: ["i1"], finding: .init(isPresent: true, reasoning: "CANARY-6"))))
    try two.asked(.suspend(SuspendRequest(.other, on: Self.day)))
    try two.asked(.accept(AcceptItems(items: ["i1", "i2"], on: Self.day)))
    try two.asked(.checkProtection(CheckProtection(items: ["i1", "i2"], on: Self.day)))
    try two.asked(.beginExecution(BeginExecution(items: ["i1", "i2"], authority: "CANARY-7", on: Self.day)))
    try two.asked(.recordExecution(RecordExecution(item: "i1", result: .full, on: Self.day)))
    try two.asked(.recordExecution(RecordExecution(item: "i2", result: .full, on: Self.day)))
    try two.asked(.sendProduct(SendProduct(items: ["i1", "i2"], summary: "Records", on: Self.day)))
    try two.asked(.close(CloseRequest(on: Self.day, note: "CANARY-8")))
    try two.asking(.confirmReply(ConfirmReply(items: ["i1", "i2"], on: Self.day)))
    try two.asking(.close(CloseOutgoing(on: Self.day, note: "CANARY-9")))
    #expect(two.asked.stage == .closed && two.asking.stage == .closed)
    #expect(two.told.map(\.act).contains(.fullProduct) && two.told.count >= 4)
    for (act, bytes) in two.told {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("CANARY") && !text.contains("Officer"), "\(act): \(text)")
    }
  }

  @Test("Of all facts of a case those of the table are told and no others")
  func table() throws {
    let told: Set<CaseEvent.Name> = [
      .acknowledged, .informationAsked, .consulted, .consultationConcluded, .accepted, .postponed, .reasonsSent, .productSent,
      .statusAnswered, .sent, .chased, .informationAnswered, .consultationAnswered, .conditionsAccepted, .conditionsRefused, .withdrawn,
      .replyConfirmed,
    ]
    let two = try TwoRegisters()
    let requests: [RegisteredRequest] = [.incoming(two.asked), .outgoing(two.asking)]
    for name in CaseEvent.Name.allCases where !told.contains(name) {
      for request in requests {
        let facts: [String: CaseEvent.Value] = ["items": .codes(["i1"]), "on": .day(Self.day)]
        #expect(request.tellings(of: [CaseEvent(name, facts)]).isEmpty, "\(name)")
      }
    }
  }
}
