// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Storage
import Web
import WritingRules

/// The answers about another use of what this State gave that wait for a second officer: they are records, which the list of requests does not show.
struct ProposedUses: Sendable {
  let casework: Casework

  /// How many of those that are to be answered are looked at, the most pressing first.
  static let length = 100

  /// The list for whoever may confirm, without what they proposed themselves; nothing when there is none.
  func html(_ call: Call<SignedIn>) async throws -> HTML {
    guard call.who.may("casework.confirm") else { return .nothing }
    let proposed = try await casework.store.waitingUses(for: call.who.reader, limit: Self.length).filter { listed in
      guard let consent = (listed.track.value as? Track<ConsentToUse>)?.body, let proposal = consent.proposal else { return false }
      return proposal.by.id != call.who.officer
    }
    guard !proposed.isEmpty else { return .nothing }
    let words = call.words
    let today = CalendarDay(call.now, in: casework.zone)
    return HTML {
      tag("h2") { words("casework.home.proposedUses") }
      tag("ul", .css("records")) {
        for listed in proposed {
          tag("li") {
            listed.request.reference(words, "/cases/\(listed.request.id)#tracks")
            HTML(" · ")
            listed.request.told(HTML(listed.track.value.title(words)))
            HTML(" ")
            TrackView(track: listed.track, words: words, today: today).waiting
          }
        }
      }
    }
  }
}
