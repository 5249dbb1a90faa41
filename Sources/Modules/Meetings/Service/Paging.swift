// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Web

/// One page of a long list, as the address asks for it: never more lines than a reader looks through.
struct Paging<Entry> {
  let entries: [Entry]
  let number: Int
  let last: Int

  /// - Parameter number: the page that is asked for; the nearest that there is.
  init(_ all: [Entry], _ query: FormData, length: Int = 50) {
    last = max(1, (all.count + length - 1) / length)
    number = min(max(query["page"].flatMap { Int($0) } ?? 1, 1), last)
    entries = Array(all.dropFirst((number - 1) * length).prefix(length))
  }

  /// The ways to the pages before and after; nothing where the list has one page.
  func links<Who>(_ url: String, _ call: Call<Who>) -> HTML {
    guard last > 1 else { return .nothing }
    let words = call.words
    func turn(_ page: Int, _ key: String) -> HTML {
      link(url + call.query.setting("page", to: "\(page)").query, words("meetings.documents.list.\(key)"))
    }
    return tag("p", .css("actions")) {
      if number > 1 { turn(number - 1, "before") }
      tag("span") { words("meetings.documents.list.page", ["number": .integer(number), "last": .integer(last)]) }
      if number < last { turn(number + 1, "after") }
    }
  }
}
