// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Instruments
import Kernel
import Localisation
import ReviewsRules

/// The papers that are drawn up from public records, in any of the six languages.
enum ReviewPaper: String, CaseIterable, Sendable {
  /// The update on the reviews of chapter IV.
  case chapterIV = "chapter-iv"
  /// The analytical note on practical challenges of central authorities.
  case practicalChallenges = "practical-challenges"

  /// Under which keys its words stand.
  var words: String {
    switch self {
    case .chapterIV: "reviews.update"
    case .practicalChallenges: "reviews.analysis"
    }
  }
}

/// What a paper is drawn up from: public records alone, read at one moment.
struct PaperMatter: Sendable {
  let register: ReviewsRegister
  let texts: [String: LocalText]
  let agenda: AgendaLink?
  let figures: [FigureLink]
  let day: CalendarDay

  var findings: [Finding] {
    open(.finding).compactMap { if case .finding(let it) = $0 { it } else { nil } }
  }
  var reviews: [Review] { Array(register.reviews.values) }
  var needs: [AssistanceNeed] { open(.need).compactMap { if case .need(let it) = $0 { it } else { nil } } }
  var challenges: [PracticalChallenge] { open(.challenge).compactMap { if case .challenge(let it) = $0 { it } else { nil } } }

  private func open(_ kind: RecordKind) -> [ReviewRecord] { register.list(kind, restricted: false).map(\.record) }

  func text(_ record: ReviewRecord) -> LocalText { texts[record.id] ?? LocalText() }

  /// Reads what a paper says of.
  static func read(_ paper: ReviewPaper, _ reviews: Reviews, words: Words, on day: CalendarDay) async throws -> PaperMatter {
    let register = try await reviews.store.register()
    let empty = PaperMatter(register: register, texts: [:], agenda: nil, figures: [], day: day)
    let shown: [ReviewRecord] =
      switch paper {
      case .chapterIV: UpdateComposer(matter: empty, words: words).examples
      case .practicalChallenges: register.list(.challenge, restricted: false).map(\.record)
      }
    let records = try await reviews.store.records(Set(shown.map(\.id)))
    var figures: [FigureLink] = []
    if paper == .practicalChallenges {
      for place in AnalysisComposer.places { figures += try await reviews.around.figures(place, words) }
    }
    return PaperMatter(
      register: register, texts: Dictionary(records.map { ($0.value.id, $0.value.text) }) { first, _ in first },
      agenda: try await reviews.around.agenda(words).first, figures: figures, day: day)
  }

  /// The paper in the language of the words.
  func composed(_ paper: ReviewPaper, _ words: Words) -> OfficialPaper {
    switch paper {
    case .chapterIV: UpdateComposer(matter: self, words: words).paper
    case .practicalChallenges: AnalysisComposer(matter: self, words: words).paper
    }
  }
}

/// The form that both papers have: masthead, numbered paragraphs, tables, what they were drawn up from.
struct PaperBuilder {
  let words: Words
  private(set) var blocks: [OfficialPaper.Block] = []
  private var number = 0

  init(words: Words) { self.words = words }

  private func own(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, words.language) }

  mutating func heading(_ key: String, _ arguments: [String: MessageArgument] = [:]) {
    blocks.append(.heading(own(words(key, arguments)), level: 1))
  }

  mutating func heading(text: String) { blocks.append(.heading(own(text), level: 2)) }

  /// A numbered paragraph.
  mutating func paragraph(_ key: String, _ arguments: [String: MessageArgument] = [:]) { paragraph([own(words(key, arguments))]) }

  mutating func paragraph(_ lines: [OfficialPaper.Piece], isBold: Bool = false) {
    number += 1
    blocks.append(.clause(number: "\(words.number(number)).", lines: lines, isBold: isBold))
  }

  /// A table; nothing when it has no rows.
  mutating func table(_ columns: [(key: String, share: Int)], _ rows: [[OfficialPaper.Piece]]) {
    guard !rows.isEmpty else { return }
    blocks.append(
      .table(
        columns: columns.map { OfficialPaper.Column(words("reviews.column.\($0.key)"), share: $0.share) },
        rows: rows.map { row in row.map { OfficialPaper.Cell([$0]) } }))
  }

  func piece(_ text: String) -> OfficialPaper.Piece { own(text) }
  func piece(_ count: Int) -> OfficialPaper.Piece { own(words.number(count)) }

  func piece(_ text: LocalText) -> OfficialPaper.Piece {
    text.best(for: words.language).map { OfficialPaper.Piece($0.text, $0.language) } ?? own("–")
  }

  func paper(_ paper: ReviewPaper, _ matter: PaperMatter) -> OfficialPaper {
    let masthead = OfficialPaper.Masthead(
      lines: [own(words.date(matter.day))], body: matter.agenda.map { own($0.meeting) }, occasion: matter.agenda.map { own($0.item) })
    return OfficialPaper(
      own(words("\(paper.words).title")), in: words.language, masthead: masthead, runningHead: nil,
      pagePattern: words("reviews.paper.page", ["number": "{number}", "count": "{count}"]), blocks: blocks,
      closing: [own(words("reviews.paper.drawnUp", ["day": .day(matter.day)]))])
  }
}
