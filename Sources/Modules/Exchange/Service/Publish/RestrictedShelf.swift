// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
import Kernel
public import Keys
public import Storage
import Synchronization

/// What States tell other authorities alone, at the secretariat's node: kept sealed, and given over mutual TLS to the nodes of authorities whose State
/// is in force in the published directory.
public struct RestrictedShelf: Sendable {
  /// Where nodes ask for a part: behind it stand the State and the digest.
  public static let path = "/v1/directory/restricted/"
  /// So many parts one authority is given in an hour: each one is an entry of the log.
  static let hourly = 1_000

  private let database: any Database
  private let keys: DataKeys
  private let own: any OwnKeys
  private let directory: PublishedDirectory
  private let now: @Sendable () -> Date
  private let given = GivenParts()

  /// Uses a database that has ``migrations``.
  /// - Parameters:
  ///   - keys: under which parts are sealed where they lie.
  ///   - own: the keys of this node, which open what States have sealed for it.
  ///   - directory: what is published; it says who may ask, and which parts belong to it.
  public init(
    database: any Database, keys: DataKeys, own: any OwnKeys, directory: PublishedDirectory,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.database = database
    self.keys = keys
    self.own = own
    self.directory = directory
    self.now = now
  }

  /// The table of parts.
  public static let migrations = [
    Migration(
      "exchange.publication", 3, "create_restricted_shelf",
      [
        """
        CREATE TABLE exchangeRestrictedShelf (
          state TEXT NOT NULL,
          digest TEXT NOT NULL,
          content BLOB NOT NULL,
          PRIMARY KEY (state, digest))
        """
      ])
  ]

  // MARK: Keeping

  /// Opens what States have sealed for this node and keeps it; to be called before their parts are published, so that nobody asks too early.
  /// - Throws: ``TrustProblem/notSealedForThisNode(state:)``, ``TrustProblem/unreadable(path:)`` for what is not what the State has signed.
  public func keep(_ parts: [StatePart]) async throws {
    var statements: [SQL] = []
    for part in parts {
      guard let sealed = part.restricted, let pointer = try part.pointer() else { continue }
      let opened = try await RestrictedPart.open(sealed, as: pointer, with: own)
      let key = try await keys.keyMadeOnce(for: .restricted(part.state), at: now())
      statements.append(
        SQL(
          """
          INSERT INTO exchangeRestrictedShelf (state, digest, content) VALUES ($1, $2, $3)
          ON CONFLICT (state, digest) DO NOTHING
          """, [part.state.sql, pointer.digest.hex.sql, try key.seal(opened.file, at: Self.cell(pointer)).sql]))
    }
    if !statements.isEmpty { try await database.commit(Commit(statements)) }
  }

  /// Forgets what belongs to nothing that is published any more; to be called after something was published.
  public func sweep() async throws {
    let pointers = try await directory.pointers()
    let rows = try await database.rows(SQL("SELECT state, digest FROM exchangeRestrictedShelf"))
    let gone = try rows.filter { row in
      let state = try row.value("state") { StateCode($0) }
      return try pointers[state]?.digest.hex != row.text("digest")
    }
    guard !gone.isEmpty else { return }
    try await database.commit(
      Commit(
        gone.map { SQL("DELETE FROM exchangeRestrictedShelf WHERE state = $1 AND digest = $2", [$0["state"], $0["digest"]]) }))
  }

  private static func cell(_ pointer: RestrictedPointer) -> Cell {
    Cell("exchangeRestrictedShelf", row: "\(pointer.state) \(pointer.digest)", "content")
  }

  // MARK: Giving

  /// Gives parts to nodes.
  public var route: WireRoute { WireRoute("GET", Self.path) { try await answer($0) } }

  /// Where a part is asked for.
  static func path(of pointer: RestrictedPointer) -> String { "\(path)\(pointer.state)/\(pointer.digest)" }

  private func answer(_ call: WireCall) async throws -> WireAnswer {
    // Who may ask was decided by what is published; when that has ended nobody vouches for it any more.
    guard let copy = try await directory.copy(), copy.standing(at: call.receivedAt).isRelied else { throw ExchangeProblem.directoryStale }
    let asked = call.path.dropFirst(Self.path.count).split(separator: "/", omittingEmptySubsequences: false)
    guard asked.count == 2, let state = StateCode(asked[0]), let pointer = try await directory.pointers()[state],
      Self.path(of: pointer) == call.path, let bytes = try await part(pointer)
    else { return .notFound }
    guard given.admit(call.from, at: call.receivedAt, limit: Self.hourly) else { throw ExchangeProblem.quota }
    // It leaves after it was noted: nobody is given anything that the log does not tell.
    try await database.commit(
      Commit(events: [
        NewEvent(
          "exchange.restrictedGiven", of: EventSubject("exchangeRestrictedPart", state.code), at: call.receivedAt, by: .program,
          facts: ["authority": .text(call.from.description)])
      ]))
    return WireAnswer(status: 200, fields: ["content-type": "application/json"], content: .bytes(bytes))
  }

  /// A part as it was signed; `nil` when it is not here.
  private func part(_ pointer: RestrictedPointer) async throws -> Data? {
    let row = try await database.row(
      SQL(
        "SELECT content FROM exchangeRestrictedShelf WHERE state = $1 AND digest = $2", [pointer.state.sql, pointer.digest.hex.sql]))
    guard let sealed = try row?.blob("content") else { return nil }
    return try await keys.key(of: .restricted(pointer.state)).open(sealed, at: Self.cell(pointer))
  }
}

/// How much each authority was given in this hour, so that nobody fills the log.
final class GivenParts: Sendable {
  private let counts = Mutex<(hour: Int, given: [AuthorityName: Int])>((0, [:]))

  /// Counts a part for an authority; `false` when it has had as many as it may.
  func admit(_ authority: AuthorityName, at now: Date, limit: Int) -> Bool {
    let hour = Int(now.timeIntervalSince1970) / 3_600
    return counts.withLock { counts in
      if counts.hour != hour { counts = (hour, [:]) }
      guard counts.given[authority, default: 0] < limit else { return false }
      counts.given[authority, default: 0] += 1
      return true
    }
  }
}

extension KeyOwner {
  /// Whose key the part of a State for authorities alone is sealed under, at the secretariat and at every node that fetched it.
  static func restricted(_ state: StateCode) -> KeyOwner { KeyOwner(type: "restricted", id: state.code) }
}
