// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation

/// Why a draft never becomes a message.
enum CannotSubmit: Error, Hashable, Sendable {
  /// A name in it is none of the profile.
  case unreadable
  /// It breaks a rule of the profile.
  case rule(ManifestProblem)
  /// It is for another authority than the messages before it in its conversation.
  case otherParty
  /// It does not fit into a sealed message.
  case tooLong

  /// What is kept of it.
  var code: String {
    switch self {
    case .unreadable: "unreadable"
    case .rule(let problem): problem.rawValue
    case .otherParty: "other-party"
    case .tooLong: "too-long"
    }
  }

  /// The rule that the own node's receipt names; `nil` where none was broken and the program itself is wrong.
  var rule: ManifestProblem? {
    switch self {
    case .rule(let problem): problem
    case .tooLong: .documentTooLong
    case .unreadable, .otherParty: nil
    }
  }
}

extension MessageDraft {
  /// What is signed for the draft.
  ///
  /// - Parameters:
  ///   - place: where it stands in the conversation.
  ///   - payloads: its files as they were sealed.
  func manifest(
    from own: AuthorityName, at place: ChainPlace, payloads: [Payload], directoryVersion: Int, checkpoint: String?, now: Date
  ) throws(CannotSubmit) -> Manifest {
    guard let service = WireURN(service), let act = ActName(act), (1...30).contains(days) else { throw .unreadable }
    // Whole seconds, and never later than now.
    let issuedAt = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
    var document: MessageDocument?
    if let content = self.document {
      guard let name = schema, let schema = WireURN(name), let media = MediaType("application/json") else { throw .unreadable }
      do throws(ManifestProblem) {
        document = try MessageDocument(schema: schema, media: media, content: content)
      } catch {
        throw .rule(error)
      }
    }
    do throws(ManifestProblem) {
      return try Manifest(
        id: id, conversation: conversation, answers: answers, from: own, to: to, service: service, act: act, place: place,
        issuedAt: issuedAt, expiresAt: issuedAt.addingTimeInterval(Double(days) * 86_400), document: document, payloads: payloads,
        directoryVersion: directoryVersion, checkpoint: checkpoint)
    } catch {
      throw .rule(error)
    }
  }
}
