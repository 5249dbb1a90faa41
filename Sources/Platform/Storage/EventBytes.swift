// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

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

  static func leafHash(of bytes: Data) -> Data { Data(SHA256.hash(data: Data([0]) + bytes)) }

  init(_ event: NewEvent, index: Int64) throws {
    var personal: [(fact: String, salt: Data, value: String)] = []
    var facts: [String: CanonicalValue] = [:]
    for (name, value) in event.facts.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .text(let text): facts[name] = .text(text)
      case .integer(let number): facts[name] = .integer(Int64(number))
      case .flag(let flag): facts[name] = .flag(flag)
      case .list(let items): facts[name] = .list(items.map { .text($0) })
      case .personal(let text):
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        personal.append((name, salt, text))
        facts[name] = .members(["digest": .text(PersonalDigest.of(text, salt: salt))])
      }
    }
    self.index = index
    self.personal = personal
    self.bytes = try CanonicalValue.members([
      "index": .integer(index),
      "at": .integer(event.at.microseconds),
      "kind": .text(event.kind.rawValue),
      "by": .members(event.by.members),
      "subject": .members(["type": .text(event.subject.type), "id": .text(event.subject.id)]),
      "facts": .members(facts),
    ]).bytes()
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

  var members: [String: CanonicalValue] {
    var members: [String: CanonicalValue] = ["type": .text(type)]
    if let id { members["id"] = .text(id) }
    return members
  }
}

/// JSON that can be written in one way only (RFC 8785); numbers are whole.
enum CanonicalValue {
  case text(String)
  case integer(Int64)
  case flag(Bool)
  case list([CanonicalValue])
  case members([String: CanonicalValue])

  /// - Throws: ``UnstorableValue`` for a number that JSON readers would round.
  func bytes() throws(UnstorableValue) -> Data {
    var text = ""
    try write(into: &text)
    return Data(text.utf8)
  }

  private func write(into text: inout String) throws(UnstorableValue) {
    switch self {
    case .text(let value): Self.write(value, into: &text)
    case .flag(let value): text += value ? "true" : "false"
    case .integer(let value):
      guard value.magnitude <= 1 << 53 else { throw UnstorableValue("whole number beyond 2^53") }
      text += String(value)
    case .list(let items):
      text += "["
      for (place, item) in items.enumerated() {
        if place > 0 { text += "," }
        try item.write(into: &text)
      }
      text += "]"
    case .members(let members):
      text += "{"
      // RFC 8785, 3.2.3: members are sorted by their names' UTF-16 code units, not by Unicode scalars.
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      for (place, (name, value)) in sorted.enumerated() {
        if place > 0 { text += "," }
        Self.write(name, into: &text)
        text += ":"
        try value.write(into: &text)
      }
      text += "}"
    }
  }

  private static func write(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{c}": text += "\\f"
      case "\r": text += "\\r"
      case "\u{0}"..<"\u{20}": text += String(format: "\\u%04x", scalar.value)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
