// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Foundation
public import Keys
public import Storage

extension MessageDraft {
  /// What of a draft nobody may read in the outbox.
  private struct Content: Codable {
    var document: Data?
    var files: [File]
  }

  /// The effect that asks for the draft to be sent.
  ///
  /// What it says and the names of its files are sealed under the key of its conversation: a draft may wait for days, and whoever destroys that key
  /// reaches what waits as well as what was signed.
  public func effect(under keys: DataKeys, at instant: Date) async throws -> NewEffect {
    var draft = self
    if document != nil || !files.isEmpty {
      let content = try JSONEncoder().encode(Content(document: document, files: files))
      draft.sealed = try await keys.keyMadeOnce(for: .conversation(conversation), at: instant).seal(content, at: cell)
      (draft.document, draft.files) = (nil, [])
    }
    return NewEffect(
      Self.effect, payload: String(decoding: try JSONEncoder().encode(draft), as: UTF8.self), notBefore: instant,
      lane: conversation.description)
  }

  /// The draft with what was sealed in it; one that an earlier version of the program left in clear is given as it is.
  /// - Parameter key: the key of its conversation as the database has it.
  /// - Throws: ``CannotSubmit/rule(_:)`` when nobody can open it any more; what the key store throws while it cannot be read.
  func opened(with keys: DataKeys, _ key: [SQLRow]) async throws -> MessageDraft {
    guard let sealed else { return self }
    var draft = self
    do {
      let key = try await keys.key(of: .conversation(conversation), in: key)
      let content = try JSONDecoder().decode(Content.self, from: try key.open(sealed, at: cell))
      (draft.sealed, draft.document, draft.files) = (nil, content.document, content.files)
    } catch let problem as KeyProblem where problem.isForGood {
      throw CannotSubmit.rule(.gone)
    }
    return draft
  }

  private var cell: Cell { Cell("outbox", row: id.description, "payload") }
}

extension KeyOwner {
  /// Whose key everything of a conversation is sealed under.
  static func conversation(_ id: ConversationID) -> KeyOwner { KeyOwner(type: "conversation", id: id.description) }
}

extension KeyProblem {
  /// Whether no later try opens it: the key was destroyed, or what is there was not sealed under it.
  var isForGood: Bool {
    switch self {
    case .destroyed, .noSuchKey, .damaged: true
    case .missingFromStore, .storeUnreadable, .storeReadOnly: false
    }
  }
}
