// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// Makes sure that a form was sent from a page that this node gave to the same browser.
///
/// The token is an HMAC over the sign-in (or, before sign-in, over a random cookie), so it needs no store.
public struct CSRF: Sendable {
  /// The hidden field's name.
  public static let field = "formToken"

  private let key: SymmetricKey

  /// Uses a key that all processes of a node share, 32 bytes or more.
  public init(key: Data) { self.key = SymmetricKey(data: key) }

  func token(for binding: String) -> String {
    Data(HMAC<SHA256>.authenticationCode(for: Data("form:\(binding)".utf8), using: key)).base64EncodedString()
  }

  func accepts(_ token: String, for binding: String) -> Bool {
    guard let code = Data(base64Encoded: token) else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data("form:\(binding)".utf8), using: key)
  }
}
