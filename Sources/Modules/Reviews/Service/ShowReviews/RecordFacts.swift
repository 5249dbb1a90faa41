// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Instruments
import Kernel
import Localisation
import ReviewsRules
import Web

/// The fields of a record as a reader sees them, with links to what they name.
struct RecordFacts: Sendable {
  let words: Words
  let restricted: Bool

  private var text: ReviewText { ReviewText(words: words) }

  func rows(_ record: ReviewRecord, _ register: ReviewsRegister) -> [FactRow] {
    switch record {
    case .review(let it): review(it)
    case .finding(let it): finding(it, register)
    case .action(let it):
      [
        row("state", text.state(it.state)), row("finding", reference(it.finding, register)),
        row("status", HTML(text.label("actionStatus", it.status.rawValue))), row("doneOn", day(it.doneOn)),
        row("evidence", it.evidence.map { typedText($0) }),
      ] + consent(it.consent)
    case .need(let it):
      [
        row("state", text.state(it.state)), row("cycle", cycle(it.cycle)), row("article", it.article.map { text.article($0) }),
        row("finding", it.finding.map { reference($0, register) }), row("category", HTML(text.label("category", it.category.rawValue))),
        row("priority", HTML(text.label("priority", it.priority.rawValue))),
        row("status", HTML(text.label("needStatus", it.status.rawValue))), row("provider", it.provider.map { typedText($0) }),
      ] + consent(it.consent)
    case .challenge(let it):
      [
        row("origin", HTML(text.label("origin", it.origin.rawValue))), row("state", it.state.map { text.state($0) }),
        row("theme", link(ReviewText.url(it.theme), text.label(it.theme))), row("article", it.article.map { text.article($0) }),
        row("toldOn", day(it.on)), row("source", it.source.map { typedText($0) }),
      ] + consent(it.consent)
    }
  }

  private func row(_ label: String, _ value: HTML?) -> FactRow { (words("reviews.field.\(label)"), value) }
  private func day(_ day: CalendarDay?) -> HTML? { day.map { HTML(words.date($0)) } }
  private func cycle(_ cycle: ReviewCycle) -> HTML { HTML(text.label("cycle", cycle.rawValue)) }

  private func reference(_ key: RecordKey, _ register: ReviewsRegister) -> HTML {
    // A finding that the reader may not see is not named either.
    guard let entry = register.entry(.finding, key, restricted: restricted) else { return HTML("–") }
    return link(ReviewText.url(.finding, key), text.name(entry.record))
  }

  private func consent(_ consent: Consent?) -> [FactRow] {
    guard restricted, let consent else { return [] }
    return [row("consent", HTML(said(consent)))]
  }

  private func said(_ consent: Consent) -> String {
    let answer = text.label("consent", consent.answer.rawValue)
    return consent.on.map { words("reviews.onDay", ["what": .text(answer), "day": .day($0)]) } ?? answer
  }

  private func finding(_ it: Finding, _ register: ReviewsRegister) -> [FactRow] {
    let review = register.reviews[ReviewSubject(it.state, it.cycle)]
    let document = review?.documents[it.source]
    return [
      row("state", text.state(it.state)),
      row(
        "cycle",
        HTML {
          if let review, let entry = register.entry(.review, review.key, restricted: restricted) {
            link(ReviewText.url(entry.record), text.label("cycle", it.cycle.rawValue))
          } else {
            text.label("cycle", it.cycle.rawValue)
          }
        }),
      row(
        "article",
        HTML {
          text.article(it.article)
          if let title = text.title(of: it.article) { " \(title)" }
        }),
      row("findingKind", text.badge(it.kind)), row("strength", it.strength.map { HTML(text.label("strength", $0.rawValue)) }),
      row("themes", text.themes(it.themes ?? [])), row("original", it.original.map { foreign($0.ownName, $0, on: words.language) }),
      row("sourceDocument", source(it, document)),
    ]
  }

  private func source(_ it: Finding, _ document: ReviewDocument?) -> HTML {
    HTML {
      text.label("document", it.source.rawValue)
      if let symbol = document?.symbol {
        " "
        tag("span", .css("code"), .dir("ltr")) { symbol }
      }
      if let paragraph = it.sourceParagraph { words("reviews.paragraph", ["place": .text(paragraph)]) }
    }
  }

  private func review(_ it: Review) -> [FactRow] {
    let stages = it.stages.inOrder.map { stage, day in row("stage.\(stage.rawValue)", self.day(day)) }
    let documents = ReviewDocument.Kind.allCases.compactMap { kind -> FactRow? in
      guard let document = it.documents[kind], restricted || document.isOpen else { return nil }
      return (text.label("document", kind.rawValue), self.document(document))
    }
    return [
      row("state", text.state(it.state)), row("cycle", cycle(it.cycle)), row("year", it.year.map { HTML(words.number($0)) }),
      row("group", HTML(text.label("group", it.group.rawValue))),
      row(
        "reviewingStates",
        HTML(
          (it.reviewingStates ?? []).map { other in
            tag("p") { "\(words.state(other.state)) – \(text.label("group", other.group.rawValue))" }
          })), row("dialogue", it.dialogue.map { HTML(text.label("dialogue", $0.rawValue)) }),
    ] + stages + documents
  }

  private func document(_ document: ReviewDocument) -> HTML {
    HTML {
      if let symbol = document.symbol { tag("span", .css("code"), .dir("ltr")) { symbol + " " } }
      if let day = document.issuedOn { words.date(day) + " " }
      if let address = document.address, address.hasPrefix("https://") { link(address, words("reviews.read"), .dir("auto")) }
      if restricted, let consent = document.consent { tag("span", .css("hint")) { " " + said(consent) } }
    }
  }
}
