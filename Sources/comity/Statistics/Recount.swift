// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Kernel
import Localisation
import Node
import StatisticsService

extension StatisticsCommand {
  /// `comity statistics recount`: the figures of a node counted anew from its event log.
  struct Recount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count the figures of an authority's node anew from its event log.",
      discussion:
        "Exit 0: the figures were those of the log. 1: they were not, which is told, and are put right. The node may run meanwhile.")

    @OptionGroup var options: NodeOptions
    @Option(help: "The language of the words: ar, en, es, fr, ru or zh.") var lang: Language = .en

    func run() async throws {
      let node = try await options.open()
      guard let figures = node.ownFigures else { throw ValidationError("A central authority's node has figures of its own.") }
      let words = node.catalogue.words(lang)
      let found = try await figures.recount()
      print(
        words(
          found.isSame ? "statistics.recount.same" : "statistics.recount.different",
          [
            "events": .text(words.number(Int(found.events))), "requests": .text(words.number(found.requests)),
            "differing": .text(words.number(found.differing)),
          ]))
      guard found.isSame else { throw ExitCode(1) }
    }
  }
}
