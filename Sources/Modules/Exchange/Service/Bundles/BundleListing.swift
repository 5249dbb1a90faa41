// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import StrictJSON

/// What an authority signs of a bundle: whom it is for, and each part with its length and digest.
///
/// On the wire the signature of a call says who hands messages over; in a bundle this does. Whoever carries it can take nothing out and put nothing in
/// unnoticed.
public struct BundleListing: Hashable, Sendable {
  /// One part of a bundle.
  public struct Part: Hashable, Sendable {
    /// What it is.
    public let name: BundlePart
    /// Its length in bytes.
    public let size: Int64
    /// The digest of its bytes.
    public let digest: DigestOf<BundlePart>

    /// Describes a part.
    public init(name: BundlePart, size: Int64, digest: DigestOf<BundlePart>) {
      self.name = name
      self.size = size
      self.digest = digest
    }
  }

  /// Who hands it over.
  public let from: AuthorityName
  /// Whom it is for.
  public let to: AuthorityName
  /// When it was made.
  public let issuedAt: Date
  /// The parts behind the listing, in the order in which they stand.
  public let parts: [Part]

  /// Describes a bundle.
  public init(from: AuthorityName, to: AuthorityName, issuedAt: Date, parts: [Part]) {
    self.from = from
    self.to = to
    self.issuedAt = issuedAt
    self.parts = parts
  }

  /// So many parts a bundle has at most.
  static let largest = 2_500

  /// The bytes that are signed.
  public var bytes: Data {
    WireJSON.bytes(
      WireJSON.object([
        ("v", WireJSON.number(ManifestJSON.version)), ("from", WireJSON.text(from)), ("to", WireJSON.text(to)),
        ("iat", WireJSON.instant(issuedAt)),
        (
          "parts",
          WireJSON.list(
            parts.map {
              WireJSON.object([("name", .string($0.name.text)), ("size", WireJSON.number($0.size)), ("sha256", WireJSON.text($0.digest))])
            })
        ),
      ]))
  }

  /// Reads a listing, as strictly as a manifest.
  /// - Throws: ``ExchangeProblem/schema``, ``ExchangeProblem/profile`` for another version.
  public init(_ bytes: Data) throws(ExchangeProblem) {
    guard let value = try? StrictJSON.parse(bytes, limits: StrictLimits(bytes: bytes.count, depth: WireMembers.depth)) else {
      throw .schema
    }
    let members = try WireMembers(value, ["v", "from", "to", "iat", "parts"])
    guard try members.number("v") == ManifestJSON.version else { throw .profile }
    from = try members.text("from") { AuthorityName($0) }
    to = try members.text("to") { AuthorityName($0) }
    issuedAt = try members.instant("iat")
    let list = try members.list("parts")
    guard list.count <= Self.largest else { throw .tooLarge }
    var parts: [Part] = []
    for element in list {
      let part = try WireMembers(element, ["name", "size", "sha256"])
      parts.append(
        Part(
          name: try part.text("name") { BundlePart($0) }, size: Int64(try part.number("size")),
          digest: try part.text("sha256") { DigestOf($0) }))
    }
    guard Set(parts.map(\.name)).count == parts.count else { throw .schema }
    self.parts = parts
  }
}

/// What a part of a bundle is, by its name in the archive.
public enum BundlePart: Hashable, Sendable {
  /// A sealed message.
  case message(Int)
  /// A sealed receipt.
  case receipt(Int)
  /// The digests of the pieces of a sealed file.
  case segments(BlobID)
  /// A sealed file, as it is kept for the other authority.
  case file(BlobID)

  /// The name of the listing, which stands before all others.
  static let listing = "listing.jwe"

  /// The name in the archive.
  public var text: String {
    switch self {
    case .message(let number): "messages/\(number).jwe"
    case .receipt(let number): "receipts/\(number).jwe"
    case .segments(let blob): "files/\(blob).segments"
    case .file(let blob): "files/\(blob).age"
    }
  }

  /// Reads a name, which has one spelling.
  public init?(_ text: String) {
    if let match = text.wholeMatch(of: /(messages|receipts)\/([1-9][0-9]{0,3})\.jwe/), let number = Int(match.2) {
      self = match.1 == "messages" ? .message(number) : .receipt(number)
    } else if let match = text.wholeMatch(of: /files\/([0-9a-f]{64})\.(age|segments)/), let blob = BlobID(match.1) {
      self = match.2 == "age" ? .file(blob) : .segments(blob)
    } else {
      return nil
    }
  }

  /// How long such a part may be.
  var largest: Int64 {
    switch self {
    case .message, .receipt: Int64(WireLimits.content)
    case .segments: 4_096 * 32
    case .file: Int64(UInt32.max)
    }
  }
}
