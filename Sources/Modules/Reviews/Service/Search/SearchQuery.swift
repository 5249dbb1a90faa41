// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import ReviewsRules
import Storage

/// A query as the statements that answer it: one for each language whose texts it can mean.
struct SearchQuery {
  let statements: [SQL]

  /// More words than this narrow nothing down any further.
  private static let limit = 24

  init(_ query: String, reader: Language) {
    statements = SearchTerms.languages(of: query, reader: reader).compactMap { language in
      let terms = SearchTerms.ofQuery(query, in: language).prefix(Self.limit)
      guard !terms.isEmpty else { return nil }
      let places = terms.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
      return SQL(
        "SELECT record FROM reviewTerm WHERE language = $1 AND term IN (\(places)) GROUP BY record HAVING COUNT(*) = $2",
        [language.sql, terms.count.sql] + terms.map(\.sql))
    }
  }
}

/// The terms under which a record is found in each language.
struct RecordTerms: Sendable {
  let words: @Sendable (Language) -> Words

  /// Its words, the State's name, the provision and what it comes from; in every language, so that a State's name finds records that have
  /// no text in it.
  func of(_ record: ReviewRecord) -> [(language: Language, terms: [String])] {
    Language.allCases.map { language in
      var texts = [record.text[language] ?? ""]
      if let state = record.state { texts.append(words(language).state(state)) }
      if let article = record.article { texts.append(article.description) }
      switch record {
      case .finding(let it): texts.append(it.sourceParagraph ?? "")
      case .action(let it): texts.append(it.evidence ?? "")
      case .need(let it): texts.append(it.provider ?? "")
      case .challenge(let it): texts.append(it.source ?? "")
      case .review(let it): texts += [it.documents.executiveSummary?.symbol ?? "", it.documents.countryReviewReport?.symbol ?? ""]
      }
      return (language, SearchTerms.ofText(texts.joined(separator: "\n"), in: language))
    }
  }
}
