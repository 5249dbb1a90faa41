// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation

/// What is said once on the page after a form, as the cookie that carries it there: `key`, or `key|name:3|other:XA`.
///
/// Anybody on a sibling host can set a cookie, so only whole numbers and short codes travel beside the key: a notice says the program's words
/// alone.
struct Notice {
  let message: Message

  init(_ message: Message) { self.message = message }

  /// What goes into the cookie.
  ///
  /// A value that is neither a number nor a short code is left out, and the notice with it.
  var cookie: String {
    let values = message.arguments.sorted { $0.key < $1.key }.map { name, value in "\(name):\(Self.text(value) ?? "")" }
    return ([message.key] + values).joined(separator: "|")
  }

  /// Reads a cookie; `nil` where it is no notice of this program, or lacks a value that its sentence takes.
  init?(cookie: String, _ words: Words) {
    let parts = cookie.split(separator: "|")
    guard let key = parts.first.map(String.init), words.contains(key) else { return nil }
    var arguments: [String: MessageArgument] = [:]
    for pair in parts.dropFirst() {
      let halves = pair.split(separator: ":", maxSplits: 1)
      guard halves.count == 2, let value = Self.argument(String(halves[1])) else { return nil }
      arguments[String(halves[0])] = value
    }
    guard words.argumentNames(of: key).isSubset(of: arguments.keys) else { return nil }
    message = Message(key, arguments)
  }

  private static func text(_ value: MessageArgument) -> String? {
    switch value {
    case .integer(let number): String(number)
    case .state(let state): state.code
    case .text(let text) where isCode(text): text
    case .text, .day, .list: nil
    }
  }

  private static func argument(_ text: String) -> MessageArgument? {
    if let number = Int(text) { return .integer(number) }
    return isCode(text) ? .text(text) : nil
  }

  /// At most twelve letters, digits, full stops and hyphens: what names a State, an authority or a release, and no sentence.
  private static func isCode(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 12 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
  }
}
