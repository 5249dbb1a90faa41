// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import JOSE
import MerkleLog

/// Checks a bundle of evidence with nothing but the bundle: no node, no network, no configuration.
public enum EvidenceVerification {
  /// Looks at everything in a bundle.
  /// - Parameters:
  ///   - root: the root of the directory that came another way and must be in the bundle; without it the fingerprints are for comparing.
  ///   - stampRoots: the certificates, in DER, of authorities whose time stamps are believed.
  public static func run(_ file: Data, root: Data? = nil, stampRoots: [Data] = []) async -> EvidenceReport {
    var report = EvidenceReport()
    let bundle: EvidenceBundle
    do throws(EvidenceFault) { bundle = try EvidenceBundle(file) } catch {
      report.note(.archive, .fails(error), ["count": "0"])
      return report
    }
    report.note(.archive, .holds, ["count": "\(bundle.members.count)"])
    var reading = EvidenceReading(bundle: bundle, report: report)
    guard await reading.readDirectory(root) else { return reading.report }
    reading.readReceipts()
    await reading.readMessages()
    reading.checkOrder()
    reading.checkReceipts()
    reading.checkLogs()
    await reading.checkStamps(stampRoots)
    reading.checkRest()
    return reading.report
  }
}

/// A bundle while it is being checked.
struct EvidenceReading {
  let bundle: EvidenceBundle
  var report: EvidenceReport

  /// A message whose text could be read, whether its signature holds or not.
  struct Message {
    let number: Int
    let text: Data
    let manifest: Manifest
    var isSigned = false
    var signed: DigestOf<SignedMessage> { DigestOf(of: text) }
  }

  /// A receipt whose text could be read.
  struct ReceiptText {
    let name: String
    let number: Int
    let text: Data
    let receipt: Receipt
  }

  var directory: BundledDirectory?
  var peers: [AuthorityName: Peer] = [:]
  var messages: [Int: Message] = [:]
  var receipts: [ReceiptText] = []
  /// The keys of logs for which a signed receipt vouches.
  var logKeys: [AuthorityName: NoteKey] = [:]
  /// The checkpoints that signed texts have, by the authority that signed.
  var checkpoints: [AuthorityName: Set<KeptCheckpoint>] = [:]
  /// The members that were looked at.
  var seen: Set<String> = []

  // MARK: Directory

  /// Follows the directory; nothing else can be said when it is not believed.
  mutating func readDirectory(_ given: Data?) async -> Bool {
    let read: BundledDirectory
    do throws(EvidenceFault) { read = try await BundledDirectory(bundle) } catch {
      report.note(.root, .fails(error), ["number": "–", "value": "–"])
      return false
    }
    seen.formUnion(bundle.names(in: EvidenceBundle.directory))
    for root in read.roots where root.version == read.roots.first?.version || root.version == read.rootVersion || root.file == given {
      report.note(.root, .holds, Self.rootValues(root))
    }
    if let given, !read.roots.contains(where: { $0.file == given && $0.version <= read.rootVersion }) {
      report.note(.root, .fails(.otherRoot), ["number": "–", "value": Self.fingerprint(given)])
    }
    directory = read
    return true
  }

  private static func rootValues(_ root: (version: Int, file: Data)) -> [String: String] {
    ["number": "\(root.version)", "value": fingerprint(root.file)]
  }

  private static func fingerprint(_ file: Data) -> String {
    KeyFingerprint(digest: DigestOf<PlainFile>(of: file).bytes ?? Data()).description
  }

  /// The entry of an authority, looked up once.
  mutating func peer(_ name: AuthorityName) async -> Peer? {
    if let known = peers[name] { return known }
    guard let directory else { return nil }
    do throws(EvidenceFault) {
      let peer = try await directory.peer(name)
      report.note(.entry, .holds, ["name": "\(name)", "version": "\(directory.version)"])
      peers[name] = peer
      return peer
    } catch {
      report.note(.entry, .fails(error), ["name": "\(name)", "version": "\(directory.version)"])
      return nil
    }
  }

  // MARK: Messages

  mutating func readMessages() async {
    for name in bundle.names(in: "messages/") {
      seen.insert(name)
      guard let number = Self.number(of: name, in: "messages/"), name == EvidenceBundle.message(number), let text = bundle.members[name],
        let manifest = Self.payload(of: text).flatMap({ try? ManifestJSON.read($0) }), manifest.conversation == bundle.conversation
      else {
        report.note(.message, .fails(.unreadable), Self.unreadMessage(name))
        continue
      }
      _ = await peer(manifest.from)
      _ = await peer(manifest.to)
      messages[number] = Message(number: number, text: text, manifest: manifest)
    }
    for number in messages.keys.sorted() { checkMessage(number) }
  }

  private mutating func checkMessage(_ number: Int) {
    guard var message = messages[number] else { return }
    let manifest = message.manifest
    var values = [
      "number": "\(number)", "act": manifest.act.text, "from": "\(manifest.from)", "to": "\(manifest.to)",
      "instant": manifest.issuedAt.ISO8601Format(), "value": message.signed.hex, "key": "–",
    ]
    do throws(ExchangeProblem) {
      let (_, key) = try SealedText.message.verified(message.text, by: peers[manifest.from])
      values["key"] = KeyFingerprint(key.entry.thumbprint).description
      let standing = key.entry.standing(signedAt: manifest.issuedAt, receivedAt: received(message) ?? manifest.issuedAt)
      message.isSigned = standing.isRelied
      if let note = manifest.checkpoint.flatMap(KeptCheckpoint.init), standing.isRelied {
        checkpoints[manifest.from, default: []].insert(note)
      }
      report.note(.message, standing.isRelied ? Self.proven(key.entry, received(message)) : .fails(.keyNotRelied), values)
    } catch {
      report.note(.message, .fails(Self.fault(error)), values)
    }
    messages[number] = message
  }

  /// When the other authority says that it received a message: its word, and not that of whoever signed the message.
  private func received(_ message: Message) -> Date? {
    receipts.filter { $0.receipt.signed == message.signed && $0.receipt.from == message.manifest.to && isSound($0) }.compactMap {
      switch $0.receipt.evidence {
      case .relayAcceptance(let taken): taken.receivedAt
      case .relayRejection(_, let receivedAt): receivedAt
      default: nil
      }
    }.first
  }

  /// A key that was reported later proves nothing of when it was used by itself.
  static func proven(_ key: DirectoryKey, _ time: Date?) -> EvidenceFinding.Outcome {
    guard case .compromised = key.status, time == nil else { return .holds }
    return .open(.timeUnproven)
  }

  static func unreadMessage(_ name: String) -> [String: String] {
    ["number": name, "act": "–", "from": "–", "to": "–", "instant": "–", "value": "–", "key": "–"]
  }

  // MARK: Order

  /// Every authority's messages must follow each other from the first on, each naming the one before.
  mutating func checkOrder() {
    let authors = Dictionary(grouping: messages.values, by: \.manifest.from)
    for author in authors.keys.sorted() {
      let chain = (authors[author] ?? []).sorted { ($0.manifest.place.sequence, $0.number) < ($1.manifest.place.sequence, $1.number) }
      var (outcome, last) = (EvidenceFinding.Outcome.holds, Message?.none)
      for message in chain {
        let place = message.manifest.place
        if let last, last.manifest.place.sequence == place.sequence {
          outcome = .fails(.secondStory)
        } else if place.sequence != (last?.manifest.place.sequence ?? 0) + 1 {
          outcome = .fails(.gap)
        } else if place.predecessor != last?.signed {
          outcome = .fails(.secondStory)
        }
        guard case .holds = outcome else { break }
        last = message
      }
      report.note(
        .order, outcome,
        ["name": "\(author)", "count": "\(chain.count)", "value": last?.signed.hex ?? "–"])
    }
  }

  // MARK: Reading

  static func payload(of text: Data) -> Data? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 ? Base64URL.decode(Data(parts[1])) : nil
  }

  /// The number at the beginning of a name.
  static func number(of name: String, in folder: String) -> Int? { Int(name.dropFirst(folder.count).prefix { $0.isNumber }) }

  static func fault(_ problem: ExchangeProblem) -> EvidenceFault {
    switch problem {
    case .unknownKey: .unknownKey
    case .signature: .signature
    default: .unreadable
    }
  }
}
