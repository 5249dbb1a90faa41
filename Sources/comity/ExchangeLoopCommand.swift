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
    let mail = try ExchangeBundleCommands.mail(of: node)
    if let file {
      guard count == 1 else { throw TrustProblem.badValue(name: "count") }
      try await mail.checkPath(to: peer)
      let message = mail.newTry()
      try await mail.tryPath(to: peer, with: try await Self.kept(file, for: message, on: node), as: message, by: .operatorAtConsole)
      print(message)
    } else {
      try await mail.tryPath(to: peer, count: count, conversations: conversations, by: .operatorAtConsole)
    }
    try await node.database.close()
  }

  /// Keeps a file in the vault under a key of its own, until it was sealed for the message.
  private static func kept(_ path: String, for message: MessageID, on node: Node) async throws -> MessageDraft.File {
    guard let input = FileHandle(forReadingAtPath: path) else { throw TrustProblem.unreadable(path: path) }
    defer { try? input.close() }
    let length = try input.seekToEnd()
    guard length > 0, let name = try? PayloadName(URL(filePath: path).lastPathComponent) else { throw TrustProblem.badValue(name: "file") }
    try input.seek(toOffset: 0)
    let arriving = try node.incoming.begin(expecting: Int(length))
    while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty { try arriving.write(ArraySlice(piece)) }
    try arriving.finish()
    let key = try await node.keys.keyMadeOnce(for: .loop(message), at: Date())
    let kept = try await node.vault.store(arriving, under: key, at: Date())
    return MessageDraft.File(
      ownerKind: key.owner.type, ownerID: key.owner.id, sha256: kept.sha256, name: "\(name)", media: "application/octet-stream")
  }
}

/// The files that messages bring which only try the path: on the other node nobody has a case that they belong to.
struct ExchangeTriedFilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop-files",
    abstract: """
      List files that others' messages bring which only try the path, tabs between: authority, message, bytes, how far it has come, pieces \
      that are here, all pieces; or say whether one is fetched.
      """)

  @OptionGroup var options: NodeOptions
  @Option(help: "Let the file of this message be fetched; by its identifier, digest or its first 16 digits.") var agree: String?
  @Option(help: "Refuse the file of this message.") var refuse: String?

  func run() async throws {
    let node = try await options.open()
    let mail = try ExchangeBundleCommands.mail(of: node)
    guard let files = node.fetchedFiles else { return }
    switch (agree, refuse) {
    case (nil, nil): for file in try await files.tried() { print(FetchedFiles.line(file)) }
    case (let name?, nil): try await answer(try await mail.digest(named: name), true, files)
    case (nil, let name?): try await answer(try await mail.digest(named: name), false, files)
    default: throw ValidationError("Give either --agree or --refuse.")
    }
    try await node.database.close()
  }

  private func answer(_ signed: DigestOf<SignedMessage>, _ agrees: Bool, _ files: FetchedFiles) async throws {
    do {
      try await files.answerTry(signed, agrees: agrees, by: .operatorAtConsole)
    } catch let reason as CannotTransfer {
      switch reason {
      case .noRoom: throw ValidationError("The disk has no room for it.")
      case .quota: throw ValidationError("The other authority has no more room on this node (exchange.fileQuotaGiB).")
      case .consentMissing, .alreadyDecided, .notPulling, .incomplete:
        throw ValidationError("It was decided already, or its time has ended.")
      }
    }
  }
}
