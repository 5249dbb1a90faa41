// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Node
import Storage
import TestKit
import Testing

@testable import MeetingsService

@Suite("The first draft of a report") struct ReportDraftTests {
  private func draft(_ dossier: MeetingDossier, attendance: ReportAttendance? = nil) throws -> MeetingReport {
    let catalogue = try Node.words()
    return ReportDraft(dossier: dossier, attendance: attendance) { catalogue.words($0) }.report
  }

  private func section(_ heading: ReportSection.Heading, of report: MeetingReport) throws -> ReportSection {
    try #require(report.sections.first { $0.heading == heading })
  }

  @Test("It has the sections of the United Nations' form, and a chapter for each substantive item")
  func sections() throws {
    let dossier = try SampleMeeting.dossier()
    let items = dossier.meeting.items.filter { $0.kind == .substantive }.map { ReportSection.Heading.item($0.id) }
    #expect(items.count == 3)
    #expect(
      try draft(dossier).sections.map(\.heading)
        == [.introduction, .organization, .opening, .agenda, .attendance] + items + [.conclusions, .adoption, .annex])
  }

  @Test("It says what the dossier knows, in each language in which it is known")
  func facts() throws {
    // A record whose titles are in English and Chinese alone, and whose agenda is not adopted yet.
    var known = try SampleMeeting.dossier()
    func kept(_ text: LocalText) -> LocalText { LocalText(text.texts.filter { $0.key == .en || $0.key == .zh }) }
    for index in known.meeting.items.indices { known.meeting.items[index].title = kept(known.meeting.items[index].title) }
    for index in known.documents.indices { known.documents[index].title = kept(known.documents[index].title) }
    let report = try draft(known)
    let opening = try section(.opening, of: report).paragraphs.map { $0.text[.en] }
    #expect(opening.first == "The meeting was held in Vienna on 8 June 2018.")
    let agenda = try section(.agenda, of: report).paragraphs
    #expect(agenda[0].text[.en]?.contains("\n1. Opening of the meeting\n2. Adoption") == true)
    #expect(Set(agenda[0].text.texts.keys) == [.en, .zh])
    #expect(agenda[0].state == .bracketed)
    #expect(agenda.last?.text[.fr]?.contains("- CAC/COSP/EG.1/2018/2") == true)
    for paragraph in report.paragraphs { #expect(paragraph.text.texts.values.allSatisfy { !$0.contains("⟦") && !$0.isEmpty }) }
  }

  private func delegation(_ kind: Delegation.Kind, _ state: String? = nil, name: LocalText = LocalText()) -> Delegation {
    Delegation(id: ID(), meeting: ID(), kind: kind, state: state.flatMap { StateCode($0) }, name: name)
  }

  @Test("Of attendance it says how many and who, by what they stand for, or nothing where nobody recorded it")
  func attendance() throws {
    let dossier = try SampleMeeting.dossier()
    #expect(try section(.attendance, of: draft(dossier)).paragraphs.isEmpty)
    let present = ReportAttendance([
      delegation(.stateParty, "XB"), delegation(.stateParty, "XA"), delegation(.signatory, "XC"),
      delegation(.nonGovernmentalOrganization, name: LocalText([.en: "Fictional Institute", .fr: "Institut fictif"])),
    ])
    let told = try section(.attendance, of: draft(dossier, attendance: present)).paragraphs.map(\.text)
    #expect(
      told.map { $0[.en] } == [
        "3 States were represented at the meeting. 1 organization or other observer was represented.",
        "The following States parties to the Convention were represented at the meeting: Arcadia and Borealia.",
        "The following States signatories to the Convention were represented: Caledon.",
        "The following non-governmental organizations were represented: Fictional Institute.",
      ])
    #expect(told[0][.ru]?.hasPrefix("На совещании было представлено 3 государства.") == true)
    #expect(told[0][.zh]?.contains(" ") == false)
    // The organization has no Russian name: that list goes without Russian.
    #expect(told[3][.fr] == "Les organisations non gouvernementales ci-après étaient représentées\u{a0}: Institut fictif.")
    #expect(told[3][.ru] == nil)
  }

  @Test("A document of restricted distribution is not in its list")
  func restricted() throws {
    var dossier = try SampleMeeting.dossier()
    let index = try #require(dossier.documents.firstIndex { $0.symbol == "CAC/COSP/EG.1/2018/3" })
    dossier.documents[index].distribution = .restricted
    let said = try draft(dossier).paragraphs.flatMap(\.text.texts.values)
    #expect(said.contains { $0.contains("CAC/COSP/EG.1/2018/2") })
    #expect(!said.contains { $0.contains("CAC/COSP/EG.1/2018/3") })
  }

  @Test("A report is kept with its versions, one for each meeting, on both databases", arguments: TestDatabases.all)
  func kept(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      let noon = Date(timeIntervalSince1970: 1_528_459_200)
      try await store.take(dossier, by: .console, at: noon)
      let report = try draft(dossier)
      var change = Change()
      try change.keep(report, over: 0, as: "reportDrafted", by: .console, at: noon)
      try await store.commit(change)
      #expect(try await store.report(of: dossier.meeting.id)?.value == report)
      #expect(try await store.report(report.id, version: 1) == report)
      #expect(try await store.hasAdoptedReport(dossier.meeting.id) == false)
      var second = Change()
      try second.keep(try draft(dossier), over: 0, as: "reportDrafted", by: .console, at: noon)
      let twice = second
      await #expect(throws: UniqueViolation.self) { try await store.commit(twice) }
    }
  }
}
