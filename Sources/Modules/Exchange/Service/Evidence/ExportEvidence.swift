// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Kernel
import MerkleLog
public import Storage
import TUF

/// A checkpoint of the own log with a time stamp that its operator had made over it.
public struct StampedCheckpoint: Sendable {
  /// The signed note.
  public let note: String
  /// The answer of the time-stamping authority (RFC 3161).
  public let stamp: Data

  /// Puts both together.
  public init(note: String, stamp: Data) {
    self.note = note
    self.stamp = stamp
  }
}

extension Mail {
  /// The bundle of evidence of a conversation.
  ///
  /// It has what the messages say: whoever writes it out must be one who may read them. The export is in the event log, without anything of the case.
  /// - Throws: ``EvidenceProblem``, `KeyProblem` when the messages were shredded, or an error of the database.
  public func evidence(
    of conversation: ConversationID, stamped: [StampedCheckpoint] = [], files: EvidenceFiles = .none, by actor: EventActor
  ) async throws -> EvidenceBundle {
    let kept = try await store.messages(
      """
      conversation = $1 AND sequence IS NOT NULL AND jws IS NOT NULL AND state NOT IN ('waits', 'refused', 'lapsed')
      """, [conversation.description.sql], "ORDER BY at, message, signed")
    // Anybody may name a conversation: the other side is whom the own authority writes to in it, or else who wrote first.
    guard let other = (kept.first { $0.direction == .outgoing } ?? kept.first)?.peer else { throw EvidenceProblem.noMessages }
    guard let fetchedAt = try await database.row(SQL("SELECT fetchedAt FROM exchangeDirectory WHERE id = 1"))?.optionalInstant("fetchedAt")
    else { throw EvidenceProblem.noDirectory }
    var writing = EvidenceWriting(own: own, log: surroundings.log, store: store)
    for (place, message) in kept.filter({ $0.peer == other }).enumerated() { try await writing.take(message, as: place + 1, files) }
    for stamped in stamped { try writing.take(stamped) }
    try await writing.takeOwnLog()
    try await writing.takeWitnessed(database)
    for (name, file) in try await directoryFiles(of: [own, other]) { writing.members[EvidenceBundle.directory + name] = file }
    try await database.commit(
      Commit(events: [
        NewEvent(
          "exchange.evidenceExported", of: EventSubject("exchangeConversation", conversation.description), at: now(), by: actor,
          facts: ["messages": .integer(writing.count)])
      ]))
    return EvidenceBundle(
      conversation: conversation, madeBy: own, directoryAt: Date(timeIntervalSince1970: fetchedAt.timeIntervalSince1970.rounded(.down)),
      members: writing.members)
  }

  /// The copy of the directory under the names that its publisher gives the files: all roots, and what vouches for these authorities.
  private func directoryFiles(of authorities: [AuthorityName]) async throws -> [String: Data] {
    let rows = try await database.rows(SQL("SELECT name, content FROM exchangeDirectoryFile"))
    var kept: [String: Data] = [:]
    for row in rows { kept[try row.text("name")] = try row.blob("content") }
    var files: [String: Data] = [:]
    for (name, file) in kept where name.hasPrefix("root-") {
      files["metadata/\(name.dropFirst("root-".count).dropLast(".json".count)).root.json"] = file
    }
    guard let timestamp = kept["timestamp.json"], let snapshot = kept["snapshot.json"], let targets = kept["targets.json"] else {
      throw EvidenceProblem.noDirectory
    }
    files["metadata/timestamp.json"] = timestamp
    files["metadata/\(try TUFSigned<TUFSnapshot>(snapshot).body.version).snapshot.json"] = snapshot
    files["metadata/\(try TUFSigned<TUFTargets>(targets).body.version).targets.json"] = targets
    for authority in authorities {
      let state = authority.state.code
      if let role = kept["role-\(state).json"] { files["metadata/\(try TUFSigned<TUFTargets>(role).body.version).\(state).json"] = role }
      let row = try await database.row(SQL("SELECT entry FROM exchangePeer WHERE authority = $1", ["\(authority)".sql]))
      guard let entry = try row?.blob("entry") else { throw EvidenceProblem.noEntry(authority: "\(authority)") }
      var path = StatePart.path(of: authority).split(separator: "/").map(String.init)
      let file = path.removeLast()
      files["targets/" + (path + ["\(EvidenceBundle.digest(entry)).\(file)"]).joined(separator: "/")] = entry
    }
    return files
  }
}

/// A bundle while it is being put together.
struct EvidenceWriting {
  let own: AuthorityName
  let log: OwnLog
  let store: MailStore
  var members: [String: Data] = [:]
  private(set) var count = 0
  /// The checkpoints in the bundle, by the authority whose log it is.
  private var checkpoints: [AuthorityName: [Int: KeptCheckpoint]] = [:]

  init(own: AuthorityName, log: OwnLog, store: MailStore) {
    self.own = own
    self.log = log
    self.store = store
  }

  mutating func take(_ message: KeptMessage, as place: Int, _ files: EvidenceFiles) async throws {
    count = place
    members[EvidenceBundle.message(place)] = try await store.text(of: message)
    let manifest = try await store.manifest(of: message)
    if let note = manifest.checkpoint { take(note, of: manifest.from) }
    for kept in try await store.receipts(about: message.signed) {
      members[EvidenceBundle.receipt(place, kept.receipt)] = kept.jws
      guard case .relayAcceptance(let taken) = kept.receipt.evidence else { continue }
      let author = kept.receipt.from
      members[EvidenceBundle.proof(place, author)] = Data(taken.logProof.utf8)
      guard let taking = TakingProof(taken.logProof) else { continue }
      members[EvidenceBundle.event(place, author)] = taking.event
      members[EvidenceBundle.logKey(author)] = Data("\(taking.key)\n".utf8)
      take(taking.proof.checkpoint.note, of: author)
    }
    for (number, payload) in manifest.payloads.enumerated() {
      guard let sealed = try await files.sealed(manifest.from, manifest.id, number, payload) else { continue }
      members["files/\(EvidenceBundle.number(place))-\(number).age"] = sealed
    }
  }

  private mutating func take(_ note: String, of author: AuthorityName) {
    guard let kept = KeptCheckpoint(note) else { return }
    members[EvidenceBundle.checkpoint(author, size: kept.checkpoint.size, note)] = Data(note.utf8)
    checkpoints[author, default: [:]][kept.checkpoint.size] = kept
  }

  mutating func take(_ stamped: StampedCheckpoint) throws {
    guard let kept = KeptCheckpoint(stamped.note) else { throw EvidenceProblem.noCheckpoint }
    take(stamped.note, of: own)
    let base = EvidenceBundle.checkpoint(own, size: kept.checkpoint.size, stamped.note).dropFirst("checkpoints/".count).dropLast(
      ".note".count)
    members["stamps/\(base).tsr"] = stamped.stamp
  }

  /// The key of the own log, and the proofs that it went on from each checkpoint in the bundle to the next.
  mutating func takeOwnLog() async throws {
    if let key = try await log.key() { members[EvidenceBundle.logKey(own)] = Data("\(key)\n".utf8) }
    let sizes = (checkpoints[own] ?? [:]).keys.sorted()
    for (old, new) in zip(sizes, sizes.dropFirst()) {
      let hashes = try await log.consistency(old, new).compactMap { TreeHash(base64: $0) }
      members[EvidenceBundle.consistency(own, old, new)] = LogContinuation(old: old, new: new, hashes: hashes).file
    }
  }

  /// What the other authority's node has proved to this one of its own log.
  mutating func takeWitnessed(_ database: any Database) async throws {
    for author in checkpoints.keys.sorted() where author != own {
      for size in (checkpoints[author] ?? [:]).keys.sorted() {
        let row = try await database.row(
          SQL(
            "SELECT next, note, proof FROM exchangeLogProof WHERE authority = $1 AND size = $2 ORDER BY next LIMIT 1",
            ["\(author)".sql, size.sql]))
        guard let row else { continue }
        let (next, proof) = (try row.integer("next"), try row.text("proof"))
        take(try row.text("note"), of: author)
        members[EvidenceBundle.consistency(author, size, next)] = Data(proof.utf8)
      }
    }
  }
}

/// The files of messages, sealed for whoever is to read them.
public struct EvidenceFiles: Sendable {
  /// A file, sealed; `nil` when it is not at hand.
  public var sealed: @Sendable (AuthorityName, MessageID, _ number: Int, Payload) async throws -> Data?

  /// Passes it in.
  public init(sealed: @escaping @Sendable (AuthorityName, MessageID, _ number: Int, Payload) async throws -> Data?) { self.sealed = sealed }

  /// A bundle without files: their digests stand in the messages.
  public static let none = EvidenceFiles { _, _, _, _ in nil }
}
