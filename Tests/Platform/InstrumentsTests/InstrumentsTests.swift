// SPDX-License-Identifier: Apache-2.0
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Instruments as data") struct InstrumentsTests {
  let instruments = Instruments.builtIn

  @Test("Every rule and every title is there in six languages")
  func complete() throws {
    let uncac = try #require(instruments[.uncac])
    for article in uncac.articles {
      #expect(article.title.missing == [], "article \(article.number)")
      for rule in article.rules { #expect(rule.rule.missing == [], "\(rule.provision)") }
    }
  }

  @Test(
    "Every numbered paragraph of the articles applied has its identifier",
    arguments: [(16, 2), (23, 2), (27, 3), (43, 2), (44, 18), (46, 30), (48, 3), (50, 4), (52, 6), (54, 2), (55, 9), (57, 5), (68, 2)])
  func paragraphs(article: Int, count: Int) {
    for paragraph in 1...count { #expect(instruments.rule(at: Provision(.uncac, article, paragraph)) != nil, "\(article)(\(paragraph))") }
    #expect(instruments.rule(at: Provision(.uncac, article, count + 1)) == nil)
  }

  @Test("The articles applied are all there", arguments: [15...27, 43...62, 68...68])
  func articles(range: ClosedRange<Int>) throws {
    let numbers = Set(try #require(instruments[.uncac]).articles.map(\.number))
    #expect(numbers.isSuperset(of: range))
  }

  @Test("Measures cite provisions that are in the data", arguments: Measure.allCases)
  func measures(measure: Measure) {
    #expect(instruments.resolves(.provision(measure.provision)))
    #expect(instruments.resolves(.provision(measure.assistanceType.provision)))
  }

  @Test(
    "A citation reads back as it was written", arguments: ["UNCAC 46(15)(c)", "UNCAC 44(5)", "UNCAC 49", "UNCAC 53(a)", "UNTOC 18(3)(b)"])
  func citations(text: String) throws {
    let provision = try #require(Provision(text))
    #expect(provision.description == text)
    #expect(Source(text) == .provision(provision))
  }

  @Test(
    "What is no citation is refused",
    arguments: [
      "", "UNCAC", "UNCAC x", "UNCAC 46(", "UNCAC 46(A)", "UNCAC 46(1)(a)(b)", "46(1)", "UNCAC 0", "UNCAC +46", "UNCAC 46(0)",
      "UNCAC 46(-3)", "UNCAC 046",
    ])
  func notCitations(text: String) { #expect(Provision(text) == nil) }

  @Test("A second instrument is one more file")
  func secondInstrument() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = Language.allCases.map { "\"\($0.rawValue)\":\"x\"" }.joined(separator: ",")
    let treaty = """
      {"code":"XA-XB","name":{\(text)},"adoptedOn":"2012-01-01","inForceOn":"2012-05-01","articles":[{"number":3,"part":"cooperation",
      "title":{\(text)},"rules":[{"provision":"XA-XB 3(1)","kind":"duty","rule":{\(text)}}]}]}
      """
    try Data(treaty.utf8).write(to: folder.appending(path: "bilateral.json"))
    let all = try Instruments(folder: folder)
    #expect(all.resolves(.provision(Provision("XA-XB", 3, 1))))
    #expect(!all.resolves(.provision(Provision("XA-XB", 3, 2))))
    try Data(treaty.utf8).write(to: folder.appending(path: "again.json"))
    #expect(throws: Instruments.CitedTwice.self) { try Instruments(folder: folder) }
  }
}
