// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import Logging
import Node
import Storage
import Synchronization
import TestKit
import Web

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A clock that a test moves.
final class TestClock: Sendable {
  private let ahead = Mutex<TimeInterval>(0)

  var now: Date { Date().addingTimeInterval(ahead.withLock { $0 }) }

  func advance(_ seconds: TimeInterval) { ahead.withLock { $0 += seconds } }
}

/// A node without officers on a SQLite file of its own.
/// - Parameters:
///   - file: the name of the node's file in `nodes/`.
///   - given: the folder of its data; a new one when left out.
func emptyNode(
  _ changes: [String: String] = [:], of file: String = "arcadia", in given: URL? = nil, log: Logger? = nil,
  now: @escaping @Sendable () -> Date = { Date() }
) async throws -> Node {
  let folder = given ?? freshFolder()
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  var text = try String(contentsOf: root.appending(path: "nodes/\(file).yaml"), encoding: .utf8)
  var members = ["database": "sqlite:\(folder.path)/node.sqlite", "data": folder.path]
  members.merge(changes) { $1 }
  text = text.split(separator: "\n").filter { line in !members.keys.contains { line.hasPrefix("\($0):") } }.joined(separator: "\n")
  text += "\n" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n") + "\n"
  let copy = folder.appending(path: "node.yaml")
  try Data(text.utf8).write(to: copy)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  return try await Node(
    NodeConfiguration.read(copy.path), logger: log ?? logger, passwordCost: .init(logN: 4, r: 8, p: 1), now: now,
    opening: { RecordingDatabase(try await Node.open($0)) })
}

private func freshFolder() -> URL { FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)") }

/// A demonstration node on a SQLite file of its own, filled.
///
/// One that is as its file in `nodes/` says gets a copy of what another one was filled with: filling takes longer than most tests.
func demonstrationNode(
  _ changes: [String: String] = [:], of file: String = "arcadia", log: Logger? = nil, now: (@Sendable () -> Date)? = nil
) async throws -> Node {
  guard changes.isEmpty, now == nil else {
    let node = try await emptyNode(changes, of: file, log: log, now: now ?? { Date() })
    try await node.fillDemonstration()
    return node
  }
  let folder = freshFolder()
  try FileManager.default.copyItem(at: try await FilledNodes.folder(of: file), to: folder)
  return try await emptyNode(of: file, in: folder, log: log)
}

/// What filled nodes leave behind, for copies; each is filled once, when it is first asked for.
private enum FilledNodes {
  private static let folders = Mutex<[String: Task<URL, any Error>]>([:])

  /// The folder of a filled node that nobody uses any more.
  static func folder(of file: String) async throws -> URL {
    let filling = folders.withLock { folders in
      if let begun = folders[file] { return begun }
      // On its own: what it reads and writes belongs to no test.
      let begun = Task.detached {
        let node = try await emptyNode(of: file)
        try await node.fillDemonstration()
        try await node.database.close()
        return node.configuration.dataFolder
      }
      folders[file] = begun
      return begun
    }
    return try await filling.value
  }
}

/// The two kinds of node, filled, as the guards look at them: each is made once, and nobody changes it.
enum House {
  private static let ofAuthority = Task { try await demonstrationNode() }
  private static let ofSecretariat = Task { try await demonstrationNode(of: "secretariat") }

  /// A central authority's node.
  static var authority: Node { get async throws { try await ofAuthority.value } }
  /// A secretariat's node.
  static var secretariat: Node { get async throws { try await ofSecretariat.value } }
  /// Both: what one has alone is to be guarded too.
  static var both: [Node] { get async throws { [try await authority, try await secretariat] } }
  /// The modules of both; what both have comes twice, since each kind of node may set it up in its own way.
  static var modules: [Module] { get async throws { try await both.flatMap(\.modules) } }
}
