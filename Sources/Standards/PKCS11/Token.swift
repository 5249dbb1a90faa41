// SPDX-License-Identifier: Apache-2.0
// The list of functions never changes while the module is open; C has no way to say so.
@preconcurrency import CPKCS11
public import Foundation
import Synchronization

/// A token of a device, opened with its PIN; keys are known by their names (`CKA_ID`).
public final class Token: Sendable {
  private let module: DeviceModule
  private let session: UInt
  private var functions: ck_function_list { module.functions }

  /// Opens a token.
  ///
  /// Where the module does not see the token it is begun anew once: a token that was put in again, or a service that was started again, is seen then.
  /// - Parameters:
  ///   - module: the path of the device's module.
  ///   - label: the token's label.
  ///   - pin: tried once at most; not at all when one more wrong one would lock the token.
  /// - Throws: ``DeviceFault``.
  public init(module path: String, label: String, pin: String) throws(DeviceFault) {
    let module = try DeviceModule.at(path)
    self.module = module
    session = try module.opening { () throws(DeviceFault) in try Self.opened(label, pin, module.functions) }
  }

  /// Whether the device has ended the session, so that its number may be another's by now.
  private let isOver = Mutex(false)

  deinit { module.close(isOver.withLock { $0 } ? nil : session) }

  /// Notes that the device has ended the session.
  public func sessionEnded() { isOver.withLock { $0 = true } }

  private static func opened(_ label: String, _ pin: String, _ functions: ck_function_list) throws(DeviceFault) -> UInt {
    let (slot, flags) = try Self.slot(of: label, functions)
    guard flags & Number.isLocked == 0 else { throw .wrongPIN }
    guard flags & Number.lastTry == 0 else { throw .lastTry }
    var opened: UInt = 0
    try Self.check("C_OpenSession", functions.open_session(slot, Number.writing, nil, nil, &opened))
    var characters = Array(pin.utf8)
    let answer = functions.login(opened, Number.user, &characters, UInt(characters.count))
    characters.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    guard answer == 0 || answer == Number.isLoggedIn else {
      _ = functions.close_session(opened)
      throw Number.ofPIN.contains(answer) ? .wrongPIN : .refused(function: "C_Login", code: answer)
    }
    return opened
  }

  private static func slot(of label: String, _ functions: ck_function_list) throws(DeviceFault) -> (slot: UInt, flags: UInt) {
    var count: UInt = 64
    var slots = [UInt](repeating: 0, count: Int(count))
    try check("C_GetSlotList", functions.get_slot_list(1, &slots, &count))
    let wanted = Array(label.utf8)
    let padded = wanted + Array(repeating: UInt8(ascii: " "), count: max(0, 32 - wanted.count))
    for slot in slots.prefix(Int(count)) {
      var info = ck_token_info()
      guard functions.get_token_info(slot, &info) == 0 else { continue }
      if withUnsafeBytes(of: info.label, { Array($0) }) == padded { return (slot, info.flags) }
    }
    throw .noToken
  }

  private static func check(_ function: String, _ code: UInt) throws(DeviceFault) {
    guard code == 0 else { throw .refused(function: function, code: code) }
  }

  /// Does something with the session; a session does one thing at a time.
  private func withSession<Value: Sendable, Failure: Error>(_ body: (UInt) throws(Failure) -> Value) throws(Failure) -> Value {
    try module.alone { () throws(Failure) in try body(session) }
  }

  /// Asks the device whether the session still goes on.
  /// - Throws: ``DeviceFault``.
  public func checkSession() throws(DeviceFault) {
    var info = ck_session_info()
    try Self.check("C_GetSessionInfo", withSession { functions.get_session_info($0, &info) })
    // Public sessions alone have nobody signed in: what the module begins anew under another of its users is one.
    guard info.state == Number.writingUser || info.state == Number.readingUser else {
      throw .refused(function: "C_GetSessionInfo", code: Number.notLoggedIn)
    }
    var token = ck_token_info()
    try Self.check("C_GetTokenInfo", module.alone { functions.get_token_info(info.slot, &token) })
  }

  // MARK: Keys

  /// Makes an Ed25519 key that never leaves the device.
  /// - Returns: the 32 bytes of its public half.
  /// - Throws: ``DeviceFault``.
  public func makeSigningKey(_ name: Data, label: String) throws -> Data {
    do {
      return try makeSigningKey(name, label: label, curve: Self.curveNumber)
    } catch DeviceFault.refused {
      // Version 3.0 knows both ways to name the curve, and devices know one of them.
      return try makeSigningKey(name, label: label, curve: Self.curveName)
    }
  }

  /// The object identifier 1.3.101.112.
  private static let curveNumber = Data([0x06, 0x03, 0x2B, 0x65, 0x70])
  /// A printable string.
  private static let curveName = Data([0x13, 0x0C] + Array("edwards25519".utf8))

  private func makeSigningKey(_ name: Data, label: String, curve: Data) throws -> Data {
    let open = common(Number.publicKey, Number.edwards, name, label)
    var ofPublic = open
    ofPublic.add(.curve, curve)
    ofPublic.add(.verifies, true)
    ofPublic.add(.isPrivate, false)
    var ofPrivate = common(Number.privateKey, Number.edwards, name, label)
    ofPrivate.add(.isPrivate, true)
    ofPrivate.add(.isSensitive, true)
    ofPrivate.add(.isExtractable, false)
    ofPrivate.add(.signs, true)
    return try withSession { session in
      var mechanism = ck_mechanism(mechanism: Number.makeEdwards, parameter: nil, parameter_length: 0)
      var (publicKey, privateKey): (UInt, UInt) = (0, 0)
      try ofPublic.with { open, openCount in
        try ofPrivate.with { hidden, hiddenCount in
          try Self.check(
            "C_GenerateKeyPair",
            functions.generate_key_pair(session, &mechanism, open, openCount, hidden, hiddenCount, &publicKey, &privateKey))
        }
      }
      // A string of octets around the point: 04 20 and 32 bytes.
      let point = try value(.point, of: publicKey, session)
      guard point.count >= 32 else { throw DeviceFault.noKey }
      return point.suffix(32)
    }
  }

  /// Makes the AES key under which secrets are wrapped.
  /// - Throws: ``DeviceFault``.
  public func makeWrappingKey(_ name: Data, label: String) throws {
    var attributes = common(Number.secretKey, Number.aes, name, label)
    attributes.add(.isPrivate, true)
    attributes.add(.isSensitive, true)
    attributes.add(.isExtractable, false)
    attributes.add(.wraps, true)
    attributes.add(.unwraps, true)
    attributes.add(.length, UInt(32))
    try withSession { session in
      var mechanism = ck_mechanism(mechanism: Number.makeAES, parameter: nil, parameter_length: 0)
      var key: UInt = 0
      try attributes.with { list, count in
        try Self.check("C_GenerateKey", functions.generate_key(session, &mechanism, list, count, &key))
      }
    }
  }

  private func common(_ kind: UInt, _ type: UInt, _ name: Data, _ label: String) -> Attributes {
    var attributes = Attributes()
    attributes.add(.kind, kind)
    attributes.add(.keyType, type)
    attributes.add(.isKept, true)
    attributes.add(.name, name)
    attributes.add(.label, Data(label.utf8))
    return attributes
  }

  /// Signs with a key of the device (Ed25519, 64 bytes).
  /// - Throws: ``DeviceFault``.
  public func signature(for bytes: Data, by name: Data) throws -> Data {
    try withSession { session in
      let key = try find(Number.privateKey, name, session)
      var mechanism = ck_mechanism(mechanism: Number.signEdwards, parameter: nil, parameter_length: 0)
      try Self.check("C_SignInit", functions.sign_init(session, &mechanism, key))
      var content = Array(bytes)
      var (signature, length) = ([UInt8](repeating: 0, count: 64), UInt(64))
      try Self.check("C_Sign", functions.sign(session, &content, UInt(content.count), &signature, &length))
      return Data(signature.prefix(Int(length)))
    }
  }

  /// Asks whether the device has the private half of a key.
  /// - Throws: ``DeviceFault``.
  public func checkSigningKey(_ name: Data) throws {
    _ = try withSession { session in try find(Number.privateKey, name, session) }
  }

  /// Whether the device has the private half of a key, and would give it to nobody, as it says itself.
  /// - Throws: ``DeviceFault``.
  public func holdsForGood(_ name: Data) throws -> Bool {
    try withSession { session in
      let key = try find(Number.privateKey, name, session)
      return try value(.neverExtractable, of: key, session) == Data([1]) && value(.isSensitive, of: key, session) == Data([1])
    }
  }

  /// Wraps a secret under a key of the device (RFC 3394).
  /// - Throws: ``DeviceFault``.
  public func wrapped(_ secret: Data, by name: Data) throws -> Data {
    try withSession { session in
      let wrapping = try find(Number.secretKey, name, session)
      var attributes = Self.passing
      attributes.add(.value, secret)
      var object: UInt = 0
      try attributes.with { list, count in
        try Self.check("C_CreateObject", functions.create_object(session, list, count, &object))
      }
      defer { _ = functions.destroy_object(session, object) }
      var mechanism = ck_mechanism(mechanism: Number.wrapAES, parameter: nil, parameter_length: 0)
      var length = UInt(secret.count + 8)
      var result = [UInt8](repeating: 0, count: Int(length))
      try Self.check("C_WrapKey", functions.wrap_key(session, &mechanism, wrapping, object, &result, &length))
      return Data(result.prefix(Int(length)))
    }
  }

  /// Unwraps what ``wrapped(_:by:)`` wrapped; what was changed is refused.
  /// - Throws: ``DeviceFault``.
  public func unwrapped(_ wrapped: Data, by name: Data) throws -> Data {
    try withSession { session in
      let wrapping = try find(Number.secretKey, name, session)
      var mechanism = ck_mechanism(mechanism: Number.wrapAES, parameter: nil, parameter_length: 0)
      var content = Array(wrapped)
      var object: UInt = 0
      try Self.passing.with { list, count in
        try Self.check(
          "C_UnwrapKey", functions.unwrap_key(session, &mechanism, wrapping, &content, UInt(content.count), list, count, &object))
      }
      defer { _ = functions.destroy_object(session, object) }
      return try value(.value, of: object, session)
    }
  }

  /// A secret that is in the device for the length of a call and can be read again.
  private static var passing: Attributes {
    var attributes = Attributes()
    attributes.add(.kind, Number.secretKey)
    attributes.add(.keyType, Number.genericSecret)
    attributes.add(.isKept, false)
    attributes.add(.isPrivate, true)
    attributes.add(.isSensitive, false)
    attributes.add(.isExtractable, true)
    return attributes
  }

  // MARK: Looking

  private func find(_ kind: UInt, _ name: Data, _ session: UInt) throws(DeviceFault) -> UInt {
    var attributes = Attributes()
    attributes.add(.kind, kind)
    attributes.add(.name, name)
    var (objects, count): ([UInt], UInt) = ([0, 0], 0)
    let begun = attributes.with { list, number in functions.find_objects_init(session, list, number) }
    try Self.check("C_FindObjectsInit", begun)
    let found = functions.find_objects(session, &objects, 2, &count)
    _ = functions.find_objects_final(session)
    try Self.check("C_FindObjects", found)
    // Two of one name would be somebody's mistake, and the wrong one of them nobody's signature.
    guard count == 1 else { throw .noKey }
    return objects[0]
  }

  private func value(_ attribute: Attribute, of object: UInt, _ session: UInt) throws(DeviceFault) -> Data {
    var buffer = [UInt8](repeating: 0, count: 256)
    var length: UInt = 0
    let code = buffer.withUnsafeMutableBytes { bytes in
      var entry = ck_attribute(type: attribute.rawValue, value: bytes.baseAddress, length: UInt(bytes.count))
      defer { length = entry.length }
      return functions.get_attribute_value(session, object, &entry, 1)
    }
    try Self.check("C_GetAttributeValue", code)
    guard length <= 256 else { throw .noKey }
    defer { buffer.withUnsafeMutableBufferPointer { $0.update(repeating: 0) } }
    return Data(buffer.prefix(Int(length)))
  }
}
