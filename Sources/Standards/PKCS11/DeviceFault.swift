// SPDX-License-Identifier: Apache-2.0

/// Why a device of keys cannot be used.
public enum DeviceFault: Error, Hashable, Sendable {
  /// There is no module of this path, or it is none.
  case noModule
  /// The module has no token of this label.
  case noToken
  /// The PIN is another one, or locked.
  case wrongPIN
  /// The token has no such key.
  case noKey
  /// The device refused, with the code of the standard.
  case refused(function: String, code: UInt)
}
