// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What of the library is to be verified, and that it was.
struct LibraryVerificationPages: Sendable {
  let contributions: Contributions

  static let url = "/contributions/verification"

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    let tools = try await contributions.store.due(Tool.self, on: call.today)
    let laws = try await contributions.store.due(NationalLaw.self, on: call.today)
    let words = call.words
    return .page(
      Page(words("contributions.verification.title"), trail: ContributionText.trail(words), classification: .internalUse) {
        tag("p", .css("lead")) { words("contributions.verification.lead") }
        tag("h2") { words("contributions.tool.list") }
        table(tools.map { ($0.value.name, $0.value) }, "tools", words("contributions.tool.list"), call)
        tag("h2") { words("contributions.law.list") }
        table(laws.map { ($0.value.title, $0.value) }, "laws", words("contributions.law.list"), call)
      })
  }

  private func table<Entry: Kept & VerifiedEntry>(
    _ entries: [(name: LocalText, entry: Entry)], _ part: String, _ caption: String, _ call: Call<SignedIn>
  ) -> HTML {
    let words = call.words
    guard !entries.isEmpty else { return emptyState(words("contributions.verification.none")) }
    let mayEdit = call.who.may("contributions.moderate")
    return Table(
      caption: caption, showsCaption: false,
      columns: ["name", "link", "verifiedOn", "acts"].map { .init(words("contributions.field.\($0)")) },
      rows: entries.map { name, entry in
        let address = entry.fields["link"]
        return [
          mayEdit
            ? tag("a", .href("/contributions/\(part)/\(entry.key)/edit")) { localText(name, on: words.language) }
            : localText(name, on: words.language),
          address.isEmpty ? HTML("–") : ContributionText.outside(address, words),
          HTML(entry.verifiedOn.map { words.date($0) } ?? words("contributions.verification.never")),
          mayEdit
            ? buttonForm(call, to: "/contributions/\(part)/\(entry.key)/verified", words("contributions.verification.verified"))
            : HTML("–"),
        ]
      }
    ).html
  }

  @Sendable func verifyTool(_ call: Call<SignedIn>) async throws -> Answer { try await verify(Tool.self, "tool", "toolVerified", call) }

  @Sendable func verifyLaw(_ call: Call<SignedIn>) async throws -> Answer { try await verify(NationalLaw.self, "law", "lawVerified", call) }

  private func verify<Entry: Kept & VerifiedEntry>(
    _ type: Entry.Type, _ name: String, _ event: String, _ call: Call<SignedIn>
  ) async throws -> Answer {
    let entry = try await contributions.thing(type, name, call).value
    try await contributions.store.change(type, entry.key, as: event, by: call.who.maker, at: call.now) { $0.verified(on: call.today) }
    return .redirect(to: Self.url, notice: Message("contributions.saved"))
  }
}
