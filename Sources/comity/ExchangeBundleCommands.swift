// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeRules
import ExchangeService
import Foundation
import Localisation
import Node
import Storage

/// Messages as files, for a stick or the diplomatic bag.
enum ExchangeBundleCommands {
  /// The messages of a node that exchanges any.
  static func mail(of node: Node) throws -> Mail {
    guard let mail = node.mail else { throw ValidationError("The node's file has no part `exchange`: it exchanges no messages.") }
    return mail
  }

  fileprivate static func bundles(of node: Node) throws -> Bundles {
    guard let bundles = node.bundles else { throw ValidationError("The node's file has no part `exchange`: it exchanges no messages.") }
    return bundles
  }

  fileprivate static func write(_ wish: BundleWish, withFiles: Bool, to path: String, _ bundles: Bundles, _ words: Words) async throws {
    let bundle = try await bundles.export(wish, withFiles: withFiles, by: .operatorAtConsole)
    try bundle.write(toFile: URL(filePath: path))
    print(
      words(
        "exchange.bundle.made",
        [
          "path": .text(path), "messages": .integer(bundle.messages), "receipts": .integer(bundle.receipts),
          "files": .integer(bundle.files),
        ]))
    if bundle.left > 0 { print(words("exchange.bundle.left", ["number": .integer(bundle.left)])) }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write what waits for an authority, or one message, into a sealed file for a stick or the diplomatic bag.")

    @OptionGroup var options: NodeOptions
    @Option(help: "The authority that everything is taken out for that waits for it, such as XB.central.") var to: String?
    @Option(help: "One message alone, by its identifier or digest; of one that came, the receipts about it.") var message: String?
    @Flag(help: "Without the sealed files that the messages name.") var withoutFiles = false
    @Option(help: "The file to write; it must not be there yet.") var out: String

    func run() async throws {
      let wish: BundleWish
      switch (to, message) {
      case (let to?, nil):
        guard let name = AuthorityName(to) else { throw TrustProblem.badValue(name: "to") }
        wish = .waiting(for: name)
      case (nil, let message?): wish = .message(message)
      default: throw ValidationError("Give either --to or --message.")
      }
      let node = try await options.open()
      let bundles = try ExchangeBundleCommands.bundles(of: node)
      try await ExchangeBundleCommands.write(wish, withFiles: !withoutFiles, to: out, bundles, try terminalWords())
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Take a file that another node wrote, with the same checks as over the network, and print part, outcome and digest with tabs between."
    )

    @Argument(help: "The file.") var file: String
    @OptionGroup var options: NodeOptions
    @Option(help: "A file to write everything into that waits for the authority then, its receipts first of all.") var answer: String?
    @Flag(help: "Without the sealed files that the messages of the answer name.") var withoutFiles = false

    func run() async throws {
      let node = try await options.open()
      try node.checkRoom()
      let bundles = try ExchangeBundleCommands.bundles(of: node)
      let report = try await bundles.take(BundleSource(file: URL(filePath: file)), by: .operatorAtConsole)
      for line in report.lines { print(line.text) }
      if let answer {
        try await ExchangeBundleCommands.write(
          .waiting(for: report.from), withFiles: !withoutFiles, to: answer, bundles, try terminalWords())
      }
      // What nobody attested has to be brought in again, and whoever runs this in a script must learn of it.
      if report.lines.contains(where: \.isOpen) { throw ExitCode(1) }
    }
  }
}
