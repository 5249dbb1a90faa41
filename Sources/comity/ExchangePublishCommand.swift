// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeService
import Foundation
import Kernel
import Localisation
import Node
import Storage

/// What the secretariat and its signers do: a root, the list of States, one command for each signer, the publication.
struct ExchangePublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Publish the signed directory: files that go from signer to signer, then a folder that the node serves.",
    subcommands: [Root.self, Targets.self, Sign.self, Join.self, Begin.self, Take.self, Renew.self])

  struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the root: who may sign, and how many of them must. Nobody has signed it yet.")

    @Option(parsing: .upToNextOption, help: "The public files of those who may change the root.") var root: [String]
    @Option(help: "So many of them must sign.") var rootThreshold = 3
    @Option(parsing: .upToNextOption, help: "The public files of those who admit States.") var targets: [String]
    @Option(help: "So many of them must sign.") var targetsThreshold = 2
    @Option(help: "The public file of the node's own key.") var online: String
    @Option(help: "The folder that is published, for the next root; left out for the first.") var folder: String?
    @Option(help: "The file to write.") var out: String

    func run() throws {
      func cards(_ files: [String]) throws -> [SignerCard] { try files.map { try SignerCard.read(URL(filePath: $0)) } }
      let officers = DirectoryOfficers(
        root: try cards(root), rootThreshold: rootThreshold, targets: try cards(targets), targetsThreshold: targetsThreshold,
        online: try SignerCard.read(URL(filePath: online)))
      let before = try folder.map { folder in
        guard let version = try DirectoryPublisher(folder: URL(filePath: folder)).rootVersion() else { throw TrustProblem.notPublished }
        return version
      }
      let draft = try officers.root(version: (before ?? 0) + 1, until: Date().addingTimeInterval(DirectoryPublisher.rootLifetime))
      try ExchangePublishCommand.write(draft, to: out)
    }
  }

  struct Targets: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the next list of States, with those admitted and without those removed. Nobody has signed it yet.")

    @Option(help: "The folder that is published.") var folder: String
    @Option(parsing: .upToNextOption, help: "The parts of States that are admitted, or that have another key now.") var admit: [String] = []
    @Option(parsing: .upToNextOption, help: "States that are taken out.") var remove: [String] = []
    @Option(help: "The entry of the secretariat's node, when it is another from now on: what comity exchange keys entry wrote there.")
    var secretariat: String?
    @Option(help: "The file to write.") var out: String

    func run() throws {
      let removed = try remove.map { text in
        guard let state = StateCode(text) else { throw TrustProblem.badValue(name: "remove") }
        return state
      }
      let draft = try DirectoryPublisher(folder: URL(filePath: folder)).nextTargets(
        admitting: admit.map { try StatePart.read(URL(filePath: $0)) }, removing: removed,
        secretariat: secretariat.map { try readFile($0) }, at: Date())
      try ExchangePublishCommand.write(draft, to: out)
    }
  }

  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a root or list says and, with a key, sign it: the one command of a signer.")

    @Argument(help: "The file; the signature is added to it.") var file: String
    @Option(help: "The file of the signer's key; left out, nothing is signed.") var key: String?
    @Option(help: "The root, to say of a list of States how many of its signatures count; a root says it itself.") var root: String?
    @OptionGroup var keys: KeyOptions

    func run() throws {
      let url = URL(filePath: file)
      let root = try root.map { try DirectoryDraft.read(URL(filePath: $0)) }
      var draft = try DirectoryDraft.read(url)
      let words = try terminalWords()
      for line in draft.lines { print(line) }
      print(words("exchange.publish.compare", ["value": .text(draft.fingerprint.description)]))
      if let key {
        draft = try draft.signed(by: SignerFile(URL(filePath: key), passphrase: keys.passphrase()).read())
        try draft.file.write(to: url, options: .atomic)
      }
      ExchangePublishCommand.tell(draft, under: root, in: words)
    }
  }

  struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring together the signatures of copies that signers signed apart.")

    @Argument(help: "The file that takes the signatures.") var file: String
    @Argument(help: "The copies.") var copies: [String]
    @Option(help: "The root, to say of a list of States how many of its signatures count; a root says it itself.") var root: String?

    func run() throws {
      let draft = try copies.reduce(DirectoryDraft.read(URL(filePath: file))) { draft, copy in
        do { return try draft.joined(with: DirectoryDraft.read(URL(filePath: copy))) } catch { throw TrustProblem.unreadable(path: copy) }
      }
      try draft.file.write(to: URL(filePath: file), options: .atomic)
      ExchangePublishCommand.tell(
        draft, under: try root.map { try DirectoryDraft.read(URL(filePath: $0)) }, in: try terminalWords())
    }
  }

  struct Begin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish for the first time: a signed root, a signed list, the parts of its States.")

    @Argument(help: "The folder to make.") var folder: String
    @Option(help: "The signed root.") var root: String
    @Option(help: "The signed list of States.") var targets: String
    @Option(parsing: .upToNextOption, help: "The parts of the States in the list.") var parts: [String] = []
    @Option(help: "The entry of the secretariat's node, where the list names it.") var secretariat: String?
    @OptionGroup var publication: PublicationOptions

    func run() async throws {
      let (root, targets) = try (DirectoryDraft.read(URL(filePath: root)), DirectoryDraft.read(URL(filePath: targets)))
      let parts = try parts.map { try StatePart.read(URL(filePath: $0)) }
      let secretariat = try secretariat.map { try readFile($0) }
      try await publication.publish(parts) {
        try DirectoryPublisher(folder: URL(filePath: folder)).begin(
          root: root, targets: targets, parts: parts, secretariat: secretariat, online: $0, at: Date())
      }
    }
  }

  struct Take: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Publish what signers and States brought: a next root, a next list, parts of States, the entry of the secretariat's node.")

    @Argument(help: "The folder that is published.") var folder: String
    @Argument(help: "Signed roots and lists, parts of States, and the entry of the secretariat's node.") var files: [String]
    @OptionGroup var publication: PublicationOptions

    func run() async throws {
      var drafts: [DirectoryDraft] = []
      var parts: [StatePart] = []
      var secretariat: Data?
      for file in files {
        let url = URL(filePath: file)
        if let part = try? StatePart.read(url) {
          parts.append(part)
        } else if let entry = try? readFile(file), (try? SecretariatEntry.read(entry)) != nil {
          secretariat = entry
        } else {
          drafts.append(try DirectoryDraft.read(url))
        }
      }
      let (brought, entry, states) = (drafts, secretariat, parts)
      try await publication.publish(states) {
        try DirectoryPublisher(folder: URL(filePath: folder)).take(brought, states, secretariat: entry, online: $0, at: Date())
      }
    }
  }

  struct Renew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Renew what the node itself signs when it is due; the node does so every hour while it runs.")

    @Argument(help: "The folder that is published.") var folder: String
    @OptionGroup var publication: PublicationOptions

    func run() async throws {
      let publisher = DirectoryPublisher(folder: URL(filePath: folder))
      guard try publisher.rootVersion() != nil else { throw TrustProblem.notPublished }
      guard let published = try publisher.renew(online: publication.signer(), at: Date()) else {
        return print(try terminalWords()("exchange.publish.nothingDue"))
      }
      try await publication.tell(published, of: publication.opened())
    }
  }

  private static func tell(_ draft: DirectoryDraft, under root: DirectoryDraft?, in words: Words) {
    print(words("exchange.publish.signatures", ["number": .integer(draft.signatures)]))
    guard let standing = draft.standing(under: root) else { return }
    print(words("exchange.publish.standing", ["signed": .integer(standing.signed), "threshold": .integer(standing.threshold)]))
  }

  private static func write(_ draft: DirectoryDraft, to path: String) throws {
    try writeNew(draft.file, to: path)
    let words = try terminalWords()
    for line in draft.lines { print(line) }
    print(words("exchange.keys.made", ["path": .text(path)]))
    printFingerprint(draft.fingerprint, in: words)
  }
}

/// The node's own key, and the node whose event log is told what was published.
struct PublicationOptions: ParsableArguments {
  @Option(help: "The file of the node's own key.") var online: String
  @Option(help: "The secretariat's node, so that its event log holds what was published; see nodes/README.md.") var node: String?
  @OptionGroup var keys: KeyOptions

  func signer() throws -> Signer { try SignerFile(URL(filePath: online), passphrase: keys.passphrase()).read() }

  /// The secretariat's node, where it is named.
  func opened() async throws -> Node? {
    guard let node else { return nil }
    return try await NodeOptions.parse(["--node", node]).open()
  }

  /// Publishes; what States tell authorities alone is at the node before, and what belongs to nothing any more is forgotten afterwards.
  func publish(_ parts: [StatePart], _ body: (Signer) throws -> DirectoryPublisher.Published) async throws {
    let signer = try signer()
    let node = try await opened()
    let shelf = node?.publication?.shelf
    if parts.contains(where: \.hasRestricted) {
      guard let shelf else { throw TrustProblem.noRestrictedShelf }
      try await shelf.keep(parts)
    }
    let published = try body(signer)
    try await shelf?.sweep()
    try await tell(published, of: node)
  }

  func tell(_ published: DirectoryPublisher.Published, of node: Node?) async throws {
    try await node?.database.commit(Commit(events: [published.event(at: Date(), by: .operatorAtConsole)]))
    print(try terminalWords()("exchange.publish.done", ["version": .text("\(published.version)")]))
  }
}
