// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

extension DraftPages {
  /// All that the request says; of a supplementary request the fields that differ, then the whole of it folded away.
  func review(_ draft: Versioned<Draft>, _ call: Call<SignedIn>) async throws -> HTML {
    let words = call.words
    let content = draft.value.content
    let tree = try ContentTree(content)
    let view = ContentView(
      content: content, words: words, filesURL: "/requests/\(draft.value.id)/files",
      kept: try await writing.store.keptFiles(of: draft.value.id))
    let frame = DraftFrame(draft, words)
    func drawn(_ list: [(DraftSection, HTML)]) -> HTML {
      HTML {
        for (section, body) in list {
          tag("section") {
            tag("h2", .id(ContentView.anchor(of: section))) { frame.name(of: section) }
            body
          }
        }
      }
    }
    let sections = DraftSection.allCases.map { ($0, view.section($0, tree)) }.filter { !$0.1.isEmpty }
    guard let changes = try await changes(draft.value) else { return drawn(sections) }
    let inherited = sections.filter { !changes.shows($0.0) }
    return HTML {
      tag("p", .css("lead")) { words("writing.onlyDifferences") }
      drawn(DraftSection.allCases.filter(changes.shows).map { ($0, view.section($0, differing: changes)) })
      if !inherited.isEmpty {
        tag("details") {
          tag("summary") { words("writing.inherited", ["count": .integer(inherited.count)]) }
          drawn(inherited)
        }
      }
    }
  }

  /// What a supplementary request says otherwise than the request it adds to; `nil` for any other draft.
  func changes(_ draft: Draft) async throws -> SupplementChanges? {
    guard case .supplement(let id) = draft.origin else { return nil }
    return try SupplementChanges(draft.content, addingTo: try await writing.store.draft(id).value.content)
  }

  @Sendable func reviewPage(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call)
    let body = try await review(draft, call)
    return .page(DraftFrame(draft, call.words).page(call.words("writing.review")) { body })
  }

  @Sendable func versions(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call)
    let words = call.words
    let frame = DraftFrame(draft, words)
    let versions = try await writing.store.versions(of: draft.value.id)
    let columns = ["version", "changed", "by", "what"].map { Table.Column(words("writing.list.\($0)")) }
    return .page(
      frame.page(words("writing.versions")) {
        tag("p", .css("lead")) { words("writing.versionsLead") }
        Table(
          caption: words("writing.versions"), columns: columns,
          rows: versions.map { version in
            let what = words("writing.event.\(version.event)")
            return [
              link("\(frame.url)/versions/\(version.number)", words.number(version.number)),
              HTML(words.dateTime(version.changedAt, in: call.zone)), typedText(version.changedByName),
              HTML {
                version.section.map { "\(what): \(frame.name(of: $0))" } ?? what
                if let reason = version.reason { tag("p") { typedText(reason) } }
              },
            ]
          }
        ).html
      })
  }

  @Sendable func version(_ call: Call<SignedIn>) async throws -> Answer {
    let draft = try await load(call)
    let number = try call.parameter("version") { Int($0) }
    let content = try await writing.store.content(of: draft.value.id, version: number)
    let words = call.words
    let frame = DraftFrame(draft, words)
    let tree = try ContentTree(content)
    let view = ContentView(content: content, words: words)
    let differs = Set(draft.value.content.difference(from: content).map { DraftSection(path: $0.field) })
    return .page(
      frame.page(words("writing.versionNumber", ["number": .integer(number)])) {
        tag("p", .css("lead")) {
          words(
            differs.isEmpty ? "writing.sameAsNow" : "writing.differsFromNow", ["list": .list(differs.map { frame.name(of: $0) }.sorted())])
        }
        for section in DraftSection.allCases {
          let body = view.section(section, tree)
          if !body.isEmpty {
            tag("section") {
              tag("h2") {
                frame.name(of: section)
                if differs.contains(section) {
                  " "
                  badge(words("writing.differs"), .info)
                }
              }
              body
            }
          }
        }
      })
  }
}
