// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE
public import Kernel
import Storage
import TUF

/// This node's copy of the directory as it is kept, read at once and held until it changes.
public struct KnownDirectory: Sendable {
  /// A State's key as this node has it.
  public struct StateKey: Sendable {
    /// The State.
    public let state: StateCode
    /// The key that is relied upon.
    public let key: VerificationKey
    /// Why.
    public let relied: RelyingKey
    /// Another that the directory gives and that waits for somebody to compare it, and since when.
    public let offered: (key: VerificationKey, since: Date)?
  }

  /// Until when each part is good; `nil` before the first fetch.
  public let copy: DirectoryCopy?
  /// When it was fetched last.
  public let fetchedAt: Date?
  /// What was refused at the last attempt; `nil` when nothing was.
  public let refusal: String?
  /// The States' keys, in the order of their codes; that of a State which was taken out is remembered.
  public let states: [StateKey]
  /// The States that the directory has now, whether anything of theirs can be relied upon or not.
  public let listed: Set<StateCode>
  /// The entries that count, with the time when the State's signature under them ends.
  let entries: [AuthorityName: KnownEntry]
  /// The entry of the secretariat's node, as its signers vouch for it, and its file; `nil` when they name none.
  let secretariat: (name: AuthorityName, entry: KnownEntry, file: Data)?
  /// Which part for authorities alone each State vouches for, as the file of the directory names it; of those that count.
  let restricted: [StateCode: Data]
  /// The States whose part was not believed at the last attempt, and since when; what was known of them counts until it expires.
  public let refusedParts: [StateCode: Date]
  private let holders: [Data: [AuthorityName]]
  let revision: Int
  let timestampVersion: Int?

  /// Reads it as of one instant.
  static func read(_ database: any Database) async throws -> KnownDirectory {
    let found = try await database.rows(of: [
      SQL("SELECT * FROM exchangeDirectory WHERE id = 1"), SQL("SELECT * FROM exchangeStateKey ORDER BY state"),
      SQL("SELECT * FROM exchangePeer ORDER BY authority"),
      SQL("SELECT content FROM exchangeDirectoryFile WHERE name = $1", [TUFKept.targets.description.sql]),
      SQL("SELECT entry FROM exchangeSecretariat WHERE id = 1"), SQL("SELECT state, pointer FROM exchangeRestricted"),
      SQL("SELECT state, since FROM exchangeRefusedPart"),
    ])
    return try KnownDirectory(
      head: found[0].first, keys: found[1], peers: found[2], targets: found[3].first, secretariat: found[4].first, restricted: found[5],
      refused: found[6])
  }

  private init(
    head: SQLRow?, keys: [SQLRow], peers: [SQLRow], targets: SQLRow?, secretariat: SQLRow?, restricted: [SQLRow], refused: [SQLRow]
  ) throws {
    let targets = try targets.map { try TUFSigned<TUFTargets>($0.blob("content")).body }
    listed = Set(targets?.delegations.compactMap { StateCode($0.name) } ?? [])
    revision = try head?.integer("revision") ?? 0
    timestampVersion = try head?.optionalInteger("timestampVersion")
    fetchedAt = try head?.optionalInstant("fetchedAt")
    refusal = try head?.optionalText("refusal")
    if let head, let version = try head.optionalInteger("version") {
      copy = DirectoryCopy(
        version: version, timestampExpiresAt: try head.instant("timestampExpiresAt"),
        snapshotExpiresAt: try head.instant("snapshotExpiresAt"),
        targetsExpiresAt: try head.instant("targetsExpiresAt"))
    } else {
      copy = nil
    }
    states = try keys.map { row in
      let key = try VerificationKey(bytes: row.blob("key"))
      let offered: (key: VerificationKey, since: Date)? =
        row["offered"] == .null ? nil : (try VerificationKey(bytes: row.blob("offered")), try row.instant("offeredAt"))
      let relied = RelyingKey(
        key: try key.digest, ground: try row.value("ground", RelyingKey.Ground.init(rawValue:)), since: try row.instant("since"))
      return StateKey(state: try row.value("state") { StateCode($0) }, key: key, relied: relied, offered: offered)
    }
    let held = Set(states.filter { $0.offered != nil }.map(\.state))
    entries = try peers.reduce(into: [:]) { entries, row in
      let entry = try EntryDocument.read(row.blob("entry"))
      // What another key says does not count, and neither does what the earlier one said: it may be the reason for the change.
      if !held.contains(entry.authority.state) { entries[entry.authority] = try KnownEntry(entry, expiresAt: row.instant("expiresAt")) }
    }
    refusedParts = try refused.reduce(into: [:]) { parts, row in
      let state = try row.value("state") { StateCode($0) }
      parts[state] = try row.instant("since")
    }
    let targetsExpiresAt = copy?.targetsExpiresAt
    self.secretariat = try secretariat.map { row in
      let file = try row.blob("entry")
      let entry = try SecretariatEntry.read(file)
      return (entry.authority, try KnownEntry(entry, expiresAt: targetsExpiresAt ?? .distantPast), file)
    }
    self.restricted = try restricted.reduce(into: [:]) { restricted, row in
      let state = try row.value("state") { StateCode($0) }
      if !held.contains(state) { restricted[state] = try row.blob("pointer") }
    }
    // The secretariat comes last: a certificate that an authority has as well is the authority's.
    let others = self.secretariat.map { [(key: $0.name, value: $0.entry)] } ?? []
    holders = (entries.sorted { $0.key < $1.key } + others).reduce(into: [:]) { holders, entry in
      for certificate in entry.value.certificates { holders[certificate.pin, default: []].append(entry.key) }
    }
  }

  /// What exchanging needs of an authority, or of the secretariat, now; `nil` when its entry does not count or says nothing of it.
  func peer(_ name: AuthorityName, at now: Date) -> Peer? {
    if let secretariat, secretariat.name == name { return secretariat.entry.peer(at: now) }
    return entries[name]?.peer(at: now)
  }

  /// The authorities of a State whose entry counts, whether they can be written to now or not.
  public func authorities(of state: StateCode) -> [AuthorityName] { entries.keys.filter { $0.state == state }.sorted() }

  /// The authorities whose entry has a certificate, and the secretariat when its has, whether it is valid now or not.
  func authorities(showing pin: Data) -> [AuthorityName] { holders[pin] ?? [] }
}

/// An entry whose keys were computed once, since every connection asks for them.
struct KnownEntry: Sendable {
  /// The names of all keys.
  let keys: [DigestOf<PublicKey>]
  /// The certificates that are not reported as compromised.
  let certificates: [(pin: Data, notBefore: Date, expiresAt: Date)]
  /// Until when the State's signature under it is good.
  let expiresAt: Date
  private let whole: Peer?

  init(_ entry: DirectoryEntry, expiresAt: Date) throws {
    self.expiresAt = expiresAt
    keys = entry.keys.map(\.name)
    certificates = entry.keys.filter { $0.use == .certificate && $0.isSafe }.compactMap { key in
      key.name.bytes.map { ($0, key.notBefore, key.expiresAt) }
    }
    guard entry.leastProfile <= 1, let endpoint = URL(string: entry.endpoint) else {
      whole = nil
      return
    }
    let name = entry.authority
    let signatureKeys = try entry.keys.filter { $0.use == .signature }.map { key in
      PeerSignatureKey(
        key: try VerificationKey(bytes: key.bytes ?? Data()),
        entry: DirectoryKey(thumbprint: key.name, authority: name, notBefore: key.notBefore, expiresAt: key.expiresAt, status: key.status))
    }
    let encryptionKeys = try entry.keys.filter { $0.use == .encryption && $0.isSafe }.map { key in
      PeerEncryptionKey(key: try EncryptionKey(bytes: key.bytes ?? Data()), notBefore: key.notBefore, expiresAt: key.expiresAt)
    }
    whole = Peer(
      name: name, endpoint: endpoint, signatureKeys: signatureKeys, encryptionKeys: encryptionKeys,
      certificatePins: Set(certificates.map(\.pin)))
  }

  /// What counts of it now.
  func peer(at now: Date) -> Peer? {
    guard let whole, now < expiresAt else { return nil }
    let soon = now.addingTimeInterval(Manifest.clockTolerance)
    let valid = certificates.filter { now < $0.expiresAt }
    let begun = valid.filter { $0.notBefore <= soon }
    return Peer(
      name: whole.name, endpoint: whole.endpoint, signatureKeys: whole.signatureKeys, encryptionKeys: whole.encryptionKeys,
      // Where none has begun a clock is wrong, most likely the own one; that is told over a connection and not without one.
      certificatePins: Set((begun.isEmpty ? valid : begun).map(\.pin)))
  }
}

extension VerificationKey {
  /// The thumbprint as rules name it.
  var digest: DigestOf<PublicKey> {
    get throws {
      guard let digest = DigestOf<PublicKey>(bytes: Array(thumbprint.bytes)) else { throw TrustProblem.noSuchKey }
      return digest
    }
  }
}
