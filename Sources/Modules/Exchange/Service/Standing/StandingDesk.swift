// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Kernel
public import Storage

/// Reads how the exchange of a node stands: for its page, the officer's start page and the figures that a monitor fetches.
public struct StandingDesk: Sendable {
  private let keys: KeptOwnKeys
  let follower: DirectoryFollower
  let database: any Database
  private let hasStamps: Bool
  private let clocks: @Sendable () -> ClockWatch
  let now: @Sendable () -> Date

  /// Puts together what is read.
  /// - Parameters:
  ///   - hasStamps: whether an authority is asked for time stamps.
  ///   - clocks: what was heard of the clocks of other nodes.
  public init(
    keys: KeptOwnKeys, follower: DirectoryFollower, database: any Database, hasStamps: Bool = false,
    clocks: @escaping @Sendable () -> ClockWatch = { ClockWatch() }, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.hasStamps = hasStamps
    self.keys = keys
    self.follower = follower
    self.database = database
    self.clocks = clocks
    self.now = now
  }

  /// The own State, whose key nobody here has to compare.
  var own: StateCode { keys.authority.state }

  /// How it stands now.
  public func view(at now: Date) async throws -> StandingView {
    let known = try await follower.current()
    // A file that cannot be read must not hide the rest.
    let ring = try? keys.ring()
    let device = await keys.device()
    let found = try await database.rows(
      of: [WayToPeer.health, WayToPeer.waiting, OutboxDepth.query, RestrictedParts.faults, Self.held]
        + (hasStamps ? [StampStanding.query] : []))
    let stamps = hasStamps ? try StampStanding(found[5]) : nil
    let ways = try WayToPeer.all(health: found[0], waiting: found[1])
    let outbox = try OutboxDepth(found[2])
    var standing = ExchangeStanding(
      keys: ring?.keys ?? [], published: Set(known.entries[keys.authority]?.keys ?? []),
      entryEnds: known.entries[keys.authority]?.expiresAt,
      copy: known.copy, isRefused: known.refusal != nil,
      // A State that was taken out has nothing to be compared.
      held: known.states.filter { $0.offered != nil && known.listed.contains($0.state) }.map(\.state),
      silent: ways.filter { !$0.isReached }.map { ($0.peer, $0.waiting) }, unstampedSince: stamps?.failingSince,
      refusedParts: known.refusedParts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      restricted: try RestrictedParts.faults(found[3]).filter { known.restricted[$0.state] != nil })
    if case .troubled(let trouble)? = device { standing.device = trouble }
    standing.givenUp = outbox.buried
    standing.clocks = clocks()
    if let held = found[4].first, let since = try held.optionalInstant("since") {
      standing.waitingForOthers = (try held.integer("number"), since)
    }
    let givenUp = outbox.buried > 0 ? try await GivenUpDrafts(database).all(limit: GivenUpDrafts.shown) : []
    return StandingView(
      keys: ring.map { ring in ring.keys.filter { !KeyPlan.isSpent($0, at: now) } }, published: standing.published, directory: known,
      ways: ways, outbox: outbox, stamps: stamps, givenUp: givenUp, device: device,
      // Of keys that nobody could read nothing is said but that.
      concerns: standing.concerns(at: now).filter { ring != nil || !$0.isOfKeys },
      inUse: Set(EntryKey.Use.allCases.compactMap { ring?.inUse($0, published: standing.published, at: now)?.name }))
  }

  private static let held = SQL("SELECT COUNT(*) AS number, MIN(at) AS since FROM exchangeMessage WHERE state = 'held'")

  /// Relies on a State's key after its fingerprint was compared by telephone, and fetches what it signed.
  func accept(_ state: StateCode, fingerprint typed: String, by officer: String) async throws {
    try await follower.accept(state, fingerprint: typed, by: .officer(officer))
    // Whoever compared a key wants to write to that State now. When the fetch fails the page says since when, and the next one is within the hour.
    try? await follower.refresh()
  }
}

/// How the exchange of a node stands at one instant.
public struct StandingView: Sendable {
  /// The own keys that are still of use; `nil` when their file cannot be read.
  public let keys: [EntryKey]?
  /// The names of the own keys that the copy of the directory has.
  public let published: Set<DigestOf<PublicKey>>
  /// The copy of the directory.
  public let directory: KnownDirectory
  /// The ways to other authorities.
  public let ways: [WayToPeer]
  /// What waits to be signed.
  public let outbox: OutboxDepth
  /// How the node fares with its time stamps; `nil` where it asks for none.
  public let stamps: StampStanding?
  /// Drafts that were given up, the oldest first, as many as a page shows.
  let givenUp: [GivenUpDraft]
  /// Whether the device that keeps keys can be used; `nil` when there is none.
  public let device: KeyDeviceState?
  /// What somebody has to see to, the most urgent first.
  public let concerns: [ExchangeConcern]
  /// The names of the keys that the node uses now.
  public let inUse: Set<DigestOf<PublicKey>>
}

/// What waits to be signed and sent.
public struct OutboxDepth: Sendable {
  /// Drafts that wait.
  public let waiting: Int
  /// Drafts that were given up.
  public let buried: Int

  static let query = SQL("SELECT state, COUNT(*) AS number FROM outbox WHERE kind = $1 GROUP BY state", [MessageDraft.effect.sql])

  init(_ rows: [SQLRow]) throws {
    func number(_ state: String) throws -> Int { try rows.first { try $0.text("state") == state }?.integer("number") ?? 0 }
    waiting = try number("waiting")
    buried = try number("buried")
  }
}

/// The way to another authority: whether it answers, and what waits for it.
public struct WayToPeer: Sendable {
  /// The authority.
  public let peer: AuthorityName
  /// Whether messages go: `closed`, `open` or `halfOpen`; `nil` when none was tried yet.
  public let breaker: String?
  /// When it answered last.
  public let answeredAt: Date?
  /// When it did not, last.
  public let failedAt: Date?
  /// How the last try ended, as a code.
  public let lastOutcome: String?
  /// When the next message may be tried, where none may now.
  public let nextTry: Date?
  /// How many messages wait for it.
  public let waiting: Int
  /// Since when the oldest of them waits.
  public let oldest: Date?

  /// Whether messages go to it.
  public var isReached: Bool { breaker ?? "closed" == "closed" }

  static let health = SQL("SELECT * FROM exchangePeerHealth ORDER BY peer")
  static let waiting = SQL(
    "SELECT peer, COUNT(*) AS number, MIN(at) AS oldest FROM exchangeMessage WHERE state IN ('queued', 'sent') GROUP BY peer ORDER BY peer")

  static func all(health: [SQLRow], waiting: [SQLRow]) throws -> [WayToPeer] {
    func name(_ row: SQLRow) throws -> AuthorityName { try row.value("peer") { AuthorityName($0) } }
    let known = try Dictionary(uniqueKeysWithValues: health.map { (try name($0), $0) })
    let queues = try Dictionary(uniqueKeysWithValues: waiting.map { (try name($0), $0) })
    return try Set(known.keys).union(queues.keys).sorted().map { peer in
      let (row, queue) = (known[peer], queues[peer])
      let breaker = try row?.text("state")
      return WayToPeer(
        peer: peer, breaker: breaker, answeredAt: try row?.optionalInstant("answeredAt"), failedAt: try row?.optionalInstant("failedAt"),
        lastOutcome: try row?.optionalText("lastOutcome"), nextTry: breaker == "open" ? try row?.optionalInstant("until") : nil,
        waiting: try queue?.integer("number") ?? 0, oldest: try queue?.optionalInstant("oldest"))
    }
  }
}

extension ExchangeConcern {
  /// Whether it is about the own keys.
  var isOfKeys: Bool {
    switch self {
    case .keyEnds, .keyEnded, .keyUnpublished: true
    default: false
    }
  }
}
