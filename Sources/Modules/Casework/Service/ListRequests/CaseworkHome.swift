// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

/// What needs the officer today, on the start page: what waits for a second officer, then what is ours to do, the most pressing first.
struct CaseworkHome: Sendable {
  let casework: Casework

  static let length = 10

  @Sendable func home(_ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let table = RequestTable(words: words, casework: casework, today: CalendarDay(call.now, in: casework.zone))
    var shows: [(RegisterFilter.Show, String)] = [(.ours, "casework.home.ours")]
    if call.who.may("casework.confirm") { shows.insert((.proposed, "casework.home.proposed"), at: 0) }
    var parts: [HTML] = []
    for (show, heading) in shows {
      var filter = RegisterFilter()
      filter.show = show
      let lines = try await casework.store.lines(filter, for: call.who.reader, limit: Self.length + 1)
      guard !lines.isEmpty else { continue }
      parts.append(
        HTML {
          tag("h2") { words(heading) }
          table.html(Array(lines.prefix(Self.length)), caption: words(heading))
          if lines.count > Self.length { tag("p") { link("/cases?show=\(show.rawValue)", words("casework.home.all")) } }
        })
    }
    return HTML(parts)
  }
}
