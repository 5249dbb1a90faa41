// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Foundation

/// What a key is to be or is looked for by, in the shape that the module reads.
struct Attributes {
  private var entries: [(type: UInt, value: [UInt8])] = []

  mutating func add(_ type: Attribute, _ value: Data) { entries.append((type.rawValue, Array(value))) }
  mutating func add(_ type: Attribute, _ value: Bool) { entries.append((type.rawValue, [value ? 1 : 0])) }
  mutating func add(_ type: Attribute, _ value: UInt) { entries.append((type.rawValue, withUnsafeBytes(of: value) { Array($0) })) }

  /// Gives the list to a function; its values live as long as the call.
  func with<Value>(_ body: (UnsafeMutablePointer<ck_attribute>, UInt) throws -> Value) rethrows -> Value {
    let buffers = entries.map { entry in
      let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, entry.value.count))
      _ = buffer.initialize(from: entry.value)
      return buffer
    }
    defer {
      for buffer in buffers {
        // One of them may be a secret.
        buffer.update(repeating: 0)
        buffer.deallocate()
      }
    }
    var list = zip(entries, buffers).map { entry, buffer in
      ck_attribute(type: entry.type, value: UnsafeMutableRawPointer(buffer.baseAddress), length: UInt(entry.value.count))
    }
    let count = UInt(list.count)
    return try list.withUnsafeMutableBufferPointer { list in
      // There is always one at least.
      guard let first = list.baseAddress else { preconditionFailure("no attributes") }
      return try body(first, count)
    }
  }
}

/// The attributes that are used.
/// - Source: PKCS #11 2.40, section 4
enum Attribute: UInt {
  case kind = 0x000
  case isKept = 0x001
  case isPrivate = 0x002
  case label = 0x003
  case value = 0x011
  case keyType = 0x100
  case name = 0x102
  case isSensitive = 0x103
  case wraps = 0x106
  case unwraps = 0x107
  case signs = 0x108
  case verifies = 0x10A
  case length = 0x161
  case isExtractable = 0x162
  case neverExtractable = 0x164
  case curve = 0x180
  case point = 0x181
}

/// The numbers of the standard that are used.
/// - Source: PKCS #11 2.40, sections 3 and 4; 3.0 current mechanisms, section 2.3
enum Number {
  static let publicKey: UInt = 2
  static let privateKey: UInt = 3
  static let secretKey: UInt = 4
  static let edwards: UInt = 0x40
  static let genericSecret: UInt = 0x10
  static let aes: UInt = 0x1F
  static let makeEdwards: UInt = 0x1055
  static let signEdwards: UInt = 0x1057
  static let makeAES: UInt = 0x1080
  static let wrapAES: UInt = 0x2109
  static let user: UInt = 1
  /// Calls of several threads, with the locks of the system.
  static let systemLocks: UInt = 2
  /// A session in which keys can be made.
  static let writing: UInt = 6
  /// Incorrect, invalid, of another length, expired, locked: whatever of it, the same PIN does not help another time.
  static let ofPIN: ClosedRange<UInt> = 0xA0...0xA4
  /// What a token's flags say before the last wrong PIN, and after it.
  static let lastTry: UInt = 0x0002_0000
  static let isLocked: UInt = 0x0004_0000
  /// General error, function failed, device error, memory or removed, session closed or unknown, token not there or another, nobody signed in, not
  /// initialised: what a module says after its token, or the service in between, was gone.
  static let ofEndedSessions: Set<UInt> = [0x05, 0x06, 0x30, 0x31, 0x32, 0xB0, 0xB3, 0xE0, 0xE1, 0x101, 0x190]
  /// Of these, what a module says before it has given the PIN to a token.
  static let ofMissingTokens: Set<UInt> = [0x32, 0xB0, 0xB3, 0xE0, 0x190]
  static let isLoggedIn: UInt = 0x100
  static let notLoggedIn: UInt = 0x101
  static let readingUser: UInt = 1
  static let writingUser: UInt = 3
  static let isInitialised: UInt = 0x191
}
