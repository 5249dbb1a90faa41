// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// What the pages of collections share: where they are, how a collection is found and named.
enum CollectionPath {
  static let list = "/statistics/collections"

  static func of(_ collection: ID<DataCollection>) -> String { "\(list)/\(collection)" }
  static func state(_ collection: ID<DataCollection>, _ state: StateCode) -> String { "\(of(collection))/states/\(state)" }

  static func trail(_ words: Words) -> [Page.Crumb] { [.init(words("statistics.collect.title"), list)] }

  static func trail(_ collection: DataCollection, _ words: Words) -> [Page.Crumb] {
    trail(words) + [.init(name(collection, words), of(collection.id), isTyped: true)]
  }

  static func name(_ collection: DataCollection, _ words: Words) -> String {
    collection.title.best(for: words.language)?.text ?? collection.id.description
  }
}

extension Collecting {
  /// The collection of an address.
  func collection(_ call: Call<SignedIn>) async throws -> Versioned<DataCollection> {
    let id = try call.parameter("collection") { ID<DataCollection>($0) }
    guard let found = try await store.collection(id) else { throw WebProblem.notFound }
    return found
  }

  /// The State of an address, which the collection asks.
  func state(_ call: Call<SignedIn>, _ collection: DataCollection) throws -> StateCode {
    let state = try call.parameter("state") { StateCode($0) }
    guard collection.asked.contains(state) else { throw WebProblem.notFound }
    return state
  }

  func drawing(_ words: Words) -> ReturnTables { ReturnTables(codebook: codebook, words: words) }
}

extension DataCollection.Stage {
  func badge(_ words: Words) -> HTML {
    Web.badge(words("statistics.collect.stage.\(rawValue)"), self == .open ? .ok : self == .draft ? .attention : .plain)
  }
}
