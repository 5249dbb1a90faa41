// SPDX-License-Identifier: Apache-2.0
import Localisation

/// Tells who made a version of an entry: an officer's name, or which part of the program.
struct VersionMakers: Sendable {
  /// The name of an officer by the account's id; `nil` when there is no such account.
  let officerName: @Sendable (String) async throws -> String?

  /// The names behind what versions keep; an id that belongs to nobody stays what it is.
  func names(_ makers: [String], in words: Words) async throws -> [String: String] {
    var names: [String: String] = [:]
    for by in Set(makers) {
      let key = "directory.history.by.\(by)"
      names[by] = if words.contains(key) { words(key) } else { try await officerName(by) ?? by }
    }
    return names
  }
}
