// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import HTTPTypes
import Hummingbird
public import Kernel
public import Localisation
import NIOCore
import NIOFoundationCompat

/// What a handler is given: who asks, in which language, when, and what was sent.
///
/// `Who` is ``SignedIn`` behind a permission and `SignedIn?` on the public list, so that a handler that needs an officer
/// cannot be registered without one.
public struct Call<Who: Sendable>: Sendable {
  /// Who asks.
  public let who: Who
  /// The words of the reader's language.
  public let words: Words
  /// The instant the call came in, UTC.
  public let now: Date
  /// The reader's time zone: the officer's own, or the node's.
  public let zone: TimeZone
  /// The path asked for, without the query.
  public let path: String
  /// The values of the path's `:names`.
  public let parameters: [String: String]
  /// The values after the question mark.
  public let query: FormData
  /// The network address the call comes from.
  public let address: String
  /// What the browser showed to be recognised by; Accounts needs it to end a sign-in.
  public let presented: Presented
  let request: Request
  let csrf: CSRF
  let binding: String
  let upload: Upload?

  /// The reader's language.
  public var language: Language { words.language }

  /// Today in the reader's time zone.
  public var today: CalendarDay { CalendarDay(now, in: zone) }

  /// A value of the path as a type of the domain.
  /// - Throws: ``WebProblem/notFound`` when the text is no such value: nothing has that address.
  public func parameter<Value>(_ name: String, _ read: (String) -> Value?) throws -> Value {
    guard let text = parameters[name], let value = read(text) else { throw WebProblem.notFound }
    return value
  }

  /// What a form sent; of a form with files, its fields.
  /// - Throws: ``WebProblem/tooLarge`` beyond the limit, ``WebProblem/unreadableForm`` when it is not a form.
  public func form(upTo limit: Int = FormData.sizeLimit) async throws -> FormData {
    if let upload { return upload.form }
    return try FormData(encoded: String(decoding: try await body(upTo: limit), as: UTF8.self))
  }

  /// The bytes sent.
  /// - Throws: ``WebProblem/tooLarge`` beyond the limit.
  public func body(upTo limit: Int) async throws -> Data {
    do {
      let buffer = try await request.body.collect(upTo: limit)
      return Data(buffer: buffer)
    } catch is NIOTooManyBytesError {
      throw WebProblem.tooLarge(limit: limit)
    }
  }

  /// A field of the call's head.
  public func header(_ name: HTTPField.Name) -> String? { request.headers[name] }

  /// The hidden field that every form of a page carries.
  public var token: HTML {
    void("input", Attribute("type", "hidden"), Attribute("name", CSRF.field), Attribute("value", csrf.token(for: binding)))
  }
}

/// The values of a form or of a query, in the order they came.
public struct FormData: Sendable, Hashable {
  /// The largest form that is read, in bytes: room for a long statement of facts in any script.
  public static let sizeLimit = 4 << 20

  /// Names and values in order.
  public let pairs: [Pair]

  /// One name with its value.
  public struct Pair: Sendable, Hashable {
    /// The field's name.
    public let name: String
    /// What was typed.
    public let value: String
  }

  /// Values that did not come from a browser, for example those of a stored draft.
  public init(_ pairs: [(String, String)] = []) {
    self.pairs = pairs.map { Pair(name: $0.0, value: $0.1) }
  }

  /// Reads `application/x-www-form-urlencoded`.
  /// - Throws: ``WebProblem/unreadableForm`` when a part is not valid or there are more than 5000 of them.
  public init(encoded text: String) throws {
    var pairs: [Pair] = []
    for part in text.split(separator: "&", omittingEmptySubsequences: true) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(halves[0]), let value = halves.count > 1 ? Self.decode(halves[1]) : "" else {
        throw WebProblem.unreadableForm
      }
      pairs.append(Pair(name: name, value: value))
      guard pairs.count <= 5000 else { throw WebProblem.unreadableForm }
    }
    self.pairs = pairs
  }

  private static func decode(_ text: Substring) -> String? {
    // Browsers send line ends as CR LF; the program keeps LF alone so that digests do not depend on the browser.
    // A NUL character is in no text that a person types, and one of the two databases cannot keep it.
    guard let plain = text.replacing("+", with: " ").removingPercentEncoding, !plain.utf8.contains(0) else { return nil }
    return plain.utf8.contains(13) ? withPlainLineEnds(plain) : plain
  }

  /// CR LF and CR alone as LF; to Swift CR LF is one character, so that replacing it could make a new one with the CR before it.
  private static func withPlainLineEnds(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in text.unicodeScalars {
      if scalar != "\n" || !isAfterReturn { plain.append(scalar == "\r" ? "\n" : scalar) }
      isAfterReturn = scalar == "\r"
    }
    return String(plain)
  }

  /// The first value of a name, with white space at both ends taken off; `nil` when it is absent or empty.
  public subscript(name: String) -> String? {
    guard let pair = pairs.first(where: { $0.name == name }) else { return nil }
    let text = pair.value.trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }

  /// The first value exactly as typed; empty when absent.
  ///
  /// For passwords and for showing again what was typed.
  public func raw(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

  /// All values of a name, for check boxes.
  public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

  /// Whether the name was sent at all.
  public func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

  /// The same values with one name set to another value, or taken out with `nil`: for links that change one filter.
  public func setting(_ name: String, to value: String?) -> FormData {
    var changed = pairs.filter { $0.name != name }
    if let value { changed.append(Pair(name: name, value: value)) }
    return FormData(changed.map { ($0.name, $0.value) })
  }

  /// The values as a query, with the question mark; empty when there are none.
  public var query: String {
    guard !pairs.isEmpty else { return "" }
    return "?" + pairs.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
  }

  private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  private static func encode(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
