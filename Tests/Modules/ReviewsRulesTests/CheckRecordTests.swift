// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import ReviewsRules
import Testing

/// Records to begin with, on fictional States.
enum Sample {
  static func key(_ text: String) throws -> RecordKey { try #require(RecordKey(text)) }
  static func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  static func review(_ code: String = "XA", _ cycle: ReviewCycle = .first, consent: Consent.Answer? = .given) throws -> Review {
    var review = Review(
      key: try key("\(code.lowercased())-\(cycle == .first ? 1 : 2)"), state: try state(code), cycle: cycle,
      group: .westernEuropeanAndOthers)
    review.documents.executiveSummary = ReviewDocument(symbol: "A/1", consent: consent.map { Consent($0) })
    return review
  }

  static func finding(
    _ name: String = "xa-1-001", _ article: String = "46(9)", _ kind: Finding.Kind = .challenge, state code: String = "XA",
    cycle: ReviewCycle = .first, _ themes: [ReviewTheme] = [.dualCriminality]
  ) throws -> Finding {
    var finding = Finding(
      key: try key(name), state: try state(code), cycle: cycle, article: try #require(ArticleReference(article)), kind: kind,
      text: LocalText([.en: "Give reasons."]), source: .executiveSummary)
    finding.themes = themes
    return finding
  }

  static func faults(_ record: ReviewRecord) -> [String] { record.faults.map { "\($0.field) \($0.code.rawValue)" } }
}

@Suite("What a record of a review must be") struct CheckRecordTests {
  @Test("A review has two reviewing States, others than its own, one of them from its regional group")
  func reviewing() throws {
    var review = try Sample.review()
    #expect(Sample.faults(.review(review)).isEmpty)
    let (xb, xc) = (
      ReviewingState(try Sample.state("XB"), .westernEuropeanAndOthers), ReviewingState(try Sample.state("XC"), .african)
    )
    review.reviewingStates = [xb, xc]
    #expect(Sample.faults(.review(review)).isEmpty)
    review.reviewingStates = [xb]
    #expect(Sample.faults(.review(review)) == ["reviewingStates.0.state reviews.not-two"])
    review.reviewingStates = [xb, xb]
    #expect(Sample.faults(.review(review)) == ["reviewingStates.0.state reviews.not-two"])
    review.reviewingStates = [ReviewingState(try Sample.state("XD"), .african), xc]
    #expect(Sample.faults(.review(review)) == ["reviewingStates.0.group reviews.other-region"])
    review.reviewingStates = [xb, ReviewingState(try Sample.state("XA"), .westernEuropeanAndOthers)]
    #expect(Sample.faults(.review(review)) == ["reviewingStates.1.state reviews.reviews-itself"])
    review.group = .none
    review.reviewingStates = [xb, xc]
    #expect(Sample.faults(.review(review)).isEmpty)
  }

  @Test("The stages of a review come one after the other, and some may be missing")
  func stages() throws {
    var review = try Sample.review()
    review.stages.selfAssessment = CalendarDay("2020-05-01")
    review.stages.directDialogue = CalendarDay("2020-04-30")
    #expect(Sample.faults(.review(review)) == ["stages.directDialogue reviews.stage-before"])
    review.stages.directDialogue = CalendarDay("2020-05-01")
    #expect(Sample.faults(.review(review)).isEmpty)
    #expect(review.stages.current == .directDialogue)
    review.year = 11
    #expect(Sample.faults(.review(review)) == ["year reviews.bad-value"])
  }

  @Test("A finding is about an article of its cycle, a challenge alone has a strength, and every record says something")
  func findings() throws {
    var finding = try Sample.finding()
    finding.strength = .should
    #expect(Sample.faults(.finding(finding)).isEmpty)
    finding.kind = .goodPractice
    #expect(Sample.faults(.finding(finding)) == ["strength reviews.strength-misplaced"])
    finding.strength = nil
    finding.cycle = .second
    #expect(Sample.faults(.finding(finding)) == ["article reviews.other-cycle"])
    finding.article = try #require(ArticleReference("57(3)"))
    finding.text = LocalText([.en: ""])
    #expect(Sample.faults(.finding(finding)) == ["text.en reviews.missing"])
    let need = AssistanceNeed(
      key: finding.key, state: finding.state, cycle: .second, category: .other, priority: .low, text: LocalText(), status: .open)
    #expect(Sample.faults(.need(need)) == ["text.en reviews.missing"])
  }

  @Test("What is done has a day and evidence; what figures show names no State, and what is told names one")
  func others() throws {
    let finding = try Sample.finding()
    let text = LocalText([.fr: "Une loi."])
    var action = FollowUpAction(key: try Sample.key("a"), finding: finding.key, state: finding.state, text: text, status: .done)
    #expect(Sample.faults(.action(action)) == ["doneOn reviews.no-evidence", "evidence reviews.no-evidence"])
    (action.doneOn, action.evidence) = (CalendarDay("2021-01-01"), "Act 1")
    #expect(Sample.faults(.action(action)).isEmpty)
    let told = PracticalChallenge(key: try Sample.key("c"), origin: .reported, theme: .costs, text: text)
    #expect(Sample.faults(.challenge(told)) == ["state reviews.no-state"])
    let seen = PracticalChallenge(key: try Sample.key("c"), origin: .figures, theme: .costs, text: text, state: finding.state)
    #expect(Sample.faults(.challenge(seen)) == ["state reviews.state-named"])
  }

  @Test("Names and places are read as they are written and in no other way")
  func names() {
    for name in ["", "-a", ".a", "A", "a b", "é", String(repeating: "a", count: 65)] { #expect(RecordKey(name) == nil, "\(name)") }
    #expect(RecordKey("xa-1.46-9")?.text == "xa-1.46-9")
    for place in ["4", "60", "46(", "046", "46(9", "UNCAC 46", ""] { #expect(ArticleReference(place) == nil, "\(place)") }
    let (point, paragraph, article) = (ArticleReference("46(9)(b)"), ArticleReference("46(9)"), ArticleReference("46"))
    #expect(point.map { $0.lies(in: paragraph ?? $0) && $0.lies(in: article ?? $0) } == true)
    #expect(paragraph.map { $0.lies(in: point ?? $0) } == false)
    #expect(point?.chapter == .cooperation)
  }
}
