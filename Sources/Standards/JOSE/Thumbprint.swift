// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// The name of a key that follows from the key itself: the SHA-256 of its canonical JSON.
/// - Source: RFC 7638, section 3; RFC 8037, section 2
public struct Thumbprint: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes.
  public let bytes: Data

  init(curve: Curve, publicBytes: Data) {
    let members = "{\"crv\":\"\(curve.rawValue)\",\"kty\":\"OKP\",\"x\":\"\(Base64URL.text(publicBytes))\"}"
    bytes = Data(SHA256.hash(data: Data(members.utf8)))
  }

  /// Reads a thumbprint as it stands in `kid`; `nil` when it is none.
  public init?(_ text: String) {
    guard let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// The 43 characters of base64url.
  public var description: String { Base64URL.text(bytes) }
}
