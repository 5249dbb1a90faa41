// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// The key of the form tokens, kept in the node's data folder so that all its processes share it.
enum FormKey {
  static func open(in folder: URL) throws -> Data {
    let url = folder.appending(path: "form.key")
    if let key = try? Data(contentsOf: url), key.count == 32 { return key }
    let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let fresh = folder.appending(path: "form.key.\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      guard FileManager.default.createFile(atPath: fresh.path, contents: key, attributes: [.posixPermissions: 0o600]) else {
        throw NodeProblem.noFormKey
      }
      // Linking never overwrites: of two processes that start at once, one makes the key and both read it.
      try? FileManager.default.linkItem(at: fresh, to: url)
      try FileManager.default.removeItem(at: fresh)
      let stored = try Data(contentsOf: url)
      guard stored.count == 32 else { throw NodeProblem.noFormKey }
      return stored
    } catch {
      throw NodeProblem.noFormKey
    }
  }
}
