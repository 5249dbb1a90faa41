// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Testing

@Suite("The report of a meeting") struct ReportTests {
  private static let step = ReportStep(officer: "o", name: "Luis Tanaka", at: Date(timeIntervalSince1970: 1_528_459_200))

  private static func report(_ texts: [String]) -> MeetingReport {
    MeetingReport(
      meeting: ID(), sections: [ReportSection(.introduction, texts.map { ReportParagraph(LocalText([.en: $0])) })])
  }

  private static func edit(_ report: MeetingReport, _ edits: ReportEdit...) throws -> MeetingReport {
    try edits.reduce(report) { try #require(try $0.after($1, step)) }
  }

  private static func labels(_ report: MeetingReport) -> [String?] { report.paragraphs.map { report.numbers[$0.id]?.description } }

  @Test("While it is drafted, a deleted paragraph has no number and the rest are numbered through")
  func drafting() throws {
    let report = Self.report(["One.", "Two.", "Three."])
    #expect(Self.labels(report) == ["1", "2", "3"])
    #expect(Self.labels(try Self.edit(report, .take(.delete, on: report.paragraphs[1].id))) == ["1", nil, "2"])
  }

  @Test("Once numbers are fixed, what is inserted is bis and ter, what is deleted keeps its number, and adoption numbers through again")
  func bis() throws {
    var report = try Self.edit(Self.report(["One.", "Two."]), .number)
    let (first, section) = (report.paragraphs[0].id, report.sections[0].id)
    let inserted = ReportParagraph(LocalText([.en: "New."]))
    report = try Self.edit(
      report, .add(inserted, to: section, after: first), .add(ReportParagraph(LocalText([.en: "Newer."])), to: section, after: inserted.id))
    #expect(Self.labels(report) == ["1", "1 bis", "1 ter", "2"])
    report = try Self.edit(report, .take(.delete, on: first))
    #expect(Self.labels(report) == ["1", "1 bis", "1 ter", "2"])
    for paragraph in report.paragraphs.dropFirst() { report = try Self.edit(report, .take(.agree, on: paragraph.id)) }
    #expect(Self.labels(try report.adopted(Self.step)) == [nil, "1", "2", "3"])
    #expect(throws: CannotChangeReport.numbered) { try report.after(.number, Self.step) }
  }

  @Test("Chapters have Roman numbers, the parts of the organization letters, the annex none")
  func sections() {
    let report = MeetingReport(
      meeting: ID(),
      sections: [.introduction, .organization, .opening, .agenda, .attendance, .item(ID()), .conclusions, .adoption, .annex].map {
        ReportSection($0)
      })
    func numbers(_ language: Language) -> [String?] { report.sections.map { report.number(of: $0.id, in: language) } }
    #expect(numbers(.en) == ["I.", "II.", "A.", "B.", "C.", "III.", "IV.", "V.", nil])
    #expect(numbers(.ar) == ["أولا -", "ثانيا -", "ألف -", "باء -", "جيم -", "ثالثا -", "رابعا -", "خامسا -", nil])
    #expect(numbers(.zh) == ["一.", "二.", "A.", "B.", "C.", "三.", "四.", "五.", nil])
    #expect(MeetingReport.roman(1994) == "MCMXCIV")
  }

  @Test("Points of the second level are (a) in English and a) in French and Spanish")
  func points() {
    let text = "The following:\n- one\n- two"
    #expect(ReportLine.lines(of: text, in: .en).map(\.mark) == [nil, "(a)", "(b)"])
    #expect(ReportLine.lines(of: text, in: .fr).map(\.mark) == [nil, "a)", "b)"])
    #expect(ReportLine.lines(of: text, in: .es).map(\.mark) == [nil, "a)", "b)"])
    #expect(ReportLine.lines(of: text, in: .ar).map(\.mark) == [nil, "(أ)", "(ب)"])
  }

  @Test(
    "Brackets are counted, and must close",
    arguments: [("a [b] c", 1, true), ("[a [b]]", 2, true), ("a [b", 0, false), ("a] b[", 0, false), ("甲［乙］", 1, true), ("", 0, true)])
  func brackets(text: String, pairs: Int, isBalanced: Bool) {
    #expect(Brackets(in: text).pairs == pairs)
    #expect(Brackets(in: text).isBalanced == isBalanced)
  }

  /// Every state with every act: `nil` is allowed.
  static let pairs: [(ReportParagraph.State, ReportParagraph.Act, CannotChangeReport?)] = [
    (.open, .agree, nil), (.open, .agreeAsAmended, .notAmended), (.open, .bracket, nil), (.open, .reopen, .alreadySo),
    (.open, .delete, nil), (.bracketed, .agree, nil), (.bracketed, .agreeAsAmended, .notAmended), (.bracketed, .bracket, .alreadySo),
    (.bracketed, .reopen, nil), (.bracketed, .delete, nil), (.agreed, .agree, .alreadySo), (.agreed, .agreeAsAmended, .settled),
    (.agreed, .bracket, .settled), (.agreed, .reopen, nil), (.agreed, .delete, .settled), (.agreedAsAmended, .agree, .settled),
    (.agreedAsAmended, .agreeAsAmended, .alreadySo), (.agreedAsAmended, .bracket, .settled), (.agreedAsAmended, .reopen, nil),
    (.agreedAsAmended, .delete, .settled), (.deleted, .agree, .settled), (.deleted, .agreeAsAmended, .settled),
    (.deleted, .bracket, .settled), (.deleted, .reopen, nil), (.deleted, .delete, .alreadySo),
  ]

  @Test("Every act is decided for every state", arguments: pairs)
  func acts(state: ReportParagraph.State, act: ReportParagraph.Act, refusal: CannotChangeReport?) throws {
    #expect(Self.pairs.count == ReportParagraph.State.allCases.count * ReportParagraph.Act.allCases.count)
    let paragraph = ReportParagraph(LocalText([.en: "Text."]), state: state)
    #expect(paragraph.refusal(of: act) == refusal)
    let report = MeetingReport(meeting: ID(), sections: [ReportSection(.introduction, [paragraph])])
    if let refusal {
      #expect(throws: refusal) { try report.after(.take(act, on: paragraph.id), Self.step) }
    } else {
      let after = try #require(try report.after(.take(act, on: paragraph.id), Self.step)).paragraphs[0]
      #expect(after.state == act.state)
      #expect(after.decisions == [.init(act.state, Self.step)])
    }
  }

  @Test("Nothing is agreed that has brackets, no text or an amendment before the meeting")
  func notYet() throws {
    var paragraph = ReportParagraph(LocalText([.en: "Text.", .fr: "Texte [contesté]."]))
    #expect(paragraph.refusal(of: .agree) == .bracketsLeft)
    #expect(paragraph.bracketsDiffer)
    paragraph.text = LocalText()
    #expect(paragraph.refusal(of: .agree) == .noText)
    paragraph.text = LocalText([.en: "Text."])
    paragraph.amendments = [ReportAmendment(by: .chair, LocalText([.en: "Words."]), Self.step)]
    #expect(paragraph.refusal(of: .agree) == .amendmentsPending)
  }

  @Test("An accepted amendment becomes the text, leaves the other languages behind, and the paragraph is agreed as amended")
  func amended() throws {
    let paragraph = ReportParagraph(LocalText([.en: "Text.", .fr: "Texte."]))
    let amendment = ReportAmendment(by: .state(StateCode("AT")!), LocalText([.en: "Better text."]), Self.step)
    var report = MeetingReport(meeting: ID(), sections: [ReportSection(.introduction, [paragraph])])
    report = try Self.edit(
      report, .propose(amendment, to: paragraph.id), .decide(amendment.id, of: paragraph.id, as: .accepted))
    #expect(report.paragraphs[0].text == LocalText([.en: "Better text.", .fr: "Texte."]))
    #expect(report.paragraphs[0].behind == [.fr])
    #expect(report.paragraphs[0].refusal(of: .agree) == .amended)
    #expect(throws: CannotChangeReport.amendmentDecided) {
      try report.after(.decide(amendment.id, of: paragraph.id, as: .withdrawn), Self.step)
    }
    report = try Self.edit(
      report, .write(paragraph.id, .fr, seen: "Texte.", text: "Meilleur texte."), .take(.agreeAsAmended, on: paragraph.id))
    #expect(report.paragraphs[0].state == .agreedAsAmended && report.paragraphs[0].behind.isEmpty)
  }

  @Test("A withdrawn or refused amendment leaves the text", arguments: [ReportAmendment.State.withdrawn, .notAccepted])
  func notTaken(outcome: ReportAmendment.State) throws {
    let paragraph = ReportParagraph(LocalText([.en: "Text."]))
    let amendment = ReportAmendment(by: .organization("Group of 77"), LocalText([.en: "Other."]), Self.step)
    let report = try Self.edit(
      MeetingReport(meeting: ID(), sections: [ReportSection(.introduction, [paragraph])]), .propose(amendment, to: paragraph.id),
      .decide(amendment.id, of: paragraph.id, as: outcome), .take(.agree, on: paragraph.id))
    #expect(report.paragraphs[0].text == paragraph.text && report.paragraphs[0].state == .agreed)
  }

  @Test("Two who write one language differently are told; two who write the same, or two languages, are not")
  func twoOfficers() throws {
    let report = Self.report(["Seen."])
    let id = report.paragraphs[0].id
    let theirs = try Self.edit(report, .write(id, .en, seen: "Seen.", text: "Theirs."))
    #expect(throws: CannotChangeReport.changedSinceSeen) { try theirs.after(.write(id, .en, seen: "Seen.", text: "Mine."), Self.step) }
    #expect(try theirs.after(.write(id, .en, seen: "Seen.", text: "Theirs."), Self.step) == theirs)
    #expect(try theirs.after(.write(id, .en, seen: "Seen.", text: "Seen."), Self.step) == theirs)
    #expect(try Self.edit(theirs, .write(id, .fr, seen: "", text: "Vu.")).paragraphs[0].text[.fr] == "Vu.")
    #expect(throws: CannotChangeReport.bracketsUnbalanced([.en])) {
      try theirs.after(.write(id, .en, seen: "Theirs.", text: "Open ["), Self.step)
    }
  }

  @Test("It is adopted only when no paragraph is open or in brackets, and then nothing changes any more")
  func adoption() throws {
    var report = Self.report(["One.", "Two.", "Three."])
    report = try Self.edit(report, .take(.agree, on: report.paragraphs[0].id), .take(.bracket, on: report.paragraphs[1].id))
    #expect(throws: CannotChangeReport.undecided(open: ["3"], bracketed: ["2"])) { try report.adopted(Self.step) }
    report = try Self.edit(report, .take(.delete, on: report.paragraphs[1].id), .take(.agree, on: report.paragraphs[2].id))
    let adopted = try report.adopted(Self.step)
    #expect(adopted.adoption == Self.step)
    #expect(throws: CannotChangeReport.adopted) { try adopted.after(.take(.reopen, on: report.paragraphs[0].id), Self.step) }
    #expect(throws: CannotChangeReport.adopted) { try adopted.adopted(Self.step) }
    #expect(throws: CannotChangeReport.noText) { try Self.report([]).adopted(Self.step) }
  }
}

@Suite("Tracked changes") struct TrackedChangesTests {
  private func shown(_ old: String, _ new: String, _ language: Language) -> String {
    TrackedPiece.pieces(from: old, to: new, in: language).map { piece in
      switch piece.fate {
      case .kept: piece.text
      case .inserted: "{+\(piece.text)+}"
      case .deleted: "{-\(piece.text)-}"
      }
    }.joined()
  }

  @Test("Words are compared whole, Chinese by characters, and both versions can be read out of the pieces")
  func compared() {
    #expect(shown("The group met.", "The group convened.", .en) == "The group {-met-}{+convened+}.")
    #expect(shown("会议通过报告", "会议通过了报告", .zh) == "会议通过{+了+}报告")
    #expect(shown("same", "same", .en) == "same")
    #expect(shown("", "new words", .en) == "{+new words+}")
    let (old, new) = (
      "The Secretariat was requested to continue its work on statistics.", "The Secretariat is invited to begin work, soon."
    )
    let pieces = TrackedPiece.pieces(from: old, to: new, in: .en)
    #expect(pieces.filter { $0.fate != .inserted }.map(\.text).joined() == old)
    #expect(pieces.filter { $0.fate != .deleted }.map(\.text).joined() == new)
  }

  @Test("Two long texts without anything in common are compared at once")
  func bounded() {
    let (old, new) = (String(repeating: "alpha ", count: 20_000), String(repeating: "beta ", count: 20_000))
    #expect(TrackedPiece.pieces(from: old, to: new, in: .en).count <= 3)
  }
}

@Suite("Splitting recommendations") struct SplitRecommendationTests {
  static let secretariat = Body(
    id: ID(), mark: Mark.next(after: [], prefix: "secretariat"), kind: .secretariat, name: LocalText([.en: "Secretariat"]))
  static let states = Body(
    id: ID(), mark: Mark.next(after: [], prefix: "states"), kind: .addresseeGroup, name: LocalText([.en: "States parties"]))

  private func split(_ text: String) -> [ProposedMandate] { ProposedMandate.split(text, among: [Self.secretariat, Self.states]) }

  @Test("Each verb and each addressee gives one mandate")
  func verbs() {
    #expect(
      split(
        "The meeting requests the Secretariat, within existing resources, to collect statistics, and invites States parties to provide them."
      ) == [
        ProposedMandate(
          verb: .requests, addressee: Self.secretariat.id, task: LocalText([.en: "Collect statistics"]), qualifier: .withinExistingResources
        ),
        ProposedMandate(verb: .invites, addressee: Self.states.id, task: LocalText([.en: "Provide them"])),
      ])
    #expect(
      split("The meeting encouraged States parties and the Secretariat to exchange experience.") == [
        ProposedMandate(verb: .encourages, addressee: Self.states.id, task: LocalText([.en: "Exchange experience"])),
        ProposedMandate(verb: .encourages, addressee: Self.secretariat.id, task: LocalText([.en: "Exchange experience"])),
      ])
  }

  @Test("A clause with that, a verb without an addressee, a noun that looks like a verb")
  func forms() {
    #expect(
      split("The meeting recommended that the Secretariat should continue its work.") == [
        ProposedMandate(verb: .recommends, addressee: Self.secretariat.id, task: LocalText([.en: "Continue its work"]))
      ])
    #expect(
      split("The meeting welcomed the report and took note of the statistics.") == [
        ProposedMandate(verb: .welcomes, addressee: nil, task: LocalText([.en: "The report"])),
        ProposedMandate(verb: .takesNote, addressee: nil, task: LocalText([.en: "The statistics"])),
      ])
    #expect(
      split("The meeting calls upon States to answer requests for assistance.") == [
        ProposedMandate(verb: .callsUpon, addressee: Self.states.id, task: LocalText([.en: "Answer requests for assistance"]))
      ])
    #expect(split("No verb stands here.").isEmpty)
  }

  private static let named = [
    Body(
      id: ID(), mark: Mark.next(after: [], prefix: "secretariat"), kind: .secretariat,
      name: LocalText([
        .en: "Secretariat", .fr: "Secrétariat", .es: "Secretaría", .ru: "Секретариат", .ar: "الأمانة", .zh: "秘书处",
      ])),
    Body(
      id: ID(), mark: Mark.next(after: [], prefix: "states"), kind: .addresseeGroup,
      name: LocalText([
        .en: "States parties", .fr: "États Parties", .es: "Estados Parte", .ru: "Государства-участники", .ar: "الدول الأطراف", .zh: "缔约国",
      ])),
  ]

  @Test("Each task has the words of every language in which the recommendation is written")
  func languages() {
    let text = LocalText([
      .en: "The meeting requests the Secretariat to publish a table, and invites States parties to name a contact point.",
      .fr: "La réunion prie le Secrétariat de publier un tableau, et invite les États parties à désigner un point de contact.",
      .es: "La reunión solicita a la Secretaría que publique un cuadro, e invita a los Estados partes a designar un punto de contacto.",
      .ru: "Совещание просит Секретариат опубликовать таблицу и предлагает государствам-участникам назначить контактный пункт.",
      .ar: "يطلب الاجتماع إلى الأمانة أن تنشر جدولا، ويدعو الدول الأطراف إلى تسمية جهة اتصال.",
      .zh: "会议请秘书处公布紧急请求一览表，并邀请缔约国指定联络点。",
    ])
    let tasks = ProposedMandate.split(text, among: Self.named).map(\.task)
    #expect(
      tasks == [
        LocalText([
          .en: "Publish a table", .fr: "Publier un tableau", .es: "Publique un cuadro", .ru: "Опубликовать таблицу", .ar: "تنشر جدولا",
          .zh: "公布紧急请求一览表",
        ]),
        LocalText([
          .en: "Name a contact point", .fr: "Désigner un point de contact", .es: "Designar un punto de contacto",
          .ru: "Назначить контактный пункт", .ar: "تسمية جهة اتصال", .zh: "指定联络点",
        ]),
      ])
  }

  @Test("A language with other verbs than the English text offers its whole paragraph, one that is missing nothing")
  func wholeParagraph() {
    let text = LocalText([
      .en: "The meeting requests the Secretariat to publish a table, and invites States parties to correct it.",
      .fr: "Le Secrétariat publiera un tableau et les États parties le corrigeront.",
    ])
    let tasks = ProposedMandate.split(text, among: Self.named).map(\.task)
    #expect(tasks.map { $0[.en] } == ["Publish a table", "Correct it"])
    #expect(tasks.allSatisfy { $0[.fr] == "Le Secrétariat publiera un tableau et les États parties le corrigeront" && $0[.ru] == nil })
  }
}
