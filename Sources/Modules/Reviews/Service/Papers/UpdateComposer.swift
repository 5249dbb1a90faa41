// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Documents
import Kernel
import Localisation
import ReviewsRules

/// The update on the reviews of chapter IV: numbers by article cluster, what recurs, needs, regions.
struct UpdateComposer {
  let matter: PaperMatter
  let words: Words

  /// How many provisions a table of what recurs has.
  private static let length = 8

  private var text: ReviewText { ReviewText(words: words) }
  private var count: FindingCount { FindingCount(matter.findings, reviews: matter.reviews) }

  /// One finding for each line of the tables of what recurs: the first of its provision by State and name.
  var examples: [ReviewRecord] {
    let count = self.count
    return ArticleCluster.allCases.flatMap { cluster in
      [Finding.Kind.challenge, .goodPractice].flatMap { kind in lines(kind, in: cluster, count).map { .finding($0.example) } }
    }
  }

  private typealias Line = (place: ArticleReference, states: Int, findings: Int, example: Finding)

  private func lines(_ kind: Finding.Kind, in cluster: ArticleCluster, _ count: FindingCount) -> [Line] {
    let own = count.findings(kind, in: cluster)
    return count.provisions(kind).filter { cluster.articles.contains($0.value.article) }.prefix(Self.length).compactMap { occurrence in
      own.first { $0.article == occurrence.value }.map { (occurrence.value, occurrence.states, occurrence.findings, $0) }
    }
  }

  var paper: OfficialPaper {
    var builder = PaperBuilder(words: words)
    let count = self.count
    introduction(count, &builder)
    guard count.total > 0 else { return builder.paper(.chapterIV, matter) }
    overview(count, &builder)
    for cluster in count.clusters where !cluster.kinds.isEmpty { section(cluster, count, &builder) }
    themes(count, &builder)
    needs(&builder)
    regions(count, &builder)
    return builder.paper(.chapterIV, matter)
  }

  private func introduction(_ count: FindingCount, _ builder: inout PaperBuilder) {
    builder.heading("reviews.update.introduction")
    builder.paragraph(
      "reviews.update.basis",
      ["count": .integer(count.total), "stateCount": .integer(count.states.count), "day": .day(matter.day)])
    builder.paragraph("reviews.update.counting")
    if count.total == 0 { builder.paragraph("reviews.update.nothing") }
  }

  private func overview(_ count: FindingCount, _ builder: inout PaperBuilder) {
    builder.heading("reviews.update.overview")
    let kinds = Finding.Kind.allCases
    builder.table(
      [("articles", 4), ("states", 2)] + kinds.map { ("findingKind.\($0.rawValue)", 2) },
      count.clusters.map { cluster in
        [builder.piece(text.label("cluster", cluster.cluster.rawValue)), builder.piece(cluster.states)]
          + kinds.map { builder.piece(cluster.kinds[$0] ?? 0) }
      })
  }

  private func section(_ cluster: ClusterCount, _ count: FindingCount, _ builder: inout PaperBuilder) {
    builder.heading(text: text.label("cluster", cluster.cluster.rawValue))
    let challenges = cluster.kinds[.challenge] ?? 0
    if challenges > 0 {
      builder.paragraph(
        "reviews.update.challenges",
        [
          "count": .integer(challenges), "shouldCount": .integer(cluster.strengths[.should] ?? 0),
          "considerCount": .integer(cluster.strengths[.consider] ?? 0),
        ])
      table(lines(.challenge, in: cluster.cluster, count), &builder)
    }
    let practices = cluster.kinds[.goodPractice] ?? 0
    if practices > 0 {
      builder.paragraph("reviews.update.practices", ["count": .integer(practices)])
      table(lines(.goodPractice, in: cluster.cluster, count), &builder)
    }
  }

  private func table(_ lines: [Line], _ builder: inout PaperBuilder) {
    builder.table(
      [("article", 2), ("states", 2), ("findings", 2), ("example", 8)],
      lines.map { line in
        let said = builder.piece(matter.text(.finding(line.example)))
        let state = words("reviews.exampleOf", ["state": .state(line.example.state), "text": .text(said.text)])
        return [
          builder.piece(line.place.description), builder.piece(line.states), builder.piece(line.findings),
          OfficialPaper.Piece(said.language == words.language ? state : said.text, said.language),
        ]
      })
  }

  private func themes(_ count: FindingCount, _ builder: inout PaperBuilder) {
    let challenges = count.themes(.challenge)
    guard let first = challenges.first else { return }
    builder.heading("reviews.update.themes")
    builder.paragraph(
      "reviews.update.mostFrequent", ["theme": .text(text.label(first.value)), "stateCount": .integer(first.states)])
    builder.table(
      [("theme", 6), ("states", 2), ("findings", 2)],
      challenges.map { [builder.piece(text.label($0.value)), builder.piece($0.states), builder.piece($0.findings)] })
  }

  private func needs(_ builder: inout PaperBuilder) {
    let needs = matter.needs.filter { $0.article.map { ConventionChapter.cooperation.articles.contains($0.article) } ?? false }
    guard !needs.isEmpty else { return }
    let open = needs.count { $0.status == .open }
    builder.heading("reviews.update.needs")
    builder.paragraph(
      "reviews.update.needsTold",
      ["count": .integer(needs.count), "stateCount": .integer(Set(needs.map(\.state)).count), "openCount": .integer(open)])
    let rows = AssistanceNeed.Category.allCases.compactMap { category -> (AssistanceNeed.Category, [AssistanceNeed])? in
      let own = needs.filter { $0.category == category }
      return own.isEmpty ? nil : (category, own)
    }
    builder.table(
      [("category", 6), ("states", 2), ("needs", 2), ("highPriority", 2), ("met", 2)],
      rows.sorted { $0.1.count > $1.1.count }.map { category, own in
        [
          builder.piece(text.label("category", category.rawValue)), builder.piece(Set(own.map(\.state)).count), builder.piece(own.count),
          builder.piece(own.count { $0.priority == .high }), builder.piece(own.count { $0.status == .met }),
        ]
      })
  }

  private func regions(_ count: FindingCount, _ builder: inout PaperBuilder) {
    let regions = count.regions
    guard !regions.isEmpty else { return }
    builder.heading("reviews.update.regions")
    builder.paragraph("reviews.update.regionsMean")
    builder.table(
      [("group", 4), ("states", 2), ("challenges", 2), ("themes", 6)],
      regions.map { region in
        [
          builder.piece(text.label("group", region.group.rawValue)), builder.piece(region.states), builder.piece(region.challenges),
          builder.piece(region.themes.isEmpty ? "–" : words.list(region.themes.map { text.label($0) })),
        ]
      })
  }
}
