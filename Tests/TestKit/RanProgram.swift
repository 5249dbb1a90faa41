// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Subprocess
import SystemPackage

/// What a program that ran to its end left behind.
public struct RanProgram: Sendable {
  /// Its exit code; 128 and the signal's number when a signal ended it.
  public let code: Int32
  /// What it wrote.
  public let out: Data
  /// What it wrote where errors go.
  public let errors: Data

  /// What it wrote, as text.
  public var text: String { String(decoding: out, as: UTF8.self) }

  /// Runs a program to its end, with nothing at its standard input.
  /// - Parameter environment: all that it gets; that of the tests when left out.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, in folder: URL? = nil
  ) async throws {
    let given = environment?.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
    let ended = try await run(
      .path(FilePath(program)), arguments: Arguments(arguments),
      environment: given.map { .custom(Dictionary(uniqueKeysWithValues: $0)) } ?? .inherit,
      workingDirectory: folder.map { FilePath($0.path) }, output: .bytes(limit: 1 << 28), error: .bytes(limit: 1 << 24))
    switch ended.terminationStatus {
    case .exited(let code): self.code = code
    case .signaled(let signal): code = 128 + signal
    }
    out = Data(ended.standardOutput)
    errors = Data(ended.standardError)
  }

  /// Starts a program, waits until it has written a mark, and asks it to end once something was done beside it.
  /// - Parameters:
  ///   - mark: what it writes when it is ready.
  ///   - body: what is done while it runs, given its process; not called when it ends without the mark.
  /// - Returns: its exit code, as in ``code``; `nil` when it never wrote the mark.
  public static func running(
    _ program: String, _ arguments: [String], environment: [String: String], in folder: URL, until mark: String,
    _ body: (Int32) async throws -> Void
  ) async throws -> Int32? {
    let given = environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
    let ended = try await run(
      .path(FilePath(program)), arguments: Arguments(arguments), environment: .custom(Dictionary(uniqueKeysWithValues: given)),
      workingDirectory: FilePath(folder.path), input: .none, output: .sequence, error: .discarded
    ) { execution -> Bool in
      var output = execution.standardOutput.makeAsyncIterator()
      var said = Data()
      while String(decoding: said, as: UTF8.self).contains(mark) == false {
        guard let next = try await output.next() else { return false }
        next.withUnsafeBytes { said.append(contentsOf: $0) }
      }
      try await body(execution.processIdentifier.value)
      try execution.send(signal: .terminate)
      // What it still writes is taken, so that it never waits for a reader.
      while try await output.next() != nil {}
      return true
    }
    guard ended.closureResult else { return nil }
    switch ended.terminationStatus {
    case .exited(let code): return code
    case .signaled(let signal): return 128 + signal
    }
  }
}
