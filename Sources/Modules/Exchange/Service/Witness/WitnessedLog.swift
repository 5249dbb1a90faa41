// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import MerkleLog
import Storage

/// What is wrong with a log that does not go on from what it showed before.
public enum LogAlarm: String, Hashable, Sendable, CaseIterable {
  /// It has fewer events than it had: an older copy was restored, or events were taken away.
  case back
  /// It has other events than it had at a place that it showed.
  case forked
  /// Its checkpoints are signed by another key.
  case otherKey = "other-key"
  /// A receipt proves an event with a proof that proves nothing.
  case falseProof = "false-proof"
  /// Another authority holds a checkpoint of the own log from which the own log does not go on.
  case ownBehind = "own-behind"
}

/// What is known of the event log of another authority's node.
public struct WitnessedLog: Sendable {
  /// Whose log it is.
  public let authority: AuthorityName
  /// The key of the log as it was told first.
  let key: NoteKey?
  /// The newest checkpoint that was proved to go on from the one before.
  let kept: KeptCheckpoint?
  /// When it was proved.
  public let provedAt: Date?
  /// The newest checkpoint that came with a message or receipt and was not proved yet.
  let seen: KeptCheckpoint?
  /// When it was asked last.
  let askedAt: Date?
  let version: Int

  // Kept and not computed: the optimiser of Swift 6.3 ends with a failure where a closure asks a borrowed row for what is within an optional member.
  /// How many events were proved.
  public let size: Int?
  /// Whether something came that is not proved yet.
  public let waits: Bool

  init(_ row: SQLRow) throws {
    authority = try row.value("authority") { AuthorityName($0) }
    key = try row.optionalValue("logKey") { NoteKey($0) }
    let kept = try row.optionalValue("note") { KeptCheckpoint($0) }
    provedAt = try row.optionalInstant("provedAt")
    let seen = try row.optionalValue("seen") { KeptCheckpoint($0) }
    (self.kept, size) = (kept, kept?.checkpoint.size)
    (self.seen, waits) = (seen, seen != nil)
    askedAt = try row.optionalInstant("askedAt")
    version = try row.integer("version")
  }
}

/// An alarm about a log that nobody has accepted yet.
public struct OpenLogAlarm: Hashable, Sendable {
  /// Whose log it is; the own authority for the own log.
  public let authority: AuthorityName
  /// What is wrong.
  public let alarm: LogAlarm
  /// Since when it is known.
  public let at: Date

  init(_ row: SQLRow) throws {
    authority = try row.value("authority") { AuthorityName($0) }
    alarm = try row.value("alarm") { LogAlarm(rawValue: $0) }
    at = try row.instant("at")
  }
}

/// What an answer about a log means for what was known of it.
enum LogFinding: Hashable {
  /// The log goes on; nothing when it has no checkpoint and none was known.
  case goesOn(newest: KeptCheckpoint?, proofs: [LogContinuation])
  /// It does not.
  case alarm(LogAlarm, shown: String?)

  /// Compares an answer with the checkpoints that were asked about.
  static func of(_ answer: LogAnswer, about asked: [KeptCheckpoint], knownKey: NoteKey?) -> LogFinding {
    guard let newest = answer.newest, let key = answer.key else {
      return asked.isEmpty ? .goesOn(newest: nil, proofs: []) : .alarm(.back, shown: nil)
    }
    guard newest.isSigned(by: key), (knownKey ?? key) == key else { return .alarm(.otherKey, shown: newest.note) }
    var proofs: [LogContinuation] = []
    for (before, hashes) in zip(asked, answer.proofs) {
      guard before.isSigned(by: key) else { return .alarm(.otherKey, shown: before.note) }
      guard before.checkpoint.size <= newest.checkpoint.size else { return .alarm(.back, shown: newest.note) }
      let proof = LogContinuation(old: before.checkpoint.size, new: newest.checkpoint.size, hashes: hashes ?? [])
      guard hashes != nil, proof.proves(before.checkpoint, newest.checkpoint) else { return .alarm(.forked, shown: newest.note) }
      if proof.old < proof.new { proofs.append(proof) }
    }
    return .goesOn(newest: newest, proofs: proofs)
  }
}

/// The checkpoints that came with messages and receipts since they were last asked about; in memory alone, since the next contact brings newer ones.
actor SeenCheckpoints {
  private var waiting: [AuthorityName: [String]] = [:]
  private var last: [AuthorityName: String] = [:]
  private var asked: Set<AuthorityName> = []

  /// So many are asked about at once.
  static let limit = 4

  /// The authorities of which something came.
  var authors: Set<AuthorityName> { Set(waiting.keys) }

  /// Something came; of many the first stay and the newest.
  func note(_ text: String, of author: AuthorityName) {
    guard last[author] != text else { return }
    last[author] = text
    var notes = waiting[author] ?? []
    if notes.count == Self.limit { notes.removeLast() }
    waiting[author] = notes + [text]
  }

  /// What came of an authority.
  func notes(of author: AuthorityName) -> [String] { waiting[author] ?? [] }

  /// What was asked about need not be again.
  func settle(_ notes: [String], of author: AuthorityName) {
    let left = (waiting[author] ?? []).filter { !notes.contains($0) }
    waiting[author] = left.isEmpty ? nil : left
  }

  /// Whether an authority was not asked since this process began.
  func isFirst(_ author: AuthorityName) -> Bool { asked.insert(author).inserted }
}
