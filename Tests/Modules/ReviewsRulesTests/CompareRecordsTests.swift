// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import ReviewsRules
import Testing

@Suite("A file of reviews beside what is here") struct CompareRecordsTests {
  private func known(_ records: [ReviewRecord]) -> KnownRecords {
    var reviews: [ReviewSubject: Review] = [:]
    for case .review(let review) in records { reviews[ReviewSubject(review.state, review.cycle)] = review }
    return KnownRecords(records: Dictionary(records.map { ($0.id, $0) }) { first, _ in first }, reviews: reviews)
  }

  private func said(_ known: KnownRecords, _ records: [ReviewRecord]) -> [String] {
    known.comparing(records).map { $0.comparison.rawValue + ($0.contradiction.map { " \($0.rawValue)" } ?? "") }
  }

  @Test("New records are added, other content updates, the same stays, and nothing else is touched")
  func plain() throws {
    let (review, first) = (ReviewRecord.review(try Sample.review()), ReviewRecord.finding(try Sample.finding()))
    var changed = try Sample.finding()
    changed.text = LocalText([.en: "Other words."])
    let second = ReviewRecord.finding(try Sample.finding("xa-1-002"))
    #expect(said(known([review, first]), [review, .finding(changed), second]) == ["unchanged", "updated", "added"])
    #expect(said(known([]), [second, second]) == ["added", "unchanged"])
  }

  @Test("A name that stands twice with different content, or for another subject, is contradictory")
  func names() throws {
    let first = ReviewRecord.finding(try Sample.finding())
    let other = ReviewRecord.finding(try Sample.finding(state: "XB"))
    #expect(said(known([]), [first, other]) == ["added", "contradictory twice"])
    #expect(said(known([first]), [other]) == ["contradictory other-subject"])
    var review = try Sample.review()
    review.key = try Sample.key("xa-other")
    #expect(said(known([.review(try Sample.review())]), [.review(review)]) == ["contradictory second-review"])
    #expect(said(known([]), [.review(try Sample.review()), .review(review)]) == ["added", "contradictory second-review"])
  }

  @Test("An action names a finding that is here or in the file, of its own State")
  func actions() throws {
    let finding = try Sample.finding()
    let action = FollowUpAction(
      key: try Sample.key("a"), finding: finding.key, state: finding.state, text: LocalText([.en: "A law."]), status: .planned)
    #expect(said(known([]), [.action(action)]) == ["contradictory no-such-finding"])
    #expect(said(known([]), [.action(action), .finding(finding)]) == ["added", "added"])
    #expect(said(known([.finding(finding)]), [.action(action)]) == ["added"])
    let elsewhere = FollowUpAction(
      key: action.key, finding: finding.key, state: try Sample.state("XB"), text: action.text, status: .planned)
    #expect(said(known([.finding(finding)]), [.action(elsewhere)]) == ["contradictory other-state"])
  }

  @Test("What is to be public needs the State's agreement, from the file or from here; fields must fit")
  func agreement() throws {
    let finding = ReviewRecord.finding(try Sample.finding()).published(true)
    #expect(said(known([]), [finding]) == ["contradictory not-agreed"])
    #expect(said(known([]), [finding, .review(try Sample.review())]) == ["added", "added"])
    let refused = ReviewRecord.review(try Sample.review(consent: .refused))
    #expect(said(known([.review(try Sample.review())]), [finding, refused]) == ["contradictory not-agreed", "updated"])
    var wrong = try Sample.finding()
    wrong.text = LocalText()
    #expect(said(known([]), [.finding(wrong)]) == ["contradictory fields"])
  }

  @Test("Counts tell how often something occurs and in how many States, the most frequent first")
  func counts() throws {
    let findings = [
      try Sample.finding("a1", "46(9)"), try Sample.finding("a2", "46(9)"),
      try Sample.finding("a3", "46(13)", .goodPractice, [.centralAuthority]),
      try Sample.finding("b1", "44(9)", state: "XB", [.timeLimits]), try Sample.finding("c1", "46(24)", state: "XC", [.timeLimits]),
      try Sample.finding("d1", "57(3)", state: "XD", cycle: .second, [.assetRecovery]),
    ]
    var review = try Sample.review("XC")
    review.group = .african
    let count = FindingCount(findings, reviews: [try Sample.review(), review])
    #expect(count.total == 5)
    #expect(count.states.map(\.code).sorted() == ["XA", "XB", "XC"])
    #expect(count.themes(.challenge).map { "\($0.value) \($0.states) \($0.findings)" } == ["timeLimits 2 2", "dualCriminality 1 2"])
    #expect(count.provisions(.challenge).first?.value.description == "46(9)")
    let assistance = try #require(count.clusters.first { $0.cluster == .assistance })
    #expect(assistance.states == 2)
    #expect(assistance.kinds == [.challenge: 3, .goodPractice: 1])
    #expect(count.clusters.first { $0.cluster == .lawEnforcement }?.kinds.isEmpty == true)
    #expect(count.regions.map { "\($0.group) \($0.states) \($0.challenges)" } == ["african 1 1", "westernEuropeanAndOthers 1 2"])
    #expect(count.findings(.challenge, in: .assistance).map(\.key.text) == ["a1", "a2", "c1"])
    #expect(FindingCount([], reviews: []).themes(.challenge).isEmpty)
  }
}
