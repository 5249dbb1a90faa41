// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Storage
import Web

/// Which messages are looked for; what is `nil` is not asked.
struct MessageFilter: Sendable {
  var direction: MessageDirection?
  var state: MessageState?
  var peer: AuthorityName?
  /// The identifier of a message or of a conversation, or a digest or at least its first 16 digits, as on paper.
  var text: String?
  /// Those alone that come after this one in the list.
  var after: (at: Date, signed: String)?

  /// Nothing is asked.
  init() {}

  /// - Throws: ``MailProblem/badQuery(name:)`` naming the value that cannot be read.
  init(_ query: FormData) throws(MailProblem) {
    func read<Value>(_ name: String, _ read: (String) -> Value?) throws(MailProblem) -> Value? {
      guard let text = query[name] else { return nil }
      guard let value = read(text) else { throw .badQuery(name: name) }
      return value
    }
    direction = try read("direction") { MessageDirection(rawValue: $0) }
    state = try read("state") { MessageState(rawValue: $0) }
    peer = try read("peer") { AuthorityName($0) }
    text = try read("text") { typed in
      // Digests stand on paper in groups, and whoever types one may use capitals.
      let text = typed.filter { !$0.isWhitespace }.lowercased()
      return text.utf8.count <= 64 ? text : nil
    }
    after = try read("after") { text in
      let parts = text.split(separator: "-")
      guard parts.count == 2, let at = Int64(parts[0]), let signed = DigestOf<SignedMessage>(parts[1]) else { return nil }
      return (Date(microseconds: at), signed.hex)
    }
  }

  /// How the list goes on after a message.
  static func place(of message: KeptMessage) -> String { "\(message.at.microseconds)-\(message.signed.hex)" }
}

extension MailStore {
  /// The messages that a filter lets through, the newest first; times are whole seconds, and within one the names tell what was signed first.
  func list(_ filter: MessageFilter, limit: Int) async throws -> [KeptMessage] {
    var conditions: [String] = []
    var values: [SQLValue] = [limit.sql]
    func ask(_ condition: (String) -> String, _ value: SQLValue) {
      values.append(value)
      conditions.append(condition("$\(values.count)"))
    }
    if let direction = filter.direction { ask({ "direction = \($0)" }, direction.rawValue.sql) }
    if let state = filter.state {
      ask({ "state = \($0)" }, state.rawValue.sql)
      if state.hasPlace { conditions.append(MessageState.withPlace) }
    }
    if let peer = filter.peer { ask({ "peer = \($0)" }, peer.description.sql) }
    if let text = filter.text {
      let isBeginning = text.count >= 16 && text.count < 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
      // What begins with these digits stands before the first letter that is no digit.
      if isBeginning { values.append("\(text)g".sql) }
      let end = "$\(values.count)"
      ask(
        { place in
          let whole = "conversation = \(place) OR message = \(place) OR signed = \(place)"
          return isBeginning ? "(\(whole) OR (signed >= \(place) AND signed < \(end)))" : "(\(whole))"
        }, text.sql)
    }
    if let after = filter.after {
      let last = try await messages("signed = $1", [after.signed.sql]).first
      values += [after.at.sql, after.signed.sql, (last?.id.description ?? "").sql]
      let (at, signed, named) = ("$\(values.count - 2)", "$\(values.count - 1)", "$\(values.count)")
      conditions.append(
        "(at < \(at) OR (at = \(at) AND (message < \(named) OR (message = \(named) AND signed < \(signed)))))")
    }
    return try await messages(
      conditions.isEmpty ? "1 = 1" : conditions.joined(separator: " AND "), values, "ORDER BY at DESC, message DESC, signed DESC LIMIT $1")
  }
}
