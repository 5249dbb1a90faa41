// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
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

  /// What this process knows of a device; a token is logged in for the whole process, so it is opened once.
  private struct Known {
    var token: Token?
    /// Counts the openings, so that whoever met the end of a session ends none that was opened since.
    var opening = 0
    var trouble: KeyDeviceTrouble?
    var failedAt: ContinuousClock.Instant?
    // Devices lock after a few wrong PINs, and everything that is signed would try it again.
    var refusedPINs: Set<Int> = []
  }

  private static let known = Mutex<[String: Known]>([:])
  /// A device that could not be opened is left alone for so long.
  private static let again: Duration = .seconds(1)

  private var place: String { "\(module)\u{0}\(token)" }

  /// The token, opened with its PIN.
  /// - Parameter pin: asked when the token has to be opened; one that was wrong is not tried a second time in a process.
  /// - Throws: ``TrustProblem/keyDevice(token:)``.
  fileprivate func open(_ pin: () -> String?) throws -> (token: Token, opening: Int) {
    try Self.known.withLock { all in
      var known = all[place] ?? Known()
      defer { all[place] = known }
      if let token = known.token { return (token, known.opening) }
      func refused(_ trouble: KeyDeviceTrouble) -> TrustProblem {
        known.trouble = trouble
        return TrustProblem.keyDevice(token: token)
      }
      guard let pin = pin(), !pin.isEmpty else { throw refused(.noPIN) }
      guard !known.refusedPINs.contains(pin.hashValue) else { throw refused(.wrongPIN) }
      if let failedAt = known.failedAt, ContinuousClock.now - failedAt < Self.again { throw refused(known.trouble ?? .missing) }
      do throws(DeviceFault) {
        let opened = try Token(module: module, label: token, pin: pin)
        (known.token, known.opening) = (opened, known.opening + 1)
        (known.trouble, known.failedAt) = (nil, nil)
        return (opened, known.opening)
      } catch {
        if error.triedPIN { known.refusedPINs.insert(pin.hashValue) }
        known.failedAt = .now
        throw refused(KeyDeviceTrouble(error))
      }
    }
  }

  /// Notes that the session of an opening is over: the next who needs the token opens it anew.
  fileprivate func sessionEnded(_ opening: Int) {
    Self.known.withLock { all in
      guard all[place]?.opening == opening else { return }
      all[place]?.token?.sessionEnded()
      all[place]?.token = nil
    }
  }

  /// Notes what keeps the device from being used; `nil` when it was used just now.
  fileprivate func note(_ trouble: KeyDeviceTrouble?) { Self.known.withLock { $0[place]?.trouble = trouble } }

  /// What keeps the device from being used, as far as this process knows.
  fileprivate var trouble: KeyDeviceTrouble? { Self.known.withLock { $0[place]?.trouble } }
}

extension KeyDeviceTrouble {
  /// What an officer is told of a fault.
  init(_ fault: DeviceFault) {
    switch fault {
    case .wrongPIN: self = .wrongPIN
    case .lastTry: self = .lastTry
    case .noKey: self = .withoutKey
    case .noModule, .noToken: self = .missing
    case .refused: self = fault.triedPIN ? .wrongPIN : .missing
    }
  }
}

/// Whether a device of keys can be used.
public enum KeyDeviceState: Hashable, Sendable {
  /// It answers and has the keys.
  case works
  /// It cannot be used.
  case troubled(KeyDeviceTrouble)
}

extension OwnKeyRing {
  /// Does something with the device; once more when its session had ended, as after it was taken out and put in again.
  /// - Throws: ``TrustProblem/keyDevice(token:)`` when there is none, or it refuses.
  func withDevice<Value>(_ body: (KeyDevice, Token) throws -> Value) throws -> Value {
    guard let device else { throw TrustProblem.keyDevice(token: "") }
    do {
      do {
        return try once(device, body)
      } catch let fault as DeviceFault where fault.endsSession {
        return try once(device, body)
      }
    } catch let fault as DeviceFault {
      device.note(KeyDeviceTrouble(fault))
      throw TrustProblem.keyDevice(token: device.token)
    }
  }

  private func once<Value>(_ device: KeyDevice, _ body: (KeyDevice, Token) throws -> Value) throws -> Value {
    let (token, opening) = try device.open(pin)
    do {
      let value = try body(device, token)
      device.note(nil)
      return value
    } catch let fault as DeviceFault {
      if fault.endsSession { device.sessionEnded(opening) }
      throw fault
    }
  }

  /// Asks the device whether it has the keys that it is to have.
  func stateOfDevice() -> KeyDeviceState {
    do {
      try withDevice { device, token in
        try token.checkSession()
        for key in keys { if case .held(let name)? = secret(key.name) { try token.checkSigningKey(name) } }
      }
      return .works
    } catch {
      return .troubled(device?.trouble ?? .missing)
    }
  }
}
