// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// The messages that were given up before they were signed, on the page of how the exchange stands.
extension StandingPages {
  /// The reasons that have words of their own; any other shows its code.
  private static let reasons: Set<String> = ["unreadable-draft", "unreadable", "other-party", "effect-failed"]

  func givenUp(_ view: StandingView, _ call: Call<SignedIn>) -> HTML {
    guard !view.givenUp.isEmpty else { return .nothing }
    let words = call.words
    let mayOperate = call.who.permissions.contains("exchange.operate")
    let columns = ["standing.number", "log.peer", "log.act", "log.tries", "log.reason"] + (mayOperate ? ["standing.next"] : [])
    return tag("section") {
      tag("h3") { words("exchange.standing.givenUp") }
      tag("p") { words("exchange.concern.givenUp.act") }
      Table(
        caption: words("exchange.standing.givenUp"), showsCaption: false, columns: columns.map { .init(words("exchange.\($0)")) },
        rows: view.givenUp.map { draft in
          let button = buttonForm(
            call, to: "/exchange/drafts/\(draft.number)/again",
            words("exchange.standing.tryAgain", ["number": .text("\(draft.number)")]))
          return [
            HTML("\(draft.number)"), draft.to.map { AuthorityLabel($0, words).html } ?? HTML("–"), draft.act.map(Self.code) ?? HTML("–"),
            HTML(words.number(draft.attempts)), reason(draft, words),
          ] + (mayOperate ? [button] : [])
        }
      ).html
    }
  }

  private func reason(_ draft: GivenUpDraft, _ words: Words) -> HTML {
    Self.reasons.contains(draft.reason) ? HTML(words("exchange.standing.givenUp.\(draft.reason)")) : Self.code(draft.reason)
  }

  @Sendable func again(_ call: Call<SignedIn>) async throws -> Answer {
    let number = try call.parameter("draft") { Int64($0) }
    try await GivenUpDrafts(desk.database).tryAgain(number, by: .officer(call.who.officer), at: call.now)
    return .redirect(to: Self.url, notice: Message("exchange.standing.triedAgain"))
  }
}
