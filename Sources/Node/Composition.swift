// SPDX-License-Identifier: Apache-2.0
import DirectoryService
import Foundation
import Kernel
public import Localisation
import Logging
import Storage
import Web
import WritingService

extension Node {
  /// The modules of a node and what they give each other.
  struct Composition: Sendable {
    var all: [Module]
    var directory: DirectoryStore
    var signIn: SignInResolver
  }

  /// The folders of every module's words.
  static let wordFolders: [URL] = [
    Assets.strings,
    Bundle.module.bundleURL.appending(path: "Strings"),
    BuiltInDirectory.strings,
    WritingResources.strings,
  ]

  /// The words of all modules.
  public static func words() throws -> Catalogue { try Catalogue(folders: wordFolders) }

  /// Builds the modules and passes to each what it needs of the others.
  static func modules(
    _ configuration: NodeConfiguration, database: any Database, catalogue: Catalogue, logger: Logger,
    now: @escaping @Sendable () -> Date
  ) async throws -> Composition {
    let directory = try DirectoryStore(database: database)
    return Composition(all: [.directory(directory)], directory: directory, signIn: { _ in nil })
  }
}
