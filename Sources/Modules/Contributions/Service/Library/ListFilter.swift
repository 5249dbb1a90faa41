// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// The filters above a list: what they offer and what was asked for.
struct ListFilter: Sendable {
  /// One filter.
  enum Filter: Sendable {
    case state
    case article
    case language
    case call([(value: String, label: LocalText)])
    case category([AssistanceCategory])
    case code(name: String, part: String, codes: [String])

    var name: String {
      switch self {
      case .state: "state"
      case .article: "article"
      case .language: "language"
      case .call: "call"
      case .category: "category"
      case .code(let name, _, _): name
      }
    }
  }

  let url: String
  let filters: [Filter]

  /// The query of the index for what was asked; what is no choice finds nothing.
  func query(_ sent: FormData, visible term: String) -> TermQuery {
    var terms = [term]
    for filter in filters {
      guard let value = sent[filter.name] else { continue }
      switch filter {
      case .article: terms.append(Term.article(value))
      case .state: terms.append("state:\(value.uppercased())")
      default: terms.append(Term.code(filter.name, value))
      }
    }
    return TermQuery(terms: terms, words: Array((sent["q"].map { SearchText.queryTokens($0) } ?? []).prefix(8)), after: sent["after"])
  }

  func html<Who>(_ call: Call<Who>) -> HTML {
    let words = call.words
    return filterForm(url, submit: words("contributions.list.filter")) {
      Field("q", words("contributions.list.search"), value: call.query["q"] ?? "").line(width: "medium")
      for filter in filters { draw(filter, call.query[filter.name] ?? "", words) }
    }
  }

  private func draw(_ filter: Filter, _ value: String, _ words: Words) -> HTML {
    let label = EntryForm.label(filter.name == "call" ? "callTitle" : filter.name, words)
    let all = words("contributions.list.all")
    let field = Field(filter.name, label, value: value)
    switch filter {
    case .state: return field.choice(words.statesByName.map { .init($0.code, words.state($0)) }, none: all)
    case .article: return field.line(type: "number", width: "short", direction: "ltr")
    case .language: return field.choice(Language.allCases.map { .init($0.rawValue, EntryForm.name(of: $0.rawValue, words)) }, none: all)
    case .call(let calls):
      return field.choice(
        calls.map { call in
          let best = call.label.best(for: words.language)
          return .init(call.value, best?.text ?? "", language: best.flatMap { $0.language == words.language ? nil : $0.language })
        }, none: all)
    case .category(let categories): return field.choice(categories.map { EntryForm.category($0, words) }, none: all)
    case .code(_, let part, let codes):
      return field.choice(codes.map { .init($0, words("contributions.\(part).\($0)")) }, none: all)
    }
  }
}
