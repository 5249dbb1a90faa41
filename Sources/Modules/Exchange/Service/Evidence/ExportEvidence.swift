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
    var writing = EvidenceWriting(own: own, log: surroundings.log, store: store)
    for (place, message) in kept.filter({ $0.peer == other }).enumerated() { try await writing.take(message, as: place + 1, files) }
    for stamped in stamped { try writing.take(stamped) }
    try await writing.takeStamps(surroundings.stamps)
    try await writing.takeOwnLog()
    await prove(writing.unproved(of: other), of: other)
    try await writing.takeWitnessed(database)
    let directoryAt = try await momentOfDirectory(after: writing.newest)
    for (name, file) in try await directoryFiles(of: [own, other]) { writing.members[EvidenceBundle.directory + name] = file }
    try await database.commit(
      Commit(events: [
        NewEvent(
          "exchange.evidenceExported", of: EventSubject("exchangeConversation", conversation.description), at: now(), by: actor,
          facts: ["messages": .integer(writing.count)])
      ]))
    return EvidenceBundle(conversation: conversation, madeBy: own, directoryAt: directoryAt, members: writing.members)
  }

  /// The moment as of which the copy of the directory is believed: what was signed after it nobody could judge by the copy, so it is fetched anew.
  private func momentOfDirectory(after newest: Date) async throws -> Date {
    func fetched() async throws -> Date? {
      try await database.row(SQL("SELECT fetchedAt FROM exchangeDirectory WHERE id = 1"))?.optionalInstant("fetchedAt").map {
        Date(timeIntervalSince1970: $0.timeIntervalSince1970.rounded(.down))
      }
    }
    if let moment = try await fetched(), moment >= newest { return moment }
    // Where the secretariat's node cannot be reached the bundle says itself which of its parts are newer than its directory.
    try? await surroundings.directory.refresh()
    guard let moment = try await fetched() else { throw EvidenceProblem.noDirectory }
    return moment
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
  /// When the newest message or receipt was signed.
  private(set) var newest = Date.distantPast
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
    newest = max(newest, manifest.issuedAt)
    if let note = manifest.checkpoint { take(note, of: manifest.from) }
    if message.direction == .outgoing { try await takeSubmission(of: message, as: place) }
    for kept in try await store.receipts(about: message.signed) {
      newest = max(newest, kept.receipt.issuedAt)
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

  /// The proof that the own log has the event of submitting.
  private mutating func takeSubmission(of message: KeptMessage, as place: Int) async throws {
    guard let event = try await EventLog(store.database).events(of: message.subject).first(where: { $0.kind == "exchange.submitted" }),
      let text = try await log.firstProof(Int(event.index)), let taking = TakingProof(text)
    else { return }
    members[EvidenceBundle.proof(place, own)] = Data(text.utf8)
    members[EvidenceBundle.event(place, own)] = taking.event
    take(taking.proof.checkpoint.note, of: own)
  }

  /// For each checkpoint of the own log the first that was stamped and counts as much.
  mutating func takeStamps(_ stamps: LogStamps?) async throws {
    guard let stamps, let largest = checkpoints[own]?.keys.max() else { return }
    if try await stamps.first(from: largest) == nil { await stamps.stamp() }
    for size in (checkpoints[own] ?? [:]).keys.sorted() {
      if let stamped = try await stamps.first(from: size) { try take(stamped) }
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

  /// The checkpoints of another log in the bundle, where there are several: what proves one of them leads to a newer one than all.
  func unproved(of author: AuthorityName) -> [KeptCheckpoint] {
    let all = (checkpoints[author] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    return all.count > 1 ? all : []
  }

  /// What the other authority's node has proved to this one of its own log: from each checkpoint to the newest, in as few steps as are known.
  mutating func takeWitnessed(_ database: any Database) async throws {
    for author in checkpoints.keys.sorted() where author != own {
      var looked: Set<Int> = []
      while let newest = checkpoints[author]?.keys.max(),
        let size = checkpoints[author]?.keys.filter({ $0 < newest && !looked.contains($0) }).min()
      {
        looked.insert(size)
        let row = try await database.row(
          SQL(
            """
            SELECT next, note, proof FROM exchangeLogProof WHERE authority = $1 AND size = $2
            ORDER BY CASE WHEN next >= $3 THEN 0 ELSE 1 END, CASE WHEN next >= $3 THEN next ELSE -next END LIMIT 1
            """, ["\(author)".sql, size.sql, newest.sql]))
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
