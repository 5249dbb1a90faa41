// SPDX-License-Identifier: Apache-2.0
import Kernel

/// An item that went into a request of its own, as the request that it left still has to tell of it: its letters say what they said.
public struct SplitItem: Codable, Hashable, Sendable {
  /// The short name, which it keeps in the other request.
  public let id: ItemID
  /// What is asked for.
  public let sought: SoughtAct
  /// What is asked for in words; case data.
  public let summary: String
  /// Whether it was still here when the request was confirmed in writing; `nil` when it was not.
  /// - Source: UNCAC 46(14)
  public let isConfirmedInWriting: Bool?

  init(id: ItemID, sought: SoughtAct, summary: String, isConfirmedInWriting: Bool? = nil) {
    self.id = id
    self.sought = sought
    self.summary = summary
    self.isConfirmedInWriting = isConfirmedInWriting
  }
}

extension RegisteredRequest {
  /// The items that went into requests of their own, in order.
  public var splitItems: [SplitItem] {
    switch self {
    case .incoming(let request): request.splitItems ?? []
    case .outgoing(let request): request.splitItems ?? []
    }
  }
}
