// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import ContributionsRules

@Suite("Ranking needs of capacity-building") struct NeedRankingTests {
  private func piece(
    _ kind: NeedEvidence.Kind, _ category: String?, _ articles: [String] = [], _ state: String? = nil, _ count: Int = 1
  ) -> NeedEvidence {
    NeedEvidence(
      kind: kind, category: category, articles: articles, state: state.flatMap { StateCode($0) }, count: count, label: LocalText(),
      url: "/x")
  }

  @Test("A need weighs the sum of count times weight, and every piece of evidence stays with its line")
  func scores() {
    let evidence = [
      piece(.help, "training", [], "XA"), piece(.help, "training", [], "XA"), piece(.delay, "research", [], nil, 7),
      piece(.finding, "legal-advice", [], "XB"), piece(.challenge, nil, [], nil, 100),
    ]
    let ranked = NeedRanking.ranked(evidence, by: .category, with: .usual)
    #expect(ranked.map(\.subject) == ["research", "training", "legal-advice", nil])
    #expect(ranked.map(\.score) == [7, 6, 3, 200])
    #expect(ranked[1].evidence.count == 2 && ranked[1].states.map(\.code) == ["XA"] && ranked[1].counts[.help] == 2)
    #expect(ranked.flatMap(\.evidence).count == evidence.count)
  }

  @Test("Equal needs are ordered by the number of States and then by their names; a negative count counts as none")
  func ties() {
    let evidence = [
      piece(.help, "b", [], "XA"), piece(.help, "a", [], "XA"), piece(.help, "c", [], "XA", 0), piece(.help, "c", [], "XB"),
      piece(.refusal, "d", [], nil, -4),
    ]
    #expect(NeedRanking.ranked(evidence, by: .category, with: .usual).map(\.subject) == ["c", "a", "b", "d"])
    #expect(NeedRanking.ranked([], by: .article, with: .usual).isEmpty)
  }

  @Test("By article, evidence about several articles counts once for each, and articles are ordered as numbers")
  func articles() {
    let ranked = NeedRanking.ranked([piece(.help, nil, ["46(13)", "46(15)", "9"]), piece(.help, nil)], by: .article, with: .usual)
    #expect(ranked.map(\.subject) == ["9", "46", nil])
    #expect(ranked.map(\.score) == [3, 3, 3])
  }

  @Test("Weights go from 0 to 10 and need a reason; they change the order")
  func weights() throws {
    var fields = NeedWeights.usual.fields
    fields["help"] = "0"
    #expect(throws: CannotContribute.self) { try NeedWeights.entered(fields, on: ModerationTests.day) }
    fields["reason"] = "Requests are counted elsewhere."
    let weights = try NeedWeights.entered(fields, on: ModerationTests.day)
    #expect(weights[.help] == 0 && weights[.finding] == 3 && weights.since == ModerationTests.day)
    let evidence = [piece(.help, "a", [], nil, 9), piece(.delay, "b")]
    #expect(NeedRanking.ranked(evidence, by: .category, with: .usual)[0].subject == "a")
    #expect(NeedRanking.ranked(evidence, by: .category, with: weights)[0].subject == "b")
    for wrong in ["11", "-1", "", "x"] {
      fields["help"] = wrong
      let fault = CannotContribute.wrongFields([FieldProblem(field: "help", code: EntryFault.weightUnreadable.code)])
      #expect(throws: fault, "\(wrong)") { try NeedWeights.entered(fields, on: ModerationTests.day) }
    }
  }
}
