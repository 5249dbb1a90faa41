// SPDX-License-Identifier: Apache-2.0

/// Lets those come along who are about to ask for the same, before a group begins.
enum Company {
  /// So often those who are ready to run have their turn at most.
  private static let turns = 8

  /// Returns as soon as nobody has come any more while all others who were ready to run had their turn.
  ///
  /// Nobody waits for a clock: where nothing else is to be done it returns at once, and where much is, what is asked for meanwhile is asked for together.
  /// - Parameters:
  ///   - most: with so many it does not wait for more.
  ///   - count: how many there are.
  static func gather(most: Int, count: () -> Int) async {
    var seen = 0
    for _ in 0..<turns {
      await Task.yield()
      let here = count()
      guard here > seen, here < most else { return }
      seen = here
    }
  }
}
