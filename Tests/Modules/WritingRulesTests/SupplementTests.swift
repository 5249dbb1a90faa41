// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("Supplementary requests") struct SupplementTests {
  static let sent = CalendarDay("2026-03-02") ?? .earliest

  /// A request that says something in every member.
  static func full() -> RequestContent {
    var content = RequestContent(from: StateCode("XA"), to: StateCode("XB"), language: .en)
    content.reference = "XA-2026-1"
    content.territory = "North"
    content.translation = .fr
    content.translationCertified = true
    content.channel = .direct
    content.supplements = SupplementedRequest(reference: "XA-2025-9")
    content.legalBasis = LegalBasisClaim(kind: .convention)
    content.authority = RequestingAuthority(name: "Central Authority of Arcadia")
    content.proceeding = Proceeding(nature: .criminal)
    content.offences = [Offence(article: 15)]
    content.facts = "A bribe was paid."
    content.items = [
      AssistanceItem(id: "i1", measure: .init(.bankRecords)), AssistanceItem(id: "i2", measure: .init(.takeEvidence)),
    ]
    content.persons = [Person(id: "p1", name: "Halden Consult")]
    content.purpose = "Proof of payment"
    content.urgency = Urgency(isUrgent: false)
    content.confidentiality = Confidentiality(isRequired: true)
    content.use = UseOfResults(onlyInThisProceeding: true)
    content.undertakings = Undertakings()
    content.annexes = [Annex(kind: .law, title: "Penal Code")]
    content.person = PersonConcerned()
    content.courtDecision = CourtDecision()
    content.extradition = ExtraditionTerms()
    content.limitation = Limitation()
    content.provisionalArrest = ProvisionalArrest()
    content.surrender = Surrender()
    content.information = SpontaneousInformation()
    content.conditionsOnUse = ConditionsOnUse()
    content.proceedingsTransfer = ProceedingsTransfer()
    content.sentenceTransfer = SentenceTransfer()
    return content
  }

  @Test("A supplementary request inherits all, names the earlier request, and at first differs in nothing")
  func inherits() {
    let earlier = Self.full()
    let draft = earlier.supplementing(sentOn: Self.sent, theirReference: "XB 7")
    #expect(draft.reference == nil)
    #expect(draft.supplements == SupplementedRequest(reference: "XA-2026-1", theirReference: "XB 7", sentOn: Self.sent))
    #expect(draft.difference(from: earlier).isEmpty)
  }

  @Test("Every member of a request is compared, except the format, the kind, the reference and the earlier request")
  func complete() {
    let full = Self.full()
    let members = Set(Mirror(reflecting: full).children.compactMap(\.label))
    let added = full.difference(from: RequestContent())
    #expect(added.allSatisfy { $0.change == .added })
    let names = Set(added.map { String($0.field.prefix { $0 != "[" }) })
    #expect(names == members.subtracting(["format", "kind", "reference", "supplements"]))
    let removed = RequestContent().difference(from: full)
    #expect(removed == added.map { Difference($0.field, .removed) })
  }

  @Test("An item that is changed, one that is taken out and one that is new are told apart by their short names")
  func items() {
    let earlier = Self.full()
    var draft = earlier.supplementing(sentOn: Self.sent)
    draft.items[1].coercive = true
    draft.items.append(AssistanceItem(id: "i3", measure: .init(.serveDocuments)))
    draft.items.remove(at: 0)
    #expect(
      draft.difference(from: earlier) == [
        Difference("items[0]", .changed), Difference("items[1]", .added), Difference("items[0]", .removed),
      ])
  }

  @Test("Items in another order are no difference; a short name used twice is")
  func order() {
    let earlier = Self.full()
    var draft = earlier.supplementing(sentOn: Self.sent)
    draft.items.swapAt(0, 1)
    #expect(draft.difference(from: earlier).isEmpty)
    draft.items.append(draft.items[0])
    #expect(draft.difference(from: earlier) == [Difference("items[2]", .added)])
  }

  @Test("Changed facts and a new annex are told in the order of the request")
  func facts() {
    let earlier = Self.full()
    var draft = earlier.supplementing(sentOn: Self.sent)
    draft.annexes.append(Annex(kind: .courtOrder, title: "Order"))
    draft.facts = "Two bribes were paid."
    #expect(draft.difference(from: earlier) == [Difference("facts", .changed), Difference("annexes[1]", .added)])
  }
}
