// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A request that this State makes to another one, from its approval on.
public struct OutgoingRequest: Codable, Hashable, Sendable {
  /// The identifier.
  public let id: ID<RegisteredRequest>
  /// What both directions have in common.
  public var head: RequestHead
}
