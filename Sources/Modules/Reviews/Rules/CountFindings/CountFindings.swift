// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel

/// How often something occurs among findings, and in how many States.
public struct Occurrence<Value: Hashable & Sendable>: Hashable, Sendable {
  /// What occurs.
  public let value: Value
  /// The number of findings.
  public let findings: Int
  /// The number of States.
  public let states: Int
}

/// The findings of one article cluster by kind.
public struct ClusterCount: Hashable, Sendable {
  /// The articles taken together.
  public let cluster: ArticleCluster
  /// The number of States with findings on them.
  public let states: Int
  /// The number of findings of each kind.
  public let kinds: [Finding.Kind: Int]
  /// Of the challenges, how strongly the recommendation is put.
  public let strengths: [Finding.Strength: Int]
}

/// Counts findings as papers tell them: a pure function of findings and reviews.
public struct FindingCount: Sendable {
  private let findings: [Finding]
  private let groups: [ReviewSubject: RegionalGroup]

  /// Takes the findings of chapter IV and the reviews that they come from.
  public init(_ findings: [Finding], reviews: [Review]) {
    self.findings = findings.filter { ConventionChapter.cooperation.articles.contains($0.article.article) }
    groups = Dictionary(reviews.map { (ReviewSubject($0.state, $0.cycle), $0.group) }) { first, _ in first }
  }

  /// The number of findings on chapter IV.
  public var total: Int { findings.count }

  /// The States with findings on chapter IV.
  public var states: Set<StateCode> { Set(findings.map(\.state)) }

  /// Each cluster with its numbers, also where they are nought.
  public var clusters: [ClusterCount] {
    ArticleCluster.allCases.map { cluster in
      let own = findings.filter { cluster.articles.contains($0.article.article) }
      let strengths = own.compactMap { $0.kind == .challenge ? $0.strength : nil }
      return ClusterCount(
        cluster: cluster, states: Set(own.map(\.state)).count, kinds: own.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 },
        strengths: strengths.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }
  }

  /// The findings of a kind in a cluster in the order of articles, States and names.
  public func findings(_ kind: Finding.Kind, in cluster: ArticleCluster) -> [Finding] {
    findings.filter { $0.kind == kind && cluster.articles.contains($0.article.article) }
      .sorted { ($0.article, $0.state, $0.key) < ($1.article, $1.state, $1.key) }
  }

  /// The themes of findings of a kind, the most frequent first; equal ones in the order of the list of themes.
  public func themes(_ kind: Finding.Kind) -> [Occurrence<ReviewTheme>] {
    ranked(ReviewTheme.allCases) { theme in findings.filter { $0.kind == kind && $0.themes?.contains(theme) == true } }
  }

  /// The provisions of findings of a kind, the most frequent first, each as exactly as the findings name it.
  public func provisions(_ kind: Finding.Kind) -> [Occurrence<ArticleReference>] {
    let own = findings.filter { $0.kind == kind }
    return ranked(Set(own.map(\.article)).sorted()) { place in own.filter { $0.article == place } }
  }

  /// For each regional group with findings: its States, its challenges, and the themes of those that occur most.
  public var regions: [(group: RegionalGroup, states: Int, challenges: Int, themes: [ReviewTheme])] {
    RegionalGroup.allCases.compactMap { group in
      let own = findings.filter { groups[ReviewSubject($0.state, $0.cycle)] == group }
      guard !own.isEmpty else { return nil }
      let challenges = own.filter { $0.kind == .challenge }
      let themes = ranked(ReviewTheme.allCases) { theme in challenges.filter { $0.themes?.contains(theme) == true } }
      return (group, Set(own.map(\.state)).count, challenges.count, themes.prefix(3).map(\.value))
    }
  }

  private func ranked<Value: Hashable & Sendable>(_ values: [Value], _ of: (Value) -> [Finding]) -> [Occurrence<Value>] {
    let counted = values.map { value in
      let own = of(value)
      return Occurrence(value: value, findings: own.count, states: Set(own.map(\.state)).count)
    }
    return counted.filter { $0.findings > 0 }.enumerated()
      .sorted { ($1.element.states, $1.element.findings, $0.offset) < ($0.element.states, $0.element.findings, $1.offset) }
      .map(\.element)
  }
}
