// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import MeetingsRules
import MeetingsService
import Node
import Testing

@Suite("The annotated agenda") struct AnnotatedAgendaTests {
  static let shared = SampleMeeting.root.deletingLastPathComponent().appending(path: "shared")
  static let annotations = shared.appending(path: "data/agenda-text-zh.yaml").path
  static let source = shared.appending(path: "source/annotated-provisional-agenda-2018-zh.txt").path
  static let isSourceAtHand = FileManager.default.fileExists(atPath: annotations) && FileManager.default.fileExists(atPath: source)

  private func paper(_ dossier: MeetingDossier, in language: Kernel.Language) throws -> OfficialPaper {
    let catalogue = try Node.words()
    return OfflineMeeting.agenda(of: dossier, in: language) { catalogue.words($0) }
  }

  /// A text without white space, brackets of links and the marks of the converter.
  private func squeezed(_ text: String) -> String {
    text.replacing(/\[([^\]]*)\]\(#\)/) { String($0.output.1) }.replacing(/<\/?b>/, with: "").replacing("#", with: "")
      .filter { !$0.isWhitespace }
  }

  @Test(
    "With the annotations of the source document taken in, the Chinese agenda is the source document but for white space and link brackets",
    .enabled(if: isSourceAtHand))
  func chinese() throws {
    let catalogue = try Node.words()
    let dossier = try OfflineMeeting.annotate(SampleMeeting.dossier(), with: Self.annotations, in: .zh) { catalogue.words($0) }
    let (made, wanted) = (squeezed(try paper(dossier, in: .zh).text), squeezed(try String(contentsOfFile: Self.source, encoding: .utf8)))
    let same = zip(made, wanted).prefix { $0 == $1 }.count
    #expect(made == wanted, "after \(same): \(String(made.dropFirst(same).prefix(30))) / \(String(wanted.dropFirst(same).prefix(30)))")
  }

  @Test(
    "A file of annotations about another agenda is refused with the place that differs",
    .enabled(if: isSourceAtHand),
    arguments: [
      ("- item: 2\n", "- item: 9\n", "items[1].item"), ("- item: 2\n", "- item: 1\n", "items[1].item"),
      ("  title: 会议开幕", "  title: 会议闭幕", "items[0].title"), ("- Chinese", "- French", "masthead"),
      ("documents_heading: 文件", "documents_heading: 附件", "documents_heading"), ("- 日期和时间", "- 日期", "annex.columns"),
      ("EG.1/2018/3](#)", "EG.1/2018/9](#)", "items[2].documents[1]"), ("annex:", "anex:", "annex"),
    ])
  func anotherAgenda(old: String, new: String, path: String) throws {
    let text = try String(contentsOfFile: Self.annotations, encoding: .utf8)
    try #require(text.contains(old))
    let file = FileManager.default.temporaryDirectory.appending(path: "annotations-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.replacing(old, with: new, maxReplacements: 1).write(to: file, atomically: true, encoding: .utf8)
    let catalogue = try Node.words()
    do {
      _ = try OfflineMeeting.annotate(SampleMeeting.dossier(), with: file.path, in: .zh) { catalogue.words($0) }
      Issue.record("the file was taken in")
    } catch CannotReadMeeting.unreadable(let places) {
      #expect(places.contains(path), "\(places)")
    }
  }

  @Test("The sample agenda is there in all six languages, nothing falls back to another one", arguments: Kernel.Language.allCases)
  func sixLanguages(language: Kernel.Language) throws {
    let paper = try paper(SampleMeeting.dossier(), in: language)
    for block in paper.blocks {
      switch block {
      case .heading(let piece, _), .entry(_, let piece, _), .paragraph(let piece): #expect(piece.language == language, "\(piece.text)")
      case .annex(let heading, let title): #expect(heading.language == language && title.language == language)
      case .timetable(_, let days):
        #expect(days.flatMap(\.lines).count == 6)
        for line in days.flatMap(\.lines) { #expect(line.title.language == language) }
      case .clause, .table, .picture: Issue.record("an agenda has none of them")
      }
    }
    #expect(!paper.text.contains("⟦"))
  }

  @Test("The masthead is in English but for French and Spanish, as those of the United Nations are")
  func masthead() throws {
    let dossier = try SampleMeeting.dossier()
    #expect(try paper(dossier, in: .zh).masthead.lines.map(\.text) == ["Distr.: General", "4 April 2018", "Chinese", "Original: English"])
    #expect(try paper(dossier, in: .ar).masthead.lines.map(\.text) == ["Distr.: General", "4 April 2018", "Arabic", "Original: English"])
    #expect(
      try paper(dossier, in: .fr).masthead.lines.map(\.text)
        == ["Distr. générale", "4 avril 2018", "Français", "Original\u{A0}: anglais"])
  }

  @Test("A symbol that nobody has confirmed is not printed in the masthead, and runs in square brackets; a confirmed one in both places")
  func inferred() throws {
    var dossier = try SampleMeeting.dossier()
    #expect(try paper(dossier, in: .en).masthead.symbol == nil)
    #expect(try paper(dossier, in: .en).runningHead == "[CAC/COSP/EG.1/2018/1]")
    dossier.documents[0].isInferred = false
    #expect(try paper(dossier, in: .en).masthead.symbol == "CAC/COSP/EG.1/2018/1")
    #expect(try paper(dossier, in: .en).runningHead == "CAC/COSP/EG.1/2018/1")
  }

  @Test("An adopted agenda is no longer called provisional, and a restricted document is not listed")
  func adopted() throws {
    var dossier = try SampleMeeting.dossier()
    dossier.meeting.agendaStage = .adopted(on: try #require(CalendarDay("2018-06-08")))
    let place = try #require(dossier.documents.firstIndex { $0.mark.text == "d3" })
    #expect(try paper(dossier, in: .en).text.contains("CAC/COSP/EG.1/2018/3"))
    dossier.documents[place].distribution = .restricted
    let text = try paper(dossier, in: .en).text
    #expect(text.contains("\n\nAgenda\n\n1. Opening") && !text.contains("CAC/COSP/EG.1/2018/3"))
  }

  @Test("An item below stands under its item with its letter as the language prints it")
  func below() throws {
    var dossier = try SampleMeeting.dossier()
    dossier.meeting.items.append(
      AgendaItem(
        id: .init(UUID()), number: try #require(ItemNumber(4, letter: "b")), title: LocalText([.en: "Seizure", .fr: "Saisie"]),
        kind: .substantive))
    #expect(try paper(dossier, in: .en).text.contains("relating to corruption:\n   (b) Seizure.\n5. "))
    #expect(try paper(dossier, in: .fr).text.contains("\n   b) Saisie.\n5. "))
  }

  @Test("Two versions of an annotation need not have as many paragraphs: each language prints its own and no other's")
  func paragraphs() throws {
    var dossier = try SampleMeeting.dossier()
    dossier.meeting.items[0].annotation.append(LocalText([.zh: "第二段。"]))
    #expect(try !paper(dossier, in: .en).text.contains("第二段"))
    #expect(try paper(dossier, in: .zh).text.contains("第二段"))
  }
}
