// SPDX-License-Identifier: Apache-2.0
import Kernel
import ReviewsRules
import Testing

@Suite("Who sees what of a review") struct PublishRecordTests {
  private func ground(_ record: ReviewRecord, _ review: Review?, finding: Finding? = nil) -> PublishingGround {
    PublishingGround(of: record, reviews: review.map { [ReviewSubject($0.state, $0.cycle): $0] } ?? [:]) { _ in finding }
  }

  @Test(
    "A finding is public when it is published and the State agreed to the document that says it",
    arguments: [(Consent.Answer.given, true), (.asked, false), (.refused, false), (.withdrawn, false), (nil, false)])
  func findings(_ answer: Consent.Answer?, _ isOpen: Bool) throws {
    let record = ReviewRecord.finding(try Sample.finding())
    let ground = ground(record, try Sample.review(consent: answer))
    #expect(!record.isOpen(ground))
    if isOpen {
      #expect(try record.publishing(ground, by: "second", writtenBy: ["first"]).isOpen(ground))
    } else {
      #expect(throws: CannotPublish.documentConfidential) { try record.publishing(ground, by: "second", writtenBy: ["first"]) }
      // An agreement that was taken back closes what was published, without anybody doing anything.
      #expect(!record.published(true).isOpen(ground))
    }
  }

  @Test("A finding of a document that is not there, and one without a review, stay with officers")
  func without() throws {
    var finding = try Sample.finding()
    finding.source = .countryReviewReport
    let record = ReviewRecord.finding(finding)
    #expect(throws: CannotPublish.documentConfidential) {
      try record.publishing(ground(record, try Sample.review()), by: "second", writtenBy: ["first"])
    }
    #expect(throws: CannotPublish.noReview) { try record.publishing(ground(record, nil), by: "second", writtenBy: ["first"]) }
    let second = try Sample.review("XA", .second)
    #expect(throws: CannotPublish.noReview) { try record.publishing(ground(record, second), by: "second", writtenBy: ["first"]) }
  }

  @Test("An action is no more public than its finding, and needs the State's own agreement")
  func actions() throws {
    var finding = try Sample.finding()
    var action = FollowUpAction(
      key: try Sample.key("a"), finding: finding.key, state: finding.state, text: LocalText([.en: "A law."]), status: .planned)
    let review = try Sample.review()
    #expect(throws: CannotPublish.noConsent) {
      try ReviewRecord.action(action).publishing(ground(.action(action), review, finding: finding), by: "second", writtenBy: ["first"])
    }
    action.consent = Consent(.given)
    #expect(throws: CannotPublish.findingConfidential) {
      try ReviewRecord.action(action).publishing(ground(.action(action), review, finding: finding), by: "second", writtenBy: ["first"])
    }
    finding.published = true
    let published = try ReviewRecord.action(action).publishing(
      ground(.action(action), review, finding: finding), by: "second", writtenBy: ["first"])
    #expect(published.isPublished)
    #expect(throws: CannotPublish.alreadyPublished) {
      try published.publishing(ground(.action(action), review, finding: finding), by: "second", writtenBy: ["first"])
    }
    #expect(try !published.withholding().isPublished)
    #expect(throws: CannotPublish.notPublished) { try ReviewRecord.action(action).withholding() }
  }

  @Test("A need and a challenge that was told need the State's agreement; what figures show needs none")
  func needs() throws {
    let text = LocalText([.en: "Training."])
    var need = AssistanceNeed(
      key: try Sample.key("n"), state: try Sample.state("XA"), cycle: .first, category: .capacityBuilding, priority: .high, text: text,
      status: .open)
    #expect(ReviewRecord.need(need).obstacle(ground(.need(need), nil)) == .noConsent)
    need.consent = Consent(.given)
    #expect(ReviewRecord.need(need).obstacle(ground(.need(need), nil)) == nil)
    need.finding = try Sample.key("xa-1-001")
    #expect(ReviewRecord.need(need).obstacle(ground(.need(need), nil)) == .findingConfidential)
    let told = PracticalChallenge(key: try Sample.key("c"), origin: .reported, theme: .costs, text: text, state: need.state)
    #expect(ReviewRecord.challenge(told).obstacle(ground(.challenge(told), nil)) == .noConsent)
    let seen = PracticalChallenge(key: try Sample.key("c"), origin: .figures, theme: .costs, text: text)
    #expect(ReviewRecord.challenge(seen).obstacle(ground(.challenge(seen), nil)) == nil)
  }

  @Test("Of a review everybody sees who reviews whom, and no document but those that the State lets be public")
  func reviews() throws {
    var review = try Sample.review()
    review.documents.countryReviewReport = ReviewDocument(symbol: "B/1", consent: Consent(.refused))
    let record = ReviewRecord.review(review)
    #expect(record.obstacle(ground(record, review)) == nil)
    guard case .review(let part) = record.publicPart else { throw Missing() }
    #expect(part.documents.countryReviewReport == nil)
    #expect(part.documents.executiveSummary?.symbol == "A/1")
  }

  @Test("Changing what is public takes it back to officers; saving it unchanged does not")
  func changing() throws {
    let published = ReviewRecord.finding(try Sample.finding()).published(true)
    var other = try Sample.finding()
    other.text = LocalText([.en: "Other words."])
    #expect(try !published.changed(to: .finding(other)).isPublished)
    #expect(try published.changed(to: published.published(false)) == published)
    #expect(throws: CannotKeepRecord.self) { try published.changed(to: .finding(try Sample.finding("xa-1-002"))) }
    #expect(try !published.entered().isPublished)
  }

  private struct Missing: Error {}

  @Test("Who wrote a record does not publish it; another officer does, and so does anybody once nobody's words are new")
  func ownWords() throws {
    let record = ReviewRecord.finding(try Sample.finding())
    let ground = ground(record, try Sample.review())
    #expect(throws: CannotPublish.ownWords) { try record.publishing(ground, by: "first", writtenBy: ["first", "third"]) }
    #expect(try record.publishing(ground, by: "second", writtenBy: ["first", "third"]).isPublished)
    #expect(try record.publishing(ground, by: "first", writtenBy: []).isPublished)
    #expect(CannotPublish.ownWords.kind == .forbidden)
  }
}
