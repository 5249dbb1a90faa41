// SPDX-License-Identifier: Apache-2.0

extension RegisteredRequest {
  /// The request as one reader may know it: with the links that lead to requests the reader may know of, and without persons of compartments.
  /// - Parameters:
  ///   - links: the links that may be told.
  ///   - hidden: the identifiers of persons that must not be told.
  public func told(links: [RequestLink], without hidden: Set<String>) -> RegisteredRequest {
    switch changingHead({ $0.links = links }) {
    case .incoming(var request):
      for place in request.items.indices { request.items[place].persons.removeAll(where: hidden.contains) }
      return .incoming(request)
    case .outgoing(var request):
      for place in request.items.indices { request.items[place].persons.removeAll(where: hidden.contains) }
      return .outgoing(request)
    }
  }
}
