// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import ReviewsRules
import Web

/// Tables of records, each line with its words; fetched for the lines that are shown and no others.
struct RecordTables: Sendable {
  let words: Words
  let texts: [String: LocalText]
  /// Whether the reader is told who sees a record.
  let restricted: Bool

  private var text: ReviewText { ReviewText(words: words) }

  init(_ entries: some Sequence<ReviewsRegister.Entry>, _ reviews: Reviews, words: Words, restricted: Bool) async throws {
    let records = try await reviews.store.records(entries.filter { $0.record.kind != .review }.map(\.record.id))
    texts = Dictionary(records.map { ($0.value.id, $0.value.text) }) { first, _ in first }
    self.words = words
    self.restricted = restricted
  }

  private func said(_ record: ReviewRecord) -> HTML { localText(texts[record.id] ?? LocalText(), on: words.language) }

  private func opening(_ entry: ReviewsRegister.Entry) -> HTML {
    HTML {
      link(ReviewText.url(entry.record), entry.record.key.text, .css("code"), .dir("ltr"))
      if restricted {
        " "
        text.standing(entry)
      }
    }
  }

  private func columns(_ names: [String]) -> [Table.Column] { names.map { Table.Column(words("reviews.column.\($0)")) } }

  func findings(_ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    Table(
      caption: caption, showsCaption: showsCaption, columns: columns(["record", "state", "article", "kind", "text", "themes"]),
      rows: entries.compactMap { entry in
        guard case .finding(let finding) = entry.record else { return nil }
        return [
          opening(entry), text.state(finding.state), text.article(finding.article),
          HTML {
            text.badge(finding.kind)
            if let strength = finding.strength {
              " "
              text.label("strength", strength.rawValue)
            }
          }, said(entry.record), text.themes(finding.themes ?? []),
        ]
      }
    ).html
  }

  func actions(_ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    Table(
      caption: caption, showsCaption: showsCaption, columns: columns(["record", "state", "finding", "text", "status", "evidence"]),
      rows: entries.compactMap { entry in
        guard case .action(let action) = entry.record else { return nil }
        return [
          opening(entry), text.state(action.state),
          link(ReviewText.url(.finding, action.finding), action.finding.text, .css("code"), .dir("ltr")),
          said(entry.record), HTML(text.label("actionStatus", action.status.rawValue)),
          HTML {
            if let day = action.doneOn { words.date(day) + " " }
            if let evidence = action.evidence { typedText(evidence) }
          },
        ]
      }
    ).html
  }

  func needs(_ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    Table(
      caption: caption, showsCaption: showsCaption,
      columns: columns(["record", "state", "article", "category", "text", "priority", "status", "provider"]),
      rows: entries.compactMap { entry in
        guard case .need(let need) = entry.record else { return nil }
        return [
          opening(entry), text.state(need.state), text.article(need.article), HTML(text.label("category", need.category.rawValue)),
          said(entry.record), HTML(text.label("priority", need.priority.rawValue)), HTML(text.label("needStatus", need.status.rawValue)),
          need.provider.map { typedText($0) } ?? HTML("–"),
        ]
      }
    ).html
  }

  func challenges(_ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    Table(
      caption: caption, showsCaption: showsCaption, columns: columns(["record", "state", "theme", "article", "text", "origin"]),
      rows: entries.compactMap { entry in
        guard case .challenge(let challenge) = entry.record else { return nil }
        return [
          opening(entry), text.state(challenge.state), link(ReviewText.url(challenge.theme), text.label(challenge.theme)),
          text.article(challenge.article), said(entry.record), HTML(text.label("origin", challenge.origin.rawValue)),
        ]
      }
    ).html
  }

  func reviews(_ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    Table(
      caption: caption, showsCaption: showsCaption, columns: columns(["record", "state", "cycle", "group", "reviewing", "stage"]),
      rows: entries.compactMap { entry in
        guard case .review(let review) = entry.record else { return nil }
        return [
          opening(entry), text.state(review.state), HTML(text.label("cycle", review.cycle.rawValue)),
          HTML(text.label("group", review.group.rawValue)),
          HTML(words.list((review.reviewingStates ?? []).map { words.state($0.state) })),
          HTML(review.stages.current.map { text.label("stage", $0.rawValue) } ?? "–"),
        ]
      }
    ).html
  }

  func table(_ kind: RecordKind, _ entries: some Collection<ReviewsRegister.Entry>, caption: String, showsCaption: Bool = false) -> HTML {
    switch kind {
    case .review: reviews(entries, caption: caption, showsCaption: showsCaption)
    case .finding: findings(entries, caption: caption, showsCaption: showsCaption)
    case .action: actions(entries, caption: caption, showsCaption: showsCaption)
    case .need: needs(entries, caption: caption, showsCaption: showsCaption)
    case .challenge: challenges(entries, caption: caption, showsCaption: showsCaption)
    }
  }
}

/// One page of a long list, as the address asks for it.
struct RecordPaging: Sendable {
  let entries: [ReviewsRegister.Entry]
  let number: Int
  let last: Int

  init(_ all: [ReviewsRegister.Entry], _ query: FormData, length: Int = 50) {
    last = max(1, (all.count + length - 1) / length)
    number = min(max(query["page"].flatMap { Int($0) } ?? 1, 1), last)
    entries = Array(all.dropFirst((number - 1) * length).prefix(length))
  }

  /// The ways to the pages before and after; nothing where the list has one page.
  func links<Who>(_ url: String, _ call: Call<Who>) -> HTML {
    guard last > 1 else { return .nothing }
    let words = call.words
    return tag("div", .css("actions")) {
      if number > 1 { link(url + call.query.setting("page", to: "\(number - 1)").query, words("reviews.list.before")) }
      tag("span") { words("reviews.list.page", ["number": .integer(number), "last": .integer(last)]) }
      if number < last { link(url + call.query.setting("page", to: "\(number + 1)").query, words("reviews.list.after")) }
    }
  }
}
