// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import Logging
import Node
import Synchronization
import TestKit

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A clock that a test moves.
final class TestClock: Sendable {
  private let ahead = Mutex<TimeInterval>(0)

  var now: Date { Date().addingTimeInterval(ahead.withLock { $0 }) }

  func advance(_ seconds: TimeInterval) { ahead.withLock { $0 += seconds } }
}

/// A node without officers on a SQLite file of its own.
/// - Parameter file: the name of the node's file in `nodes/`.
func emptyNode(
  _ changes: [String: String] = [:], of file: String = "arcadia", log: Logger? = nil, now: @escaping @Sendable () -> Date = { Date() }
) async throws -> Node {
  let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
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

/// A demonstration node on a SQLite file of its own, filled.
func demonstrationNode(
  _ changes: [String: String] = [:], of file: String = "arcadia", log: Logger? = nil, now: @escaping @Sendable () -> Date = { Date() }
) async throws -> Node {
  let node = try await emptyNode(changes, of: file, log: log, now: now)
  try await node.fillDemonstration()
  return node
}
