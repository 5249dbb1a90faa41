// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import Crypto
public import Foundation
import MerkleLog
import NIOCore
import NIOHTTP1
public import Storage
public import TimeStamp

/// The time stamps over checkpoints of the own event log: an authority of this node's choice is asked for them (RFC 3161), so that a court need not
/// take the word of either node for when something was there.
///
/// Nothing of the exchange waits for it: what fails is noted, told on the page of how the exchange stands, and tried again.
public struct LogStamps: Sendable {
  /// Asks an authority: the request in, its answer out.
  public typealias Ask = @Sendable (Data) async throws -> Data

  private let database: any Database
  private let log: OwnLog
  private let trust: TimeStampTrust
  private let policy: String?
  private let ask: Ask
  private let now: @Sendable () -> Date

  /// Puts together whom to ask and whose stamps are believed.
  public init(
    database: any Database, log: OwnLog, trust: TimeStampTrust, policy: String? = nil, ask: @escaping Ask,
    now: @escaping @Sendable () -> Date
  ) {
    self.database = database
    self.log = log
    self.trust = trust
    self.policy = policy
    self.ask = ask
    self.now = now
  }

  /// The tables: the stamps, and how the last attempt ended.
  public static let migrations = [
    Migration(
      "exchange.stamps", 1, "create_stamps",
      [
        """
        CREATE TABLE exchangeStamp (
          size INTEGER PRIMARY KEY CHECK (size >= 0),
          note TEXT NOT NULL,
          token BLOB NOT NULL,
          stampedAt INTEGER NOT NULL,
          at INTEGER NOT NULL)
        """,
        """
        CREATE TABLE exchangeStamping (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          failingSince INTEGER,
          failedAt INTEGER,
          fault TEXT)
        """,
        "INSERT INTO exchangeStamping (id) VALUES (1)",
      ])
  ]

  /// Has the newest checkpoint stamped, unless it is already; nothing is thrown, what failed is noted.
  public func stamp() async {
    do {
      guard let note = try await log.checkpoint(), let kept = KeptCheckpoint(note), try await first(from: kept.checkpoint.size) == nil
      else {
        return
      }
      try await stamp(note, of: kept.checkpoint.size)
    } catch {
      await fail(error)
    }
  }

  private func stamp(_ note: String, of size: Int) async throws {
    let request = try TimeStampRequest(digest: Data(SHA256.hash(data: Data(note.utf8))), policy: policy)
    let answer = try await ask(request.bytes)
    let stamp = try await TimeStampToken(response: answer).verified(answering: request, trust: trust)
    try await database.commit(
      Commit([
        SQL(
          "INSERT INTO exchangeStamp (size, note, token, stampedAt, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
          [size.sql, note.sql, answer.sql, stamp.time.sql, now().sql]),
        SQL("UPDATE exchangeStamping SET failingSince = NULL, failedAt = NULL, fault = NULL WHERE id = 1"),
      ]))
  }

  private func fail(_ error: any Error) async {
    let fault =
      switch error {
      case let fault as TimeStampFault: "\(Mirror(reflecting: fault).children.first?.label ?? "\(fault)")"
      case is NotReached: "no-answer"
      default: "\(type(of: error))"
      }
    // Where not even that can be written, the next attempt tries again.
    _ = try? await database.commit(
      Commit([
        SQL(
          "UPDATE exchangeStamping SET failingSince = COALESCE(failingSince, $1), failedAt = $1, fault = $2 WHERE id = 1",
          [now().sql, fault.sql])
      ]))
  }

  /// The first stamped checkpoint that counts at least so many events; `nil` while there is none.
  public func first(from size: Int) async throws -> StampedCheckpoint? {
    try await database.row(SQL("SELECT note, token FROM exchangeStamp WHERE size >= $1 ORDER BY size LIMIT 1", [size.sql])).map {
      StampedCheckpoint(note: try $0.text("note"), stamp: try $0.blob("token"))
    }
  }

  /// The authority did not answer, or not with a time stamp.
  struct NotReached: Error {}

  // It lasts as long as the process: nothing waits in it that would have to be ended.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(30)), decompression: .disabled)
    configuration.httpVersion = .http1Only
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// Asks an authority over HTTP.
  /// - Source: RFC 3161, section 3.4
  public static func over(_ address: URL) -> Ask {
    { query in
      var request = HTTPClientRequest(url: address.absoluteString)
      request.method = .POST
      request.headers.add(name: "content-type", value: TimeStampRequest.mediaType)
      request.body = .bytes(ByteBuffer(bytes: query))
      do {
        let answer = try await client.execute(request, timeout: .seconds(60))
        guard answer.status == .ok, answer.headers.first(name: "content-type") == TimeStampToken.responseMediaType else {
          throw NotReached()
        }
        var file = Data()
        for try await piece in answer.body {
          file.append(contentsOf: piece.readableBytesView)
          guard file.count <= TimeStampToken.largest else { throw NotReached() }
        }
        return file
      } catch {
        throw NotReached()
      }
    }
  }
}

/// How the node fares with its time stamps.
public struct StampStanding: Sendable {
  /// When the newest was made, by the authority's clock; `nil` while there is none.
  public let stampedAt: Date?
  /// Since when it does not succeed; `nil` while it does.
  public let failingSince: Date?
  /// Why, as a code.
  public let fault: String?

  static let query = SQL(
    """
    SELECT failingSince, fault, (SELECT MAX(stampedAt) FROM exchangeStamp) AS stampedAt FROM exchangeStamping WHERE id = 1
    """)

  init?(_ rows: [SQLRow]) throws {
    guard let row = rows.first else { return nil }
    stampedAt = try row.optionalInstant("stampedAt")
    failingSince = try row.optionalInstant("failingSince")
    fault = try row.optionalText("fault")
  }
}
