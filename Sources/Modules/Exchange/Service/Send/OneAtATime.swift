// SPDX-License-Identifier: Apache-2.0

/// Lets one piece of work through at a time, in the order of coming.
actor OneAtATime {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Does the work when its turn comes.
  func run<Result: Sendable>(_ work: @Sendable () async throws -> Result) async rethrows -> Result {
    if isTaken { await withCheckedContinuation { waiting.append($0) } }
    isTaken = true
    defer { if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() } }
    return try await work()
  }

  /// Does the work when its turn comes; `nil` at once when more than so many wait for theirs.
  func run<Result: Sendable>(withAtMost most: Int, _ work: @Sendable () async throws -> Result) async rethrows -> Result? {
    guard waiting.count < most else { return nil }
    return try await run(work)
  }
}
