// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// An item as lists and exports show it, whichever way its request goes.
public struct ItemSummary: Hashable, Sendable {
  /// The short name.
  public let id: ItemID
  /// What is asked for.
  public let sought: SoughtAct
  /// The code of its stage.
  public let stageCode: String
  /// What is asked for in words; case data.
  public let summary: String
  /// Whether it must be carried out by force of law.
  public let isCoercive: Bool
  /// The persons concerned, by their records here.
  public let persons: [String]
}

extension RegisteredRequest {
  /// The code of its stage.
  public var stageCode: String {
    switch self {
    case .incoming(let request): request.stage.rawValue
    case .outgoing(let request): request.stage.rawValue
    }
  }

  /// Its items.
  public var items: [ItemSummary] {
    switch self {
    case .incoming(let request):
      request.items.map {
        ItemSummary(
          id: $0.id, sought: $0.sought, stageCode: $0.stage.code.rawValue, summary: $0.summary, isCoercive: $0.isCoercive,
          persons: $0.persons)
      }
    case .outgoing(let request):
      request.items.map {
        ItemSummary(
          id: $0.id, sought: $0.sought, stageCode: $0.stage.code.rawValue, summary: $0.summary, isCoercive: $0.isCoercive,
          persons: $0.persons)
      }
    }
  }

  /// Whether something is recorded that delayed it.
  public var isDelayed: Bool {
    switch self {
    case .incoming(let request): !request.delays.isEmpty
    case .outgoing(let request): !request.delays.isEmpty
    }
  }

  /// How many acts wait for a second officer.
  public var proposalCount: Int {
    switch self {
    case .incoming(let request): request.proposals.count
    case .outgoing(let request): request.proposals.count
    }
  }

  /// Whether something can still be done with it.
  public var isOpen: Bool {
    switch self {
    case .incoming(let request): request.stage != .closed
    case .outgoing(let request): request.stage != .closed
    }
  }

  /// The State on the other side.
  public var otherState: StateCode { direction == .incoming ? head.requestingState : head.requestedState }

  /// The times in which nothing could be done, in order.
  public var suspensions: [Suspension] {
    switch self {
    case .incoming(let request): request.suspensions
    case .outgoing(let request): request.suspensions
    }
  }

  /// How it ended; `nil` while it is open.
  public var closure: Closure? {
    switch self {
    case .incoming(let request): if case .closed(let closure) = request.standing { closure } else { nil }
    case .outgoing(let request): if case .closed(let closure) = request.standing { closure } else { nil }
    }
  }
}
