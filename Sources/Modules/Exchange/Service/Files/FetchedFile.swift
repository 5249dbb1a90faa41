// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Keys
import Storage

/// A file that another authority's message offers, as far as it has come.
public struct FetchedFile: Sendable {
  /// The signed text of the message that offers it.
  public let signed: DigestOf<SignedMessage>
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
  /// Whose key of the vault it is kept under once it is verified.
  let owner: KeyOwner
  /// The blob of the vault that it became; as long as a row of the vault names it, it counts against the quota of its authority.
  var kept: String?
  /// Whether a bundle brought it before anybody agreed to it.
  let isCarried: Bool
  var segments: SegmentList?
  var version: Int

  static let columns = """
    signed, number, authority, message, owner, offer, sealed, sealedSize, each, tree, total, endsAt, state, detail, pieces, bad, segments,
    version, kept, isCarried
    """

  /// What of an offer nobody may read in the table.
  struct Offer: Codable {
    let name: String
    let media: String
    let size: Int64
    let sha256: String
    let secret: String

    init(_ payload: Payload) {
      (name, media, size) = ("\(payload.name)", "\(payload.media)", payload.size)
      (sha256, secret) = (payload.digest.hex, payload.key.secret)
    }
  }

  /// Whose key the files of a message are kept under.
  static func owner(_ signed: DigestOf<SignedMessage>) -> KeyOwner { owner(named: signed.hex) }

  /// An owner by the name that its row has.
  static func owner(named name: String) -> KeyOwner { KeyOwner(type: "exchangeMessage", id: name) }

  private static func cell(_ signed: DigestOf<SignedMessage>, _ number: Int) -> Cell {
    Cell("fetchedFile", row: "\(signed.hex) \(number)", "offer")
  }

  init(_ row: SQLRow, key: DataKey) throws {
    signed = try row.value("signed", DigestOf<SignedMessage>.init)
    authority = try row.value("authority", AuthorityName.init)
    message = try row.value("message", MessageID.init)
    number = try row.integer("number")
    owner = Self.owner(named: try row.text("owner"))
    let opened = try key.open(try row.blob("offer"), at: Self.cell(signed, number))
    let offer = try Self.held(try? JSONDecoder().decode(Offer.self, from: opened), "offer")
    let payload = try Payload(
      name: try Self.held(try? PayloadName(offer.name), "offer"), media: try Self.held(MediaType(offer.media), "offer"), size: offer.size,
      digest: try Self.held(DigestOf<PlainFile>(offer.sha256), "offer"), sealedSize: Int64(try row.integer("sealedSize")),
      blob: try row.value("sealed", BlobID.init), each: try Self.held(SegmentLength(rawValue: Int64(try row.integer("each"))), "each"),
      tree: try row.value("tree", DigestOf<SegmentTree>.init), key: try Self.held(FileKey(offer.secret), "offer"))
    transfer = Transfer(payload, state: try Self.state(row, payload))
    total = Int64(try row.integer("total"))
    kept = try row.optionalText("kept")
    isCarried = try row.integer("isCarried") == 1
    endsAt = try row.instant("endsAt")
    segments = row["segments"] == .null ? nil : SegmentList(try row.blob("segments"), count: payload.segments.count)
    version = try row.integer("version")
  }

  /// The row of a file that is offered.
  static func insertion(
    of payload: Payload, number: Int, signed: DigestOf<SignedMessage>, by authority: AuthorityName, _ message: MessageID,
    under key: DataKey,
    total: Int64, endsAt: Date
  ) throws -> SQL {
    let offer = try key.seal(try JSONEncoder().encode(Offer(payload)), at: cell(signed, number))
    return SQL(
      """
      INSERT INTO fetchedFile (signed, number, authority, message, owner, offer, sealed, sealedSize, each, tree, total, endsAt, state, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'offered', 1)
      """,
      [
        signed.hex.sql, number.sql, "\(authority)".sql, "\(message)".sql, key.owner.id.sql, offer.sql, payload.blob.hex.sql,
        .integer(payload.segments.length), .integer(payload.segments.each.rawValue), payload.tree.hex.sql, .integer(total), endsAt.sql,
      ], mustChange: 1)
  }

  private static func held<Value>(_ value: Value?, _ column: String) throws -> Value {
    guard let value else { throw UnreadableRow(column: column) }
    return value
  }

  static func state(_ row: SQLRow, _ payload: Payload) throws -> Transfer.State {
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
      UPDATE fetchedFile SET state = $3, detail = $4, pieces = $5, bad = $6, segments = $7, version = version + 1,
      kept = $9 WHERE signed = $1 AND number = $2 AND version = $8
      """,
      [
        signed.hex.sql, number.sql, state.sql, detail.sql, pieces.sql, bad.sql, segments?.bytes.sql ?? .null, version.sql, kept.sql,
      ], mustChange: 1)
  }
}
