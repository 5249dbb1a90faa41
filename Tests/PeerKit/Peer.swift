// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Programs by others that judge what is written here and write what is read here.
public enum Peer {
  /// What a peer said to one question.
  public struct Answer: Decodable, Sendable {
    /// What it made or read; `nil` when it refused.
    public let value: String?
    /// Why it refused.
    public let refused: String?
  }

  /// A program could not be run, or did not answer as agreed.
  public struct Failure: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String
  }

  /// The folder of the package.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// How often what is drawn at random is tried: a few times in `make test`, `COMITY_INTEROP_ROUNDS` times in `make interop`.
  public static let rounds = ProcessInfo.processInfo.environment["COMITY_INTEROP_ROUNDS"].flatMap(Int.init) ?? 10

  /// Asks a script of `Tests/Interop` in the tests' Python environment.
  /// - Throws: ``Failure`` when the script itself fails; a refusal is an answer.
  public static func ask(_ script: String, _ questions: [[String: Any]]) throws -> [Answer] {
    let output = try run(
      root.appending(path: ".comity/venv-tests/bin/python").path, [root.appending(path: "Tests/Interop/\(script).py").path],
      input: JSONSerialization.data(withJSONObject: questions))
    guard let output else { throw Failure(description: "\(script) failed; are the packages of Tests/requirements.txt installed?") }
    let answers = try JSONDecoder().decode([Answer].self, from: output)
    guard answers.count == questions.count else { throw Failure(description: "\(script) gave \(answers.count) answers") }
    return answers
  }

  /// Runs a program and gives what it wrote; `nil` when it ended with an error.
  public static func run(_ program: String, _ arguments: [String], input: Data = Data(), folder: URL? = nil) throws -> Data? {
    let process = Process()
    let output = Pipe()
    // From a file: a program that ends before it has read everything would break a pipe, and with it the tests.
    let entry = FileManager.default.temporaryDirectory.appending(path: "comity-peer-input-\(UUID().uuidString)")
    try input.write(to: entry)
    defer { try? FileManager.default.removeItem(at: entry) }
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: entry)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }

  /// Gives a folder of its own that is gone afterwards.
  public static func inFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }
}
