// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

/// What waits beside the requests, on the start page: a person to return, a disclosure to tell, an arrest or an undertaking that runs out.
struct TrackHome: Sendable {
  let casework: Casework

  static let length = 10
  /// How far ahead it looks.
  static let ahead: Days = 14

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let today = CalendarDay(call.now, in: casework.zone)
    let due = try await casework.store.due(until: today.adding(Self.ahead), for: call.who.reader, limit: Self.length)
    guard !due.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("casework.home.tracks") }
      tag("ul", .css("records")) {
        for listed in due {
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
