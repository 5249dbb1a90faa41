// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage

extension CallForContributions: Kept {
  static let table = "contributionCall"
  var key: String { id.description }
  var order: String { Term.newestFirst(opensOn) }
  var terms: Set<String> {
    var terms: Set<String> = [Term.all, Term.code("stage", stage.rawValue)]
    if isPublic { terms.insert(Term.open) }
    return terms.union(themes.map { Term.code("theme", $0.rawValue) }).union(Term.words(title.all))
  }
}

extension Contribution: Kept {
  static let table = "contribution"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("callId", call.sql), ("state", state.sql)] }
  var order: String { Term.newestFirst(submittedOn ?? .latest) }
  var digests: [String] { files.map(\.sha256) }

  var terms: Set<String> {
    var terms: Set<String> = [
      Term.all, Term.state(state), Term.code("call", call.description), Term.code("stage", stage.rawValue),
      Term.code("kind", kind.rawValue), Term.code("language", language.rawValue),
    ]
    if isPublic { terms.insert(Term.open) }
    if isForAuthorities { terms.insert(Term.authorities) }
    if isAnswer { terms.insert(Term.code("answer", call.description)) }
    let names = Language.allCases.compactMap { StateNames.shared.name(of: state, .short, in: $0) }
    let translated = translations.values.flatMap { [$0.title] + $0.answers }
    return terms.union(themes.map { Term.code("theme", $0.rawValue) }).union(Term.words([title] + names + answers + translated))
  }
}

extension Tool: Kept {
  static let table = "contributionTool"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("mark", mark.sql), ("dueOn", dueOn.sql)] }
  var order: String { SearchText.fold(name.best(for: .en)?.text ?? mark) }
  var terms: Set<String> {
    Set([Term.all, Term.open, Term.code("kind", kind.rawValue)]).union(articles.map(Term.article))
      .union(languages.map { Term.code("language", $0) }).union(Term.words([provider] + name.all + purpose.all))
  }
}

extension NationalLaw: Kept {
  static let table = "contributionLaw"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("mark", mark.sql), ("dueOn", dueOn.sql)] }
  var order: String { "\(state) \(SearchText.fold(title.best(for: .en)?.text ?? mark))" }
  var digests: [String] { (file.map { [$0.sha256] }) ?? [] }
  var terms: Set<String> {
    var terms: Set<String> = [Term.all, Term.open, Term.state(state), Term.code("kind", kind.rawValue)]
    if depositedOn != nil { terms.insert(Term.code("deposited", "yes")) }
    let names = Language.allCases.compactMap { StateNames.shared.name(of: state, .short, in: $0) }
    return terms.union(articles.map(Term.article)).union(languages.map { Term.code("language", $0) })
      .union(Term.words(names + title.all + [originalTitle ?? ""]))
  }
}

extension AssistanceEntry: Kept {
  static let table = "contributionAssistance"
  var key: String { id.description }
  var order: String { Term.newestFirst(history.first?.on ?? .earliest) }
  var terms: Set<String> {
    var terms: Set<String> = [
      Term.all, Term.code("side", side.rawValue), Term.code("category", category), Term.code("status", status.rawValue),
      Term.code("priority", priority.rawValue),
    ]
    if let state { terms.insert(Term.state(state)) }
    if audience == .everybody, status != .withdrawn { terms.insert(Term.open) }
    if audience != .secretariat, status != .withdrawn { terms.insert(Term.authorities) }
    if isUnmet { terms.insert(Term.code("unmet", "yes")) }
    return terms.union(articles.map(Term.article)).union(Term.words([subject, details ?? "", provider ?? ""]))
  }
}

extension AssistanceCategory: Kept {
  static let table = "contributionCategory"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("mark", mark.sql)] }
  var order: String { String(format: "%03d", place) }
  var terms: Set<String> { [Term.all] }
}

/// The weights of the ranking as they are kept: one row.
struct KeptWeights: Kept {
  static let table = "contributionWeights"
  static let key = "weights"
  var weights: NeedWeights
  var key: String { Self.key }
  var order: String { "" }
  var terms: Set<String> { [] }
}
