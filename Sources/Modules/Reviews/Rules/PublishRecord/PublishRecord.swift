// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Why a record is not shown to everybody.
public enum CannotPublish: SourcedProblem, CaseIterable {
  /// The State has not agreed that the document is public, or has taken its agreement back.
  case documentConfidential
  /// The State has not agreed that the record is public.
  case noConsent
  /// No review of the State in this cycle is recorded, so nobody can know what it agreed to.
  case noReview
  /// It belongs to a finding that is not public.
  case findingConfidential
  /// It is shown already.
  case alreadyPublished
  /// It is not shown.
  case notPublished
  /// Who wrote it does not publish it alone: another officer looks first.
  case ownWords

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .documentConfidential: "reviews.document-confidential"
    case .noConsent: "reviews.no-consent"
    case .noReview: "reviews.no-review"
    case .findingConfidential: "reviews.finding-confidential"
    case .alreadyPublished: "reviews.already-published"
    case .notPublished: "reviews.not-published"
    case .ownWords: "reviews.own-words"
    }
  }

  /// In conflict with what is kept, or nothing that this officer may do.
  public var kind: ProblemKind { self == .ownWords ? .forbidden : .conflict }

  /// Reports stay confidential unless the State under review publishes them; that two officers look is the secretariat's own rule.
  public var source: Source {
    self == .ownWords
      ? .practice("two officers look before anything is published") : .practice("terms of reference of the review mechanism")
  }
}

/// What decides about publishing a record besides the record: the review that it comes from, the finding that it belongs to.
public struct PublishingGround: Sendable {
  /// The review of the record's State and cycle; `nil` when none is recorded.
  public let review: Review?
  /// Whether everybody may see the finding that the record names.
  public let isFindingOpen: Bool

  /// Looks up what decides about a record.
  /// - Parameter finding: the finding of a name.
  public init(of record: ReviewRecord, reviews: [ReviewSubject: Review], finding: (RecordKey) -> Finding?) {
    func review(_ state: StateCode?, _ cycle: ReviewCycle?) -> Review? {
      guard let state, let cycle else { return nil }
      return reviews[ReviewSubject(state, cycle)]
    }
    self.review = review(record.state, record.cycle)
    let named = record.namedFinding.flatMap(finding)
    isFindingOpen = named.map { $0.published == true && review($0.state, $0.cycle)?.documents[$0.source]?.isOpen == true } ?? false
  }
}

extension ReviewRecord {
  /// What keeps the record from everybody, whatever the secretariat wants; `nil` when nothing does.
  ///
  /// A finding is as public as the document that says it. An action, a need and a challenge that a State told need the State's own agreement;
  /// what published figures show needs none. What belongs to a finding is no more public than the finding. Who is under review and who reviews
  /// is public.
  /// - Source: practice (terms of reference of the review mechanism)
  public func obstacle(_ ground: PublishingGround) -> CannotPublish? {
    switch self {
    case .review: return nil
    case .finding(let it):
      guard let review = ground.review else { return .noReview }
      return review.documents[it.source]?.isOpen == true ? nil : .documentConfidential
    case .action(let it):
      guard it.consent?.answer == .given else { return .noConsent }
      return ground.isFindingOpen ? nil : .findingConfidential
    case .need(let it):
      guard it.consent?.answer == .given else { return .noConsent }
      return it.finding == nil || ground.isFindingOpen ? nil : .findingConfidential
    case .challenge(let it): return it.origin == .figures || it.consent?.answer == .given ? nil : .noConsent
    }
  }

  /// Whether everybody may see it now: published, and the State's agreement stands.
  public func isOpen(_ ground: PublishingGround) -> Bool { isPublished && obstacle(ground) == nil }

  /// The record shown to everybody.
  /// - Parameters:
  ///   - officer: who publishes it.
  ///   - writers: the officers who had a hand in it since it was last published.
  /// - Throws: ``CannotPublish`` with what is missing.
  /// - Source: practice (two officers look before anything is published)
  public func publishing(
    _ ground: PublishingGround, by officer: String, writtenBy writers: Set<String>
  ) throws(CannotPublish) -> ReviewRecord {
    guard !isPublished else { throw .alreadyPublished }
    if let obstacle = obstacle(ground) { throw obstacle }
    guard !writers.contains(officer) else { throw .ownWords }
    return published(true)
  }

  /// The record shown to officers alone.
  /// - Throws: ``CannotPublish/notPublished``.
  public func withholding() throws(CannotPublish) -> ReviewRecord {
    guard isPublished else { throw .notPublished }
    return published(false)
  }
}

extension ReviewRecord {
  /// What everybody may know of an open record: of a review, no documents but those that the State lets be public.
  public var publicPart: ReviewRecord {
    guard case .review(var review) = self else { return self }
    func open(_ document: ReviewDocument?) -> ReviewDocument? { document?.isOpen == true ? document : nil }
    review.documents.selfAssessment = open(review.documents.selfAssessment)
    review.documents.executiveSummary = open(review.documents.executiveSummary)
    review.documents.countryReviewReport = open(review.documents.countryReviewReport)
    return .review(review)
  }
}
