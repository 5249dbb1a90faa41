// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import MerkleLog
import StrictJSON

/// The question of one node about another's log: the checkpoints that it holds of it.
struct LogQuestion {
  /// The media type of question and answer.
  static let media = "application/json"
  /// So many checkpoints are asked about at most.
  static let limit = 8

  let kept: [String]

  init(kept: [String]) { self.kept = kept }

  /// - Throws: ``ExchangeProblem/schema``, ``ExchangeProblem/tooLarge``, ``ExchangeProblem/profile``.
  init(_ bytes: Data) throws(ExchangeProblem) {
    let members = try WireMembers(bytes, ["v", "kept"])
    guard try members.number("v") == ManifestJSON.version else { throw .profile }
    let listed = try members.list("kept")
    guard listed.count <= Self.limit else { throw .tooLarge }
    var kept: [String] = []
    for value in listed {
      guard case .string(let text) = value.content, text.utf8.count <= ReceiptJSON.longestProof else { throw .schema }
      kept.append(text)
    }
    self.kept = kept
  }

  var bytes: Data {
    WireJSON.bytes(
      WireJSON.object([("v", WireJSON.number(ManifestJSON.version)), ("kept", WireJSON.list(kept.map { .string($0) }))]))
  }
}

/// The answer: the newest checkpoint, for each that was asked about the proof that the log went on from it, and what is held of the asker's log.
struct LogAnswer {
  let key: NoteKey?
  let newest: KeptCheckpoint?
  /// The hashes for each that was asked about; `nil` where the log does not go on from it.
  let proofs: [[TreeHash]?]
  let kept: String?

  init(key: NoteKey?, newest: KeptCheckpoint?, proofs: [[TreeHash]?], kept: String?) {
    self.key = key
    self.newest = newest
    self.proofs = proofs
    self.kept = kept
  }

  /// - Throws: ``ExchangeProblem``: it is then no answer.
  init(_ bytes: Data) throws(ExchangeProblem) {
    let members = try WireMembers(bytes, ["v", "key", "newest", "proofs", "kept"])
    guard try members.number("v") == ManifestJSON.version else { throw .profile }
    key = try members.optional("key") { NoteKey($0) }
    newest = try members.optional("newest") { KeptCheckpoint($0) }
    kept = try members.optional("kept") { $0.utf8.count <= ReceiptJSON.longestProof ? $0 : nil }
    var proofs: [[TreeHash]?] = []
    for value in try members.list("proofs") {
      switch value.content {
      case .null: proofs.append(nil)
      case .array(let hashes): proofs.append(try LogContinuation.hashes(hashes))
      default: throw .schema
      }
    }
    self.proofs = proofs
  }

  var bytes: Data {
    let proofs = proofs.map { hashes in hashes.map { WireJSON.list($0.map { .string($0.base64) }) } ?? .null }
    return WireJSON.bytes(
      WireJSON.object([
        ("v", WireJSON.number(ManifestJSON.version)), ("key", WireJSON.text(key)), ("newest", WireJSON.text(newest?.note)),
        ("proofs", WireJSON.list(proofs)), ("kept", WireJSON.text(kept)),
      ]))
  }
}
