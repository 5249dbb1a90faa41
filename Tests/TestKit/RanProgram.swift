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
}
