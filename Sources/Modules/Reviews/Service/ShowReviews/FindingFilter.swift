// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import HTTPTypes
import Kernel
import Localisation
import ReviewsRules
import Web

/// What a reader looks for among the findings.
struct FindingFilter: Sendable {
  private(set) var search: String?
  private(set) var state: StateCode?
  private(set) var cycle: ReviewCycle?
  private(set) var article: ArticleReference?
  private(set) var kind: Finding.Kind?
  private(set) var strength: Finding.Strength?
  private(set) var theme: ReviewTheme?
  private(set) var group: RegionalGroup?
  private(set) var faults: [FieldProblem] = []

  /// The names of the values in the address.
  static let names = ["q", "state", "cycle", "article", "kind", "strength", "theme", "group"]

  init(_ query: FormData) {
    search = query["q"]
    state = read("state", query) { StateCode($0) }
    cycle = read("cycle", query) { ReviewCycle(rawValue: $0) }
    article = read("article", query) { ArticleReference($0) }
    kind = read("kind", query) { Finding.Kind(rawValue: $0) }
    strength = read("strength", query) { Finding.Strength(rawValue: $0) }
    theme = read("theme", query) { ReviewTheme(rawValue: $0) }
    group = read("group", query) { RegionalGroup(rawValue: $0) }
  }

  private mutating func read<Value>(_ name: String, _ query: FormData, _ value: (String) -> Value?) -> Value? {
    guard let text = query[name] else { return nil }
    let value = value(text)
    if value == nil { faults.append(RecordFault.badValue.at(name, ["expected": "–"])) }
    return value
  }

  var answer: HTTPResponse.Status { faults.isEmpty ? .ok : .unprocessableContent }

  func errors(_ words: Words) -> FormErrors { faults.isEmpty ? .none : FormErrors(CannotKeepRecord.wrongFields(faults), in: words) }

  /// The findings that the reader may know of and that are looked for.
  /// - Parameter found: the names of records with the words that are looked for; `nil` when no words are.
  func entries(of register: ReviewsRegister, restricted: Bool, found: Set<String>?) -> [ReviewsRegister.Entry] {
    register.list(.finding, restricted: restricted).filter { entry in
      guard case .finding(let finding) = entry.record else { return false }
      guard found?.contains(entry.record.id) ?? true else { return false }
      return fits(finding, group: register.reviews[ReviewSubject(finding.state, finding.cycle)]?.group)
    }
  }

  private func fits(_ finding: Finding, group own: RegionalGroup?) -> Bool {
    if let state, finding.state != state { return false }
    if let cycle, finding.cycle != cycle { return false }
    if let article, !finding.article.lies(in: article) { return false }
    if let kind, finding.kind != kind { return false }
    if let strength, finding.strength != strength { return false }
    if let theme, finding.themes?.contains(theme) != true { return false }
    if let group, own != group { return false }
    return true
  }
}

/// How many findings of each kind, article and theme are among some.
struct FindingFacets: Sendable {
  private(set) var kinds: [Finding.Kind: Int] = [:]
  private(set) var articles: [ArticleReference: Int] = [:]
  private(set) var places: [ArticleReference: Int] = [:]
  private(set) var themes: [ReviewTheme: Int] = [:]

  init(_ entries: some Sequence<ReviewsRegister.Entry>) {
    var (numbers, places): ([Int: Int], [ArticleReference: Int]) = ([:], [:])
    for case .finding(let finding) in entries.lazy.map(\.record) {
      kinds[finding.kind, default: 0] += 1
      numbers[finding.article.article, default: 0] += 1
      places[finding.article, default: 0] += 1
      for theme in finding.themes ?? [] { themes[theme, default: 0] += 1 }
    }
    self.places = places
    for (number, count) in numbers { ArticleReference("\(number)").map { articles[$0] = count } }
  }
}
