// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// One-time passwords that change with the time (RFC 6238): SHA-1, steps of 30 seconds, six digits, as authenticator apps expect.
public struct TOTP: Sendable {
  /// How long a code is shown, in seconds.
  public static let stepLength = 30
  private let secret: Data

  /// Uses a shared secret; 20 bytes or more.
  public init(secret: Data) { self.secret = secret }

  /// A new random secret of 20 bytes.
  public static func freshSecret() -> Data { SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { Data($0) } }

  /// The number of the step at an instant.
  public static func step(at instant: Date) -> Int64 { Int64((instant.timeIntervalSince1970 / Double(stepLength)).rounded(.down)) }

  /// The code at an instant.
  public func code(at instant: Date) -> String { code(step: Self.step(at: instant), digits: 6) }

  /// The code of a step.
  func code(step: Int64, digits: Int) -> String {
    let message = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
    let offset = Int(mac[19] & 15)
    let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let modulus = (0..<digits).reduce(UInt32(1)) { value, _ in value * 10 }
    let text = String(number % modulus)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The step that a code belongs to: the present one, the one before or the one after, to allow for clocks that differ.
  ///
  /// - Parameter lastUsed: the step of the last code that was accepted; that one and all before it are refused.
  /// - Returns: `nil` when the code is wrong, too old or was used before.
  public func verify(_ code: String, at instant: Date, after lastUsed: Int64?) -> Int64? {
    let typed = Data(code.filter { !$0.isWhitespace }.utf8)
    let now = Self.step(at: instant)
    var found: Int64?
    // All three are compared every time and in constant time, so that the answer's delay tells nothing.
    for step in [now - 1, now, now + 1] {
      let expected = Data(self.code(step: step, digits: 6).utf8)
      let isSame = expected.count == typed.count && zip(expected, typed).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
      if isSame, step > lastUsed ?? .min { found = found ?? step }
    }
    return found
  }

  /// The address that an authenticator app reads, from a link or a QR code.
  /// - Parameters:
  ///   - issuer: whose service it is.
  ///   - account: the account's name there.
  public func address(issuer: String, account: String) -> String {
    let allowed = CharacterSet.alphanumerics
    func safe(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
    return "otpauth://totp/\(safe(issuer)):\(safe(account))?secret=\(Base32.encode(secret))&issuer=\(safe(issuer))"
  }
}
