// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel
import Localisation
import ReviewsRules
import Web

/// Records of reviews in the reader's words: labels, marks, links.
struct ReviewText: Sendable {
  static let url = "/reviews"

  let words: Words

  static func url(_ kind: RecordKind, _ key: RecordKey) -> String { "\(url)/records/\(kind.rawValue)/\(key)" }
  static func url(_ record: ReviewRecord) -> String { url(record.kind, record.key) }
  static func url(_ state: StateCode) -> String { "\(url)/states/\(state)" }
  static func url(_ article: ArticleReference) -> String { "\(url)/articles/\(article)" }
  static func url(_ theme: ReviewTheme) -> String { "\(url)/themes/\(theme.rawValue)" }

  static func trail(_ words: Words) -> [Page.Crumb] { [.init(words("reviews.title"), url)] }

  /// The label of a word of a list: `reviews.theme.costs`.
  func label(_ list: String, _ word: String) -> String { words("reviews.\(list).\(word)") }
  func label(_ theme: ReviewTheme) -> String { label("theme", theme.rawValue) }
  func label(_ kind: Finding.Kind) -> String { label("findingKind", kind.rawValue) }

  /// A State as a link to what its reviews say.
  func state(_ state: StateCode?) -> HTML { state.map { link(Self.url($0), words.state($0)) } ?? HTML("–") }

  /// A provision as a link to everything about it.
  func article(_ article: ArticleReference?) -> HTML { article.map { link(Self.url($0), $0.description, .dir("ltr")) } ?? HTML("–") }

  func themes(_ themes: [ReviewTheme]) -> HTML {
    HTML(
      themes.enumerated().map { index, theme in
        HTML {
          if index > 0 { words.language == .ar ? "، " : words.language == .zh ? "、" : ", " }
          link(Self.url(theme), label(theme))
        }
      })
  }

  func badge(_ kind: Finding.Kind) -> HTML {
    let tone: Tone =
      switch kind {
      case .goodPractice: .ok
      case .challenge: .attention
      case .assistanceNeed: .info
      case .observation: .plain
      }
    return Web.badge(label(kind), tone)
  }

  /// Whether everybody sees a record, for officers.
  func standing(_ entry: ReviewsRegister.Entry) -> HTML {
    if entry.isOpen { return Web.badge(words("reviews.standing.open"), .ok) }
    // Published, and the State's agreement is gone: somebody should know.
    if entry.record.isPublished { return Web.badge(words("reviews.standing.hidden"), .attention) }
    return Web.badge(words("reviews.standing.internal"))
  }

  /// The title of an article in the reader's language; `nil` for one that the program's data do not have.
  func title(of article: ArticleReference) -> String? {
    let found = Instruments.builtIn[.uncac]?.articles.first { $0.number == article.article }
    return found?.title.best(for: words.language)?.text
  }

  /// What a record is called in a list of links or above its page.
  func name(_ record: ReviewRecord) -> String {
    let state = record.state.map { words.state($0) } ?? words("reviews.noState")
    let detail =
      switch record {
      case .review(let it): label("cycle", it.cycle.rawValue)
      case .finding(let it): "\(it.article) – \(label(it.kind))"
      case .action(let it): label("actionStatus", it.status.rawValue)
      case .need(let it): label("category", it.category.rawValue)
      case .challenge(let it): label(it.theme)
      }
    return words("reviews.name", ["state": .text(state), "detail": .text(detail)])
  }
}

extension Call<SignedIn?> {
  /// Whether the reader sees what is not public.
  var readsReviews: Bool { who?.may("reviews.read") ?? false }
}
