// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Node
import Testing
import WritingRules

@testable import CaseworkService

@Suite("Letters to the other State") struct CaseLetterTests {
  let catalogue: Catalogue

  init() throws { catalogue = try Node.words() }

  private func composed(
    _ request: RegisteredRequest, _ letter: CaseLetter, _ first: Language, _ second: Language? = nil
  ) throws -> OfficialDocument {
    try CaseLetterComposer(
      request: request, letter: letter,
      parties: LetterParties(request, of: SampleCases.state("XA"), on: letter.on, [SampleCases.authority]),
      first: catalogue.words(first), second: catalogue.words(second ?? first)
    ).document()
  }

  /// The letter as it is read, a line for each of its texts.
  private func text(_ document: OfficialDocument) -> String {
    PrintPage(document).markup(style: .linked("/letter.css")).replacing(/<[^>]*>/, with: "\n")
  }

  @Test("Every kind of letter can come about, and each belongs to an act or to a record")
  func kinds() throws {
    let made = Set(try SampleCases.letters().map(\.letter.kind))
    #expect(made == Set(CaseLetter.Kind.allCases), "\(Set(CaseLetter.Kind.allCases).subtracting(made))")
    let ofActs = Set(IncomingAct.Code.allCases.flatMap(\.letters) + OutgoingAct.Code.allCases.flatMap(\.letters))
    let ofRecords: Set<CaseLetter.Kind> = [
      .consentRequest, .disclosureNotice, .disclosureTold, .materialConfidentiality, .consentGranted, .consentRefused, .safeConductGiven,
      .safeConductEnded, .transferTerms, .releaseAllowed, .personReturned, .prosecutionInstead, .prosecutionResult, .disposalDecision,
      .disposalAgreed, .handOver,
    ]
    #expect(Set(CaseLetter.Kind.allCases).subtracting(ofActs) == ofRecords)
  }

  @Test("Every letter says all it has to say in each of the six languages", arguments: Language.allCases)
  func languages(language: Language) throws {
    for (request, letter) in try SampleCases.letters() {
      let text = text(try composed(request, letter, language))
      #expect(!text.contains("⟦"), "\(letter.name)")
      #expect(text.contains(SampleCases.ours) && text.contains(SampleCases.theirs), "\(letter.name)")
      #expect(text.contains(catalogue.words(language).date(letter.on)), "\(letter.name)")
      for case .told(_, let typed) in letter.lines { #expect(text.contains(typed), "\(letter.name)") }
      for condition in letter.conditions { #expect(text.contains(condition.text), "\(letter.name)") }
      for file in letter.files { #expect(text.contains(file), "\(letter.name)") }
      #expect(text.contains("Central Authority of Borealia"), "\(letter.name)")
      #expect(!text.contains("Internal note that stays here"))
    }
  }

  @Test("The letter names the paragraph of the Convention that it answers to")
  func provisions() throws {
    let expected: [CaseLetter.Kind: String] = [
      .acknowledgement: "paragraph 24", .informationRequest: "paragraph 16", .refusalConsultation: "paragraph 26",
      .postponement: "paragraph 25", .refusal: "paragraph 23", .forwarding: "paragraph 13", .transmission: "paragraph 19",
      .confidentialityNotice: "paragraph 20", .statusAnswer: "paragraph 24", .hearing: "article 55, paragraph 8",
      .measureLifted: "article 55, paragraph 8", .costConsultation: "paragraph 28", .coordination: "article 42, paragraph 5",
      .writtenConfirmation: "paragraph 14", .reminder: "paragraph 24", .conditionsAccepted: "paragraph 26",
      .conditionsRefused: "paragraph 26",
      .consentRequest: "paragraph 19", .disclosureTold: "paragraph 19", .notNeeded: "paragraph 24",
      .consentGranted: "paragraph 19", .consentRefused: "paragraph 19", .safeConductGiven: "paragraph 27",
      .safeConductEnded: "paragraph 27", .transferTerms: "article 46, paragraph 11", .releaseAllowed: "article 46, paragraph 11",
      .personReturned: "article 46, paragraph 11", .prosecutionInstead: "article 44, paragraph 11",
      .prosecutionResult: "article 44, paragraph 11", .disposalDecision: "article 57, paragraphs 1 to 3",
      .disposalAgreed: "article 57, paragraph 5", .handOver: "article 57, paragraph 4",
    ]
    for (request, letter) in try SampleCases.letters() {
      guard let paragraph = expected[letter.kind] else { continue }
      #expect(text(try composed(request, letter, .en)).contains("\(paragraph))"), "\(letter.name)")
    }
  }

  @Test("Under another treaty no letter cites paragraphs that do not govern")
  func otherTreaty() throws {
    for (request, letter) in try SampleCases.letters(.bilateralTreaty) where request.head.basis.primary.kind == .bilateralTreaty {
      let text = text(try composed(request, letter, .en))
      #expect(!text.contains("(article 46") && text.contains("Treaty of the Two Rivers"), "\(letter.name)")
    }
  }

  @Test("A refusal gives ground, cause, reasons and the consultation before it, and only the items that it concerns")
  func refusal() throws {
    let (request, letter) = try #require(try SampleCases.letters().first { $0.letter.kind == .refusal })
    let text = text(try composed(request, letter, .en))
    for part in ["46(21)(d)", "insufficient", "The link to the facts is missing.", "Described 2", "Described 4"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("Described 1") && letter.on == SampleCases.parsed("2026-11-15"))
  }

  @Test("A postponement that ended and an acceptance that was executed can still be written, as they were")
  func past() throws {
    let letters = try SampleCases.letters().map(\.letter)
    let postponed = try #require(letters.first { $0.kind == .postponement })
    #expect(postponed.items == ["i4"] && postponed.lines.contains(.told("reasons", "A trial is on.")))
    let accepted = try #require(letters.first { $0.kind == .conditionalAcceptance })
    #expect(accepted.items == ["i3"] && accepted.conditions.map(\.text) == ["Costs are shared."])
    #expect(accepted.on == SampleCases.parsed("2026-11-13"))
  }

  @Test("What comes later changes neither the name nor the digest of a letter")
  func stays() throws {
    let before = try SampleCases.done(
      [.acknowledge(Acknowledgement(on: SampleCases.day, contact: "Desk 3"))], to: SampleCases.arrived())
    let after = try SampleCases.done([.examine(ExamineRequest(on: SampleCases.day))], to: before)
    let (one, two) = (RegisteredRequest.incoming(before), RegisteredRequest.incoming(after))
    let letters = (try #require(one.letters().first), try #require(two.letters().first))
    #expect(letters.0 == letters.1)
    #expect(try composed(one, letters.0, .en).digest == composed(two, letters.1, .fr).digest)
  }

  @Test("Conditions that are answered to in two goes on one day have a letter for each, and one for several items has one")
  func answersOfOneDay() throws {
    let items = (1...3).map { OutgoingItem(id: ItemID(rawValue: "i\($0)"), sought: .measure(.bankRecords), summary: "Described \($0)") }
    func told(_ items: [ItemID], _ condition: String) -> OutgoingAct {
      .recordDecision(RecordDecision(items: items, .accepted(conditions: [condition]), on: parsed("2026-11-12")))
    }
    let request = try SampleCases.done(
      [
        .send(
          SendRequest(authority: SampleCases.authority.id, to: "Borealia", channel: .direct, medium: .paper, on: SampleCases.day)),
        told(["i1", "i2"], "Kept apart."), told(["i3"], "Returned."),
        .acceptConditions(AcceptConditions(items: ["i1", "i2"], on: parsed("2026-11-13"))),
        .acceptConditions(AcceptConditions(items: ["i3"], on: parsed("2026-11-13"))),
      ], to: OutgoingRequest(id: ID(), head: SampleCases.head(.convention, incoming: false), items: items, approvedOn: SampleCases.day))
    let letters = RegisteredRequest.outgoing(request).letters().filter { $0.kind == .conditionsAccepted }
    #expect(letters.map(\.items) == [["i1", "i2"], ["i3"]] && Set(letters.map(\.name)).count == 2)
    #expect(letters.map { $0.conditions.map(\.text) } == [["Kept apart."], ["Returned."]])
  }

  @Test("A letter tells of an item also after the item went into a request of its own, and says what it said before")
  func tellsOfSplitItems() throws {
    let asked = try SampleCases.done(
      [.askForInformation(AskForInformation(items: ["i1", "i2"], question: "Which bank?", on: SampleCases.day))],
      to: SampleCases.arrived())
    let split = SplitRequest(items: ["i2"], reference: "XAI-2026-00901", subject: "The rest")
    let rest = try RegisteredRequest.incoming(asked).splitting(split, as: ID(), SampleCases.acting("a")).rest
    let before = try #require(RegisteredRequest.incoming(asked).letters().first { $0.kind == .informationRequest })
    let after = try #require(rest.letters().first { $0.kind == .informationRequest })
    #expect(before == after)
    let said = text(try composed(.incoming(asked), before, .en))
    #expect(said.contains("Described 1") && said.contains("Described 2"))
    #expect(try text(composed(rest, after, .en)) == said)
    let sent: [OutgoingAct] = [
      .send(SendRequest(authority: SampleCases.authority.id, to: "Borealia", channel: .direct, medium: .oral, on: SampleCases.day)),
      .confirmInWriting(ConfirmInWriting(on: parsed("2026-11-11"))),
    ]
    let items = (1...2).map { OutgoingItem(id: ItemID(rawValue: "i\($0)"), sought: .measure(.bankRecords), summary: "Described \($0)") }
    let own = RegisteredRequest.outgoing(
      try SampleCases.done(
        sent, to: OutgoingRequest(id: ID(), head: SampleCases.head(.convention, incoming: false), items: items, approvedOn: SampleCases.day)
      ))
    let left = try own.splitting(split, as: ID(), SampleCases.acting("a")).rest
    #expect(left.letters() == own.letters())
    for letter in own.letters() { #expect(text(try composed(left, letter, .en)) == text(try composed(own, letter, .en)), "\(letter.name)") }
    #expect(left.splitItems.map(\.id) == ["i2"] && left.shredded(on: SampleCases.today)?.splitItems.isEmpty ?? true)
  }

  @Test("A hand-over states the account as it was then, and the terms of a transfer the day of return that was agreed first")
  func accountOfThen() throws {
    let letters = try SampleTracks.letters(.convention).map(\.letter)
    let handOver = try #require(letters.first { $0.kind == .handOver })
    for line: CaseLetter.Line in [
      .code("handedOver", "400.00 XAD"), .code("gross", "1000.00 XAD"), .code("deducted", "100.00 XAD"), .code("net", "900.00 XAD"),
      .chosen("disposalTo", ["casework.disposalTo.requestingState"]),
    ] { #expect(handOver.lines.contains(line), "\(line)") }
    let terms = try #require(letters.first { $0.kind == .transferTerms })
    #expect(terms.lines.contains(.day("returnDueOn", SampleCases.parsed("2026-12-01"))))
    let returned = try #require(letters.first { $0.kind == .personReturned })
    #expect(returned.lines.contains(.code("custodyDays", "9")))
    let refused = try #require(letters.first { $0.kind == .consentRefused })
    #expect(refused.about == SampleCases.parsed("2026-11-18") && refused.lines.contains(.told("reasons", "It is a tax matter.")))
  }

  @Test("What the other State keeps has no letter from here: safe conduct there, property that it confiscates")
  func othersTracks() throws {
    let incoming = RegisteredRequest.incoming(try SampleCases.arrived())
    var conduct = SafeConduct(person: "The witness")
    conduct = try conduct.telling(on: SampleCases.day, SampleCases.acting("a")).state
    #expect(conduct.letters(TrackLetter(record: "r", request: incoming)).isEmpty)
  }

  /// A request of two executed items, sent together: all of the first and a part of the second.
  private func sent() throws -> IncomingRequest {
    let acts: [IncomingAct] = [
      .accept(AcceptItems(items: ["i1"], on: SampleCases.day)),
      .accept(AcceptItems(items: ["i4"], conditions: ["Costs are shared."], on: SampleCases.day)),
      .recordConditionsAccepted(AnswerToConditions(items: ["i4"], text: "Agreed.", on: SampleCases.parsed("2026-11-12"))),
      .beginExecution(BeginExecution(items: ["i1", "i4"], authority: "District court", on: SampleCases.parsed("2026-11-12"))),
      .recordExecution(RecordExecution(item: "i1", result: .full, procedure: .followed, on: SampleCases.parsed("2026-11-13"))),
      .recordExecution(RecordExecution(item: "i4", result: .part, on: SampleCases.parsed("2026-11-13"))),
      .sendProduct(SendProduct(items: ["i1", "i4"], summary: "Records", on: SampleCases.parsed("2026-11-14"))),
    ]
    return try SampleCases.done(acts, to: SampleCases.arrived())
  }

  private func letters(_ request: IncomingRequest, _ kinds: CaseLetter.Kind...) -> [CaseLetter] {
    RegisteredRequest.incoming(request).letters().filter { kinds.contains($0.kind) }
  }

  @Test("The letter of a product says the same whatever is confirmed, executed, sent or kept later, and no other has its name")
  func transmissionStays() throws {
    let before = try sent()
    let first = letters(before, .transmission)
    #expect(first.map(\.name) == ["transmission-t1"] && first[0].items == ["i1", "i4"])
    #expect(first[0].lines.filter { $0 == .chosen("result", ["casework.result.full"]) }.count == 1)
    #expect(first[0].lines.contains(.chosen("result", ["casework.result.part"])) && first[0].lines.contains(.code("item", "i4")))
    let later: [[IncomingAct]] = [
      [.confirmProduct(ConfirmProduct(items: ["i1"], on: SampleCases.parsed("2026-11-15")))],
      [.confirmProduct(ConfirmProduct(items: ["i4"], on: SampleCases.parsed("2026-11-16")))],
      [
        .recordExecution(
          RecordExecution(item: "i4", result: .full, procedure: .notFollowed(reason: "Unknown"), on: SampleCases.parsed("2026-11-17"))),
        .sendProduct(SendProduct(items: ["i4"], summary: "The rest", on: SampleCases.parsed("2026-11-18"))),
      ],
    ]
    var request = before
    for acts in later {
      request = try SampleCases.done(acts, to: request)
      let now = letters(request, .transmission)
      #expect(now.first == first[0] && Set(now.map(\.name)).count == now.count)
      let (one, two) = (RegisteredRequest.incoming(before), RegisteredRequest.incoming(request))
      #expect(try composed(one, first[0], .en).digest == composed(two, try #require(now.first), .en).digest)
    }
    #expect(letters(request, .transmission).map(\.name) == ["transmission-t1", "transmission-t2"])
  }

  @Test("The letter of an acceptance on conditions tells of them as they stood on its day")
  func conditionsStay() throws {
    let letter = try #require(letters(try sent(), .conditionalAcceptance).first)
    #expect(letter.conditions == [Condition("Costs are shared.")], "they were accepted two days later")
    let product = try #require(letters(try sent(), .transmission).first)
    #expect(product.conditions == [Condition("Costs are shared.", acceptedOn: SampleCases.parsed("2026-11-12"))])
  }

  /// A tree without what transmissions did not keep at first.
  private func old(_ tree: Any) -> Any {
    if let list = tree as? [Any] { return list.map(old) }
    guard var object = tree as? [String: Any] else { return tree }
    if object["isPart"] != nil { for name in ["result", "procedure", "confirmedWith"] { object[name] = nil } }
    return object.mapValues(old)
  }

  @Test("What was sent before the result was kept with it has the letter that it had")
  func oldTransmission() throws {
    let request = RegisteredRequest.incoming(try SampleCases.incoming())
    let tree = old(try JSONSerialization.jsonObject(with: try JSONEncoder().encode(request)))
    let read = try JSONDecoder().decode(RegisteredRequest.self, from: try JSONSerialization.data(withJSONObject: tree))
    #expect(read != request)
    #expect(read.letters().filter { $0.kind == .transmission } == request.letters().filter { $0.kind == .transmission })
  }

  @Test("Of a reply that is confirmed in two goes each go has its letter, which stays as it is")
  func receivedInTwoGoes() throws {
    var request = OutgoingRequest(
      id: ID(), head: SampleCases.head(.convention, incoming: false),
      items: (1...2).map { OutgoingItem(id: ItemID(rawValue: "i\($0)"), sought: .measure(.bankRecords), summary: "Described") },
      approvedOn: SampleCases.parsed("2026-11-02"))
    request = try SampleCases.done(
      [
        .send(
          SendRequest(
            authority: SampleCases.authority.id, to: "Central Authority", channel: .direct, medium: .paper,
            on: SampleCases.parsed("2026-11-03"))),
        .recordReply(RecordReply(items: ["i1", "i2"], result: .full, summary: "Two binders", on: SampleCases.parsed("2026-11-05"))),
        .confirmReply(ConfirmReply(items: ["i2"], on: SampleCases.parsed("2026-11-06"))),
      ], to: request)
    func received(_ request: OutgoingRequest) -> [CaseLetter] {
      RegisteredRequest.outgoing(request).letters().filter { $0.kind == .productReceived }
    }
    let first = received(request)
    #expect(first.map(\.items) == [["i2"]])
    request = try SampleCases.done([.confirmReply(ConfirmReply(items: ["i1"], on: SampleCases.parsed("2026-11-06")))], to: request)
    let both = received(request)
    #expect(both.count == 2 && both.contains(first[0]) && Set(both.map(\.name)).count == 2)
  }

  @Test("A request that was split off has no letter of what was asked under the other reference")
  func splitOff() throws {
    let asked = try SampleCases.done(
      [
        .acknowledge(Acknowledgement(on: SampleCases.day, contact: "Desk 3")),
        .askForInformation(AskForInformation(items: ["i2"], question: "Where?", on: SampleCases.day)),
        .consult(
          OpenConsultation(
            items: ["i2"], topic: .refusal, proposal: "Refuse", on: SampleCases.day, answerDueOn: SampleCases.parsed("2026-11-20"))),
      ], to: SampleCases.arrived())
    let acting = Acting(
      ActingOfficer(id: "a", name: "A"), at: Date(timeIntervalSince1970: 1_795_000_000), on: SampleCases.today, authorities: [])
    let decision = try RegisteredRequest.incoming(asked).splitting(
      SplitRequest(items: ["i2"], reference: "XAI-2026-00901", subject: "The witness"), as: ID(), acting)
    let (rest, part) = (decision.rest.letters().map(\.name), decision.part.letters().map(\.name))
    #expect(rest.contains("informationRequest-1") && rest.contains("refusalConsultation-c1"))
    #expect(!part.contains { $0.hasPrefix("informationRequest") || $0.hasPrefix("refusalConsultation") })
  }

  @Test("The language offered is one that the other authority accepts; the officer's own where that is among them")
  func offered() throws {
    let parties = LetterParties(
      .incoming(try SampleCases.arrived()), of: SampleCases.state("XA"), on: SampleCases.day, [SampleCases.authority])
    #expect(parties.language(for: .en) == .fr && parties.language(for: .ru) == .ru)
    #expect(parties.address == "Central Authority of Borealia\n1 North Quay\nBoreal")
  }

  @Test(
    "The refusal of an extradition speaks of extradition with article 44, and says why nobody was consulted", arguments: Language.allCases)
  func extradition(language: Language) throws {
    var head = SampleCases.head(.convention, incoming: true)
    head.kind = .extradition
    let acts: [IncomingAct] = [
      .register(
        RegisterIncoming(head: head, items: [.init(id: "i1", sought: .other(.surrender), summary: "The person")], on: SampleCases.day)),
      .assessDualCriminality(
        AssessDualCriminality(items: ["i1"], finding: DualCriminalityFinding(isPresent: false, reasoning: "No offence"))),
      .refuse(
        RefuseItems(
          items: ["i1"], grounds: [.absenceOfDualCriminality, .nationality], causes: [.conductNotCriminal], reasons: "No offence here.",
          notConsulted: "They were heard before.", on: parsed("2026-11-14"))),
    ]
    let request = try SampleCases.done(acts, to: IncomingRequest(id: ID(), head: head, items: []))
    let letter = try #require(RegisteredRequest.incoming(request).letters().first { $0.kind == .refusal })
    let text = text(try composed(.incoming(request), letter, language))
    #expect(text.contains("44(1)") && text.contains("44(11)") && text.contains("They were heard before.") && !text.contains("46("))
    if language == .en { #expect(text.contains("refuses extradition") && !text.contains("assistance")) }
  }

  private func parsed(_ text: String) -> CalendarDay { SampleCases.parsed(text) }

  @Test(
    "A consultation that nobody answered is told as such, before a refusal and before a measure is lifted; what it says of basic concepts too"
  )
  func unanswered() throws {
    let consult = { (id: String, topic: Consultation.Topic) -> [IncomingAct] in
      [
        .consult(
          OpenConsultation(items: ["i3"], topic: topic, proposal: "Asked", on: SampleCases.day, answerDueOn: self.parsed("2026-11-12"))),
        .concludeConsultation(ConcludeConsultation(id, .lapsed(on: self.parsed("2026-11-13")))),
      ]
    }
    let frozen: [IncomingAct] = [
      .accept(AcceptItems(items: ["i3"], on: SampleCases.day)),
      .beginExecution(BeginExecution(items: ["i3"], authority: "District court", on: SampleCases.day)),
      .recordExecution(RecordExecution(item: "i3", result: .part, on: SampleCases.day)),
    ]
    let lifting = ProvisionalMeasure.Lifting(on: parsed("2026-11-14"), reason: "Released", hearing: .heard(consultation: "c1"))
    let request = try SampleCases.done(
      frozen + consult("c1", .lifting) + consult("c2", .refusal) + [
        .liftMeasure(LiftMeasure(item: "i3", lifting: lifting)),
        .refuse(
          RefuseItems(
            items: ["i3"], grounds: [.essentialInterests], causes: [.disproportionate], reasons: "Too wide.",
            basicConcepts: "A court decides.",
            on: parsed("2026-11-14"))),
      ], to: SampleCases.arrived())
    let letters = RegisteredRequest.incoming(request).letters()
    let lifted = text(try composed(.incoming(request), try #require(letters.first { $0.kind == .measureLifted }), .en))
    #expect(lifted.contains("without an answer by the day set") && !lifted.contains("Reasons heard"))
    let refused = text(try composed(.incoming(request), try #require(letters.first { $0.kind == .refusal }), .en))
    #expect(refused.contains("Consultation, without an answer by the day set") && refused.contains("A court decides."))
  }

  @Test("Answers to consultations say what is accepted: terms of costs and liftings are no conditions")
  func answers() throws {
    for (topic, law) in [(Consultation.Topic.costs, "paragraph 28"), (.lifting, "article 55"), (.coordination, "article 42")] {
      let items = [OutgoingItem(id: "i1", sought: .measure(.freezing), summary: "The account")]
      let request = try SampleCases.done(
        [
          .send(
            SendRequest(
              authority: SampleCases.authority.id, to: "Borealia", channel: .direct, medium: .paper, on: SampleCases.day)),
          .recordConsultation(
            RecordConsultation(
              items: ["i1"], topic: topic, proposal: "As proposed", on: SampleCases.day, answerDueOn: parsed("2026-12-01"))),
          .answerConsultation(AnswerConsultation("c1", accepts: true, text: "Agreed.", on: parsed("2026-11-11"))),
        ], to: OutgoingRequest(id: ID(), head: SampleCases.head(.convention, incoming: false), items: items, approvedOn: SampleCases.day))
      let letter = try #require(RegisteredRequest.outgoing(request).letters().first { $0.kind == .consultationAccepted })
      let text = text(try composed(.outgoing(request), letter, .en))
      #expect(!text.contains("terms and conditions") && !text.contains("paragraph 26") && text.contains(law), "\(topic)")
    }
  }
}
