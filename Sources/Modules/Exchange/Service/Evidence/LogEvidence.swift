// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog
import StrictJSON

/// The proof of a log that the taking of a message is in it, together with the event and the key of the log.
struct TakingProof: Sendable {
  let proof: InclusionProof
  /// The bytes of the event.
  let event: Data
  /// The public key of the log, for which the receipt vouches that has the proof.
  let key: NoteKey

  /// Reads the proof of a receipt; `nil` for a text that is none or does not tell its event.
  init?(_ text: String) {
    guard let proof = InclusionProof(text: text) else { return nil }
    self.init(proof)
  }

  /// The same of a proof that was read.
  init?(_ proof: InclusionProof) {
    guard let extra = proof.extra, let told = try? WireMembers(extra, ["event", "key"]),
      let event = try? told.text("event", { $0 }), let key = try? told.text("key", { NoteKey($0) })
    else { return nil }
    self.proof = proof
    self.event = Data(event.utf8)
    self.key = key
  }

  /// The kinds of events that say that a message was taken or held.
  static let taken: Set<String> = ["exchange.received", "exchange.held"]
  /// The kind of the event that says that a message was submitted.
  static let submitted: Set<String> = ["exchange.submitted"]

  /// Whether it proves that such an event of a message is in the log.
  /// - Parameter notes: checkpoints whose signatures were looked at before; receipts that were made together share one.
  func proves(
    _ signed: DigestOf<SignedMessage>, _ kinds: Set<String> = TakingProof.taken, knowing notes: VerifiedNotes = VerifiedNotes()
  ) -> Bool {
    guard let checkpoint = try? notes.checkpoint(proof.checkpoint.note, by: key), proof.proves(.leaf(event), in: checkpoint), let value,
      case .number(let index)? = value["index"]?.content, index == "\(proof.index)",
      case .string(let kind)? = value["kind"]?.content, kinds.contains(kind),
      case .string(let type)? = value["subject"]?["type"]?.content, type == "exchangeMessage",
      case .string(let id)? = value["subject"]?["id"]?.content
    else { return false }
    return id == signed.hex
  }

  /// When the event was written, by the clock of the log's node.
  var at: Date? {
    guard case .number(let text)? = value?["at"]?.content, let microseconds = Int64(text) else { return nil }
    return Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
  }

  private var value: JSONValue? { try? StrictJSON.parse(event, limits: StrictLimits(bytes: event.count, depth: 8)) }
}

/// A checkpoint that somebody has kept, as it was signed.
struct KeptCheckpoint: Hashable, Sendable {
  let note: String
  let checkpoint: Checkpoint

  /// Reads a note; `nil` for one that is no checkpoint.
  init?(_ note: String) {
    guard let signed = try? SignedNote(note), let checkpoint = Checkpoint(text: signed.text) else { return nil }
    self.note = note
    self.checkpoint = checkpoint
  }

  /// Whether the key of the log has signed it.
  func isSigned(by key: NoteKey) -> Bool { (try? Checkpoint.verified(note, by: [key])) != nil }
}

/// A proof that a log goes on from one size to another, as it stands in a file.
struct LogContinuation: Hashable, Sendable {
  let old: Int
  let new: Int
  let hashes: [TreeHash]

  init(old: Int, new: Int, hashes: [TreeHash]) {
    self.old = old
    self.new = new
    self.hashes = hashes
  }

  /// Reads the file.
  /// - Throws: ``ExchangeProblem/schema``.
  init(_ file: Data) throws(ExchangeProblem) {
    let members = try WireMembers(file, ["old", "new", "proof"])
    (old, new) = (try members.number("old"), try members.number("new"))
    hashes = try Self.hashes(try members.list("proof"))
  }

  /// Reads hashes in base64.
  static func hashes(_ values: [JSONValue]) throws(ExchangeProblem) -> [TreeHash] {
    guard values.count <= 128 else { throw .tooLarge }
    var hashes: [TreeHash] = []
    for value in values {
      guard case .string(let text) = value.content, let hash = TreeHash(base64: text) else { throw .schema }
      hashes.append(hash)
    }
    return hashes
  }

  /// The file.
  var file: Data {
    WireJSON.bytes(
      WireJSON.object([
        ("old", WireJSON.number(old)), ("new", WireJSON.number(new)), ("proof", WireJSON.list(hashes.map { .string($0.base64) })),
      ]))
  }

  /// Whether the one checkpoint goes on from the other.
  func proves(_ before: Checkpoint, _ after: Checkpoint) -> Bool {
    before.size == old && after.size == new && before.origin == after.origin
      && ProofCheck.extends(from: old, root: before.root, to: new, root: after.root, by: hashes)
  }
}
