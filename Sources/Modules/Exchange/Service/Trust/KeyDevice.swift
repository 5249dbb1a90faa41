// SPDX-License-Identifier: Apache-2.0
public import Foundation
import PKCS11
import Synchronization

/// A device that keeps the own keys (PKCS #11), as the file of keys names it; what the file has besides is of no use without it.
public struct KeyDevice: Hashable, Sendable {
  /// The path of the device's module.
  public let module: String
  /// The label of the token in it.
  public let token: String
  /// The name of the key under which the private halves of sealing keys are wrapped.
  let wrapping: Data

  /// Names a device that is to keep new keys.
  public init(module: String, token: String) { self.init(module: module, token: token, wrapping: Self.freshName()) }

  init(module: String, token: String, wrapping: Data) {
    self.module = module
    self.token = token
    self.wrapping = wrapping
  }

  /// A name for a key of the device that no other has.
  static func freshName() -> Data { Data((0..<16).map { _ in UInt8.random(in: 0...255) }) }

  // A token is logged in for the whole process, so it is opened once.
  private static let opened = Mutex<[String: Token]>([:])
  // Devices lock after a few wrong PINs, and everything that is signed would try it again.
  private static let refused = Mutex<Set<String>>([])

  /// The token, opened with its PIN.
  /// - Parameter pin: asked once in a process; one that was wrong is not tried a second time.
  /// - Throws: ``TrustProblem/keyDevice(token:)``.
  func open(_ pin: () -> String?) throws -> Token {
    try Self.opened.withLock { opened in
      let place = "\(module)\u{0}\(token)"
      if let known = opened[place] { return known }
      guard let pin = pin(), !Self.refused.withLock({ $0.contains("\(place)\u{0}\(pin.hashValue)") }) else {
        throw TrustProblem.keyDevice(token: token)
      }
      do {
        let made = try Token(module: module, label: token, pin: pin)
        opened[place] = made
        return made
      } catch {
        if case DeviceFault.wrongPIN = error { Self.refused.withLock { _ = $0.insert("\(place)\u{0}\(pin.hashValue)") } }
        throw TrustProblem.keyDevice(token: token)
      }
    }
  }
}

extension OwnKeyRing {
  /// Does something with the device.
  /// - Throws: ``TrustProblem/keyDevice(token:)`` when there is none, or it refuses.
  func withDevice<Value>(_ body: (KeyDevice, Token) throws -> Value) throws -> Value {
    guard let device else { throw TrustProblem.keyDevice(token: "") }
    do {
      return try body(device, device.open(pin))
    } catch is DeviceFault {
      throw TrustProblem.keyDevice(token: device.token)
    }
  }
}
