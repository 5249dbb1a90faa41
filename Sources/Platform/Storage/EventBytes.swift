// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import StrictJSON

/// An event as the log keeps it for ever: its canonical bytes, their leaf hash, and the personal values beside it.
///
/// The bytes are RFC 8785 JSON with the members `index`, `at` (microseconds since 1970 UTC), `kind`, `by`, `subject`
/// and `facts`. A personal value stands there only as `{"digest": …}`, see ``PersonalDigest``.
struct EventBytes {
  let index: Int64
  let bytes: Data
  let personal: [(fact: String, salt: Data, value: String)]

  /// The event's leaf in the transparency tree: SHA-256 over a zero byte and the bytes (RFC 9162, 2.1.1).
  var leafHash: Data { Self.leafHash(of: bytes) }

  static func leafHash(of bytes: Data) -> Data {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Data(hash.finalize())
  }

  /// Looks whether an event can be written at all.
  /// - Throws: ``UnstorableValue`` for a number that JSON readers would round.
  static func check(_ event: NewEvent) throws(UnstorableValue) {
    _ = try JSONValue.integer(event.at.microseconds)
    for case .integer(let number) in event.facts.values { _ = try JSONValue.integer(Int64(number)) }
  }

  init(_ event: NewEvent, index: Int64) throws {
    var personal: [(fact: String, salt: Data, value: String)] = []
    var facts: [String: JSONValue] = [:]
    for (name, value) in event.facts.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .text(let text): facts[name] = .text(text)
      case .integer(let number): facts[name] = try .integer(Int64(number))
      case .flag(let flag): facts[name] = JSONValue(.boolean(flag))
      case .list(let items): facts[name] = JSONValue(.array(items.map { .text($0) }))
      case .personal(let text):
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        personal.append((name, salt, text))
        facts[name] = .members(["digest": .text(PersonalDigest.of(text, salt: salt))])
      }
    }
    self.index = index
    self.personal = personal
    let value = JSONValue.members([
      "index": try .integer(index),
      "at": try .integer(event.at.microseconds),
      "kind": .text(event.kind.rawValue),
      "by": .members(event.by.members),
      "subject": .members(["type": .text(event.subject.type), "id": .text(event.subject.id)]),
      "facts": .members(facts),
    ])
    bytes = CanonicalJSON.bytes(value)
  }
}

/// How the log keeps a personal value without telling it.
enum PersonalDigest {
  /// SHA-256 over 32 random bytes of salt and the value's UTF-8, in lower-case hexadecimal.
  ///
  /// Once salt and value are erased, nobody can find the value by trying: the salt is as long as the hash.
  static func of(_ value: String, salt: Data) -> String {
    SHA256.hash(data: salt + Data(value.utf8)).map { String(format: "%02x", $0) }.joined()
  }
}

extension EventActor {
  /// The actor's name in the log.
  var type: String {
    switch self {
    case .officer: "officer"
    case .program: "program"
    case .operatorAtConsole: "operatorAtConsole"
    case .visitor: "visitor"
    }
  }

  /// The account's id, where the actor is an officer.
  var id: String? {
    if case .officer(let id) = self { id } else { nil }
  }

  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = ["type": .text(type)]
    if let id { members["id"] = .text(id) }
    return members
  }
}

extension JSONValue {
  fileprivate static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }

  fileprivate static func members(_ members: [String: JSONValue]) -> JSONValue {
    JSONValue(.object(members.map { JSONValue.Member(name: $0.key, position: Position(line: 1, column: 1), value: $0.value) }))
  }

  /// - Throws: ``UnstorableValue`` for a number that JSON readers would round.
  fileprivate static func integer(_ number: Int64) throws(UnstorableValue) -> JSONValue {
    guard number.magnitude <= 1 << 53 else { throw UnstorableValue("whole number beyond 2^53") }
    return JSONValue(.number(String(number)))
  }
}
