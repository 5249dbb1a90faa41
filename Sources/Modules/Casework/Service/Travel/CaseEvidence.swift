// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import ExchangeRules
import Foundation
import HTTPTypes
import Kernel
import Web

extension Casework {
  /// The conversation in which a request travels between the two authorities; `nil` for one that is told on paper.
  /// - Throws: as ``request(named:)``.
  public func conversation(ofRequest name: String) async throws -> ConversationID? {
    let request = try await request(named: name)
    return try await store.conversation(of: request.value.id)?.id
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
