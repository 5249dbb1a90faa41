// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import ContributionsRules

@Suite("Moderating contributions") struct ModerationTests {
  static let day = CalendarDay(year: 2026, month: 3, day: 2) ?? .earliest

  static func call(_ stage: CallForContributions.Stage = .open) -> CallForContributions {
    CallForContributions(
      id: ID(), title: LocalText([.en: "Title"]), themes: [.extradition], agendaItem: nil, introduction: LocalText(),
      questions: [LocalText([.en: "One?"]), LocalText([.en: "Two?"])], opensOn: day, closesOn: day.adding(30), asked: [], stage: stage,
      reminders: [])
  }

  private func contribution(_ consent: Audience = .everybody) throws -> Contribution {
    let state = try #require(StateCode("XA"))
    let begun = try Contribution(id: ID(), to: Self.call(), from: state, origin: .delegate, language: .en, on: Self.day)
    return try begun.written(
      EntryFields(["kind": "goodPractice", "language": "en", "title": "A desk", "consent": consent.rawValue, "answer1": "Yes"]),
      on: Self.day)
  }

  private func done(_ acts: [(Contribution.Act, String)], _ start: Contribution) throws -> Contribution {
    try acts.reduce(start) { try $0.after($1.0, by: $1.1, remark: $1.0.needsRemark ? "Why?" : nil, on: Self.day) }
  }

  @Test("Nothing is published without two officers: whoever looked first cannot publish")
  func secondLook() throws {
    let cleared = try done([(.submit, "d"), (.clear, "o1")], contribution())
    #expect(cleared.stage == .cleared && !cleared.isPublic)
    #expect(throws: CannotContribute.secondOfficerNeeded) { try cleared.after(.publish, by: "o1", on: Self.day) }
    let published = try cleared.after(.publish, by: "o2", on: Self.day)
    #expect(published.isPublic && published.isForAuthorities)
    #expect(published.history.map(\.act) == ["submit", "clear", "publish"])
    #expect(throws: CannotContribute.otherStage) { try published.after(.publish, by: "o3", on: Self.day) }
  }

  @Test("What the State keeps for authorities or the secretariat is never published and can be taken")
  func notForPublication() throws {
    for consent in [Audience.authorities, .secretariat] {
      let given = try done([(.submit, "d")], contribution(consent))
      #expect(throws: CannotContribute.notForPublication) { try given.after(.clear, by: "o1", on: Self.day) }
      let kept = try given.after(.accept, by: "o1", on: Self.day)
      #expect(kept.stage == .kept && !kept.isPublic && kept.isForAuthorities == (consent == .authorities))
    }
  }

  @Test("A contribution that was begun and never consented to is for the secretariat alone")
  func defaultConsent() throws {
    let state = try #require(StateCode("XB"))
    let begun = try Contribution(id: ID(), to: Self.call(), from: state, origin: .delegate, language: .ru, on: Self.day)
    #expect(begun.consent == .secretariat && begun.answers.count == 2 && begun.themes == [.extradition])
  }

  @Test("A question to the State and putting aside need words, and after the answer both looks begin anew")
  func askedBack() throws {
    let cleared = try done([(.submit, "d"), (.clear, "o1")], contribution())
    for act in [Contribution.Act.askBack, .putAside] {
      let fault = CannotContribute.wrongFields([FieldProblem(field: "remark", code: EntryFault.missing.code)])
      #expect(throws: fault) { try cleared.after(act, by: "o1", on: Self.day) }
    }
    let again = try done([(.askBack, "o2"), (.submit, "d")], cleared)
    #expect(again.stage == .submitted && again.clearedBy == nil && again.remark == "Why?")
    #expect(try done([(.putAside, "o1"), (.takeUp, "o1")], again).stage == .submitted)
  }

  @Test("Without a title, or without answer and file, it is not given in, and what is wrong is named")
  func incomplete() throws {
    let state = try #require(StateCode("XA"))
    let begun = try Contribution(id: ID(), to: Self.call(), from: state, origin: .delegate, language: .en, on: Self.day)
    let fault = CannotContribute.wrongFields(["title", "answer1"].map { FieldProblem(field: $0, code: EntryFault.missing.code) })
    #expect(throws: fault) { try begun.after(.submit, by: "d", on: Self.day) }
    var titled = begun
    titled.title = "T"
    titled = try titled.attaching(.init(sha256: "ab", name: "a.pdf", size: 1))
    #expect(try titled.after(.submit, by: "d", on: Self.day).stage == .submitted)
  }

  @Test("A given contribution is not written on; a file more than ten is refused")
  func sealed() throws {
    let given = try done([(.submit, "d")], contribution())
    #expect(throws: CannotContribute.otherStage) { try given.written(given.fields, on: Self.day) }
    #expect(throws: CannotContribute.otherStage) { try given.attaching(.init(sha256: "ab", name: "a", size: 1)) }
    let full = try (0..<10).reduce(contribution()) { try $0.attaching(.init(sha256: "\($1)", name: "f", size: 1)) }
    #expect(throws: CannotContribute.otherStage) { try full.attaching(.init(sha256: "x", name: "f", size: 1)) }
    #expect(try full.detaching("3").files.count == 9)
    #expect(throws: CannotContribute.otherStage) { try full.detaching("none") }
  }

  @Test("Consent that is taken back ends publication at once; given anew it is looked at by two officers first")
  func consent() throws {
    let published = try done([(.submit, "d"), (.clear, "o1"), (.publish, "o2")], contribution())
    let kept = try published.consenting(to: .authorities, on: Self.day)
    #expect(kept.stage == .kept && !kept.isPublic && kept.isForAuthorities)
    let wished = try kept.consenting(to: .everybody, on: Self.day)
    #expect(wished.stage == .submitted && !wished.isPublic && wished.clearedBy == nil)
    let cleared = try done([(.submit, "d"), (.clear, "o1")], contribution())
    #expect(try cleared.consenting(to: .secretariat, on: Self.day).stage == .submitted)
    #expect(try published.consenting(to: .everybody, on: Self.day) == published)
    let withdrawn = try published.after(.withdraw, by: "d", on: Self.day)
    #expect(!withdrawn.isPublic && !withdrawn.isAnswer)
    #expect(throws: CannotContribute.otherStage) { try withdrawn.consenting(to: .everybody, on: Self.day) }
    for act in Contribution.Act.allCases { #expect(withdrawn.stage(after: act) == nil) }
  }

  @Test("A delegate begins only while the call is open; an officer may enter a letter after it was closed")
  func callStages() throws {
    let state = try #require(StateCode("XA"))
    func begin(_ stage: CallForContributions.Stage, _ origin: Contribution.Origin, _ day: CalendarDay = Self.day) throws {
      _ = try Contribution(id: ID(), to: Self.call(stage), from: state, origin: origin, language: .en, on: day)
    }
    try begin(.open, .delegate)
    try begin(.closed, .letter)
    for stage in [CallForContributions.Stage.planned, .closed, .compiled, .cancelled] {
      #expect(throws: CannotContribute.callNotOpen, "\(stage)") { try begin(stage, .delegate) }
    }
    #expect(throws: CannotContribute.callNotOpen) { try begin(.compiled, .letter) }
    #expect(throws: CannotContribute.callNotOpen) { try begin(.open, .delegate, Self.day.adding(-1)) }
  }

  @Test("An unofficial translation is never into the original’s language, needs a title, and goes away when emptied")
  func translations() throws {
    let given = try done([(.submit, "d")], contribution())
    #expect(throws: CannotContribute.otherStage) { try given.translated(into: .en, title: "T", answers: [], on: Self.day) }
    #expect(throws: CannotContribute.otherStage) { try contribution().translated(into: .fr, title: "T", answers: [], on: Self.day) }
    let fault = CannotContribute.wrongFields([FieldProblem(field: "title", code: EntryFault.missing.code)])
    #expect(throws: fault) { try given.translated(into: .fr, title: "", answers: ["Oui"], on: Self.day) }
    let translated = try given.translated(into: .fr, title: "Un guichet", answers: ["Oui", ""], on: Self.day)
    #expect(translated.translatedInto == [.fr])
    #expect(try translated.translated(into: .fr, title: "", answers: ["", ""], on: Self.day).translatedInto.isEmpty)
  }
}
