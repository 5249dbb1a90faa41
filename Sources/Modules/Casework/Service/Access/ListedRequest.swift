// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Storage
import Web

/// A request as a list reads it, with what decides how much of it the list may tell.
///
/// Outside its own addresses, where reading it is recorded, a restricted request is told by its reference and by what moves it: nothing that was
/// said in it, nor of whom it is.
struct ListedRequest: Sendable {
  let found: Versioned<RegisteredRequest>
  let isRestricted: Bool

  var request: RegisteredRequest { found.value }
  var id: ID<RegisteredRequest> { found.value.id }

  /// The link to it, marked where it is restricted; what it is about stands below for all who see the list only while it is not.
  /// - Parameter place: the part of its page that the link leads to.
  func link(_ words: Words, to place: String = "") -> HTML {
    HTML {
      reference(words, "/cases/\(id)\(place)")
      if !isRestricted, request.head.shreddedOn == nil { tag("p", .css("hint")) { typedText(request.head.subject) } }
    }
  }

  /// The reference alone, leading to an address; marked where the request is restricted.
  func reference(_ words: Words, _ url: String) -> HTML {
    HTML {
      Web.link(url, request.head.title(words), .dir("ltr"))
      if isRestricted {
        HTML(" ")
        badge(words("casework.restricted"), .attention)
      }
    }
  }

  /// What was said in it, or of whom it is; a dash where it is restricted.
  func told(_ said: @autoclosure () -> HTML) -> HTML { isRestricted ? HTML("–") : said() }
}

extension CaseStore {
  /// The columns of a row that a list of requests reads, of the table under the name `r`.
  static let listColumns = "r.id, r.version, r.entry, r.isRestricted"

  /// The requests of some rows, in their order.
  func listed(_ rows: [SQLRow]) async throws -> [ListedRequest] {
    let named = try rows.map { (id: try $0.value("id") { ID<RegisteredRequest>($0) }, row: $0) }
    return try zip(rows, try await opened(named)).map { row, found in
      ListedRequest(found: found, isRestricted: try row.integer("isRestricted") == 1)
    }
  }
}
