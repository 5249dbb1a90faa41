// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import Node
import ReviewsRules
import TestKit
import Testing

@testable import ReviewsService

@Suite("Papers about reviews") struct PaperTests {
  @Test("Each paper is whole in each of the six languages, with the same numbers, and names nothing that is not public")
  func languages() async throws {
    try await TestDatabases.sqlite.with(ReviewsStore.migrations) { database in
      let around = ReviewSurroundings(
        figures: { provision, _ in
          provision.paragraph == 24 ? [FigureLink(label: "More than a year, 2025", value: "[c]", url: "/statistics/releases/1")] : []
        },
        agenda: { _ in [AgendaLink(meeting: "Seventh meeting", item: "3. Cooperation", url: "/meetings/x/items/3")] })
      let reviews = try reviews(database, around)
      try await reviews.take(try sampleFile(), at: noon)
      let catalogue = try Node.words()
      let day = try #require(CalendarDay("2026-01-02"))
      let hidden = try #require(StateCode("XF"))
      for paper in ReviewPaper.allCases {
        var shapes: Set<String> = []
        for language in Language.allCases {
          let words = catalogue.words(language)
          let composed = try await PaperMatter.read(paper, reviews, words: words, on: day).composed(paper, words)
          #expect(!composed.text.contains("⟦"), "\(paper) \(language)")
          #expect(!composed.text.contains(words.state(hidden)), "\(paper) \(language)")
          #expect(composed.text.contains("Seventh meeting"))
          shapes.insert(Self.shape(composed))
        }
        #expect(shapes.count == 1, "\(paper)")
      }
    }
  }

  /// The kinds of blocks and the numbers of rows: the same in every language.
  private static func shape(_ paper: OfficialPaper) -> String {
    paper.blocks.map { block in
      switch block {
      case .heading(_, let level): "h\(level)"
      case .table(let columns, let rows): "t\(columns.count)x\(rows.count)"
      case .clause: "p"
      default: "?"
      }
    }.joined(separator: " ")
  }

  @Test("The update counts what the sample has, and says what recurs most")
  func numbers() async throws {
    try await TestDatabases.sqlite.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      let words = try Node.words().words(.en)
      let day = try #require(CalendarDay("2026-01-02"))
      let empty = try await PaperMatter.read(.chapterIV, reviews, words: words, on: day).composed(.chapterIV, words)
      #expect(empty.text.contains("No finding on chapter IV is public yet."))
      let nothing = try await PaperMatter.read(.practicalChallenges, reviews, words: words, on: day).composed(.practicalChallenges, words)
      #expect(nothing.text.contains("No practical challenge is public yet.") && nothing.text.contains("have been published yet"))
      let file = try sampleFile()
      try await reviews.take(file, at: noon)
      let matter = try await PaperMatter.read(.chapterIV, reviews, words: words, on: day)
      let text = matter.composed(.chapterIV, words).text
      let open = matter.findings.filter { (43...50).contains($0.article.article) }
      #expect(text.contains("This paper rests on \(open.count) findings on chapter IV from reviews of 5 States"))
      let table = try #require(text.split(separator: "\n").first { $0.hasPrefix("Article 46: mutual") && $0.contains("\t") })
      let assistance = open.filter { $0.article.article == 46 }
      let kinds = Finding.Kind.allCases.map { kind in assistance.count { $0.kind == kind } }
      #expect(table == "Article 46: mutual legal assistance\t5\t" + kinds.map { "\($0)" }.joined(separator: "\t"))
      #expect(text.contains("The theme that the challenges of most States are about is “consultation and reasons for refusal” (5 States)."))
    }
  }

  @Test(
    "Both papers become DOCX and PDF in every language",
    .enabled(if: FileManager.default.fileExists(atPath: root.appending(path: ".comity/venv/bin/python").path)))
  func files() async throws {
    try await TestDatabases.sqlite.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      try await reviews.take(try sampleFile(), at: noon)
      let worker = DocumentWorker(python: root.appending(path: ".comity/venv/bin/python"))
      let day = try #require(CalendarDay("2026-01-02"))
      for (paper, language, kind, head) in [
        (ReviewPaper.chapterIV, Language.ar, DocumentWorker.Kind.docx, "PK"), (.practicalChallenges, .zh, .pdf, "%PDF"),
      ] {
        let words = try Node.words().words(language)
        let composed = try await PaperMatter.read(paper, reviews, words: words, on: day).composed(paper, words)
        let data = try await worker.render(composed, as: kind)
        #expect(data.starts(with: Data(head.utf8)) && data.count > 5000)
      }
    }
  }
}
