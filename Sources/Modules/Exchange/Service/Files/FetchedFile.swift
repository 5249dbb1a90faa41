// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Keys
import Storage

/// A file that another authority's message offers, as far as it has come.
public struct FetchedFile: Sendable {
  /// The authority that offers it.
  public let authority: AuthorityName
  /// The message that offers it.
  public let message: MessageID
  /// Its place among the files of the message, from 0.
  public let number: Int
  /// What is offered and how far it has come.
  public internal(set) var transfer: Transfer
  /// The bytes of all sealed files of the message.
  public let total: Int64
  /// After this it is not fetched any more.
  public let endsAt: Date
  var segments: SegmentList?
  var version: Int

  static let columns = """
    authority, message, number, name, media, size, sha256, sealed, sealedSize, each, tree, secret, total, endsAt, state, detail, pieces, bad,
    segments, version
    """

  /// Whose key of the vault a message's files are kept under once they are verified.
  static func owner(_ authority: AuthorityName, _ message: MessageID) -> KeyOwner {
    KeyOwner(type: "exchangeMessage", id: "\(authority) \(message)")
  }

  static func cell(_ authority: AuthorityName, _ message: MessageID, _ number: Int) -> Cell {
    Cell("fetchedFile", row: "\(authority) \(message) \(number)", "secret")
  }

  init(_ row: SQLRow, key: DataKey) throws {
    authority = try row.value("authority", AuthorityName.init)
    message = try row.value("message", MessageID.init)
    number = try row.integer("number")
    let secret = try key.text(try row.blob("secret"), at: Self.cell(authority, message, number))
    let fileKey = try Self.held(FileKey(secret), "secret")
    let payload = try Payload(
      name: try row.value("name") { try? PayloadName($0) }, media: try row.value("media", MediaType.init),
      size: Int64(try row.integer("size")),
      digest: try row.value("sha256", DigestOf<PlainFile>.init), sealedSize: Int64(try row.integer("sealedSize")),
      blob: try row.value("sealed", BlobID.init), each: try Self.held(SegmentLength(rawValue: Int64(try row.integer("each"))), "each"),
      tree: try row.value("tree", DigestOf<SegmentTree>.init), key: fileKey)
    transfer = Transfer(payload, state: try Self.state(row, payload))
    total = Int64(try row.integer("total"))
    endsAt = try row.instant("endsAt")
    segments = row["segments"] == .null ? nil : SegmentList(try row.blob("segments"), count: payload.segments.count)
    version = try row.integer("version")
  }

  private static func held<Value>(_ value: Value?, _ column: String) throws -> Value {
    guard let value else { throw UnreadableRow(column: column) }
    return value
  }

  private static func state(_ row: SQLRow, _ payload: Payload) throws -> Transfer.State {
    switch try row.text("state") {
    case "offered": return .offered
    case "consented": return .consented(try row.value("detail", Consent.init(rawValue:)))
    case "refused": return .refused
    case "pulling":
      let bad = try row.optionalText("bad").map(Self.counts) ?? [:]
      // A map of another file begins anew.
      return .pulling(
        SegmentMap(count: payload.segments.count, kept: try row.blob("pieces"), bad: bad) ?? SegmentMap(count: payload.segments.count))
    case "verified": return .verified
    default: return .failed(try row.value("detail", TransferFailure.init(rawValue:)))
    }
  }

  private static func counts(_ text: String) -> [Int: Int] {
    let pairs = text.split(separator: " ").compactMap { pair -> (Int, Int)? in
      let parts = pair.split(separator: ":").compactMap { Int($0) }
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
    return Dictionary(pairs, uniquingKeysWith: max)
  }

  /// The statement that keeps how far it has come; it undoes its commit where somebody else was faster.
  func update() -> SQL {
    var (state, detail, pieces, bad): (String, String?, Data?, String?) = ("offered", nil, nil, nil)
    switch transfer.state {
    case .offered: break
    case .consented(let consent): (state, detail) = ("consented", consent.rawValue)
    case .refused: state = "refused"
    case .pulling(let map):
      (state, pieces) = ("pulling", map.kept)
      bad = map.bad.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    case .verified: state = "verified"
    case .failed(let failure): (state, detail) = ("failed", failure.rawValue)
    }
    return SQL(
      """
      UPDATE fetchedFile SET state = $4, detail = $5, pieces = $6, bad = $7, segments = $8, version = version + 1
      WHERE authority = $1 AND message = $2 AND number = $3 AND version = $9
      """,
      [
        "\(authority)".sql, "\(message)".sql, number.sql, state.sql, detail.sql, pieces.sql, bad.sql, segments?.bytes.sql ?? .null,
        version.sql,
      ], mustChange: 1)
  }
}
