// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
import Kernel
import Localisation
import Web

/// The Convention's rules as the program applies them, for people and for programs.
struct ConventionPages: Sendable {
  /// Which rules and problems of the program cite a provision, by their codes.
  let enforcement: [Provision: [String]]

  private var uncac: Instrument? { Instruments.builtIn[.uncac] }

  @Sendable func list(_ call: Call<SignedIn?>) async throws -> Answer {
    guard let uncac else { throw WebProblem.notFound }
    let words = call.words
    return .page(
      Page(words("directory.convention.title")) {
        tag("p", .css("lead")) { words("directory.convention.lead") }
        for part in Article.Part.allCases {
          tag("h2") { words("directory.convention.part.\(part.rawValue)") }
          tag("ul", .css("tasks")) {
            for article in uncac.articles where article.part == part {
              tag("li") {
                link("/convention/\(article.number)", "\(article.number). \(article.title.best(for: call.language)?.text ?? "")")
                tag("span", .css("hint")) { words("directory.convention.rules", ["count": .integer(article.rules.count)]) }
              }
            }
          }
        }
      })
  }

  @Sendable func article(_ call: Call<SignedIn?>) async throws -> Answer {
    let number = try call.parameter("article") { Int($0) }
    guard let article = uncac?.articles.first(where: { $0.number == number }) else { throw WebProblem.notFound }
    let words = call.words
    let title = article.title.best(for: call.language)?.text ?? ""
    let columns = ["provision", "rule", "kind", "enforced"].map { Table.Column(words("directory.convention.\($0)")) }
    let rows = article.rules.map { rule -> [HTML] in
      return [
        tag("span", .dir("ltr"), .id(rule.provision.place)) { rule.provision.place },
        localText(rule.rule, on: call.language),
        badge(words("directory.convention.kind.\(rule.kind.rawValue)"), rule.kind == .validation ? .info : .plain),
        enforced(rule, words),
      ]
    }
    return .page(
      Page("\(article.number). \(title)", trail: [.init(words("directory.convention.title"), "/convention")]) {
        tag("p", .css("hint")) { words("directory.convention.ownWords") }
        Table(caption: title, columns: columns, rows: rows).html
      })
  }

  private func enforced(_ rule: InstrumentRule, _ words: Words) -> HTML {
    let codes = enforcement[rule.provision] ?? []
    if !codes.isEmpty { return HTML(codes.map { code in tag("code", .css("code"), .dir("ltr")) { "\(code) " } }) }
    return HTML(rule.enforcedBy.map { words("directory.convention.by.\($0.rawValue)") } ?? "–")
  }

  struct RuleEntry: Encodable {
    let provision: Provision
    let kind: RuleKind
    let rule: LocalText
    let enforced_by: [String]
    let seen_to_by: RuleEnforcer?
  }

  static let operation = APIOperation(
    id: "listConventionRules", "Lists the Convention's rules as the program applies them, with where each is enforced.",
    answers: [
      .init(
        .array(
          .object(
            [
              "provision": .string(), "kind": .oneOf(RuleKind.allCases.map(\.rawValue)), "rule": .map(.string()),
              "enforced_by": .array(.string()), "seen_to_by": .oneOf(RuleEnforcer.allCases.map(\.rawValue)),
            ], required: ["provision", "kind", "rule", "enforced_by"])), about: "The rules")
    ])

  @Sendable func api(_ call: Call<SignedIn?>) async throws -> Answer {
    let rules = (uncac?.articles ?? []).flatMap(\.rules)
    return .json(
      rules.map {
        RuleEntry(
          provision: $0.provision, kind: $0.kind, rule: $0.rule, enforced_by: enforcement[$0.provision] ?? [], seen_to_by: $0.enforcedBy)
      })
  }
}
