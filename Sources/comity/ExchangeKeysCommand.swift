// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DirectoryService
import ExchangeRules
import ExchangeService
import Foundation
import Kernel
import Localisation

/// The keys of a node and of a State: made, shown, rotated, taken back, put into the entry of the directory.
struct ExchangeKeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The keys of a node and the key with which a State signs its part of the directory.",
    subcommands: [Make.self, Show.self, Rotate.self, Revoke.self, Entry.self, MakeSigner.self, Fingerprint.self, Succeed.self, Sign.self])

  struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the keys of a node: for signatures, for sealing, and its certificate.")

    @Argument(help: "The file to make; it must not be there yet.") var file: String
    @Option(help: "The authority's name between nodes, such as XA.central.") var authority: String
    @Option(help: "Where its node listens for other nodes: https://HOST:PORT.") var endpoint: String
    @Option(help: "The languages it works in, separated by commas.") var languages = "en"
    @Option(
      help: "The module of a device (PKCS #11) that is to keep the keys, such as /usr/lib/softhsm/libsofthsm2.so; see docs/operations.")
    var device: String?
    @Option(help: "The label of the token in that device.") var token = "comity"
    @OptionGroup var keys: KeyOptions

    func run() throws {
      guard let name = AuthorityName(authority) else { throw TrustProblem.badValue(name: "authority") }
      let ring = try OwnKeyRing(
        authority: name, endpoint: endpoint, languages: languages.split(separator: ",").map(String.init),
        device: device.map { KeyDevice(module: $0, token: token) }, pin: KeyOptions.pin, at: Date())
      try OwnKeyFile(URL(filePath: file), passphrase: keys.passphrase(isNew: true)).make(ring)
      print(try terminalWords()("exchange.keys.made", ["path": .text(file)]))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys of a node, tabs between: use, name, from, until, standing, fingerprint.")

    @Argument(help: "The file of the node's keys.") var file: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      for key in try OwnKeyFile(URL(filePath: file), passphrase: keys.passphrase(), pin: KeyOptions.pin).read().keys {
        print(Self.line(key))
      }
    }

    static func line(_ key: EntryKey) -> String {
      let standing =
        switch key.status {
        case .active: "active"
        case .superseded(let at): "superseded \(at.formatted(.iso8601))"
        case .compromised(let since): "compromised \(since.formatted(.iso8601))"
        }
      let fingerprint = KeyFingerprint(key.name).description
      return [
        key.use.rawValue, key.name.hex, key.notBefore.formatted(.iso8601), key.expiresAt.formatted(.iso8601), standing, fingerprint,
      ].joined(separator: "\t")
    }
  }

  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a key that takes over later; the one before goes on for a month beside it. Have the entry published afterwards.")

    @Argument(help: "The file of the node's keys.") var file: String
    @Option(help: "Which: sig, enc, tls.") var use: String
    @Option(help: "When it takes over, YYYY-MM-DD or with a time in UTC; eight days from now when left out.") var from: String?
    @OptionGroup var keys: KeyOptions

    func run() throws {
      guard let use = EntryKey.Use(rawValue: use) else { throw TrustProblem.badValue(name: "use") }
      let begins = try from.map { try readInstant($0, name: "from") } ?? Date().addingTimeInterval(8 * 86_400)
      let forgotten = try OwnKeyFile(URL(filePath: file), passphrase: keys.passphrase(), pin: KeyOptions.pin).change { ring in
        try ring.rotate(use, from: begins, at: Date())
        return ring.forgetSpent(at: Date())
      }
      let words = try terminalWords()
      print(words("exchange.keys.publishNow"))
      if forgotten > 0 { print(words("exchange.keys.forgotten", ["number": .integer(forgotten)])) }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a key back because somebody else may have had it; where none is left, another is made that is valid at once.")

    @Argument(help: "The file of the node's keys.") var file: String
    @Argument(help: "The key, by its name as show prints it.") var key: String
    @Option(help: "Since when somebody else may have had it, YYYY-MM-DD or with a time in UTC.") var since: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      guard let name = DigestOf<PublicKey>(key) else { throw TrustProblem.noSuchKey }
      let since = try readInstant(since, name: "since")
      _ = try OwnKeyFile(URL(filePath: file), passphrase: keys.passphrase(), pin: KeyOptions.pin).change {
        try $0.revoke(name, since: since, at: Date())
      }
      print(try terminalWords()("exchange.keys.publishNow"))
    }
  }

  struct Entry: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write what the directory is to say of this authority, for whoever has the State's key to sign.")

    @Argument(help: "The file of the node's keys.") var file: String
    @Option(help: "The file to write.") var out: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      let ring = try OwnKeyFile(URL(filePath: file), passphrase: keys.passphrase(), pin: KeyOptions.pin).read()
      guard let entry = ring.entry else { throw TrustProblem.unreadable(path: file) }
      try writeNew(EntryDocument.write(entry), to: out)
      print(try terminalWords()("exchange.keys.made", ["path": .text(out)]))
    }
  }

  struct MakeSigner: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make-signer", abstract: "Make the key of a State or of somebody who signs for the directory, and FILE.pub to give out.")

    @Argument(help: "The file to make; keep it where no network is.") var file: String
    @Option(help: "Whose key it is, for people.") var name: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      let signer = try Signer(name: name)
      try SignerFile(URL(filePath: file), passphrase: keys.passphrase(isNew: true)).make(signer)
      try writeNew(signer.card.file(), to: "\(file).pub")
      let words = try terminalWords()
      print(words("exchange.keys.made", ["path": .text("\(file).pub")]))
      printFingerprint(signer.card.fingerprint, in: words)
    }
  }

  struct Fingerprint: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the fingerprint of a FILE.pub, of a State's part, of a root or list on its way, or of an entry.")

    @Argument(help: "The file.") var file: String

    func run() throws {
      let url = URL(filePath: file)
      let words = try terminalWords()
      if let card = try? SignerCard.read(url) { return printFingerprint(card.fingerprint, in: words) }
      if let part = try? StatePart.read(url) { return printFingerprint(KeyFingerprint(part.key), in: words) }
      let bytes = try readFile(file)
      if (try? EntryDocument.read(bytes)) != nil { return printFingerprint(KeyFingerprint(of: bytes), in: words) }
      printFingerprint(try DirectoryDraft.read(url).fingerprint, in: words)
    }
  }

  struct Succeed: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say with the State's old key that a new one follows it, so that nobody has to compare fingerprints again.")

    @Argument(help: "The file of what was said before, to go on from; made when it is not there.") var file: String
    @Option(help: "The State.") var state: String
    @Option(help: "The file of the old key.") var old: String
    @Option(help: "The public file of the new key.") var new: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      guard let state = StateCode(state) else { throw TrustProblem.badValue(name: "state") }
      let url = URL(filePath: file)
      var document = try (try? Data(contentsOf: url)).map { try SuccessionDocument($0) } ?? SuccessionDocument(state: state)
      guard document.state == state else { throw TrustProblem.badValue(name: "state") }
      let signer = try SignerFile(URL(filePath: old), passphrase: keys.passphrase()).read()
      try document.add(SignerCard.read(URL(filePath: new)).key, after: signer.key, at: Date())
      try document.file().write(to: url, options: .atomic)
      print(try terminalWords()("exchange.keys.made", ["path": .text(file)]))
    }
  }

  struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign the entries of a State's authorities, all of them, with the State's key: the part that the secretariat is sent.")

    @Argument(help: "The entries, one file for each authority.") var entries: [String]
    @Option(help: "The State.") var state: String
    @Option(help: "The file of the State's key.") var key: String
    @Option(help: "The file that says which key followed which, when there is one.") var succession: String?
    @Option(help: "What the State tells authorities alone: what comity directory restricted wrote. Left out, nothing is told any more.")
    var restricted: String?
    @Option(help: "The entry of the secretariat's node, for which that is sealed: what comity exchange directory secretariat wrote.")
    var secretariat: String?
    @Option(help: "The file to write.") var out: String
    @OptionGroup var keys: KeyOptions

    func run() throws {
      guard let state = StateCode(state) else { throw TrustProblem.badValue(name: "state") }
      let read = try entries.map { path in
        do { return try EntryDocument.read(readFile(path)) } catch { throw TrustProblem.unreadable(path: path) }
      }
      let document = try succession.map { path in
        do { return try SuccessionDocument(readFile(path)) } catch { throw TrustProblem.unreadable(path: path) }
      }
      let told = try restricted.map { try tells($0, state) }
      let signer = try SignerFile(URL(filePath: key), passphrase: keys.passphrase()).read()
      let part = try StatePart(state: state, entries: read, succession: document, restricted: told, signer: signer, at: Date())
      try writeNew(part.file(), to: out)
      let words = try terminalWords()
      print(words("exchange.keys.made", ["path": .text(out)]))
      printFingerprint(signer.card.fingerprint, in: words)
    }

    /// What the State tells authorities alone, when it can be read and is this State's.
    private func tells(_ path: String, _ state: StateCode) throws -> StatePart.Restricted {
      guard let secretariat else { throw TrustProblem.badValue(name: "secretariat") }
      let content = try readFile(path)
      guard let file = try? RestrictedFile.read(content), file.state == state else { throw TrustProblem.unreadable(path: path) }
      guard let entry = try? SecretariatEntry.read(readFile(secretariat)) else { throw TrustProblem.unreadable(path: secretariat) }
      return (try RestrictedPart(state: state, content: content), entry)
    }
  }
}
