// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Documents
import Foundation
import Kernel
import Localisation
import Node
import Testing
import WritingRules
import WritingService

@Suite("What an official letter says") struct LetterTests {
  let words: Words
  let second: Words
  let directory: DirectorySnapshot

  init() throws {
    let catalogue = try Node.words()
    words = catalogue.words(.en)
    second = catalogue.words(.fr)
    directory = try ReadinessCasesTests.directory()
  }

  func letter(_ content: RequestContent, addingTo earlier: RequestContent? = nil) throws -> OfficialDocument {
    try .letter(content, on: ReadinessCasesTests.day, directory: directory, in: words, with: second, addingTo: earlier)
  }

  /// The letter as it is read, a line for each of its texts.
  func text(_ content: RequestContent, addingTo earlier: RequestContent? = nil) throws -> String {
    PrintPage(try letter(content, addingTo: earlier)).markup(style: .linked("/letter.css")).replacing(/<[^>]*>/, with: "\n")
  }

  func supplement() throws -> (earlier: RequestContent, new: RequestContent) {
    let earlier = try ReadinessCasesTests.sample("bank-records")
    var new = earlier.supplementing(sentOn: ReadinessCasesTests.day)
    new.reference = "XA-MLA-2026-0199"
    return (earlier, new)
  }

  @Test("A supplement from which the first item was taken says that it is withdrawn, and does not repeat the next one")
  func withdrawnItem() throws {
    var (earlier, new) = try supplement()
    new.items.removeFirst()
    let letter = try text(new, addingTo: earlier)
    #expect(letter.contains("Withdrawn: Item i1: bank and financial records"))
    #expect(letter.contains("Retiré\u{A0}: Mesure i1"))
    #expect(!letter.contains("Who asked for the five invoices"))
    #expect(letter.contains("Only what is new, changed or withdrawn is stated here"))
  }

  @Test("A supplement that changes one field of an item repeats that field alone, and says that the rest stands")
  func changedField() throws {
    var (earlier, new) = try supplement()
    var patched = try Patched(new)
    patched.set("items[2].measure.holder", to: "Register of Port Boreal")
    patched.set("items[2].link", to: NSNull())
    patched.set("authority.email", to: "new@arcadia.example")
    new = try patched.content()
    let letter = try text(new, addingTo: earlier)
    #expect(letter.contains("Register of Port Boreal") && letter.contains("Changed as follows; all else in it stands."))
    #expect(!letter.contains("Articles, shareholders") && !letter.contains("12 Justice Square") && letter.contains("new@arcadia.example"))
    // The link to the facts was taken back, not left as it was.
    #expect(letter.contains(/Link to the facts\s+Lien avec les faits\s+withdrawn; no longer part of the request/))
  }

  @Test("A supplement tells of withdrawn persons, annexes, promises and limits, and repeats none that stand")
  func otherLists() throws {
    var (earlier, new) = try supplement()
    new.persons.removeLast()
    new.annexes.removeFirst()
    new.undertakings?.noDeathPenalty = nil
    new.use?.onlyInThisProceeding = false
    new.territory = nil
    let letter = try text(new, addingTo: earlier)
    #expect(letter.contains("Withdrawn: p3, Ilse Marand"))
    #expect(letter.contains("Withdrawn: Penal Code of Arcadia, sections 210 and 305, with translation"))
    #expect(letter.contains(/Death penalty\s+Peine de mort\s+withdrawn/))
    #expect(letter.contains(/Use in this proceeding alone\s[^.]*no\s/))
    #expect(!letter.contains("Tomas Verrin") && !letter.contains("Invoice of 11 March") && !letter.contains("Originals, objects"))
  }

  @Test("All that is known of a person is printed, with the short name that the facts use, and the territory in the head")
  func persons() throws {
    var content = try ReadinessCasesTests.sample("bank-records")
    content.territory = "Northern Isles"
    content.persons[0].name = nil
    content.persons[0].remarks = "The name is not known; scar on the left hand."
    content.persons[0].isDetained = true
    let letter = try text(content)
    for said in ["Person p1", "natural person", "legal person", "Arcadia City", "scar on the left hand.", "Northern Isles"] {
      #expect(letter.contains(said), "\(said)")
    }
    #expect(letter.contains(/Detained\s+[^\n]+\s+yes/))
  }

  @Test("A letter under another treaty, or on reciprocity, names that basis and cites no paragraph of article 46")
  func basis() throws {
    var content = try ReadinessCasesTests.sample("bank-records")
    content.legalBasis = LegalBasisClaim(kind: .otherTreaty, treaty: "Treaty of Port Boreal of 1999")
    #expect(try letter(content).subtitle.primary == "Treaty of Port Boreal of 1999")
    #expect(!(try text(content)).contains(/46\(|article 46/))
    content.legalBasis = LegalBasisClaim(kind: .reciprocity)
    #expect(try letter(content).subtitle.primary == "Reciprocity and the law of the requested State")
    #expect(!(try text(content)).contains(/46\(|article 46/))
    content.legalBasis = LegalBasisClaim(kind: .otherTreatyWithElection, treaty: "Treaty of Port Boreal of 1999")
    #expect(try letter(content).subtitle.primary.contains("paragraphs 9 to 29, in place of: Treaty of Port Boreal"))
    #expect(try text(content).contains("46(15)(a)"))
  }

  @Test("A request in civil or administrative proceedings is not called mutual legal assistance, and rests on article 43(1)")
  func nature() throws {
    var content = try ReadinessCasesTests.sample("civil")
    #expect(try letter(content).title.primary == "Request for assistance in civil proceedings")
    #expect(try letter(content).subtitle.primary.contains("article 43, paragraph 1"))
    let text = try text(content)
    #expect(text.contains("43(1)") && !text.contains(/46\(|article 46/))
    content.proceeding?.nature = .administrative
    #expect(try letter(content).title.primary == "Request for assistance in administrative proceedings")
  }

  @Test("A ready request that nobody has approved says so on top; a blocked one says that it cannot be sent")
  func draftMark() throws {
    var content = try ReadinessCasesTests.sample("freezing")
    #expect(try letter(content).banner?.primary == "Draft: not yet approved")
    content.facts = nil
    #expect(try letter(content).banner?.primary == "Draft: not ready to be sent")
  }

  @Test("Every narrative has space for its translation, and none when the second language is the request's own and no other is asked for")
  func space() throws {
    func boxes(_ content: RequestContent, _ second: Words) throws -> Int {
      let document = try OfficialDocument.letter(
        content, on: ReadinessCasesTests.day, directory: directory, in: words, with: second)
      return PrintPage(document).markup(style: .linked("/letter.css")).matches(of: /class="translation"/).count
    }
    // Per offence: law, penalty, dual criminality; per item: its questions or records, link, grounds, procedure; and the texts beside.
    #expect(try boxes(try ReadinessCasesTests.sample("bank-records"), second) > 20)
    let civil = try ReadinessCasesTests.sample("civil")
    #expect(try boxes(civil, second) > 5)
    #expect(try boxes(civil, words) == 0)
  }
}
