// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Testing
import WritingRules

@Suite("Persons, accounts and assets of a request")
struct SubjectRulesTests {
  private func request() -> RegisteredRequest { .incoming(IncomingWalkTests.start(.criminalAssistance, items: 2)) }

  private func subject(_ details: SubjectDetails, of request: RegisteredRequest, items: [ItemID] = []) throws -> Subject {
    try request.recordingSubject(RecordSubject(details, items: items), id: ID(), over: nil, Sample.acting()).subject
  }

  private func person(_ name: String, born: String? = nil, _ identifiers: [SubjectIdentifier] = []) throws -> Subject {
    var details = SubjectDetails(.naturalPerson, names: [SubjectName(name)], identifiers: identifiers)
    details.bornOn = born.map(Sample.day)
    return try subject(details, of: request())
  }

  @Test(
    "Names are the same however they are typed, in every script",
    arguments: [
      ("LINDQVIST, Ada", "ada  lindqvist"), ("José Núñez", "NUNEZ Jose"), ("O’Neil-Smith", "oneil smith"), ("Ёлкин Пётр", "петр елкин"),
      ("مُحَمَّد الأمين", "محمد الامين"), ("张 伟", "张伟"), ("Ｗｅｂｅｒ", "weber"), ("Straße AG", "STRASSE ag"), ("Øystein Łukasz", "oystein lukasz"),
      ("هدى", "هدي"),
    ])
  func sameNames(_ one: String, _ other: String) {
    #expect(FoldedText.name(one) != nil && FoldedText.name(one) == FoldedText.name(other))
  }

  @Test(
    "Names that differ stay different: order counts where no spaces part words, vowels that are marks count, scripts do not meet",
    arguments: [("张伟", "伟张"), ("Ada Lind", "Ida Lind"), ("Иван", "Ivan"), ("कमल", "कामिल")])
  func otherNames(_ one: String, _ other: String) { #expect(FoldedText.name(one) != FoldedText.name(other)) }

  @Test("Numbers are found with and without spaces and in the digits of other scripts; what is too short is not looked for")
  func numbers() {
    #expect(FoldedText.identifier("XB82 WEST 1234-5698") == FoldedText.identifier("xb82west12345698"))
    #expect(FoldedText.identifier("٤٧١١-٨") == "47118")
    #expect(FoldedText.identifier("No 7") == nil && FoldedText.name("-") == nil)
    #expect(SubjectTerm.meant(by: "?").isEmpty && SubjectTerm.meant(by: "AB 1234").count == 2)
  }

  @Test("Copies match by number, by name and birth, or by name alone; what tells them apart is heard")
  func matches() throws {
    let ada = try person("Ada Lind", born: "1970-01-02", [.init(.passport, "P 123456", state: Sample.state("XA"))])
    #expect(try ada.match(person("Another", [.init(.passport, "p123456")])) == .identifier)
    #expect(try ada.match(person("Another", [.init(.passport, "P123456", state: Sample.state("XB"))])) == nil)
    #expect(try ada.match(person("Another", [.init(.taxNumber, "P123456")])) == nil)
    #expect(try ada.match(person("LIND ADA", born: "1970-01-02")) == .nameAndBirth)
    #expect(try ada.match(person("LIND ADA", born: "1971-01-02")) == nil)
    #expect(try ada.match(person("LIND ADA")) == .name)
    #expect(try ada.match(subject(SubjectDetails(.legalEntity, names: [SubjectName("Ada Lind")]), of: request())) == nil)
    let car = try subject(SubjectDetails(.vehicle, identifiers: [.init(.plate, "AB-1234")]), of: request())
    let thing = try subject(SubjectDetails(.otherAsset, identifiers: [.init(.other, "ab 1234")]), of: request())
    #expect(car.match(thing) == .identifier)
  }

  @Test("A link is found from both sides, and one that was told apart is not hinted at again")
  func linked() throws {
    let (one, other) = (try person("Ada Lind"), try person("Someone Else", born: "1970-01-02"))
    let linked = try one.linking(to: other, takingOver: true).subject
    #expect(linked.match(other) == .linked && other.match(linked) == .linked)
    #expect(!linked.terms.isDisjoint(with: other.terms))
    #expect(linked.details.names.map(\.text) == ["Ada Lind", "Someone Else"] && linked.details.bornOn == Sample.day("1970-01-02"))
    #expect(try one.linking(to: other, takingOver: false).subject.details == one.details)
    let apart = try linked.tellingApart(from: other).subject
    #expect(apart.match(other) == nil && other.match(apart) == nil)
    #expect(throws: CannotRecordSubject.sameRequest) { _ = try one.linking(to: one, takingOver: false) }
  }

  @Test("A person needs a name; an account is known by its number; births lie in the past; items must be there")
  func refused() throws {
    let request = request()
    #expect(throws: CannotRecordSubject.unnamed) {
      _ = try subject(SubjectDetails(.naturalPerson, identifiers: [.init(.passport, "P123456")]), of: request)
    }
    #expect(throws: CannotRecordSubject.unnamed) { _ = try subject(SubjectDetails(.bankAccount), of: request) }
    #expect(try subject(SubjectDetails(.bankAccount, identifiers: [.init(.accountNumber, "XB82")]), of: request).name == "XB82")
    #expect(throws: CannotAct.noSuchItem("i9")) {
      _ = try subject(SubjectDetails(.naturalPerson, names: [SubjectName("Ada Lind")]), of: request, items: ["i9"])
    }
    var unborn = SubjectDetails(.naturalPerson, names: [SubjectName("Ada Lind")])
    unborn.bornOn = Sample.today.adding(1)
    #expect(throws: CannotAct.dayInFuture(field: "bornOn")) { _ = try subject(unborn, of: request) }
  }

  @Test("Naming somebody new in an item makes the check of protection necessary again, naming the same one does not")
  func protection() throws {
    let incoming = try Sample.doing(.checkProtection(CheckProtection(items: ["i1"], on: Sample.today)), to: Sample.registered())
    let request = RegisteredRequest.incoming(incoming)
    let input = RecordSubject(SubjectDetails(.naturalPerson, names: [SubjectName("Ada Lind")]), items: ["i1"])
    let decision = try request.recordingSubject(input, id: ID(), over: nil, Sample.acting())
    guard case .incoming(let named)? = decision.request else { throw CannotAct.noItems }
    #expect(named.items[0].persons == [decision.subject.id.description] && named.items[0].protectionCheckedOn == nil)
    let checked = try Sample.doing(.checkProtection(CheckProtection(items: ["i1"], on: Sample.today)), to: named)
    let again = try RegisteredRequest.incoming(checked).recordingSubject(
      input, id: decision.subject.id, over: decision.subject, Sample.acting())
    #expect(again.request == nil && again.events.map(\.name) == [.subjectChanged])
    var out = input
    out.items = []
    let without = try RegisteredRequest.incoming(checked).recordingSubject(
      out, id: decision.subject.id, over: decision.subject, Sample.acting())
    #expect(without.request?.items(concerning: without.subject) == [])
  }

  @Test("Naming somebody takes a check back by a fact of its own; a person of a compartment does so as a note does and stands in no item")
  func guarded() throws {
    let incoming = try Sample.doing(.checkProtection(CheckProtection(items: ["i1"], on: Sample.today)), to: Sample.registered())
    let request = RegisteredRequest.incoming(incoming)
    let due = CaseEvent(.protectionDue, ["items": .codes(["i1"])])
    var input = RecordSubject(SubjectDetails(.naturalPerson, names: [SubjectName("Ada Lind")]), items: ["i1"])
    #expect(try request.recordingSubject(input, id: ID(), over: nil, Sample.acting()).checksDue == [due])
    input.compartment = .internationalProtection
    let hidden = try request.recordingSubject(input, id: ID(), over: nil, Sample.acting())
    guard case .incoming(let after)? = hidden.request else { throw CannotAct.noItems }
    #expect(hidden.checksDue == [due] && after.items[0].protectionCheckedOn == nil)
    #expect(after.items.allSatisfy { $0.persons.isEmpty } && after.items[0].concernsPersons == incoming.items[0].concernsPersons)
    #expect(RegisteredRequest.incoming(after).items(concerning: hidden.subject) == ["i1"])
    // Whoever checks protection cannot see who came into the other compartment.
    input.compartment = .specialTechniques
    let technique = try request.recordingSubject(input, id: ID(), over: nil, Sample.acting())
    #expect(technique.request == nil && technique.checksDue.isEmpty && request.items(concerning: technique.subject) == ["i1"])
    // Out of the compartment everybody sees the person, and the check is due for everybody to see.
    let checked = try Sample.doing(.checkProtection(CheckProtection(items: ["i1"], on: Sample.today)), to: after)
    input.compartment = nil
    let shown = try RegisteredRequest.incoming(checked).recordingSubject(
      input, id: hidden.subject.id, over: hidden.subject, Sample.acting())
    #expect(shown.checksDue == [due] && shown.request?.items(concerning: shown.subject) == ["i1"] && shown.subject.guardedItems == nil)
    #expect(
      shown.request?.items.map(\.persons) == [[hidden.subject.id.description]] + Array(repeating: [], count: incoming.items.count - 1))
  }

  @Test("A written request gives its persons, its accounts and its property, each with its items")
  func content() {
    var content = RequestContent(.assistance)
    var person = Person(id: "p1", kind: .legal, name: "Harbour Holdings", role: .holder)
    person.identifier = "HR-4711"
    content.persons = [person, Person(id: "p2")]
    var bank = BankRecords()
    bank.institution = "Bank of Beta"
    bank.accounts = "XB82 WEST 1234; XB11 0000 5555\nall accounts of the company"
    var property = PropertyMeasure()
    property.property = "Motor yacht Selene"
    content.items = [
      AssistanceItem(id: "i1", measure: .bankRecords(bank)), AssistanceItem(id: "i2", measure: .freezing(property)),
    ]
    content.items[0].persons = ["p1"]
    let found = Subject.named(in: content, of: ID(), on: Sample.today)
    #expect(found.map(\.subject.name) == ["Harbour Holdings", "XB82 WEST 1234", "XB11 0000 5555", "Motor yacht Selene"])
    #expect(found.map(\.items) == [["i1"], ["i1"], ["i1"], ["i2"]])
    #expect(found[0].subject.details.kind == .legalEntity && found[0].subject.details.roles == [.holder])
  }
}
