// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import ExchangeRules
public import Foundation
import HTTPTypes
import Kernel
import Storage
import Web

extension Casework {
  /// The conversation that somebody at the console is about to write out as evidence, by its own name or by that of its request; `nil` for a request
  /// that is told on paper.
  ///
  /// However it is named, what is written out is a reading of the requests that it is about, and is recorded before it is given.
  /// - Parameter messages: names what was signed in a conversation, by which casework finds the requests of one that is not theirs, as that of a
  ///   draft.
  /// - Throws: as ``request(named:at:)``.
  public func exporting(
    _ name: String, messages: (ConversationID) async throws -> [(author: AuthorityName, message: MessageID)], at instant: Date = Date()
  ) async throws -> ConversationID? {
    guard let conversation = ConversationID(name) else {
      let id = try await self.id(named: name)
      guard let found = try await store.conversation(of: id) else { return nil }
      _ = try await open(id, for: console, .export, by: .operatorAtConsole, at: instant)
      return found.id
    }
    for id in try await store.requests(in: conversation, or: try await messages(conversation)).sorted(by: {
      $0.description < $1.description
    }) {
      _ = try await open(id, for: console, .export, by: .operatorAtConsole, at: instant)
    }
    return conversation
  }
}

extension TravelPages {
  /// What proves the conversation of a request, for whoever may see the request.
  @Sendable func evidence(_ call: Call<SignedIn>) async throws -> Answer {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    _ = try await call.form()
    let request = try await casework.store.request(id, for: call.who.reader).value
    guard let evidence = casework.around.exchange?.evidence, let conversation = try await casework.store.conversation(of: request.id) else {
      throw CannotAct.nothingOpen
    }
    // The name of the file is no case data: it ends up in folders of downloads.
    return .file(try await evidence(conversation.id, call.who.officer), type: "application/zip", name: "evidence-\(conversation.id).zip")
  }
}
