// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Makes identifiers for many things that come at one time, each greater than the one before (UUID version 7).
///
/// What is written in their order goes to the end of every index; identifiers without an order go to a random place of each, and a long
/// register is then written many times more slowly. They tell when they were made, which whoever sees the thing knows anyway.
/// - Source: RFC 9562, section 5.7, with a counter as in section 6.2, method 1.
public struct IDSequence: Sendable {
  private let milliseconds: UInt64
  private var count: UInt32 = 0

  /// Begins a sequence at an instant; two sequences of the same instant share no identifier except by a chance of one in 2⁴².
  public init(at instant: Date) {
    milliseconds = UInt64(max(0, instant.timeIntervalSince1970) * 1000) & 0xFFFF_FFFF_FFFF
  }

  /// The next identifier, greater than all before for four thousand million of them.
  public mutating func next<Owner>() -> ID<Owner> {
    let high = milliseconds << 16 | 0x7000 | UInt64(count >> 20)
    let low = 0x8000_0000_0000_0000 | UInt64(count & 0xF_FFFF) << 42 | UInt64.random(in: 0..<(1 << 42))
    count &+= 1
    func byte(_ number: UInt64, _ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64(place))) }
    return ID(
      UUID(
        uuid: (
          byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
          byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3), byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
        )))
  }
}
