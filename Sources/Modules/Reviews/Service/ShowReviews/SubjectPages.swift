// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel
import Localisation
import ReviewsRules
import Web

/// What reviews say about a State, an article or a theme, with what hangs together with it.
struct SubjectPages: Sendable {
  let reviews: Reviews

  /// How many lines of each kind such a page has; the list of findings has the rest.
  private static let length = 50

  /// Records of every kind that are about something.
  private struct Found {
    let lists: [(kind: RecordKind, entries: [ReviewsRegister.Entry])]

    init(_ register: ReviewsRegister, restricted: Bool, _ isAbout: (ReviewRecord) -> Bool) {
      lists = [RecordKind.review, .finding, .action, .need, .challenge].map { kind in
        (kind, register.list(kind, restricted: restricted).filter { isAbout($0.record) })
      }
    }

    var shown: [ReviewsRegister.Entry] { lists.flatMap { $0.entries.prefix(SubjectPages.length) } }
    var findings: [ReviewsRegister.Entry] { lists.first { $0.kind == .finding }?.entries ?? [] }
  }

  private func lists(_ found: Found, more: String, _ call: Call<SignedIn?>) async throws -> HTML {
    let words = call.words
    let tables = try await RecordTables(found.shown, reviews, words: words, restricted: call.readsReviews)
    return HTML {
      for (kind, entries) in found.lists where !entries.isEmpty {
        tag("h2") { words("reviews.kinds.\(kind.rawValue)") }
        if kind == .finding { kinds(entries, words) }
        tables.table(kind, entries.prefix(Self.length), caption: words("reviews.kinds.\(kind.rawValue)"))
        if entries.count > Self.length {
          tag("p") {
            link(
              kind == .finding ? more : "\(ReviewText.url)/records/\(kind.rawValue)",
              words("reviews.allOfThem", ["count": .integer(entries.count)]))
          }
        }
      }
    }
  }

  private func kinds(_ entries: [ReviewsRegister.Entry], _ words: Words) -> HTML {
    let facets = FindingFacets(entries)
    return facts(
      Finding.Kind.allCases.map { kind in
        (ReviewText(words: words).label(kind), facets.kinds[kind].map { HTML(words.number($0)) })
      })
  }

  // MARK: A State

  @Sendable func state(_ call: Call<SignedIn?>) async throws -> Answer {
    let state = try call.parameter("state") { StateCode($0) }
    let register = try await reviews.store.register()
    let found = Found(register, restricted: call.readsReviews) { $0.state == state }
    guard !found.shown.isEmpty else { throw WebProblem.notFound }
    let lists = try await lists(found, more: "\(ReviewText.url)?state=\(state)", call)
    let words = call.words
    return .page(
      Page(words.state(state), trail: ReviewText.trail(words)) {
        tag("p", .css("lead")) { words("reviews.state.lead") }
        tag("p") { link("/directory/states/\(state)", words("reviews.state.directory")) }
        lists
      })
  }

  // MARK: An article

  @Sendable func article(_ call: Call<SignedIn?>) async throws -> Answer {
    let article = try call.parameter("article") { ArticleReference($0) }
    let register = try await reviews.store.register()
    let found = Found(register, restricted: call.readsReviews) { $0.article?.lies(in: article) == true }
    let query = FormData([("article", article.description)]).query
    let lists = try await lists(found, more: ReviewText.url + query, call)
    let requirements = try await reviews.around.requirements(article.provision, call.words)
    let figures = try await reviews.around.figures(article.provision, call.words)
    let (words, text) = (call.words, ReviewText(words: call.words))
    let title = text.title(of: article)
    return .page(
      Page(
        title.map { words("reviews.placeTitle", ["place": .text(article.description), "title": .text($0)]) }
          ?? words("reviews.place", ["place": .text(article.description)]),
        trail: ReviewText.trail(words)
          + (article == article.whole
            ? [] : [.init(words("reviews.place", ["place": .text("\(article.article)")]), ReviewText.url(article.whole))])
      ) {
        if let rule = Instruments.builtIn.rule(at: article.provision) {
          tag("p", .css("lead")) { localText(rule.rule, on: words.language) }
        }
        if title != nil { tag("p") { link("/convention/\(article.article)#\(article)", words("reviews.convention")) } }
        places(found, within: article, text)
        self.requirements(requirements, words)
        self.figures(figures, words)
        if found.shown.isEmpty { emptyState(words("reviews.article.none")) }
        lists
      })
  }

  /// The paragraphs that findings name more exactly.
  private func places(_ found: Found, within article: ArticleReference, _ text: ReviewText) -> HTML {
    let places = FindingFacets(found.findings).places.filter { $0.key != article }
    guard !places.isEmpty else { return .nothing }
    return tag("ul", .css("chosen"), Attribute("aria-label", text.words("reviews.places"))) {
      for (place, count) in places.sorted(by: { $0.key < $1.key }) {
        tag("li") {
          text.article(place)
          " "
          tag("span", .css("hint")) { text.words.number(count) }
        }
      }
    }
  }

  private func requirements(_ links: [RequirementLink], _ words: Words) -> HTML {
    tag("section") {
      tag("h2") { words("reviews.article.directory") }
      if links.isEmpty {
        tag("p") { words("reviews.article.noRequirements") }
      } else {
        Table(
          caption: words("reviews.article.directory"), showsCaption: false,
          columns: ["state", "requirement", "value"].map { Table.Column(words("reviews.column.\($0)")) },
          rows: links.map { [link($0.url, words.state($0.state)), HTML($0.label), typedText($0.value)] }
        ).html
      }
    }
  }

  private func figures(_ links: [FigureLink], _ words: Words) -> HTML {
    tag("section") {
      tag("h2") { words("reviews.article.figures") }
      if links.isEmpty {
        tag("p") { words("reviews.article.noFigures") }
      } else {
        facts(links.map { figure in (figure.label, link(figure.url, figure.value)) })
      }
    }
  }

  // MARK: A theme

  @Sendable func theme(_ call: Call<SignedIn?>) async throws -> Answer {
    let theme = try call.parameter("theme") { ReviewTheme(rawValue: $0) }
    let register = try await reviews.store.register()
    let found = Found(register, restricted: call.readsReviews) { $0.themes.contains(theme) }
    let lists = try await lists(found, more: "\(ReviewText.url)?theme=\(theme.rawValue)", call)
    let (words, text) = (call.words, ReviewText(words: call.words))
    let articles = FindingFacets(found.findings).places.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return .page(
      Page(text.label(theme), trail: ReviewText.trail(words)) {
        tag("p", .css("lead")) { words("reviews.theme.lead") }
        if !articles.isEmpty {
          Table(
            caption: words("reviews.countsBy.article"),
            columns: [.init(words("reviews.column.article")), .init(words("reviews.column.findings"), isNumber: true)],
            rows: articles.prefix(20).map { [text.article($0.key), HTML(words.number($0.value))] }
          ).html
        }
        if found.shown.isEmpty { emptyState(words("reviews.noneOfKind")) }
        lists
      })
  }
}
