// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import Logging
import Node
import TestKit

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A demonstration node on a SQLite file of its own.
func demonstrationNode(_ changes: [String: String] = [:]) async throws -> Node {
  let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  var text = try String(contentsOf: root.appending(path: "nodes/arcadia.yaml"), encoding: .utf8)
  var members = ["database": "sqlite:\(folder.path)/node.sqlite", "data": folder.path]
  members.merge(changes) { $1 }
  text = text.split(separator: "\n").filter { line in !members.keys.contains { line.hasPrefix("\($0):") } }.joined(separator: "\n")
  text += "\n" + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n") + "\n"
  let file = folder.appending(path: "node.yaml")
  try Data(text.utf8).write(to: file)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let node = try await Node(
    NodeConfiguration.read(file.path), logger: logger, passwordCost: .init(logN: 4, r: 8, p: 1),
    opening: { RecordingDatabase(try await Node.open($0)) })
  try await node.fillDemonstration()
  return node
}
