// SPDX-License-Identifier: Apache-2.0
import Documents
import Instruments
import Kernel
import Localisation
import ReviewsRules

/// The analytical note on practical challenges of central authorities: what States report, what figures show, what reviews found on the same
/// themes.
struct AnalysisComposer {
  let matter: PaperMatter
  let words: Words

  /// Where published figures speak of delays and refusals: grounds for refusal, reasons, execution as soon as possible, postponement.
  /// - Source: UNCAC 46(21), 46(23), 46(24), 46(25)
  static let places: [Provision] = [
    Provision(.uncac, 46, 21), Provision(.uncac, 46, 23), Provision(.uncac, 46, 24), Provision(.uncac, 46, 25),
  ]

  private var text: ReviewText { ReviewText(words: words) }

  /// A theme with everything that speaks of it.
  private struct Theme {
    let theme: ReviewTheme
    let reported: [PracticalChallenge]
    let figures: [PracticalChallenge]
    let found: Occurrence<ReviewTheme>?

    var states: Int { Set(reported.compactMap(\.state)).count }
  }

  private var themes: [Theme] {
    let found = FindingCount(matter.findings, reviews: matter.reviews).themes(.challenge)
    let all = matter.challenges
    let themes = ReviewTheme.allCases.compactMap { theme -> Theme? in
      let own = all.filter { $0.theme == theme }
      guard !own.isEmpty else { return nil }
      return Theme(
        theme: theme, reported: own.filter { $0.origin == .reported }, figures: own.filter { $0.origin == .figures },
        found: found.first { $0.value == theme })
    }
    return themes.enumerated().sorted { ($1.element.states, $0.offset) < ($0.element.states, $1.offset) }.map(\.element)
  }

  var paper: OfficialPaper {
    var builder = PaperBuilder(words: words)
    let themes = self.themes
    introduction(themes, &builder)
    overview(themes, &builder)
    for theme in themes { section(theme, &builder) }
    figures(&builder)
    conclusions(themes, &builder)
    return builder.paper(.practicalChallenges, matter)
  }

  private func introduction(_ themes: [Theme], _ builder: inout PaperBuilder) {
    builder.heading("reviews.update.introduction")
    let reported = themes.flatMap(\.reported)
    builder.paragraph(
      "reviews.analysis.basis",
      [
        "count": .integer(reported.count), "stateCount": .integer(Set(reported.compactMap(\.state)).count),
        "figuresCount": .integer(themes.flatMap(\.figures).count), "day": .day(matter.day),
      ])
    builder.paragraph("reviews.analysis.limits")
  }

  private func overview(_ themes: [Theme], _ builder: inout PaperBuilder) {
    guard !themes.isEmpty else { return builder.paragraph("reviews.analysis.nothing") }
    builder.heading("reviews.analysis.overview")
    builder.table(
      [("theme", 6), ("reportingStates", 3), ("seenInFigures", 3), ("findings", 3)],
      themes.map { theme in
        [
          builder.piece(text.label(theme.theme)), builder.piece(theme.states), builder.piece(theme.figures.count),
          builder.piece(theme.found?.findings ?? 0),
        ]
      })
  }

  private func section(_ theme: Theme, _ builder: inout PaperBuilder) {
    builder.heading(text: text.label(theme.theme))
    for challenge in theme.reported {
      let said = builder.piece(matter.text(.challenge(challenge)))
      let named = challenge.state.map { words("reviews.exampleOf", ["state": .state($0), "text": .text(said.text)]) } ?? said.text
      builder.paragraph([OfficialPaper.Piece(said.language == words.language ? named : said.text, said.language)])
    }
    for challenge in theme.figures { builder.paragraph([builder.piece(matter.text(.challenge(challenge)))]) }
    if let found = theme.found {
      builder.paragraph(
        "reviews.analysis.found", ["count": .integer(found.findings), "stateCount": .integer(found.states)])
    }
  }

  private func figures(_ builder: inout PaperBuilder) {
    builder.heading("reviews.analysis.figures")
    guard !matter.figures.isEmpty else { return builder.paragraph("reviews.analysis.noFigures") }
    builder.table(
      [("counted", 8), ("figure", 3)], matter.figures.map { [builder.piece($0.label), builder.piece($0.value)] })
  }

  /// Nothing but what the numbers say: the themes that most States report, and those of them that reviews found as well.
  private func conclusions(_ themes: [Theme], _ builder: inout PaperBuilder) {
    let most = themes.filter { $0.states > 0 }.prefix(3)
    guard !most.isEmpty else { return }
    builder.heading("reviews.analysis.conclusions")
    builder.paragraph(
      [builder.piece(words("reviews.analysis.most", ["list": .list(most.map { text.label($0.theme) })]))], isBold: true)
    let both = themes.filter { $0.states > 0 && $0.found != nil }
    if !both.isEmpty {
      builder.paragraph("reviews.analysis.both", ["list": .list(both.prefix(5).map { text.label($0.theme) })])
    }
    let open = matter.needs.filter { $0.status == .open }
    if !open.isEmpty { builder.paragraph("reviews.analysis.openNeeds", ["count": .integer(open.count)]) }
  }
}
