// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// What went and came of a collection with one State, as both sides show it.
struct TravelTable: Sendable {
  let words: Words
  let zone: TimeZone

  /// How far a message got, for its reader.
  func badge(_ progress: TravelledMessage.Progress) -> HTML {
    let tone: Tone =
      switch progress {
      case .queued: .plain
      case .relayed, .taken: .info
      case .delivered: .ok
      case .unanswered, .refused, .unsent: .attention
      }
    return Web.badge(words("statistics.travel.progress.\(progress.rawValue)"), tone)
  }

  /// What was said of a return.
  func badge(_ outcome: ReturnAnswer.Outcome) -> HTML {
    let tone: Tone =
      switch outcome {
      case .received: .info
      case .accepted: .ok
      case .queried, .refused: .attention
      }
    return Web.badge(words("statistics.travel.outcome.\(outcome.code)"), tone)
  }

  /// Where a State's own return stands, in a list; `nil` while nothing was counted.
  func badge(_ standing: ReturnStanding?) -> HTML {
    guard let standing else { return Web.badge(words("statistics.report.standing.none"), .plain) }
    return HTML {
      switch standing.journey {
      case .answered(let outcome): badge(outcome)
      case .sent(let progress): badge(progress)
      case .notSent where standing.isApproved: Web.badge(words("statistics.report.ready"), .info)
      case .notSent: Web.badge(words("statistics.report.standing.preparing"), .plain)
      }
      if standing.revision > 1 {
        " "
        words("statistics.travel.revision", ["number": .integer(standing.revision)])
      }
    }
  }

  /// What is asked, or why a return was not taken in; nothing where nothing is to be done.
  func said(_ outcome: ReturnAnswer.Outcome) -> HTML? {
    switch outcome {
    case .received, .accepted: nil
    case .queried(let remark): typedText(remark)
    case .refused(let problem): HTML(words("problem.\(problem.rawValue).title"))
    }
  }

  /// Where a State's own return stands with the secretariat, and what is to be mended; nothing while it was not sent.
  func journey(_ journey: ReturnJourney) -> HTML {
    switch journey {
    case .notSent: .nothing
    case .sent(let progress):
      panel(words("statistics.travel.progress.\(progress.rawValue)"), progress.hasFailed ? .attention : .info) {
        tag("p") { words("statistics.travel.return.\(progress.rawValue)") }
      }
    case .answered(let outcome):
      panel(words("statistics.travel.outcome.\(outcome.code)"), outcome.isDone ? .ok : .attention) {
        tag("p") { words("statistics.travel.return.\(outcome.code == "refused" ? "notTaken" : outcome.code)") }
        if let said = said(outcome) { tag("p") { said } }
      }
    }
  }

  /// All messages, the newest first; nothing where there is none.
  @HTMLBuilder func section(_ messages: [TravelledMessage]) -> [HTML] {
    if !messages.isEmpty {
      tag("h2") { words("statistics.travel.title") }
      Table(
        caption: words("statistics.travel.title"), showsCaption: false,
        columns: ["at", "act", "other", "progress"].map { Table.Column(words("statistics.travel.\($0)")) },
        rows: messages.reversed().map { message in
          [HTML(words.dateTime(message.at, in: zone)), act(message), tag("code") { message.other.description }, badge(message.progress)]
        }
      ).html
    }
  }

  private func act(_ message: TravelledMessage) -> HTML {
    HTML {
      words("statistics.travel.act.\(message.act.rawValue)")
      if let revision = message.revision {
        " "
        words("statistics.travel.revision", ["number": .integer(revision)])
      }
      if let answer = message.answer {
        " "
        badge(answer)
        if let said = said(answer) { tag("div") { said } }
      }
    }
  }
}
