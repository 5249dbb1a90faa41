// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Testing

private let bodyID = ID<Body>()

private func document(
  _ symbol: String?, title: String = "Note", distribution: MeetingDocument.Distribution? = .general,
  kind: MeetingDocument.Kind = .secretariatNote
) throws -> MeetingDocument {
  MeetingDocument(
    id: ID(), mark: try #require(Mark("d1")), symbol: symbol, kind: kind, distribution: distribution, originalLanguage: .en,
    title: LocalText([.en: title]))
}

private func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

private func faults(_ decide: () throws -> MeetingDocument) -> [String] {
  do {
    _ = try decide()
    return []
  } catch let problem as CannotEditDocument {
    return problem.fields.isEmpty ? [problem.code.rawValue] : problem.fields.map { String($0.code.rawValue.dropFirst(18)) }
  } catch {
    return ["\(error)"]
  }
}

@Suite("What a document may not be") struct DocumentFaultTests {
  private var body: Body? {
    Mark("eg1").map { Body(id: bodyID, mark: $0, kind: .openEndedExpertMeeting, symbolPrefix: "CAC/COSP/EG.1", name: LocalText()) }
  }

  @Test(
    "A symbol is refused that no grammar reads, that another body or document has, or that revises or corrects nothing",
    arguments: [
      ("CAC/COSP/EG.1/2018/2", [String]()), ("two of 2018", ["symbol-unreadable"]), ("CAC/COSP/IRG/2018/2", ["symbol-of-another-body"]),
      ("CAC/COSP/2018/2", ["symbol-of-another-body"]), ("CAC/COSP/EG.1/2018/1", ["symbol-twice"]),
      ("CAC/COSP/EG.1/2018/1*", ["symbol-twice"]), ("CAC/COSP/EG.1/2018/1/Rev.1", []),
      ("CAC/COSP/EG.1/2018/4/Rev.1", ["symbol-revises-nothing"]), ("CAC/COSP/EG.1/2018/1/Corr.1", []),
      ("CAC/COSP/EG.1/2018/4/Corr.1", ["symbol-corrects-nothing"]), ("CAC/COSP/EG.1/2018/4/Add.1", []),
      ("CAC/COSP/EG.1/2018/L.1", ["distribution-wider-than-symbol"]), ("CAC/COSP/EG.1/2018/CRP.1", []),
    ])
  func symbols(_ symbol: String, _ expected: [String]) throws {
    let known = try document("CAC/COSP/EG.1/2018/1")
    let entered = try document(symbol)
    #expect(faults { try entered.entered(of: body, among: [known, entered]) } == expected)
  }

  @Test("A symbol of the restricted series goes with restricted distribution alone")
  func restricted() throws {
    #expect(
      faults { try document("E/CN.7/2018/R.1", distribution: .limited).entered(of: nil, among: []) } == ["distribution-wider-than-symbol"])
    #expect(faults { try document("E/CN.7/2018/R.1", distribution: .restricted).entered(of: nil, among: []) }.isEmpty)
  }

  @Test("A document needs a title in some language, and needs no symbol")
  func title() throws {
    #expect(faults { try document(nil, title: "").entered(of: body, among: []) } == ["title-missing"])
    #expect(faults { try document(nil).entered(of: body, among: []) }.isEmpty)
  }

  @Test(
    "Language versions are refused that are there already, that change what is not there, or whose facts cannot be",
    arguments: [
      ("original-en", ["language-twice"]), ("original-fr", [String]()), ("rev1-fr", []), ("rev2-en", ["revision-of-nothing"]),
      ("corr1-en", []), ("corr1-fr", ["correction-of-nothing"]), ("reissue1-fr", ["reissue-of-nothing", "reissue-undated"]),
      ("reissue1-en", ["reissue-undated"]),
    ])
  func editions(_ name: String, _ expected: [String]) throws {
    var known = try document("CAC/COSP/EG.1/2018/1")
    known = try known.keeping(DocumentExpression(.original, .en), inPlaceOf: nil)
    let parts = name.split(separator: "-").map(String.init)
    let expression = DocumentExpression(
      try #require(DocumentExpression.Edition(parts[0])), try #require(Language(rawValue: parts[1])))
    #expect(faults { try known.keeping(expression, inPlaceOf: nil) } == expected)
  }

  @Test("Days go forward, words are counted from one, and a job number has its form and the letter of its language")
  func facts() throws {
    let known = try document("CAC/COSP/EG.1/2018/1")
    func expression(_ change: (inout DocumentExpression) throws -> Void) rethrows -> [String] {
      var expression = DocumentExpression(.original, .fr)
      try change(&expression)
      return faults { try known.keeping(expression, inPlaceOf: nil) }
    }
    #expect(
      try expression {
        $0.submittedOn = try day("2018-03-30")
        $0.issuedOn = try day("2018-03-29")
      } == ["days-out-of-order"])
    #expect(expression { $0.wordCount = 0 } == ["word-count-unreadable"])
    #expect(expression { $0.jobNumber = "no. 5" } == ["job-number-unreadable"])
    #expect(expression { $0.jobNumber = "V.17-08295 (E)" } == ["job-number-of-another-language"])
    for number in ["V.17-08295 (F)", "V.17-08295", "GE.18-01234", "25-04962 (F)"] { #expect(expression { $0.jobNumber = number }.isEmpty) }
  }

  @Test("A language version is changed under its name, never when it is gone, and never taken away under its corrigendum")
  func change() throws {
    var known = try document("CAC/COSP/EG.1/2018/1")
    known = try known.keeping(DocumentExpression(.original, .en), inPlaceOf: nil)
    known = try known.keeping(DocumentExpression(.original, .en, wordCount: 12), inPlaceOf: "original-en")
    #expect(known.expressions.map(\.wordCount) == [12])
    #expect(
      faults { try known.keeping(DocumentExpression(.original, .fr), inPlaceOf: "original-fr") } == ["meetings.document-no-such-expression"]
    )
    #expect(faults { try known.removing("original-fr") } == ["meetings.document-no-such-expression"])
    let corrected = try known.keeping(DocumentExpression(.corrigendum(1), .en), inPlaceOf: nil)
    #expect(faults { try corrected.removing("original-en") } == ["correction-of-nothing"])
    #expect(try known.removing("original-en").expressions.isEmpty)
  }

  @Test("Of several editions the latest revision holds; without one the reissue; a corrigendum never")
  func current() throws {
    var known = try document("CAC/COSP/EG.1/2018/1")
    for edition in ["original", "reissue1", "corr1"] {
      known = try known.keeping(
        DocumentExpression(try #require(.init(edition)), .en, issuedOn: day("2018-04-07")), inPlaceOf: nil)
    }
    #expect(known.current(in: .en)?.edition == .reissue(1))
    known = try known.keeping(DocumentExpression(.revision(1), .fr), inPlaceOf: nil)
    #expect(known.current(in: .en) == nil && known.current(in: .fr)?.edition == .revision(1))
    #expect(["", "rev", "rev0", "rev01", "rev100", "Rev1", "original1"].allSatisfy { DocumentExpression.Edition($0) == nil })
  }
}

@Suite("The rule of ten, four and six weeks") struct ReadinessTests {
  /// The meeting opens on 8 June 2018: texts are due on 30 March, issued documents on 27 April.
  private func measured(
    _ expressions: [DocumentExpression], on text: String, kind: MeetingDocument.Kind = .secretariatNote,
    limits: [MeetingDocument.Kind: Int] = [:]
  ) throws -> DocumentReadiness {
    var measured = try document("CAC/COSP/EG.1/2018/2", kind: kind)
    measured.expressions = expressions
    return DocumentReadiness(measured, on: try day(text), by: DocumentationRule(opening: try day("2018-06-08"), wordLimits: limits))
  }

  @Test("Ten weeks before 8 June 2018 is 30 March, six weeks before is 27 April")
  func days() throws {
    let rule = DocumentationRule(opening: try day("2018-06-08"))
    #expect(try rule.submissionDue == day("2018-03-30"))
    #expect(try rule.issueDue == day("2018-04-27"))
    #expect(rule.submissionDue.adding(DocumentationRule.processing) == rule.issueDue)
  }

  @Test("A text that is not there is in time on its last day and one day late on the next")
  func awaited() throws {
    let state = ReadinessCell.State.awaited(by: try day("2018-03-30"))
    #expect(try measured([], on: "2018-03-30").cells[.en] == ReadinessCell(state: state, timing: .inTime))
    #expect(try measured([], on: "2018-03-31").cells[.zh] == ReadinessCell(state: state, timing: .late(1)))
  }

  @Test(
    "Once the original is submitted the other languages are to be translated in four weeks, and never need be sooner than six weeks before")
  func submitted() throws {
    let inTime = try measured([DocumentExpression(.original, .en, submittedOn: day("2018-03-30"))], on: "2018-04-02")
    #expect(inTime.cells[.en] == ReadinessCell(state: .submitted(on: try day("2018-03-30")), timing: .inTime))
    #expect(inTime.cells[.ar] == ReadinessCell(state: .toBeTranslated(by: try day("2018-04-27")), timing: .inTime))
    let early = try measured([DocumentExpression(.original, .en, submittedOn: day("2018-02-01"))], on: "2018-04-02")
    #expect(early.cells[.ar]?.state == .toBeTranslated(by: try day("2018-04-27")))
    let late = try measured([DocumentExpression(.original, .en, submittedOn: day("2018-04-04"))], on: "2018-04-05")
    #expect(late.cells[.ar] == ReadinessCell(state: .toBeTranslated(by: try day("2018-05-02")), timing: .willBeLate(5)))
    #expect(late.cells[.en]?.timing == .willBeLate(5))
  }

  @Test("A translation that goes on after six weeks before the meeting is late from the next day on")
  func translation() throws {
    let expressions = [
      DocumentExpression(.original, .en, submittedOn: try day("2018-03-30")),
      DocumentExpression(.original, .ru, inTranslationFrom: try day("2018-04-03")),
    ]
    let state = ReadinessCell.State.inTranslation(from: try day("2018-04-03"))
    #expect(try measured(expressions, on: "2018-04-27").cells[.ru] == ReadinessCell(state: state, timing: .inTime))
    #expect(try measured(expressions, on: "2018-04-28").cells[.ru] == ReadinessCell(state: state, timing: .late(1)))
    #expect(try measured(expressions, on: "2018-04-02").cells[.ru]?.state == .toBeTranslated(by: try day("2018-04-27")))
  }

  @Test("What was issued six weeks before the meeting was in time, a day later it was a day late, whatever day it is")
  func issued() throws {
    for (issued, timing) in [("2018-04-27", ReadinessCell.Timing.inTime), ("2018-04-28", .late(1))] {
      let cell = try measured([DocumentExpression(.original, .fr, issuedOn: day(issued))], on: "2018-06-30").cells[.fr]
      #expect(cell == ReadinessCell(state: .issued(on: try day(issued)), timing: timing))
    }
    let announced = try measured([DocumentExpression(.original, .en, issuedOn: day("2018-04-27"))], on: "2018-04-26")
    #expect(announced.cells[.en]?.state == .awaited(by: try day("2018-03-30")))
  }

  @Test("A room paper is wanted in its original language alone, when the meeting opens")
  func roomPaper() throws {
    let readiness = try measured([], on: "2018-06-08", kind: .conferenceRoomPaper)
    #expect(readiness.cells[.en] == ReadinessCell(state: .awaited(by: try day("2018-06-08")), timing: .inTime))
    #expect(readiness.cells[.fr] == ReadinessCell(state: .originalOnly, timing: .inTime))
    #expect(try measured([], on: "2018-06-09", kind: .conferenceRoomPaper).cells[.en]?.timing == .late(1))
    #expect(try measured([], on: "2018-06-09", kind: .meetingReport).needsAttention == false)
  }

  @Test("The original has 8,500 words at most, or as many as its body lets that kind have")
  func words() throws {
    let text = [DocumentExpression(.original, .en, submittedOn: try day("2018-03-01"), wordCount: 8_501)]
    #expect(try measured(text, on: "2018-03-02").wordsTooMany == 1)
    #expect(try measured(text, on: "2018-03-02", limits: [.secretariatNote: 9_000]).wordsTooMany == nil)
    #expect(try measured(text, on: "2018-03-02", limits: [.statistics: 9_000]).wordsTooMany == 1)
    let translated = [DocumentExpression(.original, .fr, wordCount: 9_900)]
    #expect(try measured(translated, on: "2018-03-02").wordsTooMany == nil)
  }
}
