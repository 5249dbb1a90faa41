// SPDX-License-Identifier: Apache-2.0
import Foundation
import Keys

extension SecretFile {
  /// What is told of a file that cannot be used.
  private func problem(_ trouble: Trouble) -> TrustProblem {
    switch trouble {
    case .exists: .fileExists(path: url.path)
    case .unusable, .isSystems: .keyFile(path: url.path)
    }
  }

  /// - Throws: ``TrustProblem/keyFile(path:)`` when it is not there or others can read it.
  func stampOfKeys() throws(TrustProblem) -> Stamp { do { return try stamp() } catch { throw problem(error) } }

  /// - Throws: ``TrustProblem/fileExists(path:)``, ``TrustProblem/keyFile(path:)``.
  func writeKeys(_ content: Data, replacing: Bool) throws(TrustProblem) {
    do { try write(content, replacing: replacing) } catch { throw problem(error) }
  }
}

/// Holds a lock beside a file or in a folder, as ``SecretFile/locked(beside:_:)`` does.
func locked<Value>(beside url: URL, _ body: () throws -> Value) throws -> Value {
  do {
    return try SecretFile.locked(beside: url, body)
  } catch is SecretFile.Trouble {
    throw TrustProblem.keyFile(path: url.path)
  }
}
