// SPDX-License-Identifier: Apache-2.0
import Kernel

extension ReviewRecord {
  /// The same record in the one form in which it is kept: what is empty is not there.
  ///
  /// Files, tables and forms say "nothing" in different ways; without one form a record would seem changed when nothing was.
  public var tidied: ReviewRecord {
    switch published(isPublished) {
    case .review(var it):
      if it.reviewingStates?.isEmpty == true { it.reviewingStates = nil }
      it.documents.selfAssessment = it.documents.selfAssessment?.tidied
      it.documents.executiveSummary = it.documents.executiveSummary?.tidied
      it.documents.countryReviewReport = it.documents.countryReviewReport?.tidied
      return .review(it)
    case .finding(var it):
      if it.themes?.isEmpty == true { it.themes = nil }
      it.text = it.text.tidied
      it.sourceParagraph = it.sourceParagraph.filled
      return .finding(it)
    case .action(var it):
      it.text = it.text.tidied
      it.evidence = it.evidence.filled
      return .action(it)
    case .need(var it):
      it.text = it.text.tidied
      it.provider = it.provider.filled
      return .need(it)
    case .challenge(var it):
      it.text = it.text.tidied
      it.source = it.source.filled
      return .challenge(it)
    }
  }
}

extension ReviewDocument {
  /// The document with what is known of it; `nil` when that is nothing.
  fileprivate var tidied: ReviewDocument? {
    let document = ReviewDocument(symbol: symbol.filled, issuedOn: issuedOn, address: address.filled, consent: consent)
    return document == ReviewDocument() ? nil : document
  }
}

extension LocalText {
  fileprivate var tidied: LocalText { LocalText(texts.filter { !$0.value.isEmpty }) }
}

extension String? {
  /// The text; `nil` when it is empty.
  fileprivate var filled: String? { self?.isEmpty == true ? nil : self }
}
