// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Documents
import Foundation
import Kernel
import Localisation
import Node
import Testing

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

  @Test("The language offered is one that the other authority accepts; the officer's own where that is among them")
  func offered() throws {
    let parties = LetterParties(
      .incoming(try SampleCases.arrived()), of: SampleCases.state("XA"), on: SampleCases.day, [SampleCases.authority])
    #expect(parties.language(for: .en) == .fr && parties.language(for: .ru) == .ru)
    #expect(parties.address == "Central Authority of Borealia\n1 North Quay\nBoreal")
  }
}
