// SPDX-License-Identifier: Apache-2.0

/// Why a device of keys cannot be used.
public enum DeviceFault: Error, Hashable, Sendable {
  /// There is no module of this path, or it is none.
  case noModule
  /// The module has no token of this label.
  case noToken
  /// The PIN is another one, or locked.
  case wrongPIN
  /// One more wrong PIN would lock the token, so none is tried here; whoever opens it with the right one elsewhere takes that back.
  case lastTry
  /// The token has no such key.
  case noKey
  /// The device refused, with the code of the standard.
  case refused(function: String, code: UInt)

  /// Whether the session is over, and another may be opened: the token was taken out or the service in between began anew.
  ///
  /// - Source: PKCS #11 2.40, section 5.1
  public var endsSession: Bool {
    guard case .refused(_, let code) = self else { return false }
    return Number.ofEndedSessions.contains(code)
  }

  /// Whether a PIN was tried, and the device did not say that the session had ended before it looked at it.
  public var triedPIN: Bool {
    switch self {
    case .wrongPIN: true
    case .refused("C_Login", let code): !Number.ofMissingTokens.contains(code)
    default: false
    }
  }

  /// Whether the device refused when it was given the PIN.
  var isOfSigningIn: Bool { if case .refused("C_Login", _) = self { true } else { false } }
}
