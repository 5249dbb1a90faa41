// SPDX-License-Identifier: Apache-2.0
public import AccountsService
public import AuditService
import CaseworkRules
public import CaseworkService
public import ContributionsService
public import DirectoryService
public import ExchangeService
public import Files
public import Foundation
import HTTPTypes
import Hummingbird
import Instruments
import Kernel
public import Keys
public import Localisation
public import Logging
public import MeetingsService
public import ReviewsService
public import ServiceLifecycle
public import StatisticsService
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
  /// The directory, for the demonstration's data and for files taken in at the console.
  public let directory: DirectoryStore
  /// The request writer, for the demonstration's drafts; a secretariat has none.
  let writing: Writing?
  /// The register and the desk of a central authority; `nil` elsewhere.
  public let casework: Casework?
  /// The meetings that a secretariat services; `nil` elsewhere.
  public let meetings: Meetings?
  /// The results of reviews that a secretariat keeps; `nil` elsewhere.
  public let reviews: Reviews?
  /// The releases of statistics of a secretariat; `nil` elsewhere.
  public let releases: Releases?
  /// The calls for contributions and the library of a secretariat; `nil` elsewhere.
  public let contributions: Contributions?
  /// The figures of a central authority's own requests; `nil` elsewhere.
  public let ownFigures: OwnFigures?
  /// The collections of figures of a secretariat; `nil` elsewhere.
  public let collecting: Collecting?
  /// The returns of a central authority; `nil` elsewhere.
  public let reporting: Reporting?
  /// The officers.
  public let accounts: Accounts
  /// The transparency tree over the event log.
  public let audit: AuditLog
  /// Where the log is verified on an auditor's wish.
  public let verification: VerificationDesk
  /// What the modules offer.
  public let modules: [Module]
  /// The site that browsers and programs see.
  public let site: Site
  private let files: NodeFiles
  /// The messages of a central authority that exchanges them.
  private let messages: NodeMessages?
  /// The messages of a secretariat's node: figures alone.
  private let collected: SecretariatMessages?
  /// The published directory of a secretariat's node; `nil` elsewhere.
  public let publication: NodePublication?
  private let tally = Tally()
  private let figures: NodeFigures
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
    // An empty page of the Convention, a State without a name or a desk without clocks would be worse than no node.
    guard Instruments.builtIn[.uncac] != nil, !StateNames.shared.states.isEmpty, !Casework.usualProfiles.profiles.isEmpty else {
      throw NodeProblem.damagedInstallation
    }
    database = try await opening(configuration.database)
    catalogue = try Self.words(pseudo: configuration.showsPseudoLanguages)
    let composition = try await Self.modules(
      configuration, database: database, catalogue: catalogue, passwordCost: passwordCost, logger: logger, now: now)
    modules = composition.all
    directory = composition.directory
    accounts = composition.accounts
    writing = composition.writing
    casework = composition.casework
    meetings = composition.meetings
    reviews = composition.reviews
    releases = composition.releases
    contributions = composition.contributions
    ownFigures = composition.figures
    collecting = composition.collecting
    reporting = composition.reporting
    audit = composition.audit
    verification = composition.desk
    files = composition.files
    messages = composition.messages
    collected = composition.collected
    publication = composition.publication
    figures = NodeFigures(
      database: database, desk: composition.messages?.desk,
      publisher: composition.publication?.publisher, site: tally,
      exchange: composition.messages?.exchange.tally ?? composition.collected.flatMap { _ in composition.publication?.tally }, now: now)
    try await database.migrate(composition.all.flatMap(\.migrations))
    try await composition.casework?.readCalendars()
    try await composition.contributions?.beginCategories(at: now())
    site = Site(
      modules: composition.all,
      identity: SiteIdentity(name: configuration.name, isDemonstration: configuration.isDemonstration),
      catalogue: catalogue, formKey: try NodeKey.open(NodeKey.forms, in: configuration.dataFolder),
      settings: Site.Settings(
        language: configuration.language, zone: configuration.zone,
        isSecure: configuration.publicAddress.scheme == "https", proxy: configuration.proxy,
        incoming: composition.files.incoming, hasRoom: { [reserve = composition.files.reserve] in reserve.hasRoom }, now: now,
        version: Self.version, logger: logger),
      signIn: composition.signIn)
  }

  /// The version that the API description and `comity --version` name.
  public static let version = "0.1.0"

  /// Opens a database by its address.
  /// - Throws: ``NodeProblem/unknownDatabase`` for another kind of address.
  public static func open(_ address: String) async throws -> any Database {
    guard let file = try sqliteFile(address) else { return try await PostgresDatabase(url: address) }
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return try SQLiteDatabase(file: file)
  }

  /// The file of an address that begins with `sqlite:`; `nil` for one of PostgreSQL.
  /// - Throws: ``NodeProblem/unknownDatabase`` for another kind of address.
  static func sqliteFile(_ address: String) throws(NodeProblem) -> URL? {
    if address.hasPrefix("sqlite:"), address != "sqlite:" { return URL(filePath: String(address.dropFirst("sqlite:".count))) }
    guard address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") else { throw NodeProblem.unknownDatabase }
    return nil
  }

  /// Deletes the files that officers brought and that nothing names any more.
  public func removeUnnamedFiles(at instant: Date) async throws {
    try await writing?.removeUnnamedFiles(at: instant)
    try await meetings?.removeUnnamedFiles(at: instant)
    try await contributions?.removeUnnamedFiles(at: instant)
  }

  /// The messages of a node that exchanges them: a secretariat's are about figures alone.
  public var mail: Mail? { messages?.mail ?? collected?.mail }
  /// How the exchange stands.
  public var exchangeStanding: StandingDesk? { messages?.desk }
  /// The time stamps over its event log; `nil` where no authority is asked for any.
  public var stamps: LogStamps? { messages?.stamps }
  /// The files that other authorities' messages brought; `nil` on a node that exchanges none.
  public var fetchedFiles: FetchedFiles? { messages?.fetched }

  /// This node's copy of the signed directory; `nil` on a node that exchanges nothing.
  public var follower: DirectoryFollower? { messages?.exchange.follower }

  /// What other States tell authorities alone; `nil` on a node that exchanges nothing.
  public var restricted: RestrictedParts? { messages?.restricted }

  /// The messages that travel as files; `nil` where there is no exchange.
  public var bundles: Bundles? { messages?.bundles }

  /// What works for the exchange while the node runs, and gives its figures away; for tests that run a node without its site.
  public var exchangeServices: [any Service] {
    (messages?.services ?? []) + (publication?.services ?? []) + (collected?.services ?? []) + (figuresService.map { [$0] } ?? [])
  }

  /// What a monitor of the machine is told: figures as text.
  public func figures() async throws -> String { try await figures.text() }

  /// What gives the figures away; `nil` where the node's file has no address for it.
  private var figuresService: FiguresService? {
    configuration.metrics.map { FiguresService(address: $0, figures: figures, logger: logger) }
  }

  /// The data keys of the node.
  public var keys: DataKeys { files.keys }

  /// The node's files.
  public var vault: FileVault { files.vault }

  /// Where files arrive before the vault keeps them.
  public var incoming: IncomingFiles { files.incoming }

  /// Looks whether the node's disks have room for new work, before a command takes any.
  /// - Throws: ``NodeProblem/diskFull``.
  public func checkRoom() throws(NodeProblem) {
    guard files.reserve.hasRoom else { throw .diskFull }
  }

  /// Seals files that an earlier version kept plain, and removes what processes left behind that ended without tidying up.
  public func tidyUpFiles(at instant: Date) async throws { try await files.tidyUp(at: instant) }

  /// Fills an empty demonstration node with fictional officers, States and drafts; what a node has it keeps.
  /// - Parameters:
  ///   - samples: files of requests that become drafts.
  ///   - sampleMeetings: files of meetings, for a secretariat.
  ///   - sampleReviews: files of reviews, for a secretariat.
  ///   - sampleRegister: a table of requests, for the register of a central authority.
  ///   - sampleRelease: what a secretariat's release of statistics is to be, with registers beside it.
  ///   - sampleLoop: the folder of a meeting that goes the whole way from figures to a mandate and to the figures after it; see
  ///     `docs/the-loop.md`. Only with a release.
  /// - Throws: ``NodeProblem/notADemonstration`` for a node whose file does not say that its data are made up.
  public func fillDemonstration(
    samples: [URL] = [], sampleMeetings: [URL] = [], sampleReviews: [URL] = [], sampleRegister: URL? = nil, sampleRelease: URL? = nil,
    sampleLoop: URL? = nil
  ) async throws {
    guard configuration.isDemonstration else { throw NodeProblem.notADemonstration }
    try await accounts.fillDemonstration(Demonstration.officers(of: configuration.role))
    if try await directory.file().authorities.isEmpty {
      try await directory.take(try BuiltInDirectory.fictional(), at: Date(), by: .operatorAtConsole)
    }
    if let meetings, try await meetings.isEmpty() {
      for file in sampleMeetings { try await meetings.take(try OfflineMeeting.open(file.path, in: catalogue.words(.en)), at: Date()) }
    }
    if let reviews, try await reviews.isEmpty() {
      for file in sampleReviews { try await reviews.take(OfflineReviews.open(file.path, in: catalogue.words(.en)), at: Date()) }
    }
    if let meetings {
      var delegates: [StateCode: String] = [:]
      for (code, name) in Demonstration.delegates {
        if let state = StateCode(code), let officer = try await accounts.identity(of: name) { delegates[state] = officer.id }
      }
      try await meetings.fillDelegations(delegates, at: Date())
    }
    try await fillFigures(sampleRelease, sampleLoop)
    try await contributions?.fillDemonstration(at: Date())
    try await collecting?.fillDemonstration(at: Date())
    try await reporting?.fillDemonstration(words: { [catalogue] in catalogue.words($0) }, at: Date(), in: configuration.zone)
    try await casework?.fillDemonstrationCalendars(at: Date())
    // The samples are one State's requests: another State's node begins with an empty register.
    let contents = try samples.map { try RequestFile.open($0.path) }.filter { $0.requestingState == configuration.state }
    if let casework, let sampleRegister, samples.isEmpty || !contents.isEmpty {
      _ = try await casework.take(register: try Data(contentsOf: sampleRegister), isCSV: true, at: Date(), in: catalogue.words(.en))
    }
    guard let writing, let drafter = try await accounts.identity(of: Demonstration.drafter) else { return }
    try await writing.fillDemonstration(contents, by: ActingOfficer(id: drafter.id, name: drafter.name), at: Date())
  }

  /// Serves until the process is told to stop.
  /// - Throws: ``NodeProblem/addressTaken(address:)`` or ``NodeProblem/addressRefused(address:)`` when it cannot listen where it should.
  public func run(onStart: @escaping @Sendable () async -> Void = {}) async throws {
    try await tidyUpFiles(at: Date())
    try await removeUnnamedFiles(at: Date())
    // A request that cannot be taken over keeps nobody from working; it is tried again at the next start.
    do { try await writing?.handOverApproved() } catch { logger.error("an approved request is not in the register yet") }
    try await messages?.tidyUp(at: Date())
    let services: [any Service] =
      [CheckpointService(audit: audit, logger: logger)] + (casework.map { [WakingService(casework: $0, logger: logger)] } ?? [])
      + (ownFigures.map { [CountingService(figures: $0, logger: logger)] } ?? [])
      + exchangeServices
    let application = Application(
      responder: CountedAnswers(base: site.router().buildResponder(), tally: tally),
      configuration: .init(address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      services: services, onServerRunning: { _ in await onStart() }, logger: logger)
    do {
      try await application.runService()
    } catch {
      try? await database.close()
      throw Self.listening(error, at: "\(configuration.host):\(configuration.port)") ?? error
    }
    try await database.close()
  }
}
