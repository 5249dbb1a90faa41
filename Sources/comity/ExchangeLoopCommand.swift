// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Node
import Storage

/// Tries the path to another authority with messages that touch no case; the node sends them.
struct ExchangeLoopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop",
    abstract: "Send messages that do nothing to another authority, many or with a file, before the path has to bear it in earnest.")

  @OptionGroup var options: NodeOptions
  @Option(help: "The other authority, such as XB.central.") var to: String
  @Option(help: "How many messages.") var count = 1
  @Option(help: "In how many conversations; those of one go one after the other.") var conversations = 100
  @Option(help: "A file that one message takes along.") var file: String?

  func run() async throws {
    guard let peer = AuthorityName(to) else { throw TrustProblem.badValue(name: "to") }
    guard (1...1_000_000).contains(count) else { throw TrustProblem.badValue(name: "count") }
    let node = try await options.open()
    guard let mail = node.mail else { throw MailProblem.unknownAuthority }
    if let file {
      print(try await mail.tryPath(to: peer, with: try await Self.kept(file, on: node), by: .operatorAtConsole))
    } else {
      try await mail.tryPath(to: peer, count: count, conversations: conversations, by: .operatorAtConsole)
    }
    try await node.database.close()
  }

  /// Keeps a file in the vault under a key of its own.
  private static func kept(_ path: String, on node: Node) async throws -> MessageDraft.File {
    guard let input = FileHandle(forReadingAtPath: path) else { throw TrustProblem.unreadable(path: path) }
    defer { try? input.close() }
    let owner = KeyOwner(type: "exchangeLoop", id: UUID().uuidString.lowercased())
    let arriving = try node.incoming.begin(expecting: Int(try input.seekToEnd()))
    try input.seek(toOffset: 0)
    while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { try arriving.write(ArraySlice(piece)) }
    try arriving.finish()
    let key = try await node.keys.keyMadeOnce(for: owner, at: Date())
    let kept = try await node.vault.store(arriving, under: key, at: Date())
    return MessageDraft.File(
      ownerKind: owner.type, ownerID: owner.id, sha256: kept.sha256, name: URL(filePath: path).lastPathComponent,
      media: "application/octet-stream")
  }
}
