// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import AccountsService
import DirectoryRules
import DirectoryService
import Documents
import Foundation
import Instruments
import Kernel
public import Localisation
import Storage
import Web
import WritingRules
import WritingService

extension Node {
  /// The modules of a node and what they give each other.
  struct Composition: Sendable {
    var all: [Module]
    var directory: DirectoryStore
    var accounts: Accounts
    var writing: Writing
    var signIn: SignInResolver
  }

  /// Which codes of the program cite a provision: the rules of readiness and, of the problems given, those with a legal source.
  static func enforcement(_ problems: [any Problem]) -> [Provision: [String]] {
    let rules = Readiness.rules.map { ($0.source, $0.code) }
    let refusals = problems.compactMap { $0 as? any SourcedProblem }.map { ($0.source, $0.code.rawValue) }
    return (rules + refusals).reduce(into: [:]) { codes, entry in
      guard case .provision(let provision) = entry.0, codes[provision]?.contains(entry.1) != true else { return }
      codes[provision, default: []].append(entry.1)
    }
  }

  /// The folders of every module's words.
  static let wordFolders: [URL] = [
    Assets.strings,
    Bundle.module.bundleURL.appending(path: "Strings"),
    BuiltInDirectory.strings,
    DocumentWorker.strings,
    WritingResources.strings,
    Accounts.strings,
  ]

  /// The words of all modules.
  /// - Parameter pseudo: whether English and Arabic are shown in disguise.
  public static func words(pseudo: Bool = false) throws -> Catalogue {
    try Catalogue(folders: wordFolders, settings: .init(showsPseudoLanguages: pseudo))
  }

  /// Builds the modules and passes to each what it needs of the others.
  static func modules(
    _ configuration: NodeConfiguration, database: any Database, catalogue: Catalogue, passwordCost: PasswordHasher.Cost,
    now: @escaping @Sendable () -> Date
  ) async throws -> Composition {
    let directory = try DirectoryStore(database: database)
    let writing = Writing(
      database: database, directory: { try await directory.snapshot() }, worker: DocumentWorker(python: configuration.python),
      words: { catalogue.words($0) }, state: configuration.state, zone: configuration.zone,
      views: .init(
        basis: { directory.basisPanel($0, from: $1, to: $2, on: $3, in: $4) },
        bridge: { try await directory.bridgeDocument(from: $0, to: $1, measures: $2, on: $3, in: $4) }))
    let accounts = Accounts(
      database: database, key: try NodeKey.open(NodeKey.accounts, in: configuration.dataFolder),
      node: configuration.role == .centralAuthority ? .centralAuthority : .secretariat,
      issuer: configuration.name.best(for: configuration.language)?.text ?? "Comity", zone: configuration.zone,
      publicAddress: configuration.publicAddress.absoluteString, hasher: PasswordHasher(cost: passwordCost), now: now)
    let others: [Module] = [.writing(writing), .accounts(accounts)]
    return Composition(
      all: [
        .directory(
          directory, enforcement: { enforcement($0 + others.flatMap(\.problems)) }, catalogue: catalogue,
          officerName: { try await accounts.name(of: $0) })
      ] + others,
      directory: directory,
      accounts: accounts, writing: writing, signIn: accounts.resolver)
  }
}
