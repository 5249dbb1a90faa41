// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// The code list of kinds of technical assistance.
struct CategoryPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/categories"

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let categories = try await contributions.store.categories()
    let words = call.words
    let mayEdit = call.who.may("contributions.moderate")
    return .page(
      Page(words("contributions.category.list"), trail: ContributionText.trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { words("contributions.category.lead") }
        if categories.isEmpty { emptyState(words("contributions.category.none")) }
        if !categories.isEmpty {
          Table(
            caption: words("contributions.category.list"), showsCaption: false,
            columns: ["mark", "name", "isInUse"].map { .init(words("contributions.field.\($0)")) },
            rows: categories.map { category in
              [
                mayEdit
                  ? link("\(Self.url)/\(category.id)/edit", category.mark, .css("code"), .dir("ltr"))
                  : tag("span", .css("code")) { category.mark },
                localText(category.name, on: words.language), HTML(words("contributions.isInUse.\(category.isInUse ? "yes" : "no")")),
              ]
            }
          ).html
        }
        if mayEdit { tag("p", .css("actions")) { link("\(Self.url)/new", words("contributions.category.new"), .css("button secondary")) } }
      })
  }
}
