// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import JOSE
import Kernel
import Storage
import TUF

/// Reads what the directory has beside its own metadata, as its roles vouch for it: States' parts, and the entry of the secretariat's node.
struct StateReading: Sendable {
  let client: TUFClient
  let store: any TUFStore
  let trusted: TUFTrusted
  /// What is here of a State, or of the secretariat, and need not come again every hour.
  var kept = Kept()

  /// What is here already.
  struct Kept: Sendable {
    var entries: @Sendable (StateCode) async throws -> [Data] = { _ in [] }
    var pointer: @Sendable (StateCode) async throws -> Data? = { _ in nil }
    var secretariat: @Sendable () async throws -> Data? = { nil }
  }

  private func bytes(of target: TUFTarget, orOneOf kept: [Data]) async throws -> Data {
    if let same = kept.first(where: { TUFTargetInfo(of: $0).file == target.info.file }) { return same }
    return try await client.fetch(target)
  }

  /// The entries that the role has, by authority, and until when its signature is good.
  func entries(of state: StateCode) async throws -> (entries: [(AuthorityName, Data)], expiresAt: Date) {
    var entries: [(AuthorityName, Data)] = []
    let kept = try await kept.entries(state)
    for target in try await client.targets(of: state.code, in: trusted) where target.path.hasSuffix(".entry.json") {
      let bytes = try await bytes(of: target, orOneOf: kept)
      let entry = try EntryDocument.read(bytes)
      // Whoever writes the list of States could give one State the paths of another.
      guard entry.authority.state == state, StatePart.path(of: entry.authority) == target.path else {
        throw TrustProblem.unreadable(path: "entry")
      }
      entries.append((entry.authority, bytes))
    }
    guard let role = try await store.read(.role(state.code)) else { throw TUFFault.notAvailable(path: state.code) }
    return (entries, try TUFSigned<TUFTargets>(role).body.expires)
  }

  /// Which part for authorities alone the State vouches for; `nil` when it has none, empty when it has one that nobody can name.
  func pointer(of state: StateCode) async throws -> Data? {
    guard let target = try await client.find(RestrictedPointer.path(of: state), in: trusted), target.role == state.code else { return nil }
    do {
      guard target.info.file.length ?? 0 <= RestrictedPointer.largest else { return Data() }
      return try await bytes(of: target, orOneOf: [try await kept.pointer(state)].compactMap(\.self))
    } catch is TUFFault {
      // The State's entries count whatever becomes of this.
      return Data()
    }
  }

  /// The entry of the secretariat's node, as the signers of the list of States vouch for it; `nil` when they name none that can be read.
  func secretariat() async throws -> Data? {
    guard let target = try await client.find(SecretariatEntry.path, in: trusted), target.role == TUFTargets.type else { return nil }
    do {
      guard target.info.file.length ?? 0 <= EntryDocument.largest else { return nil }
      let bytes = try await bytes(of: target, orOneOf: [try await kept.secretariat()].compactMap(\.self))
      // A State's authority and the secretariat must not be taken for each other.
      let entry = try SecretariatEntry.read(bytes)
      return trusted.targets.delegation(to: entry.authority.state.code) == nil ? bytes : nil
    } catch is TUFFault {
      return nil
    } catch TrustProblem.unreadable {
      return nil
    }
  }

  /// Which keys followed the one that is relied upon; none when the State says nothing of it.
  func successions(of state: StateCode, from key: VerificationKey) async throws -> [KeySuccession] {
    let path = StatePart.successionPath(of: state)
    guard let target = try await client.find(path, in: trusted), target.role == state.code else { return [] }
    let document = try SuccessionDocument(try await client.fetch(target))
    return document.state == state ? document.verified(from: key) : []
  }
}

/// What is written after everything was fetched and checked: in one commit.
struct FollowingPlan {
  private let trusted: TUFTrusted
  private let before: KnownDirectory
  private let now: Date
  private var statements: [SQL] = []
  private var events: [NewEvent] = []
  private var states: Set<StateCode> = []
  private var refused: [StateCode] = []

  init(trusted: TUFTrusted, before: KnownDirectory, at now: Date) {
    self.trusted = trusted
    self.before = before
    self.now = now
  }

  /// Takes one State in; what is wrong with its part keeps nobody from the others, and what was kept of it stays until it expires.
  /// - Throws: what is not the State's doing: the network, the database.
  mutating func take(_ delegation: TUFDelegation, _ reading: StateReading) async throws {
    guard let state = StateCode(delegation.name), state.code == delegation.name else { return }
    states.insert(state)
    // The whole of a State's part counts or none of it.
    let mark = (statements, events)
    do {
      guard delegation.authority.threshold == 1, delegation.authority.keys.count == 1, let bytes = delegation.authority.keys[0].publicKey
      else {
        throw TrustProblem.unreadable(path: "entry")
      }
      try await take(state, VerificationKey(bytes: bytes), reading)
    } catch  where error is TUFFault || error is JOSEFault || error as? TrustProblem == .unreadable(path: "entry") {
      (statements, events) = mark
      refused.append(state)
    }
  }

  private mutating func take(_ state: StateCode, _ offered: VerificationKey, _ reading: StateReading) async throws {
    let known = before.states.first { $0.state == state }
    let successions: [KeySuccession] =
      if let known, known.key != offered { try await reading.successions(of: state, from: known.key) } else { [] }
    switch StateKeyContinuity.decided(offered: try offered.digest, known: known?.relied, successions: successions) {
    case .same:
      if known?.offered != nil {
        statements.append(SQL("UPDATE exchangeStateKey SET offered = NULL, offeredAt = NULL WHERE state = $1", [state.sql]))
      }
    case .relied(let ground):
      statements.append(
        SQL(
          """
          INSERT INTO exchangeStateKey (state, key, ground, since) VALUES ($1, $2, $3, $4)
          ON CONFLICT (state) DO UPDATE SET key = excluded.key, ground = excluded.ground, since = excluded.since, offered = NULL, offeredAt = NULL
          """, [state.sql, offered.bytes.sql, ground.rawValue.sql, now.sql]))
      events.append(Self.event("exchange.stateKeyRelied", state, offered, at: now, by: .program, ground: ground))
    case .held:
      if known?.offered?.key != offered {
        statements.append(
          SQL("UPDATE exchangeStateKey SET offered = $1, offeredAt = $2 WHERE state = $3", [offered.bytes.sql, now.sql, state.sql]))
        events.append(Self.event("exchange.stateKeyHeld", state, offered, at: now, by: .program, ground: nil))
      }
      return
    }
    try await keep(state, reading)
  }

  private mutating func keep(_ state: StateCode, _ reading: StateReading) async throws {
    let (entries, expiresAt) = try await reading.entries(of: state)
    statements.append(SQL("DELETE FROM exchangePeer WHERE state = $1", [state.sql]))
    for (authority, bytes) in entries {
      statements.append(
        SQL(
          "INSERT INTO exchangePeer (authority, state, entry, expiresAt) VALUES ($1, $2, $3, $4)",
          [authority.description.sql, state.sql, bytes.sql, expiresAt.sql]))
    }
    try await keepPointer(state, reading)
  }

  /// What is shown is what the State vouches for now: another part takes the place of the one before, whether it is here yet or not.
  private mutating func keepPointer(_ state: StateCode, _ reading: StateReading) async throws {
    let pointer = try await reading.pointer(of: state)
    guard pointer != before.restricted[state] || before.states.first(where: { $0.state == state })?.offered != nil else { return }
    statements.append(SQL("DELETE FROM exchangeRestricted WHERE state = $1", [state.sql]))
    guard let pointer else { return }
    statements.append(SQL("INSERT INTO exchangeRestricted (state, pointer) VALUES ($1, $2)", [state.sql, pointer.sql]))
  }

  /// Takes over where the secretariat's node is and which certificate it shows, or that its signers name none.
  mutating func take(secretariat entry: Data?) {
    guard entry != before.secretariat?.file else { return }
    statements.append(SQL("DELETE FROM exchangeSecretariat"))
    if let entry { statements.append(SQL("INSERT INTO exchangeSecretariat (id, entry) VALUES (1, $1)", [entry.sql])) }
  }

  /// The commit: copy, States, entries, and an event when a version rose.
  func commit() -> Commit {
    let targetsExpire = min(trusted.targets.expires, trusted.root.expires)
    let head = SQL(
      """
      UPDATE exchangeDirectory SET version = $1, timestampVersion = $2, rootVersion = $3, timestampExpiresAt = $4, snapshotExpiresAt = $5,
        targetsExpiresAt = $6, fetchedAt = $7, refusal = NULL WHERE id = 1
      """,
      [
        trusted.snapshot.version.sql, trusted.timestamp.version.sql, trusted.root.version.sql, trusted.timestamp.expires.sql,
        trusted.snapshot.expires.sql, targetsExpire.sql, now.sql,
      ])
    // A State that was taken out has no entries any more; its key is remembered, so that it cannot come back under another.
    let gone = before.states.filter { !states.contains($0.state) }
    let removed = gone.flatMap { Self.forgetting($0.state) }
    let isNew = before.copy?.version != trusted.snapshot.version || before.timestampVersion != trusted.timestamp.version
    let followed = NewEvent(
      "exchange.directoryFollowed", of: EventSubject("exchangeDirectory", "1"), at: now, by: .program,
      facts: [
        "root": .integer(trusted.root.version), "timestamp": .integer(trusted.timestamp.version),
        "version": .integer(trusted.snapshot.version),
        "snapshot": .text(trusted.timestamp.snapshot.file.hashes["sha256"] ?? ""),
      ])
    let told = refusedAnew
    // Said once for each version: an attempt an hour must not fill the event log.
    let unread = refused.map { NewEvent("exchange.statePartRefused", of: EventSubject("exchangeStateKey", $0.code), at: now, by: .program) }
    return Commit([head] + statements + removed + told, events: (isNew ? [followed] + unread : []) + events)
  }

  /// Which States' parts are not believed, for whoever looks after the exchange; since when, as long as it is the same.
  private var refusedAnew: [SQL] {
    let (now, then) = (Set(refused), Set(before.refusedParts.keys))
    return then.subtracting(now).sorted().map { SQL("DELETE FROM exchangeRefusedPart WHERE state = $1", [$0.sql]) }
      + now.subtracting(then).sorted().map {
        SQL("INSERT INTO exchangeRefusedPart (state, since) VALUES ($1, $2)", [$0.sql, self.now.sql])
      }
  }

  /// What is deleted of a State whose entries count no longer.
  static func forgetting(_ state: StateCode) -> [SQL] {
    ["exchangePeer", "exchangeRestricted"].map { SQL("DELETE FROM \($0) WHERE state = $1", [state.sql]) }
  }

  static func event(
    _ kind: EventKind, _ state: StateCode, _ key: VerificationKey, at now: Date, by actor: EventActor, ground: RelyingKey.Ground?
  ) -> NewEvent {
    var facts: [String: EventValue] = ["key": .text(key.thumbprint.description)]
    facts["ground"] = ground.map { .text($0.rawValue) }
    return NewEvent(kind, of: EventSubject("exchangeStateKey", state.code), at: now, by: actor, facts: facts)
  }
}
