// SPDX-License-Identifier: Apache-2.0
public import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a virus scan said about a file.
public enum ScanResult: String, Sendable, CaseIterable {
  /// The command read all of it and found nothing.
  case clean
  /// The command found something.
  case infected
  /// There is no command, or it failed, or took too long.
  case notScanned
}

/// A command that is given each file's content at its standard input.
public struct VirusScanner: Sendable {
  private let command: [String]
  private let timeout: Duration

  /// Names the command: the program's path, then its arguments, such as `/usr/bin/clamdscan`, `--no-summary`, `-`.
  /// - Returns: `nil` for an empty command.
  public init?(_ command: [String], timeout: Duration = .seconds(1800)) {
    guard !command.isEmpty else { return nil }
    self.command = command
    self.timeout = timeout
  }

  /// Gives a file's content to the command piece by piece and waits for its verdict; blocks the thread.
  /// - Parameter next: the content from an offset on; empty at the end.
  func scan(_ next: (_ offset: Int) throws -> Data) -> ScanResult {
    // A command that ends early must be a verdict here, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    let input = Pipe()
    let ended = DispatchSemaphore(value: 0)
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    process.standardInput = input
    // What it says may name the content; nothing of it goes into a log.
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { _ in ended.signal() }
    guard (try? process.run()) != nil else { return .notScanned }
    let deadline = ContinuousClock.now.advanced(by: timeout)
    let isWhole = (try? feed(next, to: input.fileHandleForWriting.fileDescriptor, before: deadline)) == true
    try? input.fileHandleForWriting.close()
    let left = (deadline - .now).components
    let patience = max(0, Double(left.seconds) + Double(left.attoseconds) / 1e18)
    guard ended.wait(timeout: .now() + patience) == .success else {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      return .notScanned
    }
    guard process.terminationReason == .exit else { return .notScanned }
    switch process.terminationStatus {
    // A command that did not read to the end cannot know.
    case 0: return isWhole ? .clean : .notScanned
    case 1: return .infected
    default: return .notScanned
    }
  }

  /// Writes all of it, waiting no longer than until the deadline; `false` when the command reads no more.
  private func feed(
    _ next: (Int) throws -> Data, to descriptor: Int32, before deadline: ContinuousClock.Instant
  ) throws -> Bool {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var offset = 0
    while case let piece = try next(offset), !piece.isEmpty {
      var written = 0
      while written < piece.count {
        guard ContinuousClock.now < deadline else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, 1000) > 0 else { continue }
        let count = piece.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written) }
        if count > 0 { written += count } else if errno != EAGAIN && errno != EINTR { return false }
      }
      offset += piece.count
    }
    return true
  }
}
