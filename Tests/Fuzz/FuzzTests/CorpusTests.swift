// SPDX-License-Identifier: Apache-2.0
import Foundation
import FuzzTargets
import Testing

@Suite("Every input that was kept of the fuzzing") struct CorpusTests {
  @Test(
    "What must hold of a reader holds for every kept input, and there are some that it takes and some that it refuses",
    arguments: FuzzTarget.all.map(\.name))
  func corpus(of name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let files = try FileManager.default.contentsOfDirectory(at: target.corpus, includingPropertiesForKeys: nil)
    var taken: Set<Bool> = []
    for file in files {
      let input = try Data(contentsOf: file)
      do {
        taken.insert(try target.check(input))
      } catch {
        Issue.record("\(name), \(file.lastPathComponent): \(error)")
      }
    }
    #expect(taken == [true, false])
  }

  @Test("What is known to be well-formed is taken", arguments: FuzzTarget.all.map(\.name))
  func seeds(of name: String) throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    for seed in try target.seeds() { #expect(try target.check(seed), "\(String(decoding: seed.prefix(80), as: UTF8.self))") }
  }
}
