// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Something that one authority signed and that both sides have, so that both can put it into the same order.
public protocol SharedStep: Hashable, Sendable {
  /// The message that it came in.
  var id: MessageID { get }
  /// The authority that signed it.
  var author: AuthorityName { get }
  /// Its number among what the authority signed in the conversation.
  var sequence: Int { get }
  /// The digest of its signed bytes.
  var signed: DigestOf<SignedMessage> { get }
  /// The message that it answers, if it answers one.
  var answers: MessageID? { get }
  /// The time by which it is ordered, the same on both sides.
  var orderedAt: Date { get }
}

/// The one order of what two authorities signed, whatever order it came in and whichever side asks.
///
/// What an authority signed stays in its own order, an answer stands after what it answers, and where neither decides the earlier time goes
/// first, then the name of the authority. Clocks of two nodes differ: a time alone would put an answer before its question.
enum SharedOrder {
  /// Puts steps into their order, each once.
  static func sorted<Step: SharedStep>(_ steps: some Sequence<Step>) -> [Step] {
    let ranked = Set(steps).sorted { rank($0).lexicographicallyPrecedes(rank($1)) }
    let byID = Dictionary(grouping: ranked.indices) { ranked[$0].id }
    let byAuthor = Dictionary(grouping: ranked.indices) { ranked[$0].author }
    var followers: [Int: [Int]] = [:]
    var waitsFor = Array(repeating: 0, count: ranked.count)
    func put(_ first: Int, before second: Int) {
      followers[first, default: []].append(second)
      waitsFor[second] += 1
    }
    for own in byAuthor.values {
      let groups = Dictionary(grouping: own) { ranked[$0].sequence }.sorted { $0.key < $1.key }.map(\.value)
      for (earlier, later) in zip(groups, groups.dropFirst()) {
        for first in earlier { for second in later { put(first, before: second) } }
      }
    }
    for index in ranked.indices {
      for asked in ranked[index].answers.flatMap({ byID[$0] }) ?? [] where asked != index { put(asked, before: index) }
    }
    return takeOut(ranked, waitsFor: waitsFor, followers: followers)
  }

  private static func takeOut<Step>(_ ranked: [Step], waitsFor: [Int], followers: [Int: [Int]]) -> [Step] {
    var waitsFor = waitsFor
    var left = Set(ranked.indices)
    var order: [Step] = []
    while !left.isEmpty {
      // Two authorities that answer each other in a circle still get an order, and both get the same.
      guard let next = left.filter({ waitsFor[$0] <= 0 }).min() ?? left.min() else { break }
      left.remove(next)
      order.append(ranked[next])
      for follower in followers[next] ?? [] { waitsFor[follower] -= 1 }
    }
    return order
  }

  /// Time in milliseconds, author, number, digest, as texts of one length where they are numbers.
  private static func rank(_ step: some SharedStep) -> [String] {
    func padded(_ number: Int64) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }
    let milliseconds = Int64(max(0, min(step.orderedAt.timeIntervalSince1970 * 1000, 1e15)).rounded(.down))
    return [padded(milliseconds), step.author.description, padded(Int64(step.sequence)), step.signed.hex, step.id.description]
  }
}
