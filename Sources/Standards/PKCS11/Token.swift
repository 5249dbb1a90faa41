// SPDX-License-Identifier: Apache-2.0
// The list of functions never changes while the module is open; C has no way to say so.
@preconcurrency import CPKCS11
public import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A token of a device, opened with its PIN; keys are known by their names (`CKA_ID`).
public final class Token: Sendable {
  private let functions: ck_function_list
  /// A session of PKCS #11 does one thing at a time.
  private let session: Mutex<UInt>

  /// Opens a token.
  /// - Parameters:
  ///   - module: the path of the device's module.
  ///   - label: the token's label.
  /// - Throws: ``DeviceFault``.
  public init(module: String, label: String, pin: String) throws(DeviceFault) {
    functions = try Self.functions(of: module)
    var arguments = ck_initialize_arguments()
    arguments.flags = Number.systemLocks
    let begun = functions.initialize(&arguments)
    guard begun == 0 || begun == Number.isInitialised else { throw .refused(function: "C_Initialize", code: begun) }
    let slot = try Self.slot(of: label, functions)
    var opened: UInt = 0
    try Self.check("C_OpenSession", functions.open_session(slot, Number.writing, nil, nil, &opened))
    var characters = Array(pin.utf8)
    let answer = functions.login(opened, Number.user, &characters, UInt(characters.count))
    guard answer == 0 || answer == Number.isLoggedIn else {
      _ = functions.close_session(opened)
      throw [Number.pinIncorrect, Number.pinLocked].contains(answer) ? .wrongPIN : .refused(function: "C_Login", code: answer)
    }
    session = Mutex(opened)
  }

  deinit { _ = session.withLock { functions.close_session($0) } }

  private static func functions(of module: String) throws(DeviceFault) -> ck_function_list {
    // It stays open as long as the process: nobody knows what threads it has.
    guard let handle = dlopen(module, RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, "C_GetFunctionList") else { throw .noModule }
    typealias List = @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<ck_function_list>?>) -> UInt
    var list: UnsafeMutablePointer<ck_function_list>?
    guard unsafeBitCast(symbol, to: List.self)(&list) == 0, let list else { throw .noModule }
    return list.pointee
  }

  private static func slot(of label: String, _ functions: ck_function_list) throws(DeviceFault) -> UInt {
    var count: UInt = 64
    var slots = [UInt](repeating: 0, count: Int(count))
    try check("C_GetSlotList", functions.get_slot_list(1, &slots, &count))
    let wanted = Array(label.utf8)
    let padded = wanted + Array(repeating: UInt8(ascii: " "), count: max(0, 32 - wanted.count))
    for slot in slots.prefix(Int(count)) {
      var info = ck_token_info()
      guard functions.get_token_info(slot, &info) == 0 else { continue }
      if withUnsafeBytes(of: info.label, { Array($0) }) == padded { return slot }
    }
    throw .noToken
  }

  private static func check(_ function: String, _ code: UInt) throws(DeviceFault) {
    guard code == 0 else { throw .refused(function: function, code: code) }
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
    return try session.withLock { session in
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
    try session.withLock { session in
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
    try session.withLock { session in
      let key = try find(Number.privateKey, name, session)
      var mechanism = ck_mechanism(mechanism: Number.signEdwards, parameter: nil, parameter_length: 0)
      try Self.check("C_SignInit", functions.sign_init(session, &mechanism, key))
      var content = Array(bytes)
      var (signature, length) = ([UInt8](repeating: 0, count: 64), UInt(64))
      try Self.check("C_Sign", functions.sign(session, &content, UInt(content.count), &signature, &length))
      return Data(signature.prefix(Int(length)))
    }
  }

  /// Whether the device has the private half of a key, and would give it to nobody, as it says itself.
  /// - Throws: ``DeviceFault``.
  public func holdsForGood(_ name: Data) throws -> Bool {
    try session.withLock { session in
      let key = try find(Number.privateKey, name, session)
      return try value(.neverExtractable, of: key, session) == Data([1]) && value(.isSensitive, of: key, session) == Data([1])
    }
  }

  /// Wraps a secret under a key of the device (RFC 3394).
  /// - Throws: ``DeviceFault``.
  public func wrapped(_ secret: Data, by name: Data) throws -> Data {
    try session.withLock { session in
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
    try session.withLock { session in
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
