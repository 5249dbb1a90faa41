// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Testing

@Suite("Identifiers in sequence")
struct IDSequenceTests {
  private enum Thing {}

  @Test("Each identifier is greater than the one before, also where the counter goes on into the next field, and none comes twice")
  func ascending() {
    var sequence = IDSequence(at: Date(timeIntervalSince1970: 1_795_000_000.123))
    // 2²⁰ is where the counter goes on from one field of the identifier into the other.
    let ids: [ID<Thing>] = (0..<(1 << 20) + 3).map { _ in sequence.next() }
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("An identifier says version 7, the variant of RFC 9562 and its millisecond")
  func form() {
    var sequence = IDSequence(at: Date(timeIntervalSince1970: 1_645_557_742))
    let text = (sequence.next() as ID<Thing>).description
    // The instant of the example in RFC 9562, appendix A.6.
    #expect(text.hasPrefix("017f22e2-79b0-7000-80"))
    var earlier = IDSequence(at: Date(timeIntervalSince1970: 1_645_557_741.999))
    #expect((earlier.next() as ID<Thing>).description < text)
  }

  @Test("Two sequences of the same instant have no identifier in common")
  func apart() {
    let instant = Date(timeIntervalSince1970: 1_795_000_000)
    var (one, other) = (IDSequence(at: instant), IDSequence(at: instant))
    let first: [ID<Thing>] = (0..<1000).map { _ in one.next() }
    let second: [ID<Thing>] = (0..<1000).map { _ in other.next() }
    #expect(Set(first).isDisjoint(with: second))
  }
}
