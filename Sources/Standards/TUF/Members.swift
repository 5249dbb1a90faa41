// SPDX-License-Identifier: Apache-2.0
import StrictJSON

/// Reads the members of an object; what is not asked for is passed over, because later versions of the standard may add members.
struct Members {
  /// The members, in the order in which they were written.
  let all: [JSONValue.Member]
  private let path: String

  init(_ value: JSONValue, _ path: String) throws(TUFFault) {
    guard case .object(let members) = value.content else { throw .malformed(path) }
    all = members
    self.path = path
  }

  func optional(_ name: String) -> JSONValue? { all.first { $0.name == name }?.value }

  func value(_ name: String) throws(TUFFault) -> JSONValue {
    guard let value = optional(name) else { throw malformed(name) }
    return value
  }

  func malformed(_ name: String) -> TUFFault { .malformed("\(path).\(name)") }

  func object(_ name: String) throws(TUFFault) -> Members { try Members(value(name), "\(path).\(name)") }

  func text(_ name: String) throws(TUFFault) -> String {
    guard case .string(let text) = try value(name).content else { throw malformed(name) }
    return text
  }

  func flag(_ name: String) throws(TUFFault) -> Bool {
    guard case .boolean(let flag) = try value(name).content else { throw malformed(name) }
    return flag
  }

  func list(_ name: String) throws(TUFFault) -> [JSONValue] {
    guard case .array(let elements) = try value(name).content else { throw malformed(name) }
    return elements
  }

  func texts(_ name: String) throws(TUFFault) -> [String] {
    var texts: [String] = []
    for element in try list(name) {
      guard case .string(let text) = element.content else { throw malformed(name) }
      texts.append(text)
    }
    return texts
  }

  /// A whole number from `least` to 2^53 - 1, which every reader of JSON can hold.
  func whole(_ name: String, atLeast least: Int) throws(TUFFault) -> Int {
    guard case .number(let text) = try value(name).content, text != "-0", let number = Int(text), number >= least, number < 1 << 53 else {
      throw malformed(name)
    }
    return number
  }
}

extension JSONValue {
  /// An object whose members are named by what it holds.
  static func of(_ members: [String: JSONValue]) -> JSONValue {
    JSONValue(.object(members.sorted { $0.key < $1.key }.map { .init(name: $0.key, position: .start, value: $0.value) }))
  }

  static func text(_ text: String) -> JSONValue { JSONValue(.string(text)) }
  static func whole(_ number: Int) -> JSONValue { JSONValue(.number(String(number))) }
  static func flag(_ flag: Bool) -> JSONValue { JSONValue(.boolean(flag)) }
  static func list(_ elements: [JSONValue]) -> JSONValue { JSONValue(.array(elements)) }
}

extension Position {
  fileprivate static let start = Position(line: 1, column: 1)
}
