// SPDX-License-Identifier: Apache-2.0
public import AccountsService
import DirectoryService
public import Foundation
import HTTPTypes
import Hummingbird
import Instruments
import Kernel
public import Localisation
public import Logging
import ServiceLifecycle
public import Storage
import StoragePostgres
import StorageSQLite
public import Web
import WritingRules
import WritingService

/// One running node: its database, its modules, its site.
///
/// The composition root; read it from top to bottom.
public struct Node: Sendable {
  /// What the node's file says.
  public let configuration: NodeConfiguration
  /// The node's database, migrated.
  public let database: any Database
  /// The words of all modules.
  public let catalogue: Catalogue
  /// The directory, for the demonstration's data.
  let directory: DirectoryStore
  /// The request writer, for the demonstration's drafts.
  let writing: Writing
  /// The officers.
  public let accounts: Accounts
  /// What the modules offer.
  public let modules: [Module]
  /// The site that browsers and programs see.
  public let site: Site
  private let logger: Logger

  /// Opens the database, brings its tables up to date and builds the modules.
  /// - Parameter opening: how the database's address becomes a database; tests put one that takes notes in front of it.
  /// - Throws: ``NodeProblem`` when the configuration does not allow it; a driver's error when the database does not open.
  public init(
    _ configuration: NodeConfiguration, logger: Logger, passwordCost: PasswordHasher.Cost = .standard,
    now: @escaping @Sendable () -> Date = { Date() }, opening: @Sendable (String) async throws -> any Database = { try await open($0) }
  ) async throws {
    self.configuration = configuration
    self.logger = logger
    // An empty page of the Convention or a State without a name would be worse than no node.
    guard Instruments.builtIn[.uncac] != nil, !StateNames.shared.states.isEmpty else { throw NodeProblem.damagedInstallation }
    database = try await opening(configuration.database)
    catalogue = try Self.words(pseudo: configuration.showsPseudoLanguages)
    let composition = try await Self.modules(configuration, database: database, catalogue: catalogue, passwordCost: passwordCost, now: now)
    modules = composition.all
    directory = composition.directory
    accounts = composition.accounts
    writing = composition.writing
    try await database.migrate(composition.all.flatMap(\.migrations))
    site = Site(
      modules: composition.all,
      identity: SiteIdentity(name: configuration.name, isDemonstration: configuration.isDemonstration),
      catalogue: catalogue, formKey: try NodeKey.open(NodeKey.forms, in: configuration.dataFolder),
      settings: Site.Settings(
        language: configuration.language, zone: configuration.zone,
        isSecure: configuration.publicAddress.scheme == "https", proxy: configuration.proxy, now: now,
        version: Self.version, logger: logger),
      signIn: composition.signIn)
  }

  /// The version that the API description and `comity --version` name.
  public static let version = "0.1.0"

  /// Opens a database by its address.
  /// - Throws: ``NodeProblem/unknownDatabase`` for another kind of address.
  public static func open(_ address: String) async throws -> any Database {
    if address.hasPrefix("sqlite:") {
      let file = URL(filePath: String(address.dropFirst("sqlite:".count)))
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      return try SQLiteDatabase(file: file)
    }
    guard address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") else { throw NodeProblem.unknownDatabase }
    return try await PostgresDatabase(url: address)
  }

  /// Fills an empty demonstration node with fictional officers, States and drafts; what a node has it keeps.
  /// - Parameter samples: files of requests that become drafts.
  /// - Throws: ``NodeProblem/notADemonstration`` for a node whose file does not say that its data are made up.
  public func fillDemonstration(samples: [URL] = []) async throws {
    guard configuration.isDemonstration else { throw NodeProblem.notADemonstration }
    try await accounts.fillDemonstration(Demonstration.officers)
    if try await directory.file().authorities.isEmpty {
      try await directory.take(try BuiltInDirectory.fictional(), at: Date(), by: .operatorAtConsole)
    }
    guard let drafter = try await accounts.identity(of: Demonstration.drafter), configuration.state != nil else { return }
    let contents = try samples.map { try RequestFile.open($0.path) }
    try await writing.fillDemonstration(contents, by: ActingOfficer(id: drafter.id, name: drafter.name), at: Date())
  }

  /// Serves until the process is told to stop.
  public func run(onStart: @escaping @Sendable () async -> Void = {}) async throws {
    let application = Application(
      router: site.router(),
      configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      onServerRunning: { _ in await onStart() }, logger: logger)
    try await application.runService()
    try await database.close()
  }
}
