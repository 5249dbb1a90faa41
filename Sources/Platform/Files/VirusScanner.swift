// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess
import SystemPackage

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

  /// Gives a file's content to the command piece by piece and waits for its verdict, no longer than the time it is given.
  /// - Parameter next: the content from an offset on; empty at the end.
  func scan(_ next: @escaping @Sendable (_ offset: Int) async throws -> Data) async -> ScanResult {
    // A command that ends early must be a verdict here, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    return await withTaskGroup(of: ScanResult.self) { group in
      group.addTask { await verdict(next) }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return .notScanned
      }
      // Whichever comes first; the command is killed with its task.
      let first = await group.next() ?? .notScanned
      group.cancelAll()
      return first
    }
  }

  private func verdict(_ next: @Sendable (_ offset: Int) async throws -> Data) async -> ScanResult {
    // What it says may name the content; nothing of it goes into a log.
    let ended = try? await run(
      .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
      environment: .custom(["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]), input: .inputWriter, output: .discarded, error: .discarded
    ) { execution in
      let isWhole = await feed(next, to: execution.standardInputWriter)
      try? await execution.standardInputWriter.finish()
      return isWhole
    }
    switch ended?.terminationStatus {
    // A command that did not read to the end cannot know.
    case .exited(0): return ended?.closureResult == true ? .clean : .notScanned
    case .exited(1): return .infected
    default: return .notScanned
    }
  }

  /// Writes all of it; `false` when the command reads no more, or the content cannot be read.
  private func feed(_ next: @Sendable (Int) async throws -> Data, to input: StandardInputWriter) async -> Bool {
    var offset = 0
    do {
      while case let piece = try await next(offset), !piece.isEmpty {
        guard try await input.write([UInt8](piece)) == piece.count else { return false }
        offset += piece.count
      }
      return true
    } catch {
      return false
    }
  }
}
