// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// A program that is kept running and spoken to through two pipes, which wait no longer than they are told.
///
/// The pipes are the node's own: whoever writes and reads has a deadline for each line, which no sequence of the package has.
final class KeptProgram: Sendable {
  /// Nothing could be written or read before the deadline, or the program has ended.
  struct Silent: Error {}

  private let input: FileDescriptor
  private let output: FileDescriptor
  private let standing: Mutex<Standing>
  private let ended: AsyncStream<Void>.Continuation

  private struct Standing {
    var process: ProcessIdentifier?
    var isStopped = false
  }

  /// Starts a program; one that cannot be started is silent.
  init(_ program: Configuration) throws {
    let (theirInput, input) = try FileDescriptor.pipe()
    let (output, theirOutput) = try FileDescriptor.pipe()
    self.input = input
    self.output = output
    standing = Mutex(Standing())
    let (end, ended) = AsyncStream<Void>.makeStream()
    self.ended = ended
    // A program that reads no more must not hold up whoever writes to it.
    _ = fcntl(input.rawValue, F_SETFL, O_NONBLOCK)
    Task.detached(executorPreference: OwnThreads.shared) { [weak self] in
      _ = try? await run(
        program, input: .fileDescriptor(theirInput, closeAfterSpawningProcess: true),
        output: .fileDescriptor(theirOutput, closeAfterSpawningProcess: true), error: .discarded
      ) { execution in
        self?.began(execution.processIdentifier)
        // Until then its number is not given to any other process, so that a signal reaches this one.
        for await _ in end {}
        try? execution.send(signal: .kill)
      }
    }
  }

  private func began(_ process: ProcessIdentifier) {
    standing.withLock { standing in
      if standing.isStopped { kill(process.value, SIGKILL) } else { standing.process = process }
    }
  }

  /// Whether it has closed what it writes to, as every program does that ends.
  var hasEnded: Bool {
    var descriptor = pollfd(fd: output.rawValue, events: 0, revents: 0)
    return poll(&descriptor, 1, 0) > 0 && descriptor.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
  }

  /// Writes all of it.
  func write(_ data: Data, before deadline: ContinuousClock.Instant) throws {
    var rest = data[...]
    while !rest.isEmpty {
      try wait(for: input, POLLOUT, before: deadline)
      let count = rest.withUnsafeBytes { Foundation.write(input.rawValue, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN && errno != EINTR { throw Silent() }
    }
  }

  /// What it has written; waits until there is something.
  func read(before deadline: ContinuousClock.Instant) throws -> Data {
    try wait(for: output, POLLIN, before: deadline)
    var chunk = Data(count: 1 << 16)
    let count = try chunk.withUnsafeMutableBytes { try output.read(into: $0) }
    guard count > 0 else { throw Silent() }
    return chunk.prefix(count)
  }

  private func wait(for descriptor: FileDescriptor, _ event: Int32, before deadline: ContinuousClock.Instant) throws {
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { throw Silent() }
      var waiting = pollfd(fd: descriptor.rawValue, events: Int16(event), revents: 0)
      if poll(&waiting, 1, Int32(min(left.components.seconds, 3600) * 1000 + 1)) > 0 { return }
    }
  }

  /// Ends it at once: one that is stopped or busy would take no notice of a polite signal.
  func stop() {
    let isFirst = standing.withLock { standing in
      if let process = standing.process { kill(process.value, SIGKILL) }
      defer { standing = Standing(process: nil, isStopped: true) }
      return !standing.isStopped
    }
    guard isFirst else { return }
    ended.finish()
    try? input.close()
    try? output.close()
  }

  deinit { stop() }
}

/// Threads of its own for starting a program and for waiting for its end: its deadlines must not run while all threads of the node are busy.
private final class OwnThreads: TaskExecutor {
  static let shared = OwnThreads()

  private let queue = DispatchQueue(label: "kept program", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
