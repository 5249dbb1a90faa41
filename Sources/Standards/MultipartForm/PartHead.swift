// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the head of a part says.
public struct PartHead: Hashable, Sendable {
  /// The name of the form's field.
  public let name: String
  /// The name of the file without any folder; empty when the form was sent without choosing one, `nil` for a part that is no file.
  public let fileName: String?
  /// Type and subtype in lower case, without parameters; `nil` when the part does not say.
  public let mediaType: String?

  /// Reads the lines of a head, without their line ends.
  init(_ lines: [ArraySlice<UInt8>]) throws(MultipartError) {
    var fields: [String: String] = [:]
    for line in lines {
      let (name, value) = try Self.field(line)
      guard fields.updateValue(value, forKey: name) == nil else { throw .head }
    }
    guard let disposition = fields["content-disposition"] else { throw .head }
    let parameters = try HeadParameters(disposition)
    guard parameters.value == "form-data", let name = parameters["name"], parameters["filename*"] == nil else { throw .head }
    let encoding = fields["content-transfer-encoding"]?.lowercased() ?? "binary"
    guard ["7bit", "8bit", "binary"].contains(encoding) else { throw .head }
    self.name = Self.unescaped(name)
    fileName = parameters["filename"].map { Self.lastComponent(Self.decoded($0)) }
    mediaType = try fields["content-type"].map { text throws(MultipartError) in try Self.mediaType(text) }
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(MultipartError) -> (name: String, value: String) {
    // A tab may stand between words; every other control character could hide where a head ends.
    guard line.allSatisfy({ $0 == 9 || $0 >= 32 && $0 != 127 }) else { throw .head }
    guard let text = String(validating: line, as: UTF8.self) else { throw .encoding }
    guard let colon = text.firstIndex(of: ":") else { throw .head }
    let name = text[..<colon]
    guard !name.isEmpty, name.utf8.allSatisfy(HeadParameters.isToken) else { throw .head }
    return (name.lowercased(), text[text.index(after: colon)...].trimmingCharacters(in: HeadParameters.space))
  }

  private static func mediaType(_ text: String) throws(MultipartError) -> String {
    let halves = try HeadParameters(text).value.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(HeadParameters.isToken) }) else { throw .head }
    return halves.joined(separator: "/")
  }

  /// The three characters that browsers write with percent signs.
  /// - Source: HTML, multipart/form-data encoding algorithm
  private static func unescaped(_ text: String) -> String {
    text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0d", with: "\r")
      .replacing("%0A", with: "\n").replacing("%0a", with: "\n")
  }

  /// A percent sign in the name of a file is what it is, unless it can only be a character that ASCII does not have.
  private static func decoded(_ text: String) -> String {
    let plain = unescaped(text)
    guard plain.utf8.allSatisfy({ $0 < 128 }), plain.contains(/%[89A-Fa-f][0-9A-Fa-f]/) else { return plain }
    return plain.removingPercentEncoding ?? plain
  }

  private static func lastComponent(_ path: String) -> String {
    let last = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    let plain = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.properties.generalCategory != .control }))
      .trimmingCharacters(in: .whitespaces)
    return plain.allSatisfy { $0 == "." } ? "" : plain
  }
}

/// A value with its parameters, as `form-data; name="x"` or `text/plain; charset=utf-8`.
struct HeadParameters {
  /// What stands before the first semicolon, in lower case.
  let value: String
  private var parameters: [String: String] = [:]

  static let space = CharacterSet(charactersIn: " \t")

  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  subscript(name: String) -> String? { parameters[name] }

  init(_ text: String) throws(MultipartError) {
    var rest = text[...]
    value = Self.take(from: &rest) { $0 != ";" }.trimmingCharacters(in: Self.space).lowercased()
    while !rest.isEmpty {
      rest.removeFirst()
      _ = Self.take(from: &rest) { $0 == " " || $0 == "\t" }
      // A semicolon at the end is common and harmless.
      if rest.isEmpty { return }
      let name = Self.take(from: &rest) { $0 != "=" && $0 != ";" }.lowercased()
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isToken), rest.popFirst() == "=" else { throw .head }
      let value = rest.first == "\"" ? try Self.quoted(&rest) : try Self.token(&rest)
      _ = Self.take(from: &rest) { $0 == " " || $0 == "\t" }
      guard rest.isEmpty || rest.first == ";", parameters.updateValue(value, forKey: name) == nil else { throw .head }
    }
  }

  private static func take(from rest: inout Substring, while isWanted: (Character) -> Bool) -> Substring {
    let taken = rest.prefix(while: isWanted)
    rest = rest[taken.endIndex...]
    return taken
  }

  private static func token(_ rest: inout Substring) throws(MultipartError) -> String {
    let text = take(from: &rest) { $0.isASCII && $0.utf8.allSatisfy(isToken) }
    guard !text.isEmpty else { throw .head }
    return String(text)
  }

  /// A backslash guards a quotation mark or another backslash; before anything else it belongs to a path.
  private static func quoted(_ rest: inout Substring) throws(MultipartError) -> String {
    rest.removeFirst()
    var text = ""
    while let next = rest.popFirst() {
      switch next {
      case "\"": return text
      case "\\" where rest.first == "\"" || rest.first == "\\":
        if let guarded = rest.popFirst() { text.append(guarded) }
      default: text.append(next)
      }
    }
    throw .head
  }
}
