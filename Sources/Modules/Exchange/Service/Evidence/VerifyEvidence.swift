// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import JOSE
import MerkleLog

/// Checks a bundle of evidence with nothing but the bundle: no node, no network, no configuration.
public enum EvidenceVerification {
  /// What whoever checks knows besides the bundle.
  public struct Knowledge: Sendable {
    /// The root of the directory that came another way and must be in the bundle; without it the fingerprints are for comparing.
    public var root: Data?
    /// The certificates, in DER, of authorities whose time stamps are believed.
    public var stampRoots: [Data]
    /// The moment as of which the directory is believed, in place of the one that the maker of the bundle chose.
    public var asOf: Date?
    /// A later directory.
    public var directory: EvidenceDirectory?
    /// The moment of the check: nothing is dated after it.
    public var now: Date

    /// Puts together what is known.
    public init(
      root: Data? = nil, stampRoots: [Data] = [], asOf: Date? = nil, directory: EvidenceDirectory? = nil, now: Date = Date()
    ) {
      self.root = root
      self.stampRoots = stampRoots
      self.asOf = asOf
      self.directory = directory
      self.now = now
    }
  }

  /// Looks at everything in a bundle.
  public static func run(_ file: Data, knowing knowledge: Knowledge = Knowledge()) async -> EvidenceReport {
    var report = EvidenceReport()
    let bundle: EvidenceBundle
    do throws(EvidenceFault) { bundle = try EvidenceBundle(file) } catch {
      report.note(.archive, .fails(error), ["count": "0"])
      return report
    }
    report.note(.archive, .holds, ["count": "\(bundle.members.count)"])
    var reading = EvidenceReading(bundle: bundle, knowledge: knowledge, report: report)
    guard await reading.readDirectory() else { return reading.report }
    reading.readReceipts()
    await reading.readMessages()
    reading.readLogs()
    await reading.readStamps()
    reading.checkMessages()
    reading.checkOrder()
    reading.checkReceipts()
    reading.checkSubmissions()
    reading.checkLogs()
    reading.checkKeys()
    reading.checkRest()
    return reading.report
  }
}

/// A bundle while it is being checked.
struct EvidenceReading {
  let bundle: EvidenceBundle
  let knowledge: EvidenceVerification.Knowledge
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
  var later: BundledDirectory?
  var peers: [AuthorityName: Peer] = [:]
  /// What the later directory has of the same authorities; none for one that it has no more.
  var laterPeers: [AuthorityName: Peer] = [:]
  var messages: [Int: Message] = [:]
  var receipts: [ReceiptText] = []
  /// The keys of logs for which a signed receipt vouches, or as the bundle tells them.
  var logKeys: [AuthorityName: NoteKey] = [:]
  /// The checkpoints that signed texts have, by the authority that signed.
  var vouched: [AuthorityName: Set<KeptCheckpoint>] = [:]
  /// All checkpoints.
  var checkpoints: [AuthorityName: Set<KeptCheckpoint>] = [:]
  /// The sizes to which a log was proved to go on, by the size from which.
  var continued: [AuthorityName: [Int: Set<Int>]] = [:]
  /// By when messages existed, as time stamps over logs show.
  var existed: [Int: Date] = [:]
  /// The keys that signed something and were reported as compromised, and since when.
  var compromised: [DigestOf<PublicKey>: (name: AuthorityName, since: Date)] = [:]
  /// The members that were looked at.
  var seen: Set<String> = []
  /// What was found of logs and time stamps, which is told after the receipts.
  var ofLogs: [EvidenceFinding] = []

  // MARK: Directory

  /// Follows the directory; nothing else can be said when it is not believed.
  mutating func readDirectory() async -> Bool {
    let read: BundledDirectory
    let isLater = knowledge.directory != nil
    let moment = isLater ? bundle.directoryAt : knowledge.asOf ?? bundle.directoryAt
    do throws(EvidenceFault) { read = try await BundledDirectory(bundle, at: moment) } catch {
      report.note(.root, .fails(error), ["number": "–", "value": "–"])
      return false
    }
    tellRoots(read)
    tell(isLater || knowledge.asOf == nil ? .moment : .asOf, read, isMakers: !isLater && knowledge.asOf == nil)
    directory = read
    guard let brought = knowledge.directory else { return true }
    do throws(EvidenceFault) {
      let later = try await BundledDirectory(brought, after: read, at: knowledge.asOf ?? knowledge.now)
      tell(.later, later, isMakers: false)
      self.later = later
    } catch {
      report.note(.later, .fails(error), Self.momentValues(bundle.madeBy, nil))
    }
    return true
  }

  private mutating func tellRoots(_ read: BundledDirectory) {
    let given = knowledge.root
    for root in read.roots where root.version == read.roots.first?.version || root.version == read.rootVersion || root.file == given {
      report.note(.root, given == nil ? .open(.rootNotGiven) : .holds, Self.rootValues(root))
    }
    if let given, !read.roots.contains(where: { $0.file == given && $0.version <= read.rootVersion }) {
      report.note(.root, .fails(.otherRoot), ["number": "–", "value": Self.fingerprint(given)])
    }
  }

  private mutating func tell(_ check: EvidenceCheck, _ directory: BundledDirectory, isMakers: Bool) {
    var outcome = EvidenceFinding.Outcome.holds
    if directory.moment > knowledge.now.addingTimeInterval(Manifest.clockTolerance) {
      outcome = .fails(.future)
    } else if directory.isUnconfirmed {
      outcome = .open(.unconfirmed)
    } else if isMakers {
      outcome = .open(.makersMoment)
    }
    report.note(check, outcome, Self.momentValues(bundle.madeBy, directory))
  }

  private static func momentValues(_ maker: AuthorityName, _ directory: BundledDirectory?) -> [String: String] {
    [
      "name": "\(maker)", "instant": directory?.moment.ISO8601Format() ?? "–", "version": directory.map { "\($0.version)" } ?? "–",
      "until": directory?.confirmedUntil.ISO8601Format() ?? "–",
    ]
  }

  private static func rootValues(_ root: (version: Int, file: Data)) -> [String: String] {
    ["number": "\(root.version)", "value": fingerprint(root.file)]
  }

  private static func fingerprint(_ file: Data) -> String {
    KeyFingerprint(digest: DigestOf<PlainFile>(of: file).bytes ?? Data()).description
  }

  /// The entry of an authority, looked up once.
  mutating func findPeer(_ name: AuthorityName) async {
    guard peers[name] == nil, let directory else { return }
    let values = ["name": "\(name)", "version": "\(directory.version)"]
    do throws(EvidenceFault) {
      peers[name] = try await directory.peer(name)
      report.note(.entry, .holds, values)
    } catch {
      report.note(.entry, .fails(error), values)
    }
    if let later, let peer = try? await later.peer(name) { laterPeers[name] = peer }
  }

  // MARK: Reading

  /// Reads the receipts; what each is worth is decided once the messages are known.
  mutating func readReceipts() {
    for name in bundle.names(in: "receipts/") {
      seen.insert(name)
      guard let number = Self.number(of: name, in: "receipts/"), let text = bundle.members[name],
        let receipt = Self.payload(of: text).flatMap({ try? ReceiptJSON.read($0) }), name == EvidenceBundle.receipt(number, receipt)
      else {
        report.note(.receipt, .fails(.unreadable), ["name": name, "number": "–", "act": "–", "instant": "–"])
        continue
      }
      receipts.append(ReceiptText(name: name, number: number, text: text, receipt: receipt))
    }
  }

  mutating func readMessages() async {
    for name in bundle.names(in: "messages/") {
      seen.insert(name)
      guard let number = Self.number(of: name, in: "messages/"), name == EvidenceBundle.message(number), let text = bundle.members[name],
        let manifest = Self.payload(of: text).flatMap({ try? ManifestJSON.read($0) })
      else {
        report.note(.message, .fails(.unreadable), Self.unreadMessage(name))
        continue
      }
      await findPeer(manifest.from)
      await findPeer(manifest.to)
      messages[number] = Message(number: number, text: text, manifest: manifest)
    }
    if messages.isEmpty { report.note(.message, .fails(.empty), Self.unreadMessage("–")) }
  }

  static func unreadMessage(_ name: String) -> [String: String] {
    ["number": name, "act": "–", "from": "–", "to": "–", "instant": "–", "value": "–", "key": "–"]
  }

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
