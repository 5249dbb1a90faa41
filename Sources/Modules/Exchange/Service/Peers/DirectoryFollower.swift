// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
import JOSE
public import Kernel
public import Storage
import StrictJSON
public import TUF

/// Follows the signed directory: fetches what is new, believes what enough signers vouch for, and holds a State whose key was replaced by another
/// that nothing ties to the one before.
public actor DirectoryFollower: PeerDirectory {
  private let database: any Database
  private let shippedRoot: Data
  private let fetch: TUFFetch
  private let now: @Sendable () -> Date
  private var known: KnownDirectory?
  private var running: Task<Void, any Error>?

  /// Makes a follower.
  /// - Parameters:
  ///   - shippedRoot: a root that came another way and was compared by people; used when this node has kept none yet.
  ///   - fetch: where the files come from: ``DirectoryFetch/over(_:)``.
  public init(
    database: any Database, shippedRoot: Data, fetch: @escaping TUFFetch, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.database = database
    self.shippedRoot = shippedRoot
    self.fetch = fetch
    self.now = now
  }

  /// Until when the copy is good.
  public func copy() async throws -> DirectoryCopy? { try await current().copy }

  /// The entry of an authority, or of the secretariat, when it counts now.
  public func peer(_ name: AuthorityName) async throws -> Peer? { try await current().peer(name, at: now()) }

  /// The entries that count now.
  public func peers() async throws -> [Peer] {
    let known = try await current()
    return known.entries.keys.sorted().compactMap { known.peer($0, at: now()) }
  }

  /// Who the secretariat is, as the signers of the list of States vouch for it.
  public func secretariat() async throws -> AuthorityName? { try await current().secretariat?.name }

  /// The entries that count now and have a certificate.
  public func peers(showing pin: Data) async throws -> [Peer] {
    let known = try await current()
    return known.authorities(showing: pin).compactMap { known.peer($0, at: now()) }.filter { $0.certificatePins.contains(pin) }
  }

  /// The names of the keys that the copy has of an authority, for ``KeptOwnKeys``.
  public func publishedKeys(of authority: AuthorityName) async throws -> Set<DigestOf<PublicKey>> {
    Set(try await current().entries[authority]?.keys ?? [])
  }

  /// The entry of the secretariat's node, as its signers vouch for it; `nil` when they name none.
  public func secretariatEntry() async throws -> Data? { try await current().secretariat?.file }

  /// The States that tell authorities something alone, and whether it is here.
  public func restricted() async throws -> [(state: StateCode, isHere: Bool)] {
    let known = try await current()
    let rows = try await database.rows(
      SQL("SELECT state, CASE WHEN content IS NULL THEN 0 ELSE 1 END AS here FROM exchangeRestricted ORDER BY state"))
    return try rows.map { (try $0.value("state") { StateCode($0) }, try $0.integer("here") == 1) }.filter {
      known.restricted[$0.0] != nil
    }
  }

  /// The whole copy, for pages and commands.
  public func current() async throws -> KnownDirectory {
    let revision = try await database.row(SQL("SELECT revision FROM exchangeDirectory WHERE id = 1"))?.integer("revision")
    if let known, known.revision == revision { return known }
    let read = try await KnownDirectory.read(database)
    known = read
    return read
  }

  /// Fetches what is new; the copy stays as it is when that fails.
  /// - Throws: ``TrustProblem/directoryUnreachable``, ``TrustProblem/directoryRefused(role:)``, or an error of the database.
  public func refresh() async throws {
    if let running { return try await running.value }
    let task = Task { try await follow() }
    running = task
    defer { running = nil }
    try await task.value
  }

  // MARK: Following

  private func follow() async throws {
    let files = try await FollowedFiles(database)
    do {
      let client = TUFClient(shippedRoot: shippedRoot, store: files, expiry: .timestampWarns, fetch: fetch)
      let trusted = try await client.refresh(at: now())
      let before = try await current()
      var plan = FollowingPlan(trusted: trusted, before: before, at: now())
      let kept = StateReading.Kept(
        entries: { try await files.entries(of: $0) }, pointer: { try await files.pointer(of: $0) },
        secretariat: { try await files.secretariat() })
      let reading = StateReading(client: client, store: files, trusted: trusted, kept: kept)
      for delegation in trusted.targets.delegations { try await plan.take(delegation, reading) }
      plan.take(secretariat: try await reading.secretariat())
      try await files.commit(plan.commit())
    } catch let fault as TUFFault {
      try await note(fault)
      throw TrustProblem.directoryRefused(role: fault.role)
    }
  }

  /// Says once what was refused: an attempt an hour must not fill the event log.
  private func note(_ fault: TUFFault) async throws {
    guard try await current().refusal != fault.summary else { return }
    let event = NewEvent(
      "exchange.directoryRefused", of: EventSubject("exchangeDirectory", "1"), at: now(), by: .program,
      facts: ["fault": .text(fault.summary)])
    try await FollowedFiles(database).commit(
      Commit([SQL("UPDATE exchangeDirectory SET refusal = $1 WHERE id = 1", [fault.summary.sql])], events: [event]))
  }

  // MARK: What an operator decides

  /// Relies on the key that waits for a State, after somebody has compared its fingerprint with the State by telephone; or says of the key that
  /// is relied upon already that it was compared.
  /// - Throws: ``TrustProblem/nothingToCompare(state:)``, ``TrustProblem/fingerprintDiffers``.
  public func accept(_ state: StateCode, fingerprint typed: String, by actor: EventActor) async throws {
    guard let known = try await current().states.first(where: { $0.state == state }) else {
      throw TrustProblem.nothingToCompare(state: state.code)
    }
    let key = known.offered?.key ?? known.key
    guard KeyFingerprint(key.thumbprint).matches(typed) else { throw TrustProblem.fingerprintDiffers }
    let files = try await FollowedFiles(database)
    // The entry that is kept is the earlier key's: what the new key says comes with the next fetch.
    let gone = known.offered == nil ? [] : FollowingPlan.forgetting(state)
    let relied = SQL(
      "UPDATE exchangeStateKey SET key = $1, ground = $2, since = $3, offered = NULL, offeredAt = NULL WHERE state = $4 AND key = $5",
      [key.bytes.sql, RelyingKey.Ground.compared.rawValue.sql, now().sql, state.sql, known.key.bytes.sql], mustChange: 1)
    try await files.commit(
      Commit([relied] + gone, events: [FollowingPlan.event("exchange.stateKeyRelied", state, key, at: now(), by: actor, ground: .compared)])
    )
  }
}

extension TUFFault {
  /// The role that is not believed.
  var role: String {
    switch self {
    case .tooFewSignatures(let role, _, _), .wrongVersion(let role, _, _), .rollback(let role, _, _), .notInSnapshot(let role),
      .expired(let role, _), .outsideDelegation(let role, _), .keysStand(let role), .unknownRole(let role):
      role
    case .wrongLength(let name, _, _), .wrongDigest(let name), .unknownDigest(let name), .tooLong(let name, _), .notAvailable(let name),
      .unsafePath(let name), .storeDamaged(let name), .malformed(let name):
      name
    case .tooManyRoles: "targets"
    }
  }

  /// The kind of the fault and its role: what the event log and officers are told.
  var summary: String { "\(Mirror(reflecting: self).children.first?.label ?? "\(self)") \(role)" }
}
