// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Node
import Testing

@testable import MeetingsService

@Suite("The next agenda drafted from living mandates") struct DraftNextTests {
  private let last: MeetingDossier
  private let catalogue: Catalogue

  init() throws {
    last = try SampleMeeting.dossier()
    catalogue = try Node.words()
  }

  private func draft(
    of living: [Mandate]? = nil, after dossier: MeetingDossier? = nil, leftOut: Set<ID<Mandate>> = [],
    places: [ID<Mandate>: ItemNumber] = [:]
  ) throws -> NextAgenda {
    let before = dossier ?? last
    var choices = DraftChoicesForm.fallback(before)
    (choices.leftOut, choices.places) = (leftOut, places)
    let words = DraftWords(dossier: before) { [catalogue] in catalogue.words($0) }
    let mandates = living ?? before.mandatesForNextMeeting(of: before.mandates, meetings: [before.meeting.id])
    return try before.draftingNext(from: mandates, choices, ids: .derived(for: choices.mark), sentence: words.sentence)
  }

  private func recommendation(_ mark: String, _ task: String, source: ID<MeetingDocument>? = nil) throws -> Mandate {
    let secretariat = try #require(last.bodies.first { $0.kind == .secretariat })
    return Mandate(
      id: ID(), mark: try #require(Mark(mark)), recordedFor: last.meeting.id, source: source ?? last.documents[0].id, paragraph: "12",
      givenBy: last.meeting.body, givenAt: last.meeting.id, verb: .recommends, addressee: secretariat.id, task: LocalText([.en: task]))
  }

  private func numbers(_ mark: String, _ draft: NextAgenda) -> [String] {
    draft.placements.first { $0.mandate.mark.text == mark }?.items.map(\.description) ?? []
  }

  @Test("The eighth meeting takes up the eleven living mandates of the seventh, and every one is answered in full")
  func eighth() throws {
    let next = try draft()
    #expect(next.meeting.mark.text == "eg1-8" && next.meeting.ordinal == 8 && next.meeting.previous == last.meeting.id)
    #expect(next.meeting.standing == .planned && next.meeting.agendaStage == .provisional)
    #expect(next.placements.map(\.mandate.mark.text) == ["m01", "m02", "m03", "m04", "m06", "m07", "m08", "m09", "m10", "m11", "m12"])
    #expect(next.meeting.items.map(\.kind) == [.procedural, .procedural, .substantive, .substantive, .substantive, .procedural])
    #expect(next.meeting.items.map(\.title) == last.meeting.items.map(\.title))
    #expect(numbers("m07", next) == ["3", "4"] && numbers("m10", next) == ["3"] && numbers("m01", next) == ["2"])
    let findings = next.dossier(after: last).coverageFindings
    let open: [CoverageRule] = [.mandateWithoutExpectation, .mandatePartlyAnswered, .panelMandatedButNotAnnounced]
    #expect(findings.filter { open.contains($0.rule) }.isEmpty)
    #expect(!findings.contains { $0.rule == .itemWithoutBand || $0.rule == .bandWithoutInterpretation })
  }

  @Test("The panel on asylum that the seventh meeting did not announce is announced for the eighth, in answer to its mandate")
  func panel() throws {
    let next = try draft()
    let panel = try #require(next.meeting.panels.first)
    let asylum = try #require(last.mandates.first { $0.mark.text == "m10" })
    #expect(next.meeting.panels.count == 1 && panel.isAnnounced && panel.mandatedBy == asylum.id)
    #expect(panel.topics == last.meeting.panels.first { $0.mark.text == "p2" }?.topics)
    let expectation = try #require(next.meeting.expectations.first { $0.panel == panel.id })
    #expect(expectation.kind == .panel && expectation.answers == [asylum.id])
  }

  @Test("The secretariat briefs on its own mandates, participants exchange views on those of others, and the report is adopted at the end")
  func expectations() throws {
    let next = try draft()
    let kinds = next.meeting.expectations.map { "\(next.meeting.item($0.item)?.number.description ?? "") \($0.kind.rawValue)" }
    #expect(
      kinds == [
        "1 takesPlace", "2 participantsMayWish", "3 secretariatWillBrief", "3 participantsMayWish", "3 panel", "4 secretariatWillBrief",
        "4 participantsMayWish", "5 secretariatWillBrief", "6 adoption",
      ])
  }

  @Test("Annotations stand in six languages, with source, and what is not translated in square brackets")
  func annotations() throws {
    // Tasks that nobody has translated.
    var english = last
    for index in english.mandates.indices { english.mandates[index].task = LocalText([.en: english.mandates[index].task[.en] ?? ""]) }
    let next = try draft(after: english)
    for item in next.meeting.items where item.number.number != 2 {
      for paragraph in item.annotation { #expect(paragraph.missing.isEmpty, "\(item.number)") }
    }
    let third = try #require(next.meeting.items.first { $0.number.number == 3 })
    let read = third.annotation.compactMap { $0[.en] }
    #expect(read.contains { $0.contains("resolution 7/1") && $0.contains("within existing resources") })
    #expect(third.annotation.contains { $0[.zh]?.contains("[Keep collecting") == true })
    #expect(!read.contains { $0.contains("[") })
    for language in Language.allCases {
      #expect(!next.meeting.items.flatMap(\.annotation).contains { $0[language]?.contains("⟦") == true }, "\(language)")
    }
  }

  @Test("A mandate that the officer leaves out is stated nowhere and makes no finding")
  func leftOut() throws {
    let out = try #require(last.mandates.first { $0.mark.text == "m06" })
    let next = try draft(leftOut: [out.id])
    #expect(next.leftOut.map(\.id) == [out.id] && !next.mandates.contains { $0.id == out.id })
    #expect(!next.dossier(after: last).coverageFindings.contains { $0.rule == .mandateWithoutExpectation })
  }

  @Test("Two new recommendations find their items: one by topic, one gets an item of its own")
  func recommendations() throws {
    let first = try recommendation("m13", "Collect good practices in mutual legal assistance and publish them")
    let second = try recommendation("m14", "Prepare a study of obstacles to extradition")
    let next = try draft(of: [first, second])
    #expect(numbers("m13", next) == ["3"] && next.placements.map(\.ground) == [.topic, .topic])
    #expect(numbers("m14", next) == ["6"])
    let added = try #require(next.meeting.items.first { $0.number.number == 6 })
    #expect(added.title[.en] == "Extradition" && added.title.missing.isEmpty && added.kind == .substantive)
    #expect(next.meeting.items.last?.number.number == 7 && next.meeting.items.last?.kind == .procedural)
    let paragraph = try #require(added.annotation.first)
    #expect(paragraph[.en]?.contains("para. 12") == true && paragraph[.fr]?.contains("par. 12") == true)
    let findings = next.dossier(after: last).coverageFindings
    #expect(
      !findings.contains {
        [.mandateWithoutExpectation, .mandatePartlyAnswered, .itemWithoutBand].contains($0.rule) && $0.rule != .itemWithoutBand
      })
    #expect(next.meeting.bands.flatMap(\.slots).contains { $0.item == added.id })
  }

  @Test(
    "A recommendation for technical assistance joins the item whose mandates are about it; one about nothing known stands last and says so")
  func unknown() throws {
    let help = try recommendation("m13", "Offer technical assistance to small authorities")
    let odd = try recommendation("m14", "Print a brochure")
    let next = try draft(of: [help, odd])
    #expect(numbers("m13", next) == ["5"] && numbers("m14", next) == ["5"])
    #expect(next.placements.map(\.ground) == [.topic, .unknown])
    let chosen = try draft(of: [odd], places: [odd.id: try #require(ItemNumber(4))])
    #expect(numbers("m14", chosen) == ["4"] && chosen.placements[0].ground == .chosen)
  }

  @Test("Without an agenda or without open mandates there is no draft")
  func nothing() throws {
    #expect(throws: CannotDraftAgenda.nothingToAnswer) { try draft(of: []) }
    var bare = last
    bare.meeting.items = []
    #expect(throws: CannotDraftAgenda.noAgendaToFollow) { try draft(of: last.mandates, after: bare) }
  }
}

@Suite("Progress and follow-up") struct ProgressNoteTests {
  @Test("The note has every mandate that leaves something to do once, under the item about its subject, and no restricted document")
  func note() throws {
    var dossier = try SampleMeeting.dossier()
    let index = try #require(dossier.mandates.firstIndex { $0.mark.text == "m07" })
    let shown = try #require(dossier.documents.firstIndex { $0.mark.text == "d3" })
    dossier.mandates[index].actions = [
      .init(
        id: ID(), what: LocalText([.en: "Statistics issued"]), doneOn: try #require(CalendarDay("2018-04-04")),
        evidence: dossier.documents[shown].id)
    ]
    let lines = dossier.progressNote
    #expect(lines.map(\.mandate.mark.text) == ["m01", "m02", "m06", "m07", "m09", "m10", "m03", "m04", "m08", "m11", "m12"])
    let note = ProgressNote(dossier: dossier, words: try SampleMeeting.words())
    #expect(note.csv.contains("4 April 2018: Statistics issued") && note.csv.contains("CAC/COSP/EG.1/2018/3"))
    #expect(note.symbol == "CAC/COSP/EG.1/2018/2")
    dossier.documents[shown].distribution = .restricted
    let kept = ProgressNote(dossier: dossier, words: try SampleMeeting.words())
    #expect(!kept.csv.contains("CAC/COSP/EG.1/2018/3"))
    for language in Language.allCases {
      let words = try SampleMeeting.words(language)
      let note = ProgressNote(dossier: dossier, words: words)
      #expect(note.byItem.count == 4 && !note.title.isEmpty, "\(language)")
      #expect(!ProgressNote(dossier: dossier, words: words).csv.contains("⟦"), "\(language)")
    }
  }

  @Test("A mandate that a restricted document gives is not in the note")
  func restricted() throws {
    var dossier = try SampleMeeting.dossier()
    let source = try #require(dossier.documents.firstIndex { $0.mark.text == "d4" })
    dossier.documents[source].distribution = .restricted
    #expect(dossier.progressNote.map(\.mandate.mark.text) == ["m01", "m02", "m07", "m03", "m04", "m08"])
  }

  @Test("A mandate’s successor and reason survive the file")
  func roundTrip() throws {
    var dossier = try SampleMeeting.dossier()
    dossier.mandates[1].status = .overtaken
    dossier.mandates[1].overtakenBy = dossier.mandates[2].id
    dossier.mandates[3].status = .notApplicable
    dossier.mandates[3].statusReason = "dealt with elsewhere"
    let data = try JSONEncoder().encode(MeetingFile(dossier))
    let (file, tree) = try MeetingFile.read(data, isYAML: false)
    let again = try file.dossier(tree)
    #expect(again.mandates == dossier.mandates)
  }
}
